"""A mistake as editors jump to it."""

import pytest

from trialrun.problem import Problem

TEXTS = [
    pytest.param(Problem("menu.yaml", 7, "no"), "menu.yaml:7: no", id="at a line"),
    pytest.param(Problem("menu.yaml", 0, "no"), "menu.yaml: no", id="the whole file"),
]


@pytest.mark.parametrize(("problem", "text"), TEXTS)
def test_a_problem_is_printed_as_file_line_and_sentence(problem, text):
    assert text == str(problem)


def test_problems_sort_by_file_then_line():
    first, second, third = Problem("a", 9, "z"), Problem("b", 1, "b"), Problem("b", 2, "a")

    assert [first, second, third] == sorted([third, second, first])
