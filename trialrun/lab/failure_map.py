"""The failure map in words: every single failure of a job, with a link to each consequence."""

from dataclasses import dataclass
from typing import NamedTuple

from trialrun.bounded import Bounded
from trialrun.diagram import dollars
from trialrun.engine import REPAIRABLE_TASKS_MIN, State, WhatIfText, do_text, isolated, places_of
from trialrun.engine.whatif.failure_map import (
    REPAIRED,
    RUN_AGAIN,
    Consequence,
    SingleFailure,
    Way,
    failure_map,
    failures_of,
)
from trialrun.lab.address import Address
from trialrun.lab.cost import map_ms
from trialrun.lab.run_view import EVENTS_SHOWN_MAX
from trialrun.questions import Scenario

CELLS_MAX = 20_000
"""Tasks times failures on one page. Measured: the longest page takes 1.2 s."""
NAMES_SHOWN_MAX = 3

_FIRST = ("run_now",)
_REPAIRED = tuple(map(do_text, REPAIRED))
_RUN_AGAIN = tuple(map(do_text, RUN_AGAIN))
REPAIR, AGAIN = "repair", "run now"
_NOT_REACHED = frozenset({State.BLOCKED, State.EXCLUDED, State.DISABLED})
_GOOD = frozenset({State.SUCCESS, State.SUCCESS_WITH_FAILURES})


@dataclass(frozen=True, slots=True)
class Cell:
    """One way to recover from one failure; `url` is "" where the story is too long to show."""

    tasks: str
    cost: str
    dup: int
    result: State
    url: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class MapRow:
    """One failure in words, with its cells; `note` stands in for cells that are not there."""

    task: str
    where: str
    url: str
    result: State
    not_run: str
    not_run_count: int
    dup: int
    repair: Cell | None
    run_now: Cell | None
    advice: str
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the map: failures `first` to `last` of `count`, from 1.

    `back` and `onward` lead to its neighbours, "" where there is none. `fails_inside` says that
    the jobs it starts have failures of their own. `rests_on` names rules, and facts of assumptions,
    of all runs behind the page.
    """

    rows: list[MapRow]
    summary: str
    first: int
    last: int
    count: int
    back: str
    onward: str
    has_repair: bool
    fails_inside: bool
    rests_on: frozenset[str]


def sheet_ms(scenario: Scenario, what_if: WhatIfText) -> float:
    """Returns what one page of the map will take, in milliseconds. Raises WhatIfError."""
    count = min(len(_failures(scenario, what_if)), _rows_of_page(scenario))
    return map_ms(scenario.read(what_if).world(scenario.world), count)


def sheet_of(scenario: Scenario, plain: Address, path: str, number: int) -> Sheet | None:
    """Returns one page of the map, from 0, None where there is no such page.

    `plain` is the address of the story with its dials and no failure, `path` that of the map.
    Raises Endless and WhatIfError with a sentence.
    """
    what_if = plain.what_if
    # A story that has no end without any failure has none with one: nothing to draw.
    scenario.play_text(what_if._replace(fail=("none",), do=_FIRST))
    failures = _failures(scenario, what_if)
    size = _rows_of_page(scenario)
    first = number * size
    if first and first >= len(failures):
        return None
    found = _consequences(scenario, what_if, first, size)
    map_url = plain.url(path)

    def page(at: int) -> str:
        return f"{map_url}{'&' if '?' in map_url else '?'}page={at + 1}"

    return Sheet(
        rows=[_row(plain, consequence) for consequence in found],
        summary=summary_of(found, len(failures)),
        first=first + 1,
        last=first + len(found),
        count=len(failures),
        back=page(number - 1) if number else "",
        onward=page(number + 1) if first + size < len(failures) else "",
        has_repair=len(scenario.world.job.tasks) >= REPAIRABLE_TASKS_MIN,
        fails_inside=any(
            script.fails
            for child in scenario.world.jobs.values()
            for script in child.script.values()
        ),
        rests_on=frozenset().union(
            *(way.rests_on for row in found for way in (row, row.repair, row.run_now) if way)
        ),
    )


def _rows_of_page(scenario: Scenario) -> int:
    return max(CELLS_MAX // len(places_of(scenario.world)), 1)


def _failures(scenario: Scenario, what_if: WhatIfText) -> list[SingleFailure]:
    return _failing.get_or_make(
        (scenario, what_if), lambda: failures_of(scenario.read(what_if).world(scenario.world))
    )


def _consequences(
    scenario: Scenario, what_if: WhatIfText, first: int, size: int
) -> list[Consequence]:
    def make() -> list[Consequence]:
        world = scenario.read(what_if).world(scenario.world)
        return failure_map(world, _failures(scenario, what_if)[first : first + size])

    return _coming.get_or_make((scenario, what_if, first), make)


def consequence_bytes(found: list[Consequence]) -> int:
    """Returns about how much memory they take. Measured: a row with its ways, a task not run."""
    return sum(700 + 8 * len(each.not_run) for each in found)


_failing: Bounded[tuple[Scenario, WhatIfText], list[SingleFailure]] = Bounded(
    10_000_000, lambda key, found: key[0].about_bytes + 150 * len(found)
)
_coming: Bounded[tuple[Scenario, WhatIfText, int], list[Consequence]] = Bounded(
    20_000_000, lambda key, found: key[0].about_bytes + consequence_bytes(found)
)


def _row(plain: Address, found: Consequence) -> MapRow:
    failure, best = found.failure, advice(found.repair, found.run_now)

    def url(do: tuple[str, ...], steps: int) -> str:
        if found.endless or steps > EVENTS_SHOWN_MAX:
            return ""
        story = plain.varied(fail=(failure.text,), do=do)
        return Address(story.path, story.what_if, step=steps, back=story.back).url()

    def cell(way: Way | None, do: tuple[str, ...], name: str) -> Cell | None:
        if way is None:
            return None
        return Cell(
            tasks=f"{way.tasks_run:,} execution{'' if way.tasks_run == 1 else 's'}",
            cost=dollars(way.cents),
            dup=way.dup,
            result=way.result,
            url=url(do, way.steps),
            is_best=name == best.name,
        )

    return MapRow(
        task=failure.task,
        where=where(failure),
        url=url(_FIRST, found.steps),
        result=found.result,
        not_run=names(found.not_run),
        not_run_count=len(found.not_run),
        dup=found.dup,
        repair=cell(found.repair, _REPAIRED, REPAIR),
        run_now=cell(found.run_now, _RUN_AGAIN, AGAIN),
        advice=best.says,
        note=_note(found),
    )


def _note(found: Consequence) -> str:
    if found.endless:
        return "This story has no end: something is retried, or started, again and again."
    if found.run_now is None and found.task in _NOT_REACHED:
        return "The run does not get to it, and succeeds."
    if found.run_now is None:
        return "The run succeeds all the same."
    return ""


def summary_of(found: list[Consequence], count: int) -> str:
    """Says in one line how many failures leave surplus rows, and after what."""
    if not found:
        return "Nothing in this job can fail by itself."
    again = sum(bool(row.run_now and row.run_now.dup) for row in found)
    repaired = sum(bool(row.repair and row.repair.dup) for row in found)
    has_repair = any(row.repair for row in found)
    among = f"{len(found)} failure{'' if len(found) == 1 else 's'}"
    if len(found) < count:
        among += " on this page"
    if not (again or repaired):
        return f"None of {among} leaves surplus rows, whatever you do then."
    verb = "leaves" if again == 1 else "leave"
    after = f"; {repaired or 'none'} after a repair" if has_repair else ""
    return f"{again} of {among} {verb} surplus rows after Run now{after}."


def where(failure: SingleFailure) -> str:
    """Says at which place a task fails.

    >>> where(SingleFailure("enrich", 1, 2))
    'after write 1 of 2'
    """
    after, writes = failure.after_write, failure.writes
    if not writes:
        return "it writes nothing"
    if not after:
        return "before it writes"
    if writes == 1:
        return "after its write"
    return "after its last write" if after == writes else f"after write {after} of {writes}"


def names(keys: tuple[str, ...]) -> str:
    """Names some tasks, and how many more there are.

    >>> names(("a", "b", "c", "d", "e"))
    'a, b, c and 2 more'
    """
    shown = [isolated(key) for key in keys]
    if len(keys) <= NAMES_SHOWN_MAX + 1:
        return ", ".join(shown)
    return f"{', '.join(shown[:NAMES_SHOWN_MAX])} and {len(keys) - NAMES_SHOWN_MAX} more"


class Advice(NamedTuple):
    """Which way is better; `name` is that of the one that is worse in nothing, "" for none."""

    says: str
    name: str = ""


def advice(repair: Way | None, run_now: Way | None) -> Advice:
    """Says which way is safer, that is leaves fewer surplus rows, and which is cheaper.

    >>> advice(Way(State.SUCCESS, 1, 10, 0, 9), Way(State.SUCCESS, 3, 30, 40, 9)).says
    'Repair is safer and cheaper'
    """
    if run_now is None:
        return Advice("")
    if repair is None:
        return Advice("Run now is the only way")
    if (repair.result in _GOOD) != (run_now.result in _GOOD):
        name = REPAIR if repair.result in _GOOD else AGAIN
        return Advice(f"Only {name} succeeds", name)
    praise: dict[str, list[str]] = {}
    for word, ours, theirs in (
        ("safer", repair.dup, run_now.dup),
        ("cheaper", repair.cents, run_now.cents),
    ):
        if ours != theirs:
            praise.setdefault(REPAIR if ours < theirs else AGAIN, []).append(word)
    if not praise:
        return Advice("No difference in rows or cost")
    said = "; ".join(f"{name} is {' and '.join(words)}" for name, words in praise.items())
    return Advice(said[0].upper() + said[1:], "" if len(praise) > 1 else next(iter(praise)))
