"""Learner state, and the jobs that people brought. The only package that speaks SQL to them.

`open_stores(path)` is the door; every method of a store is one transaction.
"""

from pathlib import Path

from trialrun.store.answers import Answer, Answers, Attempt, Outcome
from trialrun.store.database import AppDatabase, StoreError
from trialrun.store.jobs import TEXT_BYTES_MAX, Jobs


def open_store(path: Path) -> Answers:
    """Opens (and if need be creates) the database file for answers. Raises StoreError."""
    return open_stores(path)[0]


def open_stores(path: Path) -> tuple[Answers, Jobs]:
    """Opens (and if need be creates) the database file. Raises StoreError."""
    database = AppDatabase(path)
    return Answers(database), Jobs(database)


__all__ = [
    "TEXT_BYTES_MAX",
    "Answer",
    "Answers",
    "Attempt",
    "Jobs",
    "Outcome",
    "StoreError",
    "open_store",
    "open_stores",
]
