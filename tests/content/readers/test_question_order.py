"""What an author says of the order of questions and options."""

import pytest

from tests.build import a_choice, a_question, a_scenario, a_stage
from trialrun.content.readers.question_sets import read_question_set
from trialrun.questions import kind_of, read_kept

HEAD = "title: T\nsummary: S\nlesson: s1-jobs\n"
QUESTION = "  - {id: ID, kind: predict, stem: How?, run: one-fails}\n"


def read(*questions: str, head: str = HEAD):
    entries = (QUESTION.replace("ID", each) for each in questions)
    text = f"{head}questions:\n{''.join(entries)}"
    stage = a_stage(a_scenario())
    return read_question_set("q.yaml", "q", text, stage=stage, sections={"s1-jobs": None})


def told(*questions: str, head: str = HEAD) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in read(*questions, head=head)[1]]


def test_a_set_is_shuffled_unless_it_says_otherwise():
    assert read("a")[0].is_shuffled
    assert not read("a", head=f"{HEAD}shuffle: no\n")[0].is_shuffled
    assert ["4: this must be yes or no"] == told("a", head=f"{HEAD}shuffle: perhaps\n")


def test_a_question_may_follow_another_also_one_further_down():
    found, problems = read("a, follows: b", "b")

    assert [] == problems
    assert {"a": "b"} == found.follows
    assert {"q/a": "q/b"} == found.uids_followed


FLAWS = [
    pytest.param(
        ["one", "b, follows: oen"],
        "6: there is no question `oen` in this set; did you mean `one`?",
        id="a slip",
    ),
    pytest.param(
        ["a", "b, follows: zzz"], "6: there is no question `zzz` in this set", id="nothing like it"
    ),
    pytest.param(["a, follows: a"], "5: a question does not follow itself", id="itself"),
]


@pytest.mark.parametrize(("questions", "said"), FLAWS)
def test_what_cannot_be_followed_is_named_at_its_line(questions, said):
    (found,) = told(*questions)

    assert found.startswith(said)


def test_a_circle_is_named_once_at_its_first_question():
    assert [
        "5: these follow each other: a, c, b, a; one has to come first",
    ] == told("a, follows: c", "b, follows: a", "c, follows: b", "d, follows: a")


def test_in_a_set_that_keeps_its_order_what_follows_stands_behind():
    head = f"{HEAD}shuffle: no\n"

    assert [] == told("a", "b, follows: a", head=head)
    assert ["6: with shuffle: no, questions keep the order of the file; put it behind `b`"] == (
        told("a, follows: b", "b", head=head)
    )


def test_options_keep_their_order_if_the_question_says_so():
    question = a_question(a_choice(shuffle=False))
    written = [option["id"] for option in question.body["options"]]

    for again in (question, read_kept(question.text, question.digest)):
        shown = [
            [option["id"] for option in kind_of(again).show(again, seed=str(seed))]
            for seed in range(20)
        ]
        assert [written] * 20 == shown


def test_options_are_shuffled_else_and_so_are_those_that_were_kept_before():
    question = a_question()
    before = question.text.replace(',"in_order":false', "")

    assert before != question.text
    for again in (question, read_kept(before, question.digest)):
        shown = {
            tuple(option["id"] for option in kind_of(again).show(again, seed=str(seed)))
            for seed in range(50)
        }
        assert 6 == len(shown)
        assert again.says_the_same(question)
