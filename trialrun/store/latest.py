"""The table `latest`: what counts of each question, kept with each answer. Speaks SQL only."""

from collections.abc import Iterable, Sequence
from typing import Any

from trialrun.store.log import Answer, Entry, Latest, Outcome, counts, fold, set_of
from trialrun.store.rows import answer_of

Connection = Any
"""A connection inside a transaction."""

_STAYS = "latest.outcome = 'right' AND :passed_over"
"""Whoever has a question right has it right still, after skipping it in a lesson."""
_COUNT = (
    "INSERT INTO latest (learner, realm, set_slug, question, seq, outcome, answers, best, put)"  # noqa: S608 - ours
    " VALUES (:learner, :realm, :set_slug, :question, :seq, :outcome, :answers, :best, :put)"
    " ON CONFLICT (learner, realm, set_slug, question) DO UPDATE SET"
    f" seq = CASE WHEN {_STAYS} THEN latest.seq ELSE excluded.seq END,"
    f" outcome = CASE WHEN {_STAYS} THEN latest.outcome ELSE excluded.outcome END,"
    f" put = CASE WHEN {_STAYS} THEN latest.put ELSE excluded.put END,"
    " answers = latest.answers + excluded.answers, best = CASE WHEN latest.best IS NULL"
    " OR excluded.best < latest.best THEN excluded.best ELSE latest.best END"
)
_COUNT_IN_ATTEMPT = (
    "UPDATE attempt SET answered = answered + :answered, right_count = right_count + :right"
    " WHERE learner = :learner AND id = :attempt AND activity = :activity"
)


def count(conn: Connection, learner: str, kept: Answer) -> None:
    """Counts the first answer to a question in an attempt."""
    if kept.realm:
        latest = Latest(kept.question, kept.outcome, kept.seq, 1, kept.put, kept.moves)
        put_latest(
            conn, learner, kept.realm, kept.question, latest, is_passed_over=kept.is_passed_over
        )
    _count_in_attempt(conn, learner, kept, 1, int(kept.outcome is Outcome.RIGHT))


def count_anew(conn: Connection, learner: str, kept: Answer) -> None:
    """Counts the answers to one question anew, and those of its attempt."""
    uid = kept.question
    rows = conn.execute(
        "SELECT * FROM answer WHERE learner = :learner AND question IN (:question, :reset)"
        " ORDER BY seq",
        {"learner": learner, "question": uid, "reset": f"{set_of(uid)}/"},
    ).fetchall()
    found = fold(map(answer_of, rows)).get((kept.realm, uid))
    conn.execute(
        "DELETE FROM latest WHERE learner = :learner AND realm = :realm AND set_slug = :set_slug"
        " AND question = :question",
        {"learner": learner, "realm": kept.realm, "set_slug": set_of(uid), "question": uid},
    )
    if found is not None:
        put_latest(conn, learner, kept.realm, uid, found)
    given = [
        entry
        for entry in map(answer_of, rows)
        if entry.attempt == kept.attempt and entry.activity is kept.activity
    ]
    # The last two entries of the attempt say how its counts move.
    was = _counts(given[-2]) if len(given) > 1 else (0, 0)
    now = _counts(given[-1])
    _count_in_attempt(conn, learner, kept, now[0] - was[0], now[1] - was[1])


def count_attempts_anew(conn: Connection, learner: str, entries: Iterable[Answer]) -> None:
    """Counts the answers in all attempts anew, from the whole log."""
    conn.execute(
        "UPDATE attempt SET answered = 0, right_count = 0 WHERE learner = :learner",
        {"learner": learner},
    )
    conn.executemany(
        _COUNT_IN_ATTEMPT,
        [
            {
                "learner": learner,
                "attempt": attempt,
                "activity": activity.value,
                "answered": answered,
                "right": right,
            }
            for (activity, attempt), (answered, right) in counts(entries).items()
        ],
    )


def count_all_anew(conn: Connection, learner: str, entries: Sequence[Answer]) -> None:
    """Counts all of a learner anew from the log: what counts of each question, and attempts."""
    count_attempts_anew(conn, learner, entries)
    conn.execute("DELETE FROM latest WHERE learner = :learner", {"learner": learner})
    for (realm, question), latest in fold(entries).items():
        put_latest(conn, learner, realm, question, latest)


def entries_of(conn: Connection, learner: str) -> tuple[Answer, ...]:
    """Returns a learner's whole log, in order of arrival."""
    rows = conn.execute(
        "SELECT * FROM answer WHERE learner = :learner ORDER BY seq", {"learner": learner}
    ).fetchall()
    return tuple(map(answer_of, rows))


def _counts(entry: Answer) -> tuple[int, int]:
    is_answer = entry.entry is Entry.ANSWER
    return int(is_answer), int(is_answer and entry.outcome is Outcome.RIGHT)


def _count_in_attempt(
    conn: Connection, learner: str, kept: Answer, answered: int, right: int
) -> None:
    conn.execute(
        _COUNT_IN_ATTEMPT,
        {
            "learner": learner,
            "attempt": kept.attempt,
            "activity": kept.activity.value,
            "answered": answered,
            "right": right,
        },
    )


def put_latest(
    conn: Connection,
    learner: str,
    realm: str,
    question: str,
    latest: Latest,
    *,
    is_passed_over: bool = False,
) -> None:
    """Adds to what counts of a question; what was counted before stays."""
    conn.execute(
        _COUNT,
        {
            "learner": learner,
            "realm": realm,
            "set_slug": set_of(question),
            "question": question,
            "seq": latest.seq,
            "outcome": latest.outcome.value,
            "answers": latest.answers,
            "best": latest.best,
            "put": latest.put,
            "passed_over": is_passed_over,
        },
    )
