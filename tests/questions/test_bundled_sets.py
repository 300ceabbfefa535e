"""The bundled question sets: proven, and placed in a lesson. bank/ holds that none is guessed."""

import pytest

from tests.build import bundled
from trialrun.questions import Question
from trialrun.questions.kinds import kind_of

SETS = bundled().sets
QUESTIONS = [question for found in SETS.values() for question in found.questions.values()]
CHOICES = [question for question in QUESTIONS if question.kind_name == "choice"]

by_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.uid)


def test_all_four_banks_of_the_card_are_there():
    assert {"pipeline-vs-job", "rollback", "repair-vs-rerun", "cluster-choice"} <= set(SETS)


def test_no_file_has_a_problem():
    assert () == bundled().problems


@by_question
def test_a_key_is_proven_and_nobody_meets_it_by_saying_nothing(question: Question):
    assert kind_of(question).grade(question, question.key).is_correct
    assert not kind_of(question).grade(question, {}).is_correct


@by_question
def test_a_question_belongs_to_a_section_of_its_lesson_once_that_is_written(question: Question):
    lesson = bundled().lessons.get(question.lesson)

    assert question.section in lesson.sections if lesson else not question.section


@by_question
def test_a_question_cites_a_fact_that_may_be_graded_on(question: Question):
    assert question.facts
    assert [] == [fact.id for fact in question.facts if not fact.is_gradable]


@by_question
def test_a_question_cites_a_fact_that_its_lesson_tells(question: Question):
    assert {fact.id for fact in question.facts} & set(bundled().lessons[question.lesson].facts)


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if "options" in q.body], ids=lambda q: q.uid
)
def test_a_choice_has_at_least_three_options(question: Question):
    assert len(question.key) >= 3


def test_there_are_enough_questions_to_tell_a_bot_from_chance():
    assert len(CHOICES) >= 20
