"""What the store's door does not show, for tests that look at the file itself. No test in here."""

from typing import Any

from sqlite_utils import Database

from trialrun.store.database import AppDatabase


def connection_of(database: AppDatabase) -> Any:
    """Returns this thread's connection."""
    return database._session().conn


def schema_of(database: AppDatabase) -> Database:
    """Returns it with sqlite-utils around it, which tells tables and columns."""
    return Database(connection_of(database))
