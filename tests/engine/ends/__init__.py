"""How each bundled scenario ends, worked out by hand: a module for each set of questions.

A module has ENDS, by scenario: the result of each segment, {task: (state, attempts)},
{table: (version, rows, dup)}, minutes. And COUNTS: executions, clusters started, executions beyond
each task's first, surplus rows. And HEALS, if any: those in which something fails by itself only at
first.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]


def _all_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in _MODULES:
        rows = getattr(module, name, {})
        assert not found.keys() & rows.keys(), f"{module.__name__} repeats {name} of another module"
        found |= rows
    return found


ENDS = _all_of("ENDS")
COUNTS = _all_of("COUNTS")
HEALS = set(_all_of("HEALS"))
