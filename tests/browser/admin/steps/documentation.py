"""The documentation that the admin makes of the project itself."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor

DOCUMENTATION = "doc/"


@step()
def contents(visitor: Visitor) -> None:
    visitor.open_admin(DOCUMENTATION)
    for chapter in ("tags/", "filters/", "models/", "views/", "bookmarklets/"):
        expect(visitor.find(f"#content-main a[href='{chapter}']")).to_be_visible()


@step()
def template_tags(visitor: Visitor) -> None:
    visitor.open_admin(f"{DOCUMENTATION}tags/")
    expect(visitor.find("#built_in-autoescape")).to_be_attached()


@step()
def template_filters(visitor: Visitor) -> None:
    visitor.open_admin(f"{DOCUMENTATION}filters/")
    expect(visitor.find("#built_in-escape")).to_be_attached()


@step()
def models(visitor: Visitor) -> None:
    visitor.open_admin(f"{DOCUMENTATION}models/")
    visitor.find("#content a", has_text="Book").first.click()
    expect(visitor.find("#content")).to_contain_text("story time")
    # A page with a style element of its own. A blocked one has no sheet.
    rules = visitor.find("style").evaluate("(style) => style.sheet && style.sheet.cssRules.length")
    assert rules


@step()
def views(visitor: Visitor) -> None:
    visitor.open_admin(f"{DOCUMENTATION}views/")
    visitor.find("#content a", has_text="/visit/").first.click()
    expect(visitor.find("#content")).to_contain_text("A form with a widget of the admin")


@step()
def template(visitor: Visitor) -> None:
    visitor.open_admin(f"{DOCUMENTATION}templates/library/visit.html/")
    expect(visitor.find("#content")).to_contain_text("library/visit.html")


@step()
def bookmarklets(visitor: Visitor) -> None:
    # Its link is a script to be dragged to the browser's bookmarks: on this page it is not run.
    visitor.open_admin(f"{DOCUMENTATION}bookmarklets/")
    expect(visitor.find("#content-main a[href^='javascript:']")).to_be_visible()
