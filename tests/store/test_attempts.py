"""Attempts: started once, found by their learner, counted as they are answered."""

from pathlib import Path

import pytest

from tests.build import an_answer, an_attempt
from trialrun.store import Outcome, Stores, open_stores

ADA, BOB = "ada", "bob"


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """Empty stores in a file of their own."""
    return open_stores(tmp_path / "trialrun.db")


def test_an_attempt_that_is_started_is_there(stores):
    attempt = an_attempt(puts=("d1", "d2"), title="What stays")
    stores.attempts.start(ADA, attempt)

    assert an_attempt(puts=("d1", "d2"), title="What stays", seq=1) == stores.attempts.find(
        ADA, "one"
    )


def test_starting_an_attempt_again_changes_nothing(stores):
    stores.attempts.start(ADA, an_attempt(questions=("q1",)))
    stores.attempts.start(ADA, an_attempt(questions=("q2",)))

    assert ("q1",) == stores.attempts.find(ADA, "one").questions


def test_an_attempt_of_somebody_else_is_not_found(stores):
    stores.attempts.start(ADA, an_attempt())

    assert stores.attempts.find(BOB, "one") is None


def test_attempts_come_in_order_of_arrival_whatever_the_clock_did(stores):
    stores.attempts.start(ADA, an_attempt("first", started_ms=2))
    stores.attempts.start(ADA, an_attempt("second", started_ms=1))
    stores.attempts.start(BOB, an_attempt("other"))

    found = stores.attempts.of_set(ADA, "rollback", count=10)
    assert ["second", "first"] == [attempt.id for attempt in found]


def test_attempts_are_turned_over_page_by_page(stores):
    for number in range(5):
        stores.attempts.start(ADA, an_attempt(f"a{number}"))

    first = stores.attempts.of_set(ADA, "rollback", count=2)
    second = stores.attempts.of_set(ADA, "rollback", count=2, before=first[-1].seq)

    assert ["a4", "a3", "a2", "a1"] == [attempt.id for attempt in first + second]


def answer(stores: Stores, question: str, outcome: Outcome = Outcome.RIGHT) -> None:
    stores.answers.keep(ADA, an_answer(question, outcome=outcome))


def test_an_attempt_counts_its_answers(stores):
    stores.attempts.start(ADA, an_attempt())
    answer(stores, "rollback/a")
    answer(stores, "rollback/a", Outcome.WRONG)
    answer(stores, "rollback/b", Outcome.WRONG)

    found = stores.attempts.find(ADA, "one")
    assert (2, 1) == (found.answered, found.right)


def test_an_attempt_counts_an_answer_that_is_taken_back_no_more(stores):
    stores.attempts.start(ADA, an_attempt())
    answer(stores, "rollback/a")
    stores.answers.undo(ADA, an_answer("rollback/a"), 5)
    undone = stores.attempts.find(ADA, "one")
    answer(stores, "rollback/a", Outcome.WRONG)
    again = stores.attempts.find(ADA, "one")

    assert [(0, 0), (1, 0)] == [(found.answered, found.right) for found in (undone, again)]


def test_open_are_the_latest_attempts_of_each_set_that_are_not_done(stores):
    for id_, slug in (("old", "s"), ("done", "t"), ("new", "s"), ("open", "u"), ("single", "v/a")):
        stores.attempts.start(ADA, an_attempt(id_, set_slug=slug, questions=("rollback/a",)))
    stores.answers.keep(ADA, an_answer("rollback/a", attempt="done"))

    assert ["open", "new"] == [attempt.id for attempt in stores.attempts.open(ADA, count=9)]
    stores.answers.keep(ADA, an_answer("rollback/a", attempt="new"))
    assert ["open"] == [attempt.id for attempt in stores.attempts.open(ADA, count=9)]


def test_the_sets_that_were_tried_are_told_with_their_last_title(stores):
    stores.attempts.start(ADA, an_attempt("a", title="As it was"))
    stores.attempts.start(ADA, an_attempt("b", title="As it is"))

    assert {"rollback": ("As it is", 2)} == stores.attempts.sets_tried(ADA)
