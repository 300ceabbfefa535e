"""Attempts: started once, found by their learner, counted as they are answered."""

from itertools import count
from pathlib import Path

import pytest

from tests.build import an_answer, an_attempt
from tests.store.inside import connection_of
from trialrun.store import Outcome, Stores, open_stores
from trialrun.store.attempts import DAY_MS, LEFT_DAYS, SWEPT_MAX, UNANSWERED_MAX

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


def ids(stores: Stores) -> list[str]:
    rows = connection_of(stores.attempts._database).execute("SELECT id FROM attempt ORDER BY id")
    return [row["id"] for row in rows.fetchall()]


def test_of_attempts_without_an_answer_a_learner_has_the_newest(stores):
    stores.attempts.start(BOB, an_attempt("bobs"))
    for number in range(UNANSWERED_MAX + 7):
        stores.attempts.start(ADA, an_attempt(f"a{number:02}", started_ms=100 - number))

    assert ["bobs"] == [id_ for id_ in ids(stores) if id_ == "bobs"]
    assert [f"a{number:02}" for number in range(7, UNANSWERED_MAX + 7)] == ids(stores)[:-1]


def test_an_attempt_that_was_answered_in_stays(stores):
    for id_ in ("done", "undone"):
        stores.attempts.start(ADA, an_attempt(id_))
        stores.answers.keep(ADA, an_answer(attempt=id_))
    stores.answers.undo(ADA, an_answer(attempt="undone"), 5)
    for number in range(UNANSWERED_MAX + 3):
        stores.attempts.start(ADA, an_attempt(f"a{number:02}"))
    stores.attempts.start(BOB, an_attempt("later", started_ms=10 * LEFT_DAYS * DAY_MS))

    assert ["done", "later", "undone"] == ids(stores)


def test_attempts_that_were_left_go_whoevers_they_are(stores):
    left = LEFT_DAYS * DAY_MS
    for learner, id_, started_ms in ((ADA, "old", 1), (BOB, "older", 0), ("cy", "young", 3)):
        stores.attempts.start(learner, an_attempt(id_, started_ms=started_ms))
    stores.attempts.start("di", an_attempt("new", started_ms=left + 2))

    assert ["new", "young"] == ids(stores)


def test_a_sweep_is_short_and_takes_more_than_come(stores):
    names = (f"learner{number}" for number in count())
    for number in range(3 * SWEPT_MAX):
        stores.attempts.start(next(names), an_attempt(f"a{number:03}", started_ms=number))
    left = []
    for number in range(4):
        now_ms = 2 * LEFT_DAYS * DAY_MS + number
        stores.attempts.start(next(names), an_attempt(f"new{number}", started_ms=now_ms))
        left.append(len(ids(stores)))

    assert [2 * SWEPT_MAX + 1, SWEPT_MAX + 2, 3, 4] == left


def test_an_attempt_that_is_there_already_sweeps_nothing(stores):
    stores.attempts.start(ADA, an_attempt("one", started_ms=1))
    stores.attempts.start(BOB, an_attempt("two", started_ms=1))
    stores.attempts.start(ADA, an_attempt("one", started_ms=2 * LEFT_DAYS * DAY_MS))

    assert ["one", "two"] == ids(stores)


@pytest.mark.parametrize("sweep", ["_SWEEP_OWN", "_SWEEP_LEFT"])
def test_a_sweep_looks_at_attempts_without_answers_only(stores, sweep):
    from trialrun.store import attempts

    values = {
        "learner": ADA, "id": "x", "left_ms": 1, "unanswered_max": UNANSWERED_MAX,
        "swept_max": SWEPT_MAX,
    }  # fmt: skip
    plan = connection_of(stores.attempts._database).execute(
        f"EXPLAIN QUERY PLAN {getattr(attempts, sweep)}", values
    )
    steps = [row["detail"] for row in plan.fetchall()]

    index = {"_SWEEP_OWN": "attempt_unanswered", "_SWEEP_LEFT": "attempt_left"}[sweep]
    assert [step for step in steps if f"SEARCH a USING INDEX {index}" in step]
    assert not [step for step in steps if step.startswith("SCAN a")]
