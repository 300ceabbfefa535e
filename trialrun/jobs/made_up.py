"""Says what of a job's run is made up, once part of it was said. Knows engine values only."""

from collections.abc import Iterator, Sequence

from trialrun.engine.job.job import Job, Task
from trialrun.engine.job.world import TaskScript, World
from trialrun.engine.whatif.deeds import EVERY, Deeds
from trialrun.jobs.tree import shown
from trialrun.nearest import few
from trialrun.plural import counted

VALUES_TOLD_MAX = 6
NOBODY_KNOWS = (
    "Nobody knows what its tasks do, so each takes a minute and appends 1,000 rows to a table of "
    "its name, unless you vary it."
)
_STANDS_IN = "stands in for"


def made_up_told(world: World, deeds: Deeds) -> str:
    """Says what nobody said of a job with the default script.

    >>> from trialrun.engine.job.job import Job
    >>> made_up_told(World(Job("j", (), ()), {}), Deeds())[:30]
    'Nobody knows what its tasks do'
    """
    if deeds == Deeds():
        return NOBODY_KNOWS
    return " ".join(_sentences(world, deeds)) or "What its tasks do was said, all of it."


def _sentences(world: World, deeds: Deeds) -> Iterator[str]:
    writes, takes = dict(deeds.writes), dict(deeds.takes)
    scripts = dict(_scripts(world))
    unwritten = [key for key, script in scripts.items() if script.writes and key not in writes]
    untimed = [key for key in scripts if key not in takes and EVERY not in takes]
    if unwritten and EVERY not in writes:
        who = few(map(shown, unwritten))
        if len(unwritten) == 1:
            yield f"What {who} writes is made up: 1,000 rows, appended to a table of its name."
        else:
            yield f"What {who} write is made up: 1,000 rows each, appended to a table of its name."
    elif unwritten and writes[EVERY]:
        much, rows = (
            ("", "") if writes[EVERY][0].rows is not None else (", and how much,", "1,000 rows ")
        )
        who = few(map(shown, unwritten))
        verb = "writes" if len(unwritten) == 1 else "write"
        yield f"Where {who} {verb}{much} is made up: {rows}to a table of its name."
    if untimed:
        how = "a minute" if len(untimed) == 1 else "a minute each"
        verb = "takes" if len(untimed) == 1 else "take"
        yield f"How long {few(map(shown, untimed))} {verb} is made up: {how}."
    values = [*_values(world, deeds)]
    if values:
        more = len(values) - VALUES_TOLD_MAX
        told = ", ".join(values[:VALUES_TOLD_MAX]) + (f" and {more:,} more" if more > 0 else "")
        noun = "Made up, too, is the value" if len(values) == 1 else "Made up, too, are the values"
        yield f"{noun} {told}."


def _scripts(world: World, folder: str = "") -> Iterator[tuple[str, TaskScript]]:
    """Yields what tasks do, those of the jobs that are started, too: jobs nest a few deep."""
    for key, script in world.script.items():
        yield folder + key, script
    for key, child in world.jobs.items():
        yield from _scripts(child, f"{folder}{key}/")


def _values(world: World, deeds: Deeds) -> Iterator[str]:
    """Yields the values that are set and that nobody said, the names of those who set them too."""
    said = {(path, key) for path, values in deeds.sets for key, _ in values}
    read = {key for key, _ in (*deeds.outcomes, *deeds.elements)}
    of_said = {text for task in world.job.tasks if task.key in read for text in _texts(task)}
    for key, script in world.script.items():
        for name, _ in script.sets:
            is_read = any(f"tasks.{key}." in text and name in text for text in of_said)
            if (key, name) not in said and (key, "") not in said and not is_read:
                yield f"{shown(name)} of {shown(key)}"


def _texts(task: Task) -> Iterator[str]:
    if task.condition is not None:
        yield task.condition.left
        yield task.condition.right
    if task.for_each is not None:
        yield task.for_each.inputs


def notes_left(notes: Sequence[str], job: Job, deeds: Deeds) -> list[str]:
    """Returns the notes about a job without those on stand-ins of what was said."""
    places = [
        f"tasks[{index}].{payload}."
        for index, task in enumerate(job.tasks)
        for payload, said in (
            ("condition_task", dict(deeds.outcomes)),
            ("for_each_task", dict(deeds.elements)),
        )
        if task.key in said
    ]
    return [
        note
        for note in notes
        if not (_STANDS_IN in note and any(place in note for place in places))
    ]


def said_of(deeds: Deeds) -> str:
    """Counts the tasks of which something was said.

    >>> said_of(Deeds(takes=(("load", 1),), writes=(("load", ()),)))
    '1 task'
    """
    by = (deeds.writes, deeds.sets, deeds.outcomes, deeds.elements, deeds.takes)
    return counted(len({path for each in by for path, *_ in each}), "task")
