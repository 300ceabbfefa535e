"""The ways on from a run: what the operator can do, and the futures that come of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    ALWAYS,
    FIRST,
    a_run_job,
    a_script,
    a_task,
    a_world,
    a_write,
    with_job,
    with_jobs,
)
from tests.web.lab import SLUGS, an_address, faults, own_story, scenario, trace_of
from trialrun.diagram import clock, dollars
from trialrun.engine import WhatIfText
from trialrun.lab.address import KEPT_MAX, Address
from trialrun.lab.operations import (
    Future,
    Operation,
    base_of,
    does_of,
    futures_of,
    going,
    is_fixable,
    operations_of,
)
from trialrun.questions import Scenario

CHAIN = own_story(
    a_world(
        "a", a_task("b", "a"), a_task("c", "b"), "z",
        a=a_script(a_write("bronze")), b=a_script(a_write("silver"), fails=ALWAYS),
    )
)  # fmt: skip


def operations(story: Scenario, address: Address | None = None) -> dict[str, Operation]:
    address = address or an_address(story)
    return {op.name: op for op in operations_of(story, trace_of(story, address), address)}


def futures(story: Scenario, address: Address | None = None) -> list[Future]:
    address = address or an_address(story)
    return futures_of(story, trace_of(story, address), address)


def variations(slug: str) -> list[Address]:
    """Returns a scenario, and each of its tasks failing, timing out and so on."""
    story = scenario(slug)
    plain = an_address(story)
    found = [plain]
    for task in story.world.job.tasks:
        found += [each.address for each in faults(story, plain).choices(task.key)]
    return found


# Operations.


def test_a_failed_run_can_be_repaired_or_run_again():
    found = operations(CHAIN)

    assert ["repair", "run-now", "repair-unfixed", "run-meanwhile"] == list(found)
    assert ["repair"] == [op.name for op in found.values() if op.is_main]
    assert [
        ("run_now", "fix", "repair"), ("run_now", "fix", "run_now"), ("run_now", "repair"),
        ("run_now", "run_now@37"),
    ] == [op.address.what_if.do for op in found.values()]  # fmt: skip
    assert {len(trace_of(CHAIN, an_address(CHAIN)).events)} == {
        op.address.step for op in list(found.values())[:3]
    }


def test_a_run_that_succeeded_has_nothing_to_repair():
    found = operations(own_story(a_world("a", "b")))

    assert (None, "the run does not fail") == (found["repair"].address, found["repair"].why)
    assert ("run_now", "run_now") == found["run-now"].address.what_if.do


def test_a_job_of_one_task_has_no_repair():
    found = operations(own_story(a_world("a", a=a_script(fails=ALWAYS))))

    assert (None, "a job of one task has no repair") == (
        found["repair"].address, found["repair"].why,
    )  # fmt: skip
    assert found["run-now"].is_main


def test_what_is_canceled_is_not_fixed_first():
    found = operations(own_story(a_world("a", "b"), "run_now cancel@30"))

    assert ["Repair run", "Run now"] == [found[name].label for name in ("repair", "run-now")]
    assert "repair-unfixed" not in found


def test_a_run_that_never_started_has_no_way_that_needs_one():
    found = operations(own_story(with_job(a_world("a", "b"), max_concurrent_runs=0)))

    assert (None, "the run does not fail") == (found["repair"].address, found["repair"].why)
    assert "run-meanwhile" not in found


def test_the_preview_of_a_repair_names_what_reruns_and_what_it_keeps():
    repair = operations(CHAIN)["repair"]

    assert (("b", "c"), ("a", "z")) == (repair.reruns, repair.keeps)


def rerun_in(story: Scenario, address: Address) -> tuple[str, ...]:
    """Returns the tasks that begin in the last segment, or are decided there, by its events."""
    trace = trace_of(story, address)
    last = [segment.id for segment in trace.segments if not segment.job][-1]
    idle = ("BLOCKED", "UPSTREAM_FAILED", "UPSTREAM_CANCELED", "EXCLUDED", "DISABLED", "CANCELED")
    touched = {
        event.task
        for event in trace.own_events("task")
        if event.segment == last and event.after not in idle
    }
    return tuple(key for index, key in enumerate(trace.keys) if index in touched)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_preview_is_what_reruns_when_the_repair_is_played(slug):
    story = scenario(slug)
    count = 0
    for address in variations(slug):
        repair = operations(story, address)["repair"]
        if repair.address is None:
            assert ((), ()) == (repair.reruns, repair.keeps)
            continue
        count += 1
        keys = trace_of(story, address).keys

        assert rerun_in(story, repair.address) == repair.reruns
        assert not {*repair.reruns} & {*repair.keeps}
        assert {*repair.keeps} <= {*keys}
    # A job of one task has no repair.
    assert count or slug == "too-slow" or len(story.world.job.tasks) == 1


def test_a_repair_that_is_refused_has_no_preview():
    story = own_story(
        with_job(a_world("a", "b", a=a_script(fails=ALWAYS)), max_concurrent_runs=1),
        "run_now repair run_now run_now@10000 cancel@10010",
    )
    address = an_address(story, do=("run_now", "repair@500", "run_now@1000", "run_now@1010",
                                    "cancel@1020"))  # fmt: skip

    found = operations(story, address).get("repair")

    trace = trace_of(story, found.address) if found.address else trace_of(story, address)
    refused = any(e.rule.startswith("repair.refused") for e in trace.events)
    assert (refused, found.reruns == ()) in ((True, True), (False, False))


# Futures.


@pytest.mark.parametrize("slug", SLUGS)
def test_the_figures_of_a_future_are_what_it_adds_to_the_failure(slug):
    story = scenario(slug)
    for address in variations(slug):
        trace = trace_of(story, address)
        found = futures_of(story, trace, address)
        does = base_of(story, trace, address)
        base = story.play_text(address.what_if._replace(do=does)).final()
        for future in found:
            end = story.play_text(address.what_if._replace(do=future.does))
            after = end.final()

            if future.does[: len(does)] != does:
                continue
            assert (
                after["run"],
                after["executions"] - base["executions"],
                clock(after["ms"] - base["ms"]),
                dollars(after["cents"] - base["cents"]),
                sum(table.dup for table in end.tables.values()),
                tuple(name for name, table in end.tables.items() if table.dup),
            ) == (
                future.result,
                future.executions,
                future.minutes,
                future.cost,
                future.dup,
                future.wrong,
            )


def test_repair_stands_beside_run_now():
    repair, again = futures(CHAIN)

    assert ("Repair run", "Run now") == (repair.title, again.title)
    assert ((2, 0), (4, 10)) == ((repair.executions, repair.dup), (again.executions, again.dup))
    assert ("none", "bronze") == (repair.wrong_told, again.wrong_told)


def test_where_nothing_fails_or_one_task_is_all_there_is_no_future():
    assert [] == futures(own_story(a_world("a", "b")))
    assert [] == futures(own_story(a_world("a", a=a_script(fails=ALWAYS))))
    assert [] == futures(own_story(a_world("a", "b", a=a_script(fails=FIRST)), "wait@60"))


def test_what_was_recovered_is_compared_from_its_failure_on():
    address = an_address(CHAIN, do=("run_now", "fix", "repair"))
    found = futures(CHAIN, address)

    assert [("Repair run", True), ("Run now", False)] == [(f.title, f.is_current) for f in found]


def test_a_future_begins_where_it_parts_from_the_failure():
    steps = len(trace_of(CHAIN, an_address(CHAIN)).events)

    assert [steps, steps] == [future.address.step for future in futures(CHAIN)]


def test_a_kept_future_is_shown_and_said_to_be_kept():
    does = ("run_now", "fix:b", "run_now;only=b+")
    address = Address("/simulator/own/", kept=(does,))

    kept = futures(CHAIN, address)[-1]

    assert (does, True, False) == (kept.does, kept.is_kept, kept.is_current)
    assert "Fix, run now" == kept.title


def test_a_kept_future_of_another_beginning_adds_nothing_below_zero():
    address = Address("/simulator/own/", kept=(("run_now", "cancel@1"),))

    kept = futures(CHAIN, address)[-1]

    assert ("Run now, cancel, all of it", 2) == (kept.title, kept.executions)


def test_going_to_another_future_keeps_the_one_that_is_left():
    now = ("run_now", "fix", "repair")
    address = going(CHAIN, an_address(CHAIN, do=now), ("run_now", "fix", "run_now"))

    assert ((now,), ("run_now", "fix", "run_now")) == (address.kept, address.what_if.do)


def test_going_on_from_a_story_keeps_nothing_of_it():
    address = going(CHAIN, an_address(CHAIN, do=("run_now",)), ("run_now", "fix", "repair"))

    assert () == address.kept


def test_the_future_that_is_gone_to_is_not_kept_twice():
    repair, again = ("run_now", "fix", "repair"), ("run_now", "fix", "run_now")
    address = Address("/simulator/own/", WhatIfText(do=repair), kept=(again,))

    assert ((repair,), again) == (
        (there := going(CHAIN, address, again)).kept, there.what_if.do,
    )  # fmt: skip


def test_at_least_eight_futures_can_be_kept():
    address = an_address(CHAIN, do=("run_now", "repair@1000"))
    for at in range(1001, 1001 + KEPT_MAX):
        address = going(CHAIN, address, ("run_now", f"repair@{at}"))

    assert KEPT_MAX >= 8
    assert [("run_now", f"repair@{at}") for at in range(1000, 1000 + KEPT_MAX)] == list(
        address.kept
    )


dos = st.lists(
    st.sampled_from(["run_now", "fix", "repair", "run_now;only=b", "cancel@30"]),
    min_size=1,
    max_size=4,
).map(tuple)


@given(dos, st.lists(dos, max_size=KEPT_MAX - 1, unique=True), dos)
def test_no_future_is_lost_by_going(now, kept, does):
    address = Address("/simulator/own/", WhatIfText(do=now), kept=tuple(kept))
    there = going(CHAIN, address, does)

    assert {*kept, now} <= {*there.kept, *(does[: n + 1] for n in range(len(does)))} | {does}
    assert does not in there.kept
    assert len(set(there.kept)) == len(there.kept)
    assert does == does_of(CHAIN, there)


# What can be fixed.


def test_what_fails_in_a_child_job_can_be_fixed_too():
    child = a_world("c", c=a_script(fails=ALWAYS))

    assert [False, True, True] == [
        is_fixable(world)
        for world in (a_world("a"), child, with_jobs(a_world(a_run_job("x", "k")), k=child))
    ]
