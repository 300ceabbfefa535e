"""By what a change of a text is found."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """By what a change of a file is found without reading it."""

    size: int
    mtime_ns: int
