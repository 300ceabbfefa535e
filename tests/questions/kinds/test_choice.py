"""Choice: the key is what the run says; every flaw names its place."""

import re
from dataclasses import replace

import pytest

from tests.build import NO_TOOLS, a_choice, a_question, a_stage, an_option
from tests.questions.kinds.options import ALSO, BLANK, BOTH, FOREIGN, NONE, TRUE
from trialrun.engine import BELIEFS
from trialrun.nearest import few
from trialrun.questions import Flaw, Part, Reading, flaws_of
from trialrun.questions.kinds import kind_of
from trialrun.questions.kinds.options import LEFT, PICKED

BELIEF = {"belief": "job-is-a-transaction"}


def ids(*options):
    return [option.id for option in a_choice(*options).options]


def test_the_key_is_what_the_run_says():
    question = a_question(a_choice(TRUE, NONE, BOTH))

    assert [PICKED, LEFT, LEFT] == list(question.key.values())


def test_a_question_of_facts_is_keyed_by_its_author():
    options = an_option("RESTORE", correct=True), an_option("cancel")

    question = a_question(a_choice(*options, run=None, facts=["no-rollback"]))

    assert [PICKED, LEFT] == list(question.key.values())


def test_two_runs_are_told_apart_by_name():
    options = (
        an_option("only the fixed one", 'fixed.run == "SUCCESS" && broken.run == "FAILED"'),
        an_option("both", 'fixed.run == "SUCCESS" && broken.run == "SUCCESS"'),
    )
    runs = {"broken": "one-fails", "fixed": {"scenario": "one-fails", "fail": ["none"]}}

    question = a_question(a_choice(*options, run=None, runs=runs))

    assert [PICKED, LEFT] == list(question.key.values())


def test_a_distractor_may_be_the_consequence_of_a_belief():
    assert [] == list(flaws_of(a_choice(TRUE, NONE | BELIEF), a_stage()))


SAME = TRUE | {"why": "Another reason."}

GAVE = re.compile(r"\. (?:The|That) run gave: ")

FLAWS = [
    pytest.param(
        (TRUE, an_option("?")),
        (("options", 1), "the question is about a run, so the option needs a claim: CEL"),
        id="no claim",
    ),
    pytest.param(
        (TRUE, an_option("?", "dup")),
        (("options", 1, "claim"), "the claim gives 0; write one that is true or false, with =="),
        id="not boolean",
    ),
    pytest.param(
        (TRUE, BOTH | BELIEF),
        (
            ("options", 1, "claim"),
            "somebody who holds job-is-a-transaction would not pick this: the claim is false in "
            "that belief's run, too; name three-retries-by-default, or claim what that run gives",
        ),
        id="a belief whose world has it false",
    ),
    pytest.param(
        (TRUE, NONE | {"belief": "nope"}),
        (
            ("options", 1, "belief"),
            f"there is no belief `nope`; write one of {few(sorted(BELIEFS), 'nope')}",
        ),
        id="an unknown belief",
    ),
    pytest.param(
        (TRUE | BELIEF, NONE),
        (
            ("options", 0, "belief"),
            "this option holds in the real run, so it shows no belief",
        ),
        id="a belief on a true option",
    ),
    pytest.param(
        (TRUE | {"correct": True}, NONE),
        (("options", 0, "correct"), "the run decides what is correct; remove this line"),
        id="correct beside a run",
    ),
    pytest.param(
        (TRUE, ALSO),
        (("options",), "options 1 and 2 hold; exactly one must, so narrow a claim"),
        id="two true claims",
    ),
    pytest.param(
        (NONE, BOTH),
        (
            ("options",),
            "no option holds; exactly one must, so mend the claim of the right one",
        ),
        id="none true",
    ),
]


@pytest.mark.parametrize(("options", "flaw"), FLAWS)
def test_a_flaw_of_a_choice_names_its_place(options, flaw):
    (found,) = flaws_of(a_choice(*options), a_stage())

    assert Flaw(*flaw) == replace(found, message=GAVE.split(found.message)[0])


def test_a_key_that_the_run_does_not_give_is_told_with_what_it_gave():
    (found,) = flaws_of(a_choice(NONE, BOTH), a_stage())

    told = '`tables["bronze"].rows` is 1000, `tables["price"].rows` is 0'
    assert found.message.endswith(f"the claim of the right one. The run gave: {told}")


def test_of_a_belief_that_would_not_pick_it_those_are_named_that_would():
    wrong = NONE | {"belief": "append-knows-its-rows"}
    (found,) = flaws_of(a_choice(TRUE, wrong), a_stage())

    assert found.message.partition("; ")[2].startswith(
        "name job-is-a-transaction, or claim what that run gives. That run gave: "
    )


CLAIM_FLAWS = [
    pytest.param("dup ==", "something is missing at its end", id="bad CEL, with a caret"),
    pytest.param('tables["nope"].rows == 1', "there is no tables['nope']", id="unknown key"),
    pytest.param("nope == 1", "there is no `nope` in the run; it has", id="unknown name"),
]


@pytest.mark.parametrize(("claim", "sentence"), CLAIM_FLAWS)
def test_a_claim_that_cannot_be_judged_is_a_flaw(claim, sentence):
    (flaw,) = flaws_of(a_choice(TRUE, an_option("?", claim)), a_stage())

    assert ("options", 1, "claim") == flaw.at
    assert sentence in flaw.message


def test_a_claim_that_cannot_be_judged_in_the_beliefs_run_is_a_flaw():
    option = an_option("?", 'tables["bronze"].rows == 0 && tables["nope"].rows == 1', **BELIEF)

    (flaw,) = flaws_of(a_choice(TRUE, option), a_stage())

    assert ("options", 1, "claim") == flaw.at


def test_an_unknown_key_behind_a_short_circuit_is_a_flaw():
    option = an_option("?", 'run == "SUCCESS" && tables["nope"].rows == 1')

    assert 1 == len(list(flaws_of(a_choice(TRUE, option), a_stage())))


def test_two_options_that_say_the_same_are_a_flaw():
    (flaw, *_) = flaws_of(a_choice(TRUE, SAME, NONE), a_stage())

    told = "this reads like option 1, so nobody can tell them apart; reword or remove one"
    assert Flaw(("options", 1, "says"), told) == flaw


WITHOUT_A_RUN = [
    pytest.param({"claim": "true"}, "claim", "a claim needs a run", id="claim"),
    pytest.param(BELIEF, "belief", "a belief needs a run", id="belief"),
]


@pytest.mark.parametrize(("field", "name", "sentence"), WITHOUT_A_RUN)
def test_proof_needs_a_run(field, name, sentence):
    options = an_option("yes", correct=True), an_option("no") | field

    (flaw,) = flaws_of(a_choice(*options, run=None, facts=["no-rollback"]), a_stage())

    assert Flaw(("options", 1, name), f"{sentence}; add run: SCENARIO to the question") == flaw


def test_option_ids_do_not_depend_on_order():
    there, back = ids(TRUE, NONE, BOTH), ids(BOTH, NONE, TRUE)

    assert there == back[::-1]


def test_option_ids_do_not_tell_what_is_right():
    reworded = {"why": "No.", "claim": "false"}

    assert ids(TRUE, NONE)[0] == ids(TRUE | reworded, NONE)[0]


SPEC = a_choice(TRUE, NONE, BOTH)
QUESTION = a_question(SPEC)
A, B, C = QUESTION.key
ONE = "Only one answer holds here. Pick one option."

READINGS = [
    pytest.param(QUESTION, [A], Reading({A: PICKED}), id="one"),
    pytest.param(QUESTION, [A, A], Reading({A: PICKED}), id="the same twice"),
    pytest.param(QUESTION, [], Reading({}, BLANK), id="blank"),
    pytest.param(QUESTION, ["nope"], Reading({}, FOREIGN), id="unknown option"),
    pytest.param(QUESTION, [A, "nope"], Reading({A: PICKED}, FOREIGN), id="one of two unknown"),
    pytest.param(QUESTION, [""], Reading({}, FOREIGN), id="empty value"),
    pytest.param(QUESTION, [A, B], Reading({}, ONE), id="several for choice"),
]


@pytest.mark.parametrize(("question", "picked", "reading"), READINGS)
def test_a_form_is_read(question, picked, reading):
    assert reading == kind_of(question).read(question, {"option": picked}, NO_TOOLS)


def test_a_form_without_the_field_is_blank():
    assert Reading({}, BLANK) == kind_of(QUESTION).read(QUESTION, {"other": [A]}, NO_TOOLS)


GRADES = [
    pytest.param(QUESTION, [A], True, 1.0, id="the right one"),
    pytest.param(QUESTION, [B], False, 1 / 3, id="a wrong one: one of three is judged rightly"),
]


@pytest.mark.parametrize(("question", "picked", "is_correct", "score"), GRADES)
def test_an_answer_is_right_or_not_and_scored_by_its_options(question, picked, is_correct, score):
    grade = kind_of(question).grade(question, dict.fromkeys(picked, PICKED))

    assert (is_correct, score) == (grade.is_correct, grade.score)


def test_a_grade_tells_each_option_with_its_reason():
    grade = kind_of(QUESTION).grade(QUESTION, {B: PICKED})

    assert Part(B, "nothing is there", PICKED, LEFT, "Because.", False) == grade.parts[1]
    assert [False, False, True] == [part.is_right for part in grade.parts]
