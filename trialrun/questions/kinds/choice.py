"""The kind `choice`: one option holds."""

from collections.abc import Iterator, Sequence
from typing import Literal

from trialrun.questions.kind import Form, Reading, Tools
from trialrun.questions.kinds.options import OptionsKind, OptionsSpec
from trialrun.questions.question import Question
from trialrun.questions.stage import Flaw


class ChoiceSpec(OptionsSpec):
    """One option is right."""

    kind: Literal["choice"]


class Choice(OptionsKind):
    """One option holds."""

    name = "choice"
    Spec = ChoiceSpec

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads the one picked option."""
        reading = super().read(question, form, tools)
        if len(reading.response) > 1:
            return Reading({}, "Only one answer holds here. Pick one option.")
        return reading

    def count_flaws(self, right: Sequence[int], options: int) -> Iterator[Flaw]:
        """Yields a flaw unless exactly one option is right."""
        if not right:
            told = "no option holds; exactly one must, so mend the claim of the right one"
            yield Flaw(("options",), told)
        elif len(right) > 1:
            first = ", ".join(map(str, right[:-1]))
            told = f"options {first} and {right[-1]} hold; exactly one must, so narrow a claim"
            yield Flaw(("options",), told)


KIND = Choice()
