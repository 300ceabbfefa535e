"""What can be done to one task: let it fail, time out, be slow, be canceled. As addresses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.engine import (
    Action,
    Do,
    Endless,
    Event,
    Failure,
    Slowness,
    State,
    TaskScript,
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
        """Returns the address in which a task fails if it did not, and the other way round.

        It fails as it does in the scenario, if it does there; so twice is as often as never.
        """
        work = self._work.get(key)
        if work is None:
            return None
        plain = self._scenario.world.script[work]
        if work in self._failing:
            return self._at_start(key, self._varied(work, slow=plain.slow))
        failure = plain.fails or Failure(EVERY_TIME, 0)
        slow = plain.slow if plain.fails else None
        return self._at_start(key, self._varied(work, failure, slow))

    def is_failing(self, key: str) -> bool:
        """Says whether a task is made to fail."""
        return self._work.get(key) in self._failing

    def is_disturbed(self, key: str) -> bool:
        """Says whether a task is made to fail, to be slow or to be canceled."""
        work = self._work.get(key)
        return work in self._failing or work in self._slow or self._cancels(key)

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
        return _fail_texts(self._script)

    @cached_property
    def _slow(self) -> dict[str, str]:
        return _slow_texts(self._script)

    @cached_property
    def _plain(self) -> tuple[set[str], set[str]]:
        """Returns what fails, and what is slow, in the scenario as it was written."""
        script = self._scenario.world.script
        return {*_fail_texts(script).values()}, {*_slow_texts(script).values()}

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        """Returns the tasks that run each piece of work."""
        found: dict[str, set[str]] = {}
        for owner, work in self._work.items():
            found.setdefault(work, set()).add(owner)
        return found

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

    def _choices(self, key: str, work: str) -> Iterator[Choice]:
        script = self._script[work]
        writes = len(script.writes)
        on, iterations = self._scope(work) or (EVERY_TIME, None)
        timeout_ms = self._timeout_s(work) * 1000
        is_timing_out = bool(script.slow and script.slow.takes_ms > timeout_ms > 0)
        is_slow = bool(script.slow) and not is_timing_out
        is_canceled = self._cancels(key)
        is_calm = not (script.fails or script.slow or is_canceled)
        yield Choice("Let it succeed", self._at_start(key, self._varied(work)), is_calm, "check")
        for after in range(writes + 1):
            failure = Failure(on, after, iterations)
            is_current = bool(script.fails and script.fails.after_write == after)
            address = self._at_start(key, self._varied(work, failure))
            yield Choice(_where(after, writes), address, is_current, "zap")
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
        # What the scenario has anyway is left to it: to name it would reach into child jobs, too.
        plain_failing, plain_slow = self._plain
        address = self._address.varied(
            fail=() if {*failing} == plain_failing else tuple(failing) or NOBODY,
            slow=() if {*slowed} == plain_slow else tuple(slowed) or NOBODY,
        )
        if keeps_rest:
            return address
        if self._script[work].slow:
            made = self._made_timeout(work)
            turns = tuple(text for text in address.what_if.dial if text != made)
            address = address.varied(dial=turns)
        return self._without_cancel(address, work)

    def _timing_out(
        self, key: str, work: str, on: frozenset[int] | None, iterations: frozenset[int] | None
    ) -> Address:
        """The task hangs, and a timeout as long as it usually takes ends the attempt."""
        usual_s = max(self._script[work].takes_ms // 1000, 1)
        timeout_s = self._timeout_s(work) or usual_s
        slow = Slowness(on, (timeout_s + usual_s) * 1000, iterations)
        address = self._varied(work, slow=slow)
        made = self._made_timeout(work)
        if not self._timeout_s(work) or made in self._address.what_if.dial:
            turns = [text for text in address.what_if.dial if text != made]
            address = address.varied(dial=(*turns, made))
        return self._at_start(key, address)

    def _made_timeout(self, work: str) -> str:
        """Returns the turn with which a task is made to time out: as long as it usually takes."""
        usual_s = max(self._script[work].takes_ms // 1000, 1)
        return turn_text(Turn(work, "timeout", str(usual_s)))

    def _timeout_s(self, work: str) -> int:
        for task in self._trace.world.job.tasks:
            inner = task.for_each.task if task.for_each else task
            if inner.key == work:
                return inner.timeout_ms // 1000
        return 0

    def _does(self) -> tuple[str, ...]:
        return self._address.what_if.do or tuple(map(do_text, self._scenario.actions))

    def _cancels(self, key: str) -> bool:
        return any(_cancels(text, key) for text in self._does())

    def _without_cancel(self, address: Address, work: str) -> Address:
        owners = self._owners[work]
        does = self._does()
        kept = tuple(text for text in does if not any(_cancels(text, owner) for owner in owners))
        if kept == does:
            return address
        plain = tuple(map(do_text, self._scenario.actions))
        return address.varied(do=() if kept == plain else kept)

    def _canceled(self, key: str, work: str) -> Address | None:
        """Cancels the task in the middle of its first stretch of work; None if it has none.

        Where among the actions that is, and in which run, is tried: what came before must stay.
        """
        address = self._varied(work)
        does = address.what_if.do or tuple(map(do_text, self._scenario.actions))
        try:
            calm = self._scenario.play_text(address.what_if)
        except Endless:
            return None
        began = next((e for e in _of_task(calm, key) if e.after == State.RUNNING), None)
        if began is None:
            return None
        at_ms = (began.t_ms + self._script[work].takes_ms // 2) // 1000 * 1000
        before = [row for row in calm.rows if row[1] < at_ms]
        for run in (None, calm.segments[began.segment].run):
            cancel = do_text(Action(Do.CANCEL, at_ms, key, run=run))
            for at in range(1, len(does) + 1):
                there = address.varied(do=(*does[:at], cancel, *does[at:]))
                try:
                    trace = self._scenario.play_text(there.what_if)
                except Endless:
                    continue
                is_canceled = any(e.rule == "cancel.task" for e in _of_task(trace, key))
                if is_canceled and trace.rows[: len(before)] == before:
                    return self._at_start(key, there)
        return None


def _of_task(trace: Trace, key: str) -> Iterator[Event]:
    index = trace.keys.index(key)
    return (e for e in trace.own_events("task", "iteration") if e.task == index)


def _fail_texts(script: Mapping[str, TaskScript]) -> dict[str, str]:
    return {key: fail_text(key, entry.fails) for key, entry in script.items() if entry.fails}


def _slow_texts(script: Mapping[str, TaskScript]) -> dict[str, str]:
    return {key: slow_text(key, entry.slow) for key, entry in script.items() if entry.slow}


def _cancels(text: str, key: str) -> bool:
    """Says whether an action cancels a task, in whichever run."""
    return re.fullmatch(rf"cancel:{re.escape(key)}(;run=\d+)?@\d+", text) is not None


def _where(after: int, writes: int) -> str:
    if not writes:
        return "Fail"
    if after == 0:
        return "Fail before it writes"
    if after == writes:
        return "Fail after its last write"
    return f"Fail after write {after} of {writes}"
