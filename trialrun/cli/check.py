"""`check`: reads all content, plays every run a key rests on, and names every mistake."""

import argparse
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from trialrun.plural import counted
from trialrun.settings import Settings

if TYPE_CHECKING:
    from trialrun.content import Catalog

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "check", help="check lessons, scenarios, levels and question sets"
    )
    parser.add_argument("folder", nargs="?", help="where lessons/ and quizzes/ are")
    parser.add_argument(
        "--bank", action="store_true",
        help="also look at all questions together: can they be guessed unread?",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints each problem as file:line: what is wrong; returns 1 when there is one."""
    from trialrun.cli.derived import catalog_of
    from trialrun.content import par_problems

    started = perf_counter()
    settings = Settings.from_environment()
    content = Path(arguments.folder).absolute() if arguments.folder else settings.content
    catalog = catalog_of(content, settings.derived)
    pars = [problem for level in catalog.levels.values() for problem in par_problems(level)]
    problems = sorted((*catalog.problems, *pars))
    for problem in problems:
        print(problem)
    warnings = _bank(catalog) if arguments.bank else 0
    causes = sum(not problem.cause for problem in problems)
    more = f", {len(problems) - causes} that come of them" if causes < len(problems) else ""
    told = f", {counted(warnings, 'warning')}" if warnings else ""
    questions = sum(len(question_set.questions) for question_set in catalog.sets.values())
    seconds = perf_counter() - started
    print(
        f"{counted(len(catalog.lessons), 'lesson')}, "
        f"{counted(len(catalog.scenarios), 'scenario')}, "
        f"{counted(len(catalog.levels), 'level')}, "
        f"{counted(len(catalog.sets), 'question set')} with "
        f"{counted(questions, 'proven question')}, "
        f"{counted(causes, 'problem')}{more}{told} ({seconds:.1f} s)"
    )
    return 1 if problems else 0


def _bank(catalog: "Catalog") -> int:
    """Prints what all questions are like together; returns how much is wrong with that."""
    from trialrun.cli.bank import bank_told
    from trialrun.questions.bank.report import bank_report

    sets = catalog.sets.values()
    report = bank_report(question for found in sets for question in found.questions.values())
    for flaw in report.flaws:
        file = f"quizzes/{flaw.set_slug}.yaml" if flaw.set_slug else "quizzes"
        print(f"{file}: warning: {flaw.message}")
    print("\n".join(bank_told(report)))
    return len(report.flaws)
