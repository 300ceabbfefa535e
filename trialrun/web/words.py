"""The words of the course: what each means, beside its name in the API and its former names."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from trialrun.content.glossary import PARTS, GlossaryTerm
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog

pages = Blueprint("words", __name__)

STATES, CONDITIONS, OTHERS = PARTS


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term as the page shows it: `lesson` is the title and the address of who teaches it."""

    id: str
    term: GlossaryTerm
    lesson: tuple[str, str] | None


@pages.get("/words/")
def show() -> ResponseReturnValue:
    """Shows all words: states and conditions in the order of the file, the others by the letter."""
    found: dict[str, list[ShownTerm]] = {STATES: [], CONDITIONS: [], OTHERS: []}
    for id_, term in catalog().glossary.items():
        part = STATES if term.state else CONDITIONS if term.is_condition else OTHERS
        found[part].append(ShownTerm(id_, term, _lesson_of(term)))
    found[OTHERS].sort(key=lambda shown: shown.term.name.casefold())
    return render(
        "words/page.html",
        states=found[STATES],
        conditions=found[CONDITIONS],
        others=found[OTHERS],
        facts=catalog().facts,
    )


def _lesson_of(term: GlossaryTerm) -> tuple[str, str] | None:
    slug, _, section = term.lesson.partition("#")
    lesson = catalog().lessons.get(slug)
    if lesson is None:
        return None
    return lesson.title, url_for("lessons.show", slug=slug, _anchor=section or None)
