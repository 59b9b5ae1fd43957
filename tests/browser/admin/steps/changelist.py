"""The lists of objects: finding, choosing, and doing something with what was chosen."""

from __future__ import annotations

from playwright.sync_api import Dialog, Locator, expect

from admin.steps.step import step
from admin.visitor import Visitor, expect_message

BOOKS = "library/book/"
#: How many books `seed.py` plants is more than one page shows.
BOOKS_ON_A_PAGE = 10


@step()
def search(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    visitor.find("#searchbar").fill("Dispossessed")
    visitor.submit("#changelist-search")
    expect(_rows(visitor)).to_have_count(1)
    expect(visitor.find("#searchbar")).to_have_value("Dispossessed")


@step()
def list_filter(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    visitor.find("#changelist-filter a[href='?status__exact=lent']").click()
    expect(_rows(visitor)).to_have_count(1)
    expect(_row(visitor, "The Dispossessed")).to_be_visible()


@step()
def list_filter_stays_closed(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    details = visitor.find("details[data-filter-title='status']")
    choices = details.locator("ul")
    expect(choices).to_be_visible()
    details.locator("summary").click()
    expect(choices).to_be_hidden()
    visitor.page.reload()
    expect(choices).to_be_hidden()


@step()
def date_hierarchy(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    visitor.find(".toplinks a[href*='published__year=1975']").click()
    expect(_rows(visitor)).to_have_count(1)
    expect(visitor.find(".toplinks .date-back")).to_be_visible()


@step()
def sorting(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    visitor.find("th.column-title .text a").click()
    expect(visitor.find("th.column-title.sorted.ascending")).to_be_visible()
    visitor.find("th.column-title .toggle").click()
    expect(visitor.find("th.column-title.sorted.descending")).to_be_visible()
    expect(_rows(visitor).first).to_contain_text("Volume 9")


@step()
def pages(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    expect(_rows(visitor)).to_have_count(BOOKS_ON_A_PAGE)
    visitor.find(".paginator a", has_text="2").first.click()
    expect(_row(visitor, "Volume 3")).to_be_visible()
    expect(_row(visitor, "The Dispossessed")).to_have_count(0)


@step()
def list_editable(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    status = _row(visitor, "A Book to Edit in the List").locator("select")
    status.select_option("lost")
    visitor.find("#changelist-form [name=_save]").click()
    expect_message(visitor, "1 book was changed")
    expect(status).to_have_value("lost")


@step()
def select_one(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    row = _row(visitor, "The Dispossessed")
    row.locator(".action-select").check()
    expect(row).to_have_class("selected")
    expect(visitor.find(".action-counter")).to_contain_text(f"1 of {BOOKS_ON_A_PAGE} selected")


@step()
def select_all(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    visitor.find("#action-toggle").check()
    expect(visitor.find(".action-select:checked")).to_have_count(BOOKS_ON_A_PAGE)
    expect(visitor.find(".action-counter")).to_contain_text(
        f"{BOOKS_ON_A_PAGE} of {BOOKS_ON_A_PAGE} selected"
    )
    visitor.find("#action-toggle").uncheck()
    expect(visitor.find(".action-select:checked")).to_have_count(0)


@step()
def select_across_pages(visitor: Visitor) -> None:
    visitor.open_admin(BOOKS)
    across = visitor.find("input.select-across").first
    visitor.find("#action-toggle").check()
    visitor.find(".actions .question a").click()
    expect(across).to_have_value("1")
    expect(visitor.find(".actions span.all")).to_be_visible()
    visitor.find(".actions .clear a").click()
    expect(across).to_have_value("0")
    expect(visitor.find(".action-select:checked")).to_have_count(0)


@step()
def action(visitor: Visitor) -> None:
    visitor.open_admin(f"{BOOKS}?q=A+Book+to+Mark")
    visitor.find("#action-toggle").check()
    _run(visitor, "mark_lost")
    expect_message(visitor, "1 marked as lost")


@step()
def action_with_unsaved_edits_asks_first(visitor: Visitor) -> None:
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    visitor.page.on("dialog", refuse)
    visitor.open_admin(BOOKS)
    row = _row(visitor, "The Dispossessed")
    row.locator(".action-select").check()
    row.locator("select").select_option("lost")
    _run(visitor, "mark_lost")
    assert len(asked) == 1
    assert asked[0].startswith("You have unsaved changes")
    expect(visitor.find(".messagelist")).to_have_count(0)


@step()
def delete_selected(visitor: Visitor) -> None:
    visitor.open_admin(f"{BOOKS}?q=Two+Copies")
    visitor.find("#action-toggle").check()
    _run(visitor, "delete_selected")
    expect(visitor.find("#content")).to_contain_text("Are you sure")
    # Back with the link that a script gives its meaning, and again.
    visitor.find(".cancel-link").click()
    expect(_rows(visitor)).to_have_count(2)
    visitor.find("#action-toggle").check()
    _run(visitor, "delete_selected")
    visitor.find("#content form [type=submit]").click()
    expect_message(visitor, "Successfully deleted 2 books")


# Of Django's own: actions.js looks for the checkboxes that such a list does not have.
@step(page_errors=("Cannot read properties of null (reading 'addEventListener')",))
def list_without_actions(visitor: Visitor) -> None:
    visitor.open_admin("library/loan/")
    expect(_rows(visitor)).to_have_count(1)
    expect(visitor.find(".actions")).to_have_count(0)
    # Such a list has a style element, with one rule. A blocked one has no sheet.
    rules = visitor.find("style").evaluate("(style) => style.sheet && style.sheet.cssRules.length")
    assert rules == 1


def _rows(visitor: Visitor) -> Locator:
    return visitor.find("#result_list tbody tr")


def _row(visitor: Visitor, title: str) -> Locator:
    return _rows(visitor).filter(has=visitor.page.get_by_role("link", name=title, exact=True))


def _run(visitor: Visitor, action: str) -> None:
    visitor.find("select[name=action]").first.select_option(action)
    visitor.find("button[name=index]").first.click()
