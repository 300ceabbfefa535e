"""Progress is taken along: exported, imported elsewhere, merged with what is there."""

import gzip
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import ROOT
from tests.store.old import LEARNERS, database_of_030
from tests.web.mine.doing import (
    ASKED,
    DATA,
    JOB,
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
)
from tests.web.mine.notes import says
from tests.web.pages import LESSON, SAME_SITE, start_attempt
from trialrun.questions import Level
from trialrun.store import Activity, Answer, Attempt, Entry, open_stores
from trialrun.web.mine.portable import carried, written
from trialrun.web.mine.records import AnswerRecord, AttemptRecord

LEVEL = "/levels/after-the-fork/solved/?dial=report.run_if:NONE_FAILED"
PREDICT = "/simulator/chain-breaks/predict/"
DRILL = "/drill/end-state/v1/7/"


@pytest.fixture
def there(tmp_path: Path) -> FlaskClient:
    """A browser that has not been at the other place."""
    return elsewhere(tmp_path).test_client()


@pytest.fixture
def busy(client: FlaskClient) -> FlaskClient:
    """A browser that has done a bit of everything."""
    answer_all(client)
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    client.post(LEVEL, data={"attempt": "solved"}, headers=SAME_SITE)
    client.post("/simulator/own/", data={"text": JOB}, headers=SAME_SITE)
    start_attempt(client, "pipeline-vs-job", "opened")
    return client


def without_seq(client: FlaskClient) -> list[tuple[object, ...]]:
    return [
        (e.activity, e.attempt, e.question, e.put, e.outcome, e.answered_ms, dict(e.response))
        for e in entries(client)
    ]


def test_an_export_is_a_private_file_with_the_day_in_its_name(busy):
    response = busy.get(f"{DATA}export")

    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f'attachment; filename="trial-run-{day}.json"' == response.headers["Content-Disposition"]
    assert "application/json" == response.mimetype
    assert "no-store" == response.headers["Cache-Control"]
    assert ("trial-run", 1, 0) == tuple(
        as_json(response.data)[name] for name in ("format", "version", "left_out")
    )


def test_the_same_data_has_the_same_bytes(busy):
    assert export(busy) == export(busy)


def test_an_export_of_nobody_is_one_of_nothing(client):
    found = as_json(export(client))

    assert [[], [], [], []] == [found[n] for n in ("attempts", "answers", "questions", "jobs")]


def test_everything_that_counts_is_in_it(busy):
    found = as_json(export(busy))
    log = entries(busy)

    assert [entry.question for entry in log] == [one["question"] for one in found["answers"]]
    assert {"practice", "lesson", "level"} == {one["activity"] for one in found["answers"]}
    assert ["a1b2", "opened"] == [one["id"] for one in found["attempts"]]
    assert [JOB] == [one["text"] for one in found["jobs"]]
    asked = {e.put for e in log if e.activity is not Activity.LEVEL}
    assert asked <= {one["digest"] for one in found["questions"]}


def test_an_import_elsewhere_brings_all_of_it(busy, there):
    page = says(bring(there, export(busy)))

    assert without_seq(busy) == without_seq(there)
    assert f"{len(entries(busy))} answers and 2 practice rounds came in" in page
    assert "1 job of yours can be opened here." in page
    learner, other = learner_in(busy), learner_in(there)
    assert kept(busy).answers.latest(learner) == kept(there).answers.latest(other)
    assert kept(busy).answers.levels(learner) == kept(there).answers.levels(other)
    assert export(busy) == export(there)


def test_pages_elsewhere_say_the_same(busy, there):
    bring(there, export(busy))

    for url in ("/attempts/a1b2/", "/attempts/a1b2/1/", LESSON, "/practice/rollback/", "/levels/"):
        assert says(busy.get(url)) == says(there.get(url)), url


def test_an_open_go_is_gone_on_with_elsewhere(busy, there):
    bring(there, export(busy))

    assert "Go on" in says(there.get("/practice/pipeline-vs-job/"))
    assert 200 == there.get("/attempts/opened/1/").status_code


def test_the_same_export_twice_adds_nothing(busy, there):
    file = export(busy)
    bring(there, file)
    before = entries(there), export(there)
    page = says(bring(there, file))

    assert (entries(there), export(there)) == before
    assert "Nothing new was in it." in page
    assert f"{len(entries(busy))} answers of it were here." in page


def test_an_import_into_the_account_that_it_came_from_adds_nothing(busy):
    before = entries(busy), export(busy)
    bring(busy, export(busy))

    assert before == (entries(busy), export(busy))


def earlier(file: bytes, ms: int) -> bytes:
    """Returns an export whose answers were given so much earlier."""
    found = as_json(file)
    for answer in found["answers"]:
        answer["answered_ms"] -= ms
    return as_file(found)


def test_an_answer_that_was_given_here_later_still_counts(client, there):
    answer_one(client, "aa", 0)
    answer_one(there, "bb", 1)
    here = kept(there).answers.latest(learner_in(there))[ASKED]
    page = says(bring(there, earlier(export(client), 60_000)))

    merged = kept(there).answers.latest(learner_in(there))[ASKED]
    assert (here.outcome, here.put, 2) == (merged.outcome, merged.put, merged.answers)
    assert "Of 1 question your later answer, given here, still counts." in page
    assert ["aa", "bb"] == [entry.attempt for entry in entries(there)]


def test_an_answer_that_was_given_elsewhere_later_counts(client, there):
    answer_one(there, "bb", 1)
    answer_one(client, "aa", 0)
    bring(there, earlier(export(client), -60_000))

    latest = kept(there).answers.latest(learner_in(there))[ASKED]
    assert latest.outcome == kept(client).answers.latest(learner_in(client))[ASKED].outcome
    assert ["bb", "aa"] == [entry.attempt for entry in entries(there)]


@pytest.mark.parametrize("ahead_ms", [0, 10**12], ids=["now", "a clock that was ahead"])
def test_what_is_answered_after_an_import_comes_after_it(client, there, ahead_ms):
    answer_one(client, "aa", 0)
    bring(there, earlier(export(client), -ahead_ms))
    answer_one(there, "bb", 1)

    latest = kept(there).answers.latest(learner_in(there))[ASKED]
    assert entries(there)[-1].outcome == latest.outcome
    assert ["aa", "bb"] == [entry.attempt for entry in entries(there)]


def test_imported_answers_keep_their_order_though_their_clock_was_set_back(client, there):
    for number, attempt in enumerate(("aa", "bb", "cc")):
        answer_one(client, attempt, number % 2)
    found = as_json(export(client))
    for answer, at in zip(found["answers"], (9_000, 5_000, 7_000), strict=True):
        answer["answered_ms"] = at
    bring(there, as_file(found))

    assert ["aa", "bb", "cc"] == [entry.attempt for entry in entries(there)]


def test_both_places_go_on_and_are_merged_again(client, there):
    answer_one(client, "aa", 0)
    bring(there, export(client))
    answer_one(there, "bb", 1)
    answer_one(client, "cc", 0)
    bring(there, export(client))
    bring(client, export(there))

    assert without_seq(client) == without_seq(there)
    assert ["aa", "bb", "cc"] == [entry.attempt for entry in entries(client)]


def test_an_entry_that_took_something_back_comes_along(client, there):
    answer_one(client, "aa", 0)
    stores, learner = kept(client), learner_in(client)
    stores.answers.undo(learner, entries(client)[0], entries(client)[0].answered_ms + 1)
    stores.answers.reset(learner, "rollback", entries(client)[0].answered_ms + 2)
    bring(there, export(client))

    assert [Entry.ANSWER, Entry.UNDO, Entry.RESET] == [entry.entry for entry in entries(there)]
    assert {} == kept(there).answers.latest(learner_in(there))


def test_a_large_export_is_packed_and_taken(client, there, monkeypatch):
    monkeypatch.setattr("trialrun.web.mine.routes.PLAIN_BYTES_MAX", 1_000)
    answer_all(client)
    response = client.get(f"{DATA}export")

    assert response.headers["Content-Disposition"].endswith('.json.gz"')
    assert b"trial-run" in gzip.decompress(response.data)
    assert "came in" in says(bring(there, response.data, "mine.json.gz"))
    assert without_seq(client) == without_seq(there)


def test_the_question_of_an_older_version_is_shown_where_it_was_never_put(
    client: FlaskClient, app: Flask, there: FlaskClient, monkeypatch
):
    """The text came along; whoever did not bring it does not see it."""
    url = answer_all(client)
    file = export(client)
    # The other place has none of these questions any more, and never put them.
    monkeypatch.setattr("trialrun.web.practice.putting.catalog", _NoQuestions)
    monkeypatch.setattr("trialrun.web.practice.progress.catalog", _NoQuestions)
    bring(there, file)
    pages = [says(there.get(f"{url}{number}/")) for number in range(1, 4)]

    for page in pages:
        assert re.search(r"Right|Not this time", page)
    other = there.application.test_client()
    bring(other, as_file(as_json(file) | {"questions": []}))
    digests = [one["digest"] for one in as_json(file)["questions"]]
    assert [None] * len(digests) == [
        kept(other).learners.brought_text(learner_in(other), digest) for digest in digests
    ]
    assert [None] * len(digests) == [kept(there).questions.text(digest) for digest in digests]


class _NoQuestions:
    """A catalog of which every question and level was taken out."""

    levels: ClassVar[dict[str, Level]] = {}

    def question(self, uid: str) -> None:
        return None

    def has_question(self, uid: str) -> bool:
        return False

    @property
    def sets(self) -> dict[str, object]:
        return {}


def test_the_example_of_the_document_is_an_export():
    text = (ROOT / "docs/data-format.md").read_text("utf-8")
    example = text.partition("```json\n")[2].partition("```")[0].encode()
    found = carried(example)

    assert example == written(found.belongings)
    assert (1, 1) == (len(found.belongings.answers), len(found.belongings.attempts))


def test_nothing_of_an_answer_or_an_attempt_stays_behind():
    """The place in the log is that in the list; what is counted is counted anew."""
    answer = {field.name for field in fields(Answer)} - {"seq", "revision", "is_readable"}
    attempt = {field.name for field in fields(Attempt)} - {"seq", "answered", "right"}

    assert answer == set(AnswerRecord.model_fields)
    assert attempt - {"set_slug"} | {"set"} == set(AttemptRecord.model_fields)


def test_whatever_a_learner_was_doing_is_carried():
    carried_ = set(get_args(AnswerRecord.model_fields["activity"].annotation))

    assert {str(each) for each in Activity} - {"unknown"} == carried_


def test_a_drill_goes_along(client, there):
    client.get(DRILL)
    sent = client.post(DRILL, data={"attempt": "d1", "skip": "1"}, headers=SAME_SITE)
    file = export(client)
    bring(there, file)

    assert 0 == as_json(file)["left_out"]
    assert without_seq(client) == without_seq(there) != []
    assert 200 == there.get(sent.headers["Location"]).status_code


@pytest.mark.parametrize("learner", LEARNERS)
def test_what_0_3_0_kept_is_taken_along(tmp_path, there, learner):
    old = open_stores(database_of_030(tmp_path / "old.db"))
    file = written(old.learners.belongings(learner))
    bring(there, file)

    assert 0 == as_json(file)["left_out"]
    found = kept(there).answers.entries(learner_in(there))
    assert old.answers.entries(learner) == found
    assert old.answers.latest(learner) == kept(there).answers.latest(learner_in(there))
    assert file == export(there)


def test_the_page_says_what_is_kept_and_since_when(busy):
    page = says(busy.get(DATA))

    count = len(entries(busy))
    assert f"{count} answers, 2 practice rounds and 1 pasted job." in page
    assert "The first is of today." in page


def test_the_page_of_nobody_keeps_nothing(client):
    page = says(client.get(DATA))

    assert "Nothing of you is kept yet." in page
    assert "" == learner_in(client)
