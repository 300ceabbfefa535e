"""Levels: the list, a try, what is kept of it, and levels that change in between."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.build import bundled
from tests.web.pages import HTMX, SAME_SITE, ids_of, strict, tags, text_of
from tests.web.practice.content import LEVEL, STORY, Folder
from trialrun.questions.kinds.goal import try_text
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.levels import HAS_CHANGED
from trialrun.web.practice.nameless import NO_NAME

URL = f"/levels/{LEVEL}/"
SOLVES = "dial=report.run_if:NONE_FAILED"
FAILS = "dial=report.run_if:AT_LEAST_ONE_FAILED"
PATH = f"levels/{LEVEL}.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The content as it is at first: one level."""
    return Folder(tmp_path / "content")


@pytest.fixture
def small(folder: Folder, tmp_path: Path) -> Flask:
    """An app that serves it."""
    return create_app({"TESTING": False}, Settings(data=tmp_path / "data"), folder.shelf())


def put_on(client: FlaskClient, url: str) -> str:
    """Returns the digest that a solved level's form carries."""
    fields = [e for e in tags(strict(client.get(url)), "input") if e.attrib.get("name") == "put"]
    return fields[0].attrib["value"]


def send(client: FlaskClient, query: str, attempt: str = "one", slug: str = LEVEL, **form: str):
    data = {"attempt": attempt} | form
    return client.post(f"/levels/{slug}/solved/?{query}", data=data, headers=SAME_SITE)


def kept_by(app: Flask, client: FlaskClient) -> list[Answer]:
    with client.session_transaction() as session:
        learner = session.get("learner", "")
    return list(app.extensions["trialrun"].stores.answers.entries(learner))


def test_the_list_says_which_levels_are_solved_and_in_how_many_moves(client):
    before = text_of(strict(client.get("/levels/")))
    slug = "a-second-try-no-second-row"
    three = "dial=enrich.retries:2&dial=enrich.write1:merge&dial=enrich.write2:merge"
    send(client, three, slug=slug)
    after_three = client.get("/levels/").text
    send(client, "dial=enrich.retries:1&dial=enrich.write1:merge", "two", slug=slug)
    after_two = client.get("/levels/").text
    send(client, three, "three", slug=slug)

    assert "You have solved" not in before
    assert "solved in 3 moves" in after_three
    assert "solved in 2 moves" in after_two
    assert "solved in 2 moves" in client.get("/levels/").text
    assert "You have solved 1 of 26" in text_of(strict(client.get("/levels/")))


def test_a_level_shows_its_goal_its_hints_and_no_solution(small):
    page = small.test_client().get(URL)
    text = text_of(strict(page))

    assert 200 == page.status_code
    assert "In the second night there is one. met" in text
    assert "orders that were not published. not met" in text
    assert "Hint 2 of 2" in text
    assert "Join the branches" not in text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        pytest.param(SOLVES, 200, "Solved in 1 move, par 1.", id="solved"),
        pytest.param(FAILS, 200, "It makes the report a failure handler.", id="foreseen"),
        pytest.param("dial=report.run_if:NEVER", 400, "does not take “NEVER”", id="no such value"),
        pytest.param("dial=publish.retries:3", 400, "publish.retries", id="not to be turned"),
        pytest.param("do=repair", 400, "repair", id="not to be done"),
    ],
)
def test_a_try_is_played_or_refused_with_a_sentence(small, query, status, said):
    page = small.test_client().get(f"{URL}?{query}")

    assert status == page.status_code
    assert said in text_of(strict(page))


def test_a_solved_level_says_so_when_it_is_opened_again_and_shows_how(small):
    client = small.test_client()
    assert "You solved it" not in text_of(strict(client.get(URL)))
    send(client, SOLVES, put=put_on(client, f"{URL}?{SOLVES}"))
    root = strict(client.get(URL))
    (how,) = [a.attrib["href"] for a in tags(root, "a") if text_of(a) == "See how"]

    assert "You solved it in 1 move" in text_of(root)
    assert "Solved in 1 move, par 1." in text_of(strict(client.get(how)))
    assert "You solved it" not in text_of(strict(client.get(how)))


def test_a_solved_level_is_kept_and_leads_to_the_list_at_the_end(small):
    client = small.test_client()
    digest = put_on(client, f"{URL}?{SOLVES}")
    response = send(client, SOLVES, put=digest)

    assert (303, "/levels/") == (response.status_code, response.location)
    ((kept),) = kept_by(small, client)
    assert (Activity.LEVEL, f"levels/{LEVEL}", Outcome.RIGHT, digest) == (
        kept.activity, kept.question, kept.outcome, kept.put,
    )  # fmt: skip
    assert ("1", f"?{SOLVES}") == (kept.response["moves"], kept.response["try"])


def test_a_solved_level_leads_to_the_next(client):
    first, second = list(bundled().levels.values())[:2]
    response = send(client, try_text(first.solution).removeprefix("?"), slug=first.slug)

    assert f"/levels/{second.slug}/" == response.location


def test_a_page_that_posts_by_itself_is_told_that_it_is_kept_and_where_to_go_on(client):
    first, second, *_ = bundled().levels.values()
    query = try_text(first.solution).removeprefix("?")
    data = {"attempt": "one", "tries": "3"}
    url = f"/levels/{first.slug}/solved/?{query}"
    response = client.post(url, data=data, headers=SAME_SITE | HTMX)
    root = strict(response)

    assert 200 == response.status_code
    assert "Kept. Solved in 1 move, at the 3rd try, par 1." in text_of(root)
    assert f"/levels/{second.slug}/" == tags(root, "a")[0].attrib["href"]
    assert "solved in 1 move, at the 3rd try · par 1" in text_of(strict(client.get("/levels/")))


@pytest.mark.parametrize("has_cookie", [True, False])
def test_a_level_that_is_solved_without_a_cookie_is_kept_and_told(app, has_cookie):
    first = next(iter(bundled().levels.values()))
    url = f"/levels/{first.slug}/solved/?{try_text(first.solution).removeprefix('?')}"
    client = app.test_client()
    if has_cookie:
        client.get(f"/levels/{first.slug}/")
    response = client.post(url, data={"attempt": "one"}, headers=SAME_SITE | HTMX)

    assert "Kept." in text_of(strict(response))
    assert has_cookie is (NO_NAME not in text_of(strict(response)))


@pytest.mark.parametrize(
    ("query", "change", "leads_to"),
    [
        pytest.param(FAILS, lambda f: None, f"{URL}?{FAILS}", id="it does not solve it"),
        pytest.param(SOLVES, lambda f: f.remove(PATH), "/levels/", id="the level is gone"),
    ],
)
def test_a_page_that_posts_by_itself_goes_on_where_nothing_fits_in_place(
    small, folder, query, change, leads_to
):
    client = small.test_client()
    digest = put_on(client, f"{URL}?{SOLVES}")
    change(folder)
    folder.serve(small)
    data = {"attempt": "one", "put": digest}
    response = client.post(f"{URL}solved/?{query}", data=data, headers=SAME_SITE | HTMX)

    assert (200, leads_to) == (response.status_code, response.headers["HX-Redirect"])


def test_a_page_that_posts_by_itself_gets_a_level_that_has_changed_as_a_whole(small):
    data = {"attempt": "one", "put": "0" * 32}
    client = small.test_client()
    response = client.post(f"{URL}solved/?{SOLVES}", data=data, headers=SAME_SITE | HTMX)

    assert (422, f"#sim-{LEVEL}") == (response.status_code, response.headers["HX-Retarget"])
    assert HAS_CHANGED in text_of(strict(response))


def test_how_many_tries_it_took_is_not_said_where_it_is_not_known(small):
    client = small.test_client()
    send(client, SOLVES, tries="many")

    assert "solved in 1 move · par 1" in text_of(strict(client.get("/levels/")))


def test_what_is_kept_already_is_not_asked_for_again(small):
    client = small.test_client()
    before = strict(client.get(f"{URL}?{SOLVES}"))
    send(client, SOLVES, put=put_on(client, f"{URL}?{SOLVES}"))
    after = strict(client.get(f"{URL}?{SOLVES}"))

    assert [1, 0] == [
        sum("solved" in form.attrib["action"] for form in tags(root, "form"))
        for root in (before, after)
    ]
    assert "Kept. Solved in 1 move, par 1. That was the last one" in text_of(after)


def test_to_open_a_level_changes_nothing(small):
    client = small.test_client()
    for query in ("", f"?{SOLVES}", f"?{SOLVES}&play=1&step=0", f"?{FAILS}"):
        client.get(URL + query)

    assert [] == kept_by(small, client)


def test_a_level_opens_at_the_end_of_its_run(small):
    client = small.test_client()
    for query in ("", f"?{SOLVES}"):
        (slider,) = (
            e for e in tags(strict(client.get(URL + query)), "input")
            if e.attrib.get("type") == "range"
        )  # fmt: skip
        assert slider.attrib["max"] == slider.attrib["value"] != "0"


def test_a_run_that_plays_begins_before_anything_is_told(small):
    root = strict(small.test_client().get(f"{URL}?{SOLVES}&play=1&step=0", headers=HTMX))
    (end,) = (e for e in root.iter() if e.attrib.get("data-bind-shown"))
    (said,) = (e for e in root.iter() if e.attrib.get("data-bind-text") == "goal.says")

    assert "hidden" in end.attrib
    assert "0 of 2 goals met so far." == said.text


def test_the_list_leads_to_the_first_level_that_is_not_solved(client):
    first, second, *_ = bundled().levels.values()
    before = text_of(strict(client.get("/levels/")))
    send(client, try_text(first.solution).removeprefix("?"), slug=first.slug)

    assert f"Begin: {first.title}" in before
    assert f"Go on: {second.title}" in text_of(strict(client.get("/levels/")))


def test_after_the_last_level_there_is_a_way_on(small):
    client = small.test_client()
    send(client, SOLVES)
    root = strict(client.get("/levels/"))

    assert "All of them are solved." in text_of(root)
    assert "/practice/" in [a.attrib["href"] for a in tags(tags(root, "main")[0], "a")]


def test_a_try_that_does_not_solve_it_is_shown_and_not_kept(small):
    client = small.test_client()
    response = send(client, FAILS)

    assert (303, f"{URL}?{FAILS}") == (response.status_code, response.location)
    assert [] == kept_by(small, client)


@pytest.mark.parametrize("query", ["dial=report.run_if:NEVER", "do=repair", ""])
def test_a_try_that_cannot_be_played_is_refused_and_not_kept(small, query):
    client = small.test_client()
    response = send(client, query)

    assert 400 == response.status_code
    assert "That try cannot be played" in text_of(strict(response))
    assert [] == kept_by(small, client)


def test_a_double_click_keeps_it_once(small):
    client = small.test_client()
    for _ in range(2):
        assert 303 == send(client, SOLVES).status_code

    assert 1 == len(kept_by(small, client))


CHANGES = [
    pytest.param(lambda f: f.change(PATH, "After the fork", "The fork"), id="reworded"),
    pytest.param(lambda f: f.change(PATH, "version <= 1", "version <= 9"), id="another goal"),
    pytest.param(lambda f: f.change(PATH, "NONE_FAILED, ALL_DONE", "NONE_FAILED"), id="dials"),
    pytest.param(lambda f: f.remove(PATH), id="deleted"),
    pytest.param(lambda f: f.write(PATH, "title: ["), id="broken"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_try_is_judged_by_the_level_that_was_put(small, folder, change):
    client = small.test_client()
    digest = put_on(client, f"{URL}?{SOLVES}")
    change(folder)
    folder.serve(small)
    response = send(client, SOLVES, put=digest)

    assert (303, "/levels/") == (response.status_code, response.location)
    assert [(digest, Outcome.RIGHT)] == [(a.put, a.outcome) for a in kept_by(small, client)]
    assert 200 == client.get("/levels/").status_code


@pytest.mark.parametrize("digest", ["0" * 32, "nonsense"])
def test_a_level_that_was_never_put_is_shown_with_the_try_and_a_sentence(small, digest):
    client = small.test_client()
    response = send(client, SOLVES, put=digest)
    root = strict(response)

    assert 422 == response.status_code
    assert "This level has changed since you opened it." in text_of(root)
    assert "Solved in 1 move" in text_of(root)
    assert "as it was written" not in text_of(root)
    assert [] == kept_by(small, client)


def test_a_level_that_is_gone_or_broken_says_so(small, folder):
    client = small.test_client()
    folder.write(PATH, "title: [")
    folder.serve(small)
    broken = client.get(URL)
    folder.remove(PATH)
    folder.serve(small)

    assert 503 == broken.status_code
    assert "This level has a mistake in its file" in text_of(strict(broken))
    assert [404, 404] == [client.get(URL).status_code, send(client, SOLVES).status_code]
    assert "No levels here yet" in text_of(strict(client.get("/levels/")))


@pytest.mark.parametrize("query", ["", f"?{SOLVES}", f"?{FAILS}", "?dial=report.run_if:NEVER"])
def test_a_level_is_strict_and_gives_its_fragment_to_htmx(small, query):
    client = small.test_client()
    page, fragment = client.get(URL + query), client.get(URL + query, headers=HTMX)

    for root in (strict(page), strict(fragment)):
        assert sorted(set(ids_of(root))) == sorted(ids_of(root))
    assert page.status_code == fragment.status_code
    assert "HX-Request" in fragment.headers["Vary"]
    assert [] == tags(strict(fragment), "h1")


# A prediction of a run is put and answered the same way.

PREDICT = f"/simulator/{STORY}/predict/"


def prediction_on(client: FlaskClient, url: str = PREDICT) -> dict[str, str]:
    root = strict(client.get(url))
    form = next(f for f in tags(root, "form") if "predict" in f.attrib.get("class", ""))
    data = {e.attrib["name"]: e.attrib["value"] for e in tags(form, "input")}
    return data | {e.attrib["name"]: "SUCCESS" for e in tags(form, "select")}


STORY_FILE = f"scenarios/{STORY}.yaml"
STORY_CHANGES = [
    pytest.param(lambda f: f.change(STORY_FILE, ", fails: {on: all}", ""), True, id="other ends"),
    pytest.param(lambda f: f.remove(STORY_FILE), True, id="deleted"),
    pytest.param(lambda f: f.write(STORY_FILE, "title: ["), True, id="broken"),
    pytest.param(lambda f: f.change(STORY_FILE, "120s", "150s"), False, id="other times"),
]


@pytest.mark.parametrize(("change", "is_alone"), STORY_CHANGES)
def test_a_prediction_is_judged_by_the_run_that_was_put(small, folder, change, is_alone):
    client = small.test_client()
    form = prediction_on(client)
    change(folder)
    folder.serve(small)
    response = client.post(PREDICT, data=form, headers=SAME_SITE)

    assert [(form["put"], Outcome.WRONG)] == [(a.put, a.outcome) for a in kept_by(small, client)]
    assert (200 if is_alone else 303) == response.status_code
    if is_alone:
        text = text_of(strict(response))
        assert "Your answer is kept." in text
        assert "Not this time" in text
        assert "silver Succeeded not so Failed" in text


def test_a_prediction_of_a_run_that_was_never_put_keeps_what_was_painted(small):
    client = small.test_client()
    form = prediction_on(client) | {"put": "0" * 32}
    response = client.post(PREDICT, data=form, headers=SAME_SITE)
    root = strict(response)
    chosen = [e.attrib["value"] for e in tags(root, "option") if "selected" in e.attrib]

    assert 422 == response.status_code
    assert "This question has changed since you were asked." in text_of(root)
    assert ["SUCCESS"] * 3 == chosen
    assert [] == kept_by(small, client)


def test_a_half_painted_prediction_of_a_story_that_is_gone_is_asked_again(small, folder):
    client = small.test_client()
    form = prediction_on(client)
    folder.remove(STORY_FILE)
    folder.serve(small)
    half = client.post(PREDICT, data=form | {"task-gold": ""}, headers=SAME_SITE)
    whole = client.post(PREDICT, data=form, headers=SAME_SITE)

    assert 422 == half.status_code
    assert "Still open: gold" in text_of(strict(half))
    fields = [e.attrib["name"] for e in tags(strict(half), "input")]
    assert {"attempt", "put"} <= set(fields)
    assert 200 == whole.status_code
