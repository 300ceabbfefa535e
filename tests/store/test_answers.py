"""Answers: kept once, apart for each learner, in order of arrival, there again after reopening."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import an_answer, an_attempt
from trialrun.store import Activity, Answers, Latest, Outcome, fold, open_stores
from trialrun.store.log import LEVEL, QUESTION

ADA, BOB = "ada", "bob"
ONE = "one"


@pytest.fixture
def store(tmp_path: Path) -> Answers:
    """An empty store in a file of its own."""
    return open_stores(tmp_path / "trialrun.db").answers


def practice(store: Answers, attempt: str = ONE, learner: str = ADA):
    return store.in_attempt(learner, Activity.PRACTICE, attempt)


def test_an_answer_that_is_kept_is_there(store):
    answer = an_answer(response={"q1": "yes", "ü": "“…”"}, put="d1", engine="0.4.0")

    store.keep(ADA, answer)

    assert (an_answer(response=answer.response, put="d1", engine="0.4.0", seq=1),) == practice(
        store
    )


def test_keeping_twice_counts_once_and_returns_the_first(store):
    first = store.keep(ADA, an_answer(outcome=Outcome.WRONG, answered_ms=1))

    kept = store.keep(ADA, an_answer(outcome=Outcome.RIGHT, answered_ms=2))

    assert an_answer(outcome=Outcome.WRONG, answered_ms=1, seq=1) == first == kept
    assert (first,) == store.entries(ADA)


def test_the_same_question_in_another_attempt_counts_again(store):
    store.keep(ADA, an_answer(attempt="one"))
    store.keep(ADA, an_answer(attempt="two"))

    assert ["one", "two"] == [answer.attempt for answer in store.entries(ADA)]


def test_the_same_names_in_another_activity_are_another_answer(store):
    """A set may be called `level` and have a question that goes by the name of a level."""
    for activity in Activity:
        store.keep(ADA, an_answer("level/solve-it", activity=activity))

    assert len(Activity) == len(store.entries(ADA))
    assert ["level/solve-it"] == list(store.levels(ADA))
    assert 1 == store.levels(ADA)["level/solve-it"].answers


def test_two_learners_are_kept_apart(store):
    store.keep(ADA, an_answer(outcome=Outcome.RIGHT))
    store.keep(BOB, an_answer(outcome=Outcome.WRONG))

    assert [Outcome.RIGHT] == [answer.outcome for answer in practice(store)]
    assert [Outcome.WRONG] == [answer.outcome for answer in practice(store, learner=BOB)]
    assert [1, 1] == [store.entries(learner)[0].seq for learner in (ADA, BOB)]


def test_answers_come_in_order_of_arrival_whatever_the_clock_did(store):
    for question, answered_ms in (("q1", 3), ("q2", 1), ("q3", 2)):
        store.keep(ADA, an_answer(question, answered_ms=answered_ms))

    assert ["q1", "q2", "q3"] == [answer.question for answer in practice(store)]


def test_the_latest_answer_is_the_one_that_came_last_though_the_clock_was_set_back(store):
    store.keep(ADA, an_answer(attempt="one", outcome=Outcome.WRONG, answered_ms=7_200_000))
    store.keep(ADA, an_answer(attempt="two", outcome=Outcome.RIGHT, answered_ms=3_600_000))

    (latest,) = store.latest(ADA).values()
    assert (Outcome.RIGHT, 2, 2) == (latest.outcome, latest.seq, latest.answers)


def test_what_counts_can_be_asked_for_one_set(store):
    store.keep(ADA, an_answer("rollback/a"))
    store.keep(ADA, an_answer("cluster-choice/a"))

    assert ["rollback/a"] == list(store.latest(ADA, "rollback"))


def test_a_level_keeps_the_fewest_moves(store):
    for attempt, moves in (("a", "3"), ("b", "2"), ("c", "4")):
        solved = an_answer(
            "levels/x", attempt=attempt, activity=Activity.LEVEL, response={"moves": moves}
        )
        store.keep(ADA, solved)

    assert {"levels/x": Latest("levels/x", Outcome.RIGHT, 3, 3, best=2)} == store.levels(ADA)


def test_how_often_a_question_had_been_shown_is_counted_from_what_came_before(store):
    q = "rollback/q"
    store.keep(ADA, an_answer(q, attempt="lesson-a", activity=Activity.LESSON))
    store.keep(ADA, an_answer(q, attempt="run", activity=Activity.PREDICTION))
    store.keep(ADA, an_answer(q, attempt="first", outcome=Outcome.SKIPPED))
    store.keep(BOB, an_answer(q, attempt="bobs"))
    store.keep(ADA, an_answer("rollback/other", attempt="second"))
    store.keep(ADA, an_answer(q, attempt="second"))
    store.keep(ADA, an_answer(q, attempt="third"))

    shown = [
        store.shown_before(ADA, Activity.PRACTICE, attempt, at_most=2)
        for attempt in ("first", "second", "third")
    ]

    assert [{q: 1}, {q: 2}, {q: 2}] == shown
    again = store.right_again(ADA, Activity.PRACTICE, ["first", "second", "third", "none"])
    assert {"second": 1, "third": 1} == again


def test_a_level_was_solved_by_the_first_answer_with_the_fewest_moves(store):
    given = [("a", "x", "3", "1"), ("b", "x", "2", "4"), ("c", "x", "2", "9"), ("d", "y", "1", "")]
    for attempt, slug, moves, tries in given:
        told = {"moves": moves} | ({"tries": tries} if tries else {})
        activity = Activity.LEVEL
        store.keep(
            ADA, an_answer(f"levels/{slug}", attempt=attempt, activity=activity, response=told)
        )

    assert {"levels/x": (2, 4), "levels/y": (1, None)} == {
        uid: (answer.moves, answer.tries) for uid, answer in store.solved(ADA).items()
    }
    assert {} == store.solved(BOB)


def test_a_skipped_question_is_kept_without_a_response(store):
    store.keep(ADA, an_answer(response={}, outcome=Outcome.SKIPPED))

    (kept,) = practice(store)
    assert ({}, Outcome.SKIPPED) == (dict(kept.response), kept.outcome)


def test_who_has_not_answered_has_no_answers(store):
    assert () == store.entries(ADA)
    assert {} == store.latest(ADA)


def test_answers_survive_reopening(tmp_path):
    open_stores(tmp_path / "trialrun.db").answers.keep(ADA, an_answer())

    assert (an_answer(seq=1),) == open_stores(tmp_path / "trialrun.db").answers.entries(ADA)


def test_a_learner_with_quotes_in_the_name_is_only_a_name(store):
    name = "x'; DROP TABLE answer; --"

    store.keep(name, an_answer())

    assert 1 == len(store.entries(name))


# Answers that may change, are taken back, or are let go.


def test_an_answer_that_may_change_counts_as_it_was_given_last(store):
    store.keep(ADA, an_answer(outcome=Outcome.WRONG), may_change=True)
    store.keep(ADA, an_answer(outcome=Outcome.RIGHT), may_change=True)

    assert [(Outcome.RIGHT, 1)] == [(a.outcome, a.revision) for a in practice(store)]
    assert [0, 1] == [answer.revision for answer in store.entries(ADA)]
    assert 1 == store.latest(ADA)["rollback/what-is-committed"].answers


def test_the_same_answer_again_is_no_change(store):
    for _ in range(2):
        store.keep(ADA, an_answer(), may_change=True)

    assert 1 == len(store.entries(ADA))


def test_an_undo_is_an_entry_and_opens_the_question_again(store):
    store.keep(ADA, an_answer(outcome=Outcome.WRONG))

    assert store.undo(ADA, an_answer(), 5)
    assert ["answer", "undo"] == [entry.entry for entry in store.entries(ADA)]
    assert () == practice(store)
    assert {} == store.latest(ADA)

    store.keep(ADA, an_answer(outcome=Outcome.RIGHT))
    assert [Outcome.RIGHT] == [answer.outcome for answer in practice(store)]


def test_an_undo_of_nothing_is_none(store):
    assert not store.undo(ADA, an_answer(), 5)
    store.keep(ADA, an_answer())
    store.undo(ADA, an_answer(), 5)

    assert not store.undo(ADA, an_answer(), 6)
    assert 2 == len(store.entries(ADA))


def test_an_undo_lets_the_answer_before_it_count_again(store):
    store.keep(ADA, an_answer(attempt="one", outcome=Outcome.RIGHT))
    store.keep(ADA, an_answer(attempt="two", outcome=Outcome.WRONG))
    store.undo(ADA, an_answer(attempt="two"), 5)

    (latest,) = store.latest(ADA).values()
    assert (Outcome.RIGHT, 1) == (latest.outcome, latest.answers)


def test_a_reset_lets_a_set_begin_anew_and_deletes_nothing(store):
    store.keep(ADA, an_answer("rollback/a"))
    store.keep(ADA, an_answer("cluster-choice/a"))
    store.reset(ADA, "rollback", 5)

    assert ["cluster-choice/a"] == list(store.latest(ADA))
    assert 3 == len(store.entries(ADA))

    store.keep(ADA, an_answer("rollback/a", attempt="two"))
    assert 1 == store.latest(ADA)["rollback/a"].answers


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["keep", "change", "undo", "reset"]),
        st.sampled_from(["s/a", "s/b", "t/a"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from([Activity.PRACTICE, Activity.LESSON, Activity.EXAM, Activity.LEVEL]),
        st.sampled_from(list(Outcome)),
    ),
    max_size=25,
)


@given(STEPS)
def test_the_table_of_what_counts_is_the_fold_of_the_log(tmp_path_factory, steps):
    stores = open_stores(tmp_path_factory.mktemp("fold") / "trialrun.db")
    store = stores.answers
    for id_, activity in (("one", Activity.PRACTICE), ("two", Activity.EXAM)):
        stores.attempts.start(ADA, an_attempt(id_, activity=activity))
    for number, (step, question, attempt, activity, outcome) in enumerate(steps):
        answer = an_answer(
            question,
            attempt=attempt,
            activity=activity,
            outcome=outcome,
            response={"moves": str(number)},
            answered_ms=-number,
        )
        if step == "undo":
            store.undo(ADA, answer, number)
        elif step == "reset":
            store.reset(ADA, question.partition("/")[0], number)
        else:
            store.keep(ADA, answer, may_change=step == "change")

    counted = {(QUESTION, uid): latest for uid, latest in store.latest(ADA).items()}
    counted |= {(LEVEL, uid): latest for uid, latest in store.levels(ADA).items()}
    assert fold(store.entries(ADA)) == counted

    assert_told_alike(store)

    attempts = [stores.attempts.find(ADA, id_) for id_ in ("one", "two")]
    with store._database.writing() as db:
        db.conn.execute("UPDATE attempt SET answered = answered + 1, right_count = 99")
        db.conn.execute("UPDATE latest SET outcome = 'skipped', answers = 99")
    store.count_all_anew(ADA)
    assert attempts == [stores.attempts.find(ADA, id_) for id_ in ("one", "two")]
    assert counted == {(QUESTION, uid): latest for uid, latest in store.latest(ADA).items()} | {
        (LEVEL, uid): latest for uid, latest in store.levels(ADA).items()
    }


def assert_told_alike(store):
    """What was met and missed is what the latest answers say."""
    latest = store.latest(ADA).values()
    by_set = {}
    for one in latest:
        slug, _, id_ = one.question.partition("/")
        right, missed = by_set.setdefault(slug, ([], []))
        (right if one.outcome is Outcome.RIGHT else missed).append(id_)
    newest = sorted((o for o in latest if o.outcome is not Outcome.RIGHT), key=lambda o: -o.seq)

    found = {slug: (sorted(m.right), sorted(m.missed)) for slug, m in store.met(ADA).items()}
    assert {slug: (sorted(r), sorted(m)) for slug, (r, m) in by_set.items()} == found
    assert [one.question for one in newest] == store.missed(ADA)
    assert store.missed(ADA)[:2] == store.missed(ADA, 2)
    assert store.met(ADA).get("s") == store.met(ADA, "s").get("s")


MISSED = [
    pytest.param((), (), id="nothing"),
    pytest.param(("a+", "b+"), (), id="all right"),
    pytest.param(("a-", "b?"), ("b", "a"), id="wrong and skipped, the newest first"),
    pytest.param(("a-", "b-", "a-"), ("a", "b"), id="missed again comes first again"),
    pytest.param(("a-", "b-", "a+"), ("b",), id="right by now is not missed"),
    pytest.param(("a+", "a-"), ("a",), id="forgotten is missed"),
    pytest.param(("a+", "a?"), ("a",), id="skipped in practice is missed"),
    pytest.param(("a+", "a/"), (), id="passed over in a lesson it is right still"),
    pytest.param(("a-", "a/"), ("a",), id="passed over in a lesson it is wrong still"),
    pytest.param(("a+", "a-", "a/"), ("a",), id="passed over when it was not right any more"),
    pytest.param(("a/",), ("a",), id="passed over in a lesson and never answered"),
]


@pytest.mark.parametrize(("given_answers", "found"), MISSED)
def test_missed_is_what_was_answered_wrongly_last(store, given_answers, found):
    outcomes = {"+": Outcome.RIGHT, "-": Outcome.WRONG}
    for number, (id_, outcome) in enumerate(given_answers):
        activity = Activity.LESSON if outcome == "/" else Activity.PRACTICE
        how = {"attempt": str(number), "activity": activity}
        store.keep(
            ADA, an_answer(f"s/{id_}", outcome=outcomes.get(outcome, Outcome.SKIPPED), **how)
        )

    assert_told_alike(store)
    assert fold(store.entries(ADA)) == {
        (QUESTION, uid): latest for uid, latest in store.latest(ADA).items()
    }
    assert [f"s/{id_}" for id_ in found] == store.missed(ADA)
