"""Names of 80 characters in the simulator: what tells them apart is seen, and nothing is hidden."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

PREFIX = "a_rather_long_prefix_that_all_names_of_this_job_share_and_then_more_words_of_"
NAMES = [f"{PREFIX}{number:03d}" for number in range(3)]
JOB = {
    "name": "long",
    "tasks": [{"task_key": name, "notebook_task": {"notebook_path": "/x"}} for name in NAMES],
}


LINES = """(cell) => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  return text.getClientRects().length;
}"""


@pytest.fixture
def pasted(site: Page) -> Page:
    """A job with long names, at its end."""
    site.goto(site.base + "/simulator/own/")  # type: ignore[attr-defined]
    site.locator("#text").fill(json.dumps(JOB))
    site.get_by_role("button", name="Run it").click()
    site.wait_for_selector("[data-ready]")
    site.get_by_role("link", name="To the end").click()
    return site


@pytest.mark.parametrize("width", [360, 1280])
def test_long_names_are_told_apart_and_hide_nothing(pasted: Page, width: int) -> None:
    assert {80} == set(map(len, NAMES))
    pasted.set_viewport_size({"width": width, "height": 800})
    graph = pasted.get_by_label("Task graph")
    timeline = pasted.get_by_role("group", name="Timeline").first
    tables = pasted.get_by_role("group", name="Tables").first
    for name in NAMES:
        box = graph.get_by_role("link", name=re.compile(f"^{name}, ")).first
        expect(box).to_contain_text(f"…{name[-7:]}")
        label = timeline.get_by_title(name)
        expect(label).to_be_visible()
        end = label.get_by_text(name[-6:], exact=True)
        expect(end).to_be_visible()
        row, track = end.bounding_box(), timeline.locator("svg").first.bounding_box()
        assert row is not None
        assert track is not None
        assert row["x"] + row["width"] <= track["x"] + 1
        cell = tables.get_by_role("row", name=re.compile(name[-6:])).get_by_text("1,000").first
        found, panel = cell.bounding_box(), tables.bounding_box()
        assert found is not None
        assert panel is not None
        assert found["x"] + found["width"] <= panel["x"] + panel["width"]
        assert cell.evaluate(LINES) == 1
    assert pasted.evaluate("document.documentElement.scrollWidth") <= width
