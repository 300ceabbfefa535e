"""A question that was put is read again as the one it was."""

import json

import pytest

from tests.build import a_question, bundled
from trialrun.questions import Question, read_kept, read_question
from trialrun.questions.kinds import kind_of

BUNDLED = [
    *(question for found in bundled().sets.values() for question in found.questions.values()),
    *(bundled().level_question(slug) for slug in bundled().levels),
]


@pytest.mark.parametrize("question", BUNDLED, ids=lambda question: question.uid)
def test_a_kept_question_is_the_one_that_was_put(question: Question) -> None:
    kept = read_kept(question.text, question.digest)

    assert (question.digest, question) == (kept.digest, kept)
    assert kind_of(question).show(question, seed="s") == kind_of(kept).show(kept, seed="s")
    # The parts of a verdict come in the order of the key: that of the graph, for a prediction.
    assert list(question.key) == list(kept.key)


def test_what_a_later_version_adds_may_be_missing_or_unknown() -> None:
    question = a_question()
    text = json.loads(question.text)
    del text["played"]
    kept = read_kept(json.dumps(text | {"hint": "?"}), question.digest)

    # It goes by what it was put under, or no answer to it would be known any more.
    assert (question.stem, question.digest) == (kept.stem, kept.digest)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"stem": 1}', '{"runs": 3}', '{"runs": [[1]]}', "[" * 100_000]
)
def test_a_text_that_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_question(text)
