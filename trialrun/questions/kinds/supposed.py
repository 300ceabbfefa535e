"""What a belief, or a near story, would have made of a prediction: the reason of a wrong part.

Worked out with the key, and kept with the question: a page looks up what was said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from trialrun.engine import TRUTH, Endless, Rules, Trace, WhatIfError
from trialrun.questions.kept import Check, listed, named, number, record, row, text
from trialrun.questions.kind import Part
from trialrun.questions.question import SUPPOSED
from trialrun.questions.spec import RunSpec, Strict, Text
from trialrun.questions.stage import Flaw, Stage, flaws_of_run
from trialrun.questions.thoughts import thought_behind

REASONS_MAX = 100


class NearRun(Strict):
    """The same story with something otherwise, and how that is told: "if nothing failed"."""

    told: Text
    fail: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    dial: tuple[str, ...] = ()
    do: tuple[str, ...] = ()

    def of(self, run: RunSpec) -> RunSpec:
        """Returns it as a run of the same scenario."""
        return RunSpec(
            scenario=run.scenario, fail=self.fail, slow=self.slow, dial=self.dial, do=self.do
        )


ReadsParts = Callable[[Trace, Rules], Mapping[str, str]]
"""Returns what is so of each part in a run, and by the rules that it went by."""


def near_flaws(
    near: Sequence[NearRun], run: RunSpec, stage: Stage, key: Mapping[str, str], values: ReadsParts
) -> Iterator[Flaw]:
    """Yields near stories that cannot be played, and those in which all is as it is asked."""
    for index, each in enumerate(near):
        flaws = list(flaws_of_run(("near", index), each.of(run), stage))
        yield from flaws
        if not flaws and values(stage.traces({"": each.of(run)})[""], TRUTH) == key:
            told = "all that is asked is so in the run itself, too; remove it"
            yield Flaw(("near", index), told)


def supposed(
    near: Sequence[NearRun], run: RunSpec, stage: Stage, trace: Trace, values: ReadsParts
) -> dict[str, Any]:
    """Returns {"why": [[reason, belief], ...], "said": {part: {what would be said: its reason}}}.

    Beliefs come first; of what several give the first is told.
    """
    key = values(trace, TRUTH)
    why: list[list[str]] = []
    said: dict[str, dict[str, int]] = {}
    for other, told in _others(near, run, stage, trace, values):
        new = [
            (part, value)
            for part, value in other.items()
            if part in key and value not in (key[part], *said.get(part, ()))
        ]
        for part, value in new:
            said.setdefault(part, {})[value] = len(why)
        if new:
            why.append(told())
    return {"why": why, "said": said}


def _others(
    near: Sequence[NearRun], run: RunSpec, stage: Stage, trace: Trace, values: ReadsParts
) -> Iterator[tuple[Mapping[str, str], Callable[[], list[str]]]]:
    """Yields what is so in each other run, and what says its reason."""
    runs = {"": run}
    for belief, rules in stage.beliefs.items():
        try:
            believed = stage.traces(runs, rules)[""]
        except (Endless, WhatIfError):
            continue
        yield (
            values(believed, rules),
            lambda belief=belief: [  # type: ignore[misc]
                thought_behind(belief, runs, stage, {"": trace}, None), belief
            ],
        )  # fmt: skip
    for each in near:
        played = stage.traces({"": each.of(run)})[""]
        yield values(played, TRUTH), lambda each=each: [f"So it would be {each.told}.", ""]  # type: ignore[misc]


def explained(part: Part, body: Mapping[str, Any]) -> Part:
    """Returns a part with the reason of what was said, where that is known.

    What follows from another slip needs none.
    """
    kept = body.get(SUPPOSED)
    if kept is None or part.is_right or part.follows:
        return part
    place = kept["said"].get(part.id, {}).get(part.given)
    if place is None:
        return part
    told, belief = kept["why"][place]
    return replace(part, belief=told, belief_id=belief)


kept_supposed: Check = record(
    why=listed(row(text, text), most=REASONS_MAX), said=named(named(number(REASONS_MAX)))
)


def check_supposed(kept: Mapping[str, Any]) -> None:
    """Raises ValueError where a kept reason is not there."""
    places = [place for said in kept.get("said", {}).values() for place in said.values()]
    if places and max(places) >= len(kept["why"]):
        raise ValueError("a reason is missing")
