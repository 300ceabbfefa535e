"""Whose rows are surplus at each step: the mark on the box that wrote them. Pure.

`dup` of a commit says how many are; here it is only told whose they are, and taken off again when
their table is overwritten or restored.
"""

from collections.abc import Mapping, Sequence

from trialrun.diagram.runs import Owners
from trialrun.engine import Commit, Event, Trace

_BRIEF_FROM = 1_000_000

_Entry = tuple[int, int] | dict[int, int]
"""A commit of a table, from version 1 on: by whom and how many rows are surplus after it, or of
whom they are where that does not follow from the commit before."""


def surplus_told(count: int) -> str:
    """Says how many rows are surplus; "" for none.

    >>> surplus_told(1), surplus_told(2_000), surplus_told(0)
    ('1 surplus row', '2,000 surplus rows', '')
    """
    if not count:
        return ""
    return f"{count:,} surplus {'row' if count == 1 else 'rows'}"


def surplus_marked(count: int) -> str:
    """Says it so that it fits a box.

    >>> surplus_marked(2_000), surplus_marked(12_345_678)
    ('2,000 surplus rows', '12.3M surplus rows')
    """
    if count < _BRIEF_FROM:
        return surplus_told(count)
    return f"{count / 1_000_000:.1f}M surplus rows"


class SurplusMarks:
    """What is surplus after the events so far, and which of our own tasks wrote it.

    `labels` are the names of the boxes, {task index: label}, before any mark; `ever` are the tasks
    that were marked at some step.
    """

    def __init__(self, labels: Mapping[int, str]) -> None:
        self._labels = dict(labels)
        self._of_table: dict[str, dict[int, int]] = {}
        self._logs: dict[str, list[_Entry]] = {}
        self._told: dict[int, int] = {}
        self.ever: set[int] = set()

    @property
    def of_task(self) -> dict[int, int]:
        """Returns {task index: rows}, without tasks that have none; -1 is nobody of ours."""
        found: dict[int, int] = {}
        for owners in self._of_table.values():
            for task, count in owners.items():
                found[task] = found.get(task, 0) + count
        return found

    def changes(self, event: Event, owner: int, changed: Mapping[str, str]) -> dict[str, str]:
        """Returns the marks that an event changes; `changed` is what it changes besides.

        `owner` is the index of the own task that it is of, -1 for none.
        """
        for name, value in changed.items():
            # A run that starts, or is turned to, names many boxes anew.
            if name.endswith(".label"):
                self._labels[int(name.split(".")[1])] = value
        found: dict[str, str] = {}
        commit = event.commit
        if commit is not None and self._note(commit, owner):
            now = self.of_task
            for task in sorted({*now, *self._told} - {-1}):
                if now.get(task, 0) != self._told.get(task, 0):
                    found[f"task.{task}.surplus"] = surplus_marked(now.get(task, 0))
                    found[f"task.{task}.label"] = self._labels[task]
            found["surplus"] = surplus_told(sum(now.values()))
            self._told = now
            self.ever |= {task for task in now if task >= 0}
        named = {*found, *changed}
        for task, count in self._told.items():
            if task >= 0 and count and f"task.{task}.label" in named:
                found[f"task.{task}.label"] = f"{self._labels[task]}, {surplus_told(count)}"
        return found

    def _note(self, commit: Commit, owner: int) -> bool:
        """Notes how many rows of a table are surplus now, and whose; says whether that is news."""
        before = self._of_table.get(commit.table, {})
        log = self._logs.setdefault(commit.table, [])
        if commit.restored >= 0:
            # They are of whom they were then, whoever has come since.
            now = _after(log[: commit.restored])
            log.append(now)
        else:
            now = _folded(before, owner, commit.table_dup)
            log.append((owner, commit.table_dup))
        if len(log) > commit.version:
            # Only an undo takes versions away.
            log[max(commit.version - 1, 0) :] = [now] * (commit.version > 0)
        self._of_table[commit.table] = now
        return before != now


def _folded(before: Mapping[int, int], owner: int, dup: int) -> dict[int, int]:
    """Returns whose rows are surplus after a commit of somebody, which leaves so many."""
    owners = dict(before)
    more = dup - sum(owners.values())
    if more > 0:
        owners[owner] = owners.get(owner, 0) + more
    # What is taken off is first what came last.
    for task in reversed(before):
        less = min(owners[task], max(-more, 0))
        owners[task] -= less
        more += less
    return {task: count for task, count in owners.items() if count}


def _after(log: Sequence[_Entry]) -> dict[int, int]:
    """Returns whose rows were surplus after the first commits of a table."""
    owners: dict[int, int] = {}
    for entry in log:
        owners = entry if isinstance(entry, dict) else _folded(owners, *entry)
    return owners


def surplus_of_tasks(trace: Trace) -> dict[str, int]:
    """Returns the surplus rows that are there in the end, by the own task that wrote them."""
    owners = Owners(trace)
    marks = SurplusMarks(dict(enumerate(trace.keys)))
    for event in trace.events:
        marks.changes(event, owners.owner(event), {})
    return {trace.keys[task]: count for task, count in marks.of_task.items() if task >= 0}
