"""The simulator inside a lesson: it can do what the lesson says, and Back stays where one reads."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import LiveServer

LESSON = "/lessons/s1-lakeflow-jobs/"


def opened(page: Page, url: str) -> Locator:
    """Opens the whole lesson, and returns its simulator once it can be played."""
    page.goto(url + LESSON)
    page.get_by_text("Skip the questions, show all").click()
    page.get_by_role("button", name="Show all").click()
    sim = page.get_by_role("region", name=re.compile("^Simulator: "))
    expect(sim).to_be_attached()
    return sim


def ready(page: Page, sim: Locator) -> None:
    page.wait_for_selector(".sim[data-ready]")
    sim.scroll_into_view_if_needed()


def repair(sim: Locator) -> None:
    """Repairs the run, and shows its end."""
    sim.get_by_role("link", name="Fix, then Repair run").click()
    expect(sim.get_by_role("button", name="Pause")).to_be_visible()
    sim.get_by_role("link", name="To the end").click()
    expect(sim.get_by_role("group", name="Task graph")).to_contain_text("×2")


def test_reset_undo_and_redo_do_what_the_lesson_says(site: Page) -> None:
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    ready(site, sim)
    expect(sim.get_by_role("button", name="Undo")).to_be_disabled()
    repair(sim)
    expect(sim.get_by_text("Varied: after the fix, Repair run")).to_be_visible()
    sim.get_by_role("link", name="Reset", disabled=False).click()
    graph = sim.get_by_role("group", name="Task graph")
    expect(graph).not_to_contain_text("×2")
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_hidden()
    sim.get_by_role("button", name="Redo").click()
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_visible()
    sim.get_by_role("button", name="Undo").click()
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_hidden()
    sim.get_by_role("link", name="Fix, then Run now").click()
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_visible()
    sim.get_by_role("link", name="Reset", disabled=False).focus()
    site.keyboard.press("Control+z")
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_hidden()
    expect(site).to_have_url(re.compile(LESSON + "$"))


def test_back_steps_the_simulator_back_and_stays_where_one_reads(site: Page) -> None:
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    ready(site, sim)
    repair(sim)
    reading = site.get_by_role("heading", name="The dials")
    reading.scroll_into_view_if_needed()
    before = reading.bounding_box()
    site.go_back()
    graph = sim.get_by_role("group", name="Task graph")
    expect(graph).not_to_contain_text("×2")
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_hidden()
    expect(site).to_have_url(re.compile(LESSON + "$"))
    expect(reading).to_be_in_viewport()
    now = reading.bounding_box()
    assert before
    assert now
    assert abs(before["y"] - now["y"]) < 60
    site.go_forward()
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_visible()
    expect(reading).to_be_in_viewport()


def test_a_reload_keeps_its_state(site: Page) -> None:
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    ready(site, sim)
    repair(sim)
    step = sim.get_by_role("slider").input_value()
    site.reload()
    expect(sim.get_by_role("link", name="Reset", disabled=False)).to_be_visible()
    expect(sim.get_by_role("slider")).to_have_value(step)


def test_it_is_not_the_story_of_its_page(site: Page) -> None:
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    ready(site, sim)
    repair(sim)
    site.goto(site.base + "/simulator/one-branch-fails/")  # type: ignore[attr-defined]
    site.wait_for_selector("[data-ready]")
    expect(site.get_by_role("button", name="Undo")).to_be_disabled()


def test_without_javascript_it_leads_to_its_page(shared_server: LiveServer, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sim = opened(page, shared_server.url)
    sim.get_by_role("link", name="Fix, then Repair run").click()
    expect(page).to_have_url(re.compile("/simulator/one-branch-fails/"))
    page.get_by_role("link", name="Reset").click()
    expect(page.get_by_role("heading", level=1, name="One branch fails")).to_be_visible()
    context.close()


@pytest.mark.parametrize("late", ["player.js", "words.js"])
def test_a_click_before_the_scripts_are_there_waits_for_them(site: Page, late: str) -> None:
    held: list[Route] = []
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    site.route(f"**/{late}", lambda route: held.append(route))  # noqa: PLW0108
    site.reload()
    sim.get_by_role("link", name="Fix, then Repair run").click()
    expect(site).to_have_url(re.compile(LESSON + "$"))
    for route in held:
        route.continue_()
    sim.get_by_role("link", name="To the end").click()
    expect(sim.get_by_role("group", name="Task graph")).to_contain_text("×2")
    expect(site).to_have_url(re.compile(LESSON + "$"))


def test_a_dial_turned_before_the_scripts_are_there_is_turned(site: Page) -> None:
    held: list[Route] = []
    site.route("**/player.js", lambda route: held.append(route))  # noqa: PLW0108
    site.goto(site.base + "/simulator/one-branch-fails/?task=enrich")  # type: ignore[attr-defined]
    site.wait_for_selector(".js")
    site.get_by_label("Retries").select_option("enrich.retries:2")
    expect(site).not_to_have_url(re.compile("dial"))
    for route in held:
        route.continue_()
    expect(site).to_have_url(re.compile("dial=enrich.retries"))


def test_a_click_is_a_plain_link_where_the_scripts_do_not_come(site: Page) -> None:
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    site.route("**/player.js", lambda route: route.fulfill(status=404))
    site.reload()
    sim.get_by_role("link", name="Fix, then Repair run").click()
    expect(site).to_have_url(re.compile("/simulator/one-branch-fails/.*do=repair"))
