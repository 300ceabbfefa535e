"""JSON Schemas of the files that authors write, out of the models that read them. For editors.

What only a run or another file can tell is left to `check`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

FOLDER = "schemas"
DIALECT = "http://json-schema.org/draft-07/schema#"
MODELINE = "# yaml-language-server: $schema="
"""What an editor looks for in the first line of a file."""


def _sets() -> type[BaseModel]:
    from trialrun.questions import question_set_model

    return question_set_model()


def _scenarios() -> type[BaseModel]:
    from trialrun.content.readers.scenario_spec import ScenarioSpec

    return ScenarioSpec


def _levels() -> type[BaseModel]:
    from trialrun.content.readers.level_spec import LevelSpec

    return LevelSpec


def _incidents() -> type[BaseModel]:
    from trialrun.content.readers.incident_spec import IncidentSpec

    return IncidentSpec


def _facts() -> type[BaseModel]:
    from trialrun.content.readers.facts import FactsSpec

    return FactsSpec


def _outline() -> type[BaseModel]:
    from trialrun.content.readers.outline import OutlineSpec

    return OutlineSpec


def _exams() -> type[BaseModel]:
    from trialrun.content.readers.exams import ExamsSpec

    return ExamsSpec


def _glossary() -> type[BaseModel]:
    from trialrun.content.readers.glossary import GlossarySpec

    return GlossarySpec


def _figures() -> type[BaseModel]:
    from trialrun.figures import figure_model

    return figure_model()


_MODELS: Mapping[str, tuple[str, Callable[[], type[BaseModel]]]] = {
    "set": ("A question set, in quizzes/", _sets),
    "scenario": ("A scenario, in scenarios/", _scenarios),
    "level": ("A level, in levels/", _levels),
    "incident": ("An incident, in incidents/", _incidents),
    "figure": ("A figure, in lessons/figures/", _figures),
    "facts": ("The file lessons/facts.yaml", _facts),
    "outline": ("The file lessons/outline.yaml", _outline),
    "exams": ("The file lessons/exams.yaml", _exams),
    "glossary": ("The file lessons/glossary.yaml", _glossary),
}
NAMES = tuple(_MODELS)
_OF_FOLDERS = {
    "quizzes": "set",
    "scenarios": "scenario",
    "levels": "level",
    "incidents": "incident",
    "lessons/figures": "figure",
}
_TEXT_OR = ("ActionSpec",)
"""Models that are also written as a text."""


def schema_text(name: str) -> str:
    """Returns the schema of a sort of file, as it is written into schemas/."""
    title, model = _MODELS[name]
    found = model().model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = found.pop("$defs", {})
    for each in _TEXT_OR:
        if each in definitions:
            definitions[each] = {"anyOf": [{"type": "string"}, definitions[each]]}
    whole = {**_plain(found), "$defs": _plain(definitions)}
    return json.dumps({"$schema": DIALECT, "title": title, **whole}, indent=1) + "\n"


def _plain(part: Any) -> Any:
    """Returns a schema as our reader takes values, without what editors do not need.

    To it every scalar is a text: 3 is a text where one is wanted, and yes a flag. Left out are the
    names of our classes, and what tells kinds apart: each kind says its own.
    """
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    found = {
        name: _plain(value)
        for name, value in part.items()
        if name != "discriminator" and not (name == "title" and isinstance(value, str))
    }
    if found.get("type") == "string" and not {"enum", "const"} & found.keys():
        found["type"] = ["string", "number", "boolean"]
    if found.get("type") == "boolean":
        del found["type"]
        found["enum"] = [True, False, "yes", "no"]
    return found


def schema_name(path: str) -> str:
    """Returns the schema of a file by its path; "" for one that has none.

    >>> schema_name("quizzes/ports.yaml"), schema_name("lessons/facts.yaml")
    ('set', 'facts')
    >>> schema_name("quizzes/bundles/ferry.yaml"), schema_name("lessons/s1.md")
    ('', '')
    """
    folder, _, name = path.rpartition("/")
    if not name.endswith(".yaml"):
        return ""
    if folder in _OF_FOLDERS:
        return _OF_FOLDERS[folder]
    stem = name.removesuffix(".yaml")
    return stem if folder == "lessons" and stem in _MODELS else ""


def first_line(path: str) -> str:
    """Returns the line by which an editor finds the schema of a file; "" for one without.

    >>> first_line("levels/mine.yaml")
    '# yaml-language-server: $schema=../schemas/level.json'
    >>> first_line("lessons/figures/mine.yaml")
    '# yaml-language-server: $schema=../../schemas/figure.json'
    """
    name = schema_name(path)
    up = "../" * path.count("/")
    return f"{MODELINE}{up}{FOLDER}/{name}.json" if name else ""


def without_first_line(text: str) -> str:
    """Returns a text without the line for editors: it is none of what is told or kept."""
    return text.partition("\n")[2] if text.startswith(MODELINE) else text
