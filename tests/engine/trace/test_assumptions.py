"""Each assumption that no rule names: the smallest story that uses it, and one that nearly does."""

from dataclasses import replace

import pytest

from tests.build import (
    a_chain,
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    an_if,
    with_edit,
    with_edited_task,
    with_job,
    with_jobs,
)
from trialrun.engine import (
    ILLUSTRATIVE,
    SET_BY_US,
    UNSAID,
    Notifications,
    Op,
    Periodic,
    Schedule,
    Trace,
    World,
    assumptions_of,
    unsaid_assumptions,
)
from trialrun.engine.job.job import Compute, ComputeKind
from trialrun.jobs.scripts import default_script

FIRST = a_failure(0)
TOLD = Notifications(on_failure=("me",))


def two(*, on: str = "main", writes: bool = True) -> World:
    """Returns a failure behind which a task waits; on a job cluster."""
    write = (a_write(),) if writes else ()
    return a_world(
        a_task("a", compute=on), a_task("b", "a", compute=on), a=a_script(*write, fails=FIRST)
    )


def beside(kind: str, *after: str) -> Trace:
    """Plays two tasks on one compute."""
    return a_story(a_world(a_task("a", compute=kind), a_task("b", *after, compute=kind)))


def passing(name: str) -> Trace:
    """Starts a run with a job parameter."""
    return a_story(with_job(a_world("a"), parameters=(("day", "1"),)), f"run_now;p.{name}=2")


def reading(*keys: str) -> Trace:
    """Plays a repair of a task that reads what another has set; `keys` are run again."""
    reads = a_task("b", "a", parameters=(("x", "{{tasks.a.values.k}}"),))
    world = a_world("a", reads, a=a_script(sets=[("k", "1")]), b=a_script(fails=FIRST))
    return a_story(world, "run_now", f"repair;tasks={','.join(keys)}")


def with_error_code(*, fails: bool) -> Trace:
    task = a_task("b", "a", run_if="ALL_DONE", parameters=(("x", "{{tasks.a.error_code}}"),))
    return a_story(a_world("a", task, a=a_script(fails=FIRST if fails else None)))


def with_a_notice(notifications: Notifications) -> Trace:
    task = a_task("b", "a", notifications=notifications)
    return a_story(a_world("a", task, a=a_script(fails=FIRST)))


def queued(*, is_edited: bool) -> Trace:
    world = with_edit(a_world(*a_chain(2)), "other", timeout_ms=9_000_000)
    edit = ("edit:other@2",) if is_edited else ("edit:other",)
    return a_story(world, "run_now", "run_now@1", *edit)


def a_branch(*, is_edited: bool) -> Trace:
    """Plays a repair that leaves out a task of the branch not taken, edited or not."""
    world = a_world(
        an_if("if", "1", Op.EQUAL_TO, "2"), a_task("t", "if:true"), "z", z=a_script(fails=FIRST)
    )
    world = with_edited_task(world, "other", "t", max_retries=1)
    edit = ("edit:other",) if is_edited else ()
    return a_story(world, "run_now", *edit, "repair")


def chosen(only: str) -> Trace:
    world = a_world("a", "z", a=a_script(fails=FIRST))
    return a_story(world, f"run_now{only}", "repair")


def two_leaves(which: str) -> Trace:
    """Plays a repair of one or both of two leaves that have failed."""
    world = a_world("a", "b", a=a_script(fails=FIRST), b=a_script(fails=FIRST))
    return a_story(world, "run_now", f"repair;tasks={which}")


def child_again(*, fails: bool) -> Trace:
    child = a_world("c", c=a_script(fails=FIRST if fails else None))
    world = with_jobs(a_world(a_run_job("a", "child", max_retries=1)), child=child)
    return a_story(world)


def on_schedule(timezone: str, days: int) -> Trace:
    """Plays a daily schedule from Monday 2026-10-19 on; clocks change on the 25th in Berlin."""
    world = with_job(a_world("a"), trigger=Schedule("0 0 12 * * ?", timezone))
    return a_story(replace(world, starts_at=1_792_368_000_000), f"wait@{days * 86400}")


def beside_a_disabled_leaf(*, fails: bool = True, leaf_fails: bool = False) -> Trace:
    """Plays a failure behind which one leaf is disabled and the other one runs in any case."""
    off = a_task("off", "a", disabled=True)
    last = a_task("last", "a", run_if="ALL_DONE")
    scripts = {"a": a_script(fails=FIRST if fails else None)}
    scripts |= {"last": a_script(fails=FIRST if leaf_fails else None)}
    return a_story(a_world("a", off, last, **scripts))


def paid(*, rates: bool) -> Trace:
    return a_story(replace(a_world("a"), prices=ILLUSTRATIVE) if rates else a_world())


USES = {
    "disabled-leaf": (beside_a_disabled_leaf(), beside_a_disabled_leaf(leaf_fails=True)),
    "failure-timing": (a_story(two()), a_story(two(writes=False))),
    "failures-are-scripted": (a_story(two(), "run_now", "fix"), a_story(two())),
    "parallel-no-slower": (beside("main"), beside("main", "a")),
    "prices-illustrative": (paid(rates=True), a_story(a_world(an_if("i", "1", Op.EQUAL_TO, "1")))),
    "same-rows-again": (
        a_story(a_world("a", a=a_script(a_write())), "run_now", "run_now"),
        a_story(a_world("a", a=a_script(a_write())), "run_now", "run_now;for=2026-11-24"),
    ),
    "schedule-on-time": (
        a_story(with_job(a_world("a"), trigger=Periodic(60_000)), "wait@90"),
        a_story(with_job(a_world("a"), trigger=Periodic(60_000)), "run_now"),
    ),
    "api-state-not-run": (with_error_code(fails=True), with_error_code(fails=False)),
    "notice-never-ran": (with_a_notice(TOLD), with_a_notice(Notifications(on_success=("me",)))),
    "queued-settings": (queued(is_edited=True), queued(is_edited=False)),
    "repair-not-selected": (a_branch(is_edited=True), a_branch(is_edited=False)),
    "repair-of-chosen": (chosen(";only=a"), chosen("")),
    "repair-result": (two_leaves("a"), two_leaves("a,b")),
    "repair-task-values": (reading("b"), reading("a", "b")),
    "undefined-parameter": (passing("dya"), passing("day")),
    "run-job-again": (child_again(fails=True), child_again(fails=False)),
    "schedule-clock-change": (on_schedule("Europe/Berlin", 8), on_schedule("Europe/Berlin", 4)),
}


@pytest.mark.parametrize("fact", sorted(UNSAID))
def test_an_assumption_is_found_where_it_is_used_and_not_where_it_nearly_is(fact):
    uses, nearly = USES[fact]

    assert fact in unsaid_assumptions(uses)
    assert fact not in unsaid_assumptions(nearly)


def in_a_child() -> Trace:
    """Plays a job whose child ends as in `beside_a_disabled_leaf`."""
    child = a_world(
        "a", a_task("off", "a", disabled=True), a_task("last", "a", run_if="ALL_DONE"),
        a=a_script(fails=FIRST),
    )  # fmt: skip
    return a_story(with_jobs(a_world("x", a_run_job("j", "child", "x")), child=child))


def canceled_above_a_disabled_leaf() -> Trace:
    world = a_world("a", a_task("off", "a", disabled=True), a_task("last", "a", run_if="ALL_DONE"))
    return a_story(world, "run_now", "cancel:a@1")


ALSO = [
    # There the rule of the run's end says so by itself.
    ("disabled-leaf", beside_a_disabled_leaf(fails=False), False),
    ("disabled-leaf", in_a_child(), True),
    ("disabled-leaf", canceled_above_a_disabled_leaf(), True),
    ("parallel-no-slower", beside("team"), True),
    ("parallel-no-slower", beside("serverless"), False),
    ("parallel-no-slower", a_story(a_world(a_loop("l", "[1, 2]", at_once=2, task=a_task(
        "one", compute="main")))), True),
    ("parallel-no-slower", a_story(a_world(a_loop("l", "[1, 2]", at_once=1, task=a_task(
        "one", compute="main")))), False),
    ("schedule-clock-change", on_schedule("UTC", 8), False),
    ("repair-task-values", reading("a", "b"), False),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "trace", "is_used"), ALSO)
def test_what_counts_as_using_an_assumption(fact, trace, is_used):
    assert is_used is (fact in unsaid_assumptions(trace))


def test_iterations_with_a_cluster_each_share_none():
    task = a_task("one", compute="own")
    world = a_world(a_loop("l", "[1, 2]", at_once=2, task=task))
    own = Compute("own", ComputeKind.JOB_CLUSTER, is_per_iteration=True)

    trace = a_story(with_job(world, computes=(*world.job.computes, own)))

    assert "parallel-no-slower" not in unsaid_assumptions(trace)


def test_a_value_that_a_script_gets_is_kept_by_a_repair_as_well():
    from trialrun.engine import Get

    world = a_world(
        "a", a_task("b", "a"),
        a=a_script(sets=[("k", "1")]), b=a_script(fails=FIRST, gets=[Get("a", "k")]),
    )  # fmt: skip

    assert "repair-task-values" in unsaid_assumptions(a_story(world, "run_now", "repair;tasks=b"))


def test_those_behind_rules_join_in_the_order_of_use():
    trace = a_story(a_world("a", a_task("b", "a"), a=a_script(a_write(), fails=FIRST)))
    (failed,) = (event.q for event in trace.events if event.kind == "attempt")

    found = assumptions_of(trace, {"task.root": "a-fact", "nothing.like.it": "another"})

    assert ["a-fact", "failure-timing"] == [key for key in found if key != "prices-illustrative"]
    assert failed == found["failure-timing"]


def test_what_a_story_sets_itself_is_no_guess_about_databricks():
    world = a_world("a", a=a_script(a_write(), fails=FIRST))

    assert unsaid_assumptions(a_story(world, "run_now", "fix")).keys() <= SET_BY_US.keys()
    assert default_script(world.job)["a"].writes
