"""What was predicted of a run, told as the run gets there. Knows no HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from trialrun.diagram import WORDS, Frame
from trialrun.lab.why import Line
from trialrun.questions.contradiction import Contradiction


@dataclass(frozen=True, slots=True)
class ToldOf:
    """One task that ends otherwise than predicted: at which step that is, both ends, and why.

    `follows` says that it is what the rules make of what was said before: that is no slip more.
    """

    at: int
    task: str
    said: str
    ends: str
    why: str
    follows: bool


@dataclass(frozen=True)
class Foreseen:
    """A prediction beside the run that it is about: `lines` tell the run in words."""

    prediction: Contradiction
    lines: Sequence[Line]

    @cached_property
    def contradictions(self) -> list[ToldOf]:
        """Returns the tasks that were foreseen wrongly, in the order in which the run tells it."""
        return [
            ToldOf(
                judged.step,
                judged.task,
                WORDS[judged.said],
                WORDS[judged.state],
                self.lines[judged.step - 1].says if judged.step else "",
                judged.follows,
            )
            for judged in self.prediction.judged
            if not judged.is_right
        ]

    @property
    def verdict(self) -> str:
        """Says how much of it was right."""
        found = self.prediction
        if found.is_right:
            return (
                f"You predicted all {found.asked} tasks." if found.asked > 1 else "You were right."
            )
        told = f"You had {found.right} of {found.asked}."
        if not found.following:
            return told
        which = "One of these follows" if found.following == 1 else f"{found.following} follow"
        return f"{told} {which} from a slip of yours, which is not counted twice."

    def frames(self, frames: Sequence[Frame], keys: Mapping[str, int]) -> list[Frame]:
        """Returns frames with what was said of each box, marked once the run has got there.

        `keys` are the indexes of the tasks.
        """
        marked = [Frame(frame.t_ms, dict(frame.values)) for frame in frames]
        for judged in self.prediction.judged:
            said = f"you: {WORDS[judged.said].lower()}"
            key = f"task.{keys[judged.task]}.said"
            marked[0].values[key] = said
            sign = "✓" if judged.is_right else "✗"
            marked[judged.step].values[key] = f"{sign} {said}"
        return marked
