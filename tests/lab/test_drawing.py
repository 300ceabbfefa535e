"""Which drawings of a job there are: one for wide screens, and one for narrow ones."""

import pytest

from tests.build import a_chain, a_task
from trialrun.diagram.rows import WIDTH_MAX
from trialrun.engine import Task
from trialrun.lab.drawing import drawn_tasks, is_zoomed


def a_fan(count: int) -> tuple[Task, ...]:
    middle = [f"t{number}" for number in range(count - 2)]
    return a_task("first"), *(a_task(key, "first") for key in middle), a_task("last", *middle)


@pytest.mark.parametrize(
    ("tasks", "kinds"),
    [
        pytest.param(a_chain(3), ["across", "down"], id="a short chain"),
        pytest.param(a_chain(12), ["across", "down"], id="a chain of twelve"),
        pytest.param(a_fan(4), ["across", "down"], id="two beside each other"),
        pytest.param(a_fan(5), ["across", "rows"], id="three beside each other"),
        pytest.param(a_fan(12), ["wide", "rows"], id="ten beside each other"),
        pytest.param(a_chain(30), ["wide", "rows"], id="a chain of thirty"),
        pytest.param(a_fan(64), ["wide", "rows"], id="as many as are drawn twice"),
        pytest.param(a_fan(65), ["wide"], id="more"),
    ],
)
def test_a_narrow_drawing_is_no_wider_than_a_phone(
    tasks: tuple[Task, ...], kinds: list[str]
) -> None:
    drawing = drawn_tasks(tasks)

    assert kinds == [kind for kind, _ in drawing]
    assert is_zoomed(drawing) == (kinds[0] == "wide")
    assert all(layout.width <= WIDTH_MAX for _, layout in drawing[1:])


def test_a_long_chain_is_folded_so_that_it_can_be_read_as_a_whole() -> None:
    ((_, layout), _) = drawn_tasks(a_chain(30))

    # 30 boxes in a row are 6,800 units long, and 60 high.
    assert (1_140, 761) == (layout.width, layout.height)
