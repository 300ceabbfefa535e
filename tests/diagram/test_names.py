"""The names an event speaks of: each rule's sentence can be said without a hole."""

from string import Formatter

import pytest
from hypothesis import given

from tests.build import a_script, a_story, a_task, a_world, a_write, bundled, the_event
from tests.proving import some_of
from tests.strategies import operators, worlds
from trialrun.diagram import names_of
from trialrun.engine import BELIEFS, TRUTH, State, Trace, simulate
from trialrun.questions import PLAIN

TRANSACTION = BELIEFS["job-is-a-transaction"].rules


def holes(trace: Trace) -> set[tuple[str, str]]:
    """Returns (rule, placeholder) where a sentence would have nothing to say."""
    found = set()
    for event in trace.events:
        names = names_of(trace, event)
        for _, name, _, _ in Formatter().parse(bundled().rules[event.rule].says):
            if name and not names[name]:
                found.add((event.rule, name))
    return found


@pytest.mark.parametrize("rules", [TRUTH, TRANSACTION], ids=["truth", "belief"])
@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_no_sentence_of_a_scenario_has_a_hole(slug, rules):
    assert set() == holes(bundled().scenarios[slug].play(rules=rules))


@given(worlds(), operators)
def test_no_sentence_of_any_story_has_a_hole(world, actions):
    assert set() == holes(simulate(world, actions))


DIAMOND = a_world(
    "a",
    a_task("b", "a"),
    a_task("c", "a"),
    a_task("d", "a"),
    a_task("e", "b", "c", "d"),
    e=a_script(a_write("gold", 1234)),
)


def said(trace: Trace, rule: str) -> str:
    return bundled().rules[rule].says.format(**names_of(trace, the_event(trace, rule)))


SENTENCES = [
    pytest.param("run_now.new_run", "Run 1 starts; tasks in it: 5.", id="a run"),
    pytest.param("task.root", "a may start at once: it depends on nothing.", id="a task"),
    pytest.param(
        "commit.append", "e appends 1,234 rows to gold: version 1.", id="a commit, with commas"
    ),
]


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES)
def test_a_rule_is_said_with_the_names_of_its_event(rule, sentence):
    assert sentence == said(a_story(DIAMOND), rule)


def test_several_parents_are_joined_as_in_a_sentence():
    trace = a_story(DIAMOND)
    event = [event for event in trace.events if event.rule == "run_if.all_success.met"][-1]

    assert "b, c and d" == names_of(trace, event)["parents"]


def test_a_task_is_not_its_own_parent():
    trace = a_story(a_world("a"))

    assert "" == names_of(trace, the_event(trace, "attempt.succeeded"))["parents"]


def test_attempts_are_counted_from_one():
    trace = a_story(a_world("a"))

    assert "1" == names_of(trace, the_event(trace, "attempt.succeeded"))["attempt"]


def test_a_failed_run_names_what_failed_and_not_what_waited_for_it():
    catalog = bundled()
    told = 0
    for story in [*catalog.scenarios.values(), *(lv.scenario for lv in catalog.levels.values())]:
        trace = story.play_text(PLAIN)
        waited: set[str] = set()
        for event in trace.events:
            if event.kind == "task" and event.after == State.UPSTREAM_FAILED:
                waited.add(trace.task_key(event))
            if event.rule == "run.leaf_failed":
                said = catalog.narrate(trace, event)
                assert not [key for key in waited if key in said], said
                told += bool(waited)
    assert 5 < told
