"""A posed story as it was played: its run, the runs beside it, and the reasons that they give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialrun.engine import TRUTH, Endless, Rules, Trace, WhatIfError, WhatIfText
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Neighbour, Posed, Said
from trialrun.questions import Scenario, Stage
from trialrun.questions.known import THOUGHTS
from trialrun.questions.stage import assumptions

WHYS_MAX = 2


@dataclass(frozen=True, slots=True)
class Playing:
    """A posed story, what is right of it, and what it is proven against."""

    family: Family
    stage: Stage
    posed: Posed
    trace: Trace
    right: Said
    draw: Draw

    @classmethod
    def of(cls, family: Family, stage: Stage, posed: Posed, draw: Draw) -> "Playing | None":
        """Plays a story; None where it rests on a guess of ours, or gives no answer."""
        trace = played(posed, posed.what_if)
        if trace is None or rests_on_a_guess(trace, stage):
            return None
        right = posed.answer(trace)
        return cls(family, stage, posed, trace, right, draw) if right else None

    def believed(self) -> Iterator[tuple[str, Trace]]:
        """Yields the story as each belief has it that a learner may be told by, in drawn order."""
        for belief in self.draw.shuffled(gradable(self.family, self.stage)):
            trace = self._as_believed(belief)
            if trace is not None:
                yield belief, trace

    def _as_believed(self, belief: str) -> Trace | None:
        posed, beliefs = self.posed, self.stage.beliefs
        if belief in beliefs:
            return played(posed, posed.what_if, beliefs[belief])
        scenario = posed.believed[belief]() if belief in posed.believed else None
        return played(posed, posed.what_if, scenario=scenario) if scenario else None

    def near(self) -> Iterator[tuple[Neighbour, Trace]]:
        """Yields the stories that nearly are this one, in drawn order."""
        for near in self.draw.shuffled(self.posed.neighbours):
            scenario = near.scenario() if callable(near.scenario) else near.scenario
            if scenario is None and near.scenario is not None:
                continue
            trace = played(self.posed, near.what_if, scenario=scenario)
            if trace is not None:
                yield near, trace

    def whys(self, said: Said, *, but: Sequence[str] = ()) -> list[str]:
        """Says what decided, of the parts in which an answer differs; of the key what decided it.

        What stands in `but` is not said again.
        """
        if said.why:
            return [said.why]
        about = [part for part in self.differing(said) or self.right.parts if self.has_why(part)]
        told = dict.fromkeys(map(self.why, about or self.right.whys))
        return [each for each in told if each not in but][:WHYS_MAX]

    def differing(self, said: Said) -> list[str]:
        """Returns the parts in which an answer differs from what is right."""
        mine, parts = self.right.parts, dict.fromkeys([*self.right.parts, *said.parts])
        return [part for part in parts if mine.get(part) != said.parts.get(part)]

    def has_why(self, part: str) -> bool:
        """Says whether something of the run decides a part."""
        return part in self.right.whys

    def why(self, part: str) -> str:
        """Says what decides a part."""
        told = self.right.whys[part]
        if not isinstance(told, str):
            told = self.stage.narrate(self.trace, self.trace.events[told])
        return f"{told} {self.right.sums[part]}" if part in self.right.sums else told

    def reason(self, part: str) -> str:
        """Says why a part is as it is: what decides it, or what the run has of it."""
        return self.why(part) if self.has_why(part) else self.right.tells.get(part, self.right.why)

    def contradicted(self, said: Said) -> list[str]:
        """Says what the run has of the parts in which an answer differs."""
        return [self.right.tells[part] for part in self.differing(said)][:WHYS_MAX]


def played(
    posed: Posed, what_if: WhatIfText, rules: Rules = TRUTH, scenario: Scenario | None = None
) -> Trace | None:
    """Plays a what-if of a posed story; None where it cannot be played."""
    scenario = scenario or posed.ground.scenario
    try:
        return scenario.play(scenario.read(what_if), rules)
    except (WhatIfError, Endless):
        return None


def rests_on_a_guess(trace: Trace, stage: Stage) -> bool:
    """Says whether a run hangs on an assumption of ours."""
    return any(assumptions(trace, stage.assumed))


def gradable(family: Family, stage: Stage) -> list[str]:
    """Returns the beliefs of a family that a learner may be told by: a fact corrects them."""
    return [belief for belief in family.beliefs if is_gradable(belief, stage)]


def is_gradable(belief: str, stage: Stage) -> bool:
    """Says whether a fact corrects a belief on which one may be graded."""
    fact = stage.facts.get(THOUGHTS[belief].corrected_by)
    return fact is not None and fact.is_gradable
