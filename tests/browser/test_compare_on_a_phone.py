"""Two runs side by side on a small screen: the player under both leaves room for what it moves."""

import pytest
from playwright.sync_api import Page, expect

COMPARED = "/simulator/half-written/compare/?thought=job-is-a-transaction&step=20"
PLAYER = "document.querySelector('.compare > .sim__stage')"
SCREENS = [
    pytest.param(360, 640, 16, 0.2, id="a phone"),
    pytest.param(320, 568, 16, 0.25, id="a small phone"),
    pytest.param(640, 360, 16, 0.3, id="a phone on its side"),
    pytest.param(768, 1024, 32, 0.25, id="a tablet with large letters"),
    pytest.param(1440, 900, 16, 0.2, id="a screen"),
]


def opened(site: Page, width: int, height: int, root_px: int) -> None:
    site.set_viewport_size({"width": width, "height": height})
    site.goto(site.base + COMPARED)
    site.evaluate("px => { document.documentElement.style.fontSize = `${px}px` }", root_px)


@pytest.mark.parametrize(("width", "height", "root_px", "share"), SCREENS)
def test_the_player_stays_in_sight_and_leaves_the_screen_to_the_runs(
    site: Page, width, height, root_px, share
):
    opened(site, width, height, root_px)
    site.evaluate("document.querySelector('.compare__side').scrollIntoView()")
    box = site.evaluate(f"{PLAYER}.getBoundingClientRect().toJSON()")

    assert box["bottom"] <= height + 1
    assert box["height"] <= share * height
    assert site.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(360, 640), (320, 568), (640, 360)])
def test_it_steps_and_scrubs_there(site: Page, width, height):
    opened(site, width, height, 16)
    player = site.locator(".compare > .sim__stage")
    player.get_by_label("Step", exact=True).first.click()

    expect(player.locator("[data-shows=step]")).to_have_text("21")
    scrubber = player.get_by_role("slider")
    assert scrubber.bounding_box()["width"] >= 80
    scrubber.press("End")
    expect(player.locator("[data-shows=step]")).to_have_text("49")


def test_where_letters_are_so_large_that_it_would_hide_the_runs_it_stands_below_them(site: Page):
    opened(site, 360, 640, 32)

    assert "static" == site.evaluate(f"getComputedStyle({PLAYER}).position")
    assert site.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_paper_the_step_is_read_and_nothing_of_the_player_is_there(site: Page):
    opened(site, 1440, 900, 16)
    site.emulate_media(media="print")
    player = site.locator(".compare > .sim__stage")

    expect(player.get_by_text("Step 20 of 49")).to_be_visible()
    for pressed in ("a", "button", "input", "select"):
        assert not player.locator(pressed).locator("visible=true").count(), pressed
    assert "static" == site.evaluate(f"getComputedStyle({PLAYER}).position")
