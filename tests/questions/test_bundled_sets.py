"""The bundled question sets: proven, placed in a lesson, and not to be guessed without reading."""

import re
from collections.abc import Callable
from math import sqrt

import pytest

from tests.build import bundled
from trialrun.questions import Question
from trialrun.questions.kinds import kind_of
from trialrun.questions.kinds.options import PICKED

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
def test_a_question_belongs_to_a_section_of_its_lesson(question: Question):
    lesson = bundled().lessons[question.lesson]

    assert question.section in lesson.sections


@by_question
def test_a_question_cites_a_fact_that_may_be_graded_on(question: Question):
    assert question.facts
    assert [] == [fact.id for fact in question.facts if not fact.is_gradable]


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if "options" in q.body], ids=lambda q: q.uid
)
def test_a_choice_has_at_least_three_options(question: Question):
    assert len(question.key) >= 3


HEDGE = re.compile(r"\b(may|might|can|could|usually|typically|often|some|unless|as far as)\b")

BOTS: dict[str, Callable[[list[dict[str, str]]], dict[str, str]]] = {
    "longest": lambda options: max(options, key=lambda option: len(option["says"])),
    "shortest": lambda options: min(options, key=lambda option: len(option["says"])),
    "first in the file": lambda options: options[0],
    "second in the file": lambda options: options[1],
    "third in the file": lambda options: options[2],
    "last in the file": lambda options: options[-1],
    "most hedged": lambda options: max(options, key=lambda o: len(HEDGE.findall(o["says"]))),
    "least hedged": lambda options: min(options, key=lambda o: len(HEDGE.findall(o["says"]))),
    "most code": lambda options: max(options, key=lambda option: option["says"].count("`")),
}


@pytest.mark.parametrize("bot", list(BOTS))
def test_a_bot_that_never_reads_does_not_beat_chance(bot):
    """By no more than two standard errors, over all choice questions together."""
    hits = sum(q.key[BOTS[bot](q.body["options"])["id"]] == PICKED for q in CHOICES)

    chances = [1 / len(question.body["options"]) for question in CHOICES]
    spread = sqrt(sum(chance * (1 - chance) for chance in chances))
    assert hits <= sum(chances) + 2 * spread


def test_there_are_enough_questions_to_tell_a_bot_from_chance():
    assert len(CHOICES) >= 20
