"""Reads what is said of tasks, each mistake as a sentence. `deeds` has the grammar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from trialrun.engine.job.job import ComputeKind
from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.world import SECONDS_MAX, World, WriteMode
from trialrun.engine.whatif.deeds import (
    DEED_KINDS,
    EVERY,
    MODES,
    NOTHING,
    Deeds,
    Wrote,
    duration_ms,
    json_of,
    mode_meant,
    why_unread,
)
from trialrun.engine.whatif.dial_compute import every_task
from trialrun.engine.whatif.whatif_text import TASK_PATH, WhatIfError, found_job, found_task
from trialrun.nearest import few, nearest

DEEDS_MAX = 400
VALUE_CHARS_MAX = 60_000
WRITES_MAX, ROWS_MAX, ELEMENTS_MAX = 20, 10**12, 1000
OUTCOMES = ("true", "false")
COMPUTES = tuple(str(kind) for kind in ComputeKind if kind is not ComputeKind.NONE)
DEED_FORMS = {
    "writes": "TASK=TABLE:MODE:ROWS or TASK=nothing, as in load=silver.menu:overwrite:500",
    "sets": "TASK.KEY=VALUE or TASK=nothing, as in load.count=7",
    "outcome": "TASK=true or TASK=false",
    "elements": f"TASK=COUNT, at most {ELEMENTS_MAX:,}, as in loop=12",
    "takes": "TASK=DURATION, as in load=90s, load=5m or load=1:30; at most 30 days",
    "starts": "COMPUTE=DURATION, as in job_cluster=5m; at most 30 days",
}

_TABLE = re.compile(r"[A-Za-z0-9_.-]{1,120}")
_KEYED = re.compile(rf"({TASK_PATH})\.(.{{1,400}})")


def read_deeds(world: World, texts: Sequence[str]) -> Deeds:
    """Reads what is said of a world's tasks. Raises WhatIfError with a sentence."""
    if len(texts) > DEEDS_MAX:
        raise WhatIfError(
            f"{len(texts)} things were said of what tasks do; at most {DEEDS_MAX} are read."
        )
    reading = _Reading(world)
    for text in texts:
        kind, _, said = text.partition(":")
        if kind not in DEED_KINDS:
            close = nearest(kind, DEED_KINDS)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise WhatIfError(
                f"“{quoted(kind)}” is nothing that can be said of a task; write one of "
                f"{', '.join(DEED_KINDS)}.{hint}"
            )
        target, equals, value = said.partition("=")
        if not equals or not target or len(value) > VALUE_CHARS_MAX:
            raise WhatIfError(f"“{quoted(said)}” says nothing. Write {DEED_FORMS[kind]}.")
        getattr(reading, kind)(target, value, said)
    return reading.done()


@dataclass(slots=True)
class _Reading:
    """What was read so far, by path; one method for each sort."""

    world: World
    _writes: dict[str, tuple[Wrote, ...] | None] = field(default_factory=dict)
    _sets: dict[str, dict[str, str]] = field(default_factory=dict)
    _outcomes: dict[str, str] = field(default_factory=dict)
    _elements: dict[str, int] = field(default_factory=dict)
    _takes: dict[str, int] = field(default_factory=dict)
    _starts: dict[str, int] = field(default_factory=dict)

    def writes(self, target: str, value: str, said: str) -> None:
        path = EVERY if target == EVERY else found_task(self.world, target)[2]
        if value == NOTHING:
            if self._writes.get(path):
                raise WhatIfError(f"{quoted(target)} cannot write something and nothing.")
            self._writes[path] = ()
            return
        wrote, before = _read_wrote(value, said), self._writes.get(path)
        if path == EVERY and (wrote.table or before is not None):
            raise WhatIfError(
                f"“{quoted(said)}”: of all tasks one thing can be said: a mode, a number of rows, "
                "both, as in *=overwrite:500, or nothing."
            )
        if before == ():
            raise WhatIfError(f"{quoted(target)} cannot write nothing and something.")
        self._writes[path] = (*(before or ()), wrote)
        if len(self._writes[path] or ()) > WRITES_MAX:
            raise WhatIfError(f"{quoted(target)} makes at most {WRITES_MAX} writes.")

    def sets(self, target: str, value: str, said: str) -> None:
        match = _KEYED.fullmatch(target)
        if match is None and value != NOTHING:
            raise WhatIfError(f"“{quoted(said)}” sets no value. Write {DEED_FORMS['sets']}.")
        path = found_task(self.world, match[1] if match else target)[2]
        values = self._sets.setdefault(path, {})
        if match is None:
            self._sets[path] = {"": "", **values}
        elif why := why_unread(value):
            raise WhatIfError(f"“{quoted(said)}”: {why}.")
        else:
            values[match[2]] = json_of(value)

    def outcome(self, target: str, value: str, said: str) -> None:
        if value not in OUTCOMES:
            raise WhatIfError(
                f"“{quoted(said)}”: a condition comes out true or false. Write {target}=true or "
                f"{target}=false."
            )
        self._outcomes[_path_of(self.world, target, "condition")] = value

    def elements(self, target: str, value: str, said: str) -> None:
        if not re.fullmatch("[0-9]{1,7}", value) or int(value) > ELEMENTS_MAX:
            raise WhatIfError(f"“{quoted(said)}” is no count. Write {DEED_FORMS['elements']}.")
        self._elements[_path_of(self.world, target, "for_each")] = int(value)

    def takes(self, target: str, value: str, said: str) -> None:
        path = EVERY if target == EVERY else found_task(self.world, target)[2]
        self._takes[path] = _read_duration(value, said, "takes")

    def starts(self, target: str, value: str, said: str) -> None:
        if target not in COMPUTES:
            close = nearest(target, COMPUTES)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise WhatIfError(
                f"“{quoted(target)}” is no kind of compute; write one of {', '.join(COMPUTES)}."
                f"{hint}"
            )
        self._starts[target] = _read_duration(value, said, "starts")

    def done(self) -> Deeds:
        """Returns all of it in one order, so that equal worlds have equal texts."""
        return Deeds(
            tuple((path, self._writes[path] or ()) for path in sorted(self._writes)),
            tuple((path, tuple(self._sets[path].items())) for path in sorted(self._sets)),
            tuple(sorted(self._outcomes.items())),
            tuple(sorted(self._elements.items())),
            tuple(sorted(self._takes.items())),
            tuple(sorted(self._starts.items())),
        )


def _read_wrote(value: str, said: str) -> Wrote:
    """Reads one write: three parts in their places, or fewer that tell themselves apart."""
    parts = value.split(":")
    if len(parts) < 3:
        rows = parts.pop() if parts[-1].isdigit() else ""
        mode = parts.pop() if parts and (parts[-1] in MODES or len(parts) > 1) else ""
        table = parts.pop() if parts else ""
        parts = [table, mode, rows]
        if meant := mode_meant(table):
            raise WhatIfError(
                f"“{quoted(said)}”: {quoted(table)} is no mode. Did you mean {meant}? Of a table "
                f"called so write {quoted(table)}:{mode or 'append'}:{rows or '1000'}."
            )
    if len(parts) > 3:
        raise WhatIfError(f"“{quoted(said)}” has too many parts. Write {DEED_FORMS['writes']}.")
    table, mode, rows = parts
    if table and not _TABLE.fullmatch(table):
        raise WhatIfError(
            f"“{quoted(said)}”: {quoted(table)} is no name of a table here; write letters, digits, "
            "underscores, dashes and dots, at most 120."
        )
    if mode and mode not in MODES:
        meant = mode_meant(mode)
        hint = f" Did you mean {meant}?" if meant else ""
        raise WhatIfError(
            f"“{quoted(said)}”: {quoted(mode)} is no mode; write one of {', '.join(MODES)}.{hint}"
        )
    if rows and not (re.fullmatch("[0-9]{1,13}", rows) and int(rows) <= ROWS_MAX):
        raise WhatIfError(
            f"“{quoted(said)}”: {quoted(rows)} is no number of rows from 0 to {ROWS_MAX:,}."
        )
    return Wrote(table, WriteMode(mode) if mode else None, int(rows) if rows else None)


def _path_of(world: World, target: str, has: str) -> str:
    """Returns the path of an If/else, or of a For each, which also goes by what it runs."""
    owner, folder, key = found_job(world, target)
    for task in owner.job.tasks:
        one = task.for_each.task if task.for_each else task
        if has == "for_each" and task.for_each and key in (task.key, one.key):
            return folder + task.key
        if has == "condition" and any(key == each.key and each.condition for each in (task, one)):
            return folder + key
    named = "If/else" if has == "condition" else "For each"
    known = [task.key for task in every_task(owner.job) if getattr(task, has)]
    if key in {task.key for task in every_task(owner.job)}:
        listed = f"; it has {few(known, key)}" if known else ", and this job has none"
        raise WhatIfError(f"{quoted(key)} is no {named}{listed}.")
    close = nearest(key, known)
    hint = f" Did you mean {close[0]}?" if close else ""
    raise WhatIfError(f"There is no {named} “{quoted(key)}” in this job.{hint}")


def _read_duration(value: str, said: str, kind: str) -> int:
    ms = duration_ms(value)
    if ms is None or ms > SECONDS_MAX * 1000:
        raise WhatIfError(f"“{quoted(said)}” is no duration. Write {DEED_FORMS[kind]}.")
    return ms
