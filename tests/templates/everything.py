"""A context for templates of which it is not known what they need: it has everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.template import Context
from django.test import RequestFactory

#: There is no policy, and so no nonce.
_MISSING = {"csp_nonce"}


class Everything(str):
    """A text that has every attribute and every item, can be called, and is a list of one, too."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return 1 if name.endswith("count") else self

    def __getitem__(self, key: object) -> Any:
        return getattr(self, key, self) if isinstance(key, str) else self

    def __call__(self, *args: object, **kwargs: object) -> Everything:
        return self

    def __iter__(self) -> Iterator[Everything]:
        return iter([self])

    def __int__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        return True

    def items(self) -> list[tuple[Everything, Everything]]:
        """What dictionaries are looped over by."""
        return [(self, self)]

    @property
    def template_name(self) -> str:
        """What widgets include."""
        return "django/forms/widgets/select_option.html"

    @property
    def optgroups(self) -> list[tuple[None, list[Everything], int]]:
        """What the options of a select are looped over by."""
        return [(None, [self], 0)]


EVERYTHING = Everything("everything")


class EverythingContext(Context):
    """A context in which every name that nothing has been assigned to is `EVERYTHING`, and that has
    a real request."""

    def __init__(self, names: dict[str, object] | None = None) -> None:
        request = RequestFactory().get("/")
        request.user = User(pk=1, is_superuser=True)
        super().__init__({"request": request, "user": request.user, **(names or {})})

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            if key in _MISSING:
                raise
            return EVERYTHING

    def __contains__(self, key: Any) -> bool:
        return key not in _MISSING

    def get(self, key: Any, otherwise: Any = None) -> Any:
        return otherwise if key in _MISSING else self[key]
