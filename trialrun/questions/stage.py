"""What questions are proven against, and the flaws that any kind can have."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trialrun.engine import TRUTH, Endless, Event, Rules, Trace, WhatIfError, WhatIfText
from trialrun.nearest import meant, offered
from trialrun.questions.alike import Look, alike, as_typed
from trialrun.questions.level import Level
from trialrun.questions.question import Cited
from trialrun.questions.scenario import Scenario
from trialrun.questions.spec import Location, QuestionSpec, RunSpec


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong inside a question: where in it, and what to write instead."""

    at: Location
    message: str


def _plainly(trace: Trace, event: Event) -> str:
    return f"{trace.task_key(event)} {event.rule}".strip()


@dataclass(frozen=True)
class Stage:
    """What questions are proven against: scenarios, levels, and facts to be graded on.

    `broken` names the scenarios that are written but have mistakes of their own; `assumed` are
    the rules of the engine that rest on an assumption; `narrate` says an event in words, `look`
    how a text is seen on a page.
    """

    scenarios: Mapping[str, Scenario]
    facts: Mapping[str, Cited]
    beliefs: Mapping[str, Rules]
    broken: Container[str] = frozenset()
    assumed: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = field(default_factory=dict)
    narrate: Callable[[Trace, Event], str] = _plainly
    look: Look = as_typed

    def traces(self, specs: Mapping[str, RunSpec], rules: Rules = TRUTH) -> dict[str, Trace]:
        """Plays the runs. Raises KeyError for an unknown scenario, WhatIfError, Endless."""
        return {
            name: self.scenarios[spec.scenario].play_text(spec.what_if, rules)
            for name, spec in specs.items()
        }


def world_facts(traces: Mapping[str, Trace]) -> dict[str, Any]:
    """Returns what claims may speak of: the only run's end itself, or each run's under its name."""
    if set(traces) == {""}:
        return traces[""].final()
    return {name: trace.final() for name, trace in traces.items()}


def assumptions(trace: Trace, assumed: frozenset[str]) -> Iterator[str]:
    """Says which assumptions of ours a run rests on; those about start-up times and cost aside."""
    for rule in sorted({row.rule for row in trace.events} & assumed):
        if not rule.startswith("compute."):
            yield f"the run rests on an assumption of ours ({rule}); nobody is graded on it"


def run_flaws(spec: QuestionSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields why the runs of a question cannot be played, or may prove nothing."""
    if spec.run and spec.runs:
        yield Flaw(("runs",), "write either run or runs, not both")
    if not spec.is_bound:
        yield Flaw((), "the question is bound to nothing; add run: SCENARIO, or facts: [FACT-ID]")
    for name, run in spec.run_specs().items():
        yield from _run_flaws(("run",) if not name else ("runs", name), run, stage)


def word_flaws(spec: QuestionSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields what is wrong whatever the runs say: facts, and parts that nobody can tell apart."""
    for index, fact in enumerate(spec.facts):
        if fact not in stage.facts:
            hint = meant(fact, stage.facts)
            yield Flaw(("facts", index), f"there is no fact `{fact}` in lessons/facts.yaml{hint}")
        elif not stage.facts[fact].is_gradable:
            yield Flaw(
                ("facts", index),
                f"{fact} is an assumption or too unsure; nobody is graded on it, so cite another",
            )
    places, texts = zip(*spec.parts(), strict=True) if spec.parts() else ((), ())
    for place, earlier in alike(texts, stage.look):
        yield Flaw(
            places[place],
            f"this reads like option {earlier + 1}, so nobody can tell them apart; "
            "reword or remove one",
        )


def _run_flaws(at: Location, run: RunSpec, stage: Stage) -> Iterator[Flaw]:
    if run.scenario in stage.broken:
        path = f"scenarios/{run.scenario}.yaml"
        yield Flaw(at, f"its scenario has a mistake of its own; see {path}")
        return
    if run.scenario not in stage.scenarios:
        hint = offered(run.scenario, stage.scenarios)
        yield Flaw(at, f"there is no scenario `{run.scenario}`{hint}")
        return
    pieces = list(_piece_flaws(at, run, stage.scenarios[run.scenario]))
    yield from pieces
    if pieces:
        return
    try:
        trace = stage.traces({"": run})[""]
    except (WhatIfError, Endless) as error:
        yield Flaw(at, str(error))
        return
    yield from (Flaw(at, message) for message in assumptions(trace, stage.assumed))


def _piece_flaws(at: Location, run: RunSpec, scenario: Scenario) -> Iterator[Flaw]:
    """Yields every piece of a what-if that cannot be read, where it stands."""
    for name, texts in run.what_if._asdict().items():
        for index, text in enumerate(texts):
            try:
                scenario.read(WhatIfText(**{name: (text,)}))
            except WhatIfError as error:
                yield Flaw((*at, name, index), str(error))
