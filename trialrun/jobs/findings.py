"""What is wrong with a job definition, and what is only worth knowing: collected, all at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from trialrun.jobs.source import Place, Source
from trialrun.jobs.tree import Location, shown
from trialrun.nearest import NAME_MAX, nearest
from trialrun.plural import counted
from trialrun.problem import Problem

REFERENCE = re.compile(r"\$\{[^{}]*\}")
"""A reference of a bundle."""
AT_DEPLOYMENT = "only its bundle knows it: give the bundle's folder, or write the value"
"""Why a reference has no value in a text that is no bundle."""
VALIDATE_WARNS = "bundle-validate-warns"
"""The fact about what is left out with a warning at most."""
SHOWN_PROBLEMS_MAX = 100
COMPARISONS_MAX = 5_000
MESSAGE_MAX = 600
JOBS_MAX = 500
"""How many jobs of a text or a bundle are read: what is wrong in one is looked for in all of it."""
CLOSENESS = 0.7


@dataclass
class Comparisons:
    """How many words may still be compared; the findings of a bundle's jobs share one."""

    left: int = COMPARISONS_MAX


@dataclass
class Findings:
    """Errors and warnings by place; the same sentence at one place counts once.

    `left_out` are those warnings that tell of something that is written and has no effect.
    `unknown` says why references have no value; "" where nothing is to be said of one.

    Hints are made while `comparisons` last: comparing words is what takes time in a text that is
    wrong everywhere.
    """

    path: str
    source: Source
    unknown: Mapping[str, str] = field(default_factory=dict)
    comparisons: Comparisons = field(default_factory=Comparisons)
    left_out: dict[tuple[Location, str], tuple[bool, str]] = field(default_factory=dict)
    _errors: dict[tuple[Place, str], None] = field(default_factory=dict)
    _warnings: dict[tuple[Place, str], None] = field(default_factory=dict)
    _references: dict[str, list[Location]] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Says whether something is wrong."""
        return bool(self._errors)

    def error(self, at: Location, sentence: str) -> None:
        """Notes what is wrong at a location."""
        self._errors[self.source.place(at), self.source.told(at, sentence)] = None

    def error_at(self, place: Place, sentence: str) -> None:
        """Notes what is wrong at a place that no location leads to."""
        self._errors[place, sentence] = None

    def warn(self, at: Location, sentence: str) -> None:
        """Notes what a reader should know at a location."""
        self._warnings[self.source.place(at), self.source.told(at, sentence)] = None

    def leave_out(
        self, at: Location, sentence: str, *, is_sure: bool = True, fact: str = VALIDATE_WARNS
    ) -> None:
        """Notes what is written and has no effect; `is_sure` that this changes what is played."""
        self.warn(at, sentence)
        self.left_out[at, self.source.told(at, sentence)] = is_sure, fact

    def keep_reference(self, at: Location, reference: str) -> None:
        """Notes a `${...}` that stays text; each is told once, with how often it occurs."""
        if self.unknown.get(reference, AT_DEPLOYMENT):
            self._references.setdefault(reference, []).append(at)

    def why_unknown(self, text: str) -> str:
        """Returns why the first `${...}` of a text has no value."""
        found = REFERENCE.search(text)
        return self.unknown.get(found[0] if found else "") or AT_DEPLOYMENT

    def hint(self, word: str, known: Iterable[str]) -> str:
        """Returns "; did you mean ...?" when a known word is close, else ""."""
        names = list(known)
        self.comparisons.left -= len(names)
        if len(word) > NAME_MAX or self.comparisons.left < 0:
            return ""
        close = nearest(word, names, closeness=CLOSENESS)
        return f"; did you mean `{shown(close[0])}`?" if close else ""

    def errors(self) -> list[Problem]:
        """Returns the errors in the order of the text."""
        return self._problems(self._errors)

    def warnings(self) -> list[Problem]:
        """Returns the warnings in the order of the text."""
        warned = {place for place, _ in [*self._warnings, *self._errors]}
        for reference, locations in self._references.items():
            places = {self.source.place(at) for at in locations} - warned
            if places:
                times = f" ({len(places)} times)" if len(places) > 1 else ""
                why = self.why_unknown(reference)
                sentence = f"`{shown(reference)}` is kept as text{times}; {why}"
                told = self.source.told(min(locations, key=self.source.place), sentence)
                self._warnings[min(places), told] = None
        return self._problems(self._warnings)

    def _problems(self, found: dict[tuple[Place, str], None]) -> list[Problem]:
        entries = sorted(found, key=lambda one: (one[0].file, *one))
        return [
            Problem(place.file or self.path, place.line, worded(place.column, place.path, sentence))
            for place, sentence in entries
        ]


def too_many_jobs(count: int) -> str:
    """Returns the sentence about jobs that are not read, "" when all are.

    >>> too_many_jobs(500), too_many_jobs(14_700)
    ('', 'there are 14,700 jobs; the first 500 are read, so split them up')
    """
    if count <= JOBS_MAX:
        return ""
    return f"there are {counted(count, 'job')}; the first {JOBS_MAX} are read, so split them up"


def capped(problems: list[Problem], path: str, noun: str) -> list[Problem]:
    """Returns as many problems as anybody reads, and how many more there are."""
    more = len(problems) - SHOWN_PROBLEMS_MAX
    if more <= 0:
        return problems
    rest = Problem(path, 0, f"there are {more} more {noun} like these")
    return [*problems[:SHOWN_PROBLEMS_MAX], rest]


def placed(problem: Problem) -> Problem:
    """Returns a mistake in a job with its column beside its line, not in its words.

    >>> placed(Problem("x.yaml", 3, "column 7, job.queue: this is empty")).at
    'x.yaml:3:7'
    """
    told = _COLUMN.match(problem.message)
    if told is None:
        return problem
    return replace(problem, message=problem.message[told.end() :], column=int(told[1]))


_COLUMN = re.compile(r"column ([0-9]{1,9})(?:, |: )")


def worded(column: int, path: str, sentence: str) -> str:
    """Puts the column and the path inside the document before a sentence.

    >>> worded(3, "tasks[0].run_if", "this is empty")
    'column 3, tasks[0].run_if: this is empty'
    """
    where = ", ".join(part for part in (f"column {column}" if column else "", path) if part)
    # The parsers below tell what they read: it may be long, or turn the text around it.
    return shown(f"{where}: {sentence}" if where else sentence, MESSAGE_MAX)
