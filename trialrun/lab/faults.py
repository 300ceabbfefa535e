"""What can be done to one task: let it fail, time out, be slow, be canceled. As addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.engine import (
    Failure,
    Slowness,
    State,
    TaskScript,
    Trace,
)
from trialrun.lab.address import Address
from trialrun.lab.variation import Variation
from trialrun.questions import Scenario

EVERY_TIME: frozenset[int] | None = None
SLOW_FACTOR = 3
ITERATIONS_OFFERED_MAX = 12
LASTING_LABELS = {
    "missing_notebook": "Its notebook is missing",
    "missing_library": "A library is missing",
}


@dataclass(frozen=True, slots=True)
class FaultChoice:
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


class Faults:
    """The faults that the tasks of a played story can be given."""

    def __init__(self, scenario: Scenario, trace: Trace, address: Address) -> None:
        self._scenario = scenario
        self._trace = trace
        self._address = address
        self._script = trace.world.script
        self._vary = Variation(scenario, trace, address)

    def toggle(self, key: str) -> Address | None:
        """Returns the address in which a task fails if it did not, and the other way round.

        It fails as it does in the scenario, if it does there; so twice is as often as never.
        """
        work = self._vary.work.get(key)
        if work is None:
            return None
        plain = self._as_said[work]
        if work in self._vary.failing:
            return self._at_start(key, self._vary.changed(work, slow=plain.slow))
        failure = plain.fails or Failure(EVERY_TIME, 0)
        slow = plain.slow if plain.fails else None
        return self._at_start(key, self._vary.changed(work, failure, slow))

    def is_failing(self, key: str) -> bool:
        """Says whether a task is made to fail."""
        return self._vary.work.get(key) in self._vary.failing

    def has_fault(self, key: str) -> bool:
        """Says whether a task is made to fail, to be slow or to be canceled."""
        work = self._vary.work.get(key)
        return work in self._vary.failing or work in self._vary.slowed or self._vary.cancels(key)

    def choices(self, key: str) -> list[FaultChoice]:
        """Returns what can be done to a task; [] for control flow."""
        work = self._vary.work.get(key)
        if work is None:
            return []
        return [
            replace(choice, address=self._at_start(key, choice.address))
            for choice in self._choices(key, work)
        ]

    def scopes(self, key: str) -> list[FaultChoice]:
        """Returns which executions the fault at hand strikes; [] without one."""
        work = self._vary.work.get(key)
        found = self._scope(work) if work else None
        if work is None or found is None:
            return []
        on, iterations = found
        offered = (
            (
                "Every time, until it is fixed" if work in self._vary.failing else "Every time",
                None,
            ),
            ("First attempt only", frozenset({0})),
            ("Second attempt only", frozenset({1})),
            ("First two attempts", frozenset({0, 1})),
        )
        return [
            FaultChoice(label, self._scoped(key, work, wanted, iterations), wanted == on)
            for label, wanted in offered
        ]

    def iterations(self, key: str) -> list[FaultChoice]:
        """Returns which iterations of a for-each the fault strikes; [] for other tasks."""
        work = self._vary.work.get(key)
        found = self._scope(work) if work else None
        if work is None or found is None or work == key:
            return []
        on, current = found
        count = min(len(self._trace.tasks[key].iterations), ITERATIONS_OFFERED_MAX)
        offered: list[tuple[str, frozenset[int] | None]] = [("All iterations", None)]
        offered += [(f"Iteration {n + 1} only", frozenset({n})) for n in range(count)]
        return [
            FaultChoice(label, self._scoped(key, work, on, wanted), wanted == current)
            for label, wanted in offered
        ]

    # Private

    @cached_property
    def _as_said(self) -> dict[str, TaskScript]:
        """Returns what tasks do in the story, with what is said of them and no other change."""
        return self._scenario.said(self._address.what_if).script

    @cached_property
    def _index_of(self) -> dict[str, int]:
        return {key: index for index, key in enumerate(self._trace.keys)}

    @cached_property
    def _first_starts(self) -> dict[int, int]:
        """Returns the step just before each task first runs: up to it, no choice changes much."""
        found: dict[int, int] = {}
        for event in self._trace.own_events("task"):
            if event.after == State.RUNNING:
                found.setdefault(event.task, event.q)
        return found

    def _at_start(self, key: str, address: Address) -> Address:
        step = self._first_starts.get(self._index_of[key], 0)
        return replace(address, task=key, table=None, step=step)

    def _choices(self, key: str, work: str) -> Iterator[FaultChoice]:
        script = self._script[work]
        writes = len(script.writes)
        on, iterations = self._scope(work) or (EVERY_TIME, None)
        timeout_ms = self._vary.timeout_s(work) * 1000
        is_timing_out = bool(script.slow and script.slow.takes_ms > timeout_ms > 0)
        is_slow = bool(script.slow) and not is_timing_out
        is_canceled = self._vary.cancels(key)
        is_calm = not (script.fails or script.slow or is_canceled)
        vary = self._vary
        calm = vary.changed(work)
        yield FaultChoice("Let it succeed", calm, is_calm, "check")
        for after in range(writes + 1):
            failing = vary.changed(work, Failure(on, after, iterations))
            is_current = script.fails == Failure(on, after, iterations)
            yield FaultChoice(_where(after, writes), failing, is_current, "zap")
        for kind, label in LASTING_LABELS.items():
            missing = vary.changed(work, Failure(on, 0, iterations, kind))
            is_current = bool(script.fails and script.fails.kind == kind)
            yield FaultChoice(label, missing, is_current, "zap")
        late = vary.timing_out(work, on, iterations)
        yield FaultChoice("Time out", late, is_timing_out, "clock", "t")
        seconds = max(script.takes_ms * SLOW_FACTOR // 1000, 1)
        slow = vary.changed(work, slow=Slowness(on, seconds * 1000, iterations))
        yield FaultChoice(f"Take {SLOW_FACTOR} times as long", slow, is_slow, "slow", "s")
        canceled = vary.canceled(key, work)
        if canceled is not None or is_canceled:
            yield FaultChoice("Cancel it halfway", canceled or calm, is_canceled, "stop", "c")

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
        address = self._vary.changed(work, fails, slow, keeps_rest=True)
        return self._at_start(key, address)


def _where(after: int, writes: int) -> str:
    if not writes:
        return "Fail"
    if after == 0:
        return "Fail before it writes"
    if after == writes:
        return "Fail after its last write"
    return f"Fail after write {after} of {writes}"
