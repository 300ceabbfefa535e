"""The shape of a job: parents, dependents, leaves, cycles."""

from itertools import combinations, pairwise, permutations

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
    cycle = {f"t{i}": [f"t{(i + 1) % 5000}"] for i in range(5000)}

    assert 5001 == len(find_cycle(cycle))


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


DIAMOND = a_graph((), (0,), (0,), (1, 2))
ORDERS = [
    pytest.param([0, 1, 2, 3], {}, id="as written"),
    pytest.param([0, 2, 1, 3], {}, id="branches the other way round"),
    pytest.param([1, 0, 2, 3], {1: (0,)}, id="a branch before the root"),
    pytest.param([3, 1, 2, 0], {3: (1, 2), 1: (0,), 2: (0,)}, id="backwards"),
    pytest.param([1, 3, 2, 0], {1: (0,), 3: (2,), 2: (0,)}, id="a join behind one of two"),
    pytest.param([3, 0], {3: (0,)}, id="through tasks that are not in the order"),
    pytest.param([0, 3], {}, id="behind it, through others"),
    pytest.param([2, 1], {}, id="side by side"),
    pytest.param([3, 1, 0], {3: (0, 1), 1: (0,)}, id="directly, and through another"),
    pytest.param([], {}, id="nothing"),
]


@pytest.mark.parametrize(("order", "misplaced"), ORDERS)
def test_misplaced_names_what_has_to_come_first(order, misplaced):
    assert misplaced == DIAMOND.misplaced(order)


def test_the_next_parents_stop_at_the_nearest_that_is_asked_for():
    chain = a_graph((), (0,), (1,), (2,))

    assert {0: (), 1: (0,), 3: (1,)} == chain.parents_among([0, 1, 3])


def test_a_parent_named_twice_counts_once():
    graph = graph_of(a_job("a", a_task("b", "a:true", "a:false")))

    assert {1: (0,)} == graph.misplaced([1, 0])


@given(st.sets(st.sampled_from(list(combinations(range(5), 2)))), st.permutations(range(5)))
def test_an_order_has_nothing_misplaced_when_every_edge_points_forward(edges, names):
    parents = tuple(tuple(a for a, b in sorted(edges) if b == task) for task in range(5))
    graph = a_graph(*parents)
    place = {task: index for index, task in enumerate(names)}

    assert (not graph.misplaced(names)) == all(place[a] < place[b] for a, b in edges)


@given(
    st.sets(st.sampled_from(list(combinations(range(5), 2)))), st.sets(st.sampled_from(range(5)))
)
def test_an_order_of_some_is_right_when_an_order_of_all_has_it(edges, some):
    parents = tuple(tuple(a for a, b in sorted(edges) if b == task) for task in range(5))
    graph = a_graph(*parents)
    allowed = {
        tuple(task for task in order if task in some)
        for order in permutations(range(5))
        if not graph.misplaced(order)
    }

    assert allowed == {order for order in permutations(some) if not graph.misplaced(order)}


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
