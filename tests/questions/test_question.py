"""What every kind of question shares: what it is bound to, and what it may be graded on."""

import pytest
from pydantic import ValidationError

from tests.build import (
    ALWAYS,
    a_choice,
    a_predict,
    a_scenario,
    a_script,
    a_stage,
    a_task,
    a_world,
    an_option,
    bundled,
)
from trialrun.engine import State, WhatIfText
from trialrun.questions import Flaw, RunSpec, flaws_of, prove
from trialrun.questions.stage import world_facts

NOTHING_FAILS = WhatIfText(fail=("none",))
TRUE = an_option("yes", correct=True)
FALSE = an_option("no")

CASES = [
    pytest.param(
        {"run": None},
        ((), "the question is bound to nothing; add run: SCENARIO, or facts: [FACT-ID]"),
        id="bound to nothing",
    ),
    pytest.param(
        {"runs": {"again": "one-fails"}},
        (("runs",), "write either run or runs, not both"),
        id="run and runs",
    ),
    pytest.param(
        {"run": "one-flies"},
        (("run",), "there is no scenario `one-flies`; did you mean `one-fails`?"),
        id="unknown scenario",
    ),
    pytest.param(
        {"run": None, "runs": {"there": "one-fails", "back": "nope"}},
        (("runs", "back"), "there is no scenario `nope`; write one of one-fails"),
        id="unknown scenario of two",
    ),
    pytest.param(
        {"run": {"scenario": "one-fails", "fail": ["d"]}},
        (("run", "fail", 0), "there is no task `d` in this job"),
        id="bad what-if: failure",
    ),
    pytest.param(
        {"run": {"scenario": "one-fails", "do": ["retry"]}},
        (
            ("run", "do", 0),
            "`retry` is no action; write one of run_now, repair, cancel, edit, fix, restore, wait",
        ),
        id="bad what-if: action",
    ),
    pytest.param(
        {"facts": ["no-rollback", "nope"]},
        (("facts", 1), "there is no fact `nope` in lessons/facts.yaml"),
        id="unknown fact",
    ),
    pytest.param(
        {"facts": ["guessed"]},
        (
            ("facts", 0),
            "guessed is an assumption or too unsure; nobody is graded on it, so cite another",
        ),
        id="an assumption",
    ),
]


@pytest.mark.parametrize(("fields", "flaw"), CASES)
def test_a_flaw_of_any_kind_names_its_place(fields, flaw):
    assert [Flaw(*flaw)] == list(flaws_of(a_choice(**fields), a_stage()))


def test_a_run_without_an_end_is_a_flaw():
    world = a_world(a_task("a", max_retries=-1), a=a_script(fails=ALWAYS))

    (flaw,) = flaws_of(a_predict(), a_stage(a_scenario(world=world)))

    assert ("run",) == flaw.at
    assert "does a task retry, or a trigger fire, without end?" in flaw.message


def test_a_flawless_question_has_no_flaw():
    assert [] == list(flaws_of(a_choice(facts=["no-rollback"]), a_stage()))


def test_a_question_may_rest_on_facts_alone():
    spec = a_choice(TRUE, FALSE, run=None, facts=["no-rollback"])

    assert [] == list(flaws_of(spec, a_stage()))


def test_a_question_is_named_by_its_set_and_its_id():
    question = prove(a_choice(), a_stage(), set_slug="rollback", lesson="s1-jobs")

    assert "rollback/what-holds" == question.uid


def test_a_run_may_be_written_as_a_slug_alone():
    assert RunSpec(scenario="one-fails") == a_choice().run


def test_claims_about_a_single_run_speak_of_it_directly():
    facts = world_facts({"": a_scenario().play()})

    assert "FAILED" == facts["run"]
    assert 40 == facts["tables"]["menu"]["rows"]


def test_claims_about_several_runs_speak_of_them_by_name():
    facts = world_facts({"there": a_scenario().play(), "back": a_scenario().play()})

    assert ["there", "back"] == list(facts)
    assert "FAILED" == facts["back"]["run"]


REFUSED = [
    pytest.param(lambda: a_choice(TRUE), "at least 2", id="a choice of one"),
    pytest.param(lambda: a_choice(TRUE, FALSE, kind="choices"), "at least 3", id="choices of two"),
    pytest.param(lambda: a_choice(*[FALSE] * 9), "at most 8", id="nine options"),
    pytest.param(lambda: a_predict(run=None), "run", id="predict without a run"),
    pytest.param(lambda: a_choice(answer="a"), "Extra inputs", id="unknown field"),
    pytest.param(lambda: a_choice(stem=" "), "at least 1 character", id="an empty stem"),
]


@pytest.mark.parametrize(("build", "message"), REFUSED)
def test_a_question_has_its_limits(build, message):
    with pytest.raises(ValidationError, match=message):
        build()


def test_a_scenario_remembers_what_it_has_played():
    scenario = a_scenario()

    assert scenario.play_text(NOTHING_FAILS) is scenario.play_text(NOTHING_FAILS)


def test_a_scenario_plays_what_ifs():
    scenario = bundled().scenarios["one-branch-fails"]

    assert State.SUCCESS == scenario.play_text(NOTHING_FAILS).result
    assert State.FAILED == scenario.play_text().result


def test_nobody_is_graded_on_an_assumption_of_the_run():
    rule = "run.leaf_failed"
    (flaw,) = flaws_of(a_choice(), a_stage(assumed=frozenset({rule, "compute.ready"})))

    assert ("run",) == flaw.at
    assert f"the run rests on an assumption of ours ({rule})" in flaw.message
