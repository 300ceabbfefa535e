"""What each kind of file gives to a catalog: a small head at once, and a body when asked for.

The readers are imported when there is something to read: a start with kept proofs needs none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from trialrun.content.folder import (
    BUNDLES,
    EXAMS,
    FACTS,
    FIGURES,
    GLOSSARY,
    INCIDENTS,
    OUTLINE,
    folder_of,
    slug_of,
)
from trialrun.content.looked_up import BrokenFiles, CitedFacts
from trialrun.problem import Problem


@dataclass(frozen=True, slots=True)
class FileValue:
    """What a file gave; None for what is left out. Head and body can be pickled."""

    head: Any
    body: Any
    problems: tuple[Problem, ...]
    aside: Any = None
    """What is known of the file also where it is left out."""


Spaces = Mapping[str, Any]
"""What a file may look up in others: mappings by name."""
Read = Callable[[str, str, Spaces], FileValue]
"""Reads a file: (path, text, spaces)."""


def reader_of(path: str) -> Read:
    """Returns what reads a file."""
    return _READ[path] if path in _READ else _READ[folder_of(path)]


def _facts(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.facts import read_facts

    facts, problems = read_facts(path, text)
    return FileValue(facts, None, tuple(problems))


def _outline(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.outline import read_outline

    entries, problems = read_outline(path, text)
    return FileValue(entries, None, tuple(problems))


def _exams(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.exams import read_exams

    exams, problems = read_exams(path, text)
    return FileValue(exams, None, tuple(problems))


def _glossary(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.glossary import read_glossary

    glossary, problems = read_glossary(
        path,
        text,
        facts=spaces["facts"],
        lessons=spaces["outline"],
        broken_facts=spaces["facts broken"],
    )
    return FileValue(glossary, None, tuple(problems))


def _scenario(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.scenarios import read_scenario

    scenario, problems = read_scenario(path, slug_of(path), text)
    head = {"order": scenario.order} if scenario else None
    return FileValue(head, scenario, tuple(problems))


def _figure(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.figures import read_figure

    figure, problems = read_figure(
        path,
        slug_of(path),
        text,
        facts=spaces["facts"],
        scenarios=spaces["scenarios"],
        broken_facts=spaces["facts broken"],
        broken_scenarios=BrokenFiles(spaces["scenarios written"], spaces["scenarios"]),
    )
    return FileValue({"order": 0} if figure else None, figure, tuple(problems))


def _level(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.levels import read_level
    from trialrun.questions import TIERS

    level, problems = read_level(
        path,
        slug_of(path),
        text,
        facts=CitedFacts(spaces["facts"]),
        assumed=spaces["assumed"][""],
        broken=spaces["facts broken"],
    )
    head = {"order": (TIERS.index(level.tier), level.order)} if level else None
    return FileValue(head, level, tuple(problems))


def _incident(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.incidents import read_incident

    incident, problems = read_incident(
        path,
        slug_of(path),
        text,
        facts=CitedFacts(spaces["facts"]),
        assumed=spaces["assumed"][""],
        broken=spaces["facts broken"],
    )
    head = {"order": incident.level.order} if incident else None
    return FileValue(head, incident, tuple(problems))


def _lesson(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.prose.bound import ValueSources
    from trialrun.content.readers.lesson_tokens import asks_of
    from trialrun.content.readers.lesson_words import LessonWords
    from trialrun.content.readers.lessons import read_lesson

    stories = ValueSources(
        spaces["scenarios"],
        spaces[BUNDLES],
        BrokenFiles(spaces["scenarios written"], spaces["scenarios"]),
        BrokenFiles(spaces[f"{BUNDLES} written"], spaces[BUNDLES]),
        spaces["assumed"],
        spaces["rules"],
    )

    lesson, problems = read_lesson(
        path,
        slug_of(path),
        text,
        facts=spaces["facts"],
        scenarios=spaces["scenarios written"],
        stories=stories,
        levels=spaces["levels written"],
        figures=spaces[f"{FIGURES} written"],
        bundles=spaces[f"{BUNDLES} written"],
        outline=spaces["outline"],
        pictures=spaces["pictures"],
        words=LessonWords(spaces["terms"], **spaces["glossary"]),
        broken={
            "fact": spaces["facts broken"],
            "scenario": BrokenFiles(spaces["scenarios written"], spaces["scenarios"]),
            "level": BrokenFiles(spaces["levels written"], spaces["levels"]),
            "figure": BrokenFiles(spaces[f"{FIGURES} written"], spaces[FIGURES]),
            "bundle": BrokenFiles(spaces[f"{BUNDLES} written"], spaces[BUNDLES]),
        },
    )
    asks = asks_of(text)
    if lesson is None:
        return FileValue(None, None, tuple(problems), asks)
    head = {
        "order": lesson.order,
        "sections": lesson.sections,
        "ids": lesson.ids,
        "links": dict(lesson.links),
    }
    return FileValue(head, lesson, tuple(problems), asks)


def _bundle(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.readers.bundles import read_bundle_file

    bundle, problems = read_bundle_file(path, text)
    return FileValue({} if bundle else None, bundle, tuple(problems))


def _question_set(path: str, text: str, spaces: Spaces) -> FileValue:
    from trialrun.content.narration import narrate
    from trialrun.content.readers.lines import seen
    from trialrun.content.readers.question_sets import ids_written, read_question_set
    from trialrun.content.readers.tags import Objectives
    from trialrun.engine import BELIEFS
    from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
    from trialrun.questions import Stage

    stage = Stage(
        scenarios=spaces["scenarios"],
        facts=CitedFacts(spaces["facts"]),
        beliefs={slug: belief.rules for slug, belief in BELIEFS.items()},
        broken=BrokenFiles(spaces["scenarios written"], spaces["scenarios"]),
        broken_levels=BrokenFiles(spaces["levels written"], spaces["levels"]),
        broken_facts=spaces["facts broken"],
        assumed=spaces["assumed"][""],
        levels=spaces["levels"],
        narrate=partial(narrate, spaces["rules"]),
        look=seen,
        bundles=spaces[BUNDLES],
        broken_bundles=BrokenFiles(spaces[f"{BUNDLES} written"], spaces[BUNDLES]),
        bundle_beliefs={slug: belief.decisions for slug, belief in BUNDLE_BELIEFS.items()},
    )
    found, problems = read_question_set(
        path,
        slug_of(path),
        text,
        stage=stage,
        sections=spaces["lessons sections"],
        broken_lessons=BrokenFiles(spaces["lessons written"], spaces["lessons sections"]),
        pictures=spaces["pictures"],
        coming=spaces["outline"],
        objectives=Objectives(spaces["objectives"], spaces["exams broken"]),
    )
    ids = ids_written(text) if problems or found is None else tuple(found.questions)
    if found is None:
        return FileValue(None, None, tuple(problems), ids)
    head = {
        "order": found.order,
        "title": found.title,
        "summary": found.summary,
        "lesson": found.lesson,
        "tags": dict(found.tags),
        "ids": tuple(found.questions),
        "said": {id_: question.said for id_, question in found.questions.items()},
        "is_shuffled": found.is_shuffled,
        "follows": dict(found.follows),
        "places": dict(found.places),
        "lessons": dict(found.lessons),
    }
    for question in found.questions.values():
        # Told once, here, so that whoever puts it need not work it out.
        _ = question.digest
    return FileValue(head, dict(found.questions), tuple(problems), ids)


_READ: dict[str, Read] = {
    FACTS: _facts,
    OUTLINE: _outline,
    EXAMS: _exams,
    GLOSSARY: _glossary,
    BUNDLES: _bundle,
    FIGURES: _figure,
    "scenarios": _scenario,
    "levels": _level,
    INCIDENTS: _incident,
    "lessons": _lesson,
    "quizzes": _question_set,
}
