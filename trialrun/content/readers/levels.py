"""Reads levels: a story as in a scenario, with what may be edited and a goal. Proves each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from trialrun.content.readers.level_spec import AimedSpec, LevelSpec, TrySpec
from trialrun.content.readers.lines import seen
from trialrun.content.readers.scenarios import Named, read_story
from trialrun.content.readers.sketch import Sketch
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.content.schemas import without_first_line
from trialrun.engine import WhatIfText
from trialrun.problem import Problem
from trialrun.questions import (
    NONE_BROKEN,
    PLAIN,
    Cited,
    Flaw,
    Goal,
    Level,
    May,
    Places,
    Scenario,
    Wrong,
    level_flaws,
    level_text_flaws,
    par_flaws,
)

_TRIED = ("solution", "wrong", "par")


def read_level(
    path: str,
    slug: str,
    text: str,
    *,
    facts: Mapping[str, Cited],
    assumed: Collection[str],
    broken: Places = NONE_BROKEN,
) -> tuple[Level | None, list[Problem]]:
    """Reads a level and proves all of it but its par, which takes a search.

    `facts` says which facts may be graded on; `assumed` are the rules that are our assumptions;
    `broken` are the facts that have mistakes of their own.
    """
    source = YamlText(path, text)
    read_texts(source)
    level, found = _read(source, slug)
    flaws: Iterable[Flaw] = ()
    if level is not None:
        flaws = level_flaws(level, facts, assumed, seen, broken)
    elif found.model is not None:
        spec: LevelSpec = found.model
        flaws = level_text_flaws(goals_of(spec), spec.hints, spec.facts, facts, seen, broken)
    tell_flaws(source, found, flaws)
    return (None if source.problems else level), source.problems


def tell_flaws(source: YamlText, found: Sketch, flaws: Iterable[Flaw]) -> None:
    """Names the flaws that do not come of what was filled in for what could not be read."""
    # What is tried hangs on what may be tried: where that is filled in for, it tells nothing.
    is_open = not found.is_certain(("may",))
    source.problems += [
        source.problem(flaw.at, flaw.message, cause=flaw.cause)
        for flaw in flaws
        if found.is_certain(flaw.at) and not (is_open and flaw.at[0] in _TRIED)
    ]


def level_as_put(slug: str, text: str) -> Level:
    """Reads a level that was proven when it was put. Raises LookupError when it cannot be read."""
    source = YamlText(f"levels/{slug}.yaml", text)
    level, _ = _read(source, slug)
    if level is None or source.problems:
        told = source.problems[0]
        raise LookupError(
            f"This level has changed so much that it cannot be played any more: {told}"
        )
    return level


def par_problems(level: Level) -> list[Problem]:
    """Searches for a shorter way, and names it. Takes longer than the app may take to start."""
    path = level.scenario.path
    return [Problem(path, level.par_line, flaw.message) for flaw in par_flaws(level)]


def _read(source: YamlText, slug: str) -> tuple[Level | None, Sketch]:
    """Reads a level as far as its story is whole, with stand-ins for what is wrong beside it."""
    found = source.sketch(LevelSpec)
    spec: LevelSpec | None = found.model
    if spec is None:
        return None, found
    scenario = read_story(source, found, Named(slug, spec.title, spec.story, spec.order))
    if scenario is None:
        return None, found
    may = May(tuple(spec.may.dial.items()), spec.may.do, spec.may.do_max)
    bare = aimed_level(source, spec, scenario, story=spec.story, may=may)
    par_line = source.line(("par",))
    return replace(bare, tier=spec.tier, par=spec.par, par_line=par_line), found


def goals_of(spec: AimedSpec) -> tuple[Goal, ...]:
    """Returns what must hold in the end."""
    return tuple(Goal(goal.says, goal.claim) for goal in spec.goal)


def aimed_level(
    source: YamlText, spec: AimedSpec, scenario: Scenario, *, story: str, may: May
) -> Level:
    """Returns the level that a file holds, without tier and par."""
    bare = Level(
        slug=scenario.slug,
        title=spec.title,
        tier="",
        order=spec.order,
        story=story,
        scenario=scenario,
        may=may,
        goals=goals_of(spec),
        hints=spec.hints,
        solution=PLAIN,
        wrong=(),
        facts=spec.facts,
        takeaway=spec.takeaway,
        par=0,
        source=without_first_line(source.text),
    )
    return replace(
        bare,
        solution=_text(bare, spec.solution),
        wrong=tuple(Wrong(_text(bare, w.attempt), w.misses, w.why) for w in spec.wrong),
    )


def _text(level: Level, spec: TrySpec) -> WhatIfText:
    return level.try_of(spec.dial, spec.do)
