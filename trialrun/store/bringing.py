"""Brings attempts and answers into a learner's order of arrival.

Where each goes is planned before anybody has to wait (`planned`); written is the plan alone. Rows
that were here are moved, never written anew: nothing that stands in them can be lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from trialrun.store.belongings import Belongings
from trialrun.store.latest import Connection, count_all_anew
from trialrun.store.log import Answer, Entry, fold
from trialrun.store.merging import Placed, merged
from trialrun.store.rows import INSERT_ANSWER, INSERT_ATTEMPT, answer_values, attempt_values

_ATTEMPT = INSERT_ATTEMPT.format(seq=":seq")
_ANSWER = INSERT_ANSWER.format(seq=":seq")
_MOVE_ATTEMPT = "UPDATE attempt SET seq = :seq WHERE learner = :learner AND id = :id"
# Out of the way first: no two rows may have one place, not even for a moment.
_ASIDE = (
    "UPDATE answer SET seq = -seq, revision = -1 - revision WHERE learner = :learner AND seq = :seq"
)
_PLACE = (
    "UPDATE answer SET seq = :to, revision = :revision WHERE learner = :learner AND seq = -:seq"
)


@dataclass(frozen=True, slots=True)
class BringingPlan:
    """Where everything goes: rows to move and to add, and the log and attempts as they will be."""

    log: tuple[Answer, ...]
    attempts: int
    attempts_moved: list[dict[str, Any]]
    attempts_new: list[dict[str, Any]]
    answers_moved: list[dict[str, Any]]
    answers_new: list[dict[str, Any]]
    overruled: int


def planned(learner: str, own: Belongings, brought: Belongings, now_ms: int) -> BringingPlan:
    """Plans how what is brought comes to what is here; of both, attempts and answers alone."""
    attempts = merged(
        own.attempts,
        brought.attempts,
        identity=lambda attempt: attempt.id,
        at_ms=lambda attempt: attempt.started_ms,
        now_ms=now_ms,
    )
    answers = merged(
        own.answers,
        brought.answers,
        identity=_event,
        at_ms=lambda answer: answer.answered_ms,
        now_ms=now_ms,
    )
    log = tuple(_in_order(answers))
    pairs = list(zip(answers, log, strict=True))
    return BringingPlan(
        log,
        len(attempts),
        [
            {"learner": learner, "id": one.item.id, "seq": seq}
            for seq, one in enumerate(attempts, 1)
            if not one.is_new and one.item.seq != seq
        ],
        [
            attempt_values(learner, replace(one.item, seq=seq))
            for seq, one in enumerate(attempts, 1)
            if one.is_new
        ],
        [
            {"learner": learner, "seq": was.item.seq, "to": now.seq, "revision": now.revision}
            for was, now in pairs
            if not was.is_new and (was.item.seq, was.item.revision) != (now.seq, now.revision)
        ],
        [answer_values(learner, now) for was, now in pairs if was.is_new],
        _overruled(own.answers, answers, log),
    )


def write(conn: Connection, learner: str, plan: BringingPlan) -> None:
    """Does what was planned, and counts all anew."""
    conn.executemany(_MOVE_ATTEMPT, plan.attempts_moved)
    conn.executemany(_ATTEMPT, plan.attempts_new)
    conn.executemany(_ASIDE, plan.answers_moved)
    conn.executemany(_PLACE, plan.answers_moved)
    conn.executemany(_ANSWER, plan.answers_new)
    if plan.answers_new or plan.attempts_new:
        count_all_anew(conn, learner, plan.log)


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


def _in_order(placed: Sequence[Placed[Answer]]) -> list[Answer]:
    """Numbers the whole log, and the entries to one question in one attempt."""
    counts: dict[tuple[str, str, str], int] = {}
    found = []
    for seq, one in enumerate(placed, 1):
        key = (one.item.activity.value, one.item.attempt, one.item.question)
        revision = counts.get(key, 0)
        counts[key] = revision + 1
        found.append(replace(one.item, seq=seq, revision=revision))
    return found


def _overruled(
    own: Sequence[Answer], placed: Sequence[Placed[Answer]], log: Sequence[Answer]
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
        for key, latest in fold(log).items()
    )
