"""All of a learner at once: read, brought, moved, renamed, deleted."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import an_answer, an_attempt
from tests.store.inside import connection_of, schema_of
from trialrun.store import (
    Activity,
    Answer,
    Belongings,
    Entry,
    Flag,
    JobText,
    Outcome,
    PutText,
    StoreError,
    Stores,
    TooMuch,
    fold,
    open_stores,
)
from trialrun.store.belongings import TABLES
from trialrun.store.log import LEVEL, QUESTION

ADA, BOB = "ada", "bob"
NOW = 1_000_000
UID = "rollback/a"
NETWORK = "192.0.2.0/24"
A_FLAG = Flag("f1", UID, "d1", "one", "", "key", "It is not.", 1_000)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return open_stores(tmp_path / "trialrun.db")


def fill(stores: Stores, learner: str, *, attempt: str = "one", at_ms: int = 1_000) -> None:
    """Gives a learner something in every table."""
    stores.questions.keep([("d1", UID, "{}"), ("r1", "own-j1/?do=fix", "run of j1")], 1)
    stores.attempts.start(learner, an_attempt(attempt, started_ms=at_ms, puts=("d1", "")))
    stores.answers.keep(learner, an_answer(UID, attempt=attempt, put="d1", answered_ms=at_ms))
    prediction = an_answer(
        "own-j1/?do=fix", attempt=attempt, put="r1", activity=Activity.PREDICTION
    )
    stores.answers.keep(learner, prediction)
    stores.jobs.keep("j1", "name: j", at_ms, learner=learner, address=NETWORK)
    texts = Belongings(questions=(PutText("b1", "rollback/b", "text of b"),))
    stores.learners.bring(learner, texts, NOW, address=NETWORK)
    stores.flags.keep(learner, A_FLAG)
    stores.links.renew(learner, f"proof of {learner}", 5)


def everything(stores: Stores, learner: str) -> Belongings:
    found = stores.learners.belongings(learner)
    answers = tuple(replace(answer, seq=0) for answer in found.answers)
    attempts = tuple(replace(a, seq=0) for a in found.attempts)
    flags = tuple(replace(flag, number=0) for flag in found.flags)
    return replace(found, answers=answers, attempts=attempts, flags=flags)


def rows_of(stores: Stores, learner: str) -> dict[str, int]:
    """Returns {table: rows of the learner}, for each table that has such a column."""
    tables = schema_of(stores.database).tables
    return {
        table.name: table.count_where("learner = ?", [learner])
        for table in tables
        if "learner" in table.columns_dict
    }


def counted(stores: Stores, learner: str) -> dict[tuple[str, str], object]:
    found = {(QUESTION, uid): one for uid, one in stores.answers.latest(learner).items()}
    return found | {(LEVEL, uid): one for uid, one in stores.answers.levels(learner).items()}


def test_every_table_with_a_learner_is_known(stores):
    assert set(TABLES) == set(rows_of(stores, ADA))


def test_what_is_kept_is_counted(stores):
    fill(stores, ADA)
    kept = stores.learners.kept(ADA)

    assert (2, 1, 1, 1_000) == (kept.answers, kept.attempts, kept.jobs, kept.since_ms)
    assert not kept.is_nothing
    assert stores.learners.kept(BOB).is_nothing


def test_all_of_a_learner_is_read(stores):
    fill(stores, ADA)
    found = stores.learners.belongings(ADA)

    assert [UID, "own-j1/?do=fix"] == [answer.question for answer in found.answers]
    assert ["one"] == [attempt.id for attempt in found.attempts]
    assert (PutText("d1", UID, "{}"),) == found.questions
    assert (JobText("j1", "name: j", 1_000),) == found.jobs


def test_all_of_it_comes_to_another_learner_and_a_second_time_changes_nothing(stores):
    fill(stores, ADA)
    taken = stores.learners.belongings(ADA)
    first = stores.learners.bring(BOB, taken, NOW, address=NETWORK)
    before = rows_of(stores, BOB), everything(stores, BOB)
    second = stores.learners.bring(BOB, taken, NOW, address=NETWORK)

    assert everything(stores, ADA) == everything(stores, BOB)
    assert (2, 0, 1, 0, 1) == (
        first.answers, first.answers_before, first.attempts, first.attempts_before, first.jobs
    )  # fmt: skip
    assert (0, 2, 0, 1) == (
        second.answers, second.answers_before, second.attempts, second.attempts_before
    )  # fmt: skip
    assert (rows_of(stores, BOB), everything(stores, BOB)) == before


def test_a_text_that_is_here_is_not_brought_and_nobody_else_sees_one_that_is(stores):
    stores.questions.keep([("d1", UID, "ours")], 1)
    texts = (PutText("d1", UID, "theirs"), PutText("d2", UID, "theirs"))
    brought = stores.learners.bring(ADA, Belongings(questions=texts), NOW, address=NETWORK)

    assert 1 == brought.questions
    assert (None, "theirs") == tuple(stores.learners.brought_text(ADA, d) for d in ("d1", "d2"))
    assert stores.learners.brought_text(BOB, "d2") is None
    assert stores.questions.text("d2") is None


ORDERS = [
    pytest.param(10, 20, "wrong", 0, id="what came was given later"),
    pytest.param(30, 20, "right", 1, id="what was here was given later"),
]


@pytest.mark.parametrize(("here_ms", "there_ms", "outcome", "overruled"), ORDERS)
def test_the_answer_that_was_given_last_counts(stores, here_ms, there_ms, outcome, overruled):
    stores.answers.keep(ADA, an_answer(UID, answered_ms=here_ms))
    there = an_answer(UID, attempt="two", outcome=Outcome.WRONG, answered_ms=there_ms)
    brought = stores.learners.bring(ADA, Belongings(answers=(there,)), NOW, address=NETWORK)

    latest = stores.answers.latest(ADA)[UID]
    assert (outcome, 2, overruled) == (latest.outcome, latest.answers, brought.overruled)


def test_an_answer_that_is_given_after_an_import_counts_whatever_the_clock_of_there_said(stores):
    there = an_answer(UID, outcome=Outcome.WRONG, answered_ms=NOW * 1_000)
    stores.learners.bring(ADA, Belongings(answers=(there,)), NOW, address=NETWORK)
    stores.answers.keep(ADA, an_answer(UID, attempt="two", answered_ms=NOW))

    assert Outcome.RIGHT is stores.answers.latest(ADA)[UID].outcome


def test_the_same_prompt_of_a_lesson_answered_in_both_places_counts_once_the_later(stores):
    lesson = {"attempt": "lesson-s1", "activity": Activity.LESSON}
    stores.answers.keep(ADA, an_answer(UID, answered_ms=20, **lesson))
    there = an_answer(UID, outcome=Outcome.WRONG, answered_ms=10, **lesson)
    stores.learners.bring(ADA, Belongings(answers=(there,)), NOW, address=NETWORK)

    latest = stores.answers.latest(ADA)[UID]
    assert (Outcome.RIGHT, 1) == (latest.outcome, latest.answers)
    assert [20] == [
        a.answered_ms for a in stores.answers.in_attempt(ADA, Activity.LESSON, "lesson-s1")
    ]
    # And one may answer in it again.
    stores.answers.keep(ADA, an_answer(UID, response={"option": "no"}, **lesson), may_change=True)
    assert [0, 1, 2] == [entry.revision for entry in stores.answers.entries(ADA)]


def test_to_answer_and_to_take_it_back_are_two_things_be_it_in_one_moment(stores):
    stores.answers.keep(ADA, an_answer(UID))
    there = (an_answer(UID), an_answer(UID, entry=Entry.UNDO))
    stores.learners.bring(ADA, Belongings(answers=there), NOW, address=NETWORK)

    assert [Entry.ANSWER, Entry.UNDO] == [entry.entry for entry in stores.answers.entries(ADA)]
    assert {} == stores.answers.latest(ADA)


moments = st.integers(0, 99)
entries = st.builds(
    lambda question, attempt, outcome, entry, at: an_answer(
        "rollback/" if entry is Entry.RESET else f"rollback/{question}",
        attempt="" if entry is Entry.RESET else attempt,
        outcome=outcome,
        entry=entry,
        answered_ms=at,
    ),
    st.sampled_from("abc"),
    st.sampled_from(["one", "two"]),
    st.sampled_from([Outcome.RIGHT, Outcome.WRONG, Outcome.SKIPPED]),
    st.sampled_from([Entry.ANSWER, Entry.ANSWER, Entry.UNDO, Entry.RESET]),
    moments,
)
logs = st.lists(entries, max_size=10)


@pytest.fixture(scope="module")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """One database for all examples: to make one takes longer than an example."""
    return open_stores(tmp_path_factory.mktemp("merge") / "trialrun.db")


@given(here=logs, there=logs)
def test_what_counts_is_the_fold_of_the_merged_log(one_for_all, here, there):
    stores = one_for_all
    stores.learners.delete(ADA)
    for log in (here, there):
        stores.learners.bring(ADA, Belongings(answers=tuple(log)), NOW, address=NETWORK)
    kept = stores.answers.entries(ADA)
    again = stores.learners.bring(ADA, Belongings(answers=tuple(there)), NOW, address=NETWORK)

    assert list(range(1, len(kept) + 1)) == [entry.seq for entry in kept]
    assert fold(kept) == counted(stores, ADA)
    assert 0 == again.answers
    assert kept == stores.answers.entries(ADA)


def test_a_move_brings_all_and_leaves_nothing(stores):
    fill(stores, ADA)
    fill(stores, BOB, attempt="two", at_ms=2_000)
    moved = stores.learners.move(ADA, BOB, NOW)

    assert dict.fromkeys(TABLES, 0) == rows_of(stores, ADA)
    assert (2, 1) == (moved.answers, moved.attempts)
    found = stores.learners.belongings(BOB)
    assert ["one", "two"] == [attempt.id for attempt in found.attempts]
    assert [1, 2, 3, 4] == [answer.seq for answer in found.answers]
    assert "text of b" == stores.learners.brought_text(BOB, "b1")
    assert BOB == stores.links.learner_of("proof of bob")
    assert "" == stores.links.learner_of("proof of ada")


def test_a_new_id_has_all_and_the_old_one_nothing(stores):
    fill(stores, ADA)
    before = everything(stores, ADA), counted(stores, ADA)
    stores.learners.rename(ADA, "ada2")

    assert dict.fromkeys(TABLES, 0) == rows_of(stores, ADA)
    assert before == (everything(stores, "ada2"), counted(stores, "ada2"))
    assert "" == stores.links.learner_of("proof of ada")


def test_a_deletion_leaves_no_row_and_no_byte(stores, tmp_path):
    fill(stores, ADA)
    secret = "Zb3kQx0pVw9"
    stores.answers.keep(ADA, an_answer("rollback/c", response={"said": secret}))
    stores.jobs.keep("j2", f"name: {secret}", 1, learner=ADA, address=NETWORK)
    fill(stores, BOB)
    assert any(secret.encode() in file.read_bytes() for file in tmp_path.iterdir())
    bobs = rows_of(stores, BOB), everything(stores, BOB)

    stores.learners.delete(ADA)

    assert dict.fromkeys(TABLES, 0) == rows_of(stores, ADA)
    assert (rows_of(stores, BOB), everything(stores, BOB)) == bobs
    assert [] == [file for file in tmp_path.iterdir() if secret.encode() in file.read_bytes()]
    assert 0 == connection_of(stores.database).execute("PRAGMA secure_delete").fetchone()[0]


def test_what_others_hold_too_stays_and_what_nobody_else_holds_goes(stores):
    fill(stores, ADA)
    fill(stores, BOB)
    stores.learners.delete(ADA)
    assert ("name: j", "run of j1", "{}") == (
        stores.jobs.text("j1"), stores.questions.text("r1"), stores.questions.text("d1")
    )  # fmt: skip

    stores.learners.delete(BOB)
    assert (None, None, "{}") == (
        stores.jobs.text("j1"), stores.questions.text("r1"), stores.questions.text("d1")
    )  # fmt: skip


def many(count: int) -> tuple[Answer, ...]:
    return tuple(an_answer(f"rollback/q{n}", answered_ms=n) for n in range(count))


def test_more_than_is_kept_of_one_is_refused_as_a_whole(stores, monkeypatch):
    monkeypatch.setattr("trialrun.store.learners.ANSWERS_MAX", 5)
    stores.learners.bring(ADA, Belongings(answers=many(5)), NOW, address=NETWORK)
    before = stores.answers.entries(ADA), counted(stores, ADA)

    with pytest.raises(TooMuch, match=r"you would have 6 answers here; at most 5 are kept"):
        stores.learners.bring(ADA, Belongings(answers=many(6)), NOW, address=NETWORK)

    assert before == (stores.answers.entries(ADA), counted(stores, ADA))


def test_more_bytes_than_are_kept_of_one_are_refused_as_a_whole(stores, monkeypatch):
    monkeypatch.setattr("trialrun.store.learners.HELD_BYTES_MAX", 1_000)

    with pytest.raises(TooMuch, match=r"about [\d,]+ bytes here; at most 1,000"):
        stores.learners.bring(ADA, Belongings(answers=many(6)), NOW, address=NETWORK)

    assert stores.learners.kept(ADA).is_nothing


def test_texts_beyond_the_bound_are_left_out(stores, monkeypatch):
    monkeypatch.setattr("trialrun.store.learners.BROUGHT_BYTES_MAX", 15)
    texts = tuple(PutText(f"d{n}", UID, "x" * 10) for n in range(3))
    brought = stores.learners.bring(ADA, Belongings(questions=texts), NOW, address=NETWORK)

    assert 1 == brought.questions


def test_an_import_that_breaks_off_leaves_nothing(stores):
    jobs = (JobText("j1", "x" * 2_000_000, 1),)

    with pytest.raises(ValueError, match="2000000 bytes"):
        stores.learners.bring(ADA, Belongings(answers=many(3), jobs=jobs), NOW, address=NETWORK)

    assert stores.learners.kept(ADA).is_nothing


def test_a_database_that_is_read_only_refuses_in_a_sentence(stores):
    fill(stores, ADA)
    connection_of(stores.database).execute("PRAGMA query_only=ON")
    for call in (
        lambda: stores.learners.delete(ADA),
        lambda: stores.learners.rename(ADA, BOB),
        lambda: stores.links.revoke(ADA),
    ):
        with pytest.raises(StoreError, match="read-only"):
            call()

    assert 2 == len(stores.learners.belongings(ADA).answers)


def test_a_link_is_renewed_and_revoked(stores):
    stores.links.renew(ADA, "first", 1)
    stores.links.renew(ADA, "second", 2)

    assert ("", ADA) == tuple(stores.links.learner_of(proof) for proof in ("first", "second"))
    assert 2 == stores.links.made_ms(ADA)
    stores.links.revoke(ADA)
    assert ("", None) == (stores.links.learner_of("second"), stores.links.made_ms(ADA))
