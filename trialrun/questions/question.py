"""A question with its executed key, and what an answer to it is. Knows no files, no store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from trialrun.engine import TRUTH, Endless, Rules, Trace, WhatIfError
from trialrun.questions.scenario import Scenario
from trialrun.questions.spec import QuestionSpec, RunSpec

Location = tuple[str | int, ...]
"""The way to a value inside a question as an author wrote it."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong inside a question: where in it, and what to write instead."""

    at: Location
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """One graded part of an answer (an option, a task): what was said, what is so, and why."""

    id: str
    label: str
    given: str
    key: str
    why: str

    @property
    def is_right(self) -> bool:
        """Says whether this part was answered as the key has it."""
        return self.given == self.key


@dataclass(frozen=True, slots=True)
class Grade:
    """The outcome of an answer. `score` is 0 to 1."""

    is_correct: bool
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Question:
    """A proven question. `key` is what its kind made of the runs: {part id: right value}."""

    set_slug: str
    lesson: str
    spec: QuestionSpec
    kind: "Kind"
    key: Mapping[str, str]
    traces: Mapping[str, Trace]

    @property
    def uid(self) -> str:
        """Returns its name among all questions."""
        return f"{self.set_slug}/{self.spec.id}"


@dataclass(frozen=True)
class Stage:
    """What questions are proven against: scenarios, and which facts may be graded on.

    `broken` names the scenarios that are written but have mistakes of their own; `assumed` are
    the rules of the engine that rest on an assumption.
    """

    scenarios: Mapping[str, Scenario]
    facts: Mapping[str, bool]
    beliefs: Mapping[str, Rules]
    broken: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()

    def traces(self, specs: Mapping[str, RunSpec], rules: Rules = TRUTH) -> dict[str, Trace]:
        """Plays the runs. Raises KeyError for an unknown scenario, WhatIfError, Endless."""
        return {
            name: self.scenarios[spec.scenario].play_text(spec.what_if, rules)
            for name, spec in specs.items()
        }


class Kind(Protocol):
    """A kind of question: one module each. All of it is pure."""

    @property
    def name(self) -> str:
        """Returns the word an author writes behind `kind:`."""

    @property
    def Spec(self) -> type[QuestionSpec]:  # noqa: N802 - a class
        """Returns the model of what an author writes."""

    def prove(self, spec: Any, stage: Stage, traces: Mapping[str, Trace]) -> dict[str, str]:
        """Returns the key of a question without flaws: {part id: right value}."""

    def flaws(self, spec: Any, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields what is wrong with the question."""

    def read(self, question: Question, form: Mapping[str, Sequence[str]]) -> "Reading":
        """Reads an answer from form values."""

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades a response that `read` accepted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form said: a response, or the sentence that says why it is none."""

    response: dict[str, str]
    error: str = ""


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


def common_flaws(spec: QuestionSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields the flaws any kind can have: runs that cannot be played, facts not to be graded on."""
    if spec.run and spec.runs:
        yield Flaw(("runs",), "write either run or runs, not both")
    if not spec.run and not spec.runs and not spec.facts:
        yield Flaw((), "the question is bound to nothing; add run: SCENARIO, or facts: [FACT-ID]")
    for name, run in spec.run_specs().items():
        at: Location = ("run",) if not name else ("runs", name)
        if run.scenario in stage.broken:
            path = f"scenarios/{run.scenario}.yaml"
            yield Flaw(at, f"its scenario has a mistake of its own; see {path}")
            continue
        if run.scenario not in stage.scenarios:
            known = ", ".join(sorted(stage.scenarios))
            yield Flaw(at, f"there is no scenario {run.scenario!r}; write one of {known}")
            continue
        try:
            trace = stage.traces({name: run})[name]
        except (WhatIfError, Endless) as error:
            yield Flaw(at, str(error))
            continue
        yield from (Flaw(at, message) for message in assumptions(trace, stage.assumed))
    for index, fact in enumerate(spec.facts):
        if fact not in stage.facts:
            yield Flaw(("facts", index), f"there is no fact {fact!r} in lessons/facts.yaml")
        elif not stage.facts[fact]:
            yield Flaw(
                ("facts", index),
                f"{fact} is an assumption or too unsure; nobody is graded on it, so cite another",
            )
