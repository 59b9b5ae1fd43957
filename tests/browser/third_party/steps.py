"""What is done on the sites: each step opens a page, and uses what needs a script there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from third_party.prepare import ADMINISTRATOR


@dataclass(frozen=True)
class Step:
    """A page, and what is done there. `use` raises where that has not the effect it should have."""

    name: str
    path: str
    use: Callable[[Page], None]


def _log_in(page: Page) -> None:
    page.fill("[name=username]", ADMINISTRATOR)
    page.fill("[name=password]", ADMINISTRATOR)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")


def _look(page: Page) -> None:
    expect(page.locator("body")).to_be_visible()


def _close_sidebar(page: Page) -> None:
    page.get_by_role("button", name="Toggle sidebar").first.click()
    expect(page.locator("body.sidebar-collapsed")).to_be_attached()


def _open_actions(page: Page) -> None:
    page.locator("button[aria-label='Actions']:visible").first.click()
    expect(page.locator("[data-tippy-root] :is(a, button):visible").first).to_be_visible()


def _add_article(page: Page) -> None:
    page.fill("#id_title", "A new article")
    page.locator(".Draftail-Editor .public-DraftEditor-content").first.press_sequentially("Read it")
    page.locator("button.c-sf-add-button").first.click()
    page.locator(".w-combobox__option", has_text="Heading").first.click()
    page.locator("[name=body-0-value]").fill("A heading")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator(".messages")).to_contain_text("A new article")


def _choose_picture(page: Page) -> None:
    page.get_by_role("button", name="Choose an image").first.click()
    page.locator(".modal .image-choice").first.click()
    expect(
        page.locator("#id_picture-chooser .chooser__preview img, .chooser__image")
    ).to_be_visible()


def _pick_date(page: Page) -> None:
    page.locator("#id_published").click()
    page.locator(".xdsoft_datetimepicker:visible .xdsoft_date").first.click()
    expect(page.locator("#id_published")).not_to_have_value("")


def _promote_tab(page: Page) -> None:
    page.get_by_role("tab", name="Promote").click()
    expect(page.locator("#id_slug")).to_be_visible()


def _search_pictures(page: Page) -> None:
    page.locator("#id_q").press_sequentially("nothing like it")
    expect(page.locator("#listing-results")).not_to_contain_text("A green picture")


WAGTAIL: Sequence[Step] = (
    Step("log in", "admin/login/?next=/admin/", _log_in),
    Step("dashboard", "admin/", _look),
    Step("collapse the sidebar", "admin/", _close_sidebar),
    Step("page explorer", "admin/pages/2/", _look),
    Step("actions of a page", "admin/pages/2/", _open_actions),
    Step(
        "add a page, with rich text and a stream",
        "admin/pages/add/pages/articlepage/2/",
        _add_article,
    ),
    Step("choose an image", "admin/pages/3/edit/", _choose_picture),
    Step("pick a date", "admin/pages/3/edit/", _pick_date),
    Step("tabs of a form", "admin/pages/3/edit/", _promote_tab),
    Step("history of a page", "admin/pages/3/history/", _look),
    Step("delete a page", "admin/pages/4/delete/", _look),
    Step("search images", "admin/images/", _search_pictures),
    Step("add images", "admin/images/add/", _look),
    Step("edit an image", "admin/images/1/", _look),
    Step("documents", "admin/documents/", _look),
    Step("add documents", "admin/documents/multiple/add/", _look),
    Step("users", "admin/users/", _look),
    Step("add a user", "admin/users/new/", _look),
    Step("groups", "admin/groups/", _look),
    Step("sites", "admin/sites/", _look),
    Step("redirects", "admin/redirects/", _look),
    Step("site history", "admin/reports/site-history/", _look),
    Step("account", "admin/account/", _look),
)


def _open_filters(page: Page) -> None:
    page.locator(".filter-open-button").click()
    expect(page.locator("#changelist-filter")).to_be_visible()


def _select_all(page: Page) -> None:
    page.locator("#action-toggle").check()
    expect(page.locator("[name=_selected_action]:checked")).to_have_count(30)


def _write_title(page: Page) -> None:
    page.locator("#id_title").press_sequentially("Tehanu")
    expect(page.locator("#id_slug")).to_have_value("tehanu")


def _complete_author(page: Page) -> None:
    page.locator(".select2-selection").first.click()
    expect(page.locator(".select2-results__option").first).to_contain_text("Ursula")


def _add_row(page: Page) -> None:
    page.locator("a.add-row").first.click()
    expect(page.locator("#id_chapter_set-TOTAL_FORMS")).to_have_value("2")


def _write_remarks(page: Page) -> None:
    page.locator("trix-editor").press_sequentially("Read it")
    expect(page.locator("[name=remarks]")).to_have_value("<div>Read it</div>")


def _switch_theme(page: Page) -> None:
    _open_user_menu(page)
    page.locator("[x-on\\:click*='switchTheme(\\'dark']").first.click()
    expect(page.locator("html.dark")).to_be_attached()


def _open_user_menu(page: Page) -> None:
    page.locator("[x-on\\:click*='openUserLinks']:visible").first.click()
    expect(page.locator("[x-on\\:click*='dark']").first).to_be_visible()


UNFOLD: Sequence[Step] = (
    Step("log in", "admin/login/?next=/admin/", _log_in),
    Step("index", "admin/", _look),
    Step("switch the theme", "admin/", _switch_theme),
    Step("menu of the user", "admin/", _open_user_menu),
    Step("changelist", "admin/shelf/book/", _look),
    Step("filters", "admin/shelf/book/", _open_filters),
    Step("select all", "admin/shelf/book/", _select_all),
    Step("prepopulated slug", "admin/shelf/book/add/", _write_title),
    Step("autocomplete", "admin/shelf/book/add/", _complete_author),
    Step("add a row", "admin/shelf/book/add/", _add_row),
    Step("rich text", "admin/shelf/book/1/change/", _write_remarks),
    Step("delete", "admin/shelf/book/1/delete/", _look),
    Step("history", "admin/shelf/book/1/history/", _look),
    Step("user", "admin/auth/user/1/change/", _look),
    Step("password", "admin/auth/user/1/password/", _look),
    Step("change password", "admin/password_change/", _look),
)

STEPS: Mapping[str, Sequence[Step]] = {"wagtail_site": WAGTAIL, "unfold_site": UNFOLD}
