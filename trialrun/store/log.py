"""The log of answers: what its entries are, and what they come to. Pure: knows no SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What became of a question that was put."""

    RIGHT = "right"
    WRONG = "wrong"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    """What is kept cannot be read. Nothing is written so; it counts as not right."""


class Activity(StrEnum):
    """What a learner was doing when a question was put."""

    PRACTICE = "practice"
    LESSON = "lesson"
    LEVEL = "level"
    PREDICTION = "prediction"
    REVIEW = "review"
    EXAM = "exam"
    DRILL = "drill"
    """Generated questions. They have no end, so they count for no standing in a set."""
    RECALL = "recall"
    """What a lesson lets its reader say without looking; readers judge it themselves."""
    INCIDENT = "incident"
    """The cause that is named for an incident, and each try to bring it to an end."""
    UNKNOWN = "unknown"
    """What is kept cannot be read. It counts for no standing."""


class Entry(StrEnum):
    """What an entry of the log is. Nothing is ever deleted: an undo is an entry, too."""

    ANSWER = "answer"
    UNDO = "undo"
    RESET = "reset"


QUESTION, LEVEL, DRILLED, RECALLED = "question", "level", "drill", "recall"
ON_CALL = "incident"
REALMS = {
    Activity.PRACTICE: QUESTION,
    Activity.LESSON: QUESTION,
    Activity.REVIEW: QUESTION,
    Activity.EXAM: QUESTION,
    Activity.LEVEL: LEVEL,
    Activity.DRILL: DRILLED,
    Activity.RECALL: RECALLED,
    Activity.INCIDENT: ON_CALL,
}
"""Which standing an activity counts for; a prediction of a run counts for none."""

MOVES_DIGITS_MAX = 9
"""A level has at most a hundred moves; a number that fills the column is none of them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go at a list of questions, by their uids, in the order they are put.

    `puts` are the digests of the questions as they were put; empty in attempts of up to 0.3.0.
    """

    id: str
    set_slug: str
    questions: tuple[str, ...]
    started_ms: int
    puts: tuple[str, ...] = ()
    title: str = ""
    activity: Activity = Activity.PRACTICE
    answered: int = 0
    right: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One kept answer. `response` is as the question's kind read it; {} when skipped.

    `put` is the digest of the question as it was put, "" for answers of up to 0.3.0; `seq` its
    place among all entries of the learner, given by the store. Not `is_readable` is one whose
    response cannot be read any more: it is {} then, and the outcome stands.
    """

    attempt: str
    question: str
    response: Mapping[str, str] = field(hash=False)
    outcome: Outcome
    answered_ms: int
    activity: Activity = Activity.PRACTICE
    put: str = ""
    engine: str = ""
    seq: int = 0
    entry: Entry = Entry.ANSWER
    revision: int = 0
    is_readable: bool = True

    @property
    def realm(self) -> str:
        """Returns which standing it counts for, "" for none."""
        return REALMS.get(self.activity, "")

    @property
    def is_passed_over(self) -> bool:
        """Says whether it is a lesson's prompt that was skipped, to read on."""
        return self.activity is Activity.LESSON and self.outcome is Outcome.SKIPPED

    @property
    def moves(self) -> int | None:
        """Returns in how many moves a level was solved; None for anything else."""
        return self._counted("moves")

    @property
    def tries(self) -> int | None:
        """Returns how many tries at a level were played until then; None where it is not known."""
        return self._counted("tries")

    def _counted(self, name: str) -> int | None:
        told = self.response.get(name, "")
        is_number = told.isdecimal() and len(told) <= MOVES_DIGITS_MAX
        return int(told) if self.realm == LEVEL and is_number else None


@dataclass(frozen=True, slots=True)
class Latest:
    """What counts of a learner's answers to one question, and how many there are.

    `best` is the fewest moves in which a level was solved.
    """

    question: str
    outcome: Outcome
    seq: int
    answers: int
    put: str = ""
    best: int | None = None


class Met(NamedTuple):
    """The questions of a set that count, by their ids: right by now, and wrong or skipped."""

    right: Sequence[str]
    missed: Sequence[str]


def set_of(question: str) -> str:
    """Returns the set of a question's uid.

    >>> set_of("rollback/what-is-left")
    'rollback'
    """
    return question.partition("/")[0]


def is_of_run(question: str) -> bool:
    """Says whether a uid is that of a prediction of a run: a story, and the query that varies it.

    >>> [is_of_run(uid) for uid in ("half-written/", "half-written/?do=repair", "rollback/a")]
    [True, True, False]
    """
    id_ = question.partition("/")[2]
    return not id_ or id_.startswith("?")


def fold(entries: Iterable[Answer]) -> dict[tuple[str, str], Latest]:
    """Returns {(realm, question): what counts}, from a learner's entries in order of arrival.

    The table `latest` holds the same; it is written with each answer so that no page reads the log.
    """
    counting: dict[tuple[str, str], dict[tuple[str, str], Answer]] = {}
    for entry in entries:
        if entry.entry is Entry.RESET:
            for realm, question in list(counting):
                if realm == QUESTION and set_of(question) == set_of(entry.question):
                    del counting[realm, question]
            continue
        if not entry.realm:
            continue
        given = counting.setdefault((entry.realm, entry.question), {})
        given.pop((entry.activity, entry.attempt), None)
        if entry.entry is Entry.ANSWER:
            given[entry.activity, entry.attempt] = entry
    return {key: _latest(key[1], list(given.values())) for key, given in counting.items() if given}


def counts(entries: Iterable[Answer]) -> dict[tuple[Activity, str], tuple[int, int]]:
    """Returns {(activity, attempt): (answered, right)}, from entries in order of arrival.

    The table `attempt` holds the same. A reset leaves them: the attempt was made all the same.
    """
    last: dict[tuple[Activity, str, str], Answer] = {}
    for entry in entries:
        if entry.entry is not Entry.RESET:
            last[entry.activity, entry.attempt, entry.question] = entry
    found: dict[tuple[Activity, str], tuple[int, int]] = {}
    for (activity, attempt, _), entry in last.items():
        if entry.entry is Entry.ANSWER:
            answered, right = found.get((activity, attempt), (0, 0))
            is_right = entry.outcome is Outcome.RIGHT
            found[activity, attempt] = answered + 1, right + is_right
    return found


def _latest(question: str, given: list[Answer]) -> Latest:
    last = max(given, key=lambda answer: answer.seq)
    if last.is_passed_over:
        # Whoever has the question right and skips it to read on has it right still.
        others = (answer for answer in given if not answer.is_passed_over)
        other = max(others, key=lambda answer: answer.seq, default=last)
        last = other if other.outcome is Outcome.RIGHT else last
    moves = [answer.moves for answer in given if answer.moves is not None]
    return Latest(
        question, last.outcome, last.seq, len(given), last.put, min(moves) if moves else None
    )
