"""What changed in the content since a learner's last answer. Nothing is remembered of a visit."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask import url_for

from trialrun.content import Catalog
from trialrun.questions import Question
from trialrun.store import QUESTION, StoreError
from trialrun.web.http.services import answers, catalog, learner, now_ms, stores
from trialrun.web.practice.day import Day


@dataclass(frozen=True, slots=True)
class NewThing:
    """Something that was not there before: what it is, its title, and where it is."""

    tag: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class News:
    """What came since a day, and which answered questions say something else today."""

    since: Day
    things: tuple[NewThing, ...]
    reworded: tuple[Question, ...]


def news() -> News | None:
    """Returns what is news to the learner; None when nothing is."""
    content = catalog()
    with suppress(StoreError):
        # While nothing can be written, what is new is noted with the next visit of anybody.
        stores().changes.note(content, lambda: _items(content), now_ms())
    # An answer that was brought may be of a day that is not yet.
    since_ms = answers().last_ms(learner(), now_ms())
    changed = stores().changes.since(learner(), since_ms)
    things = [thing for item in changed.new if (thing := _thing(content, *item))]
    new_sets = {name for kind, name in changed.new if kind == "set"}
    for slug, count in changed.new_questions.items():
        if slug in content.sets and slug not in new_sets:
            tag = "One new question in" if count == 1 else f"{count} new questions in"
            things.append(_of_set(content, tag, slug))
    reworded = [q for uid in changed.reworded if (q := content.question(uid))]
    if not things and not reworded:
        return None
    return News(Day.of(since_ms, now_ms()), tuple(things), tuple(reworded))


def _items(content: Catalog) -> Mapping[tuple[str, str], str]:
    """Returns what the content holds. Only of questions it matters what they say."""
    found = {("lesson", slug): "" for slug in content.lessons}
    found |= {("level", slug): "" for slug in content.levels}
    found |= {("incident", slug): "" for slug in content.incidents}
    for slug, questions in content.sets.items():
        found["set", slug] = ""
        said = questions.said
        found |= {(QUESTION, f"{slug}/{id_}"): said.get(id_, "") for id_ in questions.questions}
    return found


def _thing(content: Catalog, kind: str, slug: str) -> NewThing | None:
    """Returns what came; None for what went again."""
    if kind == "set" and slug in content.sets:
        return _of_set(content, "New questions:", slug)
    if kind == "lesson" and (lesson := content.lessons.get(slug)):
        return NewThing("New lesson:", lesson.title, url_for("lessons.show", slug=slug))
    if kind == "level" and (level := content.levels.get(slug)):
        return NewThing("New level:", level.title, url_for("levels.show", slug=slug))
    if kind == "incident" and (incident := content.incidents.get(slug)):
        return NewThing("New incident:", incident.title, url_for("incidents.show", slug=slug))
    return None


def _of_set(content: Catalog, tag: str, slug: str) -> NewThing:
    return NewThing(tag, content.sets[slug].title, url_for("practice.show_set", slug=slug))
