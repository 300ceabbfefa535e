"""The same input gives the same trace: under any hash seed, any names, any order of tasks."""

import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.build import ROOT, bundled, derived
from tests.proving import PROVES
from tests.strategies import operators, worlds
from trialrun.engine import BELIEFS, Action, Dependency, Do, Fixed, World, simulate

HASH_SEEDS = ("0", "1", "12345")

EVERY = 1 if PROVES else 6
TRACES = """
import sys
from pathlib import Path
from trialrun.content import open_shelf
from trialrun.engine import BELIEFS, TRUTH, canonical_json
root, derived, every = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
scenarios = open_shelf(root, derived).current().scenarios
for at, scenario in enumerate(scenarios.values()):
    # Each story as it is, and each belief in one of so many stories, another one for the next.
    beliefs = [belief.rules for belief in BELIEFS.values()][at % every :: every]
    for rules in (TRUTH, *beliefs):
        trace = scenario.play(rules=rules)
        print(list(trace.tasks), list(trace.tables), canonical_json(trace.to_dict()))
"""


def test_traces_are_equal_under_any_hash_seed():
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TRACES, str(ROOT), str(derived()), str(EVERY)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        for seed in HASH_SEEDS
    ]

    printed = [process.communicate()[0] for process in started]

    assert [0, 0, 0] == [process.returncode for process in started]
    told = len(bundled().scenarios) + sum(
        len(range(at % EVERY, len(BELIEFS), EVERY)) for at in range(len(bundled().scenarios))
    )
    assert told == printed[0].count(b"trace_hash")
    assert 1 == len(set(printed))


def renamed(world: World, names: dict[str, str]) -> World:
    """Returns the world with other task keys, everything in its place."""
    tasks = tuple(
        replace(
            task,
            key=names[task.key],
            depends_on=tuple(Dependency(names[dep.task_key]) for dep in task.depends_on),
        )
        for task in world.job.tasks
    )
    script = {names[key]: entry for key, entry in world.script.items()}
    return replace(world, job=replace(world.job, tasks=tasks), script=script)


@given(worlds(), operators, st.randoms(use_true_random=False))
def test_renaming_tasks_changes_names_only(world, actions, random):
    keys = [task.key for task in world.job.tasks]
    names = dict(zip(keys, random.sample(keys, len(keys)), strict=True))

    acting = [replace(action, task=names.get(action.task, action.task)) for action in actions]
    told, trace = simulate(world, actions), simulate(renamed(world, names), acting)

    assert [
        event._replace(data=Fixed(names[event.data.key])) if event.kind == "fix" else event
        for event in told.events
    ] == list(trace.events)
    assert told.tables == trace.tables
    assert {names[key]: end for key, end in told.tasks.items()} == trace.tasks


@given(
    worlds(share_tables=False),
    st.lists(st.builds(Action, st.sampled_from(list(Do))), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_tasks_in_the_job_changes_no_end(world, actions, random):
    tasks = list(world.job.tasks)
    random.shuffle(tasks)
    shuffled = replace(world, job=replace(world.job, tasks=tuple(tasks)))

    told, trace = simulate(world, actions), simulate(shuffled, actions)

    assert told.tasks == trace.tasks
    assert told.tables == trace.tables
    assert sorted(told.usages) == sorted(
        usage._replace(task=_index(world, tasks[usage.task].key) if usage.task >= 0 else -1)
        for usage in trace.usages
    )


def _index(world: World, key: str) -> int:
    return [task.key for task in world.job.tasks].index(key)


@given(worlds(), operators)
def test_a_story_played_twice_is_the_same(world, actions):
    assert simulate(world, actions).to_dict() == simulate(world, actions).to_dict()
