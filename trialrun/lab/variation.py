"""The addresses in which one task of a played story has another fault, or none."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from trialrun.engine import (
    NOBODY,
    Action,
    Do,
    Endless,
    Event,
    Failure,
    Slowness,
    State,
    TaskPlace,
    TaskScript,
    Trace,
    Turn,
    World,
    do_text,
    fail_text,
    places_of,
    slow_text,
    turn_text,
)
from trialrun.lab.address import Address
from trialrun.questions import Scenario


class Variation:
    """The faults in a played story, and its address with another fault in one task.

    A key names a task of the job, a path one of a job that is started; `work` names what it does:
    its own work, or that of its for-each, by its path.
    """

    def __init__(self, scenario: Scenario, trace: Trace, address: Address) -> None:
        self._scenario = scenario
        self._trace = trace
        self._address = address
        self._script = scripts_of(trace.world)

    @cached_property
    def _places(self) -> list[TaskPlace]:
        return places_of(self._trace.world)

    @cached_property
    def work(self) -> dict[str, str]:
        """Returns {task key: key of the work behind it}, without pure control flow."""
        return {place.path: place.work for place in self._places if place.work}

    @cached_property
    def failing(self) -> dict[str, str]:
        """Returns what fails, as text, by work."""
        return _fail_texts(self._script)

    @cached_property
    def slowed(self) -> dict[str, str]:
        """Returns what is slow, as text, by work."""
        return _slow_texts(self._script)

    def cancels(self, key: str) -> bool:
        """Says whether an action cancels the task."""
        return any(_cancels(text, key) for text in self._does())

    def timeout_s(self, work: str) -> int:
        """Returns the timeout of what does the work, in seconds; 0: none."""
        found = (place.does.timeout_ms for place in self._places if place.work == work)
        return next(found, 0) // 1000

    def changed(
        self,
        work: str,
        fails: Failure | None = None,
        slow: Slowness | None = None,
        *,
        keeps_rest: bool = False,
    ) -> Address:
        """Returns the address with one task's fault replaced."""
        failing = [text for key, text in self.failing.items() if key != work]
        slowed = [text for key, text in self.slowed.items() if key != work]
        failing += [fail_text(work, fails)] if fails else []
        slowed += [slow_text(work, slow)] if slow else []
        plain_failing, plain_slow = self._plain
        address = self._address.varied(
            fail=_beside(plain_failing, failing), slow=_beside(plain_slow, slowed)
        )
        if keeps_rest:
            return address
        if self._script[work].slow:
            made = self._made_timeout(work)
            turns = tuple(text for text in address.what_if.dial if text != made)
            address = address.varied(dial=turns)
        return self._without_cancel(address, work)

    def timing_out(
        self, work: str, on: frozenset[int] | None, iterations: frozenset[int] | None
    ) -> Address:
        """The task hangs, and a timeout as long as it usually takes ends the attempt."""
        usual_s = max(self._script[work].takes_ms // 1000, 1)
        timeout_s = self.timeout_s(work) or usual_s
        slow = Slowness(on, (timeout_s + usual_s) * 1000, iterations)
        address = self.changed(work, slow=slow)
        made = self._made_timeout(work)
        if not self.timeout_s(work) or made in self._address.what_if.dial:
            turns = [text for text in address.what_if.dial if text != made]
            address = address.varied(dial=(*turns, made))
        return address

    def canceled(self, key: str, work: str) -> Address | None:
        """Cancels the task in the middle of its first stretch of work; None if it has none.

        Where among the actions that is, and in which run, is tried: what came before must stay.
        """
        address = self.changed(work)
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
            for at in range(len(does) + 1):
                there = address.varied(do=(*does[:at], cancel, *does[at:]))
                try:
                    trace = self._scenario.play_text(there.what_if)
                except Endless:
                    continue
                is_canceled = any(
                    event.rule == "cancel.task" and event.t_ms == at_ms
                    for event in _of_task(trace, key)
                )
                if is_canceled and trace.rows[: len(before)] == before:
                    return there
        return None

    def canceled_as_written(self, address: Address, work: str) -> Address:
        """Lets the story cancel the task as it does where nothing is varied, if it does."""
        plain = tuple(map(do_text, self._scenario.actions))
        now = address.what_if.do or plain
        left = tuple(
            text for text in plain if not any(_cancels(text, key) for key in self._owners[work])
        )
        return address.varied(do=()) if now == left else address

    # Private

    @cached_property
    def _plain(self) -> tuple[set[str], set[str]]:
        """Returns what fails, and what is slow, in the scenario as it was written."""
        script = scripts_of(self._scenario.said(self._address.what_if))
        return {*_fail_texts(script).values()}, {*_slow_texts(script).values()}

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        """Returns the tasks that run each piece of work."""
        found: dict[str, set[str]] = {}
        for owner, work in self.work.items():
            found.setdefault(work, set()).add(owner)
        return found

    def _made_timeout(self, work: str) -> str:
        """Returns the turn with which a task is made to time out: as long as it usually takes."""
        usual_s = max(self._script[work].takes_ms // 1000, 1)
        return turn_text(Turn(work, "timeout", str(usual_s)))

    def _does(self) -> tuple[str, ...]:
        return self._address.what_if.do or tuple(map(do_text, self._scenario.actions))

    def _without_cancel(self, address: Address, work: str) -> Address:
        owners = self._owners[work]
        does = self._does()
        kept = tuple(text for text in does if not any(_cancels(text, owner) for owner in owners))
        if kept == does:
            return address
        plain = tuple(map(do_text, self._scenario.actions))
        return address.varied(do=() if kept == plain else kept)


def scripts_of(world: World, folder: str = "") -> dict[str, TaskScript]:
    """Returns what tasks do, in jobs that are started, too: {path of the work: script}."""
    found = {folder + key: entry for key, entry in world.script.items()}
    for key, child in world.jobs.items():
        found |= scripts_of(child, f"{folder}{key}/")
    return found


def _beside(plain: set[str], now: list[str]) -> tuple[str, ...]:
    """Returns what an address says of what fails, or is slow; () for what the scenario says.

    A job that is started keeps its own where nothing is said of it: that has to be said, too.
    """
    if {*now} == plain:
        return ()
    calm = {text.rpartition("/")[0] for text in plain if "/" in text}
    calm = {job for job in calm if not any(text.startswith(f"{job}/") for text in now)}
    # What is said of a job holds for those that it starts, too.
    calm = {job for job in calm if not any(job.startswith(f"{other}/") for other in calm)}
    every = [*now, *(f"{job}/{NOBODY}" for job in sorted(calm))]
    odd = {_job_of(text) for text in plain.symmetric_difference(now)}
    return tuple(t for t in every if _job_of(t) in odd | {""}) or tuple(now) or (NOBODY,)


def _job_of(text: str) -> str:
    """Returns the job that the job itself starts and that a text is about; "" for none."""
    return text.partition("/")[0] if "/" in text else ""


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
