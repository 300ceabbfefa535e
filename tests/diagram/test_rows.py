"""The drawing for narrow screens: a task a row, its edges in lanes; no wider than a phone."""

import pytest

from tests.build import a_graph, a_job, a_task, bundled
from tests.diagram.drawing import (
    a_random_dag,
    curves,
    edges_through_boxes,
    overlapping_boxes,
    points_on,
)
from tests.proving import PROVES
from trialrun.diagram import BOX_HEIGHT, BOX_WIDTH, Layout, lay_in_rows
from trialrun.diagram.rows import WAY_IN, WAY_OUT, WIDTH_MAX
from trialrun.engine import Graph, graph_of
from trialrun.lab.drawing import outcomes_of

SEEDS = range(0, 200, 1 if PROVES else 8)
TOUCHES = 2.5
"""Lines that are closer to each other are one line to the eye."""

FAN = a_graph((), *[(0,)] * 10, tuple(range(1, 11)))
LAYERS = a_graph(*[()] * 20, *[tuple(range(20))] * 20, *[tuple(range(20, 40))] * 20)
GRAPHS: dict[object, tuple[Graph, dict[tuple[int, int], str]]] = {
    **{
        slug: (graph_of(s.world.job), outcomes_of(s.world.job.tasks))
        for slug, s in bundled().scenarios.items()
    },
    **{seed: (a_graph(*a_random_dag(seed)), {}) for seed in SEEDS},
    "fan": (FAN, {}),
    "wide fan": (a_graph((), *[(0,)] * 98, tuple(range(1, 99))), {}),
    "dense": (LAYERS, {}),
    "all": (a_graph(*(tuple(range(task)) for task in range(45))), {}),
}
DRAWN = {name: lay_in_rows(graph) for name, (graph, _) in GRAPHS.items()}

every = pytest.mark.parametrize("drawn", [DRAWN], ids=["all"])


@every
def test_it_is_no_wider_than_a_phone(drawn: dict[object, Layout]) -> None:
    assert {} == {name: at.width for name, at in drawn.items() if at.width > WIDTH_MAX}


@every
def test_no_edge_runs_through_a_box_and_no_boxes_overlap(drawn: dict[object, Layout]) -> None:
    assert {} == {name: bad for name, at in drawn.items() if (bad := edges_through_boxes(at))}
    assert {} == {name: bad for name, at in drawn.items() if (bad := overlapping_boxes(at))}


@every
def test_everything_is_inside(drawn: dict[object, Layout]) -> None:
    for at in drawn.values():
        corners = [
            (b.x + w, b.y + h) for b in at.boxes for w, h in ((0, 0), (BOX_WIDTH, BOX_HEIGHT))
        ]
        points = [point for edge in at.edges for point in points_on(edge.path)]
        assert all(0 <= x <= at.width and 0 <= y <= at.height for x, y in corners + points)


@every
def test_every_dependency_leads_from_its_parent_down_to_its_child(
    drawn: dict[object, Layout],
) -> None:
    for name, at in drawn.items():
        parents = GRAPHS[name][0].parents

        assert {(up, task) for task, ups in enumerate(parents) for up in ups} == {
            (edge.parent, edge.child) for edge in at.edges
        }
        for edge in at.edges:
            above, below = at.boxes[edge.parent], at.boxes[edge.child]
            pieces = curves(edge.path)
            out, into = pieces[0][0], pieces[-1][-1]
            assert above.y + BOX_HEIGHT < below.y
            assert (out, into) in (
                ((above.x, above.y + WAY_OUT), (below.x, below.y + WAY_IN)),
                (
                    (above.x + BOX_WIDTH / 2, above.y + BOX_HEIGHT),
                    (below.x + BOX_WIDTH / 2, below.y),
                ),
            )


@every
def test_lines_of_different_tasks_run_apart(drawn: dict[object, Layout]) -> None:
    for name, at in drawn.items():
        if name == "wide fan":
            continue  # There they share one: see below.
        ways = GRAPHS[name][1]
        lanes: dict[tuple[int, str], tuple[float, float, float]] = {}
        for edge in at.edges:
            points = [p for piece in curves(edge.path) for p in (piece[0], piece[-1])]
            x = min(x for x, _ in points)
            key = edge.parent, ways.get((edge.parent, edge.child), "")
            if x < at.boxes[0].x:
                span = (points[0][1], points[-1][1])
                _, top, end = lanes.get(key, (x, *span))
                lanes[key] = x, min(top, span[0]), max(end, span[1])
        found = list(lanes.values())
        for index, (x, top, end) in enumerate(found):
            for other, above, below in found[index + 1 :]:
                beside = max(top, above) < min(end, below)
                assert not beside or abs(x - other) > TOUCHES, name


def test_a_chain_is_a_straight_line_and_chains_stay_together() -> None:
    two_chains = a_graph((), (), (0,), (1,))

    at = lay_in_rows(two_chains)

    assert [0, 2, 1, 3] == sorted(range(4), key=lambda task: at.boxes[task].y)
    assert all(len(curves(edge.path)) == 1 for edge in at.edges)


def test_the_outcomes_of_a_condition_have_a_lane_each() -> None:
    job = a_job("a", a_task("b", "a:true"), a_task("c", "a:false"))

    at = lay_in_rows(graph_of(job))

    lanes = {min(x for x, _ in points_on(edge.path)) for edge in at.edges}
    assert 2 == len(lanes)


def test_a_fan_of_ten_shares_one_lane() -> None:
    at = lay_in_rows(FAN)

    out = {min(x for x, _ in points_on(edge.path)) for edge in at.edges if edge.parent == 0}
    assert {at.boxes[0].x + BOX_WIDTH / 2} < out
    assert 2 == len(out)


def test_ninety_eight_lines_into_one_task_share_a_lane() -> None:
    at = DRAWN["wide fan"]

    into = {min(x for x, _ in points_on(edge.path)) for edge in at.edges if edge.child == 99}
    assert 1 == len(into)
