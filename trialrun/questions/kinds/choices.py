"""The kind `choices`: all options that hold, and no other. How many they are is told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from trialrun.plural import counted
from trialrun.questions.kind import Form, Reading, Tools
from trialrun.questions.kinds.options import PICKED, Option, OptionsKind, OptionsSpec
from trialrun.questions.question import Question
from trialrun.questions.stage import Flaw


class ChoicesSpec(OptionsSpec):
    """Some options are right; all of them and no other are the answer."""

    kind: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=3, max_length=8)


def wanted_of(key: Mapping[str, str]) -> int:
    """Returns how many options hold."""
    return sum(value == PICKED for value in key.values())


class Choices(OptionsKind):
    """All options that hold, and no other."""

    name = "choices"
    Spec = ChoicesSpec

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads as many picked options as hold; what is picked stays in the form."""
        reading = super().read(question, form, tools)
        wanted, picked = wanted_of(question.key), len(reading.response)
        if reading.error or picked == wanted:
            return reading
        told = f"Pick {counted(wanted, 'option')}: you picked {picked}."
        return Reading(reading.response, told)

    def count_flaws(self, right: Sequence[int], options: int) -> Iterator[Flaw]:
        """Yields a flaw when no option is right, or all are."""
        if not 0 < len(right) < options:
            told = f"{len(right)} of {options} options hold; some must, but not all"
            yield Flaw(("options",), told)


KIND = Choices()
