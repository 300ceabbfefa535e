"""The database of 0.3.0 as a file, and its rows as they were. No test in here."""

from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3

DUMP = Path(__file__).parent / "data" / "0.3.0.sql"
ADA, BOB = "ada", "bob"
LEARNERS = (ADA, BOB)


def database_of_030(file: Path) -> Path:
    """Writes the database of 0.3.0 to a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    return file


def rows(file: Path, sql: str) -> list[tuple[Any, ...]]:
    """Returns what a query gives."""
    connection = sqlite3.connect(file)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def everything(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Returns {table: its rows in their order}."""
    names = rows(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: rows(file, f"SELECT * FROM {name}") for (name,) in names}
