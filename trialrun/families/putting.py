"""How a query is put as a question of each kind: what an author would write of it.

The one place that knows what the kinds want. What comes of it is proven as an author's question
is, so its key is that of a run, by the kind's own grading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from trialrun.engine import Trace
from trialrun.families.playing import Playing, played, rests_on_a_guess
from trialrun.questions import ClaimError, holds
from trialrun.questions.amounts import amount_told
from trialrun.questions.claims import text_of
from trialrun.questions.stage import world_facts

SLIPS_MAX = 16
NEAR_MAX = 12
OPTIONS_LEAST, OPTIONS_MOST = 3, 8


def beliefs_in(body: Mapping[str, Any]) -> Iterator[str]:
    """Yields the beliefs that stand behind wrong answers of a question, by its body."""
    for each in (*body.get("options", ()), *body.get("known", ())):
        if each["belief"]:
            yield each["belief"]
    for _, belief in body.get("supposed", {}).get("why", ()):
        if belief:
            yield belief


@dataclass(frozen=True, slots=True)
class _Typed:
    """An answer that is typed: a `value` of the run, as claims name it; `part` is its reason.

    `slips` are other values of the same run that one may take for it, by what each is; `missteps`
    are answers that no value of it is.
    """

    value: str
    part: str
    slips: Mapping[str, str] = field(default_factory=dict)
    missteps: Mapping[str, str] = field(default_factory=dict)

    def told(self, value: str) -> str:
        """Returns a value of a run as an answer."""
        raise NotImplementedError

    def own_fields(self) -> dict[str, Any]:
        """Returns what its kind alone has."""
        raise NotImplementedError

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns value, reason, slips, and the beliefs that give something else."""
        key = self._read(playing.trace)
        if key is None:
            return None
        believed = {id_: self._read(trace) for id_, trace in playing.believed()}
        believed = {id_: said for id_, said in believed.items() if said not in (key, None)}
        return {
            "value": self.value,
            **self.own_fields(),
            "why": playing.reason(self.part),
            "wrong": [*self._slips(playing, {key, *believed.values()})],
            "belief": list(believed),
            **_graph(playing),
        }

    def _slips(self, playing: Playing, known: set[str | None]) -> Iterator[dict[str, str]]:
        for told, value in self.slips.items():
            said = self._read(playing.trace, value)
            if said is not None and said not in known:
                known.add(said)
                yield {"value": value, "why": told}
        for told, said in self.missteps.items():
            if said not in known:
                known.add(said)
                yield {"answer": said, "why": told}
        for told, trace in islice(_near(playing), SLIPS_MAX):
            said = self._read(trace)
            if said is not None and said not in known:
                known.add(said)
                yield {"answer": said, "why": f"So it would be {told}."}

    def _read(self, trace: Trace, value: str = "") -> str | None:
        try:
            said = text_of(value or self.value, world_facts({"": trace}))
        except ClaimError:
            return None
        # What never was has a moment before all others.
        return None if said.startswith("-") and said != self.value else self.told(said)


@dataclass(frozen=True, slots=True)
class AsNumber(_Typed):
    """A number of a unit."""

    unit: str = ""
    kind = "number"

    def told(self, value: str) -> str:
        """Returns it in its unit."""
        return amount_told(Decimal(value), self.unit)

    def own_fields(self) -> dict[str, Any]:
        """Returns its unit."""
        return {"unit": self.unit}


@dataclass(frozen=True, slots=True)
class AsText(_Typed):
    """A text; `also` are other spellings of it."""

    also: tuple[str, ...] = ()
    kind = "text"

    def told(self, value: str) -> str:
        """Returns it as it is."""
        return value

    def own_fields(self) -> dict[str, Any]:
        """Returns how else it may be spelt."""
        return {"also": list(self.also)} if self.also else {}


@dataclass(frozen=True, slots=True)
class AsWritten:
    """A text that an author writes: the `answer`, and what the run has to be like for it.

    `also` are other spellings; `missteps` are wrong ones, by what is said of each.
    """

    answer: str
    claim: str
    part: str
    also: tuple[str, ...] = ()
    missteps: Mapping[str, str] = field(default_factory=dict)
    kind = "text"

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns answer, claim, spellings and slips."""
        return {
            "answer": self.answer,
            "claim": self.claim,
            **({"also": list(self.also)} if self.also else {}),
            "why": playing.reason(self.part),
            "wrong": [{"answer": said, "why": told} for told, said in self.missteps.items()],
            **_graph(playing),
        }


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something that holds in the run or not: what it says, its claim, the part that decides it."""

    says: str
    claim: str
    part: str


@dataclass(frozen=True, slots=True)
class AsChoices:
    """Some of these hold."""

    options: tuple[Claimed, ...]
    kind = "choices"

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns the options, each with its reason, a wrong one with the belief that picks it."""
        facts = world_facts({"": playing.trace})
        right = [each for each in self.options if _holds(each.claim, facts)]
        wrong = [each for each in self.options if each not in right]
        if not right or not wrong or len(self.options) < OPTIONS_LEAST:
            return None
        # Of many options those that there are fewer of are asked first.
        room = max(OPTIONS_MOST - len(wrong), OPTIONS_MOST // 2)
        asked = playing.draw.apart("right").some(right, room)
        asked += playing.draw.apart("wrong").some(wrong, OPTIONS_MOST - len(asked))
        believed = [(id_, world_facts({"": trace})) for id_, trace in playing.believed()]
        options = []
        for each in (each for each in self.options if each in asked):
            ids = [id_ for id_, other in believed if _holds(each.claim, other)]
            belief = {"belief": ids[0]} if ids and each in wrong else {}
            why = playing.reason(each.part)
            options.append({"says": each.says, "claim": each.claim, **belief, "why": why})
        return {"options": options, **_graph(playing)}


@dataclass(frozen=True, slots=True)
class AsMatch:
    """Items, each as (what it says, a value of the run, its reason), and the sides by value."""

    items: tuple[tuple[str, str, str], ...]
    sides: Mapping[str, str]
    kind = "match"

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns the items and the sides."""
        items = [(says, value, playing.reason(part)) for says, value, part in self.items]
        return _matched(items, self.sides, playing)


@dataclass(frozen=True, slots=True)
class AsRunsMatched:
    """Runs by name, each with what it is called, and the sides by a `value` of each."""

    runs: Mapping[str, str]
    value: str
    sides: Mapping[str, str]
    kind = "match"

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns the runs as items, each with how it ended as its reason."""
        items = []
        for name, says in self.runs.items():
            trace = played(playing.posed, playing.posed.runs[name])
            if trace is None or rests_on_a_guess(trace, playing.stage):
                return None
            last = list(trace.own_events("run"))[-1]
            items.append((says, f"{name}.{self.value}", playing.stage.narrate(trace, last)))
        return _matched(items, self.sides, playing)


def _matched(
    items: Sequence[tuple[str, str, str]], sides: Mapping[str, str], playing: Playing
) -> dict[str, Any]:
    return {
        "items": [{"says": says, "value": value, "why": why} for says, value, why in items],
        "sides": [{"is": is_, "says": says} for is_, says in sides.items()],
        **_graph(playing),
    }


@dataclass(frozen=True, slots=True)
class AsOrder:
    """Tasks that are put into an order which the graph allows."""

    tasks: tuple[str, ...]
    kind = "order"

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns the tasks."""
        return {"tasks": list(self.tasks)}


@dataclass(frozen=True, slots=True)
class AsPredict:
    """What is predicted of a run: `asks` of the kind's; `repair` is the one that is asked about."""

    asks: tuple[str, ...]
    repair: str = ""
    kind = "predict"

    def fields(self, playing: Playing) -> Mapping[str, Any] | None:
        """Returns what is asked, and the stories that explain wrong answers."""
        seen, near = {self._so(playing.trace)}, list[dict[str, Any]]()
        for told, each, trace in _near_stories(playing):
            if len(near) == NEAR_MAX:
                break
            if self._so(trace) not in seen:
                seen.add(self._so(trace))
                parts = each._asdict().items()
                near.append({"told": told, **{name: list(t) for name, t in parts if t}})
        repair = {"repair": self.repair} if self.repair else {}
        return {"asks": list(self.asks), **repair, "near": near}

    def _so(self, trace: Trace) -> tuple[object, ...]:
        """Returns what tells two runs apart for whoever predicts them."""
        tables = tuple(sorted((name, end.rows, end.dup) for name, end in trace.tables.items()))
        states = tuple(end.state for end in trace.tasks.values())
        return (states, tables if "rows" in self.asks else (), trace.result)


def _near(playing: Playing) -> Iterator[tuple[str, Trace]]:
    return ((told, trace) for told, _, trace in _near_stories(playing))


def _near_stories(playing: Playing) -> Iterator[tuple[str, Any, Trace]]:
    """Yields near stories as (how they differ, what-if, run), of which the same can be read."""
    does = () if playing.posed.ground.is_drawn else ("run_now",)
    for near, trace in playing.near():
        is_same = near.scenario is None and near.answer is None
        if is_same and not rests_on_a_guess(trace, playing.stage):
            yield near.told, near.what_if._replace(do=near.what_if.do or does), trace


def _holds(claim: str, facts: Mapping[str, Any]) -> bool:
    try:
        return holds(claim, facts)
    except ClaimError:
        return False


def _graph(playing: Playing) -> dict[str, bool]:
    """Returns what leaves the graph out, where it says nothing."""
    return {} if playing.posed.has_graph else {"graph": False}
