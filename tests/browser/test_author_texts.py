"""What authors may write, as a browser lays it out: right to left, blocks of code, pictures."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import looks
from tests.browser.conftest import watched
from tests.content.files import FILES, write
from tests.content.pictures import a_png
from tests.live import LiveServer

SET = """\
title: מה נשאר
summary: שאלות.
lesson: jobs
shuffle: no
questions:
  - id: one
    kind: choice
    shuffle: no
    stem: "`load` נכשלת. מה נשאר?"
    options:
      - {says: "`menu` נשארת.", correct: true, why: כן.}
      - {says: Nothing of it., why: No.}
      - says: |-
          تبقى:

          ```sql
          INSERT INTO silver.menu SELECT * FROM bronze.menu WHERE day = current_date() AND TRUE
            -- (c)
          ```
        why: لا.
      - {says: "![תמונה](graph.png)", why: לא.}
    facts: [stays]
"""
LONG = "Ein" + "wort" * 24 + "ohneLücke"
LONG_SET = f"""\
title: {LONG}
summary: {LONG}
lesson: jobs
questions:
  - id: one
    kind: choice
    stem: "{LONG}: `{LONG}`"
    options:
      - {{says: "{LONG}", correct: true, why: "{LONG}"}}
      - {{says: Nothing of it., why: No.}}
    facts: [stays]
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A site whose texts go leftwards."""
    folder = tmp_path_factory.mktemp("authors")
    content = write(
        folder / "content", FILES | {"quizzes/rtl.yaml": SET, "quizzes/long.yaml": LONG_SET}
    )
    (content / "quizzes/graph.png").write_bytes(a_png(1200, 500))
    server = LiveServer(folder / "data", TRIALRUN_CONTENT=str(content))
    yield server
    server.kill()


@pytest.fixture
def site(server: LiveServer, page: Page) -> Iterator[Page]:
    """A phone at that site."""
    page.set_viewport_size({"width": 360, "height": 740})
    yield from watched(page, server.url)


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def test_controls_stand_on_the_row_and_side_of_their_text(site: Page) -> None:
    site.goto(f"{site.base}/practice/rtl/")  # type: ignore[attr-defined]
    site.get_by_role("button", name="Start").click()
    options = site.locator("label.option")
    expect(options).to_have_count(4)
    sides = []
    for option in options.all()[:3]:
        control, text = box(option.locator("input")), box(option.locator("span").first)
        sides.append("right" if control["x"] > text["x"] else "left")
        middle = control["y"] + control["height"] / 2

        assert text["y"] < middle < text["y"] + text["height"]

    assert ["right", "left", "right"] == sides
    for name in ("menu נשארת.", "תמונה"):
        expect(site.get_by_role("radio", name=name)).to_be_visible()


def test_code_scrolls_by_itself_and_a_picture_takes_its_room(site: Page) -> None:
    site.goto(f"{site.base}/practice/rtl/")  # type: ignore[attr-defined]
    site.get_by_role("button", name="Start").click()
    code, picture = site.locator(".code-block"), site.get_by_role("img", name="תמונה")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", 1200)
    shown = box(picture)

    assert code.evaluate("e => e.scrollWidth > e.clientWidth")
    assert 2 == len(code.inner_text().strip("\n").split("\n"))
    assert site.evaluate("document.documentElement.scrollWidth") == 360
    assert shown["width"] / shown["height"] == pytest.approx(1200 / 500, rel=0.02)


def test_a_click_on_code_or_picture_picks_the_option(site: Page) -> None:
    site.goto(f"{site.base}/practice/rtl/")  # type: ignore[attr-defined]
    site.get_by_role("button", name="Start").click()

    site.locator(".code-block").click()
    expect(site.locator("label.option").nth(2).locator("input")).to_be_checked()
    site.get_by_role("img", name="תמונה").click()
    expect(site.locator("label.option").nth(3).locator("input")).to_be_checked()


@pytest.mark.parametrize("root_px", [16, 24])
def test_a_title_without_a_blank_breaks_wherever_it_stands(site: Page, root_px: int) -> None:
    found = {}

    def look() -> None:
        site.evaluate("px => { document.documentElement.style.fontSize = `${px}px` }", root_px)
        if seen := looks.complaints(site):
            found[site.url.removeprefix(site.base)] = seen  # type: ignore[attr-defined]

    for url in ("/", "/practice/", "/practice/long/", "/practice/long/one/"):
        site.goto(site.base + url)  # type: ignore[attr-defined]
        look()
    site.get_by_role("button", name="Answer it").click()
    site.wait_for_url("**/attempts/**")
    expect(site.get_by_role("radio").first).to_be_visible()
    look()
    site.get_by_role("radio", name="Nothing of it.").check()
    site.get_by_role("button", name="Send my answer").click()
    expect(site.get_by_text("See how it went")).to_be_visible()
    look()
    for url in ("/", "/practice/", "/practice/missed/", "/practice/long/"):
        site.goto(site.base + url)  # type: ignore[attr-defined]
        look()

    assert {} == found
