"""`review`: findings about the jobs of a file, each with the command that plays its proof."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from trialrun.cli.input import (
    Input,
    SaidAgain,
    Unplayable,
    add_what_to_read,
    check_job,
    read_whole,
    said_again,
)
from trialrun.cli.report_options import FAIL_ON, add_report_options
from trialrun.plural import counted

if TYPE_CHECKING:
    from trialrun.content.rule_texts import FactWords
    from trialrun.jobs import JobFile
    from trialrun.jobs.places import SettingPlaces
    from trialrun.review import Finding, Subject
    from trialrun.review.report import FileReview, JobReview

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SHOWN_MAX = 9
"""So many findings of a job are told in the terminal; --json has them all."""
EVENTS_OF_ALL_MAX = 900_000
"""How many events are played for all jobs of a file together."""

HELP = """\
FILE is what `simulate` takes; of several jobs all are reviewed, or the one that --job names.
Each finding is proven by a run: the command below it plays that. What rests on writes or times
that nobody has said is a note.

Ends with 0 where nothing is found that --fail-on asks for, with 1 where something is, with 2
where FILE, or a job in it, cannot be read.
"""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "review",
        help="find what is wrong with the jobs of a file, each finding proven by a run",
        description="Find what is wrong with the jobs of a file, each finding proven by a run.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_what_to_read(parser)
    add_report_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints what is found, worst first."""
    from trialrun.collector import collect_less_often
    from trialrun.review.report import json_of, sarif_of

    collect_less_often()
    facts = _facts()
    try:
        found = _reviewed(arguments, facts)
    except Unplayable as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.json or arguments.sarif:
        report = json_of(found) if arguments.json else sarif_of(found)
        print(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        if found.target_told:
            print(found.target_told)
        for at, job in enumerate(found.reviews):
            _tell(job, facts, is_first=not at)
    for problems in found.unread.values():
        for problem in problems:
            print(problem, file=sys.stderr)
    return _code(found, arguments.fail_on)


def _code(found: "FileReview", fail_on: str) -> int:
    from trialrun.review import WORST_FIRST

    if found.unread:
        return 2
    if fail_on == "never":
        return 0
    asked = [severity for severity in WORST_FIRST if FAIL_ON.index(fail_on) >= _rank(severity)]
    return int(any(found.count(severity) for severity in asked))


def _rank(severity: str) -> int:
    return FAIL_ON.index(severity) if severity in FAIL_ON else len(FAIL_ON)


def _facts() -> "dict[str, FactWords]":
    from trialrun.content.rule_texts import fact_words
    from trialrun.settings import Settings

    return fact_words(Settings.from_environment().content)


def _reviewed(arguments: argparse.Namespace, facts: "dict[str, FactWords]") -> "FileReview":
    """Reviews what was given. Raises Unplayable."""
    from trialrun.jobs.around import ALONE, around_of
    from trialrun.jobs.places import SettingPlaces
    from trialrun.review import subject_of
    from trialrun.review.report import FileReview

    whole = read_whole(arguments)
    given = said_again(arguments, whole)
    sure = {fact_id: fact.sure for fact_id, fact in facts.items()}
    if isinstance(whole, Input):
        job = _review_of(
            given,
            whole.name,
            whole.name,
            "",
            subject_of(whole.world, SettingPlaces(), whole.around or ALONE),
            SettingPlaces(),
            EVENTS_OF_ALL_MAX,
        )
        return FileReview(arguments.file, "", (job,), {}, sure)
    keys = _asked(arguments, whole)
    playable = [key for key in keys if key in whole.worlds]
    share = EVENTS_OF_ALL_MAX // max(len(playable), 1)
    jobs = []
    for key in playable:
        places = whole.jobs[key].places
        subject = subject_of(whole.worlds[key], places, around_of(whole, key))
        named = key if len(whole.worlds) > 1 or arguments.job else ""
        name = subject.world.job.name
        jobs.append(_review_of(given, key, name, named, subject, places, share))
    unread = {key: whole.jobs[key].problems for key in keys if key not in playable}
    if whole.general:
        unread[""] = whole.general
    target = whole.deployment.target if whole.deployment else ""
    told = whole.target_told
    of_whole = _of_whole(given, whole, playable[0]) if playable else None
    return FileReview(arguments.file, target, tuple(jobs), unread, sure, told, of_whole)


def _of_whole(given: SaidAgain, whole: "JobFile", job: str) -> "JobReview | None":
    """Returns what was found in a bundle that is of no job; to be seen with any of its jobs."""
    from trialrun.engine import WhatIfText
    from trialrun.jobs.places import SettingPlaces
    from trialrun.review import Review
    from trialrun.review.ignored import found_in
    from trialrun.review.report import JobReview

    what_if = WhatIfText(do=("run_now",))
    found = Review(tuple(found_in(whole.left_out, what_if)), 0)
    named = job if len(whole.worlds) > 1 else ""
    command = _command(given, named, is_plain=True)
    return JobReview("", "the bundle", found, SettingPlaces(), command) if found.findings else None


def _asked(arguments: argparse.Namespace, whole: "JobFile") -> list[str]:
    """Returns the keys of the jobs to review. Raises Unplayable."""
    if arguments.job is not None:
        check_job(arguments.file, whole, arguments.job)
    if not whole.worlds:
        raise Unplayable("\n".join(map(str, whole.problems)))
    return [arguments.job] if arguments.job is not None else list(whole.jobs)


def _review_of(
    given: SaidAgain,
    key: str,
    name: str,
    named: str,
    subject: "Subject",
    places: "SettingPlaces",
    events_max: int,
) -> "JobReview":
    from trialrun.review import EVENTS_MAX, review
    from trialrun.review.report import JobReview

    found = review(subject, min(events_max, EVENTS_MAX))
    command = _command(given, named, is_plain=given.is_plain)
    return JobReview(key, name, found, places, command)


def _command(given: SaidAgain, named: str, *, is_plain: bool) -> "Callable[[Finding], str]":
    from trialrun.review.command import command_of

    words = [*given.words, *(("--job", named) if named else ())]
    return lambda one: command_of(
        one.proof.what_if, words, is_plain=is_plain, variables=given.variables
    )


def _tell(job: "JobReview", facts: "dict[str, FactWords]", *, is_first: bool) -> None:
    from trialrun.review import Severity

    found = job.review.findings
    played = f", {counted(job.review.stories, 'run')} played" if job.key else ""
    if not found:
        print(f"{job.name}: nothing found{played}.{_left_out(job)}")
        return
    if not is_first:
        print()
    counts = [] if job.review.worst is not Severity.NOTE else ["no errors or warnings"]
    counts += job.review.counts
    print(f"{job.name}: {', '.join(counts)}{played}.{_left_out(job)}")
    for one in found[:SHOWN_MAX]:
        _tell_finding(job, one, facts)
    if len(found) > SHOWN_MAX:
        print(f"\nand {counted(len(found) - SHOWN_MAX, 'more finding')}; --json has all.")


def _left_out(job: "JobReview") -> str:
    left_out = job.review.left_out
    return f" Not looked at, for it would take too long: {', '.join(left_out)}." if left_out else ""


def _tell_finding(job: "JobReview", one: "Finding", facts: "dict[str, FactWords]") -> None:
    at = job.written_at(one)
    where = f"  {at.file}:{at.line}" if at and at.line else ""
    print(f"\n{one.severity}  {one.kind}{where}")
    print(f"  {one.says}")
    if one.severity != "note":
        print(f"  Do: {one.advice}")
    if one.rests_on:
        print(f"  Rests on {one.rests_on}.")
    if one.severity != "note":
        told = [f"{fact} ({_certainty(facts, fact)})" for fact in one.facts]
        print(f"  Facts: {', '.join(told)}")
    print(f"  See it: {job.command(one)}")


def _certainty(facts: "dict[str, FactWords]", fact: str) -> str:
    if fact not in facts:
        return "not in lessons/facts.yaml"
    return "our assumption" if facts[fact].is_assumed else facts[fact].sure
