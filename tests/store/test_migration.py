"""A database of 0.3.0 is taken over by today's code, and nothing of it is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from tests.build import an_answer
from tests.store.old import ADA, BOB, LEARNERS, database_of_030, everything, rows
from trialrun.store import Activity, Answer, Stores, fold, open_stores
from trialrun.store.log import LEVEL, QUESTION

ROOT = Path(__file__).parents[2]
TABLES_OF_TODAY = {
    "answer", "attempt", "brought", "content_change", "flag", "flag_number", "holding", "job",
    "latest", "private_link", "question", "setting",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of 0.3.0 that today's code has not seen yet."""
    return database_of_030(tmp_path / "trialrun.db")


@pytest.fixture
def before(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of 0.3.0."""
    return everything(file)


@pytest.fixture
def stores(before: object, file: Path) -> Stores:
    """The same database, opened by today's code."""
    return open_stores(file)


def activity_in_030(attempt: str, question: str, started: set[str]) -> Activity:
    """Says what an answer of 0.3.0 was given to: attempts of practice were started, no other."""
    if attempt in started:
        return Activity.PRACTICE
    if attempt.startswith("lesson-"):
        return Activity.LESSON
    return Activity.PREDICTION if question.startswith("run/") else Activity.LEVEL


UIDS = {
    "level/a-second-try-no-second-row": "levels/a-second-try-no-second-row",
    "level/keep-up-with-the-clock": "levels/keep-up-with-the-clock",
    "level/keep-what-succeeded": "levels/keep-what-succeeded",
    "run/half-written": "half-written/",
    "run/everything-works": "everything-works/",
    "run/everything-works?fail=silver@1&do=run_now": "everything-works/?fail=silver@1&do=run_now",
}
"""What levels and runs are called now."""


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_old_answer_is_there_in_order_of_arrival(before, stores, learner):
    started = {row[1] for row in before["attempt"] if row[0] == learner}
    old = [row[1:] for row in before["answer"] if row[0] == learner]
    expected = []
    for seq, (attempt, question, response, outcome, answered_ms) in enumerate(old, 1):
        activity = activity_in_030(attempt, question, started)
        uid = question if activity in (Activity.PRACTICE, Activity.LESSON) else UIDS[question]
        given = json.loads(response)
        expected.append(Answer(attempt, uid, given, outcome, answered_ms, activity, seq=seq))

    assert expected == list(stores.answers.entries(learner))


def test_the_fixture_has_answers_of_every_activity_and_outcome(stores):
    entries = stores.answers.entries(ADA)

    assert {
        (Activity.PRACTICE, "right"), (Activity.PRACTICE, "wrong"), (Activity.PRACTICE, "skipped"),
        (Activity.LESSON, "right"), (Activity.LESSON, "skipped"), (Activity.LEVEL, "right"),
        (Activity.PREDICTION, "right"), (Activity.PREDICTION, "wrong"),
    } == {(entry.activity, entry.outcome) for entry in entries}  # fmt: skip
    assert min(e.answered_ms for e in entries if e.attempt == "rollback3") < max(
        e.answered_ms for e in entries if e.attempt == "rollback1"
    )


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_old_attempt_keeps_its_questions_and_what_came_of_them(before, stores, learner):
    outcomes = [(row[1], row[4]) for row in before["answer"] if row[0] == learner]
    expected = [
        (
            id_,
            slug,
            tuple(json.loads(questions)),
            started_ms,
            sum(attempt == id_ for attempt, _ in outcomes),
            outcomes.count((id_, "right")),
            seq,
        )
        for seq, (_, id_, slug, questions, started_ms) in enumerate(
            (row for row in before["attempt"] if row[0] == learner), 1
        )
    ]
    found = [stores.attempts.find(learner, row[0]) for row in expected]

    assert expected == [
        (a.id, a.set_slug, a.questions, a.started_ms, a.answered, a.right, a.seq) for a in found
    ]
    assert {(), Activity.PRACTICE, ""} == {x for a in found for x in (a.puts, a.activity, a.title)}


@pytest.mark.parametrize("learner", LEARNERS)
def test_what_counts_is_the_fold_of_the_log(stores, learner):
    counted = {(QUESTION, uid): one for uid, one in stores.answers.latest(learner).items()}
    counted |= {(LEVEL, uid): one for uid, one in stores.answers.levels(learner).items()}

    assert fold(stores.answers.entries(learner)) == counted
    assert counted


def test_a_right_answer_after_the_clock_was_set_back_counts(stores):
    latest = stores.answers.latest(ADA, "rollback")

    assert {"right": 10} == {"right": sum(one.outcome == "right" for one in latest.values())}


def test_a_wrong_answer_in_a_set_called_level_solves_no_level(stores):
    assert {"levels/a-second-try-no-second-row": 2, "levels/keep-up-with-the-clock": 1} == {
        uid: one.best for uid, one in stores.answers.levels(ADA).items()
    }
    assert {"level/keep-what-succeeded": "wrong", "level/one-at-a-time": "wrong"} == {
        uid: one.outcome for uid, one in stores.answers.latest(ADA, "level").items()
    }
    assert ["levels/keep-what-succeeded"] == list(stores.answers.levels(BOB))


def test_a_set_called_run_counts_as_a_set_and_a_prediction_as_none(stores):
    assert ["run/half-written"] == list(stores.answers.latest(ADA, "run"))
    assert {"cluster-choice", "level", "pipeline-vs-job", "repair-vs-rerun", "rollback", "run"} == {
        uid.partition("/")[0] for uid in stores.answers.latest(ADA)
    }


def test_the_key_of_the_cookies_and_the_pasted_job_are_kept(before, stores):
    ((name, value),) = before["setting"]
    ((digest, _, _, text),) = before["job"]

    assert value == stores.settings.value(name)
    assert text == stores.jobs.text(digest)
    assert stores.jobs.use(digest, 1)
    assert before["job"] == rows(stores.answers._database._path, "SELECT * FROM job")


def test_nothing_of_the_old_tables_is_left_behind(stores):
    tables = everything(stores.answers._database._path)

    assert TABLES_OF_TODAY == set(tables) - {"_sqlite_migrations"}


def test_opening_it_again_changes_nothing(stores, file):
    after = everything(file)
    open_stores(file)

    assert after == everything(file)


def test_the_old_learner_goes_on_where_the_log_ends(stores):
    last = stores.answers.entries(ADA)[-1]
    kept = stores.answers.keep(ADA, an_answer(attempt="new"))

    assert last.seq + 1 == kept.seq


OPENER = (
    "import sys; from pathlib import Path; from trialrun.store import open_stores;"
    " print('ready', flush=True); sys.stdin.read(1); open_stores(Path(sys.argv[1]))"
)


def test_four_processes_that_open_it_at_once_migrate_it_once(file, tmp_path):
    expected = everything_but_times(open_alone(database_of_030(tmp_path / "alone.db")))
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(file)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for opener in openers:
        assert "ready\n" == opener.stdout.readline()
    for opener in openers:
        opener.stdin.write("g")
        opener.stdin.flush()
    errors = [opener.communicate(timeout=60)[1] for opener in openers]

    assert [""] * 4 == errors
    assert [0] * 4 == [opener.returncode for opener in openers]
    assert expected == everything_but_times(file)


def open_alone(file: Path) -> Path:
    open_stores(file)
    return file


def everything_but_times(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Returns all rows, without the moments at which migrations were applied."""
    found = everything(file)
    found["_sqlite_migrations"] = [row[:3] for row in found["_sqlite_migrations"]]
    return found


def test_a_migration_that_breaks_off_leaves_the_database_of_030(before, file, monkeypatch):
    """As when the process is killed, or the disk is full, in the middle of it."""
    from trialrun.store import schema

    statements = (*schema._LOG[:-2], "INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patched:
        patched.setattr(schema, "_LOG", statements)
        with pytest.raises(Exception, match="no such table: nowhere"):
            open_stores(file)

    assert before == everything(file)
    assert 79 == sum(len(open_stores(file).answers.entries(learner)) for learner in LEARNERS)


def test_an_empty_attempt_and_an_answer_without_one_are_taken_over(tmp_path):
    file = database_of_030(tmp_path / "odd.db")
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO attempt VALUES ('cy', 'a', 's', '[]', 1)")
    connection.execute("INSERT INTO answer VALUES ('cy', 'lost', 's/q', '{}', 'skipped', 1)")
    connection.commit()
    connection.close()
    stores = open_stores(file)

    assert (0, 0) == (
        stores.attempts.find("cy", "a").answered,
        stores.attempts.find("cy", "a").right,
    )
    assert [Activity.PRACTICE] == [entry.activity for entry in stores.answers.entries("cy")]
