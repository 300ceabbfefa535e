"""The step that decides: the last event that changed what a claim names."""

import json

import pytest

from tests.build import a_choice, a_question, a_scenario, a_world, bundled, with_job
from tests.questions.kinds.options import NONE, TRUE
from trialrun.questions import read_kept
from trialrun.questions.deciding import deciding
from trialrun.questions.kinds import kind_of
from trialrun.questions.question import PROOF
from trialrun.questions.stage import world_facts

TRACE = a_scenario().play_text()


def step(claim: str) -> int:
    return deciding({"part": claim}, {"": TRACE})["steps"]["part"][1]


def event(claim: str):
    return TRACE.events[step(claim) - 1]


def test_a_table_is_decided_by_its_last_commit():
    assert "menu" == event('tables["menu"].rows == 40').commit.table


def test_a_task_is_decided_by_its_last_event_and_a_run_by_its_end():
    assert ("b", "SUCCESS") == (
        TRACE.task_key(event('tasks["b"].state == "SUCCESS"')),
        event('tasks["b"].state == "SUCCESS"').after,
    )
    assert ("run", "FAILED") == (event('run == "FAILED"').kind, event('run == "FAILED"').after)


def test_of_several_names_the_last_counts_and_what_nothing_changed_is_the_end():
    both = 'tables["bronze"].rows == 1000 && run == "FAILED"'

    assert step('run == "FAILED"') == step(both) > step('tables["bronze"].rows == 1000')
    assert len(TRACE.events) == step('tables["price"].rows == 0')
    assert len(TRACE.events) == step("cents > 0")


def test_a_run_of_several_is_decided_by_its_own_end_and_a_skipped_one_where_it_was_made():
    skipped = with_job(a_world("a"), max_concurrent_runs=1, queue=False)
    trace = a_scenario(world=skipped, do="run_now run_now@30 repair run_now").play_text()

    def at(claim: str):
        return trace.events[deciding({"part": claim}, {"": trace})["steps"]["part"][1] - 1]

    assert trace.runs[0].t1_ms == at('runs[0] == "SUCCESS"').t_ms
    assert trace.runs[1].created_ms == at("run_log[1].was_skipped").t_ms
    assert 0 == at('segments[0] == "SUCCESS"').segment
    assert 1 == at('segment_log[1].kind == "run"').segment


def test_of_two_runs_it_is_the_one_that_is_named():
    runs = {"first": TRACE, "second": a_scenario().play_text()}
    found = deciding({"a": 'first.run == "FAILED"', "b": "first.ms < second.ms"}, runs)["steps"]

    assert 0 == found["a"][0]
    assert 1 == found["b"][0]


QUESTIONS = [
    question
    for found in bundled().sets.values()
    for question in found.questions.values()
    if question.runs and PROOF in question.body
]


def test_of_every_bundled_question_each_part_has_its_step_within_its_run():
    assert QUESTIONS
    for question in QUESTIONS:
        scenarios = [bundled().scenarios[run.scenario] for run in question.runs]
        played = zip(scenarios, question.runs, strict=True)
        ends = [len(scenario.play_text(run.what_if).events) for scenario, run in played]
        for place, found in question.body[PROOF]["steps"].values():
            assert 0 < found <= ends[place], question.uid


def test_the_wish_of_the_right_answer_is_what_the_run_gives():
    asked = 0
    for question in QUESTIONS:
        if len(question.runs) > 1:
            continue
        (run,) = question.runs
        facts = world_facts({"": bundled().scenarios[run.scenario].play_text(run.what_if)})
        from trialrun.questions.claims import text_of

        for claim, said in kind_of(question).wish(question, question.key):
            assert said == text_of(claim, facts), question.uid
            asked += 1
    assert asked > 20


def test_what_decides_is_no_part_of_the_digest_and_may_be_missing():
    question = a_question(a_choice(TRUE, NONE))
    kept = json.loads(question.text)
    assert {"steps", "claims"} == set(kept["body"].pop(PROOF))
    before = read_kept(json.dumps(kept), question.digest)

    assert PROOF not in before.body
    assert question.says_the_same(before)
    assert before.key == question.key


@pytest.mark.parametrize("odd", [[], {}, {"steps": {"a": [1]}, "claims": {}}, {"steps": 1}])
def test_a_kept_step_that_is_none_is_not_read(odd):
    kept = json.loads(a_question(a_choice(TRUE, NONE)).text)
    kept["body"][PROOF] = odd

    with pytest.raises(ValueError, match=r"."):
        read_kept(json.dumps(kept), "d")
