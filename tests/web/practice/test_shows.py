"""After an answer: the step that decides, both worlds, and what would have made it right."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    answer_on,
    start_attempt,
    strict,
    tags,
    text_of,
)
from trialrun.engine import BELIEFS, first_parting
from trialrun.questions.kinds import kind_of
from trialrun.questions.question import PROOF
from trialrun.store import Answer, Outcome
from trialrun.web.practice.shows import shows_of

UID = "rollback/what-is-committed"
SET, ID = UID.split("/")
QUESTION = bundled().question(UID)
HELD = next(o for o in QUESTION.body["options"] if o["belief"])


@pytest.fixture
def verdict(client: FlaskClient) -> str:
    """The address of a verdict on an answer that a belief leads to."""
    client.post(f"/practice/{SET}/{ID}/", data={"attempt": "a1"}, headers=SAME_SITE)
    client.post("/attempts/a1/1/", data={"option": HELD["id"]}, headers=SAME_SITE)
    return "/attempts/a1/1/"


def links(client: FlaskClient, url: str, says: str) -> list[str]:
    return [a.attrib["href"] for a in tags(strict(client.get(url)), "a") if says in text_of(a)]


def test_show_me_opens_the_run_at_the_event_that_decides(client, verdict) -> None:
    found = links(client, verdict, "Show me what decides")
    steps = QUESTION.body[PROOF]["steps"]
    wanted = {str(step) for _, step in steps.values()}

    assert {QUESTION.runs[0].scenario} == {urlsplit(url).path.split("/")[2] for url in found}
    assert {parse_qs(urlsplit(url).query)["step"][0] for url in found} <= wanted
    assert len(QUESTION.key) == len(found)
    shown = text_of(strict(client.get(found[0])))
    assert "Back to" in shown or "back" in shown.lower()


def test_behind_a_belief_both_worlds_stand_where_they_part(client, verdict) -> None:
    (url,) = links(client, verdict, "Both worlds")
    run = QUESTION.runs[0]
    story = bundled().scenarios[run.scenario]
    told = story.play_text(run.what_if)
    really, expected = first_parting(
        told, story.play_text(run.what_if, BELIEFS[HELD["belief"]].rules)
    )
    shown = text_of(strict(client.get(url)))

    assert BELIEFS[HELD["belief"]].says in shown
    assert f"They part at step {(really or expected).q + 1}" in shown


def test_what_would_have_made_it_right_is_worked_out_on_its_own_page(client, verdict) -> None:
    (url,) = links(client, verdict, "What would have made it right?")
    alone, part = client.get(url), client.get(url, headers=HTMX)
    told = text_of(strict(part))

    assert (200, 200) == (alone.status_code, part.status_code)
    assert "What would have made it right" in told
    assert "What you said would come about with" in told
    assert 1 == len(tags(strict(alone), "h1"))
    assert "<h1" not in part.text
    for play in (a.attrib["href"] for a in tags(strict(part), "a")):
        assert 200 == client.get(play).status_code


def test_where_nothing_makes_it_so_the_thought_and_what_holds_are_told(client) -> None:
    uid = "branches-and-loops/what-the-letters-get"
    question = bundled().question(uid)
    held = next(o for o in question.body["options"] if o["belief"] == "task-values-are-text")
    client.post(f"/practice/{uid}/", data={"attempt": "a4"}, headers=SAME_SITE)
    picked = [id_ for id_, value in question.key.items() if value == "yes"][1:]
    client.post("/attempts/a4/1/", data={"option": [*picked, held["id"]]}, headers=SAME_SITE)
    (url,) = links(client, "/attempts/a4/1/", "What would have made it right?")
    told = text_of(strict(client.get(url, headers=HTMX)))

    assert "Nothing that bears on it brings it about" in told
    assert BELIEFS["task-values-are-text"].says in told
    assert bundled().facts["task-values-json"].source in told


def test_a_thought_behind_several_parts_is_told_once(client) -> None:
    uid, thought = "task-graph/one-is-too-many", BELIEFS["one-failure-stops-the-run"]
    run = bundled().question(uid).runs[0]
    story = bundled().scenarios[run.scenario]
    believed = story.play_text(run.what_if, thought.rules)
    client.post(f"/practice/{uid}/", data={"attempt": "a5"}, headers=SAME_SITE)
    root = strict(client.get("/attempts/a5/1/"))
    data = answer_on(root) | {f"task-{key}": str(end.state) for key, end in believed.tasks.items()}
    client.post("/attempts/a5/1/", data=data | {"more-run:end": "FAILED"}, headers=SAME_SITE)
    (url,) = links(client, "/attempts/a5/1/", "What would have made it right?")
    told = text_of(strict(client.get(url, headers=HTMX)))

    assert 1 == told.count(thought.says)


def test_an_answer_in_a_lesson_leads_there_as_well(client) -> None:
    first = "pipeline-vs-job/b-and-c-start"
    said = next(id_ for id_, value in bundled().question(first).key.items() if value == "yes")
    for uid, option in ((first, said), (UID, HELD["id"])):
        client.post(LESSON, data={"question": uid, "option": option}, headers=SAME_SITE)
    (url,) = links(client, LESSON, "What would have made it right?")

    assert 200 == client.get(url).status_code


def test_a_right_answer_needs_no_change(client) -> None:
    right = next(id_ for id_, value in QUESTION.key.items() if value == "yes")
    client.post(f"/practice/{SET}/{ID}/", data={"attempt": "a2"}, headers=SAME_SITE)
    client.post("/attempts/a2/1/", data={"option": right}, headers=SAME_SITE)

    assert [] == links(client, "/attempts/a2/1/", "What would have made it right?")
    assert links(client, "/attempts/a2/1/", "Show me what decides")


ODD = ["", "?zzz=yes", f"?{HELD['id']}=perhaps", "?%00=1", "?_back=attempts.zzz.1"]


@pytest.mark.parametrize("query", ODD)
def test_an_address_that_names_no_answer_is_not_there(client, query) -> None:
    assert 404 == client.get(f"/practice/{SET}/{ID}/change/{query}").status_code
    assert 404 == client.get(f"/practice/{SET}/nothing/change/{query}").status_code


def test_the_page_says_nothing_of_an_answer_that_is_right(client, verdict) -> None:
    right = {part: said for part, said in QUESTION.key.items() if said == "yes"}
    page = client.get(f"/practice/{SET}/{ID}/change/", query_string={**right, "_go": "a1"})

    assert 404 == page.status_code
    assert "Answer the question first" not in page.text


def test_before_an_answer_every_option_gives_the_same_page(client, verdict) -> None:
    client.post(f"/practice/{SET}/{ID}/", data={"attempt": "a9"}, headers=SAME_SITE)
    for go in ("", "a9", "nobodys", "lesson-rollback"):
        pages = [
            client.get(f"/practice/{SET}/{ID}/change/", query_string={option: "yes", "_go": go})
            for option in QUESTION.key
        ]
        assert {404} == {page.status_code for page in pages}
        assert {"Answer the question first"} == {
            text_of(next(iter(tags(strict(page), "h1")))) for page in pages
        }


def test_every_way_from_a_verdict_leads_to_a_page(client) -> None:
    seen: set[str] = set()
    attempt = start_attempt(client, "rollback", "a3")
    for number in range(1, len(bundled().sets["rollback"].questions) + 1):
        url = f"{attempt}{number}/"
        client.post(url, data=answer_on(strict(client.get(url))), headers=SAME_SITE)
        for says in ("Show me what decides", "Both worlds"):
            for there in links(client, url, says)[:2]:
                seen.add(says)
                assert 200 == client.get(there).status_code, there

    assert 2 == len(seen)


def test_of_a_question_without_a_run_nothing_is_shown() -> None:
    questions = [q for found in bundled().sets.values() for q in found.questions.values()]

    for question in questions:
        assert bool(question.runs) or PROOF not in question.body
    assert [q for q in questions if PROOF in q.body and kind_of(q).wish(q, q.key)]


def test_claims_that_somebody_brought_are_never_evaluated(client) -> None:
    """What is no part of a digest may be a stranger's: only what was proven here is asked."""
    brought = {**QUESTION.body, PROOF: {"steps": {HELD["id"]: [7, 9]}, "claims": {HELD["id"]: "x"}}}
    question = replace(QUESTION, body=brought, set_slug="elsewhere")
    grade = kind_of(question).grade(question, {HELD["id"]: "yes"})
    with client.application.test_request_context():
        answer = Answer("a", question.uid, {HELD["id"]: "yes"}, Outcome.WRONG, 0)
        shows = shows_of(question, grade, answer, is_known=True)

    assert ("", {}) == (shows.change_url, shows.steps)
