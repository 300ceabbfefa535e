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
from trialrun.jobs.bundle import DEPLOYS, Decisions
from trialrun.nearest import meant, offered
from trialrun.problem import EVERY
from trialrun.questions.alike import Look, alike, as_typed
from trialrun.questions.bundle import ROOT, AskedBundle, Deployed, deploy_asked, environment_flaw
from trialrun.questions.bundle_told import deployed_told
from trialrun.questions.level import Level
from trialrun.questions.question import Cited
from trialrun.questions.run_told import told_of
from trialrun.questions.scenario import Scenario
from trialrun.questions.spec import AnySpec, AskedSpec, BundleSpec, Location, QuestionSpec, RunSpec


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
NONE_BROKEN: Places = {}
"""For a default: to ask a watched mapping whether it holds anything is a look at all of it."""


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


Played = Trace | Deployed
"""What proves a key: a run that was played, or a bundle that was deployed."""


def _barely(trace: Trace, event: Event) -> str:
    return f"{trace.task_key(event)} {event.rule}".strip()


@dataclass(frozen=True)
class Stage:
    """What questions are proven against: scenarios, levels, and facts to be graded on.

    `broken` are scenarios, `broken_levels` and `broken_facts` what else is written and has
    mistakes of its own, each with where; `assumed` are
    the rules of the engine that rest on an assumption; `narrate` says an event in words, `look`
    how a text is seen on a page. `bundles` are those of files, and `bundle_beliefs` what is
    thought of deployments.
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
    bundles: Mapping[str, AskedBundle] = field(default_factory=dict)
    broken_bundles: Places = field(default_factory=dict)
    bundle_beliefs: Mapping[str, Decisions] = field(default_factory=dict)

    def traces(
        self, specs: Mapping[str, AnySpec], rules: Rules | Decisions = TRUTH
    ) -> dict[str, Any]:
        """Plays the runs, or deploys the bundles, of a question: Played by name.

        Raises KeyError for an unknown scenario or bundle, WhatIfError, Endless.
        """
        return {name: self._played(spec, rules) for name, spec in specs.items()}

    def _played(self, spec: AnySpec, rules: Rules | Decisions) -> Played:
        if isinstance(spec, BundleSpec):
            how = rules if isinstance(rules, Decisions) else DEPLOYS
            return deploy_asked(self._bundle(spec), spec, how)
        story = self.scenarios[spec.scenario]
        return story.play_text(spec.what_if, rules if isinstance(rules, Rules) else TRUTH)

    def _bundle(self, spec: BundleSpec) -> AskedBundle:
        return self.bundles[spec.bundle] if spec.bundle else AskedBundle(((ROOT, spec.text or ""),))

    def beliefs_of(self, spec: QuestionSpec) -> Mapping[str, Rules | Decisions]:
        """Returns the beliefs that somebody may hold about what a question is about."""
        is_bundle = any(isinstance(each, BundleSpec) for each in spec.run_specs().values())
        return self.bundle_beliefs if is_bundle else self.beliefs


def world_facts(traces: Mapping[str, Played]) -> Mapping[str, Any]:
    """Returns what claims may speak of: what the only run tells, or each run under its name."""
    if set(traces) == {""}:
        return _told(traces[""])
    return {name: _told(played) for name, played in traces.items()}


def names_in(played: Played) -> Iterator[str]:
    """Yields the names that a question may speak of: of tasks and tables, or of a bundle."""
    if isinstance(played, Deployed):
        yield from played.deployment.variables
        yield from played.deployment.targets
        for job in played.deployment.jobs:
            yield job.key
            yield from deployed_told(played.deployment)["jobs"][job.key]["tasks"]
        return
    yield from played.keys
    yield from played.tables


def _told(played: Played) -> Mapping[str, Any]:
    return deployed_told(played.deployment) if isinstance(played, Deployed) else told_of(played)


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
    if isinstance(spec, AskedSpec) and sum(map(bool, _proofs(spec))) > 1:
        yield Flaw(("bundle",), "write one of run, runs, bundle and bundles")
    for name, run in spec.run_specs().items():
        if isinstance(run, BundleSpec):
            at = ("bundle",) if not name else ("bundles", name)
            yield from _bundle_flaws(at, run, stage)
        else:
            yield from flaws_of_run(("run",) if not name else ("runs", name), run, stage)


def _proofs(spec: AskedSpec) -> tuple[Any, ...]:
    return spec.run or spec.runs, spec.bundle, spec.bundles


def _bundle_flaws(at: Location, spec: BundleSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields why a bundle cannot be deployed as a question says."""
    if (spec.bundle is None) == (spec.text is None):
        yield Flaw(at, "name a bundle of quizzes/bundles, or write its text; one of both")
    elif spec.bundle is not None and spec.bundle not in stage.bundles:
        yield Flaw(at, *unfound("bundle", spec.bundle, stage.bundles, stage.broken_bundles))
    if told := environment_flaw(spec.environment):
        yield Flaw((*at, "environment"), told)


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
        known = stage.beliefs_of(spec)
        if spec.run_specs() and belief not in known:
            yield Flaw(at, f"there is no belief `{belief}`{offered(belief, known)}")
    places, texts = zip(*spec.parts(), strict=True) if spec.parts() else ((), ())
    for place, earlier in alike(texts, stage.look):
        yield Flaw(
            places[place],
            f"this reads like option {earlier + 1}, so nobody can tell them apart; "
            "reword or remove one",
        )


def flaws_of_run(at: Location, run: RunSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields why a run cannot be played, or may prove nothing."""
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
