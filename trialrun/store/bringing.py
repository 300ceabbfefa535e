"""Writes brought attempts and answers into a learner's order of arrival. Speaks SQL only.

Rows that were here are moved, never written anew: nothing that stands in them can be lost.
"""

import json
from collections.abc import Sequence
from typing import Any

from trialrun.store.belongings import attempts_of
from trialrun.store.latest import Connection, entries_of
from trialrun.store.log import Answer, Attempt, Entry, fold
from trialrun.store.merging import Placed, merged

_ATTEMPT = (
    "INSERT INTO attempt (learner, id, seq, activity, set_slug, title, size, answered,"
    " right_count, started_ms, questions, puts) VALUES (:learner, :id, :seq, :activity,"
    " :set_slug, :title, :size, 0, 0, :started_ms, :questions, :puts)"
)
_ANSWER = (
    "INSERT INTO answer (learner, seq, entry, activity, attempt, question, revision, put, engine,"
    " outcome, answered_ms, response) VALUES (:learner, :seq, :entry, :activity, :attempt,"
    " :question, :revision, :put, :engine, :outcome, :answered_ms, :response)"
)
# Out of the way first: no two rows may have one place, not even for a moment.
_ASIDE = (
    "UPDATE answer SET seq = -seq, revision = -1 - revision WHERE learner = :learner AND seq = :seq"
)
_PLACE = (
    "UPDATE answer SET seq = :to, revision = :revision WHERE learner = :learner AND seq = -:seq"
)


def bring_attempts(conn: Connection, learner: str, brought: Sequence[Attempt], now_ms: int) -> int:
    """Adds the attempts that are not here, and returns how many."""
    placed = merged(
        attempts_of(conn, learner),
        brought,
        identity=lambda attempt: attempt.id,
        at_ms=lambda attempt: attempt.started_ms,
        now_ms=now_ms,
    )
    ordered = list(enumerate(placed, 1))
    conn.executemany(
        "UPDATE attempt SET seq = :seq WHERE learner = :learner AND id = :id",
        [
            {"learner": learner, "id": one.item.id, "seq": seq}
            for seq, one in ordered
            if not one.is_new and one.item.seq != seq
        ],
    )
    new = [_attempt_row(learner, seq, one.item) for seq, one in ordered if one.is_new]
    conn.executemany(_ATTEMPT, new)
    return len(new)


def bring_answers(
    conn: Connection, learner: str, brought: Sequence[Answer], now_ms: int
) -> tuple[int, int]:
    """Adds the answers that are not here.

    Returns how many, and to how many questions one that was given here later counts.
    """
    own = entries_of(conn, learner)
    placed = merged(own, brought, identity=_event, at_ms=lambda one: one.answered_ms, now_ms=now_ms)
    revisions = _revisions(placed)
    moved, new = [], []
    for seq, (one, revision) in enumerate(zip(placed, revisions, strict=True), 1):
        if one.is_new:
            new.append(_answer_row(learner, seq, revision, one.item))
        elif (one.item.seq, one.item.revision) != (seq, revision):
            values = {"learner": learner, "seq": one.item.seq, "to": seq, "revision": revision}
            moved.append(values)
    conn.executemany(_ASIDE, moved)
    conn.executemany(_PLACE, moved)
    conn.executemany(_ANSWER, new)
    return len(new), _overruled(own, placed, entries_of(conn, learner))


def _event(answer: Answer) -> tuple[str, ...]:
    """Returns what two entries have in common that tell of the same thing.

    What was said is no part of it: of one moment there is one answer, and that of here stands.
    """
    return (
        answer.entry.value,
        answer.activity.value,
        answer.attempt,
        answer.question,
        str(answer.answered_ms),
    )


def _revisions(placed: Sequence[Placed[Answer]]) -> list[int]:
    """Counts the entries to one question in one attempt, in their order."""
    counts: dict[tuple[str, str, str], int] = {}
    found = []
    for one in placed:
        key = (one.item.activity.value, one.item.attempt, one.item.question)
        found.append(counts.get(key, 0))
        counts[key] = found[-1] + 1
    return found


def _overruled(
    own: Sequence[Answer], placed: Sequence[Placed[Answer]], after: Sequence[Answer]
) -> int:
    """Counts the questions that new answers came to, of which one of here is the last."""
    new_at = {seq for seq, one in enumerate(placed, 1) if one.is_new}
    new = {
        (one.item.realm, one.item.question)
        for one in placed
        if one.is_new and one.item.entry is Entry.ANSWER
    }
    counted_before = fold(own)
    return sum(
        key in new and key in counted_before and latest.seq not in new_at
        for key, latest in fold(after).items()
    )


def _attempt_row(learner: str, seq: int, attempt: Attempt) -> dict[str, Any]:
    return {
        "learner": learner,
        "id": attempt.id,
        "seq": seq,
        "activity": attempt.activity.value,
        "set_slug": attempt.set_slug,
        "title": attempt.title,
        "size": len(attempt.questions),
        "started_ms": attempt.started_ms,
        "questions": json.dumps(attempt.questions),
        "puts": json.dumps(attempt.puts),
    }


def _answer_row(learner: str, seq: int, revision: int, answer: Answer) -> dict[str, Any]:
    return {
        "learner": learner,
        "seq": seq,
        "entry": answer.entry.value,
        "activity": answer.activity.value,
        "attempt": answer.attempt,
        "question": answer.question,
        "revision": revision,
        "put": answer.put,
        "engine": answer.engine,
        "outcome": answer.outcome.value,
        "answered_ms": answer.answered_ms,
        "response": json.dumps(dict(answer.response)),
    }
