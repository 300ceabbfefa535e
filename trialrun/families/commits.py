"""The family about tables: rows and surplus rows after a failure and what was done about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trialrun.diagram import clock
from trialrun.engine import Trace, WhatIfText, World, WriteMode
from trialrun.engine.job.world import WRITES
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import a_write, drawn_ground, grounds_with, table_of
from trialrun.families.listing import listing_of
from trialrun.families.reading import not_retried, off_told, workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.plural import counted
from trialrun.questions import Scenario

_NUMBERS = ("first", "second", "third")
_MODES = (WriteMode.APPEND, WriteMode.APPEND, WriteMode.OVERWRITE, WriteMode.MERGE)
_DONE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "nothing": ((), "Nobody has done anything since"),
    "repair": (
        ("repair",),
        "The cause is mended, and the run is repaired with what is preselected",
    ),
    "new run": (
        ("run_now",),
        "The cause is mended, and somebody presses Run now for the same data",
    ),
}
_INSTEAD = {
    "nothing": "if nobody had done anything since",
    "repair": "if the run had been repaired",
    "new run": "if Run now had been pressed",
}


def _grounds(draw: Draw, slug: str) -> Ground:
    ground = drawn_ground(draw, slug, PLAIN_SHAPES)
    script, known = dict(ground.scenario.world.script), set[str]()
    for place, (key, does) in enumerate(script.items()):
        table = table_of(draw, key, place)
        if table in known or draw.is_one_in(4):
            continue
        known.add(table)
        writes = [a_write(draw, table, _MODES)]
        if draw.is_one_in(3):
            writes.append(a_write(draw, f"{table}_log", _MODES))
        script[key] = replace(does, writes=tuple(writes))
    return grounds_with(ground, script)


def _suits(scenario: Scenario) -> bool:
    """Says whether tasks write, and somebody has said what."""
    return bool(_writers(scenario))


def _writers(scenario: Scenario) -> list[str]:
    script = scenario.world.script
    return [
        task.key
        for task in workers(scenario.world)
        if task.key in script and script[task.key].writes and WRITES not in script[task.key].guessed
    ]


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    writers = _writers(ground.scenario)
    if len(writers) < 2:
        return None
    culprit = draw.among(writers)
    own = world.script[culprit].writes
    told = _Told(culprit, draw.between(0, len(own)), draw.between(0, 2), draw.among(list(_DONE)))
    plan = told.plan(ground)
    others = [
        write.table for key in writers if key != culprit for write in world.script[key].writes
    ]
    tables = sorted({draw.among(own).table, draw.among(others)})
    near = [*_told_otherwise(draw, told, ground, writers), *_other_modes(world, plan, tables)]
    return Posed(
        ground,
        plan,
        f"{ground.opening} {off_told(world, culprit)}All its tables are empty. In one run, each "
        f"attempt of `{culprit}` raises an error {_after(told.after)}. {_DONE[told.done][1]}. "
        "What do "
        f"{' and '.join(f'`{table}`' for table in tables)} hold now?",
        lambda trace: _held(trace, tables),
        tuple(near),
        listing_of(ground.scenario.read(plan).world(world), writes=True),
        culprit,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What goes wrong: which task, after how many writes, with how many retries, what then."""

    culprit: str
    after: int
    retries: int
    done: str

    def plan(self, ground: Ground) -> WhatIfText:
        """Returns the what-if of it."""
        does, key = _DONE[self.done][0], self.culprit
        return WhatIfText(
            fail=(f"{key}@{self.after}" if self.after else key,),
            dial=(*not_retried(ground.scenario.world, key), f"{key}.retries:{self.retries}"),
            do=("run_now", *((f"fix:{key}", *does) if does else ())),
        )


def _after(writes: int) -> str:
    """Says where a task stops.

    >>> _after(0), _after(2), _after(7)
    ('before its first write', 'after its second write', 'after 7 writes')
    """
    if not writes:
        return "before its first write"
    return f"after its {_NUMBERS[writes - 1]} write" if writes < 4 else f"after {writes} writes"


def _told_otherwise(
    draw: Draw, told: _Told, ground: Ground, writers: Sequence[str]
) -> Iterator[Neighbour]:
    """Yields the same with one thing otherwise."""
    for done in _DONE:
        if done != told.done:
            yield Neighbour(_INSTEAD[done], replace(told, done=done).plan(ground))
    for after in range(len(ground.scenario.world.script[told.culprit].writes) + 1):
        if after != told.after:
            yield Neighbour(
                f"if it failed {_after(after)}", replace(told, after=after).plan(ground)
            )
    for retries in range(4):
        if retries != told.retries:
            words = counted(retries, "retry", "retries") if retries else "no retries"
            yield Neighbour(f"with {words}", replace(told, retries=retries).plan(ground))
    for key in draw.some([key for key in writers if key != told.culprit], 2):
        yield Neighbour(
            f"if `{key}` failed instead", replace(told, culprit=key, after=0).plan(ground)
        )


def _other_modes(world: World, plan: WhatIfText, tables: Sequence[str]) -> Iterator[Neighbour]:
    for key, does in world.script.items():
        for place, write in enumerate(does.writes, 1):
            if write.table in tables:
                for mode in WriteMode:
                    if mode != write.mode:
                        dial = (*plan.dial, f"{key}.write{place}:{mode}")
                        told = f"if the write to `{write.table}` were of the mode {mode}"
                        yield Neighbour(told, plan._replace(dial=dial))


def _held(trace: Trace, tables: Sequence[str]) -> Said:
    words: list[str] = []
    claims: list[str] = []
    parts: dict[str, str] = {}
    whys: dict[str, int | str] = {}
    sums: dict[str, str] = {}
    tells: dict[str, str] = {}
    for table in tables:
        end = trace.tables.get(table)
        rows, dup = (end.rows, end.dup) if end else (0, 0)
        words.append(f"`{table}`: {rows} rows, {dup} surplus")
        parts[table] = f"{rows}/{dup}"
        claims.append(f'tables["{table}"].rows == {rows} && tables["{table}"].dup == {dup}')
        commits = [e.q for e in trace.events if e.commit is not None and e.commit.table == table]
        tells[table] = f"`{table}` holds {rows} rows in the end, {dup} of them surplus."
        if dup and len(commits) > 1:
            sums[table] = f"In all `{table}` then holds {rows} rows, {dup} of them surplus."
        if commits:
            last = f"The last write to it is at {clock(trace.events[commits[-1]].t_ms)}."
            tells[table] += f" {last}"
        whys[table] = commits[-1] if commits else f"Nothing is ever written to `{table}`."
    return Said("; ".join(words), parts, whys, sums, tells, claim=" && ".join(claims))


TABLE_ROWS = Family(
    "table-rows",
    1,
    "rollback",
    "What a table holds",
    "A task fails between its writes; then a repair, a new run, or nothing. How many rows are "
    "there, and how many of them twice?",
    _grounds,
    (_pose,),
    (
        "job-is-a-transaction", "failed-task-is-undone", "append-knows-its-rows",
        "repair-reruns-everything", "run-now-goes-on", "three-retries-by-default",
        "depends-on-is-only-order", "one-failure-stops-the-run",
    ),
    ("no-cross-task-rollback", "append-duplicates"),
    _suits,
)  # fmt: skip
