"""axe finds nothing to complain of: light, dark and on a phone. No page scrolls sideways."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.pages import PAGES
from tests.browser.tabs import ready
from tests.build import bundled
from tests.proving import PROVES

SCROLL_WIDTH = "document.documentElement.scrollWidth"
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text()
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
PROMPTS = sum(bool(step.asks) for step in bundled().lessons["s1-lakeflow-jobs"].steps)
OF_COLOURS = ALL | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What two more looks can add to those that are asked for all. `make prove` asks each for all."""
LOOKS = {
    "light": ("light", {"width": 1280, "height": 900}, ALL),
    "dark": ("dark", {"width": 1280, "height": 900}, OF_COLOURS),
    "phone": ("light", {"width": 360, "height": 740}, OF_COLOURS),
    "phone-dark": ("dark", {"width": 320, "height": 640}, ALL),
}
EVERY_PAGE, *TURNS = LOOKS
"""axe sees each page in the first look and, by turns, in one more; in `make prove` in all."""


def test_axe_and_width(tabs: dict[str, Page], shared_server: LiveServer, browser: Browser) -> None:
    found = [
        each
        for number, path in enumerate(PAGES)
        for each in _look_at(tabs[path], path, {EVERY_PAGE, TURNS[number % len(TURNS)]})
    ]
    # Of one who comes for the first time, and of one who has opened all of the lesson.
    context = browser.new_context(reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.goto(shared_server.url)
    found += _look_at(page, "/, new")
    page.goto(shared_server.url + "/lessons/s1-lakeflow-jobs/")
    for _ in range(PROMPTS):
        page.get_by_text("Skip, show me").click()
        page.get_by_role("button", name="Show the answer").click()
        # That of the next prompt is folded; this one is there until its answer has come.
        expect(page.get_by_role("button", name="Show the answer")).to_be_hidden()
    page.get_by_role("heading", name="Takeaways").wait_for()
    found += _look_at(page, "/lessons/s1-lakeflow-jobs/, opened")
    context.close()

    assert "\n".join(found) == ""


ALL_STOPS = """() => [...document.querySelectorAll("[data-behaviour~=scrolls]")].every((one) => (
  one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto"
) === (one.tabIndex === 0))"""


def _look_at(page: Page, url: str, asked_in: Collection[str] = LOOKS) -> list[str]:
    """Looks at a page in every look; a page is loaded once, for what a look changes is style.

    `asked_in` are the looks in which axe is asked; how wide the page is is measured in each.
    """
    if page.locator("[data-behaviour~=scrolls]").count():
        ready(page)
    page.evaluate(AXE)
    found = []
    for look, (colours, size, asked) in LOOKS.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        # What scrolls at this size becomes a stop of the keys a frame later, by script.
        page.wait_for_function(ALL_STOPS)
        if PROVES or look in asked_in:
            result = page.evaluate("asked => axe.run(asked)", ALL if PROVES else asked)
            found += [
                f"{url}, {look}: {violation['id']} {node['target']} "
                f"{node.get('failureSummary', '')[:200]}"
                for violation in result["violations"]
                for node in violation["nodes"][:3]
            ]
        width, scroll_width = size["width"], page.evaluate(SCROLL_WIDTH)
        if scroll_width > width:
            found.append(f"{url}, {look}: scrolls sideways, {scroll_width} > {width}")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found
