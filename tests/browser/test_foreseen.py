"""A prediction beside its run: nothing is told before the run gets there, and all of it then."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer

WRONG = {"ingest": "SUCCESS", "clean": "SUCCESS", "enrich": "SUCCESS"}
RIGHT = WRONG | {"enrich": "FAILED"}
TELLING = re.compile("Failed|fails|failed|raises an error|You had|surplus rows|Repair run")
OUTCOME = """() => {
  const seen = document.querySelector("main").innerText;
  const same = [...document.querySelectorAll(".legend, .inspector, .tables, .prediction p")];
  const told = same.reduce((text, part) => text.replace(part.innerText, ""), seen);
  const live = document.querySelector("[data-live]").textContent;
  return `${told} ${live} ${document.title}`;
}"""


def predict(page: Page, said: dict[str, str], *, plays: bool = True) -> None:
    """Predicts the bundled run, and waits for the page on which it is played."""
    page.goto(page.base + "/simulator/one-branch-fails/predict/")  # type: ignore[attr-defined]
    for key, state in said.items():
        page.get_by_label(key).select_option(state)
    page.get_by_role("button", name="Keep it, then run").click()
    expect(page.get_by_text("Your prediction is kept.")).to_be_visible()
    page.wait_for_selector("[data-ready]")
    if plays:
        page.get_by_role("button", name="Pause").click()


def told_at(page: Page) -> int:
    """Returns the step at which the run contradicts."""
    told = page.locator("[data-told-at]").first
    return int(told.get_attribute("data-told-at") or 0)


def test_nothing_is_told_before_the_run_contradicts(site: Page) -> None:
    predict(site, WRONG)
    stop = told_at(site)
    site.get_by_role("link", name="To the start").click()
    slider = site.get_by_role("slider")
    for step in range(stop):
        slider.fill(str(step))
        expect(site.get_by_text(f"Step {step} of")).to_be_visible()
        # What is said of the failing task itself is the run as far as it was seen.
        shown = site.evaluate(OUTCOME)
        assert "you said" not in shown
        assert "You had" not in shown
        if step < stop - 1:
            assert not TELLING.search(shown), step
    slider.fill(str(stop))
    said = site.get_by_role("status").filter(has_text="Your prediction is kept")
    expect(said).to_contain_text("enrich: you said Succeeded; it is Failed.")
    expect(site.get_by_text("You had 2 of 3.")).to_be_hidden()
    site.get_by_role("link", name="To the end").click()
    expect(site.get_by_text("You had 2 of 3.")).to_be_visible()
    expect(site.get_by_role("link", name="Fix, then Repair run")).to_be_visible()


def test_playing_stops_at_the_contradiction_and_tells_it_in_sight(site: Page) -> None:
    site.set_viewport_size({"width": 360, "height": 740})
    predict(site, WRONG, plays=False)
    site.get_by_label("Speed").select_option("16")
    expect(site.get_by_role("button", name="Play")).to_be_visible()
    expect(site.get_by_role("slider")).to_have_value(str(told_at(site)))
    expect(site.get_by_text("you said Succeeded; it is Failed")).to_be_in_viewport()


def test_what_was_told_stays_told_after_a_reload_and_a_step_back(site: Page) -> None:
    predict(site, WRONG)
    site.get_by_role("slider").fill(str(told_at(site)))
    site.get_by_role("link", name="Step back").click()
    told = site.get_by_text("you said Succeeded; it is Failed")
    expect(told).to_be_visible()
    site.reload()
    expect(told).to_be_visible()


def test_a_right_prediction_is_told_at_the_end_only(site: Page) -> None:
    predict(site, RIGHT)
    verdict = site.get_by_text("You predicted all 3 tasks.")
    expect(verdict).to_be_hidden()
    site.get_by_role("link", name="To the end").click()
    expect(verdict).to_be_visible()


def test_with_reduced_motion_all_is_told_at_once(site: Page) -> None:
    site.emulate_media(reduced_motion="reduce")
    predict(site, WRONG, plays=False)
    expect(site.get_by_text("you said Succeeded; it is Failed")).to_be_visible()
    expect(site.get_by_text("You had 2 of 3.")).to_be_visible()
    expect(site.get_by_role("link", name="Fix, then Repair run")).to_be_visible()


def test_without_javascript_all_is_told_at_once(shared_server: LiveServer, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shared_server.url + "/simulator/one-branch-fails/predict/")
    for key, state in WRONG.items():
        page.get_by_label(key).select_option(state)
    page.get_by_role("button", name="Keep it, then run").click()
    expect(page.get_by_text("you said Succeeded; it is Failed")).to_be_visible()
    expect(page.get_by_text("You had 2 of 3.")).to_be_visible()
    expect(page.get_by_role("link", name="Fix, then Repair run")).to_be_visible()
    context.close()


def test_the_graph_marks_each_task_when_the_run_gets_there(site: Page) -> None:
    predict(site, WRONG)
    graph = site.get_by_label("Task graph")
    site.get_by_role("link", name="To the start").click()
    expect(graph).not_to_contain_text("✗")
    site.get_by_role("link", name="To the end").click()
    expect(graph).to_contain_text("✗ you: succeeded")
    expect(graph).to_contain_text("✓ you: succeeded")
