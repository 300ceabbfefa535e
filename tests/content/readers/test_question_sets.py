"""Question sets: read, proven by running, every flaw at its line."""

import pytest

from tests.build import a_scenario, a_stage
from trialrun.content.readers.question_sets import read_question_set
from trialrun.questions import KINDS

SET = """\
title: Rollback
summary: What stays when a task fails.
order: 3
lesson: s1-jobs
questions:
  - id: what-holds
    kind: choice
    section: nothing-is-taken-back
    stem: What holds now?
    run: one-fails
    options:
      - says: the first write
        claim: tables["menu"].rows == 40
        why: It was committed.
      - says: nothing
        claim: tables["bronze"].rows == 0
        belief: job-is-a-transaction
        why: Nothing is taken back.
    facts: [no-rollback]
  - id: how-it-ends
    kind: predict
    stem: How does each task end?
    run: {scenario: one-fails, fail: ["a"]}
    why:
      a: It raises an error.
"""

SECTIONS = {"s1-jobs": frozenset({"nothing-is-taken-back"})}


def read(text: str = SET, **parts):
    defaults = {"stage": a_stage(a_scenario()), "sections": SECTIONS}
    return read_question_set("quizzes/rollback.yaml", "rollback", text, **defaults | parts)


def problems(text: str) -> list[str]:
    _, found = read(text)

    return [f"{problem.line}: {problem.message}" for problem in found]


def test_a_set_is_read_with_its_keys_proven():
    found_set, found = read()

    assert [] == found
    assert ["rollback/what-holds", "rollback/how-it-ends"] == [
        question.uid for question in found_set.questions.values()
    ]
    assert ["yes", "no"] == list(found_set.questions["what-holds"].key.values())


*OTHERS, LAST = sorted(KINDS)

FLAWS = [
    pytest.param(
        "section: nothing-is-taken-back",
        "section: nothing",
        "8: the lesson has no section `nothing`; write one of nothing-is-taken-back",
        id="unknown section",
    ),
    pytest.param(
        "id: how-it-ends",
        "id: what-holds",
        "20: `what-holds` is used twice; rename one",
        id="an id used twice",
    ),
    pytest.param(
        "run: one-fails",
        "run: one-flies",
        "10: what-holds: there is no scenario `one-flies`; did you mean `one-fails`?",
        id="unknown scenario",
    ),
    pytest.param(
        'claim: tables["bronze"].rows == 0',
        'claim: tables["price"].rows == 40',
        "16: what-holds: somebody who holds job-is-a-transaction would not pick this: the claim is "
        "false in that belief's run, too; name three-retries-by-default, or claim what that run "
        'gives. That run gave: `tables["price"].rows` is 0',
        id="a belief whose world has it false",
    ),
    pytest.param(
        'claim: tables["menu"].rows == 40',
        'claim: tables["menu"].rows == 41',
        "11: what-holds: no option holds; exactly one must, so mend the claim of the right one. "
        "The run gave: "
        '`tables["menu"].rows` is 40, `tables["bronze"].rows` is 1000',
        id="nothing holds",
    ),
    pytest.param(
        "facts: [no-rollback]",
        "facts: [no-rollback, guessed]",
        "19: what-holds: guessed is an assumption or too unsure; nobody is graded on it, so cite "
        "another",
        id="an assumption",
    ),
    pytest.param(
        'fail: ["a"]',
        'fail: ["e"]',
        "23: how-it-ends: there is no task `e` in this job",
        id="fail",
    ),
    pytest.param(
        "      a: It raises an error.",
        "      e: It raises an error.",
        "25: how-it-ends: the run has no task `e`; it has a, b, c",
        id="a reason for nothing",
    ),
    pytest.param(
        "kind: predict",
        "kind: paint",
        f"20: kind `paint` is unknown; write one of {', '.join(KINDS)}",
        id="unknown kind",
    ),
    pytest.param(
        "    kind: predict\n",
        "",
        f"20: `kind` is missing; add kind: {', '.join(OTHERS)} or {LAST}",
        id="no kind",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), FLAWS)
def test_a_flaw_is_named_at_its_line(old, new, problem):
    assert old in SET

    assert [problem] == problems(SET.replace(old, new, 1))


KEPT = [
    pytest.param("run: one-fails", "run: one-flies", ["how-it-ends"], id="a flawed first"),
    pytest.param("      a: It raises", "      e: It raises", ["what-holds"], id="a flawed second"),
    pytest.param("id: how-it-ends", "id: what-holds", ["what-holds"], id="a second of one id"),
]


@pytest.mark.parametrize(("old", "new", "kept"), KEPT)
def test_a_flawed_question_is_left_out_and_the_others_stay(old, new, kept):
    found_set, found = read(SET.replace(old, new))

    assert 1 == len(found)
    assert kept == list(found_set.questions)


def test_a_set_without_a_proven_question_is_none():
    text = SET.replace("run: one-fails", "run: x").replace("scenario: one-fails", "scenario: x")

    assert read(text)[0] is None


def test_a_question_that_stays_is_proven_as_without_the_flaw_of_the_other():
    whole, _ = read()
    rest, _ = read(SET.replace('fail: ["a"]', 'fail: ["e"]'))

    assert whole.questions["what-holds"].key == rest.questions["what-holds"].key
    assert (whole.title, whole.order, whole.lesson) == (rest.title, rest.order, rest.lesson)


def test_sections_of_a_lesson_that_cannot_be_read_are_not_checked():
    found_set, found = read(
        SET.replace("section: nothing-is-taken-back", "section: x"), sections={"s1-jobs": None}
    )

    assert [] == found
    assert ["what-holds", "how-it-ends"] == list(found_set.questions)


def test_a_broken_scenario_is_told_apart_from_an_unknown_one():
    stage = a_stage(a_scenario(), broken={"two-fail": "scenarios/two-fail.yaml"})

    found_set, found = read(SET.replace("run: one-fails", "run: two-fail"), stage=stage)

    message = (
        "what-holds: the scenario `two-fail` has a mistake of its own; see scenarios/two-fail.yaml"
    )
    assert [(10, message)] == [(problem.line, problem.message) for problem in found]
    assert ["how-it-ends"] == list(found_set.questions)


def test_a_claim_that_is_no_cel_is_told_on_one_line():
    (problem,) = problems(SET.replace('tables["bronze"].rows == 0', '"tables["'))

    assert "16: what-holds: the claim is no CEL: [ is not closed; write one more ]" == problem


WRONG_KINDS = [
    pytest.param("kind: choice", "knid: choice", "did you mean `kind`?", id="a misspelt key"),
    pytest.param("kind: choice", "kind: choise", "did you mean `choice`?", id="a misspelt kind"),
    pytest.param("kind: choice", "kind: radio", "write one of choice", id="an unknown kind"),
    pytest.param("    kind: choice\n", "", "`kind` is missing", id="no kind"),
    pytest.param("run: one-fails", "run: one-flies", "did you mean `one-fails`?", id="no scenario"),
]
BESIDE = [
    ("why: It was committed.", "wy: It was committed.", "did you mean `why`?"),
    ("belief: job-is-a-transaction", "belief: job-is-one", "there is no belief `job-is-one`"),
    ('claim: tables["menu"].rows ==', "claim: tables[“menu”].rows ==", "straight quotes"),
    ("facts: [no-rollback]", "facts: [no-rollbak]", "did you mean `no-rollback`?"),
]


@pytest.mark.parametrize("beside", BESIDE, ids=lambda beside: beside[2])
@pytest.mark.parametrize(("old", "new", "said"), WRONG_KINDS)
def test_a_wrong_kind_or_run_hides_no_other_mistake(old, new, said, beside):
    text = SET.replace(old, new, 1)
    assert text != SET
    assert [said] == [said for found in problems(text) if said in found]

    found = problems(text.replace(beside[0], beside[1], 1))
    assert 2 == len(found)
    assert [True, True] == [any(each in one for one in found) for each in (said, beside[2])]


def test_flaws_of_all_questions_are_named_at_once():
    text = SET.replace("run: one-fails", "run: x").replace("      a: It", "      e: It")

    assert ["10", "25"] == [problem.split(":")[0] for problem in problems(text)]


def test_an_unknown_lesson_is_named_at_its_line():
    assert "4: there is no lesson `s1-job`; did you mean `s1-jobs`?" in problems(
        SET.replace("s1-jobs", "s1-job")
    )


def test_an_unknown_lesson_takes_no_question_away():
    found_set, _ = read(SET.replace("s1-jobs", "s1-job"))

    assert ["what-holds", "how-it-ends"] == list(found_set.questions)


def test_an_unknown_lesson_is_one_problem():
    assert ["4: there is no lesson `s1-job`; did you mean `s1-jobs`?"] == problems(
        SET.replace("s1-jobs", "s1-job")
    )


OWN = SET.replace(
    "    section: nothing-is-taken-back", "    lesson: f2-log\n    section: one-commit", 1
)
BOTH = SECTIONS | {"f2-log": frozenset({"one-commit"})}


def test_a_question_may_name_the_lesson_that_decides_it_and_a_section_of_that_one():
    found_set, found = read(OWN, sections=BOTH)

    assert [] == found
    assert ["f2-log", "s1-jobs"] == [each.lesson for each in found_set.questions.values()]
    assert ["f2-log", "s1-jobs"] == [found_set.lesson_of(id_) for id_ in found_set.questions]


OWN_FLAWS = [
    pytest.param("f2-log", "f2-lag", "8: there is no lesson `f2-lag`; did you mean", id="lesson"),
    pytest.param(
        "one-commit", "nothing-is-taken-back", "9: the lesson has no section", id="section"
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), OWN_FLAWS)
def test_what_is_wrong_with_the_lesson_of_a_question_is_told_at_its_line(old, new, says):
    _, found = read(OWN.replace(old, new, 1), sections=BOTH)

    (problem,) = [f"{each.line}: {each.message}" for each in found]
    assert problem.startswith(says)


def test_an_unknown_lesson_of_a_question_leaves_it_there():
    found_set, _ = read(OWN.replace("f2-log", "f2-lag", 1), sections=BOTH)

    assert ["what-holds", "how-it-ends"] == list(found_set.questions)


IN_AN_OPTION = [
    pytest.param(
        "        why: It was committed.\n", "", "12: `why` is missing; add why: …", id="no reason"
    ),
    pytest.param(
        "        belief: job",
        "        beleif: job",
        "17: there is no field `beleif` here; did you mean `belief`?",
        id="a slip",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), IN_AN_OPTION)
def test_a_mistake_in_an_option_is_named_at_its_line(old, new, problem):
    assert problem in problems(SET.replace(old, new))


@pytest.mark.parametrize(("old", "new", "problem"), IN_AN_OPTION)
def test_a_mistake_in_one_of_two_options_is_one_problem(old, new, problem):
    assert [problem] == problems(SET.replace(old, new))


SLIPS = [
    pytest.param("kind: predict", "kind: predikt", id="an unknown kind"),
    pytest.param("kind: predict", "kinds: predict", id="a misspelt field"),
    pytest.param("kind: predict", "kind: predict\n    code: [1]", id="a list for text"),
]


@pytest.mark.parametrize(("old", "new"), SLIPS)
def test_a_slip_in_one_question_leaves_out_that_question_alone(old, new):
    whole, none = read(SET)
    found, problems_found = read(SET.replace(old, new, 1))
    left = [id_ for id_, q in whole.questions.items() if q.kind_name != "predict"]

    assert [] == none
    assert left == list(found.questions)
    assert {20} >= {problem.line for problem in problems_found} - {21, 22}
    assert problems_found != []


def test_a_slip_in_the_head_leaves_nothing():
    found, problems_found = read(SET.replace("title:", "titel:", 1))

    assert found is None
    assert problems_found != []


def test_lines_are_those_of_the_file_behind_a_question_that_is_left_out():
    """The flaw of the second question is told at its own line, though the first is left out."""
    text = SET.replace("kind: choice", "kind: choize", 1)
    broken = text.replace("kind: predict", "kind: predict\n    facts: [nobody-knows]")
    _, problems_found = read(broken)

    told = [problem for problem in problems_found if "nobody-knows" in problem.message]
    lines = broken.splitlines()
    assert ["    facts: [nobody-knows]"] == [lines[problem.line - 1] for problem in told]
