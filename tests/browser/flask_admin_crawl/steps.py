"""Everything that is done on the Flask-Admin site, each time with the effect it must have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Dialog, FilePayload, Locator, Page, expect

BOOKS = "admin/book/"
AUTHORS = "admin/author/"
FILES = "admin/files/"


@dataclass(frozen=True)
class Step:
    """One function of the site."""

    #: Where it is.
    path: str
    #: Uses it, and raises where it does not have its effect.
    use: Callable[[Page], None]

    def __str__(self) -> str:
        return self.use.__name__


def has_style(page: Page) -> None:
    expect(page.locator("nav.navbar")).to_have_css("background-color", "rgb(52, 58, 64)")


def opens_menu(page: Page) -> None:
    page.get_by_text("Stock").click()
    expect(page.locator(".dropdown-menu").first).to_be_visible()


def searches(page: Page) -> None:
    page.locator("input[name=search]").fill("Volume 03")
    page.get_by_role("button", name="Search").click()
    expect(_rows(page)).to_have_count(1)


def sorts(page: Page) -> None:
    page.locator("th.col-pages a").click()
    page.locator("th.col-pages a").click()
    expect(_rows(page).first).to_contain_text("480")


def filters(page: Page) -> None:
    page.get_by_text("Add Filter").click()
    page.locator("a.filter", has_text="Title").click()
    page.locator(".filter-val").fill("Volume 04")
    page.get_by_role("button", name="Apply").click()
    expect(_rows(page)).to_have_count(1)


def changes_page_size(page: Page) -> None:
    page.locator("a.nav-link", has_text="5 items").click()
    page.get_by_role("link", name="20 items").click()
    expect(_rows(page)).to_have_count(12)


def edits_in_place(page: Page) -> None:
    page.get_by_role("link", name="Volume 02").click()
    page.locator(".editable-input input").fill("Volume 02, revised")
    page.locator(".editable-submit").click()
    expect(page.get_by_role("link", name="Volume 02, revised")).to_be_visible()


def selects_all(page: Page) -> None:
    page.locator(".action-rowtoggle").check()
    expect(page.locator(".action-checkbox:checked")).to_have_count(5)


def runs_action(page: Page) -> None:
    page.locator(".action-checkbox").first.check()
    page.get_by_text("With selected").click()
    page.once("dialog", Dialog.accept)
    page.get_by_text("Bind in leather").click()
    expect(page.get_by_text("Bound: 1")).to_be_visible()


def asks_before_deleting(page: Page) -> None:
    _expect_question(page, page.locator("button[title='Delete record' i]").last)


def narrows_details(page: Page) -> None:
    page.locator("#fa_filter").press_sequentially("title")
    expect(_row(page, "Title")).to_be_visible()
    expect(_row(page, "Published")).to_be_hidden()


def picks_date(page: Page) -> None:
    page.locator("#published").click()
    page.locator(".daterangepicker td.available").first.click()
    expect(page.locator("#published")).not_to_have_value("")


def finds_author(page: Page) -> None:
    page.locator(".select2-choice").click()
    page.locator(".select2-input:visible").press_sequentially("Ada")
    page.locator(".select2-result", has_text="Ada").click()
    expect(page.locator("input[name=author]")).not_to_have_value("")


def adds_inline_form(page: Page) -> None:
    forms = page.locator(".inline-field-list > .inline-field")
    before = forms.count()
    page.get_by_role("button", name="Add Books").click()
    expect(forms).to_have_count(before + 1)


def edits_in_dialog(page: Page) -> None:
    page.locator("a[title='Edit Record' i]").first.click()
    page.locator(".modal #name").fill("Ada Lovelace")
    page.locator(".modal input[type=submit]").click()
    expect(page.locator("td", has_text="Ada Lovelace")).to_be_visible()


def picks_date_in_dialog(page: Page) -> None:
    page.get_by_role("link", name="Create", exact=True).click()
    page.locator(".modal #born").click()
    expect(page.locator(".daterangepicker")).to_be_visible()


def narrows_details_in_dialog(page: Page) -> None:
    page.locator("a[title='View Record' i]").first.click()
    dialog = page.locator(".modal")
    expect(dialog.locator("#fa_filter")).to_be_visible()
    # The script that listens to the field comes after the dialog.
    page.wait_for_function("jQuery.active === 0")
    dialog.locator("#fa_filter").press_sequentially("name")
    expect(_row(dialog, "Name")).to_be_visible()
    expect(_row(dialog, "Born")).to_be_hidden()


def uploads_in_dialog(page: Page) -> None:
    page.get_by_text("Upload File").click()
    file = FilePayload(name="map.txt", mimeType="text/plain", buffer=b"Here be dragons.")
    page.locator(".modal input[type=file]").set_input_files(file)
    page.locator(".modal input[type=submit]").click()
    expect(_row(page, "map.txt")).to_be_visible()


def asks_before_deleting_file(page: Page) -> None:
    _expect_question(page, _row(page, "readme.txt").locator("button"))


def _rows(page: Page) -> Locator:
    return page.locator(".model-list tr:has(td.col-title)")


def _row(place: Page | Locator, text: str) -> Locator:
    return place.locator("tr", has_text=text)


def _expect_question(page: Page, button: Locator) -> None:
    page.once("dialog", Dialog.dismiss)
    with page.expect_event("dialog"):
        button.click()


STEPS = (
    Step("admin/", has_style),
    Step("admin/", opens_menu),
    Step(BOOKS, searches),
    Step(BOOKS, sorts),
    Step(BOOKS, filters),
    Step(BOOKS, changes_page_size),
    Step(BOOKS, edits_in_place),
    Step(BOOKS, selects_all),
    Step(BOOKS, runs_action),
    Step(BOOKS, asks_before_deleting),
    Step(f"{BOOKS}details/?id=1", narrows_details),
    Step(f"{BOOKS}new/", picks_date),
    Step(f"{BOOKS}new/", finds_author),
    Step(f"{AUTHORS}edit/?id=2", adds_inline_form),
    Step(AUTHORS, edits_in_dialog),
    Step(AUTHORS, picks_date_in_dialog),
    Step(AUTHORS, narrows_details_in_dialog),
    Step(FILES, uploads_in_dialog),
    Step(FILES, asks_before_deleting_file),
)
