"""The answers of learners. One function is one transaction; the log is only added to."""

import json
from collections.abc import Sequence
from dataclasses import replace

from trialrun.store.database import AppDatabase
from trialrun.store.latest import (
    Connection,
    count,
    count_all_anew,
    count_anew,
    entries_of,
)
from trialrun.store.log import (
    DRILLED,
    LEVEL,
    MOVES_DIGITS_MAX,
    QUESTION,
    REALMS,
    Activity,
    Answer,
    Entry,
    Latest,
    Met,
    Outcome,
)
from trialrun.store.rows import (
    INSERT_ANSWER,
    NEXT_SEQ,
    Row,
    answer_of,
    answer_values,
    outcome_of,
    text,
    whole,
)

_COUNTING = ", ".join(f"'{activity}'" for activity, realm in REALMS.items() if realm == QUESTION)
_IN_ATTEMPT = (
    "SELECT * FROM answer WHERE learner = :learner AND activity = :activity"
    " AND attempt = :attempt ORDER BY question, revision"
)
# One row a set, not one a question: of 10,000 rows, fetching alone would take 6 ms.
# group_concat is what SQLite has; PostgreSQL calls it string_agg, as does SQLite from 3.44 on.
_MET = (
    "SELECT set_slug, group_concat(question, ' ') FILTER (WHERE outcome = 'right'),"
    " group_concat(question, ' ') FILTER (WHERE outcome <> 'right')"
    " FROM latest WHERE learner = :learner AND realm = :realm{where} GROUP BY set_slug"
)
_MISSED = (
    "SELECT question FROM latest WHERE learner = :learner AND realm = :realm"
    " AND outcome <> 'right' ORDER BY seq DESC LIMIT :count"
)
_WAITING = (
    "SELECT question, outcome = 'right' FROM latest"
    " WHERE learner = :learner AND realm = :realm ORDER BY seq"
)
# Their ids are FAMILY-vVERSION-SEED, and no family has a dash before a v and a digit.
_DRILLED = (
    "SELECT substr(question, 7, instr(substr(question, 7), '-v') - 1) AS family,"
    " sum(outcome = 'right'), count(*) FROM latest"
    " WHERE learner = :learner AND realm = :realm AND set_slug = 'drill' GROUP BY family"
)
# Each answer before it, in whatever activity that counts for a question, had shown its key.
_BEFORE = (
    "FROM answer e WHERE e.question = n.question AND e.learner = n.learner AND e.seq < n.seq"
    f" AND e.activity IN ({_COUNTING}) AND e.entry = 'answer'"
)
_RIGHT_AGAIN = (
    "SELECT n.attempt, count(*) AS count FROM answer n WHERE n.learner = :learner"  # noqa: S608
    " AND n.activity = :activity AND n.attempt IN (SELECT value FROM json_each(:attempts))"
    f" AND n.outcome = 'right' AND n.entry = 'answer' AND EXISTS (SELECT 1 {_BEFORE})"
    " GROUP BY n.attempt"
)
_SHOWN = (
    "SELECT n.question, (SELECT count(*) FROM (SELECT 1"  # noqa: S608 - ours
    f" {_BEFORE} LIMIT :at_most)) AS shown"
    " FROM answer n WHERE n.learner = :learner AND n.activity = :activity"
    " AND n.attempt = :attempt AND n.entry = 'answer' ORDER BY n.revision"
)
_OF_LEVELS = (
    "SELECT * FROM answer WHERE learner = :learner AND activity = :activity"
    " AND outcome = :outcome ORDER BY seq"
)
_ALL = 1 << 62
_APPEND = f"{INSERT_ANSWER.format(seq=NEXT_SEQ.format(table='answer'))} RETURNING seq"


class Answers:
    """The answers of all learners. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def keep(self, learner: str, answer: Answer, *, may_change: bool = False) -> Answer:
        """Keeps an answer and returns the one that counts.

        That is the first to this question in this attempt; the last one where it `may_change`.
        """
        with self._database.writing() as db:
            before = _last_entry(db.conn, learner, answer)
            is_open = before is None or before.entry is Entry.UNDO
            if before is not None and not is_open:
                same = dict(before.response) == dict(answer.response)
                if not may_change or (same and before.outcome is answer.outcome):
                    return before
            kept = _append(db.conn, learner, answer, before)
            if before is None:
                count(db.conn, learner, kept)
            else:
                count_anew(db.conn, learner, kept)
        return kept

    def undo(self, learner: str, answer: Answer, answered_ms: int) -> bool:
        """Takes an answer back, by an entry of the log; says whether there was one to take back.

        Its question is open in that attempt again.
        """
        with self._database.writing() as db:
            before = _last_entry(db.conn, learner, answer)
            if before is None or before.entry is not Entry.ANSWER:
                return False
            taken_back = Answer(
                before.attempt,
                before.question,
                {},
                before.outcome,
                answered_ms,
                before.activity,
                before.put,
                before.engine,
                entry=Entry.UNDO,
            )
            kept = _append(db.conn, learner, taken_back, before)
            count_anew(db.conn, learner, kept)
        return True

    def reset(self, learner: str, set_slug: str, answered_ms: int) -> None:
        """Lets nothing count that was answered in a set until now, by an entry of the log."""
        entry = Answer(
            "", f"{set_slug}/", {}, Outcome.SKIPPED, answered_ms, entry=Entry.RESET
        )  # fmt: skip
        with self._database.writing() as db:
            _append(db.conn, learner, entry, _last_entry(db.conn, learner, entry))
            db.conn.execute(
                "DELETE FROM latest WHERE learner = :learner AND realm = :realm"
                " AND set_slug = :set_slug",
                {"learner": learner, "realm": QUESTION, "set_slug": set_slug},
            )

    def in_attempt(self, learner: str, activity: Activity, attempt: str) -> tuple[Answer, ...]:
        """Returns the answers that count in an attempt, in order of arrival."""
        with self._database.reading() as db:
            rows = db.conn.execute(
                _IN_ATTEMPT, {"learner": learner, "activity": activity.value, "attempt": attempt}
            ).fetchall()
        last = {row["question"]: row for row in rows}
        found = map(answer_of, last.values())
        given = [answer for answer in found if answer.entry is Entry.ANSWER]
        return tuple(sorted(given, key=lambda answer: answer.seq))

    def last_ms(self, learner: str, now_ms: int) -> int:
        """Returns when the learner last answered, of what was answered by now; 0 for never."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT answered_ms FROM answer WHERE learner = :learner"
                " AND answered_ms <= :now_ms ORDER BY seq DESC LIMIT 1",
                {"learner": learner, "now_ms": now_ms},
            ).fetchone()
        return whole(row["answered_ms"]) if row else 0

    def shown_before(
        self, learner: str, activity: Activity, attempt: str, *, at_most: int
    ) -> dict[str, int]:
        """Returns {question: how often it had been answered before}, of an attempt's answers.

        Nobody counts beyond `at_most`: of 20,000 answers most are to questions seen before.
        """
        values = {"learner": learner, "activity": activity.value, "attempt": attempt}
        with self._database.reading() as db:
            rows = db.conn.execute(_SHOWN, values | {"at_most": at_most}).fetchall()
        return {text(row["question"]): row["shown"] for row in rows if row["shown"]}

    def right_again(
        self, learner: str, activity: Activity, attempts: Sequence[str]
    ) -> dict[str, int]:
        """Returns {attempt: right answers to questions that had been answered before}."""
        values = {"learner": learner, "activity": activity.value, "attempts": json.dumps(attempts)}
        with self._database.reading() as db:
            rows = db.conn.execute(_RIGHT_AGAIN, values).fetchall()
        return {text(row["attempt"]): row["count"] for row in rows}

    def latest(self, learner: str, set_slug: str | None = None) -> dict[str, Latest]:
        """Returns what counts of each question of sets, or of one set, by uid."""
        where = "" if set_slug is None else " AND set_slug = :set_slug"
        return self._latest(where, learner=learner, realm=QUESTION, set_slug=set_slug)

    def met(self, learner: str, set_slug: str | None = None) -> dict[str, Met]:
        """Returns which questions of sets, or of one set, are right by now and which are not."""
        where = "" if set_slug is None else " AND set_slug = :set_slug"
        values = {"learner": learner, "realm": QUESTION, "set_slug": set_slug}
        with self._database.reading() as db:
            rows = db.conn.execute(_MET.format(where=where), values).fetchall()
        return {slug: Met(_ids(slug, right), _ids(slug, missed)) for slug, right, missed in rows}

    def waiting(self, learner: str) -> list[tuple[str, bool]]:
        """Returns each question met and whether it is right by now; what waits longest first."""
        with self._database.reading() as db:
            rows = db.conn.execute(_WAITING, {"learner": learner, "realm": QUESTION}).fetchall()
        return [(text(question), bool(is_right)) for question, is_right in rows]

    def drilled(self, learner: str) -> dict[str, tuple[int, int]]:
        """Returns {family: (right, answered)} of generated questions, by what counts of each."""
        with self._database.reading() as db:
            rows = db.conn.execute(_DRILLED, {"learner": learner, "realm": DRILLED}).fetchall()
        return {text(family): (right, count) for family, right, count in rows}

    def missed(self, learner: str, count: int = _ALL) -> list[str]:
        """Returns the questions whose latest answer is wrong or skipped, the newest first."""
        values = {"learner": learner, "realm": QUESTION, "count": count}
        with self._database.reading() as db:
            return [text(row[0]) for row in db.conn.execute(_MISSED, values)]

    def levels(self, learner: str) -> dict[str, Latest]:
        """Returns what counts of each level, by uid."""
        return self._latest("", learner=learner, realm=LEVEL)

    def solved(self, learner: str) -> dict[str, Answer]:
        """Returns the answer that solved each level in the fewest moves, the first of equals."""
        won = {"activity": Activity.LEVEL.value, "outcome": Outcome.RIGHT.value}
        with self._database.reading() as db:
            rows = db.conn.execute(_OF_LEVELS, {"learner": learner, **won}).fetchall()
        found: dict[str, Answer] = {}
        for answer in map(answer_of, rows):
            best = found.get(answer.question)
            if best is None or (answer.moves or 0) < (best.moves or 0):
                found[answer.question] = answer
        return found

    def entries(self, learner: str) -> tuple[Answer, ...]:
        """Returns a learner's whole log, in order of arrival. No page needs it."""
        with self._database.reading() as db:
            return entries_of(db.conn, learner)

    def count_all_anew(self, learner: str) -> None:
        """Makes what is counted from the log anew: what counts of each question, and attempts."""
        with self._database.writing() as db:
            count_all_anew(db.conn, learner, entries_of(db.conn, learner))

    def _latest(self, where: str, **values: object) -> dict[str, Latest]:
        sql = (
            "SELECT question, outcome, seq, answers, put, best FROM latest"  # noqa: S608 - ours
            f" WHERE learner = :learner AND realm = :realm{where}"
        )
        with self._database.reading() as db:
            rows = db.conn.execute(sql, values).fetchall()
        return {latest.question: latest for latest in map(_latest, rows)}


def _latest(row: Row) -> Latest:
    best = row["best"]
    is_number = isinstance(best, int) and 0 <= best < 10**MOVES_DIGITS_MAX
    return Latest(
        text(row["question"]),
        outcome_of(row["outcome"]),
        whole(row["seq"]),
        whole(row["answers"]),
        text(row["put"]),
        best if is_number else None,
    )


def _ids(slug: str, uids: str | None) -> list[str]:
    """Reads the ids in a row of uids, none of which has a blank or a second slash."""
    return uids.replace(f"{slug}/", "").split() if uids else []


def _append(conn: Connection, learner: str, answer: Answer, before: Answer | None) -> Answer:
    kept = replace(answer, revision=before.revision + 1 if before else 0)
    row = conn.execute(_APPEND, answer_values(learner, kept)).fetchone()
    return replace(kept, seq=row[0])


def _last_entry(conn: Connection, learner: str, answer: Answer) -> Answer | None:
    """Returns the last entry to a question in an attempt."""
    row = conn.execute(
        "SELECT * FROM answer WHERE learner = :learner AND activity = :activity"
        " AND attempt = :attempt AND question = :question ORDER BY revision DESC LIMIT 1",
        {
            "learner": learner,
            "activity": answer.activity.value,
            "attempt": answer.attempt,
            "question": answer.question,
        },
    ).fetchone()
    return answer_of(row) if row else None
