"""`check`: reads all content, plays every run a key rests on, and names every mistake."""

import argparse
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from trialrun.plural import counted
from trialrun.settings import Settings

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "check", help="check lessons, scenarios, levels and question sets"
    )
    parser.add_argument("folder", nargs="?", help="where lessons/ and quizzes/ are")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints each problem as file:line: what is wrong; returns 1 when there is one."""
    from trialrun.content import load_catalog, par_problems

    started = perf_counter()
    catalog = load_catalog(Path(arguments.folder or Settings.from_environment().content))
    pars = [problem for level in catalog.levels.values() for problem in par_problems(level)]
    problems = sorted((*catalog.problems, *pars))
    for problem in problems:
        print(problem)
    causes = sum(not problem.cause for problem in problems)
    more = f", {len(problems) - causes} that come of them" if causes < len(problems) else ""
    questions = sum(len(question_set.questions) for question_set in catalog.sets.values())
    seconds = perf_counter() - started
    print(
        f"{counted(len(catalog.lessons), 'lesson')}, "
        f"{counted(len(catalog.scenarios), 'scenario')}, "
        f"{counted(len(catalog.levels), 'level')}, "
        f"{counted(len(catalog.sets), 'question set')} with "
        f"{counted(questions, 'proven question')}, "
        f"{counted(causes, 'problem')}{more} ({seconds:.1f} s)"
    )
    return 1 if problems else 0
