"""What takes time: schedules that overtake their runs, loops one by one, clusters that idle.

How long a task takes is made up unless somebody has said it; then all of this is a note.

Facts: max-concurrent-runs, run-queue, retry-interval, for-each-concurrency,
cluster-until-last-task, parallel-no-slower.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from trialrun.diagram import clock
from trialrun.engine import Periodic, Schedule, State, Task, Trace
from trialrun.engine.job.job import JOB_CLUSTER_KINDS
from trialrun.engine.job.quartz import fire_times
from trialrun.engine.job.world import TAKES
from trialrun.review.endings import FailingWork
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.stories import Stories
from trialrun.review.tells import by_rule, cluster_ends, ends_as
from trialrun.review.words import named

OVERTAKES, RETRIES_OVERTAKE = "schedule-overtakes", "retries-outlast-schedule"
ONE_BY_ONE, IDLES = "loop-one-by-one", "cluster-idles"
FIRES_MAX = 300
HORIZON_MS = 8 * 24 * 3_600_000
SECONDS_MAX = 30 * 24 * 3_600
AT_ONCE_MAX = 10
SAVED_PCT_MIN = 25
_LONG = "how long its tasks take, which nobody has said: here a minute each"


def schedules_that_overtake(stories: Stories) -> Iterator[Finding]:
    """Finds schedules that fire again before as many runs as may go on at once are over."""
    fires, at_once = fires_of(stories), stories.job.max_concurrent_runs
    trace = stories.trace(stories.text())
    if trace is None or at_once < 1 or len(fires) <= at_once:
        return
    gap_ms, last_ms = min(
        (fires[at + at_once] - fires[at], fires[at + at_once]) for at in range(len(fires) - at_once)
    )
    is_said = stories.is_said(TAKES, *(work.key for work in stories.works))
    if trace.t_end_ms > gap_ms:
        proof = _crowded(stories, (), last_ms)
        if proof:
            yield _overtaking(stories, proof, trace.t_end_ms, gap_ms, is_said)
        return
    for work in sorted(stories.works, key=_waits_ms, reverse=True)[:1]:
        # What is waited between attempts is written in the job; nobody has to guess it.
        if _waits_ms(work) >= gap_ms and (proof := _crowded(stories, (work.key,), last_ms)):
            yield _outlasting(stories, work, proof, gap_ms)


def fires_of(stories: Stories) -> list[int]:
    """Returns when the job starts by itself, in ms of the story."""
    job, start = stories.job, stories.world.starts_at
    if job.paused:
        return []
    match job.trigger:
        case Schedule() as schedule:
            found = fire_times(schedule, start, start + HORIZON_MS)
            return [at - start for at in islice(found, FIRES_MAX)]
        case Periodic(interval_ms):
            count = min(
                max(HORIZON_MS // max(interval_ms, 1), job.max_concurrent_runs + 1), FIRES_MAX
            )
            return [interval_ms * at for at in range(1, count + 1)]
    return []


def _waits_ms(work: FailingWork) -> int:
    return max(work.work.max_retries, 0) * work.work.min_retry_interval_ms


def _crowded(stories: Stories, fail: Sequence[str], last_ms: int) -> Proof | None:
    seconds = last_ms // 1000 + 1
    runs = sum(at <= last_ms for at in fires_of(stories))
    if seconds > SECONDS_MAX or not stories.can_play(runs):
        return None
    what_if = stories.text(fail, (f"wait@{seconds}",))
    return stories.proof(what_if, by_rule("limit.queued", "limit.skipped"))


def _becomes(stories: Stories) -> tuple[str, str]:
    if stories.job.queue:
        return "is queued", "run-queue"
    return "is skipped", "max-concurrent-runs"


def _overtaking(
    stories: Stories, proof: Proof, took_ms: int, gap_ms: int, is_said: bool
) -> Finding:
    becomes, fact = _becomes(stories)
    return Finding(
        OVERTAKES,
        Severity.WARNING if is_said else Severity.NOTE,
        f"The job starts again after {clock(gap_ms)}, and its run takes {clock(took_ms)}: the new "
        f"run {becomes}.",
        "Start it less often, make it shorter, or raise `max_concurrent_runs` if its runs may "
        "overlap.",
        ("max-concurrent-runs", fact) if fact != "max-concurrent-runs" else (fact,),
        Spot("", "schedule" if isinstance(stories.job.trigger, Schedule) else "trigger"),
        proof,
        rests_on="" if is_said else _LONG,
    )


def _outlasting(stories: Stories, work: FailingWork, proof: Proof, gap_ms: int) -> Finding:
    becomes, fact = _becomes(stories)
    return Finding(
        RETRIES_OVERTAKE,
        Severity.NOTE if stories.job.queue else Severity.WARNING,
        f"When {work.key} keeps failing, its retries alone take {clock(_waits_ms(work))}; the job "
        f"starts again after {clock(gap_ms)}, and the new run {becomes}.",
        "Set fewer retries or a shorter interval, or start the job less often.",
        ("retry-interval", fact),
        Spot(work.key, "min_retry_interval_millis"),
        proof,
        (work.key,),
    )


def loops_one_by_one(stories: Stories) -> Iterator[Finding]:
    """Finds loops whose iterations, one after the other, make up much of the run."""
    what_if = stories.text()
    trace = stories.trace(what_if)
    for task in stories.job.tasks if trace else ():
        loop = task.for_each
        if loop is None or loop.concurrency > 1 or trace is None:
            continue
        count = len(trace.tasks[task.key].iterations)
        if count < 2 or trace.tasks[task.key].state is not State.SUCCESS or not stories.can_play():
            continue
        at_once = min(count, AT_ONCE_MAX)
        faster = what_if._replace(dial=(*what_if.dial, f"{task.key}.concurrency:{at_once}"))
        other = stories.trace(faster)
        if other is None or other.t_end_ms > trace.t_end_ms * (100 - SAVED_PCT_MIN) // 100:
            continue
        proof = stories.proof(what_if, ends_as(task.key, State.SUCCESS))
        if proof:
            yield _loop(stories, task, proof, count, at_once, trace, other)


def _loop(
    stories: Stories, task: Task, proof: Proof, count: int, at_once: int, now: Trace, then: Trace
) -> Finding:
    assert task.for_each is not None
    is_said = stories.is_said(TAKES, task.for_each.task.key)
    return Finding(
        ONE_BY_ONE,
        Severity.NOTE,
        f"{task.key} runs its {count} iterations one after the other: the run takes "
        f"{clock(now.t_end_ms)}, with {at_once} at once {clock(then.t_end_ms)}.",
        f"Set `concurrency: {at_once}` for {task.key}, if they do not disturb each other.",
        ("for-each-concurrency",),
        Spot(task.key, "for_each_task"),
        proof,
        (task.key,),
        rests_on="" if is_said else f"{_LONG}; how many elements there are may be made up, too",
    )


def clusters_that_idle(stories: Stories) -> Iterator[Finding]:
    """Finds job clusters that wait for their next task longer than they work."""
    what_if = stories.text()
    trace = stories.trace(what_if)
    if trace is None:
        return
    for compute in stories.job.computes:
        if compute.kind not in JOB_CLUSTER_KINDS or compute.is_per_iteration:
            continue
        users = [work for work in stories.works if work.work.compute == compute.key]
        worked = _worked(trace, {stories.index[work.task.key] for work in users})
        if len(worked) < 2:
            continue
        busy_ms = sum(end - start for start, end in worked)
        idle_ms = worked[-1][1] - worked[0][0] - busy_ms
        if idle_ms <= busy_ms:
            continue
        proof = stories.proof(what_if, cluster_ends(compute.key))
        if proof:
            keys = [work.task.key for work in users]
            is_said = stories.is_said(TAKES, *(work.key for work in stories.works))
            yield Finding(
                IDLES,
                Severity.NOTE,
                f"The cluster {compute.key} of {named(keys)} is on and idle for {clock(idle_ms)}, "
                f"and works for {clock(busy_ms)}: it stays on until its last task.",
                "Let its tasks follow each other, or give the later ones compute of their own.",
                ("cluster-until-last-task", "job-cluster"),
                Spot(keys[0], "job_cluster_key"),
                proof,
                tuple(keys),
                rests_on="" if is_said else _LONG,
            )


def _worked(trace: Trace, tasks: set[int]) -> list[tuple[int, int]]:
    """Returns when any of some tasks ran, as stretches that do not touch."""
    begun: dict[tuple[int, int], int] = {}
    stretches: list[tuple[int, int]] = []
    for event in trace.events:
        if trace.job_of(event) or event.task not in tasks:
            continue
        who = (event.task, event.iteration)
        if event.after == State.RUNNING and event.kind in ("task", "iteration"):
            begun[who] = event.t_ms
        elif event.before == State.RUNNING and who in begun:
            stretches.append((begun.pop(who), event.t_ms))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
