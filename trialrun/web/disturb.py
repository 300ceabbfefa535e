"""What can be done to one task: let it fail, time out, be slow, be canceled. As addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.engine import (
    Action,
    Do,
    Failure,
    Slowness,
    State,
    Trace,
    Turn,
    do_text,
    fail_text,
    slow_text,
    turn_text,
)
from trialrun.questions import Scenario
from trialrun.web.address import Address

EVERY_TIME: frozenset[int] | None = None
NOBODY = ("none",)
SLOW_FACTOR = 3
ITERATIONS_OFFERED_MAX = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, as a link. `key` is what presses it on a keyboard."""

    label: str
    address: Address
    is_current: bool
    icon: str = ""
    key: str = ""


def work_of(trace: Trace, key: str | None) -> str | None:
    """Returns the key of the work behind a task: its own, or what its for-each runs.

    None for control flow that has no work of its own, and when no task is selected.
    """
    for task in trace.world.job.tasks:
        if task.key == key:
            inner = task.for_each.task.key if task.for_each else key
            return inner if inner in trace.world.script else None
    return None


class Disturbances:
    """The ways to disturb the tasks of a played story."""

    def __init__(self, scenario: Scenario, trace: Trace, address: Address) -> None:
        self._scenario = scenario
        self._trace = trace
        self._address = address
        self._script = trace.world.script

    def toggle(self, key: str) -> Address | None:
        """Returns the address in which a task fails if it did not, and the other way round."""
        work = self._work.get(key)
        if work is None:
            return None
        is_failing = work in self._failing
        failure = None if is_failing else Failure(EVERY_TIME, 0)
        return self._at_start(key, self._varied(work, failure))

    def is_failing(self, key: str) -> bool:
        """Says whether a task is made to fail."""
        return self._work.get(key) in self._failing

    def choices(self, key: str) -> list[Choice]:
        """Returns what can be done to a task; [] for control flow."""
        work = self._work.get(key)
        return [] if work is None else list(self._choices(key, work))

    def scopes(self, key: str) -> list[Choice]:
        """Returns which executions the disturbance at hand strikes; [] without one."""
        work = self._work.get(key)
        found = self._scope(work) if work else None
        if work is None or found is None:
            return []
        on, iterations = found
        offered = (
            ("Every time, until it is fixed" if work in self._failing else "Every time", None),
            ("First attempt only", frozenset({0})),
            ("Second attempt only", frozenset({1})),
            ("First two attempts", frozenset({0, 1})),
        )
        return [
            Choice(label, self._scoped(key, work, wanted, iterations), wanted == on)
            for label, wanted in offered
        ]

    def iterations(self, key: str) -> list[Choice]:
        """Returns which iterations of a for-each the disturbance strikes; [] for other tasks."""
        work = self._work.get(key)
        found = self._scope(work) if work else None
        if work is None or found is None or work == key:
            return []
        on, current = found
        count = min(len(self._trace.tasks[key].iterations), ITERATIONS_OFFERED_MAX)
        offered: list[tuple[str, frozenset[int] | None]] = [("All iterations", None)]
        offered += [(f"Iteration {n + 1} only", frozenset({n})) for n in range(count)]
        return [
            Choice(label, self._scoped(key, work, on, wanted), wanted == current)
            for label, wanted in offered
        ]

    # Private

    @cached_property
    def _work(self) -> dict[str, str]:
        """Returns {task key: key of the work behind it}, without pure control flow."""
        found = {}
        for task in self._trace.world.job.tasks:
            key = task.for_each.task.key if task.for_each else task.key
            if key in self._script:
                found[task.key] = key
        return found

    @cached_property
    def _failing(self) -> dict[str, str]:
        return {
            key: fail_text(key, script.fails)
            for key, script in self._script.items()
            if script.fails
        }

    @cached_property
    def _slow(self) -> dict[str, str]:
        return {
            key: slow_text(key, script.slow) for key, script in self._script.items() if script.slow
        }

    @cached_property
    def _first_starts(self) -> dict[int, int]:
        """Returns the step just before each task first runs: up to it, no choice changes much."""
        found: dict[int, int] = {}
        for event in self._trace.own_events("task"):
            if event.after == State.RUNNING:
                found.setdefault(event.task, event.q)
        return found

    def _at_start(self, key: str, address: Address) -> Address:
        step = self._first_starts.get(self._trace.keys.index(key), 0)
        return replace(address, task=key, table=None, step=step)

    def _choices(self, key: str, work: str) -> Iterator[Choice]:
        script = self._script[work]
        writes = len(script.writes)
        on, iterations = self._scope(work) or (EVERY_TIME, None)
        is_timing_out = bool(script.slow and self._own_timeout(work))
        is_slow = bool(script.slow) and not is_timing_out
        is_canceled = self._cancels(key)
        is_calm = not (script.fails or script.slow or is_canceled)
        yield Choice(
            "Let it succeed", self._at_start(key, self._varied(work)), is_calm, "check", ""
        )
        for after in range(writes + 1):
            failure = Failure(on, after, iterations)
            is_current = bool(script.fails and script.fails.after_write == after)
            address = self._at_start(key, self._varied(work, failure))
            yield Choice(_where(after, writes), address, is_current, "zap", "" if after else "f")
        yield Choice(
            "Time out", self._timing_out(key, work, on, iterations), is_timing_out, "clock", "t"
        )
        seconds = max(script.takes_ms * SLOW_FACTOR // 1000, 1)
        slow = Slowness(on, seconds * 1000, iterations)
        yield Choice(
            f"Take {SLOW_FACTOR} times as long",
            self._at_start(key, self._varied(work, slow=slow)),
            is_slow,
            "slow",
            "s",
        )
        canceled = self._canceled(key, work)
        if canceled is not None or is_canceled:
            address = canceled or self._at_start(key, self._varied(work))
            yield Choice("Cancel it halfway", address, is_canceled, "stop", "c")

    def _scope(self, work: str) -> tuple[frozenset[int] | None, frozenset[int] | None] | None:
        script = self._script[work]
        found = script.fails or script.slow
        return (found.on, found.iterations) if found else None

    def _scoped(
        self,
        key: str,
        work: str,
        on: frozenset[int] | None,
        iterations: frozenset[int] | None,
    ) -> Address:
        script = self._script[work]
        fails = replace(script.fails, on=on, iterations=iterations) if script.fails else None
        slow = replace(script.slow, on=on, iterations=iterations) if script.slow else None
        address = self._varied(work, fails, slow, keeps_rest=True)
        return self._at_start(key, address)

    def _varied(
        self,
        work: str,
        fails: Failure | None = None,
        slow: Slowness | None = None,
        *,
        keeps_rest: bool = False,
    ) -> Address:
        """Returns the address with one task's disturbance replaced."""
        failing = [text for key, text in self._failing.items() if key != work]
        slowed = [text for key, text in self._slow.items() if key != work]
        failing += [fail_text(work, fails)] if fails else []
        slowed += [slow_text(work, slow)] if slow else []
        address = self._address.varied(fail=tuple(failing) or NOBODY)
        if self._slow or slow:
            address = address.varied(slow=tuple(slowed) or NOBODY)
        if keeps_rest:
            return address
        if self._script[work].slow and self._own_timeout(work):
            turns = [
                text for text in address.what_if.dial if not text.startswith(f"{work}.timeout:")
            ]
            address = address.varied(dial=tuple(turns))
        return self._without_cancel(address, work)

    def _timing_out(
        self, key: str, work: str, on: frozenset[int] | None, iterations: frozenset[int] | None
    ) -> Address:
        """The task hangs, and a timeout as long as it usually takes ends the attempt."""
        usual_s = max(self._script[work].takes_ms // 1000, 1)
        timeout_s = self._timeout_s(work) or usual_s
        slow = Slowness(on, (timeout_s + usual_s) * 1000, iterations)
        address = self._varied(work, slow=slow)
        if not self._timeout_s(work) or self._own_timeout(work):
            turn = turn_text(Turn(work, "timeout", str(timeout_s)))
            turns = [t for t in address.what_if.dial if not t.startswith(f"{work}.timeout:")]
            address = address.varied(dial=(*turns, turn))
        return self._at_start(key, address)

    def _timeout_s(self, work: str) -> int:
        for task in self._trace.world.job.tasks:
            inner = task.for_each.task if task.for_each else task
            if inner.key == work:
                return inner.timeout_ms // 1000
        return 0

    def _own_timeout(self, work: str) -> bool:
        """Says whether the address, not the scenario, sets the timeout."""
        return any(t.startswith(f"{work}.timeout:") for t in self._address.what_if.dial)

    def _does(self) -> tuple[str, ...]:
        return self._address.what_if.do or tuple(map(do_text, self._scenario.actions))

    def _cancels(self, key: str) -> bool:
        return any(text.startswith(f"cancel:{key}@") for text in self._does())

    def _without_cancel(self, address: Address, work: str) -> Address:
        owners = {owner for owner, inner in self._work.items() if inner == work}
        does = self._does()
        kept = tuple(
            text
            for text in does
            if not any(text.startswith(f"cancel:{owner}@") for owner in owners)
        )
        return address if kept == does else address.varied(do=kept)

    def _canceled(self, key: str, work: str) -> Address | None:
        """Cancels the task in the middle of its first stretch of work; None if it has none."""
        index = self._trace.keys.index(key)
        began = next(
            (
                e.t_ms
                for e in self._trace.own_events("task", "iteration")
                if e.task == index and e.after == State.RUNNING
            ),
            None,
        )
        if began is None:
            return None
        at_ms = (began + self._script[work].takes_ms // 2) // 1000 * 1000
        address = self._varied(work)
        does = list(address.what_if.do or self._does())
        first = next((i for i, text in enumerate(does) if text.startswith("run_now")), None)
        if first is None:
            return None
        does.insert(first + 1, do_text(Action(Do.CANCEL, at_ms, key)))
        return self._at_start(key, address.varied(do=tuple(does)))


def _where(after: int, writes: int) -> str:
    if not writes:
        return "Fail"
    if after == 0:
        return "Fail before it writes"
    if after == writes:
        return "Fail after its last write"
    return f"Fail after write {after} of {writes}"
