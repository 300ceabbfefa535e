"""What is found over whole sets, as problems with their place in a file. Reads no file."""

from collections.abc import Iterable

from trialrun.content.catalog import Catalog
from trialrun.content.together import told_once
from trialrun.problem import Problem
from trialrun.questions import Question
from trialrun.questions.bank.rules import BankFlaw, rule_flaws

EVERY_SET = "quizzes"
"""The place of what is wrong with all sets together."""


def questions_in(catalog: Catalog) -> list[Question]:
    """Returns all questions of all sets, in their order. Reads all of them."""
    return [question for found in catalog.sets.values() for question in found.questions.values()]


def warnings_of(catalog: Catalog, questions: Iterable[Question]) -> list[Problem]:
    """Returns the warnings of all files, and those that only several questions give."""
    found = placed(catalog, rule_flaws(list(questions)))
    return told_once([*catalog.warnings, *found])


def placed(catalog: Catalog, flaws: Iterable[BankFlaw]) -> list[Problem]:
    """Returns flaws of a bank as warnings in the files that they are about."""
    return [_placed(catalog, flaw) for flaw in flaws]


def _placed(catalog: Catalog, flaw: BankFlaw) -> Problem:
    file = f"quizzes/{flaw.set_slug}.yaml" if flaw.set_slug else EVERY_SET
    found = catalog.sets.get(flaw.set_slug)
    line, column = found.places.get(flaw.id, (0, 0)) if found else (0, 0)
    return Problem(
        file, line, flaw.message, column=column, rule=flaw.rule, is_warning=True
    )  # fmt: skip
