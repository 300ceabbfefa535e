"""The pairs of a `match`: what an author writes of them, and what proves each."""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Literal

from pydantic import Field

from trialrun.engine import Endless, WhatIfError
from trialrun.nearest import offered
from trialrun.questions.claim_names import values_told
from trialrun.questions.claims import ClaimError, holds, text_of
from trialrun.questions.spec import AskedSpec, Location, Strict, Text
from trialrun.questions.stage import Flaw, Played, Stage, world_facts
from trialrun.questions.thoughts import thought_behind

SIDES_MAX = 8


class Side(Strict):
    """A side that fits the items whose value `is` so."""

    says: Text
    is_: Text = Field(alias="is")


class Item(Strict):
    """An item on the left, with the side that `fits`, or the `value` that a side is found by."""

    says: Text
    why: Text
    fits: Text | None = None
    claim: Text | None = None
    value: Text | None = None


class MatchSpec(AskedSpec):
    """Items, and the sides that are offered beside those that fit one.

    With `sides`, each item has a value of the run, and gets the side that is so.
    """

    kind: Literal["match"]
    items: tuple[Item, ...] = Field(min_length=2, max_length=SIDES_MAX)
    offers: tuple[Text, ...] = ()
    sides: tuple[Side, ...] = ()
    shuffle: bool = True
    graph: bool = True

    def parts(self) -> tuple[tuple[Location, str], ...]:
        """Returns what the items say."""
        return tuple((("items", i, "says"), item.says) for i, item in enumerate(self.items))

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns why each item gets its side."""
        return tuple((("items", i, "why"), item.why) for i, item in enumerate(self.items))

    def claims(self) -> tuple[tuple[Location, str], ...]:
        """Returns what proves the pairs."""
        return tuple(
            (("items", i, name), asked)
            for i, item in enumerate(self.items)
            for name, asked in (("claim", item.claim), ("value", item.value))
            if asked
        )

    @property
    def right(self) -> tuple[str, ...]:
        """Returns the texts of the sides, each once."""
        fitting = (item.fits for item in self.items if item.fits)
        return tuple(dict.fromkeys([*(side.says for side in self.sides), *fitting, *self.offers]))


def id_of(says: str) -> str:
    """Returns a name for an item or a side that tells nothing of where it stands."""
    return sha256(says.encode()).hexdigest()[:10]


def pairs_of(spec: MatchSpec, traces: Mapping[str, Played]) -> dict[str, str]:
    """Returns {item id: id of the side that fits}."""
    return {id_of(item.says): id_of(_side_of(item, spec, traces)) for item in spec.items}


def _side_of(item: Item, spec: MatchSpec, traces: Mapping[str, Played]) -> str:
    """Returns the side that fits an item. Raises ClaimError; KeyError where there is none."""
    if item.fits or not item.value:
        return item.fits or ""
    return {side.is_: side.says for side in spec.sides}[text_of(item.value, world_facts(traces))]


def foreseen_pairs(
    spec: MatchSpec, stage: Stage, traces: Mapping[str, Played], key: Mapping[str, str]
) -> list[dict[str, str]]:
    """Returns the wrong pairs that somebody who holds a belief would make."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for belief, rules in stage.beliefs_of(spec).items() if spec.sides else ():
        try:
            believed = stage.traces(spec.run_specs(), rules)
        except (Endless, WhatIfError):
            continue
        for item in spec.items:
            try:
                pair = id_of(item.says), id_of(_side_of(item, spec, believed))
            except (ClaimError, KeyError):
                continue
            if key[pair[0]] != pair[1] and pair not in found:
                thought = thought_behind(belief, spec.run_specs(), stage, traces, item.value)
                found[pair] = {
                    "item": pair[0],
                    "side": pair[1],
                    "belief": belief,
                    "thought": thought,
                }
    return list(found.values())


def item_flaws(
    at: Location, item: Item, spec: MatchSpec, traces: Mapping[str, Played]
) -> Iterator[Flaw]:
    """Yields why the pair of an item is not proven."""
    if spec.sides:
        yield from _value_flaws(at, item, spec, traces)
    elif item.value:
        yield Flaw((*at, "value"), "a value needs sides: that say what it `is`")
    elif not item.fits:
        yield Flaw(at, "write fits: and the side that is right")
    elif traces and not item.claim:
        yield Flaw(at, "the question is about a run, so the pair needs a claim: that holds")
    elif item.claim and not traces:
        yield Flaw((*at, "claim"), "a claim needs a run; add run: SCENARIO to the question")
    elif item.claim:
        try:
            if not holds(item.claim, world_facts(traces)):
                gave = values_told([item.claim], world_facts(traces))
                told = "this does not hold in the run, so the pair is not proven"
                yield Flaw((*at, "claim"), told + (gave and f". The run gave: {gave}"))
        except ClaimError as error:
            yield Flaw((*at, "claim"), str(error))


def _value_flaws(
    at: Location, item: Item, spec: MatchSpec, traces: Mapping[str, Played]
) -> Iterator[Flaw]:
    if item.fits or item.claim:
        yield Flaw(at, "the value decides which side fits; remove fits and claim")
    elif not traces:
        yield Flaw(at, "a value needs a run; add run: SCENARIO to the question")
    elif not item.value:
        yield Flaw(at, "write value: and what of the run decides which side fits")
    else:
        try:
            given = text_of(item.value, world_facts(traces))
            known = Counter(side.is_ for side in spec.sides)
            if known[given] != 1:
                hint = offered(given, known) if not known[given] else "; remove all but one"
                yield Flaw((*at, "value"), f"the run gives {given}; {known[given]} sides are{hint}")
        except ClaimError as error:
            yield Flaw((*at, "value"), str(error))
