"""What a step is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from admin.servers import Version
from admin.visitor import Visitor

Action = Callable[[Visitor], None]


@dataclass(frozen=True)
class Step:
    """One function of the site: how it is used, and what must come of it."""

    #: Uses it, and asserts its effect.
    run: Action
    #: Whether the visitor is logged in already, as the administrator.
    logged_in: bool
    #: Whether it wants a browser in which nothing has been set, or sets something there.
    own_profile: bool
    #: The language that the browser asks for.
    language: str
    #: The first version of Django that has the function.
    since: Version
    #: Exceptions that Django's own scripts throw there, without any policy too.
    page_errors: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.run.__module__.rpartition('.')[2]}-{self.run.__name__}"


def step(
    *,
    logged_in: bool = True,
    own_profile: bool = False,
    language: str = "en",
    since: Version = (4, 2),
    page_errors: tuple[str, ...] = (),
) -> Callable[[Action], Step]:
    """Make a step of a function that takes a visitor."""
    alone = own_profile or not logged_in or language != "en"
    return lambda run: Step(run, logged_in, alone, language, since, page_errors)


def steps_of(module: ModuleType) -> Iterator[Step]:
    """The steps of a module, in the order in which they stand there."""
    return (value for value in vars(module).values() if isinstance(value, Step))
