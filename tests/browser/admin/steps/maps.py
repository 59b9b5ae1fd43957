"""The map widget of GeoDjango, in a form of the admin."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Route, expect

from admin.steps.step import step
from admin.visitor import Visitor, computed, expect_message

#: "Old Town".
BRANCH = "library/branch/1/change/"
ADD_BRANCH = "library/branch/add/"
ADD_BRANCH_ON_FOREIGN_MAP = "library/branchonforeignmap/add/"
#: What stands in for OpenLayers.
STATIC = Path(__file__).resolve().parents[1] / "site" / "library" / "static" / "library"


@step()
def place_is_shown(visitor: Visitor) -> None:
    visitor.open_admin(BRANCH)
    _expect_map(visitor)
    assert json.loads(visitor.field("place").input_value())["type"] == "Point"


@step()
def place_is_drawn_and_saved(visitor: Visitor) -> None:
    visitor.open_admin(ADD_BRANCH)
    visitor.fill("name", "Harbour")
    _draw_and_save(visitor)


@step()
def place_is_cleared(visitor: Visitor) -> None:
    visitor.open_admin(BRANCH)
    visitor.find(".clear_features a").click()
    expect(visitor.field("place")).to_have_value("")


@step()
def foreign_map_from_the_documented_address(visitor: Visitor) -> None:
    asked_for: list[str] = []

    def answer(route: Route) -> None:
        """Nothing of a test's leaves the machine."""
        asked_for.append(route.request.url)
        name = "ol.css" if route.request.url.endswith(".css") else "ol.js"
        route.fulfill(path=STATIC / name)

    visitor.page.route("https://cdn.jsdelivr.net/**", answer)
    visitor.open_admin(ADD_BRANCH_ON_FOREIGN_MAP)
    assert sorted(address.rpartition("/")[2] for address in asked_for) == ["ol.css", "ol.js"]
    visitor.fill("name", "Lighthouse")
    _draw_and_save(visitor)


def _expect_map(visitor: Visitor) -> None:
    viewport = visitor.find(".dj_map .ol-viewport")
    expect(viewport).to_be_visible()
    assert computed(viewport, "outline-color") == "rgb(0, 128, 0)"


def _draw_and_save(visitor: Visitor) -> None:
    _expect_map(visitor)
    visitor.find(".ol-viewport").click(position={"x": 20, "y": 30})
    expect(visitor.field("place")).to_have_value('{"type":"Point","coordinates":[20000,30000]}')
    visitor.save("_continue")
    expect_message(visitor, "was added successfully")
    expect(visitor.field("place")).not_to_have_value("")
