"""What a job's own trigger would do next, as ways on from a story. Knows no HTTP."""

from dataclasses import replace
from datetime import UTC, datetime

from trialrun.engine import (
    Action,
    Do,
    Endless,
    Job,
    Periodic,
    Schedule,
    State,
    Trace,
    World,
    do_text,
)
from trialrun.engine.job.quartz import fire_times
from trialrun.engine.job.world import SECONDS_MAX
from trialrun.lab.address import Address
from trialrun.lab.operations import Does, Operation, does_of
from trialrun.questions import Scenario

HORIZON_MS = SECONDS_MAX * 1000
SOON_MS = 1000
_TOLD = {
    State.SKIPPED: "is skipped: as many runs as may go on at once do",
    State.QUEUED: "waits in the queue until a run is over",
    State.RUNNING: "starts a run beside it",
}


def ways_by_trigger(scenario: Scenario, trace: Trace, address: Address) -> list[Operation]:
    """Returns how the job's schedule starts it, and what that does while it runs; [] without one.

    Files and tables arrive in a story or do not: those triggers have no next time.
    """
    job, name = trace.world.job, _name_of(trace.world.job)
    if not name:
        return []
    label = f"Let {name} start it"
    if job.paused:
        return [Operation("by-trigger", label, "clock", None, "it is paused")]
    next_ms = next_start_ms(trace.world, trace.t_end_ms)
    if next_ms is None:
        return [Operation("by-trigger", label, "clock", None, "it has no time in 30 days")]
    does = does_of(scenario, address)
    then = replace(address.varied(do=(*does, _wait(next_ms))), step=len(trace.events))
    at = moment_told(trace.world, next_ms)
    found = [Operation("by-trigger", label, "clock", then, told=f"{_first(name)} starts it {at}.")]
    if meanwhile := _meanwhile(scenario, trace, address, does):
        found.append(meanwhile)
    return found


def next_start_ms(world: World, after_ms: int) -> int | None:
    """Returns when a job's own clock starts it next, in ms of the story; None for not in time.

    A moment is left between: what ends at that very time would make it another story.
    """
    after_ms = after_ms // SOON_MS * SOON_MS + SOON_MS
    match world.job.trigger:
        case Schedule() as schedule:
            start = world.starts_at
            fires = fire_times(schedule, start + after_ms, start + HORIZON_MS)
            found = next((at - start for at in fires), HORIZON_MS)
        case Periodic(interval_ms):
            found = (after_ms // interval_ms + 1) * interval_ms
        case _:
            return None
    return found if found + SOON_MS < HORIZON_MS else None


def moment_told(world: World, ms: int) -> str:
    """Says when a moment of a story is.

    >>> from trialrun.engine import World
    >>> moment_told(World(Job("", (), ()), {}), 7_200_000)
    'on Monday, 23 November, at 2:00 UTC'
    """
    at = datetime.fromtimestamp((world.starts_at + ms) / 1000, UTC)
    seconds = f":{at.second:02d}" if at.second else ""
    return f"on {at:%A}, {at.day} {at:%B}, at {at.hour}:{at.minute:02d}{seconds} UTC"


def _meanwhile(scenario: Scenario, trace: Trace, address: Address, does: Does) -> Operation | None:
    """Returns the story in which Run now was pressed shortly before, so that the two overlap."""
    runs = [run for run in trace.runs if run.t0_ms >= 0]
    if does != (do_text(Action(Do.RUN_NOW)),) or not runs:
        return None
    half_ms = (runs[0].t1_ms - runs[0].t0_ms) // 2
    next_ms = next_start_ms(trace.world, half_ms)
    if half_ms < SOON_MS or next_ms is None:
        return None
    pressed = do_text(Action(Do.RUN_NOW, (next_ms - half_ms) // SOON_MS * SOON_MS))
    there = replace(address.varied(do=(pressed, _wait(next_ms))), step=0)
    try:
        played = scenario.play_text(there.what_if)
    except Endless:
        return None
    state = _state_at(played, next_ms)
    if state is None:
        return None
    name = _name_of(trace.world.job)
    told = f"While a run goes on, {name} {_TOLD[state]}."
    return Operation(
        "by-trigger-meanwhile", f"Let {name} fire while it runs", "clock", there, told=told
    )


def _state_at(trace: Trace, at_ms: int) -> State | None:
    """Returns what becomes at once of the run that is to start at a moment."""
    states = [
        event.after
        for event in trace.own_events("run", "refused")
        if event.t_ms == at_ms and event.after in (State.SKIPPED, State.QUEUED, State.RUNNING)
    ]
    return State(states[0]) if states else None


def _wait(ms: int) -> str:
    return do_text(Action(Do.WAIT, ms // SOON_MS * SOON_MS + SOON_MS))


def _name_of(job: Job) -> str:
    match job.trigger:
        case Schedule():
            return "its schedule"
        case Periodic():
            return "its periodic trigger"
        case _:
            return ""


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
