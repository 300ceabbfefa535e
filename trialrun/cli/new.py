"""`new`: writes a starting file that is proven as it stands, and the schemas for editors."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from trialrun.settings import ROOT, Settings

if TYPE_CHECKING:
    from trialrun.content import Catalog

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SORTS = ("set", "scenario", "level", "incident", "lesson", "figure")
SCHEMAS = "schemas"
BASE = ("lessons/facts.yaml", "lessons/exams.yaml")
"""What a folder needs before anything can be proven in it; it begins with our own."""
EMPTY_OUTLINE = "# The course in its order.\nlessons:\n"
EPILOG = """\
It is written below TRIALRUN_CONTENT, where nothing is overwritten. A set asks about a scenario
(--scenario, or the one of its own name) and belongs to a lesson (--lesson, or the first). In an
empty folder begin with a scenario and a lesson. `new schemas` writes the JSON Schemas, and the
line by which editors find them into each file that has none.

Ends with 0, or with 1 and a sentence where nothing is written.
"""


class NotWritten(Exception):
    """Nothing is written; its text says why and what to do."""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "new",
        help="write a starting file for a set, scenario, level, incident, lesson or figure",
        description="Write a starting file, proven as it stands, for authors to write on from.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sort", choices=(*SORTS, SCHEMAS), metavar="|".join((*SORTS, SCHEMAS)))
    parser.add_argument("name", nargs="?", metavar="NAME", help="lower-case letters, digits, -")
    parser.add_argument("--lesson", metavar="NAME", help="the lesson that a set belongs to")
    parser.add_argument("--scenario", metavar="NAME", help="the scenario that a set asks about")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the file; returns 1 with a sentence where it cannot."""
    content = Settings.from_environment().content
    try:
        written = _write(arguments, content)
    except (NotWritten, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(f"{path} is written.")
    print("Now: python -m trialrun check")
    return 0


def _write(arguments: argparse.Namespace, content: Path) -> list[str]:
    """Writes what is asked for, and what it needs. Raises NotWritten."""
    if arguments.sort == SCHEMAS:
        return _write_schemas(content) + _write_first_lines(content)
    path = _path(arguments.sort, arguments.name)
    if (content / path).exists():
        raise NotWritten(f"{path} is there already; take another name, or remove it first")
    # A set needs no facts, and may be refused: then nothing is written.
    written = [] if arguments.sort == "set" else _write_base(content)
    text = _text(arguments, content)
    written += _write_schemas(content) if not (content / SCHEMAS).exists() else []
    _put(content / path, text)
    if arguments.sort == "lesson":
        written += _list_lesson(content, arguments.name)
    return [*written, path]


def _path(sort: str, name: str | None) -> str:
    from trialrun.questions.named import SLUG, name_flaw

    if flaw := name_flaw(name or "", SLUG):
        raise NotWritten(f"the name is missing or wrong: {flaw}")
    folder, ending = {
        "set": ("quizzes", "yaml"),
        "scenario": ("scenarios", "yaml"),
        "level": ("levels", "yaml"),
        "incident": ("incidents", "yaml"),
        "lesson": ("lessons", "md"),
        "figure": ("lessons/figures", "yaml"),
    }[sort]
    return f"{folder}/{name}.{ending}"


def _text(arguments: argparse.Namespace, content: Path) -> str:
    from trialrun.cli.derived import catalog_of
    from trialrun.content import starts
    from trialrun.questions import ORDER_LAST

    if arguments.sort == "figure":
        return starts.figure_start(arguments.name)
    catalog = catalog_of(content, Settings.from_environment().derived)
    name = arguments.name
    orders = [found.order for found in catalog.sets.values()]
    orders += [story.order for story in catalog.scenarios.values()]
    order = 1 + max((each for each in orders if each < ORDER_LAST), default=0)
    if arguments.sort == "scenario":
        return starts.scenario_start(name, order=order)
    if arguments.sort == "set":
        return _set_text(arguments, catalog, order)
    fact = _fact(catalog, "leaf-rule" if arguments.sort == "lesson" else "repair-selection")
    if arguments.sort == "level":
        return starts.level_start(name, order=order, fact=fact)
    if arguments.sort == "incident":
        return starts.incident_start(name, order=order, fact=fact)
    return starts.lesson_start(name, order=order, fact=fact, says=catalog.facts[fact].says)


def _fact(catalog: "Catalog", wanted: str) -> str:
    """Returns a fact to cite: the one that is meant, else the first that may be graded on."""
    gradable = [id_ for id_, fact in catalog.facts.items() if fact.is_gradable]
    if wanted in gradable:
        return wanted
    if not gradable:
        raise NotWritten("lessons/facts.yaml has no fact that may be graded on; write one first")
    return gradable[0]


def _set_text(arguments: argparse.Namespace, catalog: "Catalog", order: int) -> str:
    from trialrun.content import starts
    from trialrun.nearest import offered

    lessons = [*catalog.lessons, *(entry.slug for entry in catalog.outline)]
    lesson = arguments.lesson or next(iter(lessons), "")
    if not lesson:
        raise NotWritten(
            "there is no lesson yet; write one: python -m trialrun new lesson my-lesson"
        )
    if lesson not in lessons:
        raise NotWritten(f"there is no lesson `{lesson}`{offered(lesson, lessons)}")
    scenario = arguments.scenario or (
        arguments.name if arguments.name in catalog.scenarios else next(iter(catalog.scenarios), "")
    )
    if not scenario:
        raise NotWritten(
            f"there is no scenario yet; write one: python -m trialrun new scenario {arguments.name}"
        )
    if scenario not in catalog.scenarios:
        raise NotWritten(f"there is no scenario `{scenario}`{offered(scenario, catalog.scenarios)}")
    story = catalog.scenarios[scenario]
    ends = str(story.play_text().final()["run"])
    if ends not in starts.ENDS:
        raise NotWritten(f"the run of `{scenario}` ends as {ends}; name another by --scenario")
    return starts.set_start(
        arguments.name, order=order, lesson=lesson, scenario=scenario,
        story=f"{story.title}: {story.summary}", ends=ends,
    )  # fmt: skip


def _write_base(content: Path) -> list[str]:
    """Writes what a folder lacks before anything can be proven in it."""
    written = []
    for path in BASE:
        if not (content / path).exists():
            (content / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, content / path)
            written.append(path)
    return written


def _list_lesson(content: Path, name: str) -> list[str]:
    """Lists a lesson in the course, behind those that are there."""
    from trialrun.content.schemas import first_line
    from trialrun.content.starts import outline_entry

    path = "lessons/outline.yaml"
    file = content / path
    text = file.read_text("utf-8") if file.exists() else first_line(path) + "\n" + EMPTY_OUTLINE
    lines = text.rstrip("\n").split("\n")
    at = next((i for i, line in enumerate(lines) if line.rstrip() == "lessons:"), None)
    if at is None:
        raise NotWritten(f"{path} has no plain list of lessons; add {outline_entry(name).strip()}")
    end = at + 1
    while end < len(lines) and (not lines[end] or lines[end][0] in " -#"):
        end += 1
    lines.insert(end, outline_entry(name).rstrip("\n"))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return [path]


def _write_schemas(content: Path) -> list[str]:
    from trialrun.content.schemas import FOLDER, NAMES, schema_text

    for name in NAMES:
        _put(content / FOLDER / f"{name}.json", schema_text(name))
    return [f"{FOLDER}/"]


def _write_first_lines(content: Path) -> list[str]:
    """Writes the line for editors into each file that has none."""
    from trialrun.content.schemas import MODELINE, first_line

    written = []
    for folder in ("lessons", "lessons/figures", "scenarios", "levels", "incidents", "quizzes"):
        for file in sorted((content / folder).glob("*.yaml")):
            path = f"{folder}/{file.name}"
            line, text = first_line(path), file.read_text("utf-8")
            if line and not text.startswith(MODELINE):
                file.write_text(f"{line}\n{text}", "utf-8")
                written.append(path)
    return written


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
