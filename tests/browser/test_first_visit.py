"""A first visit: what is fetched, that nothing moves, and that what one does early is done once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from bench.first_visit import QUESTION, TODAY, lesson_paths, visit
from tests.browser.conftest import LiveServer, watched

LESSON = "/lessons/s1-job-triggers/"
PAINTED = "/lessons/f1-the-one-job/"
SCRIPTS = re.compile(r"/assets/.*/(htmx\.min|live|draft|keys|paint)\.js|/(run|figures)\.css")
VERDICT = re.compile("Right|Not this time|Partly right")
SHIFTS = """new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) window.shifted = (window.shifted ?? 0) + value;
}).observe({ type: "layout-shift", buffered: true })"""
READ = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(done));
  }
}"""
BESIDES = ("/favicon.svg", ".woff2")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a past, with a phone's screen."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    yield context
    context.close()


@pytest.fixture
def site(shared_server: LiveServer, context: BrowserContext) -> Iterator[Page]:
    """A page of it."""
    yield from watched(context.new_page(), shared_server.url)


class Held:
    """Requests of a page that wait until they are let go, or fail."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Route] = []
        self.is_held = True
        page.route(SCRIPTS, self._meet)

    def _meet(self, route: Route) -> None:
        if self.is_held:
            self.routes.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.is_held = False
        for route in self.routes:
            route.continue_()


def posts_of(page: Page) -> list[str]:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else 0)
    return sent


@pytest.mark.parametrize("path", [*lesson_paths(), TODAY, QUESTION])
def test_what_is_measured_is_what_a_browser_fetches_and_nothing_moves(
    site: Page, path: str
) -> None:
    fetched: list[str] = []
    site.on("requestfinished", lambda request: fetched.append(request.url))
    site.add_init_script(SHIFTS)
    site.goto(site.base + path)
    site.evaluate(READ)
    site.wait_for_load_state("networkidle")

    def over_the_line(url: str) -> tuple[int, bytes]:
        response = site.request.get(site.base + url)
        return 0, response.body()

    seen = [url.removeprefix(site.base) for url in fetched]
    assert sorted(one.path for one in visit(path, over_the_line).counted) == sorted(
        url for url in seen if not url.endswith(BESIDES)
    )
    assert 0 == site.evaluate("window.shifted ?? 0")


def test_a_shift_would_be_seen(site: Page) -> None:
    site.add_init_script(SHIFTS)
    site.goto(site.base + TODAY)
    site.evaluate("document.querySelector('h1').before(document.createElement('textarea'))")

    site.wait_for_function("() => window.shifted > 0")


def test_what_is_sent_before_the_scripts_are_there_is_sent_once(site: Page) -> None:
    held, posts = Held(site), posts_of(site)
    site.goto(site.base + LESSON)
    form = site.locator("form.question")
    form.get_by_role("radio").first.check()
    send = form.get_by_role("button", name="Send my answer")
    send.click()
    send.click()
    assert [] == posts
    expect(form.get_by_role("radio").first).to_be_checked()
    held.let_go()

    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()
    assert 1 == len(posts)
    # What a swap has brought has its styles: it did not come before them.
    assert site.url == site.base + LESSON
    assert 1 == site.locator("link[href$='/run.css']").count()


def test_without_its_scripts_a_form_is_sent_plainly(
    shared_server: LiveServer, context: BrowserContext
) -> None:
    site = context.new_page()
    site.base = shared_server.url  # type: ignore[attr-defined]
    # A route would keep the icon away, too, by which the page asks whether there is a line.
    devtools = context.new_cdp_session(site)
    devtools.send("Network.enable")
    devtools.send("Network.setBlockedURLs", {"urls": ["*/live.js"]})
    posts = posts_of(site)
    site.goto(site.base + LESSON)
    site.locator("form.question").get_by_role("radio").first.check()
    site.get_by_role("button", name="Send my answer").click()

    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()
    assert 1 == len(posts)


def test_where_nothing_is_reached_the_page_stays_and_says_so(
    shared_server: LiveServer, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(shared_server.url + LESSON)
    context.set_offline(True)
    posts = posts_of(page)
    picked = page.locator("form.question").get_by_role("radio").first
    picked.check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(picked).to_be_checked()
    context.set_offline(False)
    # What was picked is kept as soon as what keeps it is there.
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('draft:'))"
    )
    assert [] == posts
    page.get_by_role("button", name="Send my answer").click()

    expect(page.get_by_role("heading", name=VERDICT)).to_be_visible()
    assert 1 == len(posts)


def test_the_first_key_counts(site: Page) -> None:
    held = Held(site)
    site.goto(site.base + LESSON)
    site.locator("form.question").scroll_into_view_if_needed()
    site.keyboard.press("2")
    held.let_go()
    expect(site.locator("input[name=option]").nth(1)).to_be_checked()


def test_the_first_tap_on_a_box_counts(site: Page) -> None:
    held = Held(site)
    site.goto(site.base + PAINTED)
    box = site.locator("[data-behaviour~=paint] [data-node]").locator("visible=true").first
    key = box.get_attribute("data-node")
    box.click()
    held.let_go()
    expect(site.locator(f"[data-node='{key}'][data-state=none]")).to_have_count(0)
