"""What is typed for a number or a text: whatever comes is an answer, or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NO_TOOLS
from tests.questions.kinds import test_number, test_text
from trialrun.questions import Reading
from trialrun.questions.kinds import kind_of

QUESTIONS = [test_number.QUESTION, test_text.QUESTION]
of_each_kind = pytest.mark.parametrize("question", QUESTIONS, ids=["number", "text"])


@of_each_kind
@given(sent=st.lists(st.text(max_size=60), max_size=3))
def test_whatever_is_sent_is_an_answer_that_fits_or_a_sentence(question, sent):
    kind = kind_of(question)
    reading = kind.read(question, {"answer": sent}, NO_TOOLS)

    if reading.error:
        return
    assert kind.fits(question, reading.response)
    kind.grade(question, reading.response)


@of_each_kind
@pytest.mark.parametrize("sent", [[], [""], ["  "]])
def test_nothing_is_no_answer(question, sent):
    found = kind_of(question).read(question, {"answer": sent}, NO_TOOLS)

    assert Reading({}, "Write your answer first, then send it.") == found
