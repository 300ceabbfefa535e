"""The engine and the naive evaluator agree on how every story ends."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.naive import ends
from tests.engine.worlds import KINDS, Edge, Story, dags, graphs, stories, worlds_of
from tests.proving import PROVES
from trialrun.engine import Action, Do, World, simulate

RUN, FIX, REPAIR = Action(Do.RUN_NOW), Action(Do.FIX), Action(Do.REPAIR)
SECOND_THOUGHTS = (
    (RUN, FIX, REPAIR),
    (RUN, FIX, RUN),
    (RUN, REPAIR),
    (RUN, FIX, Action(Do.REPAIR, all_failed=True)),
    (RUN, Action(Do.REPAIR, all_failed=True, dependents=True)),
    (RUN, FIX, Action(Do.REPAIR, tasks=("a",))),
    (RUN, FIX, Action(Do.REPAIR, tasks=("b",), dependents=True)),
)
"""What follows a run that failed: each world gets one of them, in `make prove` all."""


def by_naive(world: World, actions: Sequence[Action]) -> dict[str, object]:
    """Returns the ends that the naive evaluator finds, flat, for a readable comparison."""
    end = ends(world, actions)
    return {
        "result": end.result and str(end.result),
        **{f"{key} state": str(state) for key, state in end.tasks.items()},
        **{f"{key} attempts": attempts for key, attempts in end.attempts.items()},
        **{f"{table} rows": rows for table, rows in end.rows.items()},
        **{f"{table} dup": dup for table, dup in end.dup.items()},
    }


def by_engine(world: World, actions: Sequence[Action]) -> dict[str, object]:
    """Returns the ends of the engine's trace, as `by_naive` does."""
    trace = simulate(world, actions)
    tables = dict.fromkeys(ends(world, ()).rows) | trace.tables
    return {
        "result": trace.result and str(trace.result),
        **{f"{key} state": str(task.state) for key, task in trace.tasks.items()},
        **{f"{key} attempts": task.attempts for key, task in trace.tasks.items()},
        **{f"{name} rows": table.rows if table else 0 for name, table in tables.items()},
        **{f"{name} dup": table.dup if table else 0 for name, table in tables.items()},
    }


@cache
def failing(edges: tuple[Edge, ...]) -> list[World]:
    """Returns the worlds of a graph whose run does not succeed."""
    return [w for w in worlds_of(3, edges) if ends(w, (RUN,)).result != "SUCCESS"]


@pytest.mark.parametrize("edges", graphs(3), ids=str)
def test_every_run_of_three_tasks(edges: tuple[Edge, ...]) -> None:
    for world in worlds_of(3, edges):
        assert by_naive(world, (RUN,)) == by_engine(world, (RUN,)), world


@pytest.mark.parametrize("actions", SECOND_THOUGHTS, ids=range(len(SECOND_THOUGHTS)))
@pytest.mark.parametrize("edges", graphs(3), ids=str)
def test_every_repair_of_three_tasks(edges: tuple[Edge, ...], actions: tuple[Action, ...]) -> None:
    start, step = (0, 1) if PROVES else (SECOND_THOUGHTS.index(actions), len(SECOND_THOUGHTS))
    for world in failing(edges)[start::step]:
        assert by_naive(world, actions) == by_engine(world, actions), world


@pytest.mark.parametrize("actions", SECOND_THOUGHTS, ids=range(len(SECOND_THOUGHTS)))
@given(world=dags(4))
def test_repairs_of_four_tasks(world: World, actions: tuple[Action, ...]) -> None:
    assert by_naive(world, actions) == by_engine(world, actions)


@pytest.mark.parametrize("kind", ["work", "condition", "for_each", "run_job", "all kinds"])
@settings(max_examples=2 * settings().max_examples)
@given(draws=st.data())
def test_any_story(kind: str, draws: st.DataObject) -> None:
    kinds = KINDS if kind == "all kinds" else ("work", kind)
    story = draws.draw(stories(kinds=kinds))

    assert by_naive(*story) == by_engine(*story)


@given(stories(kinds=("work",), repairs_partial=True))
def test_a_repair_of_a_partial_run_stays_in_it(story: Story) -> None:
    assert by_naive(*story) == by_engine(*story)
