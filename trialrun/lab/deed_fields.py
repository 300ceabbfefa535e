"""The fields of the form in which one says what tasks do, as plain values. Knows no address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.diagram import clock
from trialrun.engine import Task, World, Write
from trialrun.engine.whatif.deeds import NOTHING, Wrote
from trialrun.lab.deed_words import MODE_WORDS

WRITES_ASKED_MAX = 20
IF, LOOP, WORK = "if", "loop", "work"
SORTS = {IF: "If/else", LOOP: "For each", WORK: ""}
MODES = ((NOTHING, "Nothing"), *((mode, word.capitalize()) for mode, word in MODE_WORDS.items()))


@dataclass(frozen=True, slots=True)
class DeedField:
    """One field: what stands in it, what holds while it is empty, and what is wrong with it.

    With `options`, values and labels, it is a choice.
    """

    id: str
    name: str
    label: str
    value: str
    assumed: str
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class DeedGroup:
    """Fields that belong together, under a title, "" for none."""

    title: str
    fields: tuple[DeedField, ...]


class AskedWork(NamedTuple):
    """What is asked about: a piece of work, an If/else or a For each, by its path in the story.

    `world` is that of the job that it is in. The work that a For each runs stands behind it.
    """

    path: str
    key: str
    sort: str
    task: Task
    world: World

    @property
    def folder(self) -> str:
        """Returns the path of the job that it is in, "" for the story's own."""
        return self.path.removesuffix(self.key).rstrip("/")


@dataclass(frozen=True, slots=True)
class DeedEntry:
    """A piece of work with what is asked about it; `told` says what it does by now."""

    id: str
    work: AskedWork
    told: str
    groups: tuple[DeedGroup, ...]
    is_said: bool
    is_open: bool

    @property
    def sort(self) -> str:
        """Returns what kind of task it is, "" for plain work."""
        return SORTS[self.work.sort]


def works_of(world: World) -> list[AskedWork]:
    """Returns all that can be asked about, each once, in the order of the tasks."""
    found = {(work.path, work.sort): work for work in _works(world, "")}
    return [*found.values()]


def _works(world: World, folder: str) -> Iterator[AskedWork]:
    """Yields the tasks of a job, then those of the jobs that it starts: they nest a few deep."""
    for task in world.job.tasks:
        if task.for_each is not None:
            yield AskedWork(folder + task.key, task.key, LOOP, task, world)
        one = task.for_each.task if task.for_each else task
        if one.condition is not None:
            yield AskedWork(folder + one.key, one.key, IF, one, world)
        elif one.key in world.script:
            yield AskedWork(folder + one.key, one.key, WORK, one, world)
    for key, child in world.jobs.items():
        yield from _works(child, f"{folder}{key}/")


WriteLine = tuple[str, str, str]
"""A line of the form for one write: how, table, rows, as they stand in its fields."""
EMPTY: WriteLine = ("", "", "")


def said_lines(writes: Sequence[Write], said: tuple[Wrote, ...] | None) -> list[WriteLine]:
    """Returns the lines for the writes of a task, as they are said.

    >>> said_lines((), (Wrote("silver.menu", rows=5),)), said_lines((), ())
    ([('', 'silver.menu', '5')], [('nothing', '', '')])
    """
    if said is None:
        return [EMPTY for _ in writes] or [EMPTY]
    if len(said) == 1 and not said[0].table:
        return [_line(said[0]) for _ in writes] or [_line(said[0])]
    gone = [(NOTHING, "", "") for _ in range(max(len(writes), 1) - len(said))]
    return [*map(_line, said), *gone]


def _line(wrote: Wrote) -> WriteLine:
    return str(wrote.mode or ""), wrote.table, number_text(wrote.rows)


def number_text(number: int | None) -> str:
    """Writes a number as it stands in a field.

    >>> number_text(1000), number_text(None)
    ('1,000', '')
    """
    return "" if number is None else f"{number:,}"


def time_text(ms: int) -> str:
    """Writes how long something takes as it stands in a field.

    >>> time_text(90_000), time_text(250)
    ('1:30', '250ms')
    """
    return f"{ms}ms" if ms % 1000 else clock(ms)


def writes_told(writes: Sequence[Write]) -> str:
    """Says what a task writes.

    >>> from trialrun.engine import WriteMode
    >>> writes_told((Write("t", WriteMode.APPEND, 1000),)), writes_told(())
    ('1,000 rows to t (append)', 'nothing')
    """
    told = (f"{write.rows:,} rows to {write.table} ({MODE_WORDS[write.mode]})" for write in writes)
    return ", then ".join(told) or NOTHING
