"""Graphs on a phone: from top to bottom, as wide as the screen, with letters that can be read."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tabs import resized

LONG = "a_task_that_loads_the_orders_of_all_customers_of_every_region_and_country_"
LOADS = [f"{LONG}{number:06d}" for number in range(10)]
SEEN = """() => {
  const graph = document.querySelector("[data-graph]");
  const drawings = [...graph.querySelectorAll(".graph__drawing")];
  const shown = drawings.filter((svg) => svg.checkVisibility());
  const texts = [...shown[0].querySelectorAll("text")].filter((text) => text.textContent.trim());
  const sizes = texts.map((text) => parseFloat(getComputedStyle(text).fontSize));
  return {
    drawings: shown.length,
    boxes: shown[0].querySelectorAll(".node__box").length,
    isReadable: Math.min(...sizes) * shown[0].getScreenCTM().a >= 11,
    sideways: graph.scrollWidth - graph.clientWidth,
    inside: graph.scrollHeight - graph.clientHeight,
    page: document.documentElement.scrollWidth,
  };
}"""
ALL_IN_SIGHT = """() => {
  const graph = document.querySelector("[data-graph]");
  const room = graph.getBoundingClientRect();
  const boxes = [...graph.querySelectorAll(".node__box")].filter((box) => box.checkVisibility());
  const isIn = ({left, right, top, bottom}) =>
    left >= room.left && right <= room.right && top >= room.top && bottom <= room.bottom;
  return boxes.length > 0 && boxes.every((box) => isIn(box.getBoundingClientRect()));
}"""


def a_fan(loads: list[str]) -> str:
    """Returns a job: a condition, a task for each of its ways and for each load, and their end."""
    work = {"notebook_task": {"notebook_path": "/x"}}
    check = {"op": "GREATER_THAN", "left": "3", "right": "2"}
    after = [{"task_key": "check", "outcome": "true"}]
    tasks = [
        {"task_key": "check", "condition_task": check},
        *({"task_key": key, "depends_on": after, **work} for key in loads),
        {"task_key": "end", "depends_on": [{"task_key": key} for key in loads], **work},
    ]
    return json.dumps({"name": "fan", "tasks": tasks})


def bring(site: Page, job: str) -> None:
    site.goto(site.base + "/simulator/own/")  # type: ignore[attr-defined]
    site.locator("#text").fill(job)
    site.get_by_role("button", name="Run it").click()
    site.wait_for_selector("[data-ready]")


def test_twelve_tasks_are_read_at_360_px_from_top_to_bottom(site: Page) -> None:
    bring(site, a_fan(LOADS))
    resized(site, 360, 800)
    site.get_by_role("link", name="To the end").click()

    graph = site.get_by_label("Task graph")
    rows = graph.locator(".graph__rows")
    expect(rows.get_by_text("Succeeded")).to_have_count(12)
    expect(rows.get_by_text("3 > 2: true")).to_be_visible()
    seen = site.evaluate(SEEN)
    assert seen == {
        "drawings": 1, "boxes": 12, "isReadable": True, "sideways": 0, "inside": 0, "page": 360,
    }  # fmt: skip
    # Keys go along the rows, and along an edge.
    first = graph.get_by_role("link", name="check, succeeded")
    first.focus()
    site.keyboard.press("ArrowDown")
    expect(graph.get_by_role("link", name=f"{LOADS[0]}, succeeded")).to_be_focused()
    site.keyboard.press("ArrowDown")
    expect(graph.get_by_role("link", name=f"{LOADS[1]}, succeeded")).to_be_focused()
    site.keyboard.press("ArrowRight")
    expect(graph.get_by_role("link", name="end, succeeded")).to_be_focused()
    # What was zoomed is fitted again; a turn of the phone shows the other drawing.
    site.get_by_role("button", name="Zoom in").click()
    site.wait_for_function(f"() => ({SEEN})().sideways > 0")
    site.get_by_role("button", name="Fit").click()
    site.wait_for_function(f"() => ({SEEN})().sideways === 0")
    resized(site, 1440, 900)
    expect(rows).to_be_hidden()
    site.wait_for_function(ALL_IN_SIGHT)


def test_sixty_tasks_open_as_a_whole_and_are_found_on_a_phone(site: Page) -> None:
    bring(site, a_fan([f"{key}{more}" for key in (LONG[:70],) for more in range(100, 158)]))
    resized(site, 1440, 900)
    site.wait_for_function(ALL_IN_SIGHT)
    resized(site, 360, 800)

    seen = site.evaluate(SEEN)
    assert (60, True, 0, 360) == tuple(
        seen[name] for name in ("boxes", "isReadable", "sideways", "page")
    )
    find = site.get_by_label("Find a task")
    find.fill("end")
    find.press("Enter")
    expect(site.get_by_role("link", name="end, not started")).to_be_focused()
    expect(site.get_by_role("link", name="end, not started")).to_be_in_viewport()
    # On paper the wide one could not be read, and nothing scrolls.
    resized(site, 760, 1000)
    site.emulate_media(media="print")
    seen = site.evaluate(SEEN)
    assert (60, True, 0, 0) == tuple(
        seen[name] for name in ("boxes", "isReadable", "sideways", "inside")
    )


def test_a_graph_drawn_once_gets_its_rows_where_it_is_narrow(site: Page) -> None:
    resized(site, 1440, 900)
    bring(site, a_fan([f"load_{number}" for number in range(98)]))
    assert 1 == site.locator(".graph__drawing").count()
    # A turn of the phone, or a narrower window, brings it; all steps and boxes lead on from there.
    resized(site, 360, 800)
    rows = site.get_by_label("Task graph").locator(".graph__rows")
    expect(rows.locator(".node__box")).to_have_count(100)
    expect(rows).to_be_visible()
    seen = site.evaluate(SEEN)
    assert (1, 100, True, 0, 360) == tuple(
        seen[name] for name in ("drawings", "boxes", "isReadable", "sideways", "page")
    )
    site.get_by_role("link", name="To the end").click()
    expect(rows.get_by_text("Succeeded")).to_have_count(100)
    last = site.get_by_role("link", name="load_97, succeeded")
    last.scroll_into_view_if_needed()
    scrolled = site.evaluate("document.querySelector('[data-graph]').scrollTop")
    last.click()
    expect(site.get_by_role("heading", name="What does load_97 do?")).to_be_visible()
    expect(rows.get_by_role("link", name="load_97, succeeded")).to_have_attribute(
        "aria-current", "true"
    )
    # What a swap takes away for a moment comes back where it was.
    site.wait_for_function(
        f"Math.abs(document.querySelector('[data-graph]').scrollTop - {scrolled}) < 2"
    )
    resized(site, 1440, 900)
    expect(rows).to_be_hidden()


@pytest.mark.parametrize("emulated", [{"java_script_enabled": False}], ids=["without a script"])
def test_without_a_script_a_phone_has_the_rows(browser, shared_server, emulated) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, **emulated)
    page = context.new_page()
    page.goto(f"{shared_server.url}/simulator/own/")
    page.locator("#text").fill(a_fan(LOADS))
    page.get_by_role("button", name="Run it").click()

    rows = page.locator(".graph__rows .node__name")
    expect(rows).to_have_count(12)
    expect(rows.last).to_be_visible()
    expect(page.locator(".graph__wide")).to_be_hidden()
    width = page.locator(".graph__rows .graph__drawing").bounding_box()["width"]
    assert width <= 360
    context.close()
