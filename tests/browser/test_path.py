"""The path of somebody new, and the ways back: nothing ends, nothing is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LiveServer, watched
from tests.browser.tabs import ready

LESSON = "/lessons/s1-lakeflow-jobs/"
SCREENS = {"phone": (360, 740), "desk": (1440, 900)}


@pytest.fixture(params=SCREENS)
def screen(shared_server: LiveServer, browser: Browser, request) -> Iterator[Page]:
    """A page on a screen of this size, without a past."""
    width, height = SCREENS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield from watched(context.new_page(), shared_server.url)
    context.close()


@pytest.fixture
def in_tokyo(shared_server: LiveServer, browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose day begins nine hours before that of UTC."""
    context = browser.new_context(timezone_id="Asia/Tokyo")
    yield context
    context.close()


def miss_the_first_question(page: Page) -> None:
    """Answers what a newcomer is asked as one who thinks that a job is a transaction."""
    page.goto(page.base + "/")
    page.get_by_role("radio", name=re.compile("are removed when the run is set")).check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Not this time")).to_be_visible()


def test_a_newcomer_sees_the_whole_question_at_once_and_is_led_on(screen: Page) -> None:
    screen.goto(screen.base + "/")
    for name in ("heading", "button"):
        expect(screen.get_by_role(name).first).to_be_in_viewport(ratio=1)
    expect(screen.get_by_role("button", name="Send my answer")).to_be_in_viewport(ratio=1)
    miss_the_first_question(screen)
    screen.get_by_role("link", name="See how it went").click()
    screen.get_by_role("link", name="See where it goes wrong").click()

    expect(screen.get_by_role("note")).to_contain_text("the whole job rolls back")
    screen.get_by_role("link", name="Step back").click()
    expect(screen).to_have_url(re.compile("step=11"))
    screen.get_by_role("link", name="Back to how it went").click()
    expect(screen.locator("#behind-1")).to_be_focused()
    screen.get_by_role("button", name="Practise the wrong one").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("One question")


def test_the_way_back_stays_through_moves_undo_and_a_reload(site: Page) -> None:
    miss_the_first_question(site)
    question = site.url
    site.get_by_role("link", name=re.compile("Run it")).click()
    expect(site).to_have_url(re.compile("one-branch-fails"))
    # What is pressed before the scripts are there is a page of its own, which Back undoes.
    ready(site)
    site.get_by_role("link", name="Fail clean").locator("visible=true").click()
    expect(site).to_have_url(re.compile("fail=.*back="))
    site.get_by_role("button", name="Undo").click()
    expect(site).to_have_url(re.compile(r"one-branch-fails/\?(?!.*fail=).*back="))
    site.reload()

    site.get_by_role("link", name="Back to question 1").click()
    expect(site).to_have_url(question)


def test_read_it_again_opens_the_dial_that_it_names(site: Page) -> None:
    site.goto(site.base + LESSON)
    site.get_by_text("Skip the questions, show all").click()
    site.get_by_role("button", name="Show all").click()
    expect(site.get_by_role("heading", name="Now use it")).to_be_visible()
    site.goto(f"{site.base}{LESSON}?section=which-compute#which-compute")

    expect(site.get_by_text("save start-up time")).to_be_visible()


def test_a_day_is_that_of_whoever_reads(in_tokyo: BrowserContext, shared_server) -> None:
    page = in_tokyo.new_page()
    page.clock.set_fixed_time("2026-11-14T16:00:00Z")
    page.base = shared_server.url  # type: ignore[attr-defined]
    miss_the_first_question(page)
    page.get_by_role("link", name="See how it went").click()
    url = page.url

    def at(moment: str) -> None:
        """Serves the page with another moment at which the go was begun."""
        told = f'<time datetime="{moment}"'
        page.route(url, lambda route: route.fulfill(
            response=(got := route.fetch()),
            body=re.sub(r'<time datetime="[^"]*"', told, got.text()),
        ))  # fmt: skip
        page.goto(url)

    for moment, says in (
        ("2026-11-14T15:30:00Z", "Begun today."),
        ("2026-11-14T14:30:00Z", "Begun yesterday."),
        ("2026-11-12T16:00:00Z", "Begun 13 November 2026."),
    ):
        at(moment)
        expect(page.get_by_text(says)).to_be_visible()
        page.unroute(url)


def test_starting_over_asks_first(site: Page) -> None:
    site.goto(site.base + "/practice/rollback/")
    site.get_by_role("button", name=re.compile("Start, ")).first.click()
    expect(site).to_have_url(re.compile("/1/"))
    first = site.url
    site.goto(site.base + "/practice/rollback/")
    begin = site.get_by_role("button", name="Begin anew")
    expect(begin).to_be_hidden()
    site.get_by_text("Start over").click()
    begin.click()
    expect(site).to_have_url(re.compile("/attempts/.*/1/"))
    assert first != site.url
    site.goto(site.base + "/practice/rollback/")

    ways = site.get_by_role("link", name=re.compile("Go on at question 1 of"))
    expect(ways).to_have_count(2)
    ways.last.click()
    expect(site).to_have_url(first)
