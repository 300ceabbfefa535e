"""Nothing picked or typed is lost: a reload, a closed tab, Back, a line that is gone."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import LiveServer, watched
from tests.browser.tabs import ready

LESSON = "/lessons/s1-lakeflow-jobs/"
PREDICT = "/simulator/half-written/predict/"
OWN = "/simulator/own/"
JOB = "name: nightly\ntasks: [{task_key: load, notebook_task: {notebook_path: /n}}]\n"
STUCK = "There is no connection. Your answer is kept here and is sent when the line is back."
VERDICT = re.compile("Right|Not this time")


@pytest.fixture
def site(shared_server: LiveServer, page: Page):
    """A page that fails the test on any script error; that a line is gone is none."""
    gone = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.base = shared_server.url  # type: ignore[attr-defined]
    yield page
    assert [] == [text for text in complaints if not gone.search(text)]


WHOLE = "^Start, all"
"""The button of a round of all questions of a set: in one of ten a kind may be missing."""


def start(page: Page, slug: str = "cluster-choice", button: str = "^Start") -> str:
    """Starts a go that begins with a question of one right option; returns its address.

    Of another kind, one pick is no answer yet. `button` says how long it is to be.
    """
    for _ in range(30):
        page.goto(f"{page.base}/practice/{slug}/")
        page.get_by_role("button", name=re.compile(button)).first.click()
        expect(page.get_by_role("heading", name=re.compile("^Question 1"))).to_be_visible()
        if page.locator("form.question input[type=radio]").count():
            return page.url
        page.context.clear_cookies()
    raise AssertionError("no go begins with a question of one right option")


def go_to(page: Page, kind: str) -> Locator:
    """Goes on to a question of a kind; returns its first field."""
    for number in range(1, 60):
        field = page.locator("form.question").locator(kind).first
        if field.count():
            return field
        page.goto(re.sub(r"\d+/$", f"{number + 1}/", page.url))
    raise AssertionError(f"no question with {kind}")


def option(page: Page, number: int = 0) -> Locator:
    return page.locator("form.question").locator("input[name=option]").nth(number)


def pick(page: Page) -> None:
    """Picks the first option, and waits until what sends later has come: it comes with a touch."""
    with page.expect_response("**/outbox.js"):
        option(page).check()


KINDS = {
    "choice": ("cluster-choice", "input[type=radio]"),
    "choices": ("cluster-choice", "input[type=checkbox]"),
    "predict": ("rollback", "select[name^=task-]"),
    "order": ("pipeline-vs-job", "select[name^=place-]"),
}


def reload(page: Page) -> Page:
    page.reload()
    return page


def go_back(page: Page) -> Page:
    page.goto(page.url.split("/attempts/")[0] + "/practice/")
    page.go_back()
    return page


def close_tab(page: Page) -> Page:
    url, context = page.url, page.context
    page.close()
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_picked_survives(site: Page, kind: str) -> None:
    slug, selector = KINDS[kind]
    start(site, slug, WHOLE)
    field = go_to(site, selector)
    id_ = field.get_attribute("id")
    ready(site)
    if selector.startswith("select"):
        field.select_option(index=2)
        value = field.input_value()
    else:
        field.check()
    for leave in (reload, go_back, close_tab):
        site = leave(site)
        found = site.locator(f"#{id_}")
        if selector.startswith("select"):
            expect(found).to_have_value(value)
        else:
            expect(found).to_be_checked()


def test_a_newcomers_pick_on_the_first_screen_survives_a_reload(site: Page) -> None:
    site.goto(site.base)
    ready(site)
    id_ = option(site, 1).get_attribute("value")
    option(site, 1).check()
    site.reload()

    expect(site.locator(f"input[name=option][value='{id_}']")).to_be_checked()


def test_the_graph_follows_what_is_restored(site: Page) -> None:
    site.goto(site.base + PREDICT)
    ready(site)
    box = site.locator("[data-node=ingest]:visible").first
    box.click()
    expect(box).to_have_attribute("data-state", "success")
    site.reload()

    expect(site.get_by_label("ingest", exact=True)).to_have_value("SUCCESS")
    expect(box).to_have_attribute("data-state", "success")


def test_what_is_sent_is_no_draft_any_more_and_back_shows_its_verdict(site: Page) -> None:
    url = start(site)
    ready(site)
    option(site).check()
    site.get_by_role("button", name="Send my answer").click()
    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()

    assert [] == site.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('draft'))")
    site.get_by_role("link", name="Next question").click()
    expect(site.get_by_role("heading", name=re.compile("^Question 2"))).to_be_visible()
    site.go_back()
    expect(site).to_have_url(url)
    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()


def test_a_draft_is_never_put_into_another_question(site: Page) -> None:
    url = start(site)
    ready(site)
    option(site).check()
    site.goto(url.replace("/1/", "/2/"))
    ready(site)

    expect(site.locator("form.question input:checked")).to_have_count(0)


def test_a_pasted_job_survives_and_goes_when_it_is_kept(site: Page) -> None:
    site.goto(site.base + OWN)
    ready(site)
    text = site.get_by_label("Job definition")
    text.fill(JOB)
    site.reload()
    expect(text).to_have_value(JOB)
    expect(site.get_by_text("1 job")).to_be_visible()
    site.get_by_role("button", name="Run it").click()
    expect(site).to_have_url(re.compile("/simulator/own-"))
    site.goto(site.base + OWN)
    ready(site)

    expect(text).to_have_value("")


def test_without_storage_all_works(shared_server: LiveServer, browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['getItem', 'setItem', 'removeItem'])"
        " Storage.prototype[name] = () => { throw new DOMException('no', 'SecurityError'); };"
    )
    page = context.new_page()
    for site in watched(page, shared_server.url):
        start(site)
        ready(site)
        option(site).check()
        site.get_by_role("button", name="Send my answer").click()
        expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()
    context.close()


def test_full_storage_lets_go_of_the_oldest(site: Page) -> None:
    start(site)
    ready(site)
    site.evaluate(
        """() => {
          const put = (key, at) =>
            localStorage.setItem(`draft:${key}`, JSON.stringify({ at, fields: {} }));
          for (let n = 0; n < 60; n += 1)
            put(`old ${n}`, Date.now() - n * 1000);
          put("ancient", 1);
        }"""
    )
    option(site).check()
    kept = site.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('draft:'))")

    assert 40 == len(kept)
    assert "draft:old 0" in kept
    assert not {"draft:old 59", "draft:ancient"} & set(kept)
    site.reload()
    expect(option(site)).to_be_checked()


def sent_posts(page: Page) -> list[str]:
    """Collects what is posted to questions."""
    posts: list[str] = []
    page.on(
        "requestfinished",
        lambda request: posts.append(request.post_data) if request.method == "POST" else None,
    )
    return posts


def stuck(site: Page, context: BrowserContext) -> None:
    """Sends an answer while there is no line."""
    pick(site)
    context.set_offline(True)
    site.get_by_role("button", name="Send my answer").click()
    expect(site.get_by_role("alert").filter(has_text=STUCK)).to_be_visible()
    expect(site.get_by_text(STUCK)).to_have_count(1)
    expect(site.get_by_text("The server cannot be reached")).to_have_count(1)
    expect(option(site)).to_be_checked()


def test_what_does_not_get_through_is_told_and_sent_once_when_the_line_is_back(
    site: Page, context: BrowserContext
) -> None:
    start(site)
    ready(site)
    posts = sent_posts(site)
    stuck(site, context)
    option(site, 1).check()
    picked = option(site, 1).get_attribute("value")
    context.set_offline(False)

    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()
    expect(site.get_by_text("your pick").first).to_be_visible()
    assert 1 == len(posts)
    assert f"option={picked}" in posts[0]
    expect(site.get_by_text(STUCK)).to_have_count(0)
    assert [] == site.evaluate("Object.keys(localStorage)")


def test_it_is_not_sent_if_one_thinks_better_of_it(site: Page, context: BrowserContext) -> None:
    start(site)
    ready(site)
    posts = sent_posts(site)
    stuck(site, context)
    site.get_by_role("button", name="Do not send").click()
    context.set_offline(False)
    site.reload()

    expect(option(site)).to_be_checked()
    ready(site)
    assert [] == posts
    expect(site.get_by_text(STUCK)).to_have_count(0)


@pytest.mark.parametrize("where", ["its page", "another page"])
def test_what_is_stuck_is_sent_from_the_next_page_that_comes(
    site: Page, context: BrowserContext, where: str
) -> None:
    url = start(site)
    ready(site)
    stuck(site, context)
    site.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(url if where == "its page" else url.split("/attempts/")[0] + "/practice/")
    if where != "its page":
        expect(page.get_by_text("has been sent")).to_be_visible()
        page.get_by_role("link", name="See it").click()

    expect(page.get_by_role("heading", name=VERDICT)).to_be_visible()
    expect(page.get_by_text("your pick").first).to_be_visible()
    assert [] == page.evaluate("Object.keys(localStorage)")


def test_a_server_that_is_away_for_a_while_gets_the_answer(
    own_server: LiveServer, page: Page
) -> None:
    page.base = own_server.url  # type: ignore[attr-defined]
    start(page)
    ready(page)
    pick(page)
    own_server.kill()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("alert").filter(has_text=STUCK)).to_be_visible()
    own_server.start()

    expect(page.get_by_role("heading", name=VERDICT)).to_be_visible()


def test_what_a_proxy_says_in_place_of_the_server_takes_no_form_away(site: Page) -> None:
    start(site)
    ready(site)
    site.route("**/attempts/**", lambda route: route.fulfill(status=502, body="<p>Bad gateway"))
    pick(site)
    site.get_by_role("button", name="Send my answer").click()
    expect(site.get_by_role("alert").filter(has_text=STUCK)).to_be_visible()
    expect(option(site)).to_be_checked()
    site.unroute("**/attempts/**")
    site.get_by_role("button", name="Send it now").click()

    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()


def test_a_start_that_does_not_get_through_says_so_at_once(
    site: Page, context: BrowserContext
) -> None:
    site.goto(site.base + "/practice/rollback/")
    ready(site)
    context.set_offline(True)
    site.get_by_role("button", name=re.compile("^Start")).first.click()
    expect(site.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    context.set_offline(False)
    site.get_by_role("button", name=re.compile("^Start")).first.click()

    expect(site.get_by_role("heading", name=re.compile("^Question 1"))).to_be_visible()


def test_a_prediction_that_does_not_get_through_is_sent_when_the_line_is_back(
    site: Page, context: BrowserContext
) -> None:
    site.goto(site.base + PREDICT)
    ready(site)
    with site.expect_response("**/outbox.js"):
        for select in site.locator("select[name^=task-]").all():
            select.select_option("SUCCESS")
    context.set_offline(True)
    site.get_by_role("button", name="Keep it, then run").click()
    expect(site.get_by_role("alert").filter(has_text=STUCK)).to_be_visible()
    context.set_offline(False)

    expect(site).to_have_url(re.compile("said="))
    site.wait_for_function("() => Object.keys(localStorage).length === 0")


def test_drafts_are_cleared_where_a_page_says_so(site: Page) -> None:
    start(site)
    ready(site)
    option(site).check()
    site.route(
        "**/practice/",
        lambda route: route.fulfill(
            body=route.fetch().text().replace("<main", "<main data-forgets"),
            content_type="text/html",
        ),
    )
    site.goto(site.base + "/practice/")

    expect(site.get_by_role("heading", name="Practice", exact=True)).to_be_visible()
    for _ in iter(lambda: site.evaluate("Object.keys(localStorage).length"), 0):
        site.wait_for_timeout(50)


def test_what_waits_in_a_tab_is_not_sent_once_another_has_cleared_all(
    site: Page, context: BrowserContext
) -> None:
    start(site)
    ready(site)
    posts = sent_posts(site)
    stuck(site, context)
    other = context.new_page()
    # The line stays down for this tab alone.
    site.route("**/attempts/**", lambda route: route.abort())
    context.set_offline(False)
    other.goto(f"{site.base}/my-data/sign-out/")
    other.get_by_role("button", name="Sign out").last.click()
    expect(other.get_by_role("heading", name="You are signed out")).to_be_visible()

    expect(site.get_by_role("alert").filter(has_text=STUCK)).to_have_count(0)
    site.unroute("**/attempts/**")
    site.evaluate("dispatchEvent(new Event('online'))")
    # What is fetched now comes after what would have been sent.
    site.evaluate("fetch('/practice/').then((page) => page.text())")
    assert [] == posts


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_an_answer_whose_cookie_is_gone_is_kept(
    shared_server: LiveServer, browser: Browser, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.base = shared_server.url  # type: ignore[attr-defined]
    start(page)
    option(page).check()
    context.clear_cookies()
    page.get_by_role("button", name="Send my answer").click()

    expect(page.get_by_role("heading", name=VERDICT)).to_be_visible()
    expect(page.get_by_text("Your browser did not say who you are")).to_be_visible()
    page.get_by_role("link", name="Next question").click()
    expect(page.get_by_role("heading", name=re.compile("^Question 2"))).to_be_visible()
    context.close()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_nothing_is_shown_unasked(
    shared_server: LiveServer, browser: Browser, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.base = shared_server.url  # type: ignore[attr-defined]
    for open_, skip, show, told in (
        (start, "Skip, show me", "Show the answer", "Skipped: here is what happens"),
        (lambda p: p.goto(p.base + LESSON), "Skip the questions", "Show all", "Takeaways"),
    ):
        open_(page)
        button = page.get_by_role("button", name=show)
        expect(button).to_be_hidden()
        page.get_by_text(skip).click()
        expect(page.get_by_role("heading", name=told)).to_have_count(0)
        button.click()
        expect(page.get_by_role("heading", name=told)).to_be_visible()
    context.close()
