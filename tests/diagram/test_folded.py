"""A long graph in bands: no edge through a box, all inside, each edge from border to border."""

import pytest

from tests.build import a_chain, a_graph, a_job
from tests.diagram.drawing import (
    a_random_dag,
    curves,
    edges_through_boxes,
    overlapping_boxes,
    points_on,
)
from trialrun.diagram import BOX_HEIGHT, BOX_WIDTH, Layout, fold, lay_out
from trialrun.engine import Graph, graph_of

SEEDS = range(0, 120, 4)
GRAPHS: dict[object, Graph] = {
    "chain": graph_of(a_job(*a_chain(9))),
    "a long way round": a_graph((), (0,), (1,), (2,), (3,), (0, 4)),
    **{seed: a_graph(*a_random_dag(seed)) for seed in SEEDS},
}


def folds() -> dict[object, Layout]:
    drawn = {name: fold(graph, 2) for name, graph in GRAPHS.items()}
    return {name: layout for name, layout in drawn.items() if layout}


def test_graphs_are_folded():
    assert 10 == len(folds())


def test_no_edge_runs_through_a_box_and_no_boxes_overlap():
    for name, layout in folds().items():
        assert ([], [], name) == (edges_through_boxes(layout), overlapping_boxes(layout), name)


def test_everything_is_inside_the_drawing():
    for layout in folds().values():
        corners = [
            (box.x + x, box.y + y)
            for box in layout.boxes
            for x, y in ((0, 0), (BOX_WIDTH, BOX_HEIGHT))
        ]
        points = [point for edge in layout.edges for point in points_on(edge.path)]
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in corners + points)


def test_every_dependency_is_an_edge_from_border_to_border():
    for name, layout in folds().items():
        assert {(up, task) for task, ups in enumerate(GRAPHS[name].parents) for up in ups} == {
            (edge.parent, edge.child) for edge in layout.edges
        }
        for edge in layout.edges:
            pieces = curves(edge.path)
            parent, child = layout.boxes[edge.parent], layout.boxes[edge.child]
            assert (parent.x + BOX_WIDTH, parent.y + BOX_HEIGHT / 2) == pieces[0][0]
            assert (child.x, child.y + BOX_HEIGHT / 2) == pieces[-1][-1]


def test_links_that_turn_together_do_not_cross():
    two_chains = a_graph((), (), (0,), (1,), (2,), (3,), (4,), (5,))
    layout = fold(two_chains, 2)
    assert layout is not None
    one, two = (
        set(points_on(edge.path))
        for edge in layout.edges
        if layout.boxes[edge.child].x < layout.boxes[edge.parent].x
    )

    nearest = min(abs(x - u) + abs(y - v) for x, y in one for u, v in two)
    assert nearest > 4


def test_nine_in_a_row_become_three_by_three():
    layout = fold(GRAPHS["chain"], 4)

    assert layout is not None
    assert 3 == len({box.x for box in layout.boxes}) == len({box.y for box in layout.boxes})


@pytest.mark.parametrize("ranks_max", [9, 20])
def test_what_fits_is_not_folded(ranks_max):
    assert fold(GRAPHS["chain"], ranks_max) is None


def test_where_too_much_leads_on_it_is_not_folded():
    everything_waits_for_all_before = a_graph(*(tuple(range(task)) for task in range(12)))

    assert fold(everything_waits_for_all_before, 2) is None
    assert lay_out(everything_waits_for_all_before).width > 2000
