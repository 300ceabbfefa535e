"""Warnings about the words of a question: each where it stands, and the question is served."""

from pathlib import Path

import pytest

from tests.content.files import FILES, write
from trialrun.content import Catalog, load_catalog
from trialrun.questions import normal

SET = """\
title: Ports
summary: One question.
lesson: jobs
questions:
  - id: what-is-left
    kind: choice
    stem: The crane list is appended, then the task fails. What is left in `menu`?
    run: one-fails
    options:
      - says: All 40 rows of the crane list.
        claim: tables["menu"].rows == 40
        why: The write came before the error, and it would stay.
      - says: Nothing of the crane list at all.
        claim: tables["menu"].rows == 0
        why: The task failed before it had written a row.
      - says: The rows up to the faulty one.
        claim: tables["menu"].rows == 20
        why: A write is made whole or not.
    facts: [stays]
"""


def checked(tmp_path: Path, text: str) -> Catalog:
    return load_catalog(write(tmp_path, FILES | {"quizzes/ports.yaml": text}))


def test_a_question_with_good_words_has_no_warning(tmp_path):
    found = checked(tmp_path, SET)

    assert () == found.problems
    assert [] == [each for each in found.warnings if each.path == "quizzes/ports.yaml"]


@pytest.mark.parametrize(
    ("rule", "old", "new", "place", "told"),
    [
        ("near-duplicate", "The rows up to the faulty one.", "all 40 row of a crane list",
         "16:9", "this says the same as option 1 but for small words"),
        ("near-duplicate", "The rows up to the faulty one.", "All 40 Rows of a Crane List",
         "16:9", "this says the same as option 1 but for small words"),
        ("html-shown", "The rows up to the faulty one.", "The rows <em>up to</em> the faulty one.",
         "16:9", "`<em>` is shown as it stands, for HTML is text here"),
        ("html-shown", "A write is made whole or not.", "A write is made whole<br/>or not.",
         "18:9", "`<br/>` is shown as it stands"),
        ("html-shown", "The rows up to the faulty one.", "Where `<em>` < 3 and 4 > 2.", "", ""),
        ("all-of-the-above", "The rows up to the faulty one.", "None of the above.",
         "16:9", "“None of the above” is no option"),
        ("all-of-the-above", "The rows up to the faulty one.", "Both A and B.",
         "16:9", "“Both A and B” is no option"),
        ("long-stem", "The crane list", "The list " + "of cranes " * 60,
         "7:5", "the stem has 133 words; write at most 120"),
        ("unmarked-negative", "What is left in `menu`?", "Which of these is not true of `menu`?",
         "7:5", "the question turns on “not”, which is easily overread; write **not**"),
        ("missing-reason", "why: A write is made whole or not.", "why: It is wrong.",
         "", ""),
        ("missing-reason", "why: A write is made whole or not.", "why: Wrong.",
         "18:9", "this gives no reason"),
        ("missing-reason", "why: A write is made whole or not.", "why: The rows up to a faulty one",
         "18:9", "this says the option once more"),
        ("missing-reason", "why: A write is made whole or not.",
         "why: The task failed before it had written a row.",
         "18:9", "reason 2 reads the same"),
        ("markup-tells", "Nothing of the crane list at all.", "Nothing in `menu` at all.",
         "13:9", "the key alone has code, which tells it"),
        ("markup-tells", "Nothing of the crane list at all.", "Nothing, *nothing* at all.",
         "13:9", "the key alone has strong or stressed words"),
        ("unknown-name", "What is left in `menu`?", "What is left in `menu` of `laod`?", "", ""),
        ("unknown-name", "The crane list is", "The crane list of `load` is", "", ""),
    ],
)  # fmt: skip
def test_a_warning_says_what_is_wrong_where_and_the_question_stays(
    tmp_path, rule, old, new, place, told
):
    assert old in SET
    found = checked(tmp_path, SET.replace(old, new))

    warned = [each for each in found.warnings if each.path == "quizzes/ports.yaml"]
    assert () == found.problems
    assert "what-is-left" in found.sets["ports"].questions
    if not place:
        assert [] == warned
        return
    (warning,) = warned
    assert (rule, f"quizzes/ports.yaml:{place}") == (warning.rule, warning.at)
    assert warning.message.startswith(f"what-is-left: {told}")
    assert warning.fix


def test_a_name_one_letter_off_is_asked_about(tmp_path):
    scenario = FILES["scenarios/one-fails.yaml"].replace("load", "ingest")
    text = SET.replace("in `menu`?", "in `menu` after `ingset`?")
    files = {"quizzes/ports.yaml": text, "scenarios/one-fails.yaml": scenario}

    found = load_catalog(write(tmp_path, FILES | files)).warnings
    (warning,) = (each for each in found if each.rule == "unknown-name")

    assert "`ingset` is nothing in the run; did you mean `ingest`?" in warning.message


def written(tmp_path: Path, text: str) -> Catalog:
    """Returns a catalog in which the task writes before it fails."""
    scenario = FILES["scenarios/one-fails.yaml"].replace("{on: all}", "{on: all, after_write: 1}")
    files = {"quizzes/ports.yaml": text, "scenarios/one-fails.yaml": scenario}
    return load_catalog(write(tmp_path, FILES | files))


def test_wrong_options_that_all_rest_on_one_belief_are_one_error(tmp_path):
    belief = "        belief: job-is-a-transaction\n"
    last, first = "        why: A write is made", "        why: The task failed before"
    two = SET.replace(last, belief + last).replace("rows == 20", "rows < 20")
    every = two.replace(first, belief + first)

    assert not [w for w in written(tmp_path / "two", two).warnings if w.rule == "one-error"]
    found = written(tmp_path / "every", every)
    (warning,) = (w for w in found.warnings if w.rule == "one-error")
    assert "all wrong options rest on `job-is-a-transaction`" in warning.message
    assert ("quizzes/ports.yaml", 9) == (warning.path, warning.line)


def test_a_wrong_option_that_says_what_the_key_says_leaves_the_question_out(tmp_path):
    text = SET.replace("The rows up to the faulty one.", "Nothing of a crane list at all")
    found = checked(tmp_path, text)

    (problem,) = found.problems
    assert "ports" not in found.sets
    assert "this says the same as the key but for small words" in problem.message
    assert ("quizzes/ports.yaml:16:9", "key-among-distractors") == (problem.at, problem.rule)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It keeps 40 rows.", "It keeps 41 rows."),
        ("It writes to `gold`.", "It writes to `Gold`."),
        ("It goes to Rome.", "It goes to Roma."),
        ("It runs.", "It does not run."),
        ("5 rows", "-5 rows"),
        ("The share is 5 %.", "The share is 5."),
        ("From `a` to `b`", "From `b` to `a`"),
    ],
)
def test_numbers_names_code_and_negatives_make_another_text(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The tasks fail.", "A task failed"),
        ("It, then, stops!", "it then stops"),
        ("**All** rows stay", "All rows stay."),
    ],
)
def test_small_words_endings_and_marks_make_no_other_text(one, other):
    assert normal(one) == normal(other)


def test_long_texts_of_any_signs_are_looked_at_in_no_time():
    for piece in ("`", "which ", "? ", "*", "](", "[](", "all of ", "\n \n", ". "):
        text = (piece * 4000)[:4000]
        assert isinstance(normal(text), tuple)
