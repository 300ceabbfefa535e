"""How the house is kept: what holds for every file and is nobody's feature."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LINES_MAX, TEST_LINES_MAX = 300, 500
KINDS = frozenset({".py", ".js", ".css", ".html", ".svg"})
"""What we write by hand. Generated tables, content and expected answers have other endings."""


NAMED_TWICE = frozenset({"Kind", "Location", "Step", "Text"})
"""Names of a class and an alias, or of two aliases, in packages that never meet. None is added."""


def types() -> Counter[str]:
    """Counts the public classes and type aliases under trialrun/ by name."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "trialrun").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = Counter(node.name for node in nodes)
    found.update(name for tree in trees for node in tree.body for name in aliases(node))
    return Counter({name: count for name, count in found.items() if not name.startswith("_")})


def aliases(node: ast.stmt) -> Iterator[str]:
    """Yields what a statement names like a type. A type variable is none."""
    if isinstance(node, ast.Assign) and not is_type_variable(node.value):
        for target in node.targets:
            if isinstance(target, ast.Name) and re.fullmatch(r"[A-Z]\w*[a-z]\w*", target.id):
                yield target.id


def is_type_variable(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("TypeVar", "ParamSpec")


def files(*folders: str) -> Iterator[Path]:
    """Yields what we wrote in these folders; what others wrote stands in folders named vendor."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and "vendor" not in path.parts:
                yield path


def too_long(lines_max: int, *folders: str) -> set[str]:
    """Returns the files with more lines, as paths from the root."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in files(*folders)
        if len(path.read_text().splitlines()) > lines_max
    }


def test_no_two_types_have_one_name():
    assert NAMED_TWICE == {name for name, count in types().items() if count > 1}


@pytest.mark.parametrize("folder", ["trialrun", "static", "templates"])
def test_no_file_is_longer_than_one_reads(folder):
    assert set() == too_long(LINES_MAX, folder)


def test_no_file_of_tests_is_longer_than_one_reads():
    assert set() == too_long(TEST_LINES_MAX, "tests")
