"""Search: all that can be read and played, by its words. Reveals no key."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.content import Catalog, Fact
from trialrun.lab.lettering import cut
from trialrun.lab.own_job import writable
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog
from trialrun.web.lesson_progress import steps_opened

if TYPE_CHECKING:
    from trialrun.content.words import FoundText, WordIndex

pages = Blueprint("search", __name__)

TYPED_MAX = 200
SHOWN, PAGE_SIZE = 5, 50
"""So many of each sort are shown, and so many on a page where one sort is looked at alone."""
PAGE_MAX = 10_000
TITLE_MAX = 60
"""So much of a fact is its title: it has none of its own."""
INDEXING_MS = 300.0
"""Measured: 700 texts are read and indexed in 0.1 to 0.3 s, once for each content."""
TITLES = {
    "word": "Words",
    "lesson": "Lessons",
    "figure": "Figures",
    "question": "Questions",
    "fact": "Facts",
    "level": "Levels",
    "incident": "Incidents",
    "story": "Stories of the simulator",
}
TOO_LONG = f"That is longer than {TYPED_MAX} signs. A few words find more."


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, as a page shows it.

    `is_ahead` where it stands behind a prompt of a lesson that is still to be answered: of that
    no word is shown. `fact` is one that was found.
    """

    title: str
    url: str
    marked: tuple[tuple[str, bool], ...]
    is_ahead: bool = False
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """What was found of a sort; `more` leads to those that are not shown, "" for none.

    Of one that is looked at alone `part` says which are shown, and `before` and `after` lead to
    the pages beside it; all are "" where one page has all.
    """

    title: str
    hits: tuple[Hit, ...]
    count: int
    more: str = ""
    part: str = ""
    before: str = ""
    after: str = ""


@pages.get("/search/")
def show() -> ResponseReturnValue:
    """Shows what is found; without words, the field alone."""
    typed, only = writable(request.args.get("q", "")), request.args.get("in", "")
    only, error = only if only in TITLES else "", ""
    if len(typed) > TYPED_MAX:
        typed, error = typed[:TYPED_MAX], TOO_LONG
    is_asked = typed.strip() and not error
    page = _page() if only else 1
    groups, is_some = _groups(typed, only, page) if is_asked else ([], False)
    if page > 1 and is_asked and not any(group.hits for group in groups):
        way = (_address(typed, only), "The first page")
        abort(error_page(404, "There is no such page", "What was found ends before it:", way=way))
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


def _page() -> int:
    """Returns which page is asked for, from 1; what is no number is the first."""
    asked = request.args.get("page", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= len(str(PAGE_MAX))
    return min(max(int(asked), 1), PAGE_MAX) if is_number else 1


def _groups(typed: str, only: str, page: int) -> tuple[list[HitGroup], bool]:
    count, passed = (PAGE_SIZE, (page - 1) * PAGE_SIZE) if only else (SHOWN, 0)
    found = _index().find(typed, count=count, only=only, after=passed)
    groups: list[HitGroup] = []
    for sort, of_sort in found.by_sort.items():
        total, hits = found.counts[sort], tuple(dict.fromkeys(_hits(of_sort)))
        group = HitGroup(TITLES[sort], hits, total)
        if not only and total > len(of_sort):
            group = replace(group, more=_address(typed, sort))
        elif only and total > len(of_sort):
            group = replace(
                group,
                part=f"{passed + 1} to {passed + len(of_sort)} of {total:,}",
                before=_address(typed, sort, page - 1) if page > 1 else "",
                after=_address(typed, sort, page + 1) if passed + len(of_sort) < total else "",
            )
        groups.append(group)
    return groups, found.is_some


def _address(typed: str, sort: str, page: int = 1) -> str:
    """Returns where one sort is looked at alone."""
    url = f"{url_for('search.show', q=typed)}&in={sort}"
    return url if page == 1 else f"{url}&page={page}"


def _hits(found: "list[FoundText]") -> Iterator[Hit]:
    for one in found:
        if one.sort == "lesson":
            yield _of_lesson(one)
        elif one.sort == "figure":
            yield _of_figure(one)
        elif one.sort == "question":
            slug, _, id_ = one.name.partition("/")
            url = url_for("practice.show_question", slug=slug, question_id=id_)
            yield Hit(one.title, url, one.marked)
        elif one.sort == "fact":
            fact, url = catalog().facts.get(one.name), url_for("facts.show", fact_id=one.name)
            title = cut(fact.says.replace("`", ""), TITLE_MAX) if fact else one.name
            yield Hit(title, url, one.marked, fact=fact)
        elif one.sort == "word":
            yield Hit(one.title, url_for("words.show", _anchor=one.name), one.marked)
        elif one.sort == "level":
            yield Hit(one.title, url_for("levels.show", slug=one.name), one.marked)
        elif one.sort == "incident":
            # The page of all incidents has no name.
            of_all = url_for("incidents.index")
            url = url_for("incidents.show", slug=one.name) if one.name else of_all
            yield Hit(one.title, url, one.marked)
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


def _of_figure(one: "FoundText") -> Hit:
    """Leads to a figure; to its lesson where it stands behind a prompt in all that embed it."""
    ahead = ""
    for lesson in catalog().lessons.values():
        for number, step in enumerate(lesson.steps, 1):
            if any(block.kind == "figure" and block.content == one.name for block in step.blocks):
                if number <= steps_opened(lesson):
                    return Hit(one.title, url_for("figures.show", slug=one.name), one.marked)
                ahead = ahead or url_for("lessons.show", slug=lesson.slug)
    if ahead:
        return Hit(one.title, ahead, (), is_ahead=True)
    return Hit(one.title, url_for("figures.show", slug=one.name), one.marked)


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
