"""The wrong answers that a question has a page for: what would have made them right. No test."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.build import bundled
from trialrun.engine import BELIEFS, Endless
from trialrun.questions import ClaimError, Question
from trialrun.questions.claims import text_of
from trialrun.questions.kind import Wish
from trialrun.questions.kinds import kind_of
from trialrun.questions.question import PROOF
from trialrun.questions.stage import world_facts


class WrongAnswer(NamedTuple):
    """A wrong answer to a question: what was said, what would have to be so, which beliefs."""

    question: Question
    said: str
    wish: Wish
    beliefs: tuple[str, ...]


def asked_questions() -> list[Question]:
    """Returns the questions of ours that one story decides."""
    every = (q for found in bundled().sets.values() for q in found.questions.values())
    return [q for q in every if len(q.runs) == 1 and PROOF in q.body and _is_bundled(q)]


def wrong_answers(question: Question) -> list[WrongAnswer]:
    """Returns the wrong answers to a question that people are known or thought to give."""
    kind = kind_of(question)
    found = []
    for said, response in _responses(question):
        grade, wish = kind.grade(question, response), kind.wish(question, response)
        if wish and not grade.is_correct:
            held = dict.fromkeys(part.belief_id for part in grade.parts)
            beliefs = tuple(belief for belief in held if belief in BELIEFS)
            found.append(WrongAnswer(question, said, wish, beliefs))
    return found


def _is_bundled(question: Question) -> bool:
    return question.runs[0].scenario in bundled().scenarios


def _responses(question: Question) -> Iterator[tuple[str, dict[str, str]]]:
    key, body = question.key, question.body
    if "options" in body:
        picks = [id_ for id_, value in key.items() if value == "yes"]
        for option in body["options"]:
            if option["id"] not in picks:
                yield option["says"], dict.fromkeys([*picks[1:], option["id"]], "yes")
    elif question.kind_name == "match":
        for known in body["known"]:
            yield known["side"], {**key, known["item"]: known["side"]}
    elif question.kind_name == "predict":
        yield from _predictions(question)
    else:
        for known in body.get("known", ()):
            yield known["answer"], {"answer": known["answer"]}


def _predictions(question: Question) -> Iterator[tuple[str, dict[str, str]]]:
    """Yields what is predicted by whoever holds a belief."""
    (run,), claims = question.runs, question.body[PROOF]["claims"]
    story = bundled().scenarios[run.scenario]
    for belief in BELIEFS.values():
        try:
            facts = world_facts({"": story.play_text(run.what_if, belief.rules)})
            told = {part: text_of(claim, facts) for part, claim in claims.items()}
        except (Endless, ClaimError):
            continue
        response = {part: told.get(part, value) for part, value in question.key.items()}
        if kind_of(question).fits(question, response):
            yield belief.id, response
