"""The keys of the simulator: anywhere on a page of its own, in a lesson once it has the focus."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_laboratory import PLAIN, box, visit
from tests.browser.test_lesson_simulator import opened, ready

PLACES = ["body", "header a", "h1"]
LEVEL = "/levels/keep-what-succeeded/"


def stand_at(page: Page, place: str) -> None:
    """Takes the focus to a place outside of the simulator."""
    page.locator(place).first.evaluate("e => { e.tabIndex = e.tabIndex; e.focus(); }")


def shown(page: Page) -> int:
    return int(page.get_by_role("slider").input_value())


def test_a_task_of_a_started_job_is_made_to_fail_and_let_be_by_keys(site: Page) -> None:
    visit(site, "/simulator/a-job-runs-a-job/")
    site.get_by_role("link", name="loyalty, ").focus()
    site.keyboard.press("Enter")
    site.get_by_role("link", name="tidy", exact=True).focus()
    site.keyboard.press("Enter")
    # What was pressed is gone: the keys go on in the panel that has come.
    panel = site.get_by_role("group", name="loyalty-points/tidy", exact=True)
    expect(panel).to_be_focused()
    while site.evaluate("document.activeElement.textContent.trim()") != "Fail":
        site.keyboard.press("Tab")
    site.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="Fail", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    expect(site).to_have_url(re.compile(r"fail=loyalty-points%2Ftidy"))
    # The panel tells of it before the way back is noted.
    expect(site.get_by_role("button", name="Undo")).to_be_enabled()
    site.keyboard.press("Control+z")
    expect(panel.get_by_role("link", name="Let it succeed")).to_have_attribute(
        "aria-current", "true"
    )


@pytest.mark.parametrize("place", PLACES)
def test_on_its_own_page_they_work_from_anywhere(site: Page, place: str) -> None:
    visit(site, PLAIN)
    stand_at(site, place)
    site.keyboard.press("ArrowRight")
    expect(site.get_by_text("Step 1 of")).to_be_visible()
    site.keyboard.press(".")
    expect(site.get_by_text("Step 2 of")).to_be_visible()
    site.keyboard.press("ArrowLeft")
    expect(site.get_by_text("Step 1 of")).to_be_visible()
    site.keyboard.press("k")
    expect(site.get_by_role("button", name="Pause")).to_be_visible()
    site.keyboard.press("k")
    site.keyboard.press("f")
    expect(site).to_have_url(re.compile("fail=ingest"))
    site.wait_for_selector("[data-ready]")
    site.keyboard.press("r")
    expect(site).to_have_url(re.compile("do=repair"))


@pytest.mark.parametrize("path", [PLAIN, LEVEL, "/simulator/half-written/compare/"])
def test_what_scrolls_a_page_is_the_browsers(site: Page, path: str) -> None:
    visit(site, f"{path}?step=2")
    stand_at(site, "h1")
    for key in ("End", "Home", " "):
        site.keyboard.press(key)
        assert 2 == shown(site)
    expect(site.get_by_role("button", name="Play")).to_be_visible()
    site.get_by_role("link", name="Step", exact=True).focus()
    site.keyboard.press("Home")
    expect(site.get_by_text("Step 0 of")).to_be_visible()


def test_a_field_keeps_its_keys(site: Page) -> None:
    visit(site, PLAIN)
    site.get_by_label("Speed").focus()
    for key in ("f", "k", "ArrowRight", "."):
        site.keyboard.press(key)

    assert 0 == shown(site)
    expect(site).to_have_url(re.compile(PLAIN + "$"))


def test_what_is_picked_fails_wherever_the_focus_is(site: Page) -> None:
    visit(site, f"{PLAIN}?task=silver")
    stand_at(site, "h1")
    site.keyboard.press("f")

    expect(site).to_have_url(re.compile("fail=silver"))
    expect(box(site, "silver")).to_be_visible()


def test_in_a_lesson_they_wait_for_the_focus(site: Page) -> None:
    sim = opened(site, site.base)  # type: ignore[attr-defined]
    ready(site, sim)
    stand_at(site, "h1")
    site.keyboard.press(".")
    site.keyboard.press("ArrowRight")
    expect(sim.get_by_text("Step 0 of")).to_be_visible()
    sim.get_by_role("link", name="Step", exact=True).focus()
    site.keyboard.press(".")
    expect(sim.get_by_text("Step 1 of")).to_be_visible()


@pytest.mark.parametrize("path", [PLAIN, LEVEL])
def test_their_list_is_one_press_away_and_says_where_they_work(site: Page, path: str) -> None:
    visit(site, path)
    site.get_by_role("link", name="Keys").click()

    expect(
        site.get_by_text("They work anywhere on this page, except while you type in a field.")
    ).to_be_in_viewport()
