"""What questions are proven against, and the flaws that any kind can have."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trialrun.engine import (
    SET_BY_US,
    TRUTH,
    Endless,
    Event,
    Rules,
    Trace,
    WhatIfError,
    WhatIfText,
    unsaid_assumptions,
)
from trialrun.nearest import meant, offered
from trialrun.problem import EVERY
from trialrun.questions.alike import Look, alike, as_typed
from trialrun.questions.level import Level
from trialrun.questions.question import Cited
from trialrun.questions.run_told import told_of
from trialrun.questions.scenario import Scenario
from trialrun.questions.spec import Location, QuestionSpec, RunSpec


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong inside a question: where in it, and what to write instead."""

    at: Location
    message: str
    cause: str = ""
    """Where the mistake stands that this one comes of; "" for one of its own."""
    rule: str = ""
    """The name of what is broken; "" for what makes a key wrong or undecidable."""
    is_warning: bool = False
    """Whether the question is served all the same."""


Places = Mapping[str, str]
"""The names of what has mistakes of its own, each with where it is written; EVERY for all."""


def unfound(
    sort: str, name: str, sound: Iterable[str], broken: Places, beside: str = ""
) -> tuple[str, str]:
    """Says why there is no such thing to use, and where the mistake is of which that comes.

    >>> unfound("scenario", "one-flies", ["one-fails"], {})
    ('there is no scenario `one-flies`; did you mean `one-fails`?', '')
    >>> unfound("level", "mine", [], {"mine": "levels/mine.yaml"})
    ('the level `mine` has a mistake of its own; see levels/mine.yaml', 'levels/mine.yaml')
    """
    place = broken.get(name, "")
    if place:
        return f"the {sort} `{name}` has a mistake of its own; see {place}", place
    place = broken.get(EVERY, "")
    if place:
        return f"no {sort} could be read; see {place}", place
    known = {*sound, *broken}
    hint = meant(name, known) if beside else offered(name, known)
    return f"there is no {sort} `{name}`{beside}{hint}", ""


def plainly(error: WhatIfError | str, entry: str = "") -> str:
    """Puts a sentence of a page into the words of `check`, with the entry that it is about.

    >>> plainly("There is no task “foo” in this job. Did you mean food?", "foo.retries:1")
    '`foo.retries:1`: there is no task `foo` in this job; did you mean `food`?'
    """
    told = str(error).replace("“", "`").replace("”", "`").removesuffix(".")
    told = _MEANT.sub(r"; did you mean `\1`?", told)
    told = _NEXT.sub(lambda match: f"; {match[1].lower()}", told)
    if told.startswith(("There ", "The ", "What ")):
        told = told[0].lower() + told[1:]
    return told if not entry or f"`{entry}`" in told else f"`{entry}`: {told}"


_MEANT = re.compile(r"\. Did you mean (\S+)\?$")
_NEXT = re.compile(r"\. (Write|It|Edit|Did)\b")


def fact_flaw(at: Location, id_: str, facts: Mapping[str, Cited], broken: Places) -> Flaw:
    """Returns what is wrong with citing a fact that is not there."""
    message, cause = unfound("fact", id_, facts, broken, " in lessons/facts.yaml")
    return Flaw(at, message, cause)


def _barely(trace: Trace, event: Event) -> str:
    return f"{trace.task_key(event)} {event.rule}".strip()


@dataclass(frozen=True)
class Stage:
    """What questions are proven against: scenarios, levels, and facts to be graded on.

    `broken` are scenarios, `broken_levels` and `broken_facts` what else is written and has
    mistakes of its own, each with where; `assumed` are
    the rules of the engine that rest on an assumption; `narrate` says an event in words, `look`
    how a text is seen on a page.
    """

    scenarios: Mapping[str, Scenario]
    facts: Mapping[str, Cited]
    beliefs: Mapping[str, Rules]
    broken: Places = field(default_factory=dict)
    broken_levels: Places = field(default_factory=dict)
    broken_facts: Places = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = field(default_factory=dict)
    narrate: Callable[[Trace, Event], str] = _barely
    look: Look = as_typed

    def traces(self, specs: Mapping[str, RunSpec], rules: Rules = TRUTH) -> dict[str, Trace]:
        """Plays the runs. Raises KeyError for an unknown scenario, WhatIfError, Endless."""
        return {
            name: self.scenarios[spec.scenario].play_text(spec.what_if, rules)
            for name, spec in specs.items()
        }


def world_facts(traces: Mapping[str, Trace]) -> Mapping[str, Any]:
    """Returns what claims may speak of: what the only run tells, or each run under its name."""
    if set(traces) == {""}:
        return told_of(traces[""])
    return {name: told_of(trace) for name, trace in traces.items()}


def assumptions(trace: Trace, assumed: frozenset[str]) -> Iterator[str]:
    """Says which assumptions of ours a run rests on; what a story sets itself is none."""
    found = {
        rule for rule in {row.rule for row in trace.events} & assumed if rule[:8] != "compute."
    }
    for named in sorted(found | (unsaid_assumptions(trace).keys() - SET_BY_US.keys())):
        yield f"the run rests on an assumption of ours ({named}); nobody is graded on it"


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
            yield fact_flaw(("facts", index), fact, stage.facts, stage.broken_facts)
        elif not stage.facts[fact].is_gradable:
            yield Flaw(
                ("facts", index),
                f"{fact} is an assumption or too unsure; nobody is graded on it, so cite another",
            )
    for at, belief in spec.beliefs():
        if spec.run_specs() and belief not in stage.beliefs:
            hint = offered(belief, stage.beliefs)
            yield Flaw(at, f"there is no belief `{belief}`{hint}")
    places, texts = zip(*spec.parts(), strict=True) if spec.parts() else ((), ())
    for place, earlier in alike(texts, stage.look):
        yield Flaw(
            places[place],
            f"this reads like option {earlier + 1}, so nobody can tell them apart; "
            "reword or remove one",
        )


def _run_flaws(at: Location, run: RunSpec, stage: Stage) -> Iterator[Flaw]:
    if run.scenario not in stage.scenarios:
        yield Flaw(at, *unfound("scenario", run.scenario, stage.scenarios, stage.broken))
        return
    pieces = list(_piece_flaws(at, run, stage.scenarios[run.scenario]))
    yield from pieces
    if pieces:
        return
    try:
        trace = stage.traces({"": run})[""]
    except (WhatIfError, Endless) as error:
        yield Flaw(at, plainly(str(error)))
        return
    yield from (Flaw(at, message) for message in assumptions(trace, stage.assumed))


def _piece_flaws(at: Location, run: RunSpec, scenario: Scenario) -> Iterator[Flaw]:
    """Yields every piece of a what-if that cannot be read, where it stands."""
    for name, texts in run.what_if._asdict().items():
        for index, text in enumerate(texts):
            try:
                scenario.read(WhatIfText(**{name: (text,)}))
            except WhatIfError as error:
                yield Flaw((*at, name, index), plainly(error, text))
