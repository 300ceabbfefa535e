"""What stories rest on, for the pages about them."""

import pytest

from tests.build import (
    a_failure,
    a_loop,
    a_scenario,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
)
from tests.engine.trace.test_assumptions import USES
from trialrun.engine import SET_BY_US
from trialrun.lab.assumed import assumed_behind, assumed_by, assumed_in, assumed_rules

LOOP = a_story(
    a_world(a_loop("l", "[1, 2]"), one=a_script(a_write(), fails=a_failure(0, iterations=[0])))
)


def ids(assumptions) -> list[str]:
    """Returns the facts that are told, by id."""
    known = {id(fact): key for key, fact in bundled().facts.items()}
    return [known[id(each.fact)] for each in assumptions]


def test_ours_and_what_the_story_sets_itself_are_told_apart_in_the_order_of_use():
    found = assumed_in(bundled(), LOOP)

    assert ["for-each-goes-on"] == ids(found.ours)
    assert {"failure-timing"} <= set(ids(found.own))
    goes_on = next(event.q for event in LOOP.events if event.rule == "for_each.goes_on")
    assert goes_on + 1 == found.ours[0].step


def test_what_comes_is_held_back():
    (ours,) = assumed_in(bundled(), LOOP).ours

    assert () == assumed_in(bundled(), LOOP, before=ours.step - 1).ours
    assert 1 == len(assumed_in(bundled(), LOOP, before=ours.step).ours)


def test_rules_and_facts_alone_are_enough():
    found = assumed_by(bundled(), {"for_each.goes_on", "repair-result", "task.root", "no.rule"})

    assert {"for-each-goes-on", "repair-result"} == set(ids(found.ours))
    assert not assumed_by(bundled(), {"task.root"})


@pytest.mark.parametrize("fact", sorted(USES))
def test_every_assumption_without_a_rule_is_told(fact):
    uses, _ = USES[fact]

    found = assumed_in(bundled(), uses)

    assert fact in ids(found.own if fact in SET_BY_US else found.ours)


def test_every_rule_that_rests_on_an_assumption_is_told():
    rules = assumed_rules(bundled())

    assert rules
    assert [] == [rule for rule in rules if not assumed_by(bundled(), {rule})]


def test_the_runs_behind_a_question_are_played():
    question = next(
        question
        for each in bundled().sets.values()
        for question in each.questions.values()
        if question.runs
    )

    assert assumed_behind(bundled(), question).own


def test_a_story_that_sets_nothing_rests_on_nothing():
    scenario = a_scenario("plain", a_world(a_task("a")))

    assert "repair-result" not in ids(assumed_in(bundled(), scenario.play()).ours)
