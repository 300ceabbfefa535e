"""What the engine costs an event, beside a bare heapq loop that plays as many events."""

from dataclasses import replace

from bench.figure import Figure, absolute, compared
from bench.ref import heapq_loop
from bench.rounds import interleaved
from trialrun.collector import collect_less_often
from trialrun.engine import (
    Compute,
    ComputeKind,
    Dependency,
    Failure,
    Job,
    Task,
    TaskScript,
    World,
    Write,
    WriteMode,
    simulate,
)  # fmt: skip

CHAIN = 10
TASKS, TASKS_MANY, TASKS_MAPPED = 1_000, 10_000, 16
ROUNDS, ROUNDS_MANY = 21, 7


def measure() -> list[Figure]:
    """Times a thousand tasks and ten thousand, with and without the trace's JSON."""
    collect_less_often()
    world, many = a_world(TASKS), a_world(TASKS_MANY)
    events, width = len(simulate(world).events), TASKS // CHAIN
    ours, bare = interleaved(
        lambda: simulate(world), lambda: heapq_loop.loop(events, width), rounds=ROUNDS
    )
    large, small = interleaved(lambda: simulate(many), lambda: simulate(world), rounds=ROUNDS_MANY)
    with_json, bare_json, records_json = interleaved(
        lambda: simulate(world).to_json(),
        lambda: heapq_loop.loop_json(events, width),
        lambda: heapq_loop.loop_records_json(events, width),
        rounds=ROUNDS_MANY,
    )
    sixteen = a_world(TASKS_MAPPED)
    (failure_map,) = interleaved(lambda: map_failures(sixteen), rounds=ROUNDS)
    us = 1e6 / events
    return [
        compared("engine, an event (bare heapq loop)", ours * us, bare * us, "us", at_most=3),
        compared(
            "engine with its JSON, an event (loop + JSON of 4 numbers)",
            with_json * us, bare_json * us, "us", at_most=1.5,
        ),
        compared(
            "   the same beside loop + JSON of 12 named fields",
            with_json * us, records_json * us, "us",
        ),
        compared(
            "engine, 10,000 tasks beside 1,000", large * 1e3, small * 1e3, "ms", at_most=14
        ),
        absolute("engine, task executions", TASKS / ours, "a second", at_least=100_000),
        absolute("engine, a run of 1,000 tasks", ours * 1e3, "ms", at_most=50),
        absolute("engine, all single failures of 16 tasks", failure_map * 1e3, "ms", at_most=20),
    ]  # fmt: skip


def map_failures(world: World) -> list[tuple[str, int]]:
    """Lets each task fail in turn: how the runs end, and their cost."""
    ends = []
    for key, entry in world.script.items():
        failing = world.script | {key: replace(entry, fails=Failure(None, 0))}
        trace = simulate(replace(world, script=failing))
        ends.append((str(trace.result), trace.cents))
    return ends


def a_world(count: int) -> World:
    """Makes a job of chains of ten tasks; each task runs once and writes one table once."""
    tasks = tuple(
        Task(f"task-{i}", depends_on=(Dependency(f"task-{i - 1}"),) if i % CHAIN else ())
        for i in range(count)
    )
    script = {
        task.key: TaskScript(10_000 + i, (Write(f"silver.t{i}", WriteMode.APPEND, 100),))
        for i, task in enumerate(tasks)
    }
    computes = (Compute("serverless", ComputeKind.SERVERLESS),)
    return World(Job("bench", tasks, computes), script)
