"""What no page may show: sentences in columns, broken words, cut text, text over text."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.browser.sizes import COMPLAINTS, EYE, FOLDS
from tests.browser.tabs import ready, resized


@pytest.mark.parametrize("size", COMPLAINTS.sizes)
def test_no_page_shows_what_an_eye_would_complain_of(sizes, size):
    assert {} == sizes.complained(COMPLAINTS, size)


@pytest.mark.parametrize("size", FOLDS.sizes)
def test_what_opens_stays_inside_the_screen(sizes, size):
    assert {} == sizes.complained(FOLDS, size)


PLACES = """() => {
  const at = (chosen) => document.querySelector(chosen)?.getBoundingClientRect();
  const [page, said, beside] = [at("#question"), at(".verdict__said"), at(".verdict__beside")];
  const way = at("[data-next]");
  return {
    isCentred: Math.abs(page.left + page.right - document.documentElement.clientWidth) < 2,
    isBeside: beside.left > said.right && beside.top === said.top,
    isInReach: way.top > 0 && way.bottom <= innerHeight,
  };
}"""


def test_on_a_wide_screen_a_verdict_uses_the_room_and_its_way_on_is_in_reach(tabs):
    verdicts = {url: page for url, page in tabs.items() if re.search(r"/attempts/\w+/\d+/", url)}
    found = {url: resized(page, 1440, 900).evaluate(PLACES) for url, page in verdicts.items()}

    assert len(found) > 5
    fine = {"isCentred": True, "isBeside": True, "isInReach": True}
    assert {} == {url: places for url, places in found.items() if places != fine}


def test_on_a_phone_a_job_is_run_without_passing_what_is_said_of_it(site):
    site.set_viewport_size({"width": 360, "height": 740})
    site.goto(site.base + "/simulator/own/")
    ready(site)
    tasks = [{"task_key": f"task {number}", "nonsense": number} for number in range(30)]
    site.locator("#text").fill(json.dumps({"name": "own", "tasks": tasks}, indent=1))
    problems = site.get_by_role("region", name="What this text comes to")
    expect(problems.get_by_role("listitem").nth(20)).to_be_attached()
    run = site.get_by_role("button", name="Run it")
    site.locator("#text").evaluate("text => text.scrollIntoView({block: 'start'})")

    expect(run).to_be_in_viewport(ratio=1)
    expect(site.get_by_label("Or choose files")).to_be_in_viewport(ratio=1)


def test_on_a_phone_what_holds_is_in_sight_behind_an_answer(site):
    site.set_viewport_size({"width": 360, "height": 740})
    site.goto(site.base + "/lessons/s1-lakeflow-jobs/")
    ready(site)
    wrong = site.locator("label.option").first
    wrong.click()
    site.get_by_role("button", name="Send my answer").first.click()
    holds = site.locator(".reason--holds").first
    expect(holds).to_be_visible()
    expect(holds.locator(".reason__says")).to_be_in_viewport(ratio=1)


LONG = "a_name_of_a_job_" + "n" * 69
NINE = ["extract", "clean", "join", "enrich", "check", "sum_up", "rank", "publish", "notify"]
FITS = """() => [...document.querySelectorAll("[data-graph]")].every((graph) =>
  graph.clientWidth > 0 && graph.scrollWidth <= graph.clientWidth)"""


def own_job(site: Page, keys: list[str]) -> str:
    """Brings a chain of tasks; returns its page."""
    site.goto(site.base + "/simulator/own/")  # type: ignore[attr-defined]
    waits = [[], *([{"task_key": key}] for key in keys)]
    tasks = [
        {"task_key": key, "notebook_task": {"notebook_path": "/x"}, "depends_on": up}
        for key, up in zip(keys, waits, strict=False)
    ]
    site.locator("#text").fill(json.dumps({"name": LONG, "tasks": tasks}))
    site.get_by_role("button", name="Run it").click()
    site.wait_for_selector("[data-ready]")
    return site.url.partition("?")[0]


@pytest.mark.parametrize("count", [9, 30])
def test_a_long_graph_is_seen_whole_or_says_that_it_scrolls(site, count):
    own = own_job(site, [*NINE, *(f"task_{number}" for number in range(count - len(NINE)))])
    for page in ("?step=20", "compare/?fail=join", "predict/"):
        site.goto(own + page)
        resized(site, 1440, 900)
        if count > len(NINE) and page.startswith("?"):
            # It opens as a whole.
            site.wait_for_function(FITS)
            site.get_by_role("button", name="Zoom in").click()
            site.get_by_role("button", name="Zoom in").click()
            site.wait_for_function(f"() => !({FITS})()")
            site.get_by_role("button", name="Fit").click()
        site.wait_for_function(FITS)

        assert [] == looks.complaints(site)


@pytest.mark.parametrize("name", ["n" * 85, "load_" * 17], ids=["one word", "many parts"])
def test_names_of_85_letters_break_where_they_stand(site, name):
    own = own_job(site, [name, "after_it", f"z_{name}"])
    pages = ["", "?step=9", "map/", "predict/", f"compare/?fail={name}", f"?task={name}&step=9"]
    found = {}
    for page in pages:
        site.goto(own + page)
        for width, root_px in EYE:
            site.evaluate("px => { document.documentElement.style.fontSize = `${px}px` }", root_px)
            site.set_viewport_size({"width": width, "height": 900})
            if seen := looks.complaints(site):
                found[page, width, root_px] = seen

    assert {} == found
