"""All that can be read, found by its words: an index in memory, made of the content at hand.

It is derived and never the truth. No word of a key is in it: of a question there is what is asked,
of a level its story, of an incident the call.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

from trialrun.content.catalog import Catalog
from trialrun.content.course import Lesson
from trialrun.sqlite import sqlite3

LESSON, QUESTION, FACT, LEVEL, STORY = "lesson", "question", "fact", "level", "story"
FIGURE = "figure"
INCIDENT, WORD = "incident", "word"
SORTS = (WORD, LESSON, FIGURE, QUESTION, FACT, LEVEL, INCIDENT, STORY)
WORDS_MAX = 20
"""So many words of what was typed are looked for."""
_INCIDENT_NIGHT = (
    "You are on call, and the pager goes: see what the platform shows of an incident, name the "
    "cause, act."
)
AROUND = 60
"""So many words are shown of a text, the matching ones among them."""

_WORD = re.compile(r"\w+")
_HEADING = re.compile(r'<h2 id="([^"<>]*)">(.*?)</h2>', re.DOTALL)
_NOTE = re.compile(r'<sup[ >].*?</sup>|<span class="term__note".*?</span>', re.DOTALL)
"""What a lesson's text is read without: notes, and meanings, which are found by themselves."""
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[`*]|[\x00-\x1f]")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_ON, _OFF = "\x02", "\x03"
_FIND = (
    f"SELECT sort, name, step, title, snippet(said, 4, '{_ON}', '{_OFF}', '…', {AROUND})"  # noqa: S608
    " FROM said WHERE said MATCH :words AND sort = :sort"
    " ORDER BY bm25(said, 0, 0, 0, 4, 1, 4), name, rowid LIMIT :count OFFSET :after"
)
_COUNT = "SELECT sort, count(*) FROM said WHERE said MATCH :words GROUP BY sort"


class Findable(NamedTuple):
    """A text that can be found: where it belongs, and the step of its lesson, from 1; else 0.

    `name` is a slug, a uid or an id; of a section of a lesson it is SLUG#ID.
    By `also` it is found, too, and that is not shown.
    """

    sort: str
    name: str
    step: int
    title: str
    text: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text that was found: `marked` are the pieces of the part that fits, and whether they do."""

    sort: str
    name: str
    step: int
    title: str
    marked: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class FoundAll:
    """What was found, by sort, and how much there is of each; `is_some` where words are missing."""

    by_sort: dict[str, list[FoundText]]
    counts: dict[str, int]
    is_some: bool


class WordIndex:
    """Finds texts by words and by how words begin. One reader at a time."""

    def __init__(self, texts: Iterator[Findable]) -> None:
        # Imported with the first search: it takes 0.1 s.
        from sqlite_utils import Database

        self._lock = Lock()
        self._db: Any = Database(sqlite3.connect(":memory:", check_same_thread=False))
        self._db.execute(
            "CREATE VIRTUAL TABLE said USING fts5(sort UNINDEXED, name UNINDEXED, step UNINDEXED,"
            " title, text, also, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        self._db.conn.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", texts)

    def find(self, typed: str, *, count: int, only: str = "", after: int = 0) -> FoundAll:
        """Returns what has all of the words, else what has some; so many of each sort.

        `after` are so many of each that are passed over.
        """
        words = dict.fromkeys(_WORD.findall(typed.casefold()))
        terms = [f"{self._db.quote_fts(word)}*" for word in words][:WORDS_MAX]
        if not terms:
            return FoundAll({}, {}, is_some=False)
        with self._lock:
            joined, is_some = " AND ".join(terms), False
            counts = self._counts(joined)
            if not counts and len(terms) > 1:
                joined, is_some = " OR ".join(terms), True
                counts = self._counts(joined)
            sorts = [sort for sort in SORTS if sort in counts and only in ("", sort)]
            rows = {
                sort: self._db.execute(
                    _FIND, {"words": joined, "sort": sort, "count": count, "after": after}
                ).fetchall()
                for sort in sorts
            }
        found = {sort: [_found(*row) for row in of_sort] for sort, of_sort in rows.items()}
        return FoundAll(found, counts, is_some and bool(counts))

    def _counts(self, words: str) -> dict[str, int]:
        return dict(self._db.execute(_COUNT, {"words": words}).fetchall())


def texts_of(catalog: Catalog) -> Iterator[Findable]:
    """Yields all that can be found in the content."""
    for id_, term in catalog.glossary.items():
        before = f" Formerly {', '.join(term.was)}." if term.was else ""
        also = " ".join((*term.forms, *term.api))
        yield Findable(WORD, id_, 0, term.title, _plain(term.says + before), also)
    for lesson in catalog.lessons.values():
        yield from _sections(lesson)
    for slug, figure in catalog.figures.items():
        said = (f"{moment.says} {moment.note}" for moment in figure.moments)
        told = " ".join((figure.summary, *said))
        yield Findable(FIGURE, slug, 0, _plain(figure.title), _plain(told))
    for found in catalog.sets.values():
        for uid in found.uids:
            if question := catalog.question(uid):
                asked = f"{question.stem} {question.code}"
                yield Findable(QUESTION, uid, 0, found.title, _plain(asked))
    for id_, fact in catalog.facts.items():
        yield Findable(FACT, id_, 0, "", _plain(fact.says))
    for slug, level in catalog.levels.items():
        yield Findable(LEVEL, slug, 0, _plain(level.title), _plain(level.story))
    if catalog.incidents:
        # The page of all of them is found, too: it has no name of its own.
        yield Findable(INCIDENT, "", 0, "Incident night", _INCIDENT_NIGHT)
    for slug, incident in catalog.incidents.items():
        yield Findable(INCIDENT, slug, 0, _plain(incident.title), _plain(incident.call.says))
    for slug, story in catalog.scenarios.items():
        yield Findable(STORY, slug, 0, _plain(story.title), _plain(story.summary))


def _sections(lesson: Lesson) -> Iterator[Findable]:
    """Yields the sections of a lesson; one that goes on behind a prompt is there for each step."""
    id_, title = "", lesson.title
    for number, step in enumerate(lesson.steps, 1):
        shown = "".join(block.content for block in step.blocks if block.kind == "html")
        pieces = _HEADING.split(_NOTE.sub(" ", shown))
        texts = [(id_, title, pieces[0])]
        for at in range(1, len(pieces), 3):
            id_, title = pieces[at], _plain_html(pieces[at + 1])
            texts.append((id_, title, pieces[at + 2]))
        for section, heading, text in texts:
            if said := _plain_html(text):
                name = f"{lesson.slug}#{section}" if section else lesson.slug
                yield Findable(LESSON, name, number, heading, said)


def _plain_html(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _plain(text: str) -> str:
    bare = _MARKS.sub(lambda mark: " " if mark[0] < " " else "", text)
    return " ".join(_APOSTROPHE.sub("’", bare).split())


def _found(sort: str, name: str, step: int, title: str, snippet: str) -> FoundText:
    pieces: list[tuple[str, bool]] = []
    for number, part in enumerate(snippet.split(_ON)):
        marked, _, rest = part.partition(_OFF) if number else ("", "", part)
        pieces += [(marked, True)] if marked else []
        pieces += [(rest, False)] if rest else []
    return FoundText(sort, name, step, title, tuple(pieces))
