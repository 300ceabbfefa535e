"""A mistake in something a person wrote: what is wrong, where, and what to write instead."""

from dataclasses import dataclass, field

EVERY = ""
"""Among the places of what has mistakes, by name: the place for all of it, a file unread."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` counts from 1; 0 when the whole file is meant.

    `cause` is the place of another mistake from which this one comes; "" for a mistake of its own.
    In order, causes stand before what comes of them, then files and lines.

    >>> print(min(Problem("a.yaml", 1, "it uses x", cause="b.yaml:2"), Problem("b.yaml", 2, "x")))
    b.yaml:2: x
    """

    path: str
    line: int
    message: str
    cause: str = field(default="", repr=False)

    def __lt__(self, other: "Problem") -> bool:
        """Says whether it is told first."""
        return self._place < other._place

    @property
    def _place(self) -> tuple[bool, str, int, str]:
        return bool(self.cause), self.path, self.line, self.message

    def __str__(self) -> str:
        """Returns the form that editors can jump to."""
        # A file's name may hold what turns, hides or steers what a terminal shows.
        path = "".join([sign if sign.isprintable() else "\ufffd" for sign in self.path])
        place = f"{path}:{self.line}" if self.line else path
        return f"{place}: {self.message}"
