"""A mistake in something a person wrote: what is wrong, where, and what to write instead."""

from dataclasses import dataclass, field

EVERY = ""
"""Among the places of what has mistakes, by name: the place for all of it, a file unread."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` and `column` count from 1; 0 when the whole file, or line, is meant.

    `cause` is the place of another mistake from which this one comes; "" for a mistake of its own.
    In order, causes stand before what comes of them, then files and lines. `rule` names what is
    broken, "" for what any reader of the file would say. A warning is no mistake: what it is about
    is served.

    >>> print(min(Problem("a.yaml", 1, "it uses x", cause="b.yaml:2"), Problem("b.yaml", 2, "x")))
    b.yaml:2: x
    """

    path: str
    line: int
    message: str
    cause: str = field(default="", repr=False)
    column: int = field(default=0, repr=False, compare=False)
    rule: str = field(default="", repr=False, compare=False)
    is_warning: bool = field(default=False, repr=False)

    def __lt__(self, other: "Problem") -> bool:
        """Says whether it is told first."""
        return self._place < other._place

    @property
    def _place(self) -> tuple[bool, str, int, str]:
        return bool(self.cause), self.path, self.line, self.message

    @property
    def at(self) -> str:
        """Returns where it is, with the column where that is known: editors can jump to it."""
        column = f":{self.column}" if self.line and self.column else ""
        return f"{self._line_at}{column}"

    @property
    def fix(self) -> str:
        """Returns what to write instead: messages say it behind what is wrong.

        >>> Problem("a.yaml", 1, "there is no x; write y").fix
        'write y'
        """
        return self.message.partition("; ")[2]

    @property
    def _line_at(self) -> str:
        # A file's name may hold what turns, hides or steers what a terminal shows.
        path = "".join([sign if sign.isprintable() else "\ufffd" for sign in self.path])
        return f"{path}:{self.line}" if self.line else path

    def __str__(self) -> str:
        """Returns the form that editors can jump to."""
        return f"{self._line_at}: {self.message}"
