"""Number: what the run gives is right, in any spelling; what a belief gives is told as that."""

import json

import pytest

from tests.build import (
    NO_TOOLS,
    a_failure,
    a_question,
    a_scenario,
    a_script,
    a_stage,
    a_task,
    a_world,
    a_write,
)
from trialrun.engine import BELIEFS
from trialrun.questions import Flaw, Reading, flaws_of, read_kept
from trialrun.questions.graph_shown import graph_shown
from trialrun.questions.kinds.number import KIND, NumberSpec

TWICE = a_scenario(
    world=a_world(
        a_task("a", max_retries=1),
        a_task("b", "a"),
        a=a_script(a_write("silver", 40), takes_s=120, fails=a_failure(0, after=1)),
        b=a_script(a_write("gold", 10)),
    )
)
STAGE = a_stage(TWICE)


def a_number(**fields):
    defaults = {
        "id": "how-many", "stem": "How many rows?", "kind": "number", "run": "one-fails",
        "value": 'tables["silver"].rows', "unit": "rows", "why": "An append appends again.",
    }  # fmt: skip
    return NumberSpec.model_validate(defaults | fields)


def proven(**fields):
    return a_question(a_number(**fields), STAGE)


SPEC = a_number(wrong=[{"value": 'tables["gold"].rows', "why": "Those are the rows of `gold`."}])
QUESTION = a_question(SPEC, STAGE)


def graded(question, text):
    (part,) = KIND.grade(question, {"answer": text}).parts
    return part


def test_the_key_is_what_the_run_gives():
    assert {"answer": "80"} == QUESTION.key
    assert {"answer": "4:30"} == proven(value="ms", unit="seconds").key
    assert {"answer": "1,000"} == proven(value='tables["silver"].rows * 12 + 40').key


@pytest.mark.parametrize("text", ["80", "80 rows", "80.0", "+80"])
def test_any_spelling_of_the_key_is_right(text):
    assert KIND.grade(QUESTION, {"answer": text}).is_correct


def test_a_time_is_right_in_any_unit():
    question = proven(value="ms", unit="seconds")

    assert all(graded(question, text).is_right for text in ("270", "4:30", "4.5 min", "270 s"))
    assert not graded(question, "5").is_right


def test_what_a_belief_would_give_is_told_as_that_belief():
    part = graded(QUESTION, "40")

    assert part.belief_id in ("failed-task-is-undone", "append-knows-its-rows")
    assert f"“{BELIEFS[part.belief_id].says}”" in part.belief
    assert "In the run:" in part.belief


def test_the_belief_that_the_author_names_comes_first():
    question = proven(belief=["append-knows-its-rows"])

    assert "append-knows-its-rows" == graded(question, "40").belief_id


def test_a_slip_is_told_what_it_is_and_any_other_number_nothing():
    assert ("Those are the rows of `gold`.", "") == (
        graded(QUESTION, "10").belief,
        graded(QUESTION, "10").belief_id,
    )
    assert ("", "") == (graded(QUESTION, "7").belief, graded(QUESTION, "7").belief_id)


def test_near_enough_is_right_and_a_hair_more_is_not():
    question = proven(value="ms", unit="seconds", within="10 s")

    assert graded(question, "4:40").is_right
    assert not graded(question, "281").is_right
    assert "What is at most 0:10 away is right, too." in KIND.show(question, seed="a").hint


def test_without_a_run_facts_prove_the_answer():
    spec = a_number(run=None, value=None, answer="1,000", facts=["no-rollback"])

    assert [] == list(flaws_of(spec, STAGE))
    assert {"answer": "1,000"} == a_question(spec, STAGE).key


def test_the_graph_is_shown_unless_the_author_says_no():
    assert graph_shown(QUESTION) is not None
    assert graph_shown(proven(graph=False)) is None


READINGS = [
    pytest.param(["80 rows"], Reading({"answer": "80 rows"}), id="with its unit"),
    pytest.param([" 1\u00a0000 "], Reading({"answer": "1 000"}), id="odd blanks"),
    pytest.param([" "], Reading({}, "Write your answer first, then send it."), id="blank"),
    pytest.param(
        ["many"],
        Reading({"answer": "many"}, "This asks for a number. Write it in digits, such as 1,000."),
        id="no number, and it stays in the form",
    ),
    pytest.param(
        ["8\x000"],
        Reading({}, "That has signs that cannot be seen. Write it again."),
        id="a sign that cannot be seen",
    ),
    pytest.param(
        ["8" * 300],
        Reading({"answer": "8" * 200}, "That is too long. Write at most 200 characters."),
        id="far too long",
    ),
]


@pytest.mark.parametrize(("sent", "reading"), READINGS)
def test_a_form_is_read(sent, reading):
    assert reading == KIND.read(QUESTION, {"answer": sent}, NO_TOOLS)


FLAWS = [
    pytest.param(
        {"value": None}, ((), "write value: and what of the run is asked for"), id="no key"
    ),
    pytest.param(
        {"value": "run"},
        (("value",), "the claim gives SUCCESS, which is no number"),
        id="no number",
    ),
    pytest.param(
        {"value": 'tables["gild"].rows'},
        (
            ("value",),
            "there is no tables['gild'] in the run; did you mean `gold`? it has gold, silver",
        ),
        id="a table that there is not",
    ),
    pytest.param(
        {"value": "1000.0 / 3.0"},
        (
            ("value",),
            "the claim gives 333.333333; write within: and how near is near enough",
        ),
        id="a number that nobody writes in full",
    ),
    pytest.param(
        {"answer": "80"},
        (("answer",), "write either value or answer, not both"),
        id="two keys",
    ),
    pytest.param(
        {"value": None, "answer": "80"},
        (("answer",), "the run proves the key; write value: for it, or add a claim: that holds"),
        id="an answer that nothing proves",
    ),
    pytest.param(
        {"value": None, "answer": "80", "claim": 'tables["gold"].rows == 80'},
        (
            ("claim",),
            "this does not hold in the run, so it proves nothing. "
            'The run gave: `tables["gold"].rows` is 10',
        ),
        id="a claim that does not hold",
    ),
    pytest.param(
        {"wrong": [{"value": 'tables["gold"].rows * 8', "why": "?"}]},
        (("wrong", 0), "this is 80, which is right; remove it"),
        id="a slip that is right",
    ),
    pytest.param(
        {"wrong": [{"why": "?"}]}, (("wrong", 0), "write answer: and what it is"), id="no slip"
    ),
    pytest.param(
        {"belief": ["any-failure-fails-the-run"]},
        (
            ("belief", 0),
            "a run that goes by any-failure-fails-the-run gives 80, too, "
            "so it shows no such thought",
        ),
        id="a belief that leads nowhere else",
    ),
    pytest.param(
        {"run": None, "facts": ["no-rollback"]},
        (
            ("value",),
            "a value needs a run; add run: SCENARIO to the question, or write answer:",
        ),
        id="a value without a run",
    ),
    pytest.param(
        {"within": "much"},
        (("within",), "this asks for a number; write it in digits, such as 1,000"),
        id="no nearness",
    ),
    pytest.param(
        {"within": "40"},
        (("within",), "what failed-task-is-undone gives, 40, would be right, too; take less"),
        id="so near that a belief is right",
    ),
]


@pytest.mark.parametrize(("fields", "flaw"), FLAWS)
def test_a_flaw_of_a_number_names_its_place(fields, flaw):
    assert [Flaw(*flaw)] == list(flaws_of(a_number(**fields), STAGE))


def test_a_kept_number_that_is_none_is_not_read():
    kept = json.loads(QUESTION.text)
    for part in ({"key": {"answer": "many"}}, {"body": {**kept["body"], "within": "?"}}):
        with pytest.raises(ValueError, match=r"."):
            read_kept(json.dumps(kept | part), "d")
