"""Reads incidents: a story that went wrong, its possible causes, and a goal. Proves each."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from trialrun.content.readers.incident_spec import CauseSpec, IncidentSpec, MessageSpec
from trialrun.content.readers.levels import aimed_level, goals_of, tell_flaws
from trialrun.content.readers.lines import seen
from trialrun.content.readers.scenarios import Named, read_story
from trialrun.content.readers.sketch import Sketch
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.engine import WhatIfText
from trialrun.problem import Problem
from trialrun.questions import (
    NONE_BROKEN,
    Call,
    Cited,
    Flaw,
    Incident,
    May,
    Message,
    Places,
    PossibleCause,
    best_flaws,
    incident_flaws,
    level_text_flaws,
)
from trialrun.questions.incident import OF_INCIDENT

_PROSE = {
    "title", "order", "call", "messages", "causes", "hints", "solution", "wrong", "facts",
    "takeaway",
}  # fmt: skip


def read_incident(
    path: str,
    slug: str,
    text: str,
    *,
    facts: Mapping[str, Cited],
    assumed: Collection[str],
    broken: Places = NONE_BROKEN,
) -> tuple[Incident | None, list[Problem]]:
    """Reads an incident and proves all but that its solution is the best, which takes a search.

    The arguments are those of `read_level`.
    """
    source = YamlText(path, text)
    read_texts(source)
    found = source.sketch(IncidentSpec)
    spec: IncidentSpec | None = found.model
    incident = _incident(slug, spec, found, source) if spec is not None else None
    flaws: Iterable[Flaw] = ()
    if incident is not None:
        flaws = incident_flaws(incident, facts, assumed, seen, broken)
    elif spec is not None:
        flaws = level_text_flaws(goals_of(spec), spec.hints, spec.facts, facts, seen, broken)
    tell_flaws(source, found, flaws)
    return (None if source.problems else incident), source.problems


def best_problems(incident: Incident) -> list[Problem]:
    """Looks at all ways for what is wrong. Takes longer than the app may take to start."""
    flaws, level = list(best_flaws(incident)), incident.level
    if not flaws:
        return []
    source = YamlText(incident.scenario.path, level.source)
    source.sketch(IncidentSpec)
    # What is kept of the text lacks the first line where that names the schema.
    moved = level.par_line - source.line(("solution",))
    found = [source.problem(flaw.at, flaw.message) for flaw in flaws]
    return [replace(problem, line=problem.line + moved) for problem in found]


def _incident(slug: str, spec: IncidentSpec, found: Sketch, source: YamlText) -> Incident | None:
    named = Named(f"{OF_INCIDENT}{slug}", spec.title, spec.call.says, spec.order)
    scenario = read_story(source, found, named)
    if scenario is None:
        return None
    may = May((), spec.may.do, spec.may.do_max)
    level = aimed_level(source, spec, scenario, story=spec.call.says, may=may)
    line = source.line(("solution",))
    level = replace(level, slug=slug, par=max(len(spec.solution.do), 1), par_line=line)
    return Incident(
        level,
        Call(spec.call.caller, spec.call.says),
        {key: _message(told) for key, told in spec.messages.items()},
        tuple(map(_cause, spec.causes)),
        spec.now,
        _basis(source.tree),
    )


def _basis(tree: Any) -> str:
    """Returns what a judgement rests on, as text that no comment or order of keys changes."""
    bare = {key: part for key, part in tree.items() if key not in _PROSE}
    bare["goal"] = [goal["claim"] for goal in tree["goal"]]
    return json.dumps(bare, sort_keys=True)


def _message(told: str | MessageSpec) -> Message:
    return Message(told) if isinstance(told, str) else Message(told.says, told.code)


def _cause(spec: CauseSpec) -> PossibleCause:
    supposed = WhatIfText(**spec.supposed.model_dump()) if spec.supposed else None
    return PossibleCause(spec.says, spec.sign, spec.why, supposed)
