"""Attempts and answers: kept once, apart for each learner, there again after reopening."""

from pathlib import Path

import pytest

from tests.build import an_answer, an_attempt
from trialrun.store import Answers, Outcome, open_store

ADA, BOB = "ada", "bob"


@pytest.fixture
def store(tmp_path: Path) -> Answers:
    """An empty store in a file of its own."""
    return open_store(tmp_path / "trialrun.db")


def test_an_answer_that_is_kept_is_there(store):
    answer = an_answer(response={"q1": "yes", "ü": "“…”"})

    store.keep(ADA, answer)

    assert (answer,) == store.of(ADA)


def test_keep_returns_the_answer_that_counts(store):
    assert an_answer() == store.keep(ADA, an_answer())


def test_keeping_twice_counts_once_and_returns_the_first(store):
    first = an_answer(outcome=Outcome.WRONG, answered_ms=1)
    store.keep(ADA, first)

    kept = store.keep(ADA, an_answer(outcome=Outcome.RIGHT, answered_ms=2))

    assert first == kept
    assert (first,) == store.of(ADA)


def test_the_same_question_in_another_attempt_counts_again(store):
    store.keep(ADA, an_answer(attempt="one"))
    store.keep(ADA, an_answer(attempt="two"))

    assert ["one", "two"] == [answer.attempt for answer in store.of(ADA)]


def test_two_learners_are_kept_apart(store):
    store.keep(ADA, an_answer(outcome=Outcome.RIGHT))
    store.keep(BOB, an_answer(outcome=Outcome.WRONG))

    assert [Outcome.RIGHT] == [answer.outcome for answer in store.of(ADA)]
    assert [Outcome.WRONG] == [answer.outcome for answer in store.of(BOB)]


def test_answers_of_one_attempt_can_be_asked_for(store):
    store.keep(ADA, an_answer(attempt="one"))
    store.keep(ADA, an_answer(attempt="two"))

    assert (an_answer(attempt="two"),) == store.of(ADA, "two")


def test_answers_come_in_order_of_time(store):
    for question, answered_ms in (("q1", 3), ("q2", 1), ("q3", 2)):
        store.keep(ADA, an_answer(question, answered_ms=answered_ms))

    assert ["q2", "q3", "q1"] == [answer.question for answer in store.of(ADA)]


def test_a_skipped_question_is_kept_without_a_response(store):
    skipped = an_answer(response={}, outcome=Outcome.SKIPPED)

    store.keep(ADA, skipped)

    assert (skipped,) == store.of(ADA)


def test_who_has_not_answered_has_no_answers(store):
    assert () == store.of(ADA)


def test_an_attempt_that_is_started_is_there(store):
    store.start(ADA, an_attempt())

    assert an_attempt() == store.attempt(ADA, "one")


def test_starting_an_attempt_again_changes_nothing(store):
    store.start(ADA, an_attempt(questions=("q1",)))
    store.start(ADA, an_attempt(questions=("q2",)))

    assert ("q1",) == store.attempt(ADA, "one").questions


def test_an_attempt_of_somebody_else_is_not_found(store):
    store.start(ADA, an_attempt())

    assert store.attempt(BOB, "one") is None


def test_attempts_come_in_order_of_their_start(store):
    store.start(ADA, an_attempt("late", started_ms=2))
    store.start(ADA, an_attempt("early", started_ms=1))
    store.start(BOB, an_attempt("other"))

    assert ["early", "late"] == [attempt.id for attempt in store.attempts(ADA)]


def test_answers_survive_reopening(tmp_path):
    open_store(tmp_path / "trialrun.db").keep(ADA, an_answer())

    assert (an_answer(),) == open_store(tmp_path / "trialrun.db").of(ADA)


def test_a_learner_with_quotes_in_the_name_is_only_a_name(store):
    name = "x'; DROP TABLE answer; --"

    store.keep(name, an_answer())

    assert (an_answer(),) == store.of(name)


def test_a_setting_has_its_first_value(store):
    assert "ü “…”" == store.setting("key", "ü “…”")


def test_the_first_value_of_a_setting_stays(store):
    store.setting("key", "first")

    assert "first" == store.setting("key", "second")


def test_settings_are_apart_by_name(store):
    store.setting("key", "first")

    assert "second" == store.setting("other", "second")


def test_a_setting_survives_reopening(tmp_path):
    open_store(tmp_path / "trialrun.db").setting("key", "first")

    assert "first" == open_store(tmp_path / "trialrun.db").setting("key", "second")


def test_a_setting_is_no_answer_of_anybody(store):
    store.setting("key", "first")

    assert ((), ()) == (store.of("key"), store.attempts("key"))
