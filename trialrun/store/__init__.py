"""Learner state, and the jobs that people brought. The only package that speaks SQL to them.

`open_stores(path)` is the door; every method of a store is one transaction. Two commands come past
it: `backup` and `restore`, which know the file and nothing of what is in it.
"""

from dataclasses import dataclass
from pathlib import Path

from trialrun.store.answers import Answers
from trialrun.store.attempts import LEFT_DAYS, UNANSWERED_MAX, Attempts
from trialrun.store.belongings import Amount, Belongings, HeldJob, JobText, PutText, is_carried
from trialrun.store.changes import Changes
from trialrun.store.database import AppDatabase
from trialrun.store.errors import StoreError
from trialrun.store.flags import FLAGS_MAX, Flag, Flags
from trialrun.store.jobs import TEXT_BYTES_MAX, Jobs, Quotas
from trialrun.store.learners import Brought, Learners, TooMuch
from trialrun.store.links import PrivateLinks
from trialrun.store.log import (
    QUESTION,
    Activity,
    Answer,
    Attempt,
    Entry,
    Latest,
    Met,
    Outcome,
    fold,
    set_of,
)
from trialrun.store.questions import Questions
from trialrun.store.settings import AppSettings


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept in one database file."""

    answers: Answers
    attempts: Attempts
    questions: Questions
    jobs: Jobs
    learners: Learners
    links: PrivateLinks
    settings: AppSettings
    changes: Changes
    flags: Flags
    database: AppDatabase

    def close(self) -> None:
        """Brings everything into the file and lets go of it; whoever comes later is refused."""
        self.database.close()


def open_stores(path: Path) -> Stores:
    """Opens (and if need be creates) the database file. Raises StoreError."""
    database = AppDatabase(path)
    jobs = Jobs(database)
    return Stores(
        Answers(database),
        Attempts(database),
        Questions(database),
        jobs,
        Learners(database, jobs),
        PrivateLinks(database),
        AppSettings(database),
        Changes(database),
        Flags(database),
        database,
    )


__all__ = [
    "FLAGS_MAX",
    "LEFT_DAYS",
    "QUESTION",
    "TEXT_BYTES_MAX",
    "UNANSWERED_MAX",
    "Activity",
    "Amount",
    "Answer",
    "Answers",
    "AppSettings",
    "Attempt",
    "Attempts",
    "Belongings",
    "Brought",
    "Changes",
    "Entry",
    "Flag",
    "Flags",
    "HeldJob",
    "JobText",
    "Jobs",
    "Latest",
    "Learners",
    "Met",
    "Outcome",
    "PrivateLinks",
    "PutText",
    "Questions",
    "Quotas",
    "StoreError",
    "Stores",
    "TooMuch",
    "fold",
    "is_carried",
    "open_stores",
    "set_of",
]
