"""The family about tables: rows and surplus rows after a failure and what was done about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trialrun.diagram import clock
from trialrun.engine import Trace, WhatIfText, World, WriteMode
from trialrun.engine.job.world import WRITES
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Put, Said
from trialrun.families.ground import a_write, drawn_ground, grounds_with, table_of
from trialrun.families.listing import listing_of
from trialrun.families.putting import AsNumber, AsPredict
from trialrun.families.reading import not_retried, off_told, workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.families.states import PREDICTED_MAX
from trialrun.plural import counted
from trialrun.questions import Scenario

TABLES_MAX, WRITERS_KEPT = 4, 3
_COUNTED = (("dup", "surplus rows"), ("dup", "surplus rows"), ("rows", "rows"))
_SLIPS = {
    "dup": "So many rows it holds in all, those that are there once among them.",
    "rows": "So many of them are there once more than they should be.",
}
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
    found = _Story.drawn(draw, ground)
    if found is None:
        return None
    tables = sorted((found.own, found.other))
    asks = f"What do {' and '.join(f'`{table}`' for table in tables)} hold now?"
    return found.posed(draw, tables, asks)


def _pose_count(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for one number of one table."""
    found = _Story.drawn(draw, ground)
    if found is None:
        return None
    table, beside = found.own, found.other
    if draw.is_one_in(4):
        table, beside = beside, table
    of, what = draw.among(_COUNTED)
    slips = {
        _SLIPS[of]: f'tables["{table}"].{"rows" if of == "dup" else "dup"}',
        f"So many has `{beside}`.": f'tables["{beside}"].{of}',
    }
    put = AsNumber(f'tables["{table}"].{of}', table, slips, unit=what)
    return found.posed(draw, [table], f"How many {what} does `{table}` hold now?", put)


def _pose_predicted(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for all tables, and how all tasks end."""
    found = _Story.drawn(draw, _of_few_tables(draw, ground))
    if found is None:
        return None
    world = found.ground.scenario.world
    tables = sorted({write.table for does in world.script.values() for write in does.writes})
    if len(tables) > TABLES_MAX or len(world.job.tasks) > PREDICTED_MAX:
        return None
    asks = "How does each task end in its last run, and what does each table hold now?"
    return found.posed(draw, tables, asks, AsPredict(("states", "rows", "surplus")))


@dataclass(frozen=True, slots=True)
class _Story:
    """What goes wrong and what is done about it, with a table of the task that fails, and another.

    The writers are all tasks of which somebody has said what they write.
    """

    ground: Ground
    told: "_Told"
    own: str
    other: str
    writers: Sequence[str]

    @classmethod
    def drawn(cls, draw: Draw, ground: Ground) -> "_Story | None":
        """Draws it; None where there is but one writer."""
        world, writers = ground.scenario.world, _writers(ground.scenario)
        if len(writers) < 2:
            return None
        culprit = draw.among(writers)
        own = world.script[culprit].writes
        told = _Told(
            culprit, draw.between(0, len(own)), draw.between(0, 2), draw.among(list(_DONE))
        )
        others = [w.table for key in writers if key != culprit for w in world.script[key].writes]
        return cls(ground, told, draw.among(own).table, draw.among(others), writers)

    def posed(
        self, draw: Draw, tables: Sequence[str], asks: str, put: Put | None = None
    ) -> Posed | None:
        """Returns a question about some tables."""
        ground, told, world = self.ground, self.told, self.ground.scenario.world
        plan = told.plan(ground)
        near = (
            *_told_otherwise(draw, told, ground, self.writers),
            *_other_modes(world, plan, tables),
        )
        return Posed(
            ground,
            plan,
            f"{ground.opening} {off_told(world, told.culprit)}All its tables are empty. In one "
            f"run, each attempt of `{told.culprit}` raises an error {_after(told.after)}. "
            f"{_DONE[told.done][1]}. {asks}",
            lambda trace: _held(trace, tables),
            near,
            listing_of(ground.scenario.read(plan).world(world), writes=True),
            told.culprit,
            put=put,
        )


def _of_few_tables(draw: Draw, ground: Ground) -> Ground:
    """Returns a drawn job in which some tasks write, and the others write nothing."""
    if not ground.is_drawn:
        return ground
    script = ground.scenario.world.script
    kept = draw.some(_writers(ground.scenario), WRITERS_KEPT)
    return grounds_with(
        ground,
        {
            key: replace(does, writes=does.writes[:1] if key in kept else ())
            for key, does in script.items()
        },
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
    (_pose, _pose_count, _pose_predicted),
    (
        "job-is-a-transaction", "failed-task-is-undone", "append-knows-its-rows",
        "repair-reruns-everything", "run-now-goes-on", "three-retries-by-default",
        "depends-on-is-only-order", "one-failure-stops-the-run",
    ),
    ("no-cross-task-rollback", "append-duplicates"),
    _suits,
)  # fmt: skip
