"""Whether a new run may start now. Source: advanced settings docs, "maximum concurrent runs"."""

from enum import StrEnum
from typing import NamedTuple

QUEUED_MS_MAX = 48 * 3_600_000


class Admit(StrEnum):
    """What becomes of a new run."""

    START = "start"
    QUEUE = "queue"
    SKIP = "skip"


class Admission(NamedTuple):
    """What becomes of a new run, and the rule."""

    admit: Admit
    rule: str


def admission(active: int, max_concurrent_runs: int, queue: bool) -> Admission:
    """Decides on a new run of a job that has `active` runs going.

    >>> admission(1, 1, queue=True).admit
    <Admit.QUEUE: 'queue'>
    """
    if max_concurrent_runs <= 0:
        return Admission(Admit.SKIP, "limit.none_allowed")
    if active < max_concurrent_runs:
        return Admission(Admit.START, "run_now.new_run")
    if queue:
        return Admission(Admit.QUEUE, "limit.queued")
    return Admission(Admit.SKIP, "limit.skipped")
