"""Nobody is graded on a run that rests on an assumption of ours, be it behind a rule or not."""

import pytest

from tests.build import a_failure, a_script, a_story, a_task, a_world, bundled, with_job
from tests.engine.trace.test_assumptions import USES
from trialrun.engine import SET_BY_US, UNSAID, Trace
from trialrun.questions.stage import assumptions


def refused(trace: Trace) -> list[str]:
    """Returns why nobody may be graded on a run."""
    facts = bundled().facts
    rules = {
        key for key, rule in bundled().rules.items()
        if rule.fact and not facts[rule.fact].is_gradable
    }  # fmt: skip
    return list(assumptions(trace, frozenset(rules)))


@pytest.mark.parametrize("fact", sorted(UNSAID - SET_BY_US.keys()))
def test_a_run_that_rests_on_an_assumption_without_a_rule_is_no_key(fact):
    uses, _ = USES[fact]

    assert [message for message in refused(uses) if f"({fact})" in message]


@pytest.mark.parametrize("fact", sorted(SET_BY_US.keys() & UNSAID))
def test_what_a_story_sets_itself_keeps_nobody_from_being_graded(fact):
    uses, _ = USES[fact]

    assert [] == [message for message in refused(uses) if f"({fact})" in message]


REPAIRS = [
    ("repair", "repair.same_run_kept"),
    ("repair;p.q=2", "repair.same_run_kept"),
    ("repair;all_failed;dependents", "repair.same_run_defaults"),
    ("repair;all_failed;dependents;p.q=2", "repair.same_run_defaults"),
    ("repair;p.day=2", None),
    ("repair;all_failed;dependents;p.day=2", None),
]


@pytest.mark.parametrize(("repair", "rule"), REPAIRS)
def test_what_a_repair_was_not_given_is_no_key_and_what_it_was_given_is(repair, rule):
    world = with_job(
        a_world("a", a_task("b", "a"), a=a_script(fails=a_failure(0))),
        parameters=(("day", "1"), ("q", "1")),
    )

    messages = refused(a_story(world, "run_now;p.day=0", repair))

    expected = f"the run rests on an assumption of ours ({rule}); nobody is graded on it"
    assert ([expected] if rule else []) == messages


def test_a_repair_of_a_run_with_the_defaults_is_a_key_either_way():
    world = with_job(a_world("a", "b", a=a_script(fails=a_failure(0))), parameters=(("day", "1"),))

    assert [] == refused(a_story(world, "run_now", "repair"))
    assert [] == refused(a_story(world, "run_now", "repair;all_failed"))
