"""Adding, changing and deleting objects, and looking at what was done to them."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor, expect_message

ADD_PUBLISHER = "library/publisher/add/"
ADD_BOOK = "library/book/add/"
#: "A Book to Change", "A Book to Delete", "A Book to Keep".
CHANGE_BOOK = "library/book/2/change/"
DELETE_BOOK = "library/book/3/delete/"
KEEP_BOOK = "library/book/4/change/"


@step()
def add(visitor: Visitor) -> None:
    visitor.open_admin(ADD_PUBLISHER)
    # Some script of every such form puts the cursor into the first field.
    expect(visitor.field("name")).to_be_focused()
    visitor.fill("name", "Ace")
    visitor.save()
    expect_message(visitor, "Ace")
    expect(visitor.find("#result_list")).to_contain_text("Ace")


@step()
def save_and_add_another(visitor: Visitor) -> None:
    visitor.open_admin(ADD_PUBLISHER)
    visitor.fill("name", "Berkley")
    visitor.save("_addanother")
    expect_message(visitor, "You may add another publisher below")
    expect(visitor.field("name")).to_have_value("")


@step()
def save_and_continue_editing(visitor: Visitor) -> None:
    visitor.open_admin(CHANGE_BOOK)
    visitor.fill("title", "A Changed Book")
    visitor.save("_continue")
    expect_message(visitor, "You may edit it again below")
    expect(visitor.field("title")).to_have_value("A Changed Book")


@step()
def invalid_submission(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.fill("title", "A Book without an Author")
    visitor.fill("published", "soon")
    visitor.save()
    expect(visitor.find(".errornote")).to_contain_text("Please correct the errors below")
    expect(visitor.find(".field-author .errorlist")).to_contain_text("required")
    expect(visitor.find(".field-published .errorlist")).to_contain_text("valid date")
    expect(visitor.field("title")).to_have_value("A Book without an Author")
    # The scripts of the page that comes back work too.
    visitor.find(".field-published .datetimeshortcuts a").first.click()
    expect(visitor.field("published")).not_to_have_value("soon")


@step()
def delete_and_think_better_of_it(visitor: Visitor) -> None:
    visitor.open_admin(KEEP_BOOK)
    visitor.find(".deletelink").click()
    expect(visitor.find("#content")).to_contain_text("Are you sure")
    visitor.find(".cancel-link").click()
    expect(visitor.page).to_have_url(f"{visitor.address}/admin/{KEEP_BOOK}")


@step()
def delete(visitor: Visitor) -> None:
    visitor.open_admin(DELETE_BOOK)
    visitor.find("#content form [type=submit]").click()
    expect_message(visitor, "was deleted successfully")


@step()
def history(visitor: Visitor) -> None:
    visitor.open_admin("library/loan/1/change/")
    visitor.fill("reader", "Bedap")
    visitor.save("_continue")
    visitor.find(".historylink").click()
    expect(visitor.find("#change-history")).to_contain_text("Changed Reader")


@step()
def flat_page(visitor: Visitor) -> None:
    visitor.open_admin("flatpages/flatpage/add/")
    visitor.fill("url", "rules")
    visitor.fill("title", "Rules")
    visitor.save()
    expect(visitor.find(".field-url .errorlist").first).to_contain_text("leading slash")
    visitor.fill("url", "/rules/")
    visitor.fill("content", "Be quiet.")
    visitor.field("sites").select_option("1")
    visitor.save()
    expect_message(visitor, "/rules/")
    visitor.open("rules/")
    expect(visitor.find("body")).to_contain_text("Be quiet.")
