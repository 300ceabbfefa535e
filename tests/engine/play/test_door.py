"""The loop: order of events, the operator's actions, and stories without an end."""

from time import perf_counter

import pytest

from tests.build import (
    ALWAYS,
    a_chain,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    starts,
    states,
    the_event,
    with_edit,
    with_edited_task,
    with_job,
)
from trialrun.engine import RUN_NOW, Condition, Endless, ForEach, Op, RunJob, simulate

DIAMOND = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))

AN_EVENT_OF_EACH_KIND = a_world(
    *DIAMOND, a_task("e", max_retries=1, compute="main"), e=a_script(a_write(), fails=ALWAYS)
)


def test_nobody_does_anything_and_nothing_happens():
    trace = simulate(a_world("a"), ())

    assert ((), "SKIPPED", {"a": "BLOCKED"}) == (trace.events, trace.result, states(trace))


def test_what_falls_on_one_instant_happens_in_task_order():
    trace = a_story(a_world("b", "a", "c"))

    assert [0, 1, 2, 0, 1, 2] == [event.task for event in trace.events if event.kind == "task"]


ACTIONS_AT = [
    pytest.param("run_now run_now", [0, 60_000], id="a second run after the first is over"),
    pytest.param("run_now run_now@100", [0, 100_000], id="a second run at a moment"),
    pytest.param("run_now@30", [30_000], id="a first run at a moment"),
    pytest.param("run_now@30 run_now@10", [30_000, 90_000], id="never back in time: it queues"),
    pytest.param("run_now run_now@60", [0, 60_000], id="at the instant of an end: before it"),
]


@pytest.mark.parametrize(("do", "moments"), ACTIONS_AT)
def test_actions_happen_at_their_moment_or_when_all_is_quiet(do, moments):
    assert moments == starts(a_story(a_world("a"), *do.split()), "a")


def test_an_action_at_the_instant_of_an_end_finds_the_run_active():
    trace = a_story(with_job(a_world("a"), queue=False), "run_now", "run_now@60")

    assert 60_000 == the_event(trace, "limit.skipped").t_ms
    assert [0] == starts(trace, "a")


def test_a_story_lasts_until_its_last_action():
    assert 100_000 == a_story(a_world("a"), "run_now", "repair@100").t_end_ms


def test_actions_are_limited():
    with pytest.raises(ValueError, match="51 actions; at most 50 are played"):
        simulate(a_world("a"), RUN_NOW * 51)


def test_as_many_actions_as_allowed_are_played():
    assert 50 == len(simulate(a_world("a"), RUN_NOW * 50).segments)


def test_endless_retries_are_given_up_soon():
    world = a_world(a_task("a", max_retries=-1), a=a_script(fails=ALWAYS))

    started = perf_counter()
    with pytest.raises(Endless, match="does a task retry, or a trigger fire, without end"):
        a_story(world)

    assert perf_counter() - started < 10


def test_endless_retries_end_when_the_cause_is_fixed_in_time():
    world = a_world(a_task("a", max_retries=-1), a=a_script(fails=ALWAYS))

    trace = a_story(world, "run_now", "fix@600")

    assert {"a": "SUCCESS"} == states(trace)
    assert 21 == trace.tasks["a"].attempts


def test_a_chain_of_2000_tasks_fails_without_recursion():
    trace = a_story(a_world(*a_chain(2000), t0=a_script(fails=ALWAYS)))

    assert ["FAILED"] + ["UPSTREAM_FAILED"] * 1999 == list(states(trace).values())


def test_a_chain_of_2000_tasks_is_repaired_without_recursion():
    trace = a_story(a_world(*a_chain(2000), t0=a_script(fails=ALWAYS)), "run_now", "fix", "repair")

    assert ["FAILED", "SUCCESS"] == trace.final()["segments"]


def test_an_edit_has_the_tasks_of_the_job():
    world = a_world("a")

    with pytest.raises(ValueError, match="the edit e has other tasks"):
        simulate(with_edit(world, "e", tasks=(a_task("b"),)))


def test_a_dependency_written_twice_counts_once():
    trace = a_story(a_world("a", a_task("b", "a", "a")))

    assert [60_000] == starts(trace, "b")


STORY = a_story(AN_EVENT_OF_EACH_KIND, "run_now", "repair@5", "run_now@6", "fix", "repair")


def test_events_are_numbered_by_their_place():
    assert list(range(len(STORY.events))) == [event.q for event in STORY.events]


def test_time_never_goes_back():
    moments = [event.t_ms for event in STORY.events]

    assert sorted(moments) == moments


def test_every_event_has_a_rule():
    assert [] == [event for event in STORY.events if not event.rule]


def test_every_cause_lies_before_its_effect():
    assert [] == [event for event in STORY.events if any(q >= event.q for q in event.cause)]


def test_every_event_but_the_first_has_a_cause():
    assert [0] == [event.q for event in STORY.events if not event.cause]


ACTS = [
    pytest.param(("run_now", "run_now"), "run_now.new_run", id="a second run"),
    pytest.param(("run_now", "run_now@5"), "limit.queued", id="a queued run"),
    pytest.param(("run_now", "run_now@5", "cancel@6"), "cancel.run", id="a canceled run"),
    pytest.param(("run_now", "cancel"), "cancel.refused_not_active", id="nothing to cancel"),
    pytest.param(("run_now", "edit:e@5"), "operator.edit", id="an edit"),
    pytest.param(("run_now", "restore:t"), "restore.refused_unknown", id="no such table"),
    pytest.param(("run_now", "repair@5"), "repair.refused_active", id="a repair of an active run"),
    pytest.param(("run_now", "repair"), "repair.refused_nothing_to_do", id="nothing to repair"),
    pytest.param(("run_now", "fix"), "operator.nothing_to_fix", id="nothing to fix"),
    pytest.param(("fix", "run_now"), "run_now.new_run", id="a run after a refusal"),
]


@pytest.mark.parametrize(("do", "rule"), ACTS)
def test_an_operators_act_names_what_it_answers_to(do, rule):
    trace = a_story(with_edit(a_world("a", "b"), "e"), *do)

    assert [event for event in trace.events if event.rule == rule][-1].cause


@pytest.mark.parametrize(
    "fields",
    [
        {"for_each": ForEach("[1]", a_task("one"))},
        {"condition": Condition(Op.EQUAL_TO, "1", "1")},
        {"run_job": RunJob("child")},
    ],
)
def test_an_edit_that_changes_what_kind_a_task_is_cannot_be_played(fields):
    world = with_edited_task(a_world("a", "b"), "other", "b", **fields)

    with pytest.raises(ValueError, match="the edit other changes what kind a task is"):
        simulate(world)


@pytest.mark.parametrize(
    ("tasks", "sentence"),
    [
        ((a_task("a", "x"),), "a depends on x, which there is not"),
        ((a_task("a", "a"),), "tasks wait for each other: a > a"),
        ((a_task("a", "b"), a_task("b", "a")), "tasks wait for each other: a > b > a"),
        ((a_task("a"), a_task("a")), "two tasks have the same key"),
    ],
)
def test_a_job_that_cannot_run_is_refused(tasks, sentence):
    with pytest.raises(ValueError, match=sentence):
        simulate(a_world(*tasks))
