"""A figure as a value: what was played of it, ready to be shown. Knows no kind, file or page."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FigureMoment:
    """What is shown at once: a sentence of what happens, and what its template draws.

    `told` is what is drawn, in words, for whoever does not see it. `fact` is the id of the one that
    decides, `note` what the author adds; "" for none. What is `shown` is the kind's own.
    """

    says: str
    told: str
    shown: Any
    fact: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was played: its moments, one after the other."""

    slug: str
    path: str
    kind_name: str
    title: str
    summary: str
    moments: tuple[FigureMoment, ...]

    @property
    def template(self) -> str:
        """Returns what draws a moment."""
        return f"figures/{self.kind_name}.html"
