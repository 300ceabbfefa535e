"""What a page will cost, told before it is made: milliseconds, from sizes alone. Plays nothing.

Estimates from above, not promises: they tell the pages that one may make while others wait from
those that many can make at once. Measured with jobs of 1,000 tasks on one core at 2.x GHz:
tests/lab/test_cost.py holds them beside what is bundled.
"""

from collections.abc import Sequence
from itertools import islice

from trialrun.engine import Action, Do, Job, Task, WhatIfText, World
from trialrun.engine.job.job import Continuous, Periodic, Schedule
from trialrun.lab.address import Address
from trialrun.questions import Scenario
from trialrun.review.stories import INNER_TRIED_MAX

HEAVY_MS = 100
"""From here on a page is heavy. The longest page of a bundled story is told to take 60."""

READ_MS_PER_BYTE = 0.002
TURN_MS_PER_TASK = 0.004
PLAY_MS_PER_EVENT = 0.006
SHOW_MS_PER_EVENT = 0.08
DRAW_MS_PER_TASK, DRAW_MS_PER_EDGE = 0.3, 0.05
EVENTS_PER_EXECUTION = 4
EVENTS_OF_A_START = 2
"""What fired, and the run that waits."""
EVENTS_PLAYED_MAX = 200_000
"""The engine gives a story up that has more."""
SERVERLESS_RETRIES = 3
SHORTEST_GAP_MS = 10_000
"""Between two runs that start by themselves; only periodic ones may be nearer."""
STARTS_COUNTED_MAX = 2_000
STORIES_OF_REVIEW, STORIES_PER_WORK = 6, 3
WAYS_ON = 6
"""Plays beside the one that is shown: the failure, a repair, a new run, the preview, the plain,
and the job's own trigger.
"""


def reading_ms(text: str) -> float:
    """Returns what reading a job's text takes."""
    return len(text) * READ_MS_PER_BYTE


def playing_ms(world: World) -> float:
    """Returns what one run of a job takes to play."""
    return events_of(world, (Action(Do.RUN_NOW),)) * PLAY_MS_PER_EVENT


def turning_ms(scenario: Scenario, given: int) -> float:
    """Returns what it takes to read so many parts of an address and to make their world."""
    return given * len(scenario.world.job.tasks) * TURN_MS_PER_TASK


def page_ms(scenario: Scenario, address: Address) -> float:
    """Returns what a page about the run of an address takes, drawn and with its futures.

    Raises WhatIfError.
    """
    what_if = scenario.read(address.what_if)
    world, actions = what_if.world(scenario.world), what_if.actions(scenario.actions)
    events = events_of(world, actions)
    played = events * WAYS_ON
    for does in address.kept:
        kept = scenario.read(address.what_if._replace(do=does))
        played += events_of(world, kept.actions(scenario.actions))
    tasks = world.job.tasks
    edges = sum(len(task.depends_on) for task in tasks)
    return (
        played * PLAY_MS_PER_EVENT
        + events * SHOW_MS_PER_EVENT
        + len(tasks) * DRAW_MS_PER_TASK
        + edges * DRAW_MS_PER_EDGE
    )


def replaying_ms(scenario: Scenario, what_if: WhatIfText) -> float:
    """Returns what it takes to play a variation that is only compared with. Raises WhatIfError."""
    given = scenario.read(what_if)
    world, actions = given.world(scenario.world), given.actions(scenario.actions)
    return events_of(world, actions) * PLAY_MS_PER_EVENT


def canceling_ms(scenario: Scenario, address: Address) -> float:
    """Returns what it takes to try where among the actions a cancel stands. Raises WhatIfError."""
    does = address.what_if.do or scenario.actions
    return replaying_ms(scenario, address.what_if) * (len(does) + 1)


def map_ms(world: World, failures: int) -> float:
    """Returns what it takes to play so many failures, each with its two ways on."""
    runs = (Action(Do.RUN_NOW),) * 2
    return failures * 2.5 * events_of(world, runs, fails=True) * PLAY_MS_PER_EVENT


def review_ms(world: World, events_max: int) -> float:
    """Returns what a review takes at most, which plays so many events and then one story more."""
    works = len(world.script) + INNER_TRIED_MAX * len(world.jobs)
    run = events_of(world, (Action(Do.RUN_NOW),), fails=True)
    stories = STORIES_OF_REVIEW + works * STORIES_PER_WORK
    return min(stories * run, events_max + run) * PLAY_MS_PER_EVENT


def events_of(world: World, actions: Sequence[Action], *, fails: bool = False) -> int:
    """Returns about how many events a story has, rather too many than too few.

    With `fails`, as if one more task failed.
    """
    runs = sum(action.do in (Do.RUN_NOW, Do.REPAIR) for action in actions)
    until_ms = max((action.at_ms or 0 for action in actions), default=0)
    jobs = [world.job]
    jobs += [world.edits[a.name] for a in actions if a.do is Do.EDIT and a.name in world.edits]
    runs += max(_started(world, job, until_ms) for job in jobs)
    longest = max((_length(value) for action in actions for _, value in action.params), default=1)
    executions = max(_executions(world, job, longest, {}) for job in jobs)
    if fails:
        executions += max((_attempts(task, True) for task in world.job.tasks), default=0)
    runs = max(runs, 1)
    of_runs = EVENTS_OF_A_START * runs if world.job.trigger else 0
    return min(runs * executions * EVENTS_PER_EXECUTION + of_runs, EVENTS_PLAYED_MAX)


def _executions(world: World, job: Job, longest: int, known: dict[int, int]) -> int:
    """Returns about how often anything is executed in one run, in child jobs, too.

    `longest` is the length of the longest list that the operator gives; jobs that are `known`, by
    the identity of their world, are not counted again. Jobs are nested a few levels deep at most.
    """
    given = [value for _, value in job.parameters]
    given += [value for script in world.script.values() for _, value in script.sets]
    longest = max(longest, *map(_length, given), 1)
    found = 0
    for task in job.tasks:
        work, count = task, 1
        if task.for_each is not None:
            work, inputs = task.for_each.task, task.for_each.inputs
            count = max(_length(inputs), longest if "{{" in inputs else 0)
        once = 1
        if work.run_job is not None and work.run_job.job in world.jobs:
            child = world.jobs[work.run_job.job]
            if id(child) not in known:
                known[id(child)] = _executions(child, child.job, longest, known)
            once += known[id(child)]
        script = world.script.get(work.key)
        is_odd = script is not None and (script.fails is not None or script.slow is not None)
        compute = job.compute_of.get(work.compute)
        if compute is not None and compute.is_per_iteration:
            once += 1  # a cluster that comes and goes
        found += 1 + count * once * _attempts(work, is_odd)
    return found


def _length(value: str) -> int:
    """Returns how many elements a list has at most, as text."""
    return value.count(",") + 1


def _attempts(task: Task, is_odd: bool) -> int:
    """Returns how often a task is tried: what fails, or is slow, until its retries are used up."""
    if not is_odd:
        return 1
    return (
        EVENTS_PLAYED_MAX if task.max_retries < 0 else 1 + max(task.max_retries, SERVERLESS_RETRIES)
    )


def _started(world: World, job: Job, until_ms: int) -> int:
    """Returns how many runs start by themselves while the clock is moved so far."""
    match job.trigger:
        case None:
            return 0
        case Schedule() as schedule:
            from trialrun.engine.job.quartz import fire_times

            fires = fire_times(schedule, world.starts_at, world.starts_at + until_ms)
            return sum(1 for _ in islice(fires, STARTS_COUNTED_MAX))
        case Periodic(interval_ms):
            return until_ms // max(interval_ms, 1)
        case Continuous():
            return until_ms // (SHORTEST_GAP_MS + _shortest_run_ms(world, job))
    return len(world.happenings)


def _shortest_run_ms(world: World, job: Job) -> int:
    """Returns what a run takes at least: its first tasks begin at once, and fail in their middle.

    What is not found is not found at once.
    """
    found = 0
    for task in job.tasks:
        script = world.script.get(task.key)
        if script is None or task.depends_on or (script.fails and script.fails.kind):
            continue
        takes_ms = min(script.takes_ms, script.slow.takes_ms if script.slow else script.takes_ms)
        if task.timeout_ms:
            takes_ms = min(takes_ms, task.timeout_ms)
        found = max(found, takes_ms // (2 * len(script.writes) + 2))
    return found
