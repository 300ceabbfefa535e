"""The kind `choices`: all options that hold, and no other."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from trialrun.questions.kinds.options import Option, OptionsKind, OptionsSpec
from trialrun.questions.stage import Flaw


class ChoicesSpec(OptionsSpec):
    """Some options are right; all of them and no other are the answer."""

    kind: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=3, max_length=8)


class Choices(OptionsKind):
    """All options that hold, and no other."""

    name = "choices"
    Spec = ChoicesSpec

    def count_flaws(self, right: int, options: int) -> Iterator[Flaw]:
        """Yields a flaw when no option is right, or all are."""
        if not 0 < right < options:
            yield Flaw(("options",), f"{right} of {options} options hold; some must, but not all")


KIND = Choices()
