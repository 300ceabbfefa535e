"""All that is kept of one learner: values, and how they are read from the database. Writes nothing.

What is counted from the log (`latest`, the counts of attempts) is no belonging: it is made anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from trialrun.store.flags import Flag, flags_of
from trialrun.store.latest import Connection, entries_of
from trialrun.store.log import Answer, Attempt, is_of_run, set_of
from trialrun.store.rows import attempt_of, text, whole

TABLES = ("answer", "attempt", "brought", "flag", "holding", "latest", "private_link")
"""All tables that hold something of a learner; a test walks the schema for others."""

LEVELS_SET = "levels"
"""The set of the levels' uids."""


class PutText(NamedTuple):
    """The text of a question as it was put."""

    digest: str
    uid: str
    text: str


class JobText(NamedTuple):
    """A job that the learner pasted, and when its link was last used."""

    digest: str
    text: str
    used_ms: int


class HeldJob(NamedTuple):
    """A job that the learner holds: how many bytes its text has, and when it was last used."""

    digest: str
    bytes: int
    used_ms: int


@dataclass(frozen=True, slots=True)
class Belongings:
    """All of one learner, each in order of arrival; jobs by their last use.

    Texts are those of questions of sets. A level and a run are told by their address.
    """

    attempts: tuple[Attempt, ...] = ()
    answers: tuple[Answer, ...] = ()
    questions: tuple[PutText, ...] = ()
    jobs: tuple[JobText, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is kept of a learner, and since when; `since_ms` is None for nothing."""

    answers: int
    attempts: int
    jobs: int
    since_ms: int | None
    about_bytes: int
    flags: int = 0

    @property
    def is_nothing(self) -> bool:
        """Says that nothing is kept."""
        return not (self.answers or self.attempts or self.jobs or self.flags)


# The size is that of an export, roughly: each row has its names there.
_KEPT = (
    "SELECT (SELECT count(*) FROM answer WHERE learner = :learner) AS answers,"
    " (SELECT count(*) FROM attempt WHERE learner = :learner) AS attempts,"
    " (SELECT count(*) FROM holding WHERE learner = :learner) AS jobs,"
    " (SELECT count(*) FROM flag WHERE learner = :learner) AS flags,"
    " (SELECT min(flagged_ms) FROM flag WHERE learner = :learner) AS flagged_ms,"
    " (SELECT min(answered_ms) FROM answer WHERE learner = :learner) AS answered_ms,"
    " (SELECT min(started_ms) FROM attempt WHERE learner = :learner) AS started_ms,"
    " (SELECT coalesce(sum(200 + length(question) + length(response)), 0) FROM answer"
    " WHERE learner = :learner)"
    " + (SELECT coalesce(sum(200 + length(questions) + length(puts)), 0) FROM attempt"
    " WHERE learner = :learner)"
    " + (SELECT coalesce(sum(300 + length(response) + length(says) + length(reply)), 0)"
    " FROM flag WHERE learner = :learner)"
    " + (SELECT coalesce(sum(bytes), 0) FROM holding WHERE learner = :learner)"
    " + (SELECT coalesce(sum(bytes), 0) FROM brought WHERE learner = :learner) AS about_bytes"
)
_STATE = (
    "SELECT (SELECT count(*) FROM answer WHERE learner = :learner),"
    " (SELECT count(*) FROM attempt WHERE learner = :learner)"
)
_JOBS = (
    "SELECT j.digest, j.text, h.used_ms FROM holding h JOIN job j ON j.digest = h.digest"
    " WHERE h.learner = :learner ORDER BY h.used_ms, j.digest"
)
_HELD = (
    "SELECT digest, bytes, used_ms FROM holding WHERE learner = :learner"
    " ORDER BY used_ms DESC, digest"
)
_TEXT = (
    "SELECT uid, text FROM question WHERE digest = :digest UNION ALL"
    " SELECT uid, text FROM brought WHERE learner = :learner AND digest = :digest LIMIT 1"
)


def kept_of(conn: Connection, learner: str) -> Amount:
    """Counts what is kept of a learner."""
    row = conn.execute(_KEPT, {"learner": learner}).fetchone()
    firsts = (row["answered_ms"], row["started_ms"], row["flagged_ms"])
    moments = [ms for ms in firsts if isinstance(ms, int)]
    return Amount(
        row["answers"],
        row["attempts"],
        row["jobs"],
        min(moments) if moments else None,
        whole(row["about_bytes"]),
        row["flags"],
    )


def held_of(conn: Connection, learner: str) -> tuple[HeldJob, ...]:
    """Lists the jobs of a learner, the last used first."""
    rows = conn.execute(_HELD, {"learner": learner}).fetchall()
    return tuple(HeldJob(text(row[0]), whole(row[1]), whole(row[2])) for row in rows)


def belongings_of(conn: Connection, learner: str) -> Belongings:
    """Reads all of a learner, in a transaction of the caller's."""
    logs = logs_of(conn, learner)
    jobs = conn.execute(_JOBS, {"learner": learner}).fetchall()
    return replace(
        logs,
        questions=tuple(_texts(conn, learner, _digests(logs.attempts, logs.answers))),
        jobs=tuple(JobText(text(row[0]), text(row[1]), whole(row[2])) for row in jobs),
        flags=flags_of(conn, learner)[::-1],
    )


def logs_of(conn: Connection, learner: str) -> Belongings:
    """Reads the attempts and answers of a learner alone."""
    rows = conn.execute(
        "SELECT * FROM attempt WHERE learner = :learner ORDER BY seq, id", {"learner": learner}
    ).fetchall()
    return Belongings(tuple(map(attempt_of, rows)), entries_of(conn, learner))


def state_of(conn: Connection, learner: str) -> tuple[int, ...]:
    """Returns what changes with each attempt and answer of a learner: how many there are."""
    return tuple(conn.execute(_STATE, {"learner": learner}).fetchone())


def is_carried(uid: str) -> bool:
    """Says whether the text of such a question goes along: a level or a run has none to show.

    >>> [is_carried(uid) for uid in ("rollback/a", "levels/a", "half-written/", "own-ab/?do=fix")]
    [True, False, False, False]
    """
    return not is_of_run(uid) and set_of(uid) != LEVELS_SET


def _digests(attempts: Iterable[Attempt], answers: Iterable[Answer]) -> list[str]:
    """Returns what questions of sets were put as, each once, in order."""
    asked = [pair for one in attempts for pair in zip(one.questions, one.puts, strict=False)]
    asked += [(answer.question, answer.put) for answer in answers]
    return list(dict.fromkeys(put for uid, put in asked if put and is_carried(uid)))


def _texts(conn: Connection, learner: str, digests: Iterable[str]) -> Iterable[PutText]:
    for digest in digests:
        row = conn.execute(_TEXT, {"learner": learner, "digest": digest}).fetchone()
        if row is not None and is_carried(text(row["uid"])):
            yield PutText(digest, text(row["uid"]), text(row["text"]))
