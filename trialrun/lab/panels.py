"""Smaller panels of a simulator page: versions of tables, runs as a whole, sums. Knows no HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from trialrun.diagram import clock, dollars, occasions_told, runs_of_events, versions_shown
from trialrun.engine import Trace
from trialrun.lab.why import Line


@dataclass(frozen=True, slots=True)
class Version:
    """One commit as a version of its table."""

    number: int
    label: str
    step: int
    bind: str


@dataclass(frozen=True, slots=True)
class RunShown:
    """One run of the story as a whole; `step` tells of its latest turn, in words `says`.

    `occasion` says what it is for, "" where all are for the same.
    """

    number: int
    step: int
    says: str
    occasion: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of the whole story; `was` is that of the story before, "" if the same."""

    name: str
    value: str
    was: str


_SUMS: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
    ("Task executions", lambda end: f"{end['executions']:,}"),
    ("Time in runs", lambda end: clock(end["ms"])),
    ("Cost", lambda end: dollars(end["cents"])),
    ("Surplus rows", lambda end: f"{end['dup']:,}"),
)


def versions_of(trace: Trace) -> dict[str, list[Version]]:
    """Returns the versions of each table that are listed: {table: versions}."""
    found: dict[str, list[Version]] = {name: [] for name in trace.tables}
    listed = {name: versions_shown(table.version) for name, table in trace.tables.items()}
    for event in trace.events:
        commit = event.commit
        if commit is None or commit.version not in listed[commit.table]:
            continue
        surplus = f", {commit.dup:,} of them surplus" if commit.dup else ""
        verb = "taken back" if event.kind == "undo" else str(commit.op).lower()
        label = f"{verb} {commit.rows:,} rows{surplus}"
        bind = f"table.{commit.table}.v{commit.version}"
        found[commit.table].append(Version(commit.version, label, event.q + 1, bind))
    return found


def runs_of(trace: Trace, lines: Sequence[Line], step: int) -> list[RunShown]:
    """Returns the runs of a story, in order, each with its latest turn up to a step."""
    latest: dict[int, int] = {}
    for q, number in runs_of_events(trace).items():
        if q < step or number not in latest:
            latest[number] = q
    told = occasions_told(trace)
    return [
        RunShown(number, q + 1, lines[q].says, told.get(number, ""))
        for number, q in sorted(latest.items())
    ]


def sums_of(trace: Trace, before: Trace) -> list[Sum]:
    """Returns what a story comes to, beside the story before it was changed."""
    now, then = trace.final(), before.final()
    return [
        Sum(name, told(now), "" if told(now) == told(then) else told(then)) for name, told in _SUMS
    ]
