"""Schedules and triggers: what starts runs by itself, while the clock is moved.

Facts: triggers, periodic, schedule-on-time, file-arrival, file-check-minute, table-update,
table-seen-at-once, trigger-waits, continuous-mode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from trialrun.engine.job.job import Arrival, Continuous, Periodic, Schedule, Trigger
from trialrun.engine.job.occasion import occasion_at
from trialrun.engine.trace.trace import Cause

if TYPE_CHECKING:
    from trialrun.engine.play.job_runs import JobRuns

FILE_CHECK_MS = 60_000
"""File arrival looks about every minute; that it does so on the full minute is our assumption.

Facts: file-check-minute.
"""
SCHEDULE_GAP_MS = 10_000
"""The least there is between two scheduled runs. Facts: schedule-gap."""
YEARS_MS = 10 * 366 * 24 * 3_600_000


class Triggers:
    """What starts runs of a job by itself. Armed anew when the job is edited."""

    def __init__(self, job_runs: JobRuns) -> None:
        self._job_runs = job_runs
        self._simulation = job_runs.simulation
        self._armed = 0
        self._changed: set[str] = set()
        self._last_fired_ms: int | None = None
        self._fires: Iterator[int] = iter(())
        self._seen_q = -1
        self._files: set[str] = set()
        self._not_before = 0
        self._in_force: tuple[Trigger | None, bool] = (None, False)
        self.arm(at_start=True)

    def arm(self, *, at_start: bool = False) -> None:
        """Puts what comes next on the clock, as the settings in force say.

        An edit of other settings leaves it as it is.
        """
        settings, simulation = self._job_runs.settings, self._simulation
        if (settings.trigger, settings.paused) == self._in_force:
            return
        self._in_force = settings.trigger, settings.paused
        self._armed += 1
        if settings.trigger is None or settings.paused:
            return
        match settings.trigger:
            case Schedule() as schedule:
                from trialrun.engine.job.quartz import fire_times

                now = simulation.world.starts_at + simulation.now_ms
                self._fires = fire_times(schedule, now, now + YEARS_MS)
                self._next_fire()
            case Periodic(interval_ms):
                self._fires = _every(simulation.world.starts_at + simulation.now_ms, interval_ms)
                self._next_fire()
            case Continuous():
                self._alarm(
                    simulation.now_ms, lambda: self._fire("CONTINUOUS", "", "continuous.first")
                )
            case Arrival() as arrival:
                for happening in simulation.world.happenings:
                    if happening.on == "file" and happening.at_ms < simulation.now_ms:
                        self._files.add(happening.name)
                    if happening.on == arrival.on and _is_watched(happening.name, arrival):
                        self._await(arrival, happening.at_ms, happening.name, at_start=at_start)

    def _await(self, arrival: Arrival, at_ms: int, name: str, *, at_start: bool) -> None:
        now_ms = self._simulation.now_ms
        if at_ms < now_ms or (at_ms == now_ms and not at_start):
            return
        seen_ms = -(-at_ms // FILE_CHECK_MS) * FILE_CHECK_MS if arrival.on == "file" else at_ms
        self._alarm(seen_ms, lambda: self._see(arrival, name))

    def _see(self, arrival: Arrival, name: str) -> None:
        simulation = self._simulation
        if arrival.on == "file" and name in self._files:
            data = Cause("FILE", name)
            simulation.emit(
                "trigger", "trigger.file_overwritten", cause=simulation.latest, data=data
            )
            return
        self._files.add(name)
        rule = f"trigger.{arrival.on}_seen"
        q = simulation.emit(
            "trigger", rule, cause=simulation.latest, data=Cause(arrival.on.upper(), name)
        )
        self._changed.add(name)
        if arrival.all_updated and not set(arrival.watches) <= self._changed:
            return
        fire_ms = simulation.now_ms + arrival.wait_after_change_ms
        if self._last_fired_ms is not None:
            fire_ms = max(fire_ms, self._last_fired_ms + arrival.min_between_ms)
        self._seen_q = q

        def fire() -> None:
            # A later change starts the wait again; a run that came before has taken this one.
            if self._seen_q == q and self._changed:
                detail = ", ".join(sorted(self._changed))
                self._changed.clear()
                self._last_fired_ms = simulation.now_ms
                trigger = "FILE_ARRIVAL" if arrival.on == "file" else "TABLE"
                self._fire(trigger, detail, f"trigger.{arrival.on}", (q,))

        self._alarm(fire_ms, fire)

    def _next_fire(self) -> None:
        """Takes the next moment of the schedule, at least SCHEDULE_GAP_MS after the last one."""
        at = next((at for at in self._fires if at >= self._not_before), None)
        if at is not None:
            self._alarm(at - self._simulation.world.starts_at, lambda: self._fire_schedule(at))

    def _fire_schedule(self, at: int) -> None:
        is_simple = isinstance(self._job_runs.settings.trigger, Periodic)
        # Told of what fired, not of what was planned: an edit may have taken that off the clock.
        self._not_before = at + SCHEDULE_GAP_MS
        self._fire("PERIODIC", "", "trigger.periodic" if is_simple else "trigger.schedule", at=at)
        self._next_fire()

    def _fire(
        self,
        trigger: str,
        detail: str,
        rule: str,
        cause: tuple[int, ...] | None = None,
        *,
        at: int | None = None,
    ) -> None:
        """Starts a run. It is for the moment `at`, though it may come late; None: for now."""
        simulation = self._simulation
        occasion = occasion_at(simulation.world.starts_at + simulation.now_ms if at is None else at)
        because = simulation.latest if cause is None else cause
        q = simulation.emit("trigger", rule, cause=because, data=Cause(trigger, detail))
        self._job_runs.new_run(Cause(trigger, detail), (q,), occasion=occasion, scheduled_at=at)

    def _alarm(self, t_ms: int, do: Callable[[], None]) -> None:
        armed = self._armed

        def if_still_armed() -> None:
            if self._armed == armed:
                do()

        self._simulation.alarm(t_ms, if_still_armed)


def _every(from_ms: int, interval_ms: int) -> Iterator[int]:
    at_ms = from_ms
    while True:
        at_ms += interval_ms
        yield at_ms


def _is_watched(name: str, arrival: Arrival) -> bool:
    if arrival.on == "file":
        folders = [location.rstrip("/") for location in arrival.watches]
        return any(name == folder or name.startswith(f"{folder}/") for folder in folders)
    return name in arrival.watches
