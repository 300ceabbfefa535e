"""A text as a tree: plain values, and where each is written. Knows no syntax and reads nothing."""

from dataclasses import dataclass, field
from typing import Any

TEXT_LENGTH_MAX = 1_000_000
NODES_MAX = 100_000
DEPTH_MAX = 40
SHOWN_MAX = 60

Location = tuple[str | int, ...]


class Unreadable(Exception):
    """The text cannot be read on from here. `line` and `column` count from 1, 0: the whole."""

    def __init__(self, line: int, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


@dataclass
class YamlTree:
    """What a text holds, and where.

    `lines` and `columns` are by location, from 1. `aliases` maps the location of each `*name` to
    that of its `&name`. `repeated` are the keys written again: (location, line, column); `lost` is
    what YAML takes for something else than text: (location around, line, column, sentence).
    """

    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    columns: dict[Location, int] = field(default_factory=dict)
    aliases: dict[Location, Location] = field(default_factory=dict)
    repeated: list[tuple[Location, int, int]] = field(default_factory=list)
    lost: list[tuple[Location, int, int, str]] = field(default_factory=list)

    @property
    def mistakes(self) -> list[tuple[int, str]]:
        """Returns (line, sentence) for each key that is written twice, and for what is lost."""
        return [(line, told) for _, line, _, told in self.lost] + [
            (line, f"`{shown(str(at[-1]))}` is written twice; keep one of them")
            for at, line, _ in self.repeated
        ]


def shown(text: str, length_max: int = SHOWN_MAX) -> str:
    """Returns text fit for a sentence: short, and with no sign that hides or turns others.

    >>> shown("a" + chr(0x202E) + "b") == "a" + chr(0xFFFD) + "b", len(shown("x" * 1000))
    (True, 61)
    """
    short = text if len(text) <= length_max else text[:length_max] + "…"
    return "".join([sign if sign.isprintable() else "\ufffd" for sign in short])
