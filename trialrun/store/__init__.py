"""Learner state. The only package that speaks SQL to it.

`open_store(path)` is the door; every method of the store is one transaction.
"""

from pathlib import Path

from trialrun.store.answers import Answer, Answers, Attempt, Outcome
from trialrun.store.database import AppDatabase, StoreError


def open_store(path: Path) -> Answers:
    """Opens (and if need be creates) the database file. Raises StoreError."""
    return Answers(AppDatabase(path))


__all__ = ["Answer", "Answers", "Attempt", "Outcome", "StoreError", "open_store"]
