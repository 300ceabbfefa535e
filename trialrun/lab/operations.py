"""The ways on from a run: what the operator can do, and the futures that come of it."""

from dataclasses import dataclass, replace

from trialrun.diagram import clock, dollars, some_of, surplus_told
from trialrun.engine import (
    RECOVERABLE_RESULTS,
    REPAIRABLE_TASKS_MIN,
    Action,
    Do,
    Endless,
    State,
    Trace,
    World,
    do_text,
)
from trialrun.lab.address import KEPT_MAX, Address
from trialrun.lab.told import title_of
from trialrun.questions import Scenario

"""How a run ends that has something to repair."""

_RAN = frozenset({State.PENDING, State.RUNNING, State.SUCCESS, State.FAILED})
FIX, REPAIR, RUN_NOW = Action(Do.FIX), Action(Do.REPAIR), Action(Do.RUN_NOW)
Does = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the operator can do next; `address` is None where it cannot, and `why` says so.

    `reruns` and `keeps` are the tasks that a repair runs again, and those it does not. What
    `extends` the story goes on from its end; it changes nothing of what was before. `told` says
    what it does.
    """

    name: str
    label: str
    icon: str
    address: Address | None
    why: str = ""
    is_main: bool = False
    reruns: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    extends: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Future:
    """What one way to recover comes to, beyond the run that failed."""

    title: str
    does: Does
    trace: Trace
    result: str
    executions: int
    minutes: str
    cost: str
    dup: int
    wrong: tuple[str, ...]
    address: Address
    is_current: bool
    is_kept: bool

    @property
    def surplus(self) -> str:
        """Says how many rows are surplus in the end; "" for none."""
        return surplus_told(self.dup)

    @property
    def wrong_told(self) -> str:
        """Returns the tables with surplus rows, or that there are none."""
        return some_of(list(self.wrong)) or "none"


def does_of(scenario: Scenario, address: Address) -> Does:
    """Returns what the operator does, as it stands in an address."""
    return address.what_if.do or tuple(map(do_text, scenario.actions))


def operations_of(scenario: Scenario, trace: Trace, address: Address) -> list[Operation]:
    """Returns what the operator can do once the story is over, and the way back."""
    does = does_of(scenario, address)

    def then(*actions: Action) -> Address:
        return replace(address.varied(do=(*does, *map(do_text, actions))), step=len(trace.events))

    is_unsuccessful = trace.result in RECOVERABLE_RESULTS
    fix = (FIX,) if is_fixable(trace.world) else ()
    fixed = "Fix, then " if fix else ""
    run_again = Operation("run-now", f"{fixed}Run now", "again", then(*fix, RUN_NOW))
    if is_unsuccessful and len(trace.world.job.tasks) < REPAIRABLE_TASKS_MIN:
        no_repair = "a job of one task has no repair"
        found = [
            Operation("repair", "Repair run", "repair", None, no_repair),
            replace(run_again, is_main=True),
        ]
    elif is_unsuccessful:
        repair = Operation("repair", f"{fixed}Repair run", "repair", then(*fix, REPAIR))
        played = _play(scenario, address, (*does, *map(do_text, (*fix, REPAIR))))
        reruns, keeps = _preview(played, len(trace.segments))
        found = [replace(repair, is_main=True, reruns=reruns, keeps=keeps), run_again]
        if fix:
            found.append(Operation("repair-unfixed", "Repair run, unfixed", "repair", then(REPAIR)))
    else:
        found = [
            Operation("repair", "Repair run", "repair", None, _nothing_to_repair(trace)),
            Operation("run-now", "Run now", "again", then(RUN_NOW)),
        ]
    overlap = _overlapping(trace, address, does)
    if overlap is not None:
        found.append(Operation("run-meanwhile", "Run now, while it runs", "again", overlap))
    return found


def _nothing_to_repair(trace: Trace) -> str:
    has_failed = any(s.result in RECOVERABLE_RESULTS for s in trace.segments if not s.job)
    return "in the end nothing is left to repair" if has_failed else "the run does not fail"


def _preview(trace: Trace | None, before: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns which tasks the repair at the end of a story runs again, and which it leaves alone.

    Neither, where the repair is refused: then no segment follows those that were there `before`.
    A task that is judged again, and does not run, is in neither.
    """
    own = [segment for segment in trace.segments[before:] if not segment.job] if trace else []
    if trace is None or not own or own[0].kind != "repair":
        return (), ()
    chosen = set(own[0].tasks)
    runs = {
        event.task
        for event in trace.own_events("task")
        if event.segment == own[0].id and event.after in _RAN
    }
    return (
        tuple(key for index, key in enumerate(trace.keys) if index in runs),
        tuple(key for index, key in enumerate(trace.keys) if index not in chosen),
    )


def _overlapping(trace: Trace, address: Address, does: Does) -> Address | None:
    """Returns the story in which Run now is pressed again in the middle of its first run."""
    runs = [run for run in trace.runs if run.t0_ms >= 0]
    is_plain = all(text.partition(";for=")[0] in ("run_now", "fix", "repair") for text in does)
    if not runs or not is_plain or runs[0].t1_ms - runs[0].t0_ms < 2000:
        return None
    at_ms = (runs[0].t0_ms + runs[0].t1_ms) // 2000 * 1000
    second = do_text(Action(Do.RUN_NOW, at_ms))
    return replace(address.varied(do=(does[0], second, *does[1:])), step=0)


def base_of(scenario: Scenario, trace: Trace, address: Address) -> Does:
    """Returns the failure at hand: the story as it is, or its first run, if that was recovered.

    () where no run is started by hand.
    """
    does = does_of(scenario, address)
    if trace.result in RECOVERABLE_RESULTS:
        return does
    first = next((i for i, text in enumerate(does) if text.startswith("run_now")), None)
    if first is None:
        return ()
    # What is done at a moment, as a cancel is, belongs to the run that it falls into.
    end = next((i for i, text in enumerate(does) if i > first and "@" not in text), len(does))
    return does[:end]


def futures_of(scenario: Scenario, trace: Trace, address: Address) -> list[Future]:
    """Returns a repair, a new run, and the futures that were kept; [] when nothing failed."""
    does = base_of(scenario, trace, address)
    if not does:
        return []
    base = _play(scenario, address, does)
    if (
        base is None
        or base.result is State.SUCCESS
        or len(base.world.job.tasks) < REPAIRABLE_TASKS_MIN
    ):
        return []
    fix = (do_text(FIX),) if is_fixable(base.world) else ()
    now = does_of(scenario, address)
    offered = [(*does, *fix, do_text(REPAIR)), (*does, *fix, do_text(RUN_NOW))]
    shown = [*offered, *address.kept, *([now] if now != does else [])]
    futures = (
        _future(scenario, address, does, found, is_kept=found in address.kept)
        for found in dict.fromkeys(shown)
    )
    return [future for future in futures if future is not None]


def going(scenario: Scenario, address: Address, does: Does) -> Address:
    """Returns the address of another future; the one that is left is kept, if it would be lost."""
    now = does_of(scenario, address)
    kept = address.kept
    if now != does[: len(now)] and now not in kept and len(kept) < KEPT_MAX:
        kept = (*kept, now)
    return replace(address.varied(do=does), kept=tuple(k for k in kept if k != does))


def is_fixable(world: World) -> bool:
    """Says whether a script lets anything fail, here or in a child job."""
    own = any(script.fails for script in world.script.values())
    return own or any(map(is_fixable, world.jobs.values()))


def _future(
    scenario: Scenario, address: Address, does: Does, found: Does, *, is_kept: bool
) -> Future | None:
    """Returns what a future adds to the failure, or, if it does not go on from it, all of it.

    None if it has no end.
    """
    trace = _play(scenario, address, found)
    base = _play(scenario, address, does)
    if trace is None:
        return None
    # An action at a moment may reach into the failed run itself: then nothing goes on from it.
    is_later = found[: len(does)] == does and not any("@" in t for t in found[len(does) :])
    extends = base is not None and is_later
    shared = len(does) if extends else 0
    before = base.final() if base and extends else {"executions": 0, "ms": 0, "cents": 0}
    after = trace.final()
    return Future(
        title=_title(found[shared:], is_fixable(trace.world)) + ("" if extends else ", all of it"),
        does=found,
        trace=trace,
        result=str(trace.result),
        executions=after["executions"] - before["executions"],
        minutes=clock(after["ms"] - before["ms"]),
        cost=dollars(max(after["cents"] - before["cents"], 0)),
        dup=after["dup"],
        wrong=tuple(name for name, table in trace.tables.items() if table.dup),
        address=replace(
            going(scenario, address, found),
            step=len(base.events) if base and base.rows == trace.rows[: len(base.rows)] else 0,
        ),
        is_current=found == does_of(scenario, address),
        is_kept=is_kept,
    )


def _title(told: Does, is_fixable: bool) -> str:
    """Names a future by what is done in it beyond the story."""
    if told in (("fix", "repair"), ("repair",)):
        return "Repair run" if told[0] == "fix" or not is_fixable else "Repair run, unfixed"
    if told in (("fix", "run_now"), ("run_now",)):
        return "Run now" if told[0] == "fix" or not is_fixable else "Run now, unfixed"
    return title_of(told) or "As it is"


def _play(scenario: Scenario, address: Address, does: Does) -> Trace | None:
    """Plays a future; None if it has no end."""
    try:
        return scenario.play_text(address.what_if._replace(do=does))
    except Endless:
        return None
