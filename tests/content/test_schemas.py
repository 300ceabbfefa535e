"""The schemas for editors: what the readers take, they take; what is misspelt, they mark."""

import json
import re

import pytest
import yaml

from tests.build import ROOT
from tests.schema import flaws
from trialrun.content.schemas import FOLDER, NAMES, first_line, schema_name, schema_text

SCHEMAS = {name: json.loads(schema_text(name)) for name in NAMES}
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("lessons", "lessons/figures", "scenarios", "levels", "incidents", "quizzes")
    for path in sorted((ROOT / folder).glob("*.yaml"))
]


class Core(yaml.SafeLoader):
    """Reads YAML as editors do, by version 1.2: a date and `on` are texts."""


OLD = ("timestamp", "bool")
Core.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in entries if not tag.endswith(OLD)]
    for sign, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_that_are_there_are_those_of_the_models(name):
    """After a change: python -m trialrun new schemas."""
    assert schema_text(name) == (ROOT / FOLDER / f"{name}.json").read_text()


@pytest.mark.parametrize("path", FILES)
def test_a_file_of_ours_fits_its_schema_and_names_it_in_its_first_line(path):
    """Where the line is missing: python -m trialrun new schemas."""
    text = (ROOT / path).read_text()
    schema = SCHEMAS[schema_name(path)]

    assert first_line(path) == text.partition("\n")[0]
    assert [] == list(flaws(yaml.load(text, Core), schema, schema))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("quizzes/rollback.yaml", "    stem:", "    stemm:"),
        ("quizzes/rollback.yaml", "kind: choices", "kind: choicess"),
        ("scenarios/repaired.yaml", "mode: append", "mode: upsert"),
        ("scenarios/repaired.yaml", "title:", "titel:"),
        ("levels/in-plain-sight.yaml", "tier: third", "tier: tenth"),
        ("lessons/facts.yaml", "sure: M\n", "sure: perhaps\n"),
        ("lessons/outline.yaml", "slug:", "slog:"),
        ("lessons/exams.yaml", "guide:", "guid:"),
        ("lessons/figures/commits-and-readers.yaml", "do: merge", "do: merges"),
        ("lessons/figures/commits-and-readers.yaml", "kind: log", "kind: logs"),
    ],
)
def test_a_slip_does_not_fit(path, old, new):
    text = (ROOT / path).read_text()
    assert old in text
    schema = SCHEMAS[schema_name(path)]

    assert list(flaws(yaml.load(text.replace(old, new, 1), Core), schema, schema))
