"""The reason of a wrong part of a prediction: the belief, or the near story, that gives it."""

import pytest

from tests.build import (
    ALWAYS,
    a_predict,
    a_question,
    a_scenario,
    a_script,
    a_stage,
    a_task,
    a_world,
    a_write,
)
from trialrun.engine import BELIEFS
from trialrun.questions import Flaw, flaws_of
from trialrun.questions.kinds.predict import KIND

STORY = a_scenario(
    world=a_world(
        "a",
        a_task("b", "a"),
        a_task("c", "b"),
        a_task("alarm", "b", run_if="AT_LEAST_ONE_FAILED"),
        a=a_script(a_write("bronze", 1000)),
        b=a_script(a_write("silver", 40), fails=ALWAYS),
        c=a_script(a_write("gold", 12)),
    )
)
STAGE = a_stage(STORY)
NEAR = [{"told": "if nothing failed", "fail": ["none"]}]
ALL = ["states", "rows", "surplus", "run", "repair"]
QUESTION = a_question(a_predict(asks=ALL, near=NEAR), STAGE)
PLAIN = a_question(a_predict(asks=ALL), STAGE)


def part(id_: str, said: str, question=QUESTION, **more: str):
    grade = KIND.grade(question, {**question.key, id_: said, **more})
    return next(each for each in grade.parts if each.id == id_)


SAID = [
    pytest.param("c", "SUCCESS", "depends-on-is-only-order", id="an end"),
    pytest.param("alarm", "CANCELED", "one-failure-stops-the-run", id="another end"),
    pytest.param("rows:bronze", "0", "job-is-a-transaction", id="rows"),
    pytest.param("rows:gold", "12", "depends-on-is-only-order", id="rows of what never ran"),
    pytest.param("repair:a", "yes", "repair-reruns-everything", id="a repair"),
    pytest.param("repair:c", "no", "repair-reruns-only-the-failed", id="what waits for it"),
]


@pytest.mark.parametrize(("id_", "said", "belief"), SAID)
def test_what_a_belief_would_say_is_told_by_that_belief(id_, said, belief):
    found = part(id_, said)

    assert belief == found.belief_id
    assert BELIEFS[belief].says in found.belief


def test_what_only_a_near_story_gives_is_told_by_that_story():
    found = part("alarm", "EXCLUDED")

    assert ("So it would be if nothing failed.", "") == (found.belief, found.belief_id)
    assert "" == part("alarm", "EXCLUDED", PLAIN).belief


def test_what_nothing_gives_has_no_reason_of_its_own():
    assert "" == part("c", "TIMEDOUT").belief
    assert "" == part("rows:bronze", "7").belief


def test_what_is_right_or_follows_needs_none():
    assert "" == part("c", "UPSTREAM_FAILED").belief
    follows = part("c", "SUCCESS", b="SUCCESS")

    assert (True, "") == (follows.follows, follows.belief)


FLAWS = [
    pytest.param(
        {"told": "if it were so", "fail": ["b"]},
        (("near", 0), "all that is asked is so in the run itself, too; remove it"),
        id="no other story",
    ),
    pytest.param(
        {"told": "if it were so", "fail": ["zz"]},
        (("near", 0, "fail", 0), "there is no task `zz` in this job"),
        id="no such task",
    ),
]


@pytest.mark.parametrize(("near", "flaw"), FLAWS)
def test_a_near_story_that_explains_nothing_is_named(near, flaw):
    found = list(flaws_of(a_predict(asks=ALL, near=[near]), STAGE))

    assert [Flaw(*flaw)] == found
