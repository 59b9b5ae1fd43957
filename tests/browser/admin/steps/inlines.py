"""Objects that are edited together with the one that they belong to."""

from __future__ import annotations

from datetime import datetime, timezone

from playwright.sync_api import Locator, expect

from admin.steps.step import step
from admin.visitor import Visitor

#: Two that no other step adds anything to.
BOOK_WITH_CHAPTERS = "library/book/15/change/"
BOOK_WITH_REVIEWS = "library/book/16/change/"
ADD_BOOK = "library/book/add/"


@step()
def tabular_row_is_added_and_saved(visitor: Visitor) -> None:
    visitor.open_admin(BOOK_WITH_CHAPTERS)
    _add_row(visitor, "chapter_set")
    visitor.fill("chapter_set-1-title", "Departure")
    visitor.save("_continue")
    expect(visitor.field("chapter_set-0-title")).to_have_value("Departure")


@step()
def tabular_row_is_removed(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    _add_row(visitor, "chapter_set")
    _add_row(visitor, "chapter_set")
    expect(_rows(visitor, "chapter_set")).to_have_count(3)
    visitor.find("#chapter_set-1 .inline-deletelink").click()
    expect(_rows(visitor, "chapter_set")).to_have_count(2)
    expect(visitor.field("chapter_set-TOTAL_FORMS")).to_have_value("2")


@step()
def added_row_has_working_widgets(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    _add_row(visitor, "chapter_set")
    row = visitor.find("#chapter_set-1")
    row.locator("[name$=title]").press_sequentially("The Open Door")
    expect(row.locator("[name$=slug]")).to_have_value("the-open-door")
    row.locator(".datetimeshortcuts a", has_text="Today").click()
    today = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    expect(row.locator("[name$=translated]")).to_have_value(today)
    row.locator(".select2-selection").click()
    visitor.find(".select2-results__option", has_text="Lem").click()
    expect(row.locator(".select2-selection")).to_contain_text("Stanisław Lem")


@step()
def stacked_block_is_added_and_saved(visitor: Visitor) -> None:
    visitor.open_admin(BOOK_WITH_REVIEWS)
    expect(_rows(visitor, "review_set")).to_have_count(0)
    _add_row(visitor, "review_set")
    expect(visitor.find("#review_set-0 .inline_label")).to_have_text("#1")
    visitor.fill("review_set-0-reader", "Genly Ai")
    visitor.save("_continue")
    expect(visitor.field("review_set-0-reader")).to_have_value("Genly Ai")


@step()
def stacked_block_is_removed(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    _add_row(visitor, "review_set")
    _add_row(visitor, "review_set")
    visitor.find("#review_set-0 .inline-deletelink").click()
    expect(_rows(visitor, "review_set")).to_have_count(1)
    expect(visitor.find("#review_set-0 .inline_label")).to_have_text("#1")


def _rows(visitor: Visitor, prefix: str) -> Locator:
    """Those that are shown, without the hidden one that new ones are made of."""
    return visitor.find(f"[id^={prefix}-].inline-related:visible, tr[id^={prefix}-]:visible")


def _add_row(visitor: Visitor, prefix: str) -> None:
    visitor.find(f"#{prefix}-group .add-row a").click()
