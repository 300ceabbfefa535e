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
    path_of_event,
)
from trialrun.lab.address import Address
from trialrun.lab.variation import Variation, scripts_of
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


class Faults:
    """The faults that the tasks of a played story can be given."""

    def __init__(self, scenario: Scenario, trace: Trace, address: Address) -> None:
        self._scenario = scenario
        self._trace = trace
        self._address = address
        self._script = scripts_of(trace.world)
        self._vary = Variation(scenario, trace, address)

    def toggle(self, key: str) -> Address | None:
        """Returns the address in which a task fails if it did not, and the other way round.

        It fails as it does in the scenario, if it does there, and is canceled again if that is how
        the scenario goes; so twice is as often as never.
        """
        work = self._vary.work.get(key)
        if work is None:
            return None
        plain = self._as_said[work]
        if work in self._vary.failing:
            calm = self._vary.changed(work, slow=plain.slow)
            return self._at_start(key, self._vary.canceled_as_written(calm, work))
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
        count = min(self._elements(key), ITERATIONS_OFFERED_MAX)
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
        return scripts_of(self._scenario.said(self._address.what_if))

    @cached_property
    def _first_starts(self) -> dict[str, int]:
        """Returns the step just before each task first runs: up to it, no choice changes much."""
        found: dict[str, int] = {}
        for event in self._trace.events:
            if event.kind == "task" and event.after == State.RUNNING:
                found.setdefault(path_of_event(self._trace, event), event.q)
        return found

    def _elements(self, key: str) -> int:
        """Returns over how many elements a for-each runs."""
        if "/" not in key:
            return len(self._trace.tasks[key].iterations)
        of_it = (e for e in self._trace.events if e.kind == "iteration")
        return max([e.iteration + 1 for e in of_it if path_of_event(self._trace, e) == key] or [0])

    def _at_start(self, key: str, address: Address) -> Address:
        return replace(address, task=key, table=None, step=self._first_starts.get(key, 0))

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
        # Dials and cancels reach no job that is started: one in there has the limits that it has.
        if timeout_ms or "/" not in key:
            late = vary.timing_out(work, on, iterations)
            yield FaultChoice("Time out", late, is_timing_out, "clock", "t")
        seconds = max(script.takes_ms * SLOW_FACTOR // 1000, 1)
        slow = vary.changed(work, slow=Slowness(on, seconds * 1000, iterations))
        yield FaultChoice(f"Take {SLOW_FACTOR} times as long", slow, is_slow, "slow", "s")
        canceled = None if "/" in key else vary.canceled(key, work)
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
