"""The admin in Hebrew, written from right to left."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor, computed

ADD_BOOK = "library/book/add/"


@step(language="he", logged_in=False)
def login(visitor: Visitor) -> None:
    visitor.open_admin("login/")
    _expect_right_to_left(visitor)


@step(language="he")
def changelist(visitor: Visitor) -> None:
    visitor.open_admin("library/book/")
    _expect_right_to_left(visitor)
    # Only the stylesheet for such languages says so.
    assert computed(visitor.find("#result_list th.column-title"), "text-align") == "right"


@step(language="he")
def autocomplete(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.find(".field-author .select2-selection").click()
    visitor.find(".select2-search__field").fill("no such author")
    # In the words of select2's own file for the language.
    expect(visitor.find(".select2-results__message")).to_have_text("לא נמצאו תוצאות")


@step(language="he")
def calendar(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.find(".field-published :is(a, button)[id^=calendarlink]").click()
    calendar = visitor.find("[id^=calendarbox]:visible")
    expect(calendar.locator(".calendar-cancel a")).to_have_text("ביטול")
    calendar.locator("td a", has_text="17").click()
    expect(visitor.field("published")).not_to_have_value("")


def _expect_right_to_left(visitor: Visitor) -> None:
    expect(visitor.find("html")).to_have_attribute("dir", "rtl")
    assert computed(visitor.find("body"), "direction") == "rtl"
