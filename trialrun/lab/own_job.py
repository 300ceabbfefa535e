"""A text that somebody brought, read and played once: jobs, or what is wrong at which line.

Pure but for what it remembers; knows no request and no store.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from trialrun.diagram import WORDS, spelled_clock
from trialrun.engine import RUN_NOW, Endless, Graph, World, graph_of, simulate
from trialrun.jobs.around import Around, around_of
from trialrun.jobs.findings import JOBS_MAX as JOBS_READ_MAX
from trialrun.jobs.made_up import nobody_knows
from trialrun.jobs.packed import Chosen, Packed, is_packed, unpack
from trialrun.jobs.places import SettingPlaces
from trialrun.jobs.tree import shown
from trialrun.lab.cost import playing_ms
from trialrun.lab.own_files import BundleChoices, OwnFiles, choices_of, files_of
from trialrun.lab.own_said import ReaderMessage, TextPlaces
from trialrun.lab.run_view import EVENTS_SHOWN_MAX
from trialrun.lab.varied import BROUGHT
from trialrun.plural import counted
from trialrun.questions import Scenario

if TYPE_CHECKING:
    from trialrun.jobs import JobFile

DIGEST_LENGTH = 20
JOBS_MAX = 100
"""How many jobs one text may bring: a page of `databricks jobs list` holds no more."""
"""How many events a run may have: a page of the simulator shows no more."""
PIECES_MAX = 20_000
"""How many pieces of line a graph may need. Measured: 10,000 take 0.7 s to lay out, 680,000 a
minute and 37 MB; 1,000 tasks with two parents each need 4,000.
"""
NAMES_MAX = 5
RUN_NAME_MAX = 40
NOTES_MAX = 100

NOTHING = "There is no job here yet. Paste one, choose a file, or begin with an example."

# What a page must not hold, though a form may bring it: HTML knows no such signs.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
    + "]"
)


@dataclass(frozen=True, slots=True)
class OwnJob:
    """A job of the text; `ends` says what comes of Run now.

    `number` is its place among all jobs of the text, from 1: one with a mistake keeps its own, so
    that a kept link leads to the same job when that one can be read.
    `notes` say what is to be known about it, `places` where its settings are written, `around`
    what the text says beside it.
    """

    number: int
    name: str
    world: World
    ends: str
    notes: tuple[str, ...]
    places: SettingPlaces
    around: Around

    @property
    def tasks(self) -> str:
        """Returns how many tasks it has, in words."""
        return counted(len(self.world.job.tasks), "task")


@dataclass(frozen=True, slots=True)
class OwnText:
    """What a text comes to. A job with a problem of its own is not among the `jobs`."""

    jobs: tuple[OwnJob, ...]
    problems: tuple[ReaderMessage, ...]
    warnings: tuple[ReaderMessage, ...]
    is_empty: bool = False
    files: OwnFiles | None = None
    choices: BundleChoices | None = None

    @property
    def main(self) -> OwnJob | None:
        """Returns the job that is run when none is asked for: the one that starts most others.

        Of those that start none it is the first; None without a job.
        """
        starts = {id(job.world): _started(job.world) for job in self.jobs}
        inner = set().union(*starts.values())
        outer = [job for job in self.jobs if id(job.world) not in inner]
        return max(outer or self.jobs, key=lambda job: len(starts[id(job.world)]), default=None)

    @property
    def run_label(self) -> str:
        """Returns what the button to run it says; of several jobs it names the one."""
        named = self.main if len(self.jobs) > 1 else None
        return f"Run {shown(named.name, RUN_NAME_MAX)}" if named else "Run it"

    @property
    def sentence(self) -> str:
        """Returns the one message that says it all."""
        if self.is_empty:
            return NOTHING
        if self.problems:
            first = next((said for said in self.problems if said.where), None)
            at = ("in" if first.file else "at") if first else ""
            where = f", the first {at} {first.where}" if first else ""
            playable = f"; {counted(len(self.jobs), 'job')} can be played" if self.jobs else ""
            return _many(len(self.problems), "problem") + where + playable
        names = [job.name for job in self.jobs[:NAMES_MAX]]
        more = ", …" if len(self.jobs) > NAMES_MAX else ""
        tasks = sum(len(job.world.job.tasks) for job in self.jobs)
        return (
            f"{counted(tasks, 'task')} in {counted(len(self.jobs), 'job')}: "
            f"{', '.join(names)}{more}"
        )

    @property
    def noted(self) -> str:
        """Returns how many warnings there are, in words."""
        return _many(len(self.warnings), "note")


Weigh = Callable[[float], None]


def ignored(_: float) -> None:
    """Takes what a run will take, and does nothing about it."""


def refused(message: str) -> OwnText:
    """Returns what stands for a text that could not even be looked at."""
    return OwnText((), (ReaderMessage(0, 0, message, ""),), ())


def normal(text: str) -> str:
    r"""Returns a text as it is kept: one kind of line end.

    >>> normal("a\r\nb\rc")
    'a\nb\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def writable(text: str) -> str:
    """Returns a text as a page can hold it: signs that HTML forbids are replaced."""
    return _UNWRITABLE.sub("\ufffd", text)


def digest_of(text: str) -> str:
    """Returns the address of a text."""
    return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def slug_of(digest: str, number: int) -> str:
    """Returns the slug of a text's job.

    >>> slug_of("ab", 1), slug_of("ab", 2)
    ('own-ab', 'own-ab-2')
    """
    return f"own-{digest}" if number == 1 else f"own-{digest}-{number}"


def read_own(text: str, weigh: Weigh = ignored) -> OwnText:
    """Reads a text and plays each of its jobs once. Raises only what `weigh` does.

    `weigh` is told what a run will take, in milliseconds, before it is played: of a job of two
    lines that starts others in loops that is a second.
    """
    if not text.strip():
        return OwnText((), (), (), is_empty=True)
    # Imported here: most people never bring a job, and the reader is a large room.
    packed = unpack(text) if is_packed(text) else None
    file, files, choices = _read(text, packed)
    places = TextPlaces(text, packed)
    said = OwnText(
        (),
        tuple(places.messages(file.problems)),
        tuple(places.messages(file.warnings)),
        files=files,
        choices=choices,
    )
    if len(file.jobs) > JOBS_MAX:
        at_least = "at least " if len(file.jobs) >= JOBS_READ_MAX else ""
        many = f"{at_least}{len(file.jobs)}"
        message = f"there are {many} jobs in this text; bring at most {JOBS_MAX}"
        return _with_problem(said, message)
    worlds = [
        (
            number,
            job.world,
            [places.note(one) for one in [*file.noted, *job.warnings][:NOTES_MAX]],
            job.places,
            around_of(file, key),
        )
        for number, (key, job) in enumerate(file.jobs.items(), 1)
        if job.world
    ]
    try:
        return replace(said, jobs=tuple(_played(worlds, weigh)))
    except _Unplayable as error:
        return _with_problem(said, str(error))


def _with_problem(said: OwnText, message: str) -> OwnText:
    return replace(said, problems=(ReaderMessage(0, 0, message, ""), *said.problems))


def _read(text: str, packed: Packed | None) -> "tuple[JobFile, OwnFiles | None, BundleChoices]":
    from trialrun.jobs import DeployOptions, Given, read_job_file
    from trialrun.jobs.several import read_several

    options = DeployOptions(given=Given(in_fields=True))
    if packed is None:
        file = read_job_file("", text, options=options)
        return file, None, choices_of(file, Chosen(), (), "")
    several = read_several(packed, options)
    choices = choices_of(several.file, packed.chosen, several.roots, several.root)
    return several.file, files_of(packed, several), choices


def scenarios_in(text: str, digest: str, weigh: Weigh = ignored) -> tuple[Scenario, ...]:
    """Returns the jobs of a text as the simulator shows them; none when they cannot be played."""
    jobs = read_own(text, weigh).jobs
    return tuple(
        Scenario(
            slug=slug_of(digest, job.number),
            title=job.name,
            summary=f"{BROUGHT} {nobody_knows(job.world)}",
            order=0,
            path="",
            world=job.world,
            actions=RUN_NOW,
            notes=job.notes,
            places=job.places,
            around=job.around,
        )
        for job in jobs
    )


def _started(world: World) -> set[int]:
    """Returns which worlds a job starts, at any depth: they nest a few deep."""
    inner = [child for each in world.jobs.values() for child in (id(each), *_started(each))]
    return set(inner)


class _Unplayable(Exception):
    """A job that can be read but not shown; its text says why."""


def _played(
    worlds: Iterable[tuple[int, World, Sequence[str], SettingPlaces, Around]], weigh: Weigh
) -> Iterator[OwnJob]:
    """Yields each job with its end. The first that cannot be played ends it: playing takes time."""
    for number, world, known, places, around in worlds:
        name = world.job.name or f"job {number}"
        if (pieces := _pieces(graph_of(world.job))) > PIECES_MAX:
            raise _Unplayable(
                f"the dependencies of the job {name} pass {pieces:,} rows of tasks, and a page "
                f"draws {PIECES_MAX:,}; take dependencies out"
            )
        weigh(playing_ms(world))
        try:
            trace = simulate(world, RUN_NOW)
        except (Endless, ValueError) as error:
            raise _Unplayable(f"the job {name} cannot be played: {error}") from error
        if len(trace.events) > EVENTS_SHOWN_MAX:
            raise _Unplayable(
                f"a run of the job {name} has {len(trace.events):,} events, and a page shows "
                f"{EVENTS_SHOWN_MAX:,}; take tasks or iterations out"
            )
        ends = f"{WORDS[trace.result]} after {spelled_clock(trace.t_end_ms)}"
        yield OwnJob(number, name, world, ends, tuple(known), places, around)


def _pieces(graph: Graph) -> int:
    """Counts the layers that all dependencies pass: each takes a piece of line to draw."""
    layer = [0] * len(graph.parents)
    for task in graph.in_order():
        layer[task] = 1 + max((layer[parent] for parent in graph.parents[task]), default=0)
    return sum(
        layer[task] - layer[parent] for task in range(len(layer)) for parent in graph.parents[task]
    )


def _many(count: int, noun: str) -> str:
    """Counts findings: the reader names SHOWN_PROBLEMS_MAX, and how many more there are."""
    from trialrun.jobs.findings import SHOWN_PROBLEMS_MAX

    if count > SHOWN_PROBLEMS_MAX:
        return f"More than {SHOWN_PROBLEMS_MAX} {noun}s"
    return counted(count, noun)
