"""Pages of the site itself, whose folder is named too."""

from __future__ import annotations

from datetime import datetime, timezone

from playwright.sync_api import expect

from admin.steps.step import step
from admin.visitor import Visitor, computed


@step()
def form_media(visitor: Visitor) -> None:
    visitor.open("visit/")
    visitor.find(".datetimeshortcuts a", has_text="Today").click()
    expect(visitor.field("day")).to_have_value(f"{datetime.now(timezone.utc):%Y-%m-%d}")


@step()
def scripts_and_styles(visitor: Visitor) -> None:
    visitor.open("visit/")
    expect(visitor.find("#opening-hours")).to_have_text("We open at nine.")
    expect(visitor.find("#closing-hours")).to_have_text("We close at six.")
    assert computed(visitor.find(".day"), "border-left-color") == "rgb(0, 128, 0)"


@step()
def flat_page(visitor: Visitor) -> None:
    visitor.open("hours/")
    assert computed(visitor.find("h1"), "color") == "rgb(0, 0, 128)"
