"""When what came into the content, and when words changed. Knows of content only names.

The first content that is noted is what was always there: it is news to nobody.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import NamedTuple
from weakref import WeakSet

from trialrun.store.database import AppDatabase
from trialrun.store.log import QUESTION
from trialrun.store.rows import text

LISTED_MAX = 20
"""So many of each sort are named."""

_NOTE = (
    "INSERT INTO content_change (kind, name, digest, is_new, changed_ms)"
    " VALUES (:kind, :name, :digest, :is_new, :changed_ms) ON CONFLICT (kind, name) DO UPDATE"
    " SET digest = excluded.digest, is_new = 0, changed_ms = excluded.changed_ms"
)
_IS_ANY = "SELECT 1 FROM content_change WHERE changed_ms > :since_ms LIMIT 1"
# What is put into these is ours.
_NEW = (
    "SELECT kind, name FROM content_change WHERE changed_ms > :since_ms AND is_new = 1"  # noqa: S608
    f" AND kind <> '{QUESTION}' ORDER BY changed_ms DESC, kind, name LIMIT {LISTED_MAX}"
)
_SET = "substr({table}name, 1, instr({table}name, '/') - 1)"
_NEW_QUESTIONS = (
    f"SELECT {_SET.format(table='')} AS set_slug, count(*) AS count FROM content_change"  # noqa: S608
    f" WHERE changed_ms > :since_ms AND is_new = 1 AND kind = '{QUESTION}'"
    f" GROUP BY 1 ORDER BY 1 LIMIT {LISTED_MAX}"
)
_CHANGED = (
    "SELECT c.name FROM content_change c CROSS JOIN latest l"  # noqa: S608 - few changes first
    " WHERE c.changed_ms > :since_ms AND l.learner = :learner"
    f" AND l.realm = '{QUESTION}' AND l.set_slug = {_SET.format(table='c.')}"
    " AND l.question = c.name AND c.is_new = 0"
    f" AND c.kind = '{QUESTION}' ORDER BY c.changed_ms DESC, c.name LIMIT {LISTED_MAX}"
)

Items = Mapping[tuple[str, str], str]
"""{(kind, name): digest of its words}. The kind of a question is QUESTION, its name the uid."""


class Changed(NamedTuple):
    """What changed since a moment: (kind, name) of what is new, {set: new questions}, and uids.

    The uids are of questions that the learner has answered, and that say something else now.
    """

    new: list[tuple[str, str]]
    new_questions: dict[str, int]
    reworded: list[str]


class Changes:
    """What changed in the content. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database
        self._noted: WeakSet[object] = WeakSet()
        self._generation = -1
        self._lock = Lock()

    def note(self, edition: object, items: Callable[[], Items], now_ms: int) -> None:
        """Notes what an edition of the content holds; once for each, and waiting for nobody."""
        with self._lock:
            if self._generation != (generation := self._database.generation()):
                self._generation, self._noted = generation, WeakSet()
            if edition in self._noted:
                return
            self._note(items(), now_ms)
            self._noted.add(edition)

    def since(self, learner: str, since_ms: int) -> Changed:
        """Returns what is news to a learner who was here last at that moment."""
        values = {"learner": learner, "since_ms": max(since_ms, 0)}
        with self._database.reading() as db:
            if db.conn.execute(_IS_ANY, values).fetchone() is None:
                return Changed([], {}, [])
            new = db.conn.execute(_NEW, values).fetchall()
            counts = db.conn.execute(_NEW_QUESTIONS, values).fetchall()
            reworded = db.conn.execute(_CHANGED, values).fetchall()
        return Changed(
            [(text(row["kind"]), text(row["name"])) for row in new],
            {text(row["set_slug"]): row["count"] for row in counts},
            [text(row["name"]) for row in reworded],
        )

    def _note(self, items: Items, now_ms: int) -> None:
        with self._database.reading() as db:
            rows = db.conn.execute("SELECT kind, name, digest FROM content_change").fetchall()
        known = {(text(row["kind"]), text(row["name"])): text(row["digest"]) for row in rows}
        changed = {key: digest for key, digest in items.items() if known.get(key) != digest}
        if not changed:
            return
        with self._database.writing(wait_ms=0) as db:
            db.conn.executemany(
                _NOTE,
                [
                    {
                        "kind": kind,
                        "name": name,
                        "digest": digest,
                        "is_new": int(bool(known)),
                        "changed_ms": now_ms if known else 0,
                    }
                    for (kind, name), digest in changed.items()
                ],
            )
