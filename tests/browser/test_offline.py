"""What a browser keeps to be read without a connection, and what it lets go of."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import WAIT_MS_MAX, LiveServer
from tests.browser.tabs import ready
from tests.build import bundled
from tests.content.files import FILES, write

LESSON = "/lessons/s1-lakeflow-jobs/"
TITLE = bundled().lessons["s1-lakeflow-jobs"].title
SAYS = "This browser has kept the text of the lesson"
HERE = "This is the text of the lesson as this browser has kept it"
NAMES = "caches.keys()"
URLS = """(async () => {
  const requests = [];
  for (const name of await caches.keys()) requests.push(...await (await caches.open(name)).keys());
  return requests.map((request) => new URL(request.url).pathname);
})()"""


def until(page: Page, holds: str) -> None:
    """Waits until what a promise gives holds: `wait_for_function` takes a promise as held."""
    page.evaluate(
        f"""(async () => {{
          for (const end = Date.now() + {WAIT_MS_MAX}; Date.now() < end; )
            if (await ({holds})) return;
            else await new Promise((done) => setTimeout(done, 50));
          throw new Error("never");
        }})()"""
    )


@pytest.fixture
def keeping(browser: Browser) -> Iterator[Callable[[LiveServer], BrowserContext]]:
    """Makes browsers that may keep something."""
    contexts = []

    def made(server: LiveServer) -> BrowserContext:
        contexts.append(browser.new_context(base_url=server.url, service_workers="allow"))
        return contexts[-1]

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def kill_later() -> Iterator[Callable[[LiveServer], LiveServer]]:
    """Ends servers that a test starts."""
    servers: list[LiveServer] = []

    def noted(server: LiveServer) -> LiveServer:
        servers.append(server)
        return server

    yield noted
    for server in servers:
        server.kill()


def kept(context: BrowserContext, lesson: str = LESSON) -> Page:
    """Visits a lesson until it is said to be kept."""
    page = context.new_page()
    page.goto(lesson)
    expect(page.get_by_text(SAYS)).to_be_visible()
    return page


def test_lessons_open_without_a_connection_and_say_so(
    shared_server: LiveServer, keeping: Callable[[LiveServer], BrowserContext]
) -> None:
    context = keeping(shared_server)
    page = kept(context)
    urls = page.evaluate(URLS)
    page.get_by_text("Skip the questions, show all").click()
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("heading", name="Now use it")).to_be_visible()
    context.set_offline(True)
    page.goto(LESSON)
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_text(HERE)).to_be_visible()
    page.get_by_text("The answer, and why").first.click()
    expect(page.locator(".reason--holds").first).to_be_visible()
    page.get_by_role("link", name="Practice").click()
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
    page.get_by_role("link", name="Control flow").click()
    expect(page).to_have_url(re.compile("/lessons/s1-control-flow/read/$"))
    expect(page.get_by_text(HERE)).to_be_visible()
    assert "rgb(255, 255, 255)" != page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_text(HERE)).to_be_hidden()

    texts = [f"/lessons/{slug}/read/" for slug in bundled().lessons]
    assert sorted(["/offline/", *texts]) == sorted(u for u in urls if not u.startswith("/assets/"))
    assert urls == page.evaluate(URLS)


@pytest.mark.parametrize("leaves", ["sign out", "sign out by script", "delete"])
def test_who_leaves_leaves_nothing_in_the_browser(
    shared_server: LiveServer, keeping: Callable[[LiveServer], BrowserContext], leaves: str
) -> None:
    context = keeping(shared_server)
    page = kept(context)
    page.evaluate("localStorage['tries me /levels/'] = '[1]'; localStorage['draft:x'] = '{}'")
    if leaves == "sign out":
        page.goto("/my-data/sign-out/")
        page.get_by_role("button", name="Sign out", exact=True).click()
    elif leaves == "delete":
        page.goto("/my-data/delete/sure/")
        page.get_by_label("To delete it all now, type delete").fill("delete")
        page.get_by_role("button", name="Delete everything now").click()
    else:
        # Not all browsers heed the header. What goes past a worker fails while routes are there,
        # so the form is sent without asking first whether the server is there.
        page.goto("/my-data/sign-out/")
        context.route("**/sign-out/", without_clearing)
        page.evaluate("document.querySelector('form[action*=sign-out]').submit()")
    expect(page.get_by_role("heading", name=re.compile("signed out|deleted"))).to_be_visible()
    context.unroute_all()

    until(page, f"{NAMES}.then((names) => !names.length && !localStorage.length)")
    assert [] == page.evaluate(
        "navigator.serviceWorker.getRegistrations().then(r => r.map(String))"
    )


def without_clearing(route: Route) -> None:
    """Passes on what the server says, but for the header that asks a browser to forget."""
    if route.request.method != "POST":
        return route.fallback()
    response = route.fetch()
    told = {k: v for k, v in response.headers.items() if k.lower() != "clear-site-data"}
    assert told != response.headers
    return route.fulfill(response=response, headers=told)


def test_what_is_kept_is_what_the_server_has_now(
    tmp_path: Path,
    keeping: Callable[[LiveServer], BrowserContext],
    kill_later: Callable[[LiveServer], LiveServer],
) -> None:
    """A text is worded anew, and a lesson taken away: in two tabs, the next visit brings it."""
    more = {"lessons/more.md": FILES["lessons/jobs.md"].replace("Jobs", "More")}
    line = "  - {slug: more, title: More, says: The rest.}\n"
    outline = {"lessons/outline.yaml": FILES["lessons/outline.yaml"] + line}
    content = write(tmp_path / "content", FILES | more | outline)
    server = kill_later(LiveServer(tmp_path / "data", TRIALRUN_CONTENT=str(content)))
    context = keeping(server)
    page, other = kept(context, "/lessons/jobs/"), kept(context, "/lessons/more/")
    before = page.evaluate(NAMES)
    assert "/lessons/more/read/" in page.evaluate(URLS)

    (content / "lessons/more.md").unlink()
    anew = {"lessons/jobs.md": FILES["lessons/jobs.md"].replace("Read this.", "Read it anew.")}
    write(content, anew | {"lessons/outline.yaml": FILES["lessons/outline.yaml"]})
    told = page.request.get("/sw.js").text()
    for _ in range(WAIT_MS_MAX // 200):
        if told != page.request.get("/sw.js").text():
            break
        page.wait_for_timeout(200)
    page.reload()
    until(page, f"{NAMES}.then((names) => names.length === 1 && names[0] !== '{before[0]}')")
    server.kill()

    for tab in (page, other):
        tab.goto("/lessons/jobs/")
        expect(tab.get_by_text("Read it anew.")).to_be_visible()
        tab.goto("/lessons/more/")
        expect(tab.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
        expect(tab.get_by_role("main").get_by_role("link", name="Jobs")).to_be_visible()
        expect(tab.get_by_role("main").get_by_role("link", name="More")).to_have_count(0)


def test_what_was_put_in_half_is_promised_by_nothing(
    own_server: LiveServer, keeping: Callable[[LiveServer], BrowserContext]
) -> None:
    """The server stops while it is kept: the next visit goes on where that ended."""
    context = keeping(own_server)
    context.route("**/lessons/s4-bundles/read/", lambda route: route.abort())
    page = context.new_page()
    page.goto(LESSON)
    until(page, f"{URLS}.then((urls) => urls.length > 5)")
    until(page, "navigator.serviceWorker.getRegistration().then((found) => !found)")
    expect(page.get_by_text(SAYS)).to_be_hidden()
    assert "/lessons/f1-the-one-job/read/" in page.evaluate(URLS)
    assert "/lessons/s5-job-monitoring/read/" not in page.evaluate(URLS)
    context.unroute("**/lessons/s4-bundles/read/")
    page.reload()
    expect(page.get_by_text(SAYS)).to_be_visible()
    own_server.kill()
    page.goto(LESSON)

    expect(page.get_by_text(HERE)).to_be_visible()


def test_a_line_that_hangs_is_not_waited_for(
    shared_server: LiveServer, keeping: Callable[[LiveServer], BrowserContext]
) -> None:
    context = keeping(shared_server)
    page = kept(context)
    page.reload()
    context.route(f"**{LESSON}", lambda route: None)
    page.goto(LESSON)

    expect(page.get_by_text(HERE)).to_be_visible()
    context.unroute_all(behavior="ignoreErrors")


SAVES = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.mark.parametrize("why", ["plain http", "each byte is dear"])
def test_nothing_is_kept_or_promised_where_it_cannot_or_should_not_be(
    shared_server: LiveServer, keeping: Callable[[LiveServer], BrowserContext], why: str
) -> None:
    context = keeping(shared_server)
    base, asked = shared_server.url, []
    if why == "plain http":
        base = "http://classroom.example"
        context.route(f"{base}/**", lambda route: route.fulfill(
            response=route.fetch(url=route.request.url.replace(base, shared_server.url))
        ))  # fmt: skip
    else:
        context.add_init_script(SAVES)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(base + LESSON)
    ready(page)
    page.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done, 300)))")

    assert (why != "plain http") == page.evaluate("isSecureContext")
    expect(page.get_by_text(SAYS)).to_be_hidden()
    assert [] == [url for url in asked if url.endswith(("/sw.js", "/offline.js"))]
    assert any(url.endswith("/app.js") for url in asked)
