"""How the house is kept: what holds for every file and is nobody's feature."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent

TWICE = frozenset({"Run"})
"""Names that two classes still share: engine/play/run and web/practice/verdict."""


def classes() -> Counter[str]:
    """Counts the public classes under trialrun/ by name."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "trialrun").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return Counter(node.name for node in nodes if not node.name.startswith("_"))


def test_no_two_classes_have_one_name():
    assert TWICE == {name for name, count in classes().items() if count > 1}
