"""What a played story takes for granted: assumptions of ours, and what it sets itself. No HTTP."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from trialrun.content import Catalog, Fact
from trialrun.engine import SET_BY_US, Endless, Trace, WhatIfError, assumptions_of
from trialrun.questions import Question


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumption that a story used, with the step at which it first did."""

    fact: Fact
    step: int


@dataclass(frozen=True, slots=True)
class Assumed:
    """All that stories rest on: `ours` is about Databricks, `own` about the story alone."""

    ours: tuple[Assumption, ...]
    own: tuple[Assumption, ...]

    def __bool__(self) -> bool:
        return bool(self.ours or self.own)


def assumed_in(catalog: Catalog, *traces: Trace, before: int | None = None) -> Assumed:
    """Returns what these stories rest on, up to a step where what comes is held back."""
    found: dict[str, int] = {}
    for trace in traces:
        for fact, q in assumptions_of(trace, assumed_rules(catalog)).items():
            if before is None or q < before:
                found.setdefault(fact, q)
    return told(catalog, found)


def assumed_behind(catalog: Catalog, question: Question) -> Assumed:
    """Returns what the runs behind a question rest on, so far as they are there and can be played.

    Each is played once, and remembered.
    """
    traces = []
    for run in question.runs:
        scenario = catalog.scenarios.get(run.scenario)
        if scenario is not None:
            with suppress(WhatIfError, Endless):
                traces.append(scenario.play_text(run.what_if))
    return assumed_in(catalog, *traces)


def assumed_rules(catalog: Catalog) -> dict[str, str]:
    """Returns the fact of each rule that rests on an assumption."""
    facts = catalog.facts
    return {
        key: rule.fact
        for key, rule in catalog.rules.items()
        if rule.fact and rule.fact in facts and not facts[rule.fact].is_gradable
    }


def assumed_by(catalog: Catalog, named: Iterable[str]) -> Assumed:
    """Returns the same of ids alone, of rules or facts."""
    rules = assumed_rules(catalog)
    return told(catalog, {rules.get(each, each): -1 for each in sorted(named)})


def told(catalog: Catalog, found: Mapping[str, int]) -> Assumed:
    """Returns the facts with these ids, so far as they are assumptions, each with its step."""
    assumptions = {
        id_: Assumption(catalog.facts[id_], q + 1)
        for id_, q in found.items()
        if id_ in catalog.facts and not catalog.facts[id_].is_gradable
    }
    return Assumed(
        tuple(each for id_, each in assumptions.items() if id_ not in SET_BY_US),
        tuple(each for id_, each in assumptions.items() if id_ in SET_BY_US),
    )
