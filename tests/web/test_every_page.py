"""What holds for every page: strict HTML, unique ids, labels, one h1, headers, fragments."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    a_change,
    answer_on,
    ids_of,
    start_attempt,
    strict,
    tags,
)

PAGES = [
    "/", "/lessons/", LESSON, f"{LESSON}read/", "/lessons/nothing/read/", "/offline/",
    "/practice/", "/practice/rollback/", "/practice/missed/", "/simulator/",
    "/simulator/half-written/", "/simulator/half-written/?task=enrich&step=12",
    "/simulator/everything-works/?fail=silver@1&do=run_now&do=fix&do=repair", "/patterns/",
    "/simulator/own/", "/simulator/own/?example=json", "/simulator/own/?from=own-nothing",
    "/levels/", "/levels/after-the-fork/", "/levels/after-the-fork/?dial=report.run_if:NONE_FAILED",
    "/levels/after-the-fork/?do=dance", "/levels/nothing/", "/practice/rollback/what-is-committed/",
    "/words/", "/objectives/", "/simulator/chain-breaks/map/",
    "/simulator/chain-breaks/map/?fail=silver@1",
    "/simulator/chain-breaks/compare/", "/simulator/chain-breaks/compare/?a=nonsense",
    "/simulator/half-written/compare/?thought=job-is-a-transaction",
    "/simulator/chain-breaks/predict/", "/simulator/chain-breaks/predict/?fail=ingest@1",
    "/simulator/chain-breaks/tasks/", "/simulator/one-region-fails/tasks/?deed=takes:x",
    "/nothing-here", "/simulator/nothing/", "/simulator/repaired/?do=dance", "/my-data/",
    "/my-data/go-on/", "/my-data/sign-out/", "/my-data/delete/", "/my-data/delete/sure/",
    a_change(),
    "/drill/", "/drill/end-state/v1/7/", "/drill/nothing/v1/7/",
    "/quiz/half-written/", "/quiz/one-region-fails/?deed=nonsense",
    "/flags/?question=rollback/what-is-committed", "/flags/?question=no/no",
    "/search/", "/search/?q=repair+run", "/search/?q=nowhere&in=fact",
    "/search/?q=a&in=story&page=2", "/search/?q=t&in=fact&page=99", "/facts/repair-selection/",
    "/facts/for-each-concurrency/", "/facts/nothing/",
    "/bundles/restaurant/", "/bundles/cold-kitchen/?target=rehearsal", "/bundles/nothing/",
    "/bundles/loan-desk/?var.region=west",
    "/rounds/", "/rounds/mixed/", "/rounds/nothing/", "/authors/",
    "/figures/commits-and-readers/", "/figures/commits-and-readers/?step=6",
    "/figures/killed-between-two-marks/", "/figures/killed-between-two-marks/?step=9",
    "/figures/commits-and-readers/?step=6&embed=1", "/figures/commits-and-readers/?step=x",
    "/figures/nothing/",
    "/figures/moves-in-any-order/?step=7",
    "/incidents/", "/incidents/deliveries/", "/incidents/nothing/",
    "/incidents/deliveries/?act=fix",
]  # fmt: skip
ALONE = ("/own/", "/map/", "/compare/", "/predict/", "/tasks/")
"""Parts of addresses whose pages have no fragment of a simulator."""
SIMULATORS = [
    page
    for page in PAGES
    if ((page.startswith("/simulator/") and page.count("/") > 2) or page.startswith("/levels/a"))
    and not any(part in page for part in ALONE)
]


@pytest.mark.parametrize("url", PAGES)
def test_page_is_strict_html_with_one_h1(client: FlaskClient, url: str) -> None:
    root = strict(client.get(url))

    assert len(tags(root, "h1")) == 1
    assert next(iter(tags(root, "html"))).attrib["lang"] == "en"


@pytest.mark.parametrize("url", PAGES)
def test_ids_are_unique(client: FlaskClient, url: str) -> None:
    ids = ids_of(strict(client.get(url)))

    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("url", PAGES)
def test_every_input_has_a_label(client: FlaskClient, url: str) -> None:
    root = strict(client.get(url))
    labelled = {label.attrib.get("for") for label in tags(root, "label")}
    inputs = [i for i in tags(root, "input") if i.attrib.get("type") != "hidden"]

    assert [i.attrib for i in inputs if i.attrib.get("id") not in labelled] == []


OF_CONTROLS = {
    f"aria-{name}" for name in ("disabled", "expanded", "pressed", "checked", "selected")
}
CONTROLS = {"a", "button", "input", "select", "textarea", "summary", "option"}
FULL = "/levels/keep-what-succeeded/?do=run_now&do=fix&do=repair&do=run_now"


@pytest.mark.parametrize("url", [*PAGES, FULL])
def test_only_controls_say_in_which_state_they_are(client: FlaskClient, url: str) -> None:
    root = strict(client.get(url))
    told = [e for e in root.iter() if OF_CONTROLS & set(e.attrib)]

    assert [e.attrib for e in told if e.tag not in CONTROLS and "role" not in e.attrib] == []
    assert url != FULL or any(e.attrib.get("aria-disabled") == "true" for e in told)


@pytest.mark.parametrize("url", PAGES)
def test_no_link_stands_in_a_link(client: FlaskClient, url: str) -> None:
    links = tags(strict(client.get(url)), "a")

    assert [e.attrib for e in links if any(inner is not e for inner in tags(e, "a"))] == []


@pytest.mark.parametrize("url", PAGES)
def test_nothing_inline_that_the_policy_would_drop(client: FlaskClient, url: str) -> None:
    root = strict(client.get(url))

    assert [e.tag for e in root.iter() if "style" in e.attrib] == []
    assert [n for e in root.iter() for n in e.attrib if n.startswith("on")] == []
    assert [
        s
        for s in tags(root, "script")
        if "src" not in s.attrib and s.attrib.get("type") != "application/json"
    ] == []


@pytest.mark.parametrize("url", PAGES)
def test_security_headers_are_on_every_answer(client: FlaskClient, url: str) -> None:
    headers = client.get(url).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("url", SIMULATORS)
def test_simulator_gives_its_fragment_to_htmx(client: FlaskClient, url: str) -> None:
    page, fragment = client.get(url), client.get(url, headers=HTMX)
    root = strict(fragment)

    assert page.status_code == fragment.status_code
    assert "HX-Request" in fragment.headers["Vary"]
    assert "HX-Request" in page.headers["Vary"]
    if page.status_code != 404:
        heads = [e for e in root if "hx-swap-oob" in e.attrib]
        assert len(tags(root, "h1")) == sum(len(tags(head, "h1")) for head in heads) <= 1
        assert sum("sim__data" in e.attrib.get("class", "") for e in root.iter()) == 1


def test_going_back_in_history_gets_the_whole_page(client: FlaskClient) -> None:
    headers = HTMX | {"HX-History-Restore-Request": "true"}

    assert len(tags(strict(client.get("/simulator/repaired/", headers=headers)), "h1")) == 1


@pytest.mark.parametrize("slug", some_of(list(bundled().sets), every=5))
@pytest.mark.parametrize("with_htmx", [False, True], ids=["plain", "htmx"])
def test_question_is_strict_before_and_after(
    client: FlaskClient, slug: str, with_htmx: bool
) -> None:
    headers = SAME_SITE | (HTMX if with_htmx else {})
    attempt = start_attempt(client, slug)
    for number in range(1, len(bundled().sets[slug].questions) + 1):
        url = f"{attempt}{number}/"
        before = strict(client.get(url, headers=headers))
        refused = strict(client.post(url, headers=headers))
        data = answer_on(before)
        after = strict(client.post(url, data=data, headers=headers, follow_redirects=True))

        for root in (before, refused, after):
            assert len(set(ids_of(root))) == len(ids_of(root))
        assert tags(refused, "h2") == []
        verdicts = [
            e for e in after.iter() if e.attrib.get("class", "").startswith("verdict verdict--")
        ]
        assert len(verdicts) == 1


@pytest.mark.parametrize("with_htmx", [False, True], ids=["plain", "htmx"])
def test_lesson_prompt_is_strict_refused_and_opened(client: FlaskClient, with_htmx: bool) -> None:
    headers = SAME_SITE | (HTMX if with_htmx else {})
    uid = "pipeline-vs-job/b-and-c-start"
    refused = strict(client.post(LESSON, data={"question": uid}, headers=headers))
    data = {"question": uid, "skip": "1"}
    opened = strict(client.post(LESSON, data=data, headers=headers, follow_redirects=True))

    for root in (refused, opened):
        assert len(set(ids_of(root))) == len(ids_of(root))
    assert "q-pipeline-vs-job-b-and-c-start" in ids_of(opened)
    assert "q-rollback-what-is-committed" in ids_of(opened)
    assert "q-rollback-what-is-committed" not in ids_of(refused)


def test_links_inside_the_app_lead_somewhere(app: Flask) -> None:
    client, seen, todo = app.test_client(), set(), ["/", "/patterns/"]
    while todo and len(seen) < 250:
        url = todo.pop(0)  # what is near the start comes first
        path = url.split("#")[0]
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path)
        if path.startswith("/drill/") and path != "/drill/":
            # It leads to a question by chance, and that to the next, without end.
            assert response.status_code == 303, path
            continue
        assert response.status_code == 200, path
        if response.mimetype != "text/html" or (path.startswith("/simulator/") and "?" in path):
            continue
        for link in tags(strict(response), "a"):
            href = link.attrib["href"]
            # Of rounds there are too many for this walk; they have a test of their own.
            is_round = href.startswith(("/rounds/belief.", "/rounds/objective."))
            is_played = re.search(r"[?&](step|do|fail|task|table)=", href)
            if href.startswith("/") and not is_played and not is_round:
                todo.append(href)

    assert LESSON in seen
    assert "/simulator/run-again/" in seen


def test_fragment_links_have_their_target(client: FlaskClient) -> None:
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    root = strict(client.get(LESSON))
    ids = set(ids_of(root))

    assert [
        a.attrib["href"]
        for a in tags(root, "a")
        if a.attrib["href"].startswith("#") and a.attrib["href"][1:] not in ids
    ] == []
