"""Windows that a form opens to choose, add or change a related object, and what they hand back."""

from __future__ import annotations

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor

ADD_BOOK = "library/book/add/"
#: A book of the first publisher's, and the places of the publishers in the seed.
BOOK = "library/book/11/change/"
RENAMED, DELETED = "2", "3"


@step()
def related_object_is_added(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    popup = visitor.popup(visitor.find("#add_id_publisher"))
    popup.locator("[name=name]").fill("Virago")
    with popup.expect_event("close"):
        popup.locator("[name=_save]").click()
    expect(visitor.field("publisher").locator("option:checked")).to_have_text("Virago")


@step()
def related_object_is_added_to_two_lists(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    popup = visitor.popup(visitor.find("#add_id_genres"))
    popup.locator("[name=name]").fill("Utopia")
    with popup.expect_event("close"):
        popup.locator("[name=_save]").click()
    expect(visitor.find("#id_genres_to option")).to_have_text(["Utopia"])
    # Other steps count the genres.
    _delete(visitor, "library/genre/", "Utopia")


@step()
def related_object_is_changed(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.field("publisher").select_option(RENAMED)
    popup = visitor.popup(visitor.find("#change_id_publisher"))
    expect(popup.locator("[name=name]")).to_have_value("Suhrkamp")
    popup.locator("[name=name]").fill("Insel")
    with popup.expect_event("close"):
        popup.locator("[name=_save]").click()
    expect(visitor.field("publisher").locator("option:checked")).to_have_text("Insel")


@step()
def related_object_is_deleted(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.field("publisher").select_option(DELETED)
    popup = visitor.popup(visitor.find("#delete_id_publisher"))
    with popup.expect_event("close"):
        popup.locator("#content form [type=submit]").click()
    expect(visitor.field("publisher").locator(f"option[value='{DELETED}']")).to_have_count(0)


@step()
def deletion_in_a_popup_is_thought_better_of(visitor: Visitor) -> None:
    visitor.open_admin(BOOK)
    popup = visitor.popup(visitor.find("#delete_id_publisher"))
    with popup.expect_event("close"):
        popup.locator(".cancel-link").click()
    expect(visitor.field("publisher").locator("option:checked")).to_have_text("Gollancz")


@step()
def raw_id_is_looked_up(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    popup = visitor.popup(visitor.find("#lookup_id_sequel_to"))
    popup.locator("#searchbar").fill("Dispossessed")
    popup.locator("#changelist-search [type=submit]").click()
    expect(popup.locator("#result_list tbody tr")).to_have_count(1)
    with popup.expect_event("close"):
        popup.get_by_role("link", name="The Dispossessed").click()
    expect(visitor.field("sequel_to")).to_have_value("1")


def _delete(visitor: Visitor, objects: str, name: str) -> None:
    visitor.open_admin(objects)
    visitor.find("#result_list a", has_text=name).click()
    visitor.find(".deletelink").click()
    visitor.find("#content form [type=submit]").click()
