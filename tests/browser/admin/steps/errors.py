"""Django's own pages for what went wrong."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor, computed


@step(logged_in=False)
def csrf_failure(visitor: Visitor) -> None:
    visitor.open_admin("login/")
    visitor.context.clear_cookies()
    visitor.fill("username", "librarian")
    visitor.fill("password", "librarian")
    with visitor.page.expect_navigation() as navigation:
        visitor.submit("#login-form")
    assert navigation.value.status == 403
    expect(visitor.find("#summary")).to_contain_text("CSRF verification failed")
    assert computed(visitor.find("#summary"), "background-color") == "rgb(255, 255, 204)"


@step()
def debug_page_not_found(visitor: Visitor) -> None:
    assert visitor.open("no/such/page/").status == 404
    expect(visitor.find("#info")).to_contain_text("Using the URLconf")
    assert computed(visitor.find("#summary"), "background-color") == "rgb(255, 255, 204)"


@step()
def page_not_found_in_the_admin(visitor: Visitor) -> None:
    assert visitor.open_admin("no/such/page/").status == 404
    assert computed(visitor.find("#summary"), "background-color") == "rgb(255, 255, 204)"


@step()
def debug_page_of_an_exception(visitor: Visitor) -> None:
    assert visitor.open("crash/").status == 500
    frame = visitor.find("li.frame.user").last
    # A script hides the lines around the one that failed, and shows them at a click.
    around = frame.locator(".pre-context")
    expect(around).to_be_hidden()
    frame.locator(".context-line li").click()
    expect(around).to_be_visible()
    frame.locator("summary").click()
    expect(frame.locator("table.vars")).to_contain_text("poetry")
    visitor.find("#traceback h2 a").click()
    expect(visitor.find("#pastebinTraceback")).to_be_visible()
    expect(visitor.find("#browserTraceback")).to_be_hidden()
