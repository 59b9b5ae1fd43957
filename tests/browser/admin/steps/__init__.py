"""Everything that is done on the library's site, one function a step."""

from __future__ import annotations

from admin.steps import (
    accounts,
    changelist,
    documentation,
    editing,
    errors,
    form_widgets,
    inlines,
    maps,
    own_pages,
    popups,
    right_to_left,
    session,
)
from admin.steps.step import Step, steps_of

STEPS: tuple[Step, ...] = tuple(
    step
    for module in (
        session,
        accounts,
        changelist,
        editing,
        form_widgets,
        inlines,
        popups,
        maps,
        documentation,
        own_pages,
        right_to_left,
        errors,
    )
    for step in steps_of(module)
)
