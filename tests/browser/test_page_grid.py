"""What holds for every page: one grid, large text, room for a finger, paper, menus that close."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tabs import resized

TOUCH_PX_MIN = 44
SIMULATOR = "/simulator/half-written/?step=12"
LESSON = "/lessons/s1-lakeflow-jobs/"

TOO_SMALL = """(least) => {
  const found = [];
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const each of document.querySelectorAll(controls)) {
    const isInText = each.tagName === "A" && getComputedStyle(each).display === "inline";
    const isPassed = each.closest(".hidden, .skip, svg, .symbols, .sources__from");
    if (isPassed || !each.checkVisibility({visibilityProperty: true})) continue;
    if (isInText && !each.closest("nav, li:only-child")) continue;
    // Who presses the label presses what it is for.
    const {width, height} = (each.closest("label") ?? each).getBoundingClientRect();
    const says = (each.textContent || each.name || "").trim().slice(0, 30);
    if (width && height && Math.min(width, height) < least - 0.5)
      found.push(`${each.tagName} "${says}" ${width} x ${height}`);
  }
  const reached = "svg:not(.thumb) :is(.bolt__reach, .graph a[data-index] .node__box)";
  for (const each of document.querySelectorAll(reached)) {
    const {width, height} = each.getBoundingClientRect();
    if (width && height && Math.min(width, height) < least - 0.5)
      found.push(`in a graph: ${width} x ${height}`);
  }
  return [...new Set(found)];
}"""
TRANSITIONS = """
  window.transitions = [];
  const note = ({target, propertyName}) =>
    window.transitions.push(`${target.getAttribute("class")} ${propertyName}`);
  document.addEventListener("transitionrun", note);
"""


def open_lesson(page: Page) -> None:
    """Opens all of the lesson on the page, without its questions."""
    page.evaluate(
        "fetch(location.href, {method: 'POST', body: new URLSearchParams({skip: 'all'})})"
    )
    page.reload()


@pytest.mark.parametrize("width", [360, 768, 1440, 2200])
def test_the_logo_stands_still_from_page_to_page(tabs, width):
    where = "document.querySelector('.masthead__mark').getBoundingClientRect().toJSON()"
    found = {
        tuple(resized(page, width, 900).evaluate(where).values()): url for url, page in tabs.items()
    }

    assert 1 == len(found), found


@pytest.mark.parametrize("width", [360, 768])
def test_a_finger_has_room(tabs, width):
    found = {
        url: small
        for url, page in tabs.items()
        if (small := resized(page, width, 740).evaluate(TOO_SMALL, TOUCH_PX_MIN))
    }

    assert {} == found


@pytest.mark.parametrize(("width", "root_px"), [(360, 24), (320, 20), (720, 16), (720, 32)])
def test_larger_text_scrolls_no_page_sideways(tabs, width, root_px):
    found = {}
    for url, page in tabs.items():
        is_wide = "document.documentElement.scrollWidth"
        scroll_width = resized(page, width, 740, root_px).evaluate(is_wide)
        if scroll_width > width:
            found[url] = scroll_width

    assert {} == found


@pytest.mark.parametrize("url", ["/", "/levels/", LESSON, SIMULATOR])
def test_nothing_fades_in_on_a_cold_load(shared_server, browser, url):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(TRANSITIONS)
    page.goto(shared_server.url + url)
    expect(page.locator("html.moves")).to_be_attached()

    assert [] == page.evaluate("window.transitions")
    context.close()


@pytest.mark.parametrize("way", ["Escape", "outside", "Tab"])
def test_a_menu_closes(site: Page, way):
    site.goto(site.base + SIMULATOR)
    site.wait_for_load_state("networkidle")  # the script that closes it has come
    summary = site.locator("summary", has_text="Export")
    summary.click()
    picture = site.get_by_role("link", name="Picture (SVG)")
    expect(picture).to_be_visible()
    if way == "outside":
        site.get_by_role("heading", level=1).click()
    elif way == "Tab":
        site.locator("details[open][data-behaviour~=menu] a").last.focus()
        site.keyboard.press("Tab")
    else:
        site.keyboard.press(way)

    expect(picture).to_be_hidden()
    if way == "Escape":
        expect(summary).to_be_focused()


def test_on_paper_what_is_folded_is_open(site: Page):
    site.goto(site.base + LESSON)
    open_lesson(site)
    expect(site.get_by_role("heading", name="Takeaways")).to_be_visible()
    site.emulate_media(media="print")
    # Keys, and what asks whether to skip, are pressed, not read; a simulator is a picture.
    folds = site.locator("main details:not([open], .skipping, .keys, .sim *) > :not(summary)")
    shown = folds.evaluate_all("all => all.map((each) => each.checkVisibility())")

    assert len(shown) > 10
    assert {True} == set(shown)


@pytest.mark.parametrize("url", [SIMULATOR, LESSON])
def test_on_paper_a_simulator_is_a_picture(site: Page, url):
    site.goto(site.base + url)
    if url == LESSON:
        open_lesson(site)
    simulator = site.locator("section.sim").first
    expect(simulator).to_be_visible()
    site.emulate_media(media="print", color_scheme="dark")

    expect(simulator.locator(".graph__across svg.graph__drawing")).to_be_visible()
    for pressed in ("button", "select", "input", ".inspector", ".bolt", ".transport"):
        assert not simulator.locator(pressed).locator("visible=true").count(), pressed
    paper = "getComputedStyle(document.querySelector('.sim__stage')).backgroundColor"
    in_the_dark = site.evaluate(paper)
    site.emulate_media(media="print", color_scheme="light")
    assert site.evaluate(paper) == in_the_dark
