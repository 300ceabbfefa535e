"""Whole journeys of a person, found by role and label."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.test_drafts import start

LESSON = "/lessons/s1-lakeflow-jobs/"


def box(page: Page, key: str) -> Locator:
    """Finds a task's box by its name: its key, its state, and why."""
    return page.get_by_role("link", name=re.compile(f"^{key}, "))


def test_first_lesson(site: Page) -> None:
    site.goto(site.base + "/lessons/")
    site.get_by_role("link", name="Lakeflow Jobs: what runs it all").click()
    expect(site.get_by_role("heading", level=1)).to_contain_text("Lakeflow Jobs")
    site.wait_for_load_state()

    site.get_by_role("button", name="Send my answer").click()
    alert = site.get_by_role("alert").filter(has_text="Pick an answer first")
    expect(alert).to_be_focused()

    site.get_by_role("radio").first.check()
    site.get_by_role("button", name="Send my answer").click()
    expect(site.get_by_role("heading", name=re.compile("Right|Not this time"))).to_be_focused()
    expect(site.get_by_role("heading", name="One branch fails")).to_be_visible()

    site.get_by_text("Skip, show me").click()
    site.get_by_role("button", name="Show the answer").click()
    expect(site.get_by_role("heading", name="Nothing is taken back")).to_be_visible()
    sim = site.get_by_role("region", name=re.compile("^Simulator: "))
    sim.get_by_role("link", name="Fix, then Repair run").click()
    expect(sim.get_by_role("group", name="Task graph")).to_contain_text("×2")
    expect(site).to_have_url(re.compile(LESSON))

    site.goto(site.base + "/")
    expect(site.get_by_role("heading", name="Missed")).to_be_visible()
    expect(site.get_by_role("button", name=re.compile("Practise"))).to_be_visible()


def test_fail_and_repair(site: Page) -> None:
    site.goto(site.base + "/simulator/everything-works/")
    box(site, "silver").click()
    site.get_by_role("link", name="Fail before it writes").click()
    expect(site).to_have_url(re.compile("fail=silver"))
    playing = site.get_by_role("button", name="Pause")
    expect(playing).to_be_visible()
    site.get_by_role("link", name="To the end").click()
    expect(box(site, "gold")).to_contain_text("Upstream failed")

    site.get_by_role("link", name="Fix, then Repair run").click()
    expect(site).to_have_url(re.compile("do=repair"))
    expect(playing).to_be_visible()
    site.get_by_role("link", name="To the end").click()
    expect(box(site, "gold")).to_contain_text("Succeeded")
    expect(site.get_by_role("group", name="Task graph")).to_contain_text("×2")

    copied = site.url
    other = site.context.new_page()
    other.goto(copied)
    expect(box(other, "gold")).to_contain_text("Succeeded")
    assert site.get_by_role("slider").input_value() == other.get_by_role("slider").input_value()


def test_playing_reaches_the_end_and_says_each_step(site: Page) -> None:
    site.emulate_media(reduced_motion="reduce")
    site.goto(site.base + "/simulator/chain-breaks/")
    site.get_by_label("Speed").select_option("4")
    site.get_by_role("button", name="Play").click()
    expect(site.get_by_role("button", name="Pause")).to_be_visible()

    expect(site.get_by_role("button", name="Play")).to_be_visible()
    expect(site.get_by_role("status")).to_contain_text("The run failed: silver.")
    expect(box(site, "gold")).to_contain_text("Upstream failed")


def test_each_step_is_one_step_and_asks_nothing(site: Page) -> None:
    asked: list[str] = []
    site.goto(site.base + "/simulator/half-written/?step=31")
    site.on("request", lambda request: asked.append(request.url))
    tables = site.get_by_role("group", name="Tables").first
    before, slider = tables.inner_text(), site.get_by_role("slider")
    for step in range(30, 18, -1):
        site.get_by_role("link", name="Step back").click()
        expect(slider).to_have_value(str(step))
    assert before != tables.inner_text()
    for step in range(20, 32):
        site.get_by_role("link", name="Step", exact=True).click()
        expect(slider).to_have_value(str(step))

    assert before == tables.inner_text()
    assert [] == [url for url in asked if "/simulator/" in url]


def test_picking_a_task_keeps_the_moment_and_the_player(site: Page) -> None:
    site.goto(site.base + "/simulator/half-written/")
    site.get_by_role("link", name="To the end").click()
    box(site, "enrich").click()
    expect(site.get_by_text("What does enrich do?")).to_be_visible()

    expect(site.get_by_role("slider")).to_have_value("31")
    expect(site.get_by_role("button", name="Play")).to_be_visible()
    expect(site).to_have_url(re.compile("step=31"))


def test_reduced_motion_does_not_play_by_itself(site: Page) -> None:
    site.emulate_media(reduced_motion="reduce")
    site.goto(site.base + "/simulator/chain-breaks/")
    slider = site.get_by_role("slider")
    steps_before = str(slider.get_attribute("max"))
    site.get_by_role("link", name="Fix, then Repair run").click()
    expect(slider).not_to_have_attribute("max", steps_before)
    site.wait_for_selector("[data-ready]")

    # The player begins to play before it is ready, or never. Asked once: a wait would outlast it.
    assert site.get_by_role("button", name="Play").is_visible()
    assert site.get_by_role("button", name="Pause").count() == 0


def test_a_refusal_leaves_the_form_as_it_was(own_server: LiveServer, page: Page) -> None:
    page.base = own_server.url  # type: ignore[attr-defined]
    start(page)
    option = page.get_by_role("group").first.locator("input").first
    option.check()
    with closing(sqlite3.connect(own_server.data / "trialrun.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page.get_by_role("button", name="Send my answer").click()
        alert = page.get_by_role("alert").filter(has_text="The database is busy")
        expect(alert).to_be_visible()
        expect(option).to_be_checked()
        other.execute("ROLLBACK")

    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name=re.compile("Right|Not this time"))).to_be_visible()
    expect(alert).to_be_hidden()


def test_practice_survives_a_restart(own_server: LiveServer, page: Page) -> None:
    page.base = own_server.url  # type: ignore[attr-defined]
    start(page)
    page.get_by_role("group").first.locator("input").first.check()
    page.get_by_role("button", name="Send my answer").click()
    verdict = page.get_by_role("heading", name=re.compile("Right|Not this time"))
    expect(verdict).to_be_visible()
    told = verdict.inner_text()

    own_server.kill()
    own_server.start()

    page.goto(own_server.url + "/")
    expect(page.get_by_text("You are at question 2 of 10")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name=re.compile("^Question 1, (right|wrong)")).click()
    expect(page.get_by_role("heading", name=told)).to_be_visible()


def test_keyboard_only(site: Page) -> None:
    def tab_to(name: str, *, presses: int = 60) -> None:
        for _ in range(presses):
            site.keyboard.press("Tab")
            focused = site.evaluate(
                "(({ariaLabel, textContent}) => ariaLabel ?? textContent)(document.activeElement)"
                ".replace(/\\s+/g, ' ').trim()"
            )
            if focused.startswith(name):
                return
        raise AssertionError(f"no Tab leads to {name}")

    site.goto(site.base + "/simulator/everything-works/")
    site.keyboard.press("Tab")
    expect(site.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab_to("ingest,")
    site.keyboard.press("ArrowRight")
    expect(box(site, "silver")).to_be_focused()
    # A change of the story is played at once; keys pressed before its page is there go nowhere.
    playing = site.get_by_role("button", name="Pause")
    site.keyboard.press("f")
    expect(site).to_have_url(re.compile("fail=silver"))
    expect(playing).to_be_visible()
    expect(box(site, "silver")).to_be_focused()
    site.keyboard.press("End")
    expect(box(site, "silver")).to_contain_text("Failed")
    site.keyboard.press("r")
    expect(site).to_have_url(re.compile("do=repair"))
    expect(playing).to_be_visible()
    site.keyboard.press("End")
    expect(box(site, "gold")).to_contain_text("Succeeded")
    step = int(site.get_by_role("slider").input_value())
    site.keyboard.press(",")
    expect(site.get_by_role("slider")).to_have_value(str(step - 1))

    site.goto(site.base + "/practice/rollback/")
    tab_to("Start")
    site.keyboard.press("Enter")
    expect(site.get_by_role("heading", name=re.compile("^Question 1"))).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_javascript(shared_server: LiveServer, browser: Browser, width: int) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(shared_server.url + LESSON)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="One branch fails")).to_be_visible()

    page.goto(shared_server.url + "/simulator/everything-works/")
    box(page, "ingest").click()
    page.get_by_role("link", name="Fail after its last write").click()
    page.get_by_role("link", name="To the end").click()
    expect(box(page, "gold")).to_contain_text("Upstream failed")
    page.get_by_role("link", name="Fix, then Run now").click()
    page.get_by_role("link", name="To the end").click()
    expect(page.get_by_role("cell", name="1,000").last).to_be_visible()
    context.close()
