"""What hypothesis draws stories from: jobs of up to eight tasks, failures, operators."""

from hypothesis import strategies as st

from tests.build import FREE, a_job, a_task
from trialrun.engine import Action, Do, Failure, TaskScript, World, Write, WriteMode

TASKS_MAX = 8
WRITES_MAX = 3

shared_tables = st.sampled_from(["bronze", "silver", "gold"])
modes = st.sampled_from(list(WriteMode))


@st.composite
def failures(draw: st.DrawFn, writes: int) -> Failure | None:
    """Draws no failure, one until it is fixed, or one of some executions."""
    if draw(st.booleans()):
        return None
    on = draw(st.none() | st.frozensets(st.integers(0, 3), min_size=1))
    return Failure(on, draw(st.integers(0, writes)))


@st.composite
def worlds(draw: st.DrawFn, *, fail: bool = True, share_tables: bool = True) -> World:
    """Draws a world whose stories all end: retries are limited."""
    count = draw(st.integers(1, TASKS_MAX))
    tasks, script = [], {}
    for index in range(count):
        ups = draw(st.lists(st.integers(0, index - 1), unique=True, max_size=3)) if index else []
        retries = draw(st.sampled_from([0, 0, 1, 2]))
        compute = draw(st.sampled_from(["serverless", "main", "team"]))
        wait_ms = draw(st.sampled_from([0, 90_000]))
        tasks.append(
            a_task(
                f"t{index}",
                *(f"t{up}" for up in ups),
                max_retries=retries,
                min_retry_interval_ms=wait_ms,
                compute=compute,
            )
        )
        tables = shared_tables if share_tables else st.just(f"own_{index}")
        writes = tuple(
            draw(st.lists(st.builds(Write, tables, modes, st.integers(0, 50)), max_size=WRITES_MAX))
        )
        takes_ms = draw(st.sampled_from([0, 1, 60_000, 90_000]))
        fails = draw(failures(len(writes))) if fail else None
        script[f"t{index}"] = TaskScript(takes_ms, writes, fails)
    return (
        World(a_job(*tasks), script) if draw(st.booleans()) else World(a_job(*tasks), script, FREE)
    )


seconds = st.none() | st.integers(0, 400).map(lambda seconds: seconds * 1000)


def acting(*extra: st.SearchStrategy[Action]) -> st.SearchStrategy[tuple[Action, ...]]:
    """Draws an operator: Run now, then up to five of run now, repair, fix, wait and the extra."""
    plain = st.sampled_from([Do.RUN_NOW, Do.REPAIR, Do.FIX, Do.WAIT])
    action = st.one_of(st.builds(Action, plain, seconds), *extra)
    return st.lists(action, max_size=5).map(lambda actions: (Action(Do.RUN_NOW), *actions))


patient_operators = acting()
"""An operator who lets every run come to its own end."""

task_keys = st.integers(0, TASKS_MAX - 1).map(lambda index: f"t{index}")
operators = acting(
    st.builds(Action, st.just(Do.CANCEL), seconds, st.none() | task_keys),
    st.builds(Action, st.just(Do.EDIT), seconds),
    st.builds(Action, st.just(Do.RESTORE), seconds, name=shared_tables, version=st.integers(0, 3)),
)
"""An operator who also cancels runs and tasks, asks for an edit there is not, and restores."""
