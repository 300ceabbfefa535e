"""The learner of surface cues foretells each question by all the others, and never by itself."""

import pytest

from tests.questions.bank.guessed import PLAIN, asked, place, planted
from trialrun.questions.bank import learner
from trialrun.questions.bank.cues import within
from trialrun.questions.bank.learner import foretold


def fitted_without(questions, left):
    """Fits all questions but one from scratch, and returns what that foretells of the one."""
    rest = [question for question in questions if question is not left]
    features = [learner._features(question) for question in rest]
    inverse = learner._inverse(learner._system(features, len(features[0][0])))
    sums = [0.0] * len(features[0][0])
    for rows, question in zip(features, rest, strict=True):
        for row, target in zip(rows, within([float(r) for r in question.rights]), strict=True):
            sums = [total + value * target for total, value in zip(sums, row, strict=True)]
    weights = learner._times(inverse, sums)
    return [learner._dot(row, weights) for row in learner._features(left)]


def test_leaving_one_out_in_closed_form_is_fitting_all_the_others():
    words = ["always", "may", "`gold`", "stays", "removed", "longer than others", "What", ""]
    questions = [
        asked(n, [f"{t} {words[(n * 3 + at * 5) % 8]}" for at, t in enumerate(PLAIN)],
              right=[place(n)])
        for n in range(12)
    ]  # fmt: skip

    for question, found in zip(questions, foretold(questions), strict=True):
        assert fitted_without(questions, question) == pytest.approx(found)


def test_a_key_that_only_its_own_question_tells_is_not_foretold():
    """A learner that saw the answer would meet the only long key."""
    (long,) = planted(lambda text, right: text + " and on and on" * right, 1)
    questions = [long, *planted(lambda text, right: text)]

    first = foretold(questions)[0]
    assert max(first) - min(first) < 0.5


def test_nothing_is_foretold_of_nothing():
    assert [] == foretold([])
