"""The widgets of the admin's forms that need scripts."""

from __future__ import annotations

from datetime import datetime, timezone

from playwright.sync_api import Locator, expect

from admin.steps.step import step
from admin.visitor import Visitor, computed, expect_message

ADD_BOOK = "library/book/add/"
GENRES = ["Biography", "Fantasy", "Poetry", "Science fiction", "Travel"]
BOOK = "library/book/1/change/"


@step()
def prepopulated_slug(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.field("title").press_sequentially("Always Coming Home")
    expect(visitor.field("slug")).to_have_value("always-coming-home")


@step()
def autocomplete(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.find(".field-author .select2-selection").click()
    expect(visitor.find(".select2-results__option", has_text="Octavia")).to_be_visible()
    visitor.find(".select2-search__field").fill("lispec")
    expect(visitor.find(".select2-results__option")).to_have_text(["Clarice Lispector"])
    visitor.find(".select2-results__option").click()
    expect(visitor.find(".field-author .select2-selection")).to_contain_text("Clarice Lispector")
    expect(visitor.field("author")).to_have_value("4")


@step()
def today(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.find(".field-published .datetimeshortcuts a", has_text="Today").click()
    expect(visitor.field("published")).to_have_value(f"{datetime.now(timezone.utc):%Y-%m-%d}")


@step()
def now(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.field("bought_1").fill("")
    visitor.find(".field-bought .datetimeshortcuts a", has_text="Now").click()
    value = visitor.field("bought_1").input_value()
    assert datetime.strptime(value, "%H:%M:%S"), value


@step()
def calendar(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.fill("published", "1974-05-01")
    visitor.find(".field-published :is(a, button)[id^=calendarlink]").click()
    calendar = visitor.find("[id^=calendarbox]:visible")
    calendar.locator(".calendarnav-next").click()
    calendar.locator("td a", has_text="17").click()
    expect(visitor.field("published")).to_have_value("1974-06-17")
    expect(calendar).to_have_count(0)


@step()
def clock(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    visitor.find(".field-opened_at :is(a, button)[id^=clocklink]").click()
    clock = visitor.find("[id^=clockbox]:visible")
    clock.locator("a", has_text="Noon").click()
    expect(visitor.field("opened_at")).to_have_value("12:00:00")
    expect(clock).to_have_count(0)


@step()
def filter_horizontal(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    # Side by side. Before Django 6.1, the stylesheet that says so is imported by another.
    assert computed(visitor.find(".field-genres .selector"), "display") == "flex"
    _use_two_lists(visitor, "genres")
    visitor.find(".field-genres .selector-chooseall").click()
    expect(visitor.find("#id_genres_to option")).to_have_count(len(GENRES))
    visitor.find(".field-genres .selector-clearall").click()
    expect(visitor.find("#id_genres_to option")).to_have_count(0)


@step()
def filter_vertical(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BOOK)
    expect(visitor.find(".field-shelved_under .selector.stacked")).to_be_visible()
    _use_two_lists(visitor, "shelved_under")


@step()
def chosen_genres_are_saved(visitor: Visitor) -> None:
    visitor.open_admin("library/book/10/change/")
    visitor.find("#id_shelved_under_from").select_option(label="Poetry")
    visitor.find(".field-shelved_under .selector-add").click()
    visitor.save("_continue")
    expect(visitor.find("#id_shelved_under_to option")).to_have_text("Poetry")


@step()
def json_field(visitor: Visitor) -> None:
    visitor.open_admin("library/book/9/change/")
    _open_fieldset(visitor)
    visitor.fill("details", "{no json")
    visitor.save("_continue")
    expect(visitor.find(".field-details .errorlist")).to_contain_text("Enter a valid JSON")
    expect(visitor.field("details")).to_have_value("{no json")
    visitor.fill("details", '{"pages": 341}')
    visitor.save("_continue")
    expect_message(visitor, "was changed successfully")
    expect(visitor.field("details")).to_have_value('{"pages": 341}')


@step()
def collapsible_fieldset(visitor: Visitor) -> None:
    visitor.open_admin(BOOK)
    expect(visitor.field("remarks")).to_be_hidden()
    _open_fieldset(visitor)
    expect(visitor.field("remarks")).to_be_visible()
    _fieldset_toggle(visitor).click()
    expect(visitor.field("remarks")).to_be_hidden()


def _use_two_lists(visitor: Visitor, field: str) -> None:
    """Search what is available, choose one of it, and take it back."""
    available, chosen = (visitor.find(f"#id_{field}_{side}") for side in ("from", "to"))
    row = visitor.find(f".field-{field}")
    expect(available.locator("option")).to_have_text(GENRES)
    visitor.find(f"#id_{field}_input").press_sequentially("poet")
    expect(available.locator("option")).to_have_text(["Poetry"])
    available.select_option(label="Poetry")
    row.locator(".selector-add").click()
    expect(chosen.locator("option")).to_have_text(["Poetry"])
    visitor.find(f"#id_{field}_input").select_text()
    visitor.find(f"#id_{field}_input").press("Backspace")
    expect(available.locator("option")).to_have_count(len(GENRES) - 1)
    chosen.select_option(label="Poetry")
    row.locator(".selector-remove").click()
    expect(available.locator("option")).to_have_count(len(GENRES))


def _open_fieldset(visitor: Visitor) -> None:
    _fieldset_toggle(visitor).click()


def _fieldset_toggle(visitor: Visitor) -> Locator:
    """A link that a script makes in Django 4.2, the summary of a details element later."""
    return visitor.find("fieldset.collapse").locator(".collapse-toggle, summary")
