"""What people say that tasks do, as short text: the grammar, read and written. For URLs and CLI.

writes: `TASK=[TABLE][:MODE][:ROWS]`, e.g. `load=silver.menu:overwrite:500`, `load=append`,
`load=500`, or `load=nothing`; two for one task are two writes. `*` is every task that writes.
sets: `TASK.KEY=VALUE`, the task value KEY; `TASK=nothing`. What a query returns is a value, too:
`count.output.rows=[...]`, `count.output.first_row.n=7`, `watch.output.alert_state=TRIGGERED`.
outcome: `TASK=true` or `false`, of an If/else. elements: `TASK=12`, of a For each.
takes: `TASK=90s`, also 5m, 1:30, 250ms; `*` is every task. starts: `COMPUTE=4m`, to come up.

A task of a job that another one starts is written `child/inner`. Each text begins with its sort,
as in `writes:load=nothing`; what is left out stays as it was.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.engine.job.world import WriteMode
from trialrun.nearest import edits, nearest

EVERY, NOTHING = "*", "nothing"
DEED_KINDS = ("writes", "sets", "outcome", "elements", "takes", "starts")
MODES = tuple(map(str, WriteMode))
_UNITS_MS = {"ms": 1, "s": 1000, "": 1000, "m": 60_000, "h": 3_600_000}
_DURATION = re.compile(r"([0-9]{1,10})(ms|s|m|h|)")
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-5][0-9])")
DIGITS_MAX, DEPTH_MAX = 300, 50
"""How long a number may be that somebody says, and how deep a list or an object."""
_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?"
_PLAIN = re.compile(rf"{_NUMBER}|true|false|null")
_LONG = re.compile(rf"[0-9]{{{DIGITS_MAX + 1}}}")
_SLIP_EDITS_MAX = 2
_ByTask = tuple[tuple[str, int], ...]


class Wrote(NamedTuple):
    """A write as somebody said it: "" and None leave a part of it as it was."""

    table: str = ""
    mode: WriteMode | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was said of tasks, by their paths; EVERY stands for all that nothing else is said of.

    `writes` without any is that a task writes nothing. `sets` are (key, JSON text); where the
    first key is "", nothing else is set. Times are in ms, `starts` by the kind of compute.
    """

    writes: tuple[tuple[str, tuple[Wrote, ...]], ...] = ()
    sets: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    elements: _ByTask = ()
    takes: _ByTask = ()
    starts: _ByTask = ()

    def texts(self) -> tuple[str, ...]:
        """Writes all of it as it is read.

        >>> Deeds(takes=(("load", 90_000),), outcomes=(("check", "false"),)).texts()
        ('outcome:check=false', 'takes:load=90s')
        """
        return tuple(_texts(self))

    def inside(self, job: str) -> "Deeds":
        """Returns what is said of the tasks of a job that is started, by their paths in it."""
        start = f"{job}/"

        def own(by_path: tuple[tuple[str, object], ...]) -> tuple[tuple[str, object], ...]:
            return tuple(
                (path.removeprefix(start), value)
                for path, value in by_path
                if path == EVERY or path.startswith(start)
            )

        names = ("writes", "sets", "outcomes", "elements", "takes")
        return Deeds(**{name: own(getattr(self, name)) for name in names})  # type: ignore[arg-type]


def _texts(deeds: Deeds) -> Iterator[str]:
    for path, writes in deeds.writes:
        yield from (f"writes:{path}={_wrote_text(write)}" for write in writes)
        if not writes:
            yield f"writes:{path}={NOTHING}"
    for path, values in deeds.sets:
        for key, json_text in values:
            yield f"sets:{path}.{key}={value_text(json_text)}" if key else f"sets:{path}={NOTHING}"
    yield from (f"outcome:{path}={outcome}" for path, outcome in deeds.outcomes)
    yield from (f"elements:{path}={count}" for path, count in deeds.elements)
    yield from (f"takes:{path}={duration_text(ms)}" for path, ms in deeds.takes)
    yield from (f"starts:{kind}={duration_text(ms)}" for kind, ms in deeds.starts)


def _wrote_text(write: Wrote) -> str:
    parts = (write.table, write.mode or "", "" if write.rows is None else str(write.rows))
    bare = ":".join(filter(None, parts))
    return bare if bare and not _is_doubtful(write.table) else ":".join(parts)


def _is_doubtful(table: str) -> bool:
    """Says whether a table's name alone would be taken for something else, or for a slip."""
    return table == NOTHING or table.isdigit() or bool(mode_meant(table))


def mode_meant(name: str) -> str:
    """Returns the mode that a name is, or is a slip of; "" for none."""
    close = nearest(name, MODES) if name else []
    return close[0] if close and edits(name.lower(), close[0]) <= _SLIP_EDITS_MAX else ""


def duration_text(ms: int) -> str:
    """Writes how long something takes.

    >>> duration_text(90_000), duration_text(250)
    ('90s', '250ms')
    """
    return f"{ms}ms" if ms % 1000 else f"{ms // 1000}s"


def value_text(json_text: str) -> str:
    """Writes a value bare where it is read as the same.

    >>> value_text('"EU"'), value_text('"7"'), value_text("7")
    ('EU', '"7"', '7')
    """
    value = json.loads(json_text)
    bare = value if isinstance(value, str) else ""
    is_bare = bare and not why_unread(bare) and json_of(bare) == json_text
    return bare if is_bare else json_text


def json_of(text: str) -> str:
    """Reads a value as JSON where it is some, else as text.

    >>> json_of("0.97"), json_of("EU"), json_of('["a"]'), json_of("007")
    ('0.97', '"EU"', '["a"]', '"007"')
    """
    if why_unread(text):
        return json.dumps(text, ensure_ascii=False)
    if _PLAIN.fullmatch(text):
        return text
    try:
        if text.startswith(("[", '"', "{")):
            found = json.loads(text, parse_constant=_no_number)
            return json.dumps(found, ensure_ascii=False)
    except ValueError:
        pass
    return json.dumps(text, ensure_ascii=False)


def why_unread(text: str) -> str:
    """Says why a value cannot be read as JSON though it reads like some; "" where it can.

    >>> why_unread("7" * 301), why_unread("[" * 51 + "]" * 51), why_unread("[7]")
    ('a number has at most 300 digits', 'JSON is at most 50 deep', '')
    >>> why_unread("[7")
    'this begins like JSON and is none; text that begins so stands in double quotes'
    """
    is_json = text.startswith(("[", "{"))
    if (is_json or _PLAIN.fullmatch(text)) and _LONG.search(text):
        return f"a number has at most {DIGITS_MAX} digits"
    depth = 0
    for sign in text if is_json else "":
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEPTH_MAX:
            return f"JSON is at most {DEPTH_MAX} deep"
    try:
        if is_json:
            json.loads(text, parse_constant=_no_number)
    except ValueError:
        return "this begins like JSON and is none; text that begins so stands in double quotes"
    return ""


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def duration_ms(text: str) -> int | None:
    """Reads how long something takes, as people write it or as pages show it; None for no time.

    >>> duration_ms("90s"), duration_ms("5m"), duration_ms("1:30"), duration_ms("1:00:00")
    (90000, 300000, 90000, 3600000)
    """
    if match := _DURATION.fullmatch(text):
        return int(match[1]) * _UNITS_MS[match[2]]
    if match := _CLOCK.fullmatch(text):
        return ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000
    return None
