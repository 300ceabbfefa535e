"""All SQL of ours works with the SQLite of an older system, where pysqlite3 is not to be had."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.store.story import tell

ROOT = Path(__file__).parents[2]

# SQLite's own list of changes, read 2026-11-27; Debian 12 has 3.40.1.
NEWER = {
    "3.41": "unhex",
    "3.42": "json_error_position",
    "3.43": "octet_length timediff",
    "3.44": "concat concat_ws string_agg",
    "3.45": r"jsonb\w*",
    "3.46": "json_pretty",
    "3.48": "if",
    "3.50": "unistr unistr_quote",
    "3.51": r"median percentile\w* jsonb_each jsonb_tree",
}
"""Functions by the version of SQLite that brought them, as patterns."""
SAYS_SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|CREATE)\b")


def test_the_store_says_the_same_on_the_sqlite_of_the_standard_library(tmp_path):
    for name in ("plain", "ours"):
        (tmp_path / name).mkdir()
    told = subprocess.run(
        [sys.executable, "-m", "tests.store.story", str(tmp_path / "plain")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = tell(tmp_path / "ours")

    assert (0, "") == (told.returncode, told.stderr)
    assert ours | {"module": "sqlite3"} == json.loads(told.stdout)


@cache
def sql() -> list[tuple[str, str]]:
    """Returns (path, text) of each string under trialrun/ that says SQL."""
    found = []
    for path in sorted((ROOT / "trialrun").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and SAYS_SQL.search(text):
                found.append((path.relative_to(ROOT).as_posix(), text))
    return found


@pytest.mark.parametrize(("version", "names"), NEWER.items(), ids=NEWER)
def test_no_sql_needs_a_newer_sqlite(version, names):
    pattern = re.compile(rf"\b({names.replace(' ', '|')})\s*\(", re.IGNORECASE)

    assert [] == [(path, text) for path, text in sql() if pattern.search(text)]
