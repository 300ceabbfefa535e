"""One mistake is one line: what comes of it, or belongs to it, is not told once more."""

import pytest

from tests.content.readers import test_levels, test_question_sets
from tests.content.readers.test_levels import LEVEL
from tests.content.readers.test_question_sets import SET
from tests.content.readers.test_scenarios import SCENARIO
from trialrun.content.readers.scenarios import read_scenario

ONCE = [
    pytest.param("says: the first", "say: the first", "did you mean `says`?", id="a misspelt key"),
    pytest.param("What holds now?", "What is x<sup>2</sup>?", "`<sup>2</sup>` is", id="a tag"),
    pytest.param("What holds now?", "What is x<sup>2?", "`<sup>` is", id="half a tag"),
    pytest.param("What holds now?", "See ![A b](a.svg)", "`a.svg`: SVG is not shown", id="SVG"),
]


@pytest.mark.parametrize(("old", "new", "said"), ONCE)
def test_a_mistake_of_a_set_is_said_once(old, new, said):
    assert old in SET
    (problem,) = test_question_sets.problems(SET.replace(old, new))

    assert said in problem


def test_a_misspelt_task_of_a_script_is_said_once():
    text = SCENARIO.replace("ingest: {takes: 40s}", "ingset: {takes: 40s}")
    _, (problem,) = read_scenario("x.yaml", "x", text)

    assert "the job has no task `ingset`; did you mean `ingest`?" == problem.message


def test_each_dial_of_a_try_is_named_with_its_entry():
    text = LEVEL.replace(
        "solution: {dial: [", 'solution: {dial: ["foo.retries:1", "bar.retries:1", '
    )
    assert text != LEVEL

    told = [p.message for p in test_levels.read(text)[1]]
    assert [
        f"`{task}.retries:1`: there is no task `{task}` in this job" for task in ("foo", "bar")
    ] == told
