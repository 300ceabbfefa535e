"""One slip is charged once: what waits for it is judged anew from what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    ALWAYS,
    a_failure,
    a_scenario,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    an_if,
    states,
)
from trialrun.engine import BELIEFS, Op, WhatIfText
from trialrun.questions.graph_shown import plain_tasks
from trialrun.questions.kinds.predict import PAINTS
from trialrun.questions.replay import following, repaired, replay_of, rows_following, run_ends

ANYWAY = BELIEFS["depends-on-is-only-order"].rules
WORLD = a_world(
    "a",
    a_task("b", "a"),
    a_task("c", "b"),
    a_task("clean", "c", run_if="ALL_DONE"),
    a_task("alarm", "b", run_if="AT_LEAST_ONE_FAILED"),
    a=a_script(a_write("bronze", 1000)),
    b=a_script(a_write("silver", 40), a_write("prices", 40), fails=ALWAYS),
    c=a_script(a_write("gold", 12)),
)
STORY = a_story(WORLD)
KEY = states(STORY)


def replayed(world=WORLD, *do):
    trace = a_story(world, *do)
    return replay_of(trace, a_story(world, *do, rules=ANYWAY), list(trace.keys))


REPLAY = replayed()


def said(**others):
    return {**KEY, **others}


def test_the_story_is_the_one_that_is_meant():
    assert KEY == {
        "a": "SUCCESS", "b": "FAILED", "c": "UPSTREAM_FAILED", "clean": "SUCCESS",
        "alarm": "SUCCESS",
    }  # fmt: skip


CASES = [
    pytest.param({}, set(), id="all right"),
    pytest.param({"b": "SUCCESS"}, set(), id="a slip with nothing made of it"),
    pytest.param({"b": "SUCCESS", "c": "SUCCESS"}, {"c"}, id="what would run then"),
    pytest.param(
        {"b": "SUCCESS", "c": "SUCCESS", "alarm": "EXCLUDED"}, {"c", "alarm"}, id="and what not"
    ),
    pytest.param({"c": "SUCCESS"}, set(), id="a slip of its own"),
    pytest.param({"c": "FAILED", "clean": "UPSTREAM_FAILED"}, set(), id="two slips"),
    pytest.param(
        {"a": "FAILED", "b": "UPSTREAM_FAILED", "alarm": "SUCCESS"}, {"b"}, id="down the chain"
    ),
    pytest.param({"b": "CANCELED", "c": "UPSTREAM_CANCELED"}, {"c"}, id="canceled"),
    pytest.param({"b": "DISABLED", "c": "DISABLED"}, {"c"}, id="disabled"),
    pytest.param({"b": "EXCLUDED", "c": "EXCLUDED"}, {"c"}, id="excluded"),
]


@pytest.mark.parametrize(("others", "follows"), CASES)
def test_what_follows_is_what_the_rules_make_of_what_was_said(others, follows):
    assert follows == following(REPLAY, said(**others), KEY)


def test_the_branch_that_is_not_taken_depends_on_the_outcome_of_the_run():
    world = a_world(
        an_if("check", "1", Op.EQUAL_TO, "2"),
        a_task("yes", "check:true"),
        a_task("no", "check:false"),
        a_task("join", "yes", "no", run_if="NONE_FAILED"),
    )
    key = states(a_story(world))
    replay = replayed(world)

    assert {"check": "SUCCESS", "yes": "EXCLUDED", "no": "SUCCESS", "join": "SUCCESS"} == key
    failed = key | {"check": "FAILED", "yes": "UPSTREAM_FAILED", "no": "UPSTREAM_FAILED"}
    assert {"yes", "no"} == following(replay, failed, key)
    assert {"yes", "no", "join"} == following(replay, failed | {"join": "UPSTREAM_FAILED"}, key)


def test_what_the_rules_would_not_judge_as_the_run_did_is_left_out():
    replay = replayed(WORLD, "run_now", "cancel@10")

    assert [] == replay["tasks"]


def test_rows_follow_from_how_the_task_that_writes_them_was_said_to_end():
    assert [12, 0] == rows_following(REPLAY, said(c="SUCCESS"), "gold")
    assert [0, 0] == rows_following(REPLAY, said(b="DISABLED"), "silver")
    # Nobody can tell what it would have written before it was canceled.
    assert [] == rows_following(REPLAY, said(b="CANCELED"), "silver")
    assert [] == rows_following(replayed(WORLD, "run_now", "run_now"), said(c="SUCCESS"), "gold")


TASKS = plain_tasks(WORLD.job.tasks)


def test_the_run_follows_from_the_leaves_that_were_said():
    assert "SUCCESS_WITH_FAILURES" == str(STORY.result) == run_ends(TASKS, KEY)
    assert "FAILED" == run_ends(TASKS, said(clean="FAILED"))
    assert "SUCCESS" == run_ends(TASKS, said(b="SUCCESS", c="SUCCESS"))


def test_what_a_repair_runs_again_follows_from_the_ends_that_were_said():
    ui = [[], False, False]

    assert ["b", "c", "clean", "alarm"] == list(repaired(TASKS, KEY, ui))
    assert ["c", "clean"] == list(repaired(TASKS, said(b="SUCCESS"), ui))
    assert ["b"] == list(repaired(TASKS, KEY, [["b"], False, False]))
    assert ["b", "c"] == list(repaired(TASKS, KEY, [[], True, False]))


@given(st.fixed_dictionaries({key: st.sampled_from([*map(str, PAINTS)]) for key in KEY}))
def test_any_ends_are_replayed_and_a_right_one_never_follows(ends):
    follows = following(REPLAY, ends, KEY)

    assert follows.isdisjoint(key for key in KEY if ends[key] == KEY[key])
    assert follows.isdisjoint({"a"})
    assert run_ends(TASKS, ends) in ("SUCCESS", "SUCCESS_WITH_FAILURES", "FAILED", "CANCELED")
    repaired(TASKS, ends, [[], False, False])


FAILS = a_failure(0, after=1)


def test_what_was_truly_played_with_another_end_follows_from_that_end():
    """The engine is asked: where `b` ends otherwise by another failure, all else follows."""
    for fail in ("a", "c", "clean"):
        scenario = a_scenario(world=WORLD)
        played = scenario.play_text(WhatIfText(fail=(fail,)))
        ends = states(played)
        own = {key for key in KEY if ends[key] in ("FAILED", "SUCCESS") and KEY[key] != ends[key]}
        wrong = {key for key in KEY if ends[key] != KEY[key]}

        assert wrong - own <= following(REPLAY, ends, KEY), fail
