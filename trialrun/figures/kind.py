"""What a kind of figure has to do. Knows no kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple, Protocol

from pydantic import StringConstraints

from trialrun.figures.figure import FigureMoment
from trialrun.questions import Flaw, Places, Scenario, Strict, Text

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class FigureSpec(Strict):
    """What every file of a figure has. A kind adds its own fields, `kind` among them."""

    title: Title
    summary: Text


@dataclass(frozen=True, slots=True)
class FigureStage:
    """What a figure may look up: the facts of the course, and its stories."""

    facts: Collection[str] = ()
    broken_facts: Places = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    broken_scenarios: Places = field(default_factory=dict)


class PlayedFigure(NamedTuple):
    """What came of playing a figure. With a flaw none of its moments is shown."""

    moments: tuple[FigureMoment, ...]
    flaws: tuple[Flaw, ...] = ()


class FigureKind(Protocol):
    """A kind of figure: one module, and a template by its name. All of it is pure."""

    @property
    def name(self) -> str:
        """Returns the word an author writes behind `kind:`."""

    @property
    def Spec(self) -> type[FigureSpec]:  # noqa: N802 - a class
        """Returns the model of what an author writes."""

    def play(self, spec: Any, stage: FigureStage) -> PlayedFigure:
        """Plays what was written into moments, and names what cannot be played."""
