"""`questions`: prints the questions of all sets or of one, with their keys or without."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trialrun.content import Catalog
    from trialrun.questions import Level, Question

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

EPILOG = """\
--from FILE asks about a job of yours instead: FILE is what `simulate` takes, and what is printed is
a question set to start from, about the job saved as scenarios/NAME.yaml (`simulate FILE
--save-scenario`). It asks about tables only where FILE is a scenario, which says what tasks write.

TRIALRUN_CONTENT names another folder of content. Questions with a mistake are left out; `check`
names them. Ends with 0, or with 1 where there is no such set, or nothing to ask about a job.
"""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "questions",
        help="print the questions of all sets, or of one, for readers and programs",
        description="Print every question with its key, reasons, facts, beliefs, runs and tags.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("set", nargs="?", metavar="SET", help="the name of a set, as in rollback")
    parser.add_argument("--json", action="store_true", help="print them as JSON, schema 1")
    parser.add_argument(
        "--blind", action="store_true",
        help="as a learner meets them: shuffled, without keys, reasons, facts and names",
    )  # fmt: skip
    parser.add_argument(
        "--seed", default="1", help="another one gives another order of --blind (default: 1)"
    )
    job = parser.add_argument_group("about a job of yours")
    job.add_argument("--from", dest="file", metavar="FILE", help="what to ask about")
    job.add_argument("--job", metavar="KEY", help="which job, where FILE has several")
    job.add_argument("--target", "-t", metavar="NAME", help="to which target of a bundle")
    job.add_argument(
        "--var", metavar="NAME=VALUE", action="append", default=[],
        help="the value of a bundle's variable",
    )  # fmt: skip
    job.add_argument(
        "--scenario", metavar="NAME", default="my-job",
        help="what the job is called in scenarios/ (default: my-job)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints them; returns 1 where there is no such set."""
    from trialrun.cli.derived import catalog_of
    from trialrun.nearest import offered
    from trialrun.questions.told import SCHEMA
    from trialrun.settings import Settings

    settings = Settings.from_environment()
    catalog = catalog_of(settings.content, settings.derived)
    if arguments.file:
        from trialrun.cli.questions_from import print_set_about

        return print_set_about(arguments, catalog)
    name = arguments.set
    if name and name not in catalog.sets:
        print(f"there is no set `{name}`{offered(name, catalog.sets)}", file=sys.stderr)
        return 1
    found = list(_told(catalog, [name] if name else list(catalog.sets), arguments))
    if arguments.json:
        print(json.dumps({"schema": SCHEMA, "questions": found}, indent=1, ensure_ascii=False))
        return 0
    for number, question in enumerate(found, 1):
        print("\n".join(_lines(number, question)), end="\n\n")
    return 0


def _told(
    catalog: "Catalog", names: list[str], arguments: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    from trialrun.questions import shuffled
    from trialrun.questions.told import told, told_blind

    questions: dict[str, Question] = {
        question.uid: question
        for name in names
        for question in catalog.sets[name].questions.values()
    }
    if arguments.blind:
        for uid in shuffled(questions, seed=arguments.seed):
            yield told_blind(questions[uid], seed=arguments.seed)
        return
    for question in questions.values():
        found = catalog.sets[question.set_slug]
        tags, place = found.tags.get(question.id), found.places.get(question.id, (0, 0))
        yield {
            **told(question),
            **_way(catalog, question),
            "objectives": list(tags.objectives) if tags else [],
            "difficulty": tags.difficulty if tags else "",
            "file": f"quizzes/{question.set_slug}.yaml",
            "line": place[0],
        }


def _way(catalog: "Catalog", question: "Question") -> dict[str, list[str]]:
    """Returns the moves that reach a goal, as addresses write them; {} of what asks for none."""
    from trialrun.questions import kind_of

    class Levels:
        def level(self, question: "Question") -> "Level":
            return catalog.levels[question.body["level"]]

    way = kind_of(question).way(question, {}, Levels())
    if way is None:
        return {}
    return {"way": [*way.reaches.dial, *way.reaches.do[len(way.level.own_do) :]]}


def _lines(number: int, question: dict[str, Any]) -> Iterator[str]:
    """Yields a question as plain text; a right option has a star, where the key is told."""
    yield f"{number}. [{question.get('uid', question['digest'][:12])}, {question['kind']}]"
    yield question["stem"]
    if question["code"]:
        yield question["code"]
    yield from _bundles(question)
    for name in ("graph", "given"):
        for task, said in question.get(name, {}).items():
            after = ", ".join(said) if isinstance(said, list) else said
            yield f"   {task}: {'after ' * (name == 'graph')}{after}" if after else f"   {task}"
    for index, option in enumerate(question.get("options", ())):
        yield f"{'*' if option.get('is_right') else ' '} {_letter(index)}) {option['says']}"
        if option.get("why"):
            yield f"      {option['why']}"
        if option.get("belief"):
            yield f"      belief: {option['belief']}"
    yield from _rest(question)


def _bundles(question: dict[str, Any]) -> Iterator[str]:
    """Yields the bundles that are asked about: each file, and how it is deployed."""
    for bundle in question.get("bundles", ()):
        if bundle["title"]:
            yield f"   {bundle['title']}"
        for path, text in bundle["files"].items():
            yield f"   # {path}"
            yield from (f"   {line}" for line in text.splitlines())
        yield f"   $ {bundle['command']}"


def _rest(question: dict[str, Any]) -> Iterator[str]:
    """Yields what stands below: what a kind without options asks, the key, facts and runs."""
    shown = ("tasks", "states", "goals", "dials", "do", "items", "sides")
    if "unit" in question:
        yield f"   unit: {question['unit']}"
    yield from _foretold(question)
    for name in shown:
        if question.get(name):
            yield f"   {name}: {', '.join(map(_plain, question[name]))}"
    if "uid" not in question:
        return
    if not question["options"]:
        says = {each["id"]: each["says"] for each in _named(question)}
        pairs = [(says.get(part, part), says.get(v, v)) for part, v in question["key"].items()]
        yield f"   key: {', '.join(f'{part} {value}' for part, value in pairs)}"
    if question.get("way"):
        yield f"   a way: {', '.join(question['way'])}"
    if question["objectives"]:
        yield f"   objectives: {', '.join(question['objectives'])}"
    if question["difficulty"]:
        yield f"   difficulty: {question['difficulty']}"
    if question["facts"]:
        yield f"   facts: {', '.join(fact['id'] for fact in question['facts'])}"
    for run_ in question["runs"]:
        yield f"   run: {json.dumps(run_, ensure_ascii=False)}"


def _foretold(question: dict[str, Any]) -> Iterator[str]:
    """Yields what a prediction asks besides the ends of tasks, by the names to answer with."""
    for asked, says in (("has_rows", "rows"), ("has_surplus", "surplus rows")):
        if question.get(asked):
            yield f"   {says} of each table: {', '.join(question['tables'])}"
    if question.get("run_ends"):
        yield f"   the run ends: {', '.join(question['run_ends'])}"
    if question.get("repair"):
        yield f"   {question['repair']} {', '.join(question['repaired'])}"


def _named(question: dict[str, Any]) -> list[dict[str, str]]:
    return [*question.get("items", ()), *question.get("sides", ())]


def _letter(index: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[index]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["says"])
    return f"{value[0]} ({', '.join(value[1])})" if isinstance(value, list) else str(value)
