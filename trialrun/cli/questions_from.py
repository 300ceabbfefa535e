"""`questions --from`: a question set to start from, about a job that somebody gives."""

import argparse
import sys
from typing import TYPE_CHECKING

from trialrun.cli.input import Unplayable, read_input

if TYPE_CHECKING:
    from trialrun.content import Catalog

NOT_PROVEN = "nothing can be asked about this job that a claim proves"


def print_set_about(arguments: argparse.Namespace, catalog: "Catalog") -> int:
    """Prints the set; returns 1 with a sentence where there is nothing to ask."""
    from trialrun.lab.quiz import quiz_of, starting_set
    from trialrun.questions import Scenario
    from trialrun.questions.named import SLUG, name_flaw

    if arguments.set:
        return _refused("give either a SET or --from FILE")
    if flaw := name_flaw(arguments.scenario, SLUG):
        return _refused(f"--scenario: {flaw}")
    if not arguments.seed.isascii() or not arguments.seed.isdigit() or len(arguments.seed) > 8:
        return _refused("--seed: with --from it is a whole number, as in --seed 7")
    try:
        given = read_input(arguments)
    except Unplayable as error:
        return _refused(str(error))
    for warning in given.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    story = Scenario(arguments.scenario, given.name, "", 0, "", given.world, given.actions)
    quiz = quiz_of(catalog, story)
    text = "" if quiz.why_not else starting_set(
        catalog, quiz, seed=int(arguments.seed), scenario=arguments.scenario
    )  # fmt: skip
    if not text:
        return _refused(f"{arguments.file}: {quiz.why_not or NOT_PROVEN}")
    print(text, end="")
    return 0


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
