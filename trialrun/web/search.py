"""Search: lessons, questions, facts, levels and stories by their words. Reveals no key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.content import Catalog, Fact
from trialrun.lab.own_job import writable
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog
from trialrun.web.lessons import steps_opened

if TYPE_CHECKING:
    from trialrun.content.words import FoundText, WordIndex

pages = Blueprint("search", __name__)

TYPED_MAX = 200
SHOWN, SHOWN_ALONE = 5, 100
"""So many of each sort are shown, and so many where one sort is looked at alone."""
INDEXING_MS = 300.0
"""Measured: 700 texts are read and indexed in 0.1 to 0.3 s, once for each content."""
TITLES = {
    "lesson": "Lessons",
    "question": "Questions",
    "fact": "Facts",
    "level": "Levels",
    "story": "Stories of the simulator",
}
TOO_LONG = f"That is longer than {TYPED_MAX} signs. A few words find more."


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, as a page shows it.

    `is_ahead` where it stands behind a prompt of a lesson that is still to be answered: of that
    no word is shown. `fact` is one that was found; of it there is no page.
    """

    title: str
    url: str
    marked: tuple[tuple[str, bool], ...]
    is_ahead: bool = False
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """What was found of a sort; `more` leads to those that are not shown, "" for none."""

    title: str
    hits: tuple[Hit, ...]
    count: int
    more: str


@pages.get("/search/")
def show() -> ResponseReturnValue:
    """Shows what is found; without words, the field alone."""
    typed, only = writable(request.args.get("q", "")), request.args.get("in", "")
    only, error = only if only in TITLES else "", ""
    if len(typed) > TYPED_MAX:
        typed, error = typed[:TYPED_MAX], TOO_LONG
    is_asked = typed.strip() and not error
    groups, is_some = _groups(typed, only) if is_asked else ([], False)
    return render(
        "search/page.html",
        status=400 if error else 200,
        typed=typed,
        groups=groups,
        is_some=is_some,
        only=only,
        error=error,
        typed_max=TYPED_MAX,
    )


def _groups(typed: str, only: str) -> tuple[list[HitGroup], bool]:
    count = SHOWN_ALONE if only else SHOWN
    found = _index().find(typed, count=count, only=only)
    groups: list[HitGroup] = []
    for sort, of_sort in found.by_sort.items():
        total, hits = found.counts[sort], tuple(dict.fromkeys(_hits(of_sort)))
        is_cut = total > len(of_sort) and not only
        more = f"{url_for('search.show', q=typed)}&in={sort}" if is_cut else ""
        groups.append(HitGroup(TITLES[sort], hits, total, more))
    return groups, found.is_some


def _hits(found: "list[FoundText]") -> Iterator[Hit]:
    for one in found:
        if one.sort == "lesson":
            yield _of_lesson(one)
        elif one.sort == "question":
            slug, _, id_ = one.name.partition("/")
            url = url_for("practice.show_question", slug=slug, question_id=id_)
            yield Hit(one.title, url, one.marked)
        elif one.sort == "fact":
            yield Hit("", "", one.marked, fact=catalog().facts.get(one.name))
        elif one.sort == "level":
            yield Hit(one.title, url_for("levels.show", slug=one.name), one.marked)
        else:
            yield Hit(one.title, url_for("simulator.show", slug=one.name), one.marked)


def _of_lesson(one: "FoundText") -> Hit:
    slug, _, section = one.name.partition("#")
    lesson = catalog().lessons.get(slug)
    if lesson is None or one.step > steps_opened(lesson):
        title = lesson.title if lesson else one.title
        return Hit(title, url_for("lessons.show", slug=slug), (), is_ahead=True)
    url = url_for("lessons.show", slug=slug, _anchor=section or None)
    return Hit(one.title, url, one.marked)


def _index() -> "WordIndex":
    """Returns the index of today's content, made when it is first asked for."""
    found = _indices.get(catalog())
    if found is None:
        from trialrun.content.words import WordIndex, texts_of

        weigh(INDEXING_MS)
        found = _indices.get(catalog()) or WordIndex(texts_of(catalog()))
        _indices[catalog()] = found
    return found


_indices: "WeakKeyDictionary[Catalog, WordIndex]" = WeakKeyDictionary()
