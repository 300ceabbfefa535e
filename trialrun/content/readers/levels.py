"""Reads levels: a story as in a scenario, with what may be edited and a goal. Proves each."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from trialrun.content.readers.level_spec import LevelSpec, TrySpec
from trialrun.content.readers.lines import seen
from trialrun.content.readers.scenarios import Named, read_story
from trialrun.content.readers.yaml_text import YamlText
from trialrun.engine import WhatIfText
from trialrun.problem import Problem
from trialrun.questions import (
    PLAIN,
    Cited,
    Goal,
    Level,
    May,
    Scenario,
    Wrong,
    level_flaws,
    par_flaws,
)


def read_level(
    path: str,
    slug: str,
    text: str,
    *,
    facts: Mapping[str, Cited],
    assumed: Collection[str],
) -> tuple[Level | None, list[Problem]]:
    """Reads a level and proves all of it but its par, which takes a search.

    `facts` says which facts may be graded on; `assumed` are the rules that are our assumptions.
    """
    source = YamlText(path, text)
    level, problems = _read(source, slug, text)
    if level is None:
        return None, problems
    problems = [
        source.problem(flaw.at, flaw.message) for flaw in level_flaws(level, facts, assumed, seen)
    ]
    return (None if problems else level), problems


def level_as_put(slug: str, text: str) -> Level:
    """Reads a level that was proven when it was put. Raises LookupError when it cannot be read."""
    level, problems = _read(YamlText(f"levels/{slug}.yaml", text), slug, text)
    if level is None:
        raise LookupError(
            f"This level has changed so much that it cannot be played any more: {problems[0]}"
        )
    return level


def par_problems(level: Level) -> list[Problem]:
    """Searches for a shorter way, and names it. Takes longer than the app may take to start."""
    path = level.scenario.path
    return [Problem(path, level.par_line, flaw.message) for flaw in par_flaws(level)]


def _read(source: YamlText, slug: str, text: str) -> tuple[Level | None, list[Problem]]:
    spec = source.validate(LevelSpec)
    if spec is None:
        return None, source.problems
    scenario, problems = read_story(
        source, text, spec, Named(slug, spec.title, spec.story, spec.order)
    )
    if scenario is None:
        return None, problems
    return _level(slug, spec, scenario, source, text), []


def _level(slug: str, spec: LevelSpec, scenario: Scenario, source: YamlText, text: str) -> Level:
    bare = Level(
        slug=slug,
        title=spec.title,
        tier=spec.tier,
        order=spec.order,
        story=spec.story,
        scenario=scenario,
        may=May(tuple(spec.may.dial.items()), spec.may.do, spec.may.do_max),
        goals=tuple(Goal(goal.says, goal.claim) for goal in spec.goal),
        hints=spec.hints,
        solution=PLAIN,
        wrong=(),
        facts=spec.facts,
        takeaway=spec.takeaway,
        par=spec.par,
        par_line=source.line(("par",)),
        source=text,
    )
    return replace(
        bare,
        solution=_text(bare, spec.solution),
        wrong=tuple(Wrong(_text(bare, w.attempt), w.misses, w.why) for w in spec.wrong),
    )


def _text(level: Level, spec: TrySpec) -> WhatIfText:
    return level.try_of(spec.dial, spec.do)
