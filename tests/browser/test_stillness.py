"""Who wants nothing to move, or has no scripts, sees at once what came of a move."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer, watched
from tests.browser.test_foreseen import WRONG
from tests.browser.test_laboratory import PLAIN, bolt, box
from tests.browser.test_lesson_simulator import opened, ready

WAYS = {"still": {"reduced_motion": "reduce"}, "plain": {"java_script_enabled": False}}


@pytest.fixture(params=WAYS)
def still(shared_server: LiveServer, browser: Browser, request) -> Iterator[Page]:
    """A page on which nothing moves."""
    context = browser.new_context(**WAYS[request.param])
    yield from watched(context.new_page(), shared_server.url)
    context.close()


def test_a_fault_and_its_repair_show_what_came_of_them(still: Page) -> None:
    still.goto(still.base + PLAIN)  # type: ignore[attr-defined]
    bolt(still, "silver").click()
    expect(box(still, "gold")).to_contain_text("Upstream failed")
    still.get_by_role("link", name="Fix, then Repair run").click()
    expect(box(still, "gold")).to_contain_text("Succeeded")
    expect(box(still, "silver")).to_contain_text("Succeeded")
    expect(still.get_by_text("in the end nothing is left to repair")).to_be_visible()
    slider = still.get_by_role("slider")
    expect(slider).to_have_value(slider.get_attribute("max") or "")


def test_a_prediction_shows_at_once_how_it_ended(still: Page) -> None:
    still.goto(still.base + "/simulator/one-branch-fails/predict/")  # type: ignore[attr-defined]
    for key, state in WRONG.items():
        still.get_by_label(key).select_option(state)
    still.get_by_role("button", name="Keep it, then run").click()

    expect(still.get_by_text("enrich: you said Succeeded; it is Failed.")).to_be_visible()
    expect(box(still, "enrich")).to_contain_text("Failed")
    slider = still.get_by_role("slider")
    expect(slider).to_have_value(slider.get_attribute("max") or "")


def test_in_a_lesson_too(shared_server: LiveServer, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    sim = opened(page, shared_server.url)
    ready(page, sim)
    sim.get_by_role("link", name="Fix, then Repair run").click()
    slider = sim.get_by_role("slider")

    expect(sim.get_by_role("group", name="Task graph")).to_contain_text("×2")
    expect(slider).to_have_value(slider.get_attribute("max") or "")
    context.close()
