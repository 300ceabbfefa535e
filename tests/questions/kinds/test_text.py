"""Text: how it is spelt counts for little; what a belief would give is told as that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NO_TOOLS, a_question, a_stage
from trialrun.diagram import WORDS
from trialrun.engine import BELIEFS
from trialrun.questions import Flaw, Reading, flaws_of, read_kept
from trialrun.questions.kinds.text import KIND, TextSpec, plain_form

STAGE = a_stage()


def a_text(**fields):
    defaults = {
        "id": "which", "stem": "How does `b` end?", "kind": "text", "run": "one-fails",
        "value": 'tasks["c"].state', "why": "It fails after a write.",
    }  # fmt: skip
    return TextSpec.model_validate(defaults | fields)


def of_facts(answer="{{tasks.load.values.rows}}", **fields):
    return a_text(run=None, value=None, answer=answer, facts=["no-rollback"], **fields)


SPEC = of_facts(
    also=["{{ tasks.[load].values.[rows] }}"],
    wrong=[{"answer": "{{job.parameters.rows}}", "why": "That is a parameter of the job."}],
)
QUESTION = a_question(SPEC, STAGE)


def graded(question, text):
    (part,) = KIND.grade(question, {"answer": text}).parts
    return part


SPELLINGS = [
    "{{tasks.load.values.rows}}", "{{ tasks.load.values.rows }}", "`{{tasks.load.values.rows}}`",
    "“{{Tasks.Load.Values.Rows}}”", "{{tasks . load . values . rows}}.",
    "{{tasks.[load].values.[rows]}}",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_capitals_blanks_quotes_and_backticks_count_for_nothing(text):
    assert graded(QUESTION, text).is_right


@pytest.mark.parametrize("text", ["{{tasks.load.rows}}", "tasks.load.values.rows", "load"])
def test_another_text_is_wrong(text):
    assert not graded(QUESTION, text).is_right


def test_dashes_that_a_phone_sets_are_those_that_were_typed():
    question = a_question(of_facts("bundle deploy --target prod"), STAGE)

    assert graded(question, "bundle deploy —target prod").is_right


@pytest.mark.parametrize(
    ("state", "word"), [(str(state), word) for state, word in WORDS.items() if state]
)
def test_a_state_goes_by_its_name_in_the_ui_too(state, word):
    assert plain_form(state) == plain_form(word)


def test_the_key_may_be_what_the_run_gives():
    question = a_question(a_text(), STAGE)

    assert {"answer": "FAILED"} == question.key
    assert graded(question, "failed").is_right


def test_what_a_belief_would_give_is_told_as_that_belief():
    question = a_question(
        a_text(run={"scenario": "one-fails", "fail": ["a"]}, value='tasks["b"].state'), STAGE
    )
    part = graded(question, "Succeeded")

    assert question.key == {"answer": "UPSTREAM_FAILED"}
    assert part.belief_id == "depends-on-is-only-order"
    assert f"“{BELIEFS[part.belief_id].says}”" in part.belief


def test_a_claim_proves_a_word_that_no_value_is():
    spec = a_text(value=None, answer="c", claim='tasks["c"].state == "FAILED"')

    assert [] == list(flaws_of(spec, STAGE))
    assert {"answer": "c"} == a_question(spec, STAGE).key


def test_a_slip_is_told_and_a_misspelt_one_too():
    for typed in ("{{job.parameters.rows}}", "{{job.parameter.rows}}"):
        assert graded(QUESTION, typed).belief == "That is a parameter of the job."
    assert graded(QUESTION, "{{tasks.load.value.rows}}").belief == (
        "You were near: only the spelling is another."
    )
    assert graded(QUESTION, "no idea").belief == ""


READINGS = [
    pytest.param([" a  b "], Reading({"answer": "a b"}), id="blanks are one"),
    pytest.param(
        ['"."'],
        Reading({"answer": '"."'}, "Write your answer in letters or digits."),
        id="signs only",
    ),
    pytest.param(
        ["a" * 201],
        Reading({"answer": "a" * 200}, "That is too long. Write at most 200 characters."),
        id="too long",
    ),
]


@pytest.mark.parametrize(("sent", "reading"), READINGS)
def test_a_form_is_read(sent, reading):
    assert reading == KIND.read(QUESTION, {"answer": sent}, NO_TOOLS)


@given(st.text(max_size=60))
def test_a_plain_form_stays_as_it_is(text):
    once = plain_form(text)

    assert once == plain_form(once) or any(not sign.isascii() for sign in text)


FLAWS = [
    pytest.param({"value": None}, ((), "write value: and what of the run is asked for"), id="none"),
    pytest.param(
        {"value": "tasks"},
        (("value",), "the claim gives no single value; write what of it, as in `.state`"),
        id="no single value",
    ),
    pytest.param(
        {"run": None, "value": None, "facts": ["no-rollback"]},
        ((), "write answer: and what it is"),
        id="no answer",
    ),
    pytest.param(
        {"run": None, "value": None, "answer": '"."', "facts": ["no-rollback"]},
        (("answer",), "write your answer in letters or digits"),
        id="nothing to type",
    ),
    pytest.param(
        {"wrong": [{"answer": "`failed`", "why": "?"}]},
        (("wrong", 0), "this is `failed`, which is right; remove it"),
        id="a slip that is right",
    ),
]


@pytest.mark.parametrize(("fields", "flaw"), FLAWS)
def test_a_flaw_of_a_text_names_its_place(fields, flaw):
    assert [Flaw(*flaw)] == list(flaws_of(a_text(**fields), STAGE))


def test_a_kept_key_that_nobody_can_type_is_not_read():
    kept = json.loads(QUESTION.text)

    with pytest.raises(ValueError, match=r"letters"):
        read_kept(json.dumps(kept | {"key": {"answer": "''"}}), "d")


@pytest.mark.parametrize(
    ("part", "values"),
    [("also", ["gone"] * 4_000), ("known", [{"answer": "gone"}] * 2_000)],
)
def test_a_kept_text_with_more_spellings_than_can_be_compared_is_not_read(part, values):
    kept = json.loads(QUESTION.text)
    kept["body"][part] = values

    with pytest.raises(ValueError, match="at most"):
        read_kept(json.dumps(kept), "d")
