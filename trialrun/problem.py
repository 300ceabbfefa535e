"""A mistake in something a person wrote: what is wrong, where, and what to write instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `line` counts from 1; 0 when the whole file is meant."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        """Returns the form that editors can jump to."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"
