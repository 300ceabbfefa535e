"""The ways on from a moment of a run: what a task can do, what the operator can do, two futures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trialrun.diagram import clock, dollars
from trialrun.engine import (
    REPAIRABLE_TASKS_MIN,
    UNSUCCESSFUL_STATES,
    Action,
    Do,
    Failure,
    State,
    Trace,
    World,
    do_text,
    fail_text,
    read_what_if,
)
from trialrun.questions import Scenario
from trialrun.web.address import Address

FIRST = frozenset({0})
"""The execution numbers of a failure that strikes the first time only."""

REPAIRED_RESULTS = UNSUCCESSFUL_STATES | {State.SUCCESS_WITH_FAILURES}
"""How a run ends that has something to repair."""

FIX, REPAIR, RUN_NOW = Action(Do.FIX), Action(Do.REPAIR), Action(Do.RUN_NOW)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a task can do, as a link."""

    label: str
    address: Address
    is_current: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the operator can do next; `address` is None where it cannot, and `why` says so."""

    name: str
    label: str
    icon: str
    address: Address | None
    why: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Future:
    """What one way to recover comes to, beyond the run that failed."""

    title: str
    result: str
    tasks_run: int
    minutes: str
    cost: str
    dup: str
    address: Address


def choices_of(trace: Trace, address: Address) -> list[Choice]:
    """Returns where the selected task can fail, or that it does not; [] when none is selected."""
    key = work_of(trace, address.task)
    if key is None:
        return []
    script = trace.world.script[key]
    writes = len(script.writes)
    fails = script.fails or Failure(None, 0)
    texts = [""] + [
        fail_text(key, replace(fails, after_write=after)) for after in range(writes + 1)
    ]
    labels = ["Let it succeed"] + [_where(after, writes) for after in range(writes + 1)]
    current = fail_text(key, script.fails) if script.fails else ""
    start = _first_start(trace, address.task)
    return [
        Choice(
            label,
            replace(address.varied(fail=_fail_with(trace, key, text)), step=start),
            text == current,
        )
        for label, text in zip(labels, texts, strict=True)
    ]


def work_of(trace: Trace, key: str | None) -> str | None:
    """Returns the key of the work behind a task: its own, or what its for-each runs.

    None for control flow that has no work of its own, and when no task is selected.
    """
    for task in trace.world.job.tasks:
        if task.key == key:
            inner = task.for_each.task.key if task.for_each else key
            return inner if inner in trace.world.script else None
    return None


def toggle_of(trace: Trace, address: Address, key: str) -> Address | None:
    """Returns the address in which a task fails if it did not, and the other way round."""
    work = work_of(trace, key)
    if work is None:
        return None
    text = "" if trace.world.script[work].fails else fail_text(work, Failure(None, 0))
    fail = _fail_with(trace, work, text)
    return replace(address.varied(fail=fail), task=key, step=_first_start(trace, key))


def frequencies_of(trace: Trace, address: Address) -> list[Choice]:
    """Returns how often the selected task can fail; [] when it does not fail."""
    key = work_of(trace, address.task)
    fails = trace.world.script[key].fails if key else None
    if key is None or fails is None:
        return []
    found = (("Every time, until it is fixed", None), ("The first time only", FIRST))
    return [
        Choice(
            label,
            address.varied(fail=_fail_with(trace, key, fail_text(key, replace(fails, on=on)))),
            on == fails.on,
        )
        for label, on in found
    ]


def operations_of(scenario: Scenario, trace: Trace, address: Address) -> list[Operation]:
    """Returns what the operator can do once the story is over, and the way back."""

    def then(*actions: Action) -> Address:
        do = (*_actions(scenario, address), *map(do_text, actions))
        return replace(address.varied(do=do), step=len(trace.events))

    is_unsuccessful = trace.result in REPAIRED_RESULTS
    fix = (FIX,) if is_fixable(trace.world) else ()
    fixed = "Fix, then " if fix else ""
    if is_unsuccessful and len(trace.world.job.tasks) < REPAIRABLE_TASKS_MIN:
        found = [
            Operation("repair", "Repair run", "repair", None, "a job of one task has no repair"),
            Operation("run-now", f"{fixed}Run now", "again", then(*fix, RUN_NOW), is_main=True),
        ]
    elif is_unsuccessful:
        found = [
            Operation("repair", f"{fixed}Repair run", "repair", then(*fix, REPAIR), is_main=True),
            Operation("run-now", f"{fixed}Run now", "again", then(*fix, RUN_NOW)),
        ]
        if fix:
            found.append(Operation("repair-unfixed", "Repair run, unfixed", "repair", then(REPAIR)))
    else:
        found = [
            Operation("repair", "Repair run", "repair", None, "nothing failed"),
            Operation("run-now", "Run now", "again", then(RUN_NOW)),
        ]
    if any(address.what_if):
        plain = Address(address.path, task=address.task)
        found.append(Operation("reset", "Reset", "reset", plain))
    return found


def futures_of(scenario: Scenario, trace: Trace, address: Address) -> list[Future]:
    """Returns a repair beside a new run, from the failure at hand; [] when nothing failed.

    The failure at hand is the end of the story, or, where that was recovered, its first run's.
    """
    actions = read_what_if(scenario.world, (), _actions(scenario, address)).do or ()
    first = next((i for i, action in enumerate(actions) if action.do is Do.RUN_NOW), None)
    if first is None:
        return []
    is_open = trace.result in REPAIRED_RESULTS
    prefix = actions if is_open else actions[: first + 1]
    base = _play(scenario, address, prefix)
    if base.result is State.SUCCESS or len(base.world.job.tasks) < REPAIRABLE_TASKS_MIN:
        return []
    fix = (FIX,) if is_fixable(base.world) else ()
    return [
        _future(scenario, address, "Repair run", base, (*prefix, *fix, REPAIR)),
        _future(scenario, address, "Run now", base, (*prefix, *fix, RUN_NOW)),
    ]


def is_fixable(world: World) -> bool:
    """Says whether a script lets anything fail, here or in a child job."""
    own = any(script.fails for script in world.script.values())
    return own or any(map(is_fixable, world.jobs.values()))


def _future(
    scenario: Scenario, address: Address, title: str, base: Trace, actions: Sequence[Action]
) -> Future:
    trace = _play(scenario, address, actions)
    before, after = base.final(), trace.final()
    return Future(
        title=title,
        result=str(trace.result),
        tasks_run=after["executions"] - before["executions"],
        minutes=clock(after["ms"] - before["ms"]),
        cost=dollars(after["cents"] - before["cents"]),
        dup=f"{after['dup']:,}",
        address=replace(address.varied(do=tuple(map(do_text, actions))), step=len(base.events)),
    )


def _play(scenario: Scenario, address: Address, actions: Sequence[Action]) -> Trace:
    return scenario.play_text(address.what_if._replace(do=tuple(map(do_text, actions))))


def _actions(scenario: Scenario, address: Address) -> tuple[str, ...]:
    """Returns what the operator does, as it stands in an address."""
    return address.what_if.do or tuple(map(do_text, scenario.actions))


def _first_start(trace: Trace, key: str | None) -> int:
    """Returns the step just before a task first runs: up to it, no choice changes anything."""
    for event in trace.own_events("task"):
        if event.after == State.RUNNING and trace.keys[event.task] == key:
            return event.q
    return 0


def _fail_with(trace: Trace, key: str, text: str) -> tuple[str, ...]:
    """Returns all failures of a story with one task's replaced by a text, '' for none."""
    texts = [
        fail_text(other, script.fails)
        for other, script in trace.world.script.items()
        if script.fails and other != key
    ]
    return tuple([*texts, text] if text else texts) or ("none",)


def _where(after: int, writes: int) -> str:
    if not writes:
        return "Fail"
    if after == 0:
        return "Fail before it writes"
    if after == writes:
        return "Fail after its last write"
    return f"Fail after write {after} of {writes}"
