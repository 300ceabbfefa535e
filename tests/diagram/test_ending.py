"""How a story ends in words: which tasks are named, and which never are."""

from tests.build import (
    ALWAYS,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    states,
    with_job,
)
from tests.engine.rich import Told, of_every_story
from trialrun.diagram import ending_told, frames_of, some_of, values_at
from trialrun.diagram.ending import culprits
from trialrun.engine import Op, State, TaskScript, Trace

CALM = {State.SUCCESS, State.EXCLUDED, State.DISABLED}
HEBREW = "שלום"


def who(trace: Trace) -> str:
    """Returns what stands beside the end of the run in the graph."""
    return values_at(frames_of(trace), len(trace.events))["run.who"]


def a_branch(**script: TaskScript) -> Trace:
    """Returns a run of ten minutes at most, which takes one of two branches."""
    world = a_world(
        "first",
        a_task("mend", "first", run_if="AT_LEAST_ONE_FAILED"),
        an_if("check", "1", Op.EQUAL_TO, "1"),
        a_task("no_branch", "check:false"),
        a_task("yes_branch", "check:true"),
        yes_branch=a_script(takes_s=6_000),
        **script,
    )
    return a_story(with_job(world, timeout_ms=600_000))


def test_a_branch_that_is_not_taken_has_not_timed_out():
    trace = a_branch()

    assert "EXCLUDED" == states(trace)["no_branch"]
    assert "The run timed out: yes_branch." == ending_told(trace)
    assert "yes_branch" == who(trace)


def test_what_failed_and_was_mended_is_not_why_a_run_timed_out():
    assert "The run timed out: yes_branch." == ending_told(a_branch(first=a_script(fails=ALWAYS)))


def test_a_task_that_handles_failures_and_was_not_needed_is_not_named():
    world = a_world(
        "a",
        a_task("handler", "a", run_if="AT_LEAST_ONE_FAILED"),
        "c",
        a_task("d", "c"),
        a_task("e", "d", run_if="ALL_DONE"),
        c=a_script(takes_s=600),
    )
    trace = a_story(world, "run_now", "cancel:c@90")

    assert ("EXCLUDED", "UPSTREAM_CANCELED") == (states(trace)["handler"], states(trace)["d"])
    assert "The run succeeded with failures: c." == ending_told(trace)
    assert "c" == who(trace)


def test_where_only_what_follows_is_told_that_is_named():
    for follows in ("UPSTREAM_FAILED", "UPSTREAM_CANCELED"):
        for result in ("FAILED", "TIMEDOUT", "SUCCESS_WITH_FAILURES"):
            assert "b" == culprits([("a", "EXCLUDED"), ("b", follows)], result)


@of_every_story
def test_no_task_that_counts_as_successful_is_ever_named(story: Told) -> None:
    last = {key: end.state for key, end in story.trace.tasks.items()}
    named = set(who(story.trace).partition(" and ")[0].split(", ")) - {""}

    assert named <= {key for key, state in last.items() if state not in CALM}


@of_every_story
def test_a_run_that_did_not_go_well_names_somebody(story: Told) -> None:
    trace = story.trace
    values = values_at(frames_of(trace), len(trace.events))

    names = values["run"] in {"FAILED", "TIMEDOUT", "SUCCESS_WITH_FAILURES"}
    assert bool(values["run.who"]) == names


def test_names_turn_no_sentence_around_them():
    isolate = f"\u2068{HEBREW}\u2069"

    assert f"{isolate}, b, {isolate}" == some_of([HEBREW, "b", HEBREW])
    world = a_world(HEBREW, "b", **{key: a_script(fails=ALWAYS) for key in (HEBREW, "b")})
    assert f"The run failed: {isolate}, b." == ending_told(a_story(world))
