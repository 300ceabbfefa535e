"""A server that is busy with large pages: the browser comes again by itself, and can be stopped."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import large
from tests.browser.conftest import LiveServer

PLAIN = "/simulator/everything-works/"
BUSY = re.compile("The server is busy with large pages")


def put_off(page: Page, path: str, *, times: int, after_s: int = 1) -> list[str]:
    """Lets the server answer requests for a path as a busy one does, so many times."""
    methods: list[str] = []

    def answer(route: Route) -> None:
        methods.append(route.request.method)
        if len(methods) > times:
            route.continue_()
        else:
            route.fulfill(status=503, headers={"Retry-After": str(after_s)}, body="busy")

    page.route(lambda url: path in url, answer)
    return methods


@pytest.fixture
def busy_site(shared_server: LiveServer, page: Page) -> Page:
    """A page whose console may say that a request was answered with 503."""
    page.base = shared_server.url  # type: ignore[attr-defined]
    return page


def test_what_was_put_off_is_asked_for_again(busy_site: Page) -> None:
    busy_site.goto(busy_site.base + PLAIN)  # type: ignore[attr-defined]
    busy_site.wait_for_selector("[data-ready]")
    methods = put_off(busy_site, "fail=silver", times=2)
    busy_site.get_by_role("link", name="Fail silver", exact=True).click()
    expect(busy_site.get_by_role("status").filter(has_text=BUSY)).to_be_visible()
    expect(busy_site).to_have_url(re.compile("fail=silver"))

    expect(busy_site.get_by_text(BUSY)).to_have_count(0)
    assert ["GET"] * 3 == methods


def test_whoever_does_not_want_to_wait_stops_it(busy_site: Page) -> None:
    busy_site.goto(busy_site.base + PLAIN)  # type: ignore[attr-defined]
    busy_site.wait_for_selector("[data-ready]")
    methods = put_off(busy_site, "fail=silver", times=9, after_s=20)
    busy_site.get_by_role("link", name="Fail silver", exact=True).click()
    busy_site.get_by_role("button", name="Do not wait").click()

    expect(busy_site.get_by_text(BUSY)).to_have_count(0)
    assert ["GET"] == methods
    expect(busy_site.get_by_role("link", name="Fail silver", exact=True)).to_be_visible()


def test_a_text_that_was_put_off_is_sent_again(busy_site: Page) -> None:
    busy_site.goto(busy_site.base + large.OWN)  # type: ignore[attr-defined]
    busy_site.get_by_label("Job definition").fill(large.chain(count=3))
    expect(busy_site.get_by_text("3 tasks in 1 job")).to_be_visible()
    methods = put_off(busy_site, large.OWN, times=1)
    busy_site.get_by_role("button", name="Run it").click()

    expect(busy_site).to_have_url(re.compile("/simulator/own-"))
    assert ["POST"] * 2 == methods[:2]


def test_in_a_large_graph_a_box_is_a_link_once_scripts_run(
    busy_site: Page, shared_server: LiveServer
) -> None:
    body = urlencode({"text": large.chains()})
    kind = "application/x-www-form-urlencoded"
    answer = busy_site.request.post(
        shared_server.url + large.OWN, data=body, headers={"Content-Type": kind}
    )
    busy_site.goto(answer.url)
    busy_site.wait_for_selector("[data-ready]")
    busy_site.get_by_role("link", name=re.compile("^t11, ")).click()

    expect(busy_site.get_by_role("heading", name="What does t11 do?")).to_be_visible()
    expect(busy_site).to_have_url(re.compile("task=t11"))


def test_without_a_script_a_page_comes_again_by_itself(
    browser: Browser, shared_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            return route.continue_()
        headers = {"Refresh": f"1; url={PLAIN}?fail=silver&tries=1"}
        return route.fulfill(status=503, headers=headers, body="busy")

    page.route(lambda url: PLAIN in url, answer)
    page.goto(f"{shared_server.url}{PLAIN}?fail=silver")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert ["fail=silver", "fail=silver&tries=1"] == [url.partition("?")[2] for url in asked]
    context.close()


def test_a_server_that_is_gone_is_told_and_the_picks_stay(busy_site: Page) -> None:
    busy_site.goto(busy_site.base + "/lessons/s1-lakeflow-jobs/")  # type: ignore[attr-defined]
    busy_site.wait_for_load_state()
    busy_site.route(
        lambda _: True,
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    pick = busy_site.get_by_role("radio").first
    pick.check()
    busy_site.get_by_role("button", name="Send my answer").click()

    expect(busy_site.get_by_text("The server cannot be reached")).to_be_visible()
    expect(pick).to_be_checked()
