"""Where two traces part, in words; and how the API spells a state."""

import pytest

from tests.build import ALWAYS, a_script, a_story, a_task, a_world, a_write
from trialrun.engine import (
    BELIEFS,
    State,
    api_state_of_run,
    api_state_of_task,
    describe,
    explain,
    first_parting,
)

WORLD = a_world("a", a_task("b", "a"), a=a_script(a_write("t", 10), fails=ALWAYS))


def test_the_first_event_that_differs_is_told_with_what_the_person_thinks():
    told = a_story(WORLD)
    parting = explain(told, a_story(WORLD, rules=BELIEFS["depends-on-is-only-order"].rules))

    assert ("UPSTREAM_FAILED", "RUNNING") == (parting.told.after, parting.believed.after)
    assert parting.text == (
        "In truth at 0:15, b is UPSTREAM_FAILED. Whoever thinks “A dependency says only what "
        "comes first: the next task runs, whatever became of it.” expects: at 0:15, b is RUNNING."
    )


def test_traces_that_do_the_same_do_not_part():
    calm = a_world("a", a_task("b", "a"))
    told = a_story(calm)
    believed = a_story(calm, rules=BELIEFS["depends-on-is-only-order"].rules)

    # Another rule decided, but nothing that can be seen differs.
    assert [e.rule for e in told.events] != [e.rule for e in believed.events]
    assert (None, None) == first_parting(told, believed)
    assert explain(told, believed) is None


def test_a_story_that_goes_on_parts_where_the_other_ends():
    parting = explain(a_story(WORLD), a_story(WORLD, "run_now", "run_now"))

    assert parting.told is None
    assert parting.text.startswith(
        "In truth nothing of the kind happens. In the other story: at 0:15"
    )


def test_every_event_of_every_kind_has_a_clause():
    trace = a_story(WORLD, "run_now", "fix", "repair", "repair")

    for event in trace.events:
        assert describe(trace, event).strip()
        assert "{" not in describe(trace, event)


@pytest.mark.parametrize("state", State)
def test_every_end_state_is_spelt_as_the_api_does(state):
    if state is State.TERMINATED:
        return
    shown = api_state_of_task(state)

    assert shown.life_cycle_state
    assert bool(shown.code) is (shown.status_state == "TERMINATED")


@pytest.mark.parametrize(
    ("state", "life_cycle", "result", "code", "assumed"),
    [
        ("SUCCESS", "TERMINATED", "SUCCESS", "SUCCESS", False),
        ("FAILED", "TERMINATED", "FAILED", "RUN_EXECUTION_ERROR", False),
        ("TIMEDOUT", "TERMINATED", "TIMEDOUT", "CANCELED", True),
        ("CANCELED", "TERMINATED", "CANCELED", "USER_CANCELED", True),
        ("UPSTREAM_FAILED", "SKIPPED", "UPSTREAM_FAILED", "SKIPPED", True),
        ("UPSTREAM_CANCELED", "SKIPPED", "UPSTREAM_CANCELED", "SKIPPED", True),
        ("EXCLUDED", "SKIPPED", "EXCLUDED", "SKIPPED", True),
        ("DISABLED", "SKIPPED", "DISABLED", "DISABLED", True),
    ],
)
def test_tasks_in_the_table_of_the_fact_base(state, life_cycle, result, code, assumed):
    shown = api_state_of_task(State(state))

    assert (life_cycle, result, code, assumed) == (
        shown.life_cycle_state, shown.result_state, shown.code, shown.is_assumed,
    )  # fmt: skip


def test_a_failed_run_is_an_internal_error_at_run_level():
    shown = api_state_of_run(State.FAILED)

    assert ("INTERNAL_ERROR", "FAILED", "TERMINATED", "RUN_EXECUTION_ERROR") == (
        shown.life_cycle_state, shown.result_state, shown.status_state, shown.code,
    )  # fmt: skip
    assert api_state_of_run(State.SKIPPED).result_state == "MAXIMUM_CONCURRENT_RUNS_REACHED"
    assert api_state_of_run(State.RUNNING).life_cycle_state == "RUNNING"
