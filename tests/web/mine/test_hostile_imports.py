"""A file that is imported is a stranger's: refused as a whole in a sentence, or harmless."""

import gzip
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.build import bundled
from tests.web.http.test_pace import Clock
from tests.web.mine.doing import (
    answer_all,
    answer_one,
    as_file,
    as_json,
    bring,
    elsewhere,
    entries,
    export,
    kept,
    learner_in,
    post,
)
from tests.web.mine.notes import says
from tests.web.pages import SAME_SITE, strict, tags
from tests.web.practice.past import question_of
from trialrun.questions import KINDS, Question
from trialrun.questions.question import PROOF, REPLAY
from trialrun.web.http.rates import count_creations
from trialrun.web.mine.portable import FILE_BYTES_MAX, NotPortable, carried, unpacked

EMPTY = {
    "format": "trial-run", "version": 1, "left_out": 0,
    "attempts": [], "answers": [], "questions": [], "jobs": [],
}  # fmt: skip
ANSWER = {
    "activity": "practice", "answered_ms": 1, "attempt": "aa", "engine": "", "entry": "answer",
    "outcome": "right", "put": "", "question": "rollback/a", "response": {},
}  # fmt: skip
ATTEMPT = {
    "activity": "practice", "id": "aa", "puts": [], "questions": ["rollback/a"], "set": "rollback",
    "started_ms": 1, "title": "",
}  # fmt: skip


def with_answer(**fields: Any) -> bytes:
    return as_file(EMPTY | {"answers": [ANSWER, ANSWER | fields]})


def with_attempt(**fields: Any) -> bytes:
    return as_file(EMPTY | {"attempts": [ATTEMPT | fields]})


DEEP = b"[" * 200_000
FILES = [
    pytest.param(
        b"",
        "no export of Trial Run, or not all of it. Nothing was kept. Choose a file that Export",
        id="empty",
    ),
    pytest.param(
        b"\x00\xff\xfe",
        "no export of Trial Run, or not all of it. Nothing was kept. Choose a file that Export",
        id="bytes",
    ),
    pytest.param(b"PK\x03\x04 and so on", "zip archive. Unpack it", id="zip"),
    pytest.param(b"\x1f\x8b and so on", "cannot be unpacked", id="broken gzip"),
    pytest.param(gzip.compress(as_file(EMPTY) * 99)[:50], "cut off", id="gzip without an end"),
    pytest.param(gzip.compress(b" " * (FILE_BYTES_MAX + 1)), "too large", id="gzip bomb"),
    pytest.param(b"[]", "no export of Trial Run", id="a list"),
    pytest.param(b"7", "no export of Trial Run", id="a number"),
    pytest.param(b"{}", "no export of Trial Run", id="an empty object"),
    pytest.param(DEEP, "or not all of it. Nothing", id="deep"),
    pytest.param(as_file(EMPTY)[:-20], "or not all of it. Nothing", id="cut off"),
    pytest.param(as_file(EMPTY | {"format": "another"}), "no export of Trial Run", id="format"),
    pytest.param(as_file(EMPTY | {"version": 2}), "of another version than 1", id="version"),
    pytest.param(as_file(EMPTY | {"more": 1}), "(more: Extra inputs", id="an unknown field"),
    pytest.param(
        as_file({k: v for k, v in EMPTY.items() if k != "jobs"}), "(jobs: Field required", id="jobs"
    ),
    pytest.param(as_file(EMPTY | {"answers": {}}), "(answers: ", id="answers are no list"),
    pytest.param(as_file(EMPTY | {"answers": [7]}), "(answers, entry 1: ", id="no record"),
    pytest.param(
        gzip.compress(as_file(EMPTY | {"answers": [ANSWER] * 20_001})), "at most 20000", id="many"
    ),
    pytest.param(with_answer(answered_ms="1"), "(answers, entry 2, answered_ms: ", id="text"),
    pytest.param(with_answer(answered_ms=True), "entry 2, answered_ms: ", id="a flag"),
    pytest.param(with_answer(answered_ms=-1), "entry 2, answered_ms: ", id="before 1970"),
    pytest.param(with_answer(answered_ms=10**18), "entry 2, answered_ms: ", id="after 9999"),
    pytest.param(
        with_answer(answered_ms=12345).replace(b"12345", b"9" * 5_000),
        "or not all of it",
        id="huge",
    ),
    pytest.param(
        with_answer().replace(b'"answered_ms": 1', b'"answered_ms": NaN'), "answered_ms", id="NaN"
    ),
    pytest.param(with_answer(outcome="perhaps"), "entry 2, outcome: ", id="outcome"),
    pytest.param(with_answer(outcome="unknown"), "entry 2, outcome: ", id="unknown outcome"),
    pytest.param(with_answer(activity="unknown"), "entry 2, activity: ", id="activity"),
    pytest.param(with_answer(question="rollback"), "`question` is to be SET/ID", id="no uid"),
    pytest.param(with_answer(question="a/b c/d"), "`question` is to be SET/ID", id="two uids"),
    pytest.param(with_answer(question="a/\x00"), "entry 2, question: ", id="a control sign"),
    pytest.param(with_answer(attempt="x" * 301), "entry 2, attempt: ", id="a long name"),
    pytest.param(with_answer(response={"a": 1}), "entry 2, response, a: ", id="response"),
    pytest.param(with_answer(response={"a": "\ud800"}), "or not all of it", id="half a pair"),
    pytest.param(with_answer(response={"a": "x" * 70_001}), "response, a: ", id="long response"),
    pytest.param(with_attempt(id=""), "(attempts, entry 1, id: ", id="no id"),
    pytest.param(with_attempt(puts=["aa", "bb"]), "`puts` is to have one for each", id="puts"),
    pytest.param(with_attempt(questions="rollback/a"), "entry 1, questions: ", id="no list"),
]


@pytest.mark.parametrize(("file", "sentence"), FILES)
def test_what_is_no_export_is_refused_in_a_sentence_and_nothing_is_kept(client, file, sentence):
    answer_one(client, "here", 0)
    before = entries(client)
    response = bring(client, file)

    assert 422 == response.status_code
    assert sentence in says(response)
    assert "Nothing was imported" in says(response)
    assert before == entries(client)
    assert 1 == len(tags(strict(response), "h1"))


def test_no_file_is_told_to_be_chosen(client):
    assert "Choose a file first" in says(bring(client, b"", ""))
    assert "Choose a file first" in says(post(client, "import"))


def test_a_file_beyond_the_bound_is_told_so(client):
    response = bring(client, b"x" * 3_200_000)

    assert 413 == response.status_code
    assert "3,100,000 bytes are taken at most" in says(response)


def test_a_file_with_the_mark_of_windows_is_taken(client):
    assert "1 answer came in" in says(
        bring(client, b"\xef\xbb\xbf" + as_file(EMPTY | {"answers": [ANSWER]}))
    )


def test_a_stranger_has_no_part_of_what_is_brought(client):
    bring(client, with_attempt())
    other = client.application.test_client()

    assert 404 == other.get("/attempts/aa/").status_code
    assert kept(client).learners.kept("").is_nothing


def test_a_forged_outcome_shows_as_odd_and_breaks_nothing(client: FlaskClient, tmp_path: Path):
    url = answer_all(client)
    found = as_json(export(client))
    for answer in found["answers"]:
        answer["outcome"] = "wrong" if answer["outcome"] == "right" else "right"
        answer["response"] |= {"<script>": "<b>\u202e"}
    there = elsewhere(tmp_path).test_client()
    bring(there, as_file(found))

    for page in (url, *(f"{url}{number}/" for number in range(1, len(found["answers"]) + 1))):
        response = there.get(page)
        assert 200 == response.status_code
        assert 1 == len(tags(strict(response), "h1"))


def asked() -> Question:
    question = bundled().question("rollback/what-is-committed")
    assert question is not None
    return question


def put_text(question: Question, **fields: Any) -> dict[str, str]:
    """Returns the record of a question, under its own digest unless another is given."""
    return {"digest": question.digest, "uid": question.uid, "text": question.text} | fields


def evil_facts() -> Question:
    fact = bundled().question("rollback/what-is-committed").facts[0]
    return replace(asked(), stem="Old.", facts=(fact._replace(url="javascript:alert(1)"),))


def endless() -> Question:
    """Returns a question of more parts than a page holds."""
    option = dict(asked().body["options"][0])
    options = [option | {"id": f"o{number}"} for number in range(61)]
    key = {one["id"]: "no" for one in options} | {"o1": "yes"}
    return replace(asked(), body={**asked().body, "options": options}, key=key)


TEXTS = [
    pytest.param(lambda: put_text(asked(), digest="0" * 32), id="another digest"),
    pytest.param(lambda: put_text(asked(), uid="rollback/another"), id="another uid"),
    pytest.param(lambda: put_text(asked(), text=replace(asked(), stem="x").text), id="changed"),
    pytest.param(lambda: put_text(asked(), text="{}"), id="no question"),
    pytest.param(lambda: put_text(asked(), text="[" * 60_000), id="deep"),
    pytest.param(lambda: put_text(asked(), text="NaN"), id="NaN"),
    pytest.param(lambda: put_text(replace(asked(), kind_name="essay")), id="a kind of nobody"),
    pytest.param(lambda: put_text(replace(asked(), body={})), id="a body that cannot be shown"),
    pytest.param(lambda: put_text(replace(asked(), set_slug="levels")), id="a level"),
    pytest.param(lambda: put_text(replace(asked(), id="?do=fix")), id="a run"),
    pytest.param(lambda: put_text(replace(asked(), stem="a\x00b")), id="a control sign"),
    pytest.param(lambda: put_text(evil_facts()), id="a script as a source"),
    pytest.param(lambda: put_text(endless()), id="too many parts"),
]


@pytest.mark.parametrize("record", TEXTS)
def test_a_text_that_proves_nothing_stays_out_and_the_answers_come_in(client, record):
    given = record()
    answer = ANSWER | {"put": given["digest"], "question": given["uid"]}
    page = says(bring(client, as_file(EMPTY | {"answers": [answer], "questions": [given]})))

    assert "1 text of questions did not prove to be what was put" in page
    assert "1 answer came in" in page
    assert kept(client).learners.brought_text(learner_in(client), given["digest"]) is None


def test_a_text_of_other_facts_is_seen_by_whoever_brought_it_alone(client, app):
    """A digest does not prove what the facts say: in a place for all they would lead others on."""
    first, *others = asked().facts
    evil = first._replace(says="Trust me.", url="https://evil.example/")
    forged = replace(asked(), facts=(evil, *others))
    assert forged.digest == asked().digest
    bring(client, as_file(EMPTY | {"questions": [put_text(forged)]}))
    other = app.test_client()
    answer_all(other, "cc")

    assert asked().text == kept(other).questions.text(asked().digest)
    for number in range(1, 9):
        assert b"evil.example" not in other.get(f"/attempts/cc/{number}/").data


def test_words_that_came_along_are_shown_as_words(client):
    nasty = "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))"
    question = replace(asked(), stem=nasty, code=nasty, facts=())
    answer = ANSWER | {"put": question.digest, "question": question.uid}
    attempt = ATTEMPT | {"questions": [question.uid], "puts": [question.digest], "title": nasty}
    bring(
        client,
        as_file(
            EMPTY | {"answers": [answer], "attempts": [attempt], "questions": [put_text(question)]}
        ),
    )

    for url in ("/attempts/aa/1/", "/attempts/aa/", "/practice/rollback/", "/"):
        root = strict(client.get(url))
        assert [] == [
            e for e in tags(root, "script") if "src" not in e.attrib and not e.attrib.get("type")
        ]
        assert [] == [e.attrib for e in root.iter() if "onerror" in e.attrib]
        assert [] == [a for a in tags(root, "a") if a.attrib["href"].startswith("javascript")]
    assert "alert(1)" in says(client.get("/attempts/aa/1/"))


def test_a_level_that_came_along_is_shown_and_not_played(client):
    """Its story is a stranger's, and may take for ever."""
    level = bundled().level_question("after-the-fork")
    question = replace(
        level, set_slug="rollback", id="a", body={**level.body, "source": "story: [", "level": "x"}
    )
    attempt = ATTEMPT | {"questions": [question.uid], "puts": [question.digest]}
    bring(client, as_file(EMPTY | {"attempts": [attempt], "questions": [put_text(question)]}))
    assert 200 == client.get("/attempts/aa/1/").status_code
    response = client.post(
        "/attempts/aa/1/", data={"put": question.digest, "dial": "x"}, headers=SAME_SITE
    )

    assert 422 == response.status_code
    assert "This level was put elsewhere" in says(response)


def test_jobs_that_prove_nothing_stay_out(client):
    job = {"digest": "0" * 20, "text": "name: j", "used_ms": 1}
    page = says(bring(client, as_file(EMPTY | {"jobs": [job]})))

    assert "1 job did not prove to be yours and stayed out." in page
    assert kept(client).jobs.text("0" * 20) is None


def test_what_cannot_be_read_here_stays_out_of_an_export_and_is_counted(client):
    answer_all(client)
    stores = kept(client)
    with stores.database.writing() as db:
        db.conn.execute("UPDATE answer SET response = 'perhaps' WHERE seq = 1")
        db.conn.execute("UPDATE answer SET activity = 'dance' WHERE seq = 2")
    found = as_json(export(client))

    assert 2 == found["left_out"]
    assert len(entries(client)) - 2 == len(found["answers"])
    assert carried(export(client)).belongings.answers


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(place=st.integers(0, 200), value=json_values)
def test_whatever_stands_in_the_place_of_a_value_is_taken_or_refused(place, value):
    whole = EMPTY | {
        "answers": [ANSWER], "attempts": [ATTEMPT], "questions": [put_text(asked())],
        "jobs": [{"digest": "0" * 20, "text": "name: j", "used_ms": 1}],
    }  # fmt: skip
    changed = put_at(json.loads(json.dumps(whole)), place, value)

    with suppress(NotPortable):
        carried(as_file(changed))


@given(place=st.integers(0, 200), value=json_values)
def test_whatever_stands_in_a_question_it_is_taken_or_stays_out(place, value):
    raw = put_at(json.loads(asked().text), place, value)
    found = carried(as_file(EMPTY | {"questions": [put_text(asked(), text=json.dumps(raw))]}))

    assert found.questions_left_out or proven(raw) == proven(json.loads(asked().text))


def proven(raw: dict[str, Any]) -> dict[str, Any]:
    """Returns what a digest proves of a question: of its facts the ids, of its body what asks."""
    body = {name: part for name, part in raw["body"].items() if name not in (REPLAY, PROOF)}
    return raw | {"facts": [fact[0] for fact in raw["facts"]], "body": body}


def put_at(whole: Any, place: int, value: Any) -> Any:
    """Puts a value into the n-th place of a tree, counted around."""
    places: list[tuple[Any, Any]] = []
    todo = [whole]
    while todo:
        one = todo.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one)))
        for key in keys:
            places.append((one, key))
            if isinstance(one[key], dict | list):
                todo.append(one[key])
    container, key = places[place % len(places)]
    container[key] = value
    return whole


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_refused(file):
    for text in (file, b"\x1f\x8b" + file, gzip.compress(file)):
        with pytest.raises(NotPortable):
            carried(unpacked(text))


def test_a_page_of_brought_words_waits_for_its_turn(client, monkeypatch):
    """Markdown takes seconds for what a stranger may write."""
    weighed = []
    monkeypatch.setattr("trialrun.web.practice.putting.weigh", weighed.append)
    question = replace(asked(), stem="[" * 50_000, facts=())
    attempt = ATTEMPT | {"questions": [question.uid], "puts": [question.digest]}
    bring(client, as_file(EMPTY | {"attempts": [attempt], "questions": [put_text(question)]}))
    assert [] == weighed
    client.get("/attempts/aa/1/")

    assert sum(weighed) > 1_000


def test_so_many_bytes_come_from_one_learner_in_a_day(app):
    clock = Clock()
    count_creations(app, 10, clock)
    client = app.test_client()
    answers = [ANSWER | {"response": {"a": "x" * 60_000}}] * 300
    file = gzip.compress(as_file(EMPTY | {"answers": answers}))
    client.get("/my-data/")
    statuses = []
    for _ in range(4):
        statuses.append(bring(client, file).status_code)
        clock.now_s += 60

    assert [200, 200, 429, 429] == statuses


@pytest.mark.parametrize("name", list(KINDS))
def test_a_question_of_every_kind_is_brought_whole_with_what_is_no_part_of_its_digest(name):
    question = question_of(name)
    found = carried(as_file(EMPTY | {"questions": [put_text(question)]}))
    changed = json.loads(question.text)
    changed["body"]["proof"] = {"steps": {}, "claims": {}}
    other = carried(as_file(EMPTY | {"questions": [put_text(question, text=json.dumps(changed))]}))

    assert (0, 0) == (found.questions_left_out, other.questions_left_out)
    assert [question.text] == [put.text for put in found.belongings.questions]
