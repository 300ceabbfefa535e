"""The jobs that a learner brought, as a list: what they are called, where they open."""

from dataclasses import dataclass

from flask import url_for

from trialrun.bounded import Bounded
from trialrun.jobs.tree import shown
from trialrun.lab.own_job import slug_of
from trialrun.lab.own_names import names_in
from trialrun.plural import counted
from trialrun.store import HeldJob
from trialrun.web.http.services import jobs, learner, learners, now_ms
from trialrun.web.practice.day import Day

LISTED_MAX = 20
NAMED_MAX = 3
NAME_MAX = 80
READ_BYTES_MAX = 200_000
"""So much text is read anew for one list, which takes 0.2 s; of more only the size is told."""
NAMES_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A text in the list: its jobs, each a name with where it opens, and `more` beside them.

    Without a name it is told by its size.
    """

    digest: str
    jobs: tuple[tuple[str, str], ...]
    more: str
    edit: str
    size: str
    used: Day

    @property
    def told(self) -> str:
        """Returns what it is called in a sentence."""
        names = [f"“{name}”" for name, _ in self.jobs]
        return ", ".join([*names, self.more] if self.more else names) or self.size


@dataclass(frozen=True, slots=True)
class HeldList:
    """Some of what a learner holds, the last used first; `older` is where the next stand."""

    rows: tuple[HeldRow, ...]
    older: int
    count: int


def held_list(first: int = 0, most: int = LISTED_MAX) -> HeldList:
    """Lists jobs of whoever asks, from one on."""
    held = learners().jobs(learner()) if learner() else ()
    part = held[first : first + most]
    left = READ_BYTES_MAX
    rows = []
    for job in part:
        names = _names.get(job.digest)
        if names is None and job.bytes <= left:
            left -= job.bytes
            names = _names.keep(job.digest, names_in(jobs().text(job.digest) or ""))
        rows.append(_row(job, names or ()))
    older = first + most
    return HeldList(tuple(rows), older if older < len(held) else 0, len(held))


def held_row(digest: str) -> HeldRow | None:
    """Finds one that whoever asks holds."""
    held = learners().jobs(learner()) if learner() else ()
    job = next((one for one in held if one.digest == digest), None)
    return _row(job, _names.get(digest) or ()) if job else None


def _row(job: HeldJob, names: tuple[tuple[int, str], ...]) -> HeldRow:
    slugs = [(shown(name, NAME_MAX), slug_of(job.digest, number)) for number, name in names]
    more = f"{len(slugs) - NAMED_MAX} more" if len(slugs) > NAMED_MAX else ""
    return HeldRow(
        job.digest,
        tuple((name, url_for("simulator.show", slug=slug)) for name, slug in slugs[:NAMED_MAX]),
        more,
        f"{url_for('own.index')}?from={slug_of(job.digest, 1)}",
        f"a text of {counted(job.bytes, 'byte')}",
        Day.of(job.used_ms, now_ms()),
    )


_names: Bounded[str, tuple[tuple[int, str], ...]] = Bounded(
    NAMES_BYTES_MAX, lambda _, found: 500 + sum(150 + 4 * len(name) for _, name in found)
)
