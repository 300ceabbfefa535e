"""The form in which one says what the tasks of a story do: what it asks, and what stands in it.

A field that is left empty leaves the task as it was. Knows no HTTP.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from trialrun.diagram import clock
from trialrun.engine import ComputeKind, TaskScript, WhatIfText, World
from trialrun.engine.whatif.deeds import EVERY, NOTHING, Deeds, value_text
from trialrun.lab.deed_fields import (
    EMPTY,
    IF,
    LOOP,
    MODES,
    WORK,
    WRITES_ASKED_MAX,
    AskedWork,
    DeedEntry,
    DeedField,
    DeedGroup,
    number_text,
    said_lines,
    time_text,
    works_of,
    writes_told,
)
from trialrun.lab.deed_words import COMPUTE_WORDS, compute_label
from trialrun.questions import Scenario

ENTRIES_MAX = 100
"""So many tasks are asked about on a page: of more, those around one that is picked."""
OPEN_MAX = 3
_Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeedForm:
    """What is asked about the tasks of a story; `typed` is what came back from it, by field.

    `task` is the path of one that is picked. `errors` are sentences by the name of their field, ""
    for what is wrong with all of it.
    """

    scenario: Scenario
    what_if: WhatIfText
    task: str = ""
    typed: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def deeds(self) -> Deeds:
        """Returns what the address says already."""
        return self.scenario.read(WhatIfText(deed=self.what_if.deed)).deeds

    @cached_property
    def works(self) -> list[AskedWork]:
        """Returns all that could be asked about."""
        return works_of(self.scenario.world)

    @cached_property
    def shown(self) -> Sequence[AskedWork]:
        """Returns what is asked about: all, or what is around the one that is picked."""
        count = len(self.works)
        if count <= ENTRIES_MAX:
            return self.works
        at = next((i for i, work in enumerate(self.works) if work.path == self.task), 0)
        first = min(max(at - ENTRIES_MAX // 2, 0), count - ENTRIES_MAX)
        return self.works[first : first + ENTRIES_MAX]

    @property
    def kept(self) -> list[str]:
        """Returns what is said of tasks that are not asked about, to be sent along."""
        asked = {work.path for work in self.shown} | {EVERY}

        def rest(by_path: tuple[tuple[str, object], ...]) -> tuple[tuple[str, object], ...]:
            return tuple(pair for pair in by_path if pair[0] not in asked)

        names = ("writes", "sets", "outcomes", "elements", "takes")
        parts = {name: rest(getattr(self.deeds, name)) for name in names}
        return [*Deeds(**parts).texts()]  # type: ignore[arg-type]

    @cached_property
    def bulk(self) -> tuple[DeedField, ...]:
        """Returns what can be said of all tasks at once."""
        said, takes = dict(self.deeds.writes).get(EVERY), dict(self.deeds.takes).get(EVERY)
        mode, rows = "", ""
        if said is not None:
            mode = NOTHING if not said else str(said[0].mode or "")
            rows = number_text(said[0].rows) if said else ""
        modes: _Options = (("", "As each does"), *MODES)
        fields = (
            self._field(EVERY, "mode0", "All tasks write", mode, "", modes),
            self._field(EVERY, "rows0", "Rows each", rows, "as each does"),
            self._field(EVERY, "takes", "Each takes", _time(takes), "as each does"),
        )
        return _numbered("all", fields)

    @cached_property
    def starts(self) -> tuple[DeedField, ...]:
        """Returns how long the compute that is used takes to come up."""
        said, rates = dict(self.deeds.starts), self.scenario.world.prices
        worlds = {id(work.world): work.world for work in self.works}.values()
        kinds = dict.fromkeys(kind for world in worlds for kind in _kinds(world))
        fields = [
            self._field(
                "starts",
                str(kind),
                compute_label(kind),
                _time(said.get(kind)),
                clock(rates[kind].startup_ms),
            )
            for kind in kinds
        ]
        return _numbered("starts", fields)

    @cached_property
    def entries(self) -> list[DeedEntry]:
        """Returns what is asked about each piece of work."""
        ids: dict[str, AskedWork] = {}
        for work in self.shown:
            # A For each and what it runs may have one key.
            ids.setdefault(f"task-{work.path}" + (".inside" * (f"task-{work.path}" in ids)), work)
        return [self._entry(id, work) for id, work in ids.items()]

    @property
    def wrong(self) -> list[DeedField]:
        """Returns the fields with a mistake, in their order."""
        groups = [group.fields for entry in self.entries for group in entry.groups]
        return [one for fields in (self.bulk, *groups, self.starts) for one in fields if one.error]

    # Private

    @cached_property
    def _now(self) -> dict[str, TaskScript]:
        """Returns what tasks do as it is said by now, by path."""
        works = works_of(self.scenario.said(self.what_if))
        return {work.path: work.world.script[work.key] for work in works if work.sort == WORK}

    def _entry(self, id: str, work: AskedWork) -> DeedEntry:
        asks = {IF: self._of_condition, LOOP: self._of_loop, WORK: self._of_work}
        groups, told = asks[work.sort](work)
        fields = _numbered(id, [one for group in groups for one in group.fields])
        numbered = iter(fields)
        groups = [
            replace(group, fields=tuple(next(numbered) for _ in group.fields)) for group in groups
        ]
        is_said = any(one.value for one in fields)
        is_picked = work.path == self.task or len(self.works) <= OPEN_MAX
        is_open = is_said or is_picked or any(one.error for one in fields)
        return DeedEntry(id, work, told, tuple(groups), is_said=is_said, is_open=is_open)

    def _of_condition(self, work: AskedWork) -> tuple[list[DeedGroup], str]:
        said, usual = dict(self.deeds.outcomes).get(work.path, ""), ""
        if work.world is self.scenario.world and work.key in self.scenario.play_text().tasks:
            usual = self.scenario.play_text().tasks[work.key].outcome
        options: _Options = (
            ("", f"{usual.capitalize()}, as it is" if usual else "As its operands say"),
            ("true", "True"),
            ("false", "False"),
        )
        fields = (self._field(work.path, "outcome", "It comes out", said, "", options),)
        told = f"comes out {said or usual}" if said or usual else "comes out as its operands say"
        return [DeedGroup("", fields)], told

    def _of_loop(self, work: AskedWork) -> tuple[list[DeedGroup], str]:
        said, usual = dict(self.deeds.elements).get(work.path), ""
        if work.world is self.scenario.world:
            usual = str(len(self.scenario.play_text().tasks[work.key].iterations) or "")
        fields = (self._field(work.path, "elements", "Elements", number_text(said), usual),)
        count = number_text(said) or usual
        told = (
            f"{count} {'element' if count == '1' else 'elements'}"
            if count
            else "as many elements as come"
        )
        return [DeedGroup("", fields)], told

    def _of_work(self, work: AskedWork) -> tuple[list[DeedGroup], str]:
        script, now = work.world.script[work.key], self._now[work.path]
        takes = dict(self.deeds.takes).get(work.path)
        time = self._field(work.path, "takes", "Takes", _time(takes), time_text(script.takes_ms))
        groups = [*self._writes(work, script), DeedGroup("", (time,)), *self._sets(work, script)]
        told = f"writes {writes_told(now.writes)}, takes {time_text(now.takes_ms)}"
        return groups, told

    def _writes(self, work: AskedWork, script: TaskScript) -> Iterator[DeedGroup]:
        """Yields a line for each write that there is, or that is said or typed, and one more."""
        lines = said_lines(script.writes, dict(self.deeds.writes).get(work.path))
        typed = self.typed or {}
        last = max(
            (n for n in range(WRITES_ASKED_MAX) if _is_typed(typed, work.path, n)), default=0
        )
        count = min(max(len(lines), last + 1) + 1, WRITES_ASKED_MAX)
        for at in range(count):
            mode, table, rows = lines[at] if at < len(lines) else EMPTY
            there = script.writes[at] if at < len(script.writes) else None
            usual = "Nothing more" if at else "Nothing"
            if there:
                usual = f"{dict(MODES)[there.mode]}, as it is"
            none = (NOTHING, "Not this write") if len(script.writes) > 1 else MODES[0]
            modes: _Options = (("", usual), *([none] if there else []), *MODES[1:])
            yield DeedGroup(
                "Also writes" if at else "Writes",
                (
                    self._field(work.path, f"mode{at}", "How", mode, "", modes),
                    self._field(
                        work.path,
                        f"rows{at}",
                        "Rows",
                        rows,
                        number_text(there.rows if there else None),
                    ),
                    self._field(
                        work.path, f"table{at}", "Table", table, there.table if there else ""
                    ),
                ),
            )

    def _sets(self, work: AskedWork, script: TaskScript) -> Iterator[DeedGroup]:
        said, usual = dict(dict(self.deeds.sets).get(work.path, ())), dict(script.sets)
        fields = [
            self._field(work.path, f"set.{name}", name, _bare(said, name), _bare(usual, name))
            for name in dict.fromkeys((*usual, *said))
            if name
        ]
        if usual:
            options: _Options = (("", "As they are"), (NOTHING, "None"))
            chosen = NOTHING if "" in said else ""
            rest = self._field(work.path, "others", "All others", chosen, "", options)
            fields.append(rest)
        if fields:
            yield DeedGroup("Sets task values", tuple(fields))
        if work.world.job.tasks and work.task in work.world.job.tasks:
            new = self._field(work.path, "key", "Name", "", "")
            value = self._field(work.path, "value", "Value", "", "")
            yield DeedGroup("Also sets", (new, value))

    def _field(
        self, path: str, name: str, label: str, value: str, assumed: str, options: _Options = ()
    ) -> DeedField:
        name = f"{path}:{name}"
        if self.typed is not None:
            value = self.typed.get(name, "")
        return DeedField("", name, label, value, assumed, options, self.errors.get(name, ""))


def _is_typed(typed: Mapping[str, str], path: str, at: int) -> bool:
    return any(typed.get(f"{path}:{name}{at}") for name in ("mode", "table", "rows"))


def _numbered(id: str, fields: Sequence[DeedField]) -> tuple[DeedField, ...]:
    # A dot, for no key of a task has one: `a-0` may be a task beside `a`.
    return tuple(replace(one, id=f"{id}.{at}") for at, one in enumerate(fields))


def _time(ms: int | None) -> str:
    return "" if ms is None else time_text(ms)


def _bare(values: Mapping[str, str], name: str) -> str:
    return value_text(values[name]) if name in values else ""


def _kinds(world: World) -> Iterator[ComputeKind]:
    for compute in world.job.computes:
        if compute.kind in COMPUTE_WORDS:
            yield compute.kind
