"""`check`: reads all content, plays every run a key rests on, and names every mistake."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, time
from typing import TYPE_CHECKING

from trialrun.cli.report_options import add_report_options
from trialrun.plural import counted
from trialrun.settings import Settings

if TYPE_CHECKING:
    from trialrun.content import Catalog
    from trialrun.content.proofs import Proofs
    from trialrun.problem import Problem
    from trialrun.questions import Question
    from trialrun.questions.bank.report import BankReport

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

EPILOG = """\
An error leaves out what it is about, in the app too; a warning is about what is served. What did
not change since the last time is not proven again: it is kept below TRIALRUN_DATA.

Ends with 0 where nothing is found that --fail-on asks for, with 1 where something is.
"""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "check",
        help="check lessons, figures, scenarios, levels, incidents and question sets",
        description="Check all content, and prove every key.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", help="where lessons/ and quizzes/ are")
    parser.add_argument(
        "--bank", action="store_true",
        help="also look at all questions together: can they be guessed, do they find beliefs out?",
    )  # fmt: skip
    parser.add_argument(
        "--facts", action="store_true",
        help="also look at the facts: which does nobody use, and which were read long ago?",
    )  # fmt: skip
    add_report_options(parser)
    parser.add_argument(
        "--except", dest="told_only", metavar="RULE", action="append", default=[],
        help="tell warnings of this rule, and do not fail for them (may be given again)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints each problem as file:line:column: what is wrong; returns 1 when there is one."""
    from trialrun.cli.derived import catalog_of
    from trialrun.cli.over_files import dead_links_in, flaws_of_facts, unused_terms
    from trialrun.content.proofs import Proofs
    from trialrun.content.warned import placed, questions_in, warnings_of

    if unknown := _unknown_rule(arguments.told_only):
        print(unknown, file=sys.stderr)
        return 2
    started = perf_counter()
    settings = Settings.from_environment()
    content = Path(arguments.folder).absolute() if arguments.folder else settings.content
    catalog = catalog_of(content, settings.derived)
    now_s = int(time())
    today = datetime.fromtimestamp(now_s, UTC).date()
    proofs = Proofs(settings.proofs, now_s=now_s)
    errors = sorted((*catalog.problems, *_searched(catalog, proofs)))
    questions = questions_in(catalog)
    warnings = warnings_of(catalog, questions)
    warnings += [*dead_links_in(content, catalog), *unused_terms(content, catalog)]
    warnings += flaws_of_facts(content, catalog, questions, today) if arguments.facts else ()
    report = _bank(content, catalog, questions, proofs) if arguments.bank else None
    warnings += placed(catalog, report.flaws) if report else ()
    proofs.close()
    found = [*errors, *warnings]
    if arguments.json or arguments.sarif:
        _print_report(arguments, found, catalog, report)
    else:
        for line in _told(found, report):
            print(line)
        print(f"{_summary(catalog, errors, warnings)} ({perf_counter() - started:.1f} s)")
    counted_in = [each for each in warnings if each.rule not in arguments.told_only]
    failing = {"error": errors, "warning": [*errors, *counted_in], "never": ()}
    return 1 if failing[arguments.fail_on] else 0


def _unknown_rule(named: "Sequence[str]") -> str:
    """Says which of some rules there is not; "" where there are all."""
    from trialrun.nearest import offered
    from trialrun.questions.bank.told_rules import RULES

    unknown = next((rule for rule in named if rule not in RULES), "")
    return f"check: there is no rule `{unknown}`{offered(unknown, RULES)}" if unknown else ""


def _searched(catalog: "Catalog", proofs: "Proofs") -> "Iterator[Problem]":
    """Yields levels that can be solved in fewer moves, incidents by better acts than they say."""
    from trialrun.content import best_problems, par_problems

    for slug, level in catalog.levels.items():
        yield from proofs.of(f"par {slug}", level.source, partial(par_problems, level))
    for slug, incident in catalog.incidents.items():
        source = incident.level.source
        yield from proofs.of(f"best {slug}", source, partial(best_problems, incident))


def _bank(
    content: Path, catalog: "Catalog", questions: "Sequence[Question]", proofs: "Proofs"
) -> "BankReport":
    from trialrun.content.coverage import apart_in, coverage_from, proof_of
    from trialrun.content.folder import Folder
    from trialrun.questions.bank.report import bank_report

    folder, found = Folder(content), {}
    for slug in catalog.sets:
        text = folder.read(f"quizzes/{slug}.yaml").text
        prove = partial(apart_in, catalog, slug, text)
        found[slug] = proofs.of(*proof_of(catalog, slug, text), prove)
    return bank_report(questions, coverage_from(catalog, questions, found))


def _told(found: "Sequence[Problem]", report: "BankReport | None") -> Iterator[str]:
    from trialrun.cli.bank import bank_told

    for problem in found:
        yield f"{problem.at}: {'warning: ' if problem.is_warning else ''}{problem.message}"
    if report:
        yield from bank_told(report)


def _print_report(
    arguments: argparse.Namespace,
    found: "Sequence[Problem]",
    catalog: "Catalog",
    report: "BankReport | None",
) -> None:
    from trialrun.cli.checked import json_of_check, sarif_of_check

    told = sarif_of_check(found)
    if arguments.json:
        told = json_of_check(found, _counts(catalog))
    if arguments.json and report:
        told |= {"bank": report.plain}
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _counts(catalog: "Catalog") -> dict[str, int]:
    return {
        "lessons": len(catalog.lessons),
        "figures": len(catalog.figures),
        "scenarios": len(catalog.scenarios),
        "levels": len(catalog.levels),
        "incidents": len(catalog.incidents),
        "sets": len(catalog.sets),
        "questions": sum(len(found.questions) for found in catalog.sets.values()),
    }


def _summary(catalog: "Catalog", errors: "Sequence[Problem]", warnings: "Sequence[Problem]") -> str:
    causes = sum(not problem.cause for problem in errors)
    more = f", {len(errors) - causes} that come of them" if causes < len(errors) else ""
    told = f", {counted(len(warnings), 'warning')}" if warnings else ""
    counts = _counts(catalog)
    return (
        f"{counted(counts['lessons'], 'lesson')}, {counted(counts['figures'], 'figure')}, "
        f"{counted(counts['scenarios'], 'scenario')}, "
        f"{counted(counts['levels'], 'level')}, {counted(counts['incidents'], 'incident')}, "
        f"{counted(counts['sets'], 'question set')} with "
        f"{counted(counts['questions'], 'proven question')}, "
        f"{counted(causes, 'problem')}{more}{told}"
    )
