"""Misconceptions as rules: the trace parts from the truth at the event that shows the belief."""

from dataclasses import fields

import pytest
from hypothesis import given

from tests.build import (
    ALWAYS,
    a_failure,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
)
from tests.strategies import operators, worlds
from trialrun.engine import BELIEFS, TRUTH, Rules, State, first_parting, simulate

TRANSACTION = BELIEFS["job-is-a-transaction"].rules

HALF = a_world(
    "a",
    a_task("b", "a", compute="main"),
    a=a_script(a_write("bronze", 100)),
    b=a_script(a_write("menu", 4), a_write("price", 4), fails=a_failure(after=1)),
)


@pytest.mark.parametrize("belief", BELIEFS.values(), ids=list(BELIEFS))
def test_a_belief_is_corrected_by_a_fact_that_is_graded_on(belief):
    assert bundled().facts[belief.corrected_by].is_gradable


@pytest.mark.parametrize("belief", BELIEFS.values(), ids=list(BELIEFS))
def test_a_belief_replaces_one_rule(belief):
    names = [field.name for field in fields(Rules) if field.name != "name"]

    replaced = [name for name in names if getattr(belief.rules, name) != getattr(TRUTH, name)]

    assert 1 == len(replaced)
    assert belief.id == belief.rules.name


def test_who_believes_in_a_transaction_sees_empty_tables_after_a_failure():
    believed = a_story(HALF, rules=TRANSACTION)

    assert dict.fromkeys(("bronze", "menu", "price"), (0, 0, 0)) == {
        name: tuple(table) for name, table in believed.tables.items()
    }


def test_the_first_parting_is_the_first_undo_right_after_the_failed_run():
    told, believed = a_story(HALF), a_story(HALF, rules=TRANSACTION)

    assert (None, believed.events[len(told.events)]) == first_parting(told, believed)
    assert ["run.leaf_failed", "compute.job_cluster.ends", "belief.rolls_back"] == [
        event.rule for event in believed.events[len(told.events) - 2 : len(told.events) + 1]
    ]


def test_the_undo_follows_from_the_end_of_the_run():
    told, believed = a_story(HALF), a_story(HALF, rules=TRANSACTION)

    _, undo = first_parting(told, believed)

    assert undo is not None
    (cause,) = undo.cause
    assert State.FAILED == believed.events[cause].after
    assert ("undo", "bronze", 0) == (undo.kind, undo.commit.table, undo.commit.table_rows)


def test_the_first_parting_has_the_true_event_beside_it_when_the_story_goes_on():
    do = ("run_now", "fix", "repair")

    told, believed = first_parting(a_story(HALF, *do), a_story(HALF, *do, rules=TRANSACTION))

    assert told is not None
    assert believed is not None
    assert ("operator.fix", "belief.rolls_back") == (told.rule, believed.rule)


def test_a_failed_run_that_wrote_nothing_undoes_nothing():
    world = a_world("a", a_task("b", "a", compute="main"), a=a_script(fails=ALWAYS))

    assert (None, None) == first_parting(a_story(world), a_story(world, rules=TRANSACTION))


def test_only_the_failed_run_is_undone():
    world = a_world("a", a=a_script(a_write("t", 10), fails=a_failure(1, after=1)))

    believed = a_story(world, "run_now", "run_now", rules=TRANSACTION)

    assert (1, 10, 0) == tuple(believed.tables["t"])


@given(worlds(fail=False), operators)
def test_beliefs_do_not_matter_when_nothing_fails(world, actions):
    believed = simulate(world, actions, TRANSACTION)

    assert simulate(world, actions).events == believed.events


@given(worlds(), operators)
def test_a_story_parts_at_an_undo_behind_a_failed_run_or_not_at_all(world, actions):
    told, believed = simulate(world, actions), simulate(world, actions, TRANSACTION)

    _, parting = first_parting(told, believed)
    undone = [event for event in believed.events if event.kind == "undo"]
    assert (undone[0] if undone else None) == parting
    if parting is not None:
        assert State.FAILED == believed.events[parting.cause[0]].after
        between = believed.events[parting.cause[0] + 1 : parting.q]
        assert {"compute"} >= {event.kind for event in between}
