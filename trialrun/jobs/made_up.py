"""Says what of a job's run is made up, once part of it was said. Knows engine values only."""

from collections.abc import Iterable, Iterator, Sequence

from trialrun.engine.job.job import Job
from trialrun.engine.job.world import TaskScript, World, WriteMode
from trialrun.engine.whatif.deeds import EVERY, Deeds
from trialrun.jobs.tree import shown
from trialrun.nearest import few
from trialrun.plural import counted

VALUES_TOLD_MAX = 6
_VERBS = {
    WriteMode.APPEND: ("appends 1,000 rows to", "append 1,000 rows each to"),
    WriteMode.OVERWRITE: ("overwrites with 1,000 rows", "overwrite with 1,000 rows each"),
    WriteMode.IDEMPOTENT: (
        "writes 1,000 rows, which a rerun does not add again, to",
        "write 1,000 rows each, which a rerun does not add again, to",
    ),
}
_ROWS = {
    WriteMode.APPEND: "appended to",
    WriteMode.OVERWRITE: "which overwrite",
    WriteMode.IDEMPOTENT: "which a rerun does not add again, in",
}
_UNKNOWN = "Nobody knows what its tasks do, so"
_TABLE = "a table of its name"
_STANDS_IN = "stands in for"


def nobody_knows(*worlds: World) -> str:
    """Says what tasks do that have the default script, grouped by how they write.

    >>> nobody_knows()
    'Nobody knows what its tasks do, so each takes a minute and writes nothing, unless you vary it.'
    """
    scripts = [pair for world in worlds for pair in _scripts(world)]
    by_mode = _by_mode(scripts)
    reading = [key for key, script in scripts if not script.writes]
    if len(by_mode) + bool(reading) <= 1:
        verb = next((f"{_VERBS[mode][0]} {_TABLE}" for mode in by_mode), "writes nothing")
        return f"{_UNKNOWN} each takes a minute and {verb}, unless you vary it."
    told = [
        f"{few(map(shown, keys))} {_VERBS[mode][len(keys) > 1]} {_TABLE}"
        for mode, keys in by_mode.items()
    ]
    if reading:
        told.append(f"{few(map(shown, reading))} write{'s' * (len(reading) == 1)} nothing")
    return f"{_UNKNOWN} unless you vary it each takes a minute: {'; '.join(told)}."


def _by_mode(scripts: Iterable[tuple[str, TaskScript]]) -> dict[WriteMode, list[str]]:
    found: dict[WriteMode, list[str]] = {}
    for key, script in scripts:
        for write in script.writes[:1]:
            found.setdefault(write.mode, []).append(key)
    return found


def made_up_told(world: World, deeds: Deeds) -> str:
    """Says what nobody said of a job with the default script.

    >>> from trialrun.engine.job.job import Job
    >>> made_up_told(World(Job("j", (), ()), {}), Deeds())[:30]
    'Nobody knows what its tasks do'
    """
    if deeds == Deeds():
        return nobody_knows(world)
    return " ".join(_sentences(world, deeds)) or "What its tasks do was said, all of it."


def _sentences(world: World, deeds: Deeds) -> Iterator[str]:
    writes, takes = dict(deeds.writes), dict(deeds.takes)
    scripts = dict(_scripts(world))
    unwritten = [key for key, script in scripts.items() if script.writes and key not in writes]
    untimed = [key for key in scripts if key not in takes and EVERY not in takes]
    if unwritten and EVERY not in writes:
        for mode, keys in _by_mode((key, scripts[key]) for key in unwritten).items():
            verb, rows = ("writes", "") if len(keys) == 1 else ("write", " each")
            made = f"1,000 rows{rows}, {_ROWS[mode]} {_TABLE}"
            yield f"What {few(map(shown, keys))} {verb} is made up: {made}."
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
    of_said = {text for task in world.job.tasks if task.key in read for text in task.operands}
    for key, script in world.script.items():
        for name, _ in script.sets:
            is_read = any(f"tasks.{key}." in text and name in text for text in of_said)
            if (key, name) not in said and (key, "") not in said and not is_read:
                yield f"{shown(name)} of {shown(key)}"


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
