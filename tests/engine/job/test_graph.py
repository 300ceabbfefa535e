"""The shape of a job: parents, dependents, leaves, circles."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import a_chain, a_graph, a_job, a_task
from trialrun.engine import find_cycle, graph_of

CYCLES = [
    pytest.param({}, [], id="no tasks"),
    pytest.param({"a": [], "b": ["a"], "c": ["a", "b"]}, [], id="a triangle is none"),
    pytest.param({"a": ["a"]}, ["a", "a"], id="a task that waits for itself"),
    pytest.param({"a": ["b"], "b": ["a"]}, ["a", "b", "a"], id="two tasks"),
    pytest.param(
        {"a": ["b"], "b": ["c"], "c": ["b"]}, ["b", "c", "b"], id="the way in is left out"
    ),
    pytest.param({"z": [], "a": ["b"], "b": ["c"], "c": ["a"]}, list("abca"), id="three tasks"),
    pytest.param({"a": ["nobody"]}, [], id="unknown parents do not matter"),
    pytest.param({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, [], id="a diamond is none"),
]


@pytest.mark.parametrize(("depends_on", "cycle"), CYCLES)
def test_find_cycle_names_the_tasks_in_their_order(depends_on, cycle):
    assert cycle == find_cycle(depends_on)


def test_find_cycle_follows_a_circle_of_5000_tasks_without_recursion():
    circle = {f"t{i}": [f"t{(i + 1) % 5000}"] for i in range(5000)}

    assert 5001 == len(find_cycle(circle))


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"))))
def test_find_cycle_returns_a_real_circle_or_there_is_none(depends_on):
    cycle = find_cycle(depends_on)

    edges = {(key, up) for key, ups in depends_on.items() for up in ups}
    assert set(pairwise(cycle)) <= edges
    assert _has_cycle(edges) == (len(cycle) > 1 and cycle[0] == cycle[-1])


def _has_cycle(edges: set[tuple[str, str]]) -> bool:
    """Takes away tasks that wait for nothing until none is left to take."""
    while edges:
        freed = {edge for edge in edges if not any(edge[1] == key for key, _ in edges)}
        if not freed:
            return True
        edges = edges - freed
    return False


def test_a_graph_knows_parents_children_and_leaves():
    graph = a_graph((), (0,), (0,), (1, 2))

    assert ((), (0,), (0,), (1, 2)) == graph.parents
    assert ((1, 2), (3,), (3,), ()) == graph.children
    assert (3,) == graph.leaves


def test_a_graph_knows_which_outcome_each_dependency_asks_for():
    graph = graph_of(a_job("a", a_task("b", "a:true", "a"), a_task("c", "b")))

    assert (None, ("true", None), None) == graph.outcomes


def test_in_order_puts_each_task_behind_its_parents():
    graph = a_graph((2,), (), (1,), (0, 2))

    assert [1, 2, 0, 3] == graph.in_order()


UPSTREAM = [
    pytest.param([0], {0}, id="of the root"),
    pytest.param([3], {0, 1, 2, 3}, id="of the leaf"),
    pytest.param([1, 4], {0, 1, 4}, id="of a branch and of a task beside"),
]


@pytest.mark.parametrize(("leaves", "found"), UPSTREAM)
def test_with_upstream_follows_every_way_up(leaves, found):
    graph = a_graph((), (0,), (0,), (1, 2), ())

    assert found == graph.with_upstream(leaves)


DEPENDENTS = [
    pytest.param([], set(), id="of nothing"),
    pytest.param([0], {0, 1, 2, 3}, id="of the root"),
    pytest.param([1], {1, 3}, id="of a branch"),
    pytest.param([3], {3}, id="of a leaf"),
    pytest.param([1, 2], {1, 2, 3}, id="of both branches"),
    pytest.param([4], {4}, id="of a task beside"),
]


@pytest.mark.parametrize(("roots", "found"), DEPENDENTS)
def test_with_dependents_follows_every_way_down(roots, found):
    graph = a_graph((), (0,), (0,), (1, 2), ())

    assert found == graph.with_dependents(roots)


def test_with_dependents_needs_no_recursion_in_a_chain_of_2000():
    graph = graph_of(a_job(*a_chain(2000)))

    assert frozenset(range(2000)) == graph.with_dependents([0])
