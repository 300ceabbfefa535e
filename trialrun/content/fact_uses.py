"""Where facts are used: by lessons, questions, levels, incidents, and against beliefs. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trialrun.content.catalog import Catalog
from trialrun.questions.known import THOUGHTS


@dataclass(frozen=True, slots=True)
class AskedUnder:
    """A question that cites a fact: only what is there to be read before it is answered."""

    uid: str
    set_title: str
    stem: str


@dataclass(slots=True)
class FactUses:
    """Where a fact is used: lessons, levels and incidents as (slug, title), beliefs it corrects."""

    lessons: list[tuple[str, str]] = field(default_factory=list)
    levels: list[tuple[str, str]] = field(default_factory=list)
    incidents: list[tuple[str, str]] = field(default_factory=list)
    questions: list[AskedUnder] = field(default_factory=list)
    corrects: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.lessons or self.levels or self.incidents or self.questions or self.corrects
        )


def uses_of_facts(catalog: Catalog) -> Mapping[str, FactUses]:
    """Returns where each fact of the content is used, by its id."""
    found = {id_: FactUses() for id_ in catalog.facts}

    def of(ids: Iterable[str]) -> list[FactUses]:
        return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]

    for slug, lesson in catalog.lessons.items():
        for uses in of(lesson.facts):
            uses.lessons.append((slug, lesson.title))
    for slug, level in catalog.levels.items():
        for uses in of(level.facts):
            uses.levels.append((slug, level.title))
    for slug, incident in catalog.incidents.items():
        for uses in of(incident.level.facts):
            uses.incidents.append((slug, incident.title))
    for asked_set in catalog.sets.values():
        for uid in asked_set.uids:
            if question := catalog.question(uid):
                asked = AskedUnder(uid, asked_set.title, question.stem)
                for uses in of(fact.id for fact in question.facts):
                    uses.questions.append(asked)
    for thought in THOUGHTS.values():
        for uses in of((thought.corrected_by,)):
            uses.corrects.append(thought.says)
    return found
