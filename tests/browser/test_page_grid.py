"""What holds for every page: one grid, large text, room for a finger, paper, menus that close."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sizes import FINGERS, MARKS, WIDTHS
from tests.browser.tabs import ready

SIMULATOR = "/simulator/half-written/?step=12"
LESSON = "/lessons/s1-lakeflow-jobs/"

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


@pytest.mark.parametrize("size", MARKS.sizes)
def test_the_logo_stands_still_from_page_to_page(sizes, size):
    found = {tuple(place): url for url, place in sizes.found(MARKS, size).items()}

    assert 1 == len(found), found


@pytest.mark.parametrize("size", FINGERS.sizes)
def test_a_finger_has_room(sizes, size):
    assert {} == sizes.complained(FINGERS, size)


@pytest.mark.parametrize("size", WIDTHS.sizes)
def test_larger_text_scrolls_no_page_sideways(sizes, size):
    found = sizes.found(WIDTHS, size)

    assert {} == {url: width for url, width in found.items() if width > size[0]}


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
    ready(site)  # the script that closes it has come
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


def test_on_paper_what_was_brought_said_and_received_is_read(site: Page):
    tasks = "".join(
        f"        - {{task_key: t{at}, notebook_task: {{notebook_path: /n, base_parameters: "
        f'{{day: "{"1" * 150}"}}}}}}\n'
        for at in range(40)
    )
    site.goto(f"{site.base}/simulator/own/")
    site.locator("#text").fill(f"resources:\n  jobs:\n    j:\n      name: j\n      tasks:\n{tasks}")
    site.emulate_media(media="print")
    # The field is as large as its text, which is wrapped.
    text = "[...document.querySelectorAll('#text')].map((e) => [e.scrollWidth - e.clientWidth, "
    site.wait_for_function(f"() => Math.max(...{text} e.scrollHeight - e.clientHeight])[0]) < 2")
    site.emulate_media(media="screen")
    site.get_by_role("button", name="Run it").click()
    site.wait_for_selector("[data-ready]")
    site.goto(f"{site.url.split('?')[0]}?task=t3&step=999")
    site.wait_for_selector("[data-ready]")
    site.emulate_media(media="print")
    expect(site.get_by_role("heading", name="What it received")).to_be_visible()
    expect(site.get_by_text("Set in the task").first).to_be_visible()
    for pressed in (".chip", ".dials", ".inspector__back"):
        assert not site.locator(pressed).locator("visible=true").count(), pressed
    site.goto(f"{site.url.split('?')[0]}tasks/")
    expect(site.locator(".deed__told").first).to_be_visible()
    pressed = site.locator("main details input, main select, main .button")
    assert not pressed.locator("visible=true").count()
    site.emulate_media(media="screen")
