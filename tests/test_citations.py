"""What code cites can be followed: facts by their id, the style guide by its words.

A citation of facts reads `Facts: leaf-rule, excluded-leaf.`, in a docstring or a comment.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.build import ROOT

FOLDERS = ("trialrun", "tests", "tools", "bench", "templates", "static")
TEXTS = {".py", ".toml", ".html", ".xml", ".txt", ".css", ".js", ".svg", ".json", ".yaml", ".md"}
ELSEWHERE = re.compile(r"\b(?:DESIGN|DOMAIN|STYLE) +\d")
"""A citation of notes that are no part of the repository."""
CITED = re.compile(r"\bFacts: ((?:[\w-]+,\s(?:\s*#\s)?\s*)*[\w-]+)")


def files(*suffixes: str) -> Iterator[Path]:
    """Yields what people wrote, and the tables beside it."""
    yield from ROOT.glob("*.toml")
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path


def cited_in(text: str) -> list[str]:
    """Returns the ids of the facts that a text cites."""
    return [key for ids in CITED.findall(text) for key in re.findall(r"[\w-]+", ids)]


def test_nothing_cites_what_a_reader_does_not_have() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {cited[0]}"
        for path in files(*TEXTS)
        if (cited := ELSEWHERE.search(path.read_text("utf-8")))
    ]

    assert [] == found


def test_every_fact_that_is_cited_is_there() -> None:
    facts = yaml.safe_load((ROOT / "lessons" / "facts.yaml").read_text("utf-8"))["facts"]
    cited = {
        (str(path.relative_to(ROOT)), key)
        for path in files(".py")
        if path != Path(__file__)
        for key in cited_in(path.read_text("utf-8"))
    }

    assert ("trialrun/engine/rules/run_if.py", "none-failed-mixed") in cited
    assert [] == sorted(one for one in cited if one[1] not in facts)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("As told. Facts: leaf-rule.", ["leaf-rule"]),
        ("Facts: leaf-rule, run-if-six,\nrestore.", ["leaf-rule", "run-if-six", "restore"]),
        ("# Facts: leaf-rule,\n    # restore.\n", ["leaf-rule", "restore"]),
        ("facts: tuple[str, ...]", []),
    ],
)
def test_ids_are_read_over_lines_and_comments(text: str, ids: list[str]) -> None:
    assert ids == cited_in(text)


@pytest.mark.parametrize("notes", ["DESIGN", "DOMAIN", "STYLE"])
def test_a_number_of_notes_elsewhere_is_found(notes: str) -> None:
    assert ELSEWHERE.search(f"see {notes} {4.2}")
    assert not ELSEWHERE.search(f"{notes}: four rules")
