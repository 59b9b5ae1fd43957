"""`Script` and `Stylesheet`: Django's own where it has them, the same thing where it does not yet.

They carry attributes, so an asset can say what is special about it:

    class CalendarWidget(forms.DateInput):
        class Media:
            css = {"all": [Stylesheet("https://cdn.example/calendar.css", integrity="sha384-…")]}
            js = [Script("calendar.js", defer=True), Script("public/pixel.js", nonce=False)]

`nonce=False` refuses the nonce: the asset is then allowed by what else the policy lists, or not.
It is never printed as an attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html, html_safe
from django.utils.safestring import SafeString

__all__ = ["MediaAsset", "Script", "Stylesheet", "listed_path", "own_nonce", "render_asset"]


def listed_path(asset: Any) -> str:
    """The path by which a form names the asset: "shop/calendar.js", whatever is printed for it.

    Django has no public name for it. `str(asset)` and `asset.path` have been through the storage of
    static files, which may put a digest of the file into the name.
    """
    path: str = asset._path
    return path


def own_nonce(asset: Any) -> object | None:
    """The asset's own attribute `nonce`: False if it refuses one, None if it says nothing."""
    nonce: object | None = asset.attributes.get("nonce")
    return nonce


def render_asset(asset: Any, attrs: dict[str, object] | None = None) -> SafeString:
    """What Django 6.1's `MediaAsset.render(attrs=…)` does, for the assets of every version.

    Raises ValueError if the asset has one of `attrs` itself.
    """
    attrs = attrs or {}
    if conflicts := attrs.keys() & asset.attributes.keys():
        raise ValueError(
            f"{type(asset).__qualname__} has conflicting attributes: {', '.join(sorted(conflicts))}"
        )
    return format_html(
        asset.element_template,
        path=asset.path,
        attributes=flatatt({**attrs, **asset.attributes}),
    )


if TYPE_CHECKING or django.VERSION >= (5, 2):
    from django.forms.widgets import MediaAsset, Script
else:

    @html_safe
    class MediaAsset:
        """A file with attributes, as an entry of a form's or widget's `Media`."""

        element_template = "{path}"

        def __init__(self, path: str, **attributes: object) -> None:
            self._path = path
            self.attributes = attributes

        # Equal to its bare path, and hashed by it, so that `Media` prints a file once that is
        # listed in both ways.
        def __eq__(self, other: object) -> bool:
            if isinstance(other, str):
                return self._path == other
            return type(self) is type(other) and self._path == other._path

        def __hash__(self) -> int:
            return hash(self._path)

        def __str__(self) -> str:
            return render_asset(self)

        def __repr__(self) -> str:
            return f"{type(self).__qualname__}({self._path!r})"

        @property
        def path(self) -> str:
            """The address to print. A path that is not absolute is that of a static file."""
            if self._path.startswith(("http://", "https://", "/")):
                return self._path
            return static(self._path)

    class Script(MediaAsset):
        """A script: `Script("calendar.js", defer=True)`."""

        element_template = '<script src="{path}"{attributes}></script>'

        def __init__(self, src: str, **attributes: object) -> None:
            super().__init__(src, **attributes)


if TYPE_CHECKING or django.VERSION >= (6, 1):
    from django.forms.widgets import Stylesheet
else:

    class Stylesheet(MediaAsset):
        """A stylesheet: `Stylesheet("calendar.css", media="print")`."""

        element_template = '<link href="{path}"{attributes}>'

        def __init__(self, href: str, **attributes: object) -> None:
            super().__init__(href, rel="stylesheet", **attributes)
