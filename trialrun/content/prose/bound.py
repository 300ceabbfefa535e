"""Binds a value in a lesson's text to the run, or the deployment, that gives it. Writes no HTML."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from trialrun.content.fact import RuleText
from trialrun.content.prose.asked import RUN, AskError, ValueAsked, read_asked
from trialrun.content.prose.values import Piece, plain, told
from trialrun.engine import Endless, Trace, WhatIfError, WhatIfText
from trialrun.questions import AskedBundle, ClaimError, Places, Scenario, plainly, unfound
from trialrun.questions.bundle import VARIABLE, deploy_asked, environment_flaw
from trialrun.questions.bundle_told import deployed_told
from trialrun.questions.deciding import decided_in
from trialrun.questions.run_told import told_of
from trialrun.questions.spec import BundleSpec

VALUES_MAX = 300
RUNS_MAX = 80
"""So many values, and so many different runs, may one lesson ask for."""
_SAFE = ":@,|"
"""As the simulator writes its own addresses."""


class BoundValue(NamedTuple):
    """A value with the run, or the deployment, that gives it.

    `address` plays that, and `step` is the moment of a run that decides, None for a deployment.
    `assumed` are the facts of ours that only assume what led to it.
    """

    pieces: tuple[Piece, ...]
    address: str
    step: int | None = None
    assumed: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """Returns it as text alone."""
        return plain(self.pieces)

    @property
    def markdown(self) -> str:
        """Returns it as an author would write it."""
        return "".join(f"`` {p.text} ``" if p.is_code else p.text for p in self.pieces)


class Unbound(ValueError):
    """Why there is no such value, in a sentence; `cause` is the place of a mistake behind it."""

    def __init__(self, says: str, cause: str = "") -> None:
        super().__init__(says)
        self.cause = cause


@dataclass(frozen=True)
class ValueSources:
    """All that values can be bound to: stories and bundles without a mistake, and those with one.

    `assumed` has, under "", the rules that rest on an assumption of ours; `rules` say on which.
    """

    stories: Mapping[str, Scenario]
    bundles: Mapping[str, AskedBundle] = field(default_factory=dict)
    broken: Places = field(default_factory=dict)
    broken_bundles: Places = field(default_factory=dict)
    assumed: Mapping[str, Collection[str]] = field(default_factory=dict)
    rules: Mapping[str, RuleText] = field(default_factory=dict)


class Binder:
    """Binds the values of one lesson; the same value is worked out once."""

    def __init__(self, stories: ValueSources) -> None:
        self._stories = stories
        self._known: dict[tuple[str, str], BoundValue] = {}
        self._runs: set[tuple[str, WhatIfText]] = set()
        self._count = 0

    def value(self, kind: str, text: str) -> BoundValue:
        """Returns what is asked for between the braces. Raises Unbound."""
        self._count += 1
        if self._count > VALUES_MAX:
            raise Unbound(f"a lesson has at most {VALUES_MAX} values of runs")
        if (kind, text) not in self._known:
            self._known[kind, text] = self._found(kind, text)
        return self._known[kind, text]

    def _found(self, kind: str, text: str) -> BoundValue:
        try:
            asked = read_asked(kind, text)
            return self._of_run(asked) if kind == RUN else self._of_bundle(asked)
        except (AskError, ClaimError, Endless) as error:
            raise Unbound(plainly(str(error))) from error
        except WhatIfError as error:
            raise Unbound(plainly(error)) from error

    def _of_run(self, asked: ValueAsked) -> BoundValue:
        of = self._stories
        if asked.name not in of.stories:
            raise Unbound(*unfound("scenario", asked.name, of.stories, of.broken))
        self._runs.add((asked.name, asked.what_if))
        if len(self._runs) > RUNS_MAX:
            raise Unbound(f"a lesson has values of at most {RUNS_MAX} different runs")
        trace: Trace = of.stories[asked.name].play_text(asked.what_if)
        if asked.what_if.do and (refused := _refusal(trace)):
            raise Unbound(refused)
        pieces = told(asked.claim, asked.unit, told_of(trace))
        decided = decided_in(asked.claim, trace, of.assumed.get("", ()))
        facts = {self._fact_of(each) for each in decided.assumed}
        address = _address(asked.name, asked.what_if)
        return BoundValue(pieces, address, decided.step, tuple(sorted(facts)))

    def _fact_of(self, assumed: str) -> str:
        """Returns the fact behind a rule; a fact stands for itself."""
        rule = self._stories.rules.get(assumed)
        return (rule.fact or assumed) if rule else assumed

    def _of_bundle(self, asked: ValueAsked) -> BoundValue:
        of = self._stories
        assert asked.bundle is not None
        if asked.name not in of.bundles:
            raise Unbound(*unfound("bundle", asked.name, of.bundles, of.broken_bundles))
        if flaw := environment_flaw(asked.bundle.environment):
            raise Unbound(flaw)
        found = deploy_asked(of.bundles[asked.name], asked.bundle).deployment
        try:
            pieces = told(asked.claim, asked.unit, deployed_told(found))
            return BoundValue(pieces, _deployment_address(asked.name, asked.bundle, found.target))
        except ClaimError as error:
            if not found.refusals:
                raise
            why = ", ".join(map(str, found.refusals))
            told_ = f"nothing is deployed, since Databricks refuses it ({why}); {error}"
            raise Unbound(told_) from error


def _refusal(trace: Trace) -> str:
    """Says that what an author has done about a story comes to nothing; "" where it does.

    A story may show a refusal; a what-if that meets one was meant otherwise.
    """
    if not trace.runs:
        return "no run starts; `do` replaces what the story does, so begin with do=run_now"
    if any(event.kind == "refused" for event in trace.events):
        return (
            "one of the actions in `do` is refused there; play it in the simulator, and copy what "
            "its address says"
        )
    return ""


def _deployment_address(slug: str, said: BundleSpec, target: str) -> str:
    """Returns where a deployment is shown: to the target that was chosen, however that came."""
    pairs = [("target", target)] if target else []
    pairs += [(f"var.{name}", value) for name, value in said.var.items()]
    pairs += [
        (f"env.{name.removeprefix(VARIABLE)}", value)
        for name, value in said.environment.items()
        if name.startswith(VARIABLE)
    ]
    pairs += [("user", said.user)] if said.user else []
    return f"/bundles/{slug}/?{urlencode(pairs)}{'&' if pairs else ''}"


def _address(slug: str, what_if: WhatIfText) -> str:
    """Returns where a run is played, ready for the parameters that come last."""
    pairs = [(name, text) for name, texts in what_if._asdict().items() for text in texts]
    return f"/simulator/{slug}/?{urlencode(pairs, safe=_SAFE)}{'&' if pairs else ''}"
