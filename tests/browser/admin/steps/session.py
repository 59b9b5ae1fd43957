"""Coming in, looking around, going out."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor, computed


@step(logged_in=False)
def login(visitor: Visitor) -> None:
    visitor.log_in("librarian")
    expect(visitor.find("#user-tools")).to_contain_text("librarian")
    # The page's own colours: its stylesheets are in force.
    assert computed(visitor.find("#header"), "background-color") != "rgba(0, 0, 0, 0)"


@step(logged_in=False)
def failed_login(visitor: Visitor) -> None:
    visitor.open_admin("login/")
    visitor.fill("username", "librarian")
    visitor.fill("password", "wrong")
    visitor.submit("#login-form")
    expect(visitor.find(".errornote")).to_contain_text("correct username and password")
    expect(visitor.field("username")).to_have_value("librarian")


@step()
def index(visitor: Visitor) -> None:
    visitor.open_admin()
    expect(visitor.find("#content-main .app-library")).to_contain_text("Books")
    visitor.find("#content-main .app-library caption a").click()
    expect(visitor.page).to_have_url(f"{visitor.address}/admin/library/")


@step()
def index_of_one_app(visitor: Visitor) -> None:
    visitor.open_admin("library/")
    expect(visitor.find("#content-main .model-book a").first).to_have_text("Books")
    expect(visitor.find("#content-main .app-auth")).to_have_count(0)


@step(own_profile=True)
def theme_toggle(visitor: Visitor) -> None:
    visitor.open_admin()
    root = visitor.find("html")
    expect(root).to_have_attribute("data-theme", "auto")
    visitor.find("#header .theme-toggle").click()
    expect(root).to_have_attribute("data-theme", "dark")
    assert computed(visitor.find("body"), "background-color") == "rgb(18, 18, 18)"
    visitor.page.reload()
    expect(root).to_have_attribute("data-theme", "dark")


@step(own_profile=True)
def sidebar_toggle(visitor: Visitor) -> None:
    visitor.open_admin("library/book/")
    sidebar = visitor.find("#nav-sidebar")
    expect(sidebar).to_be_visible()
    visitor.find("#toggle-nav-sidebar").click()
    expect(sidebar).to_be_hidden()
    visitor.page.reload()
    expect(sidebar).to_be_hidden()


@step()
def sidebar_filter(visitor: Visitor) -> None:
    visitor.open_admin("library/book/")
    visitor.find("#nav-filter").fill("chap")
    expect(visitor.find("#nav-filter")).to_have_class("no-results")
    visitor.find("#nav-filter").fill("publ")
    expect(visitor.find("#nav-sidebar .model-publisher")).to_be_visible()
    expect(visitor.find("#nav-sidebar .model-book")).to_be_hidden()


@step(logged_in=False)
def logout(visitor: Visitor) -> None:
    visitor.log_in("librarian")
    visitor.submit("#logout-form")
    expect(visitor.find("#content")).to_contain_text("Thanks for spending")
    visitor.open_admin()
    expect(visitor.find("#login-form")).to_be_visible()
