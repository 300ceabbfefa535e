"""What is wrong with a job definition, and what is only worth knowing: collected, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from trialrun.jobs.source import Place, Source
from trialrun.jobs.tree import Location, shown
from trialrun.problem import Problem

SHOWN_PROBLEMS_MAX = 100
COMPARISONS_MAX = 5_000
WORD_MAX = 100
MESSAGE_MAX = 600
CLOSENESS = 0.7


@dataclass
class Findings:
    """Errors and warnings by place; the same sentence at one place counts once.

    Hints are made while COMPARISONS_MAX lasts: comparing words is what takes time in a text
    that is wrong everywhere.
    """

    path: str
    source: Source
    _errors: dict[tuple[Place, str], None] = field(default_factory=dict)
    _warnings: dict[tuple[Place, str], None] = field(default_factory=dict)
    _references: dict[str, list[Location]] = field(default_factory=dict)
    _comparisons: int = 0

    @property
    def has_errors(self) -> bool:
        """Says whether something is wrong."""
        return bool(self._errors)

    def error(self, at: Location, sentence: str) -> None:
        """Notes what is wrong at a location."""
        self._errors[self.source.place(at), sentence] = None

    def error_at(self, line: int, column: int, path: str, sentence: str) -> None:
        """Notes what is wrong at a place that no location leads to."""
        self._errors[Place(line, column, path), sentence] = None

    def warn(self, at: Location, sentence: str) -> None:
        """Notes what a reader should know at a location."""
        self._warnings[self.source.place(at), sentence] = None

    def keep_reference(self, at: Location, reference: str) -> None:
        """Notes a `${...}` that stays text; each is told once, with how often it occurs."""
        self._references.setdefault(reference, []).append(at)

    def hint(self, word: str, known: Iterable[str]) -> str:
        """Returns "; did you mean ...?" when a known word is close, else ""."""
        names = list(known)
        self._comparisons += len(names)
        if len(word) > WORD_MAX or self._comparisons > COMPARISONS_MAX:
            return ""
        by_lower = {name.lower(): name for name in names}
        close = get_close_matches(word.lower(), by_lower, n=1, cutoff=CLOSENESS)
        return f"; did you mean `{shown(by_lower[close[0]])}`?" if close else ""

    def errors(self) -> list[Problem]:
        """Returns the errors in the order of the text."""
        return self._problems(self._errors, "mistakes")

    def warnings(self) -> list[Problem]:
        """Returns the warnings in the order of the text."""
        warned = {place for place, _ in self._warnings}
        for reference, locations in self._references.items():
            places = {self.source.place(at) for at in locations} - warned
            if places:
                times = f" ({len(places)} times)" if len(places) > 1 else ""
                sentence = (
                    f"`{shown(reference)}` is kept as text{times}; it is known to the bundle only"
                )
                self._warnings[min(places), sentence] = None
        return self._problems(self._warnings, "warnings")

    def _problems(self, found: dict[tuple[Place, str], None], noun: str) -> list[Problem]:
        entries = sorted(found)
        problems = [
            Problem(self.path, place.line, worded(place.column, place.path, sentence))
            for place, sentence in entries[:SHOWN_PROBLEMS_MAX]
        ]
        more = len(entries) - SHOWN_PROBLEMS_MAX
        if more > 0:
            problems.append(Problem(self.path, 0, f"there are {more} more {noun} like these"))
        return problems


def worded(column: int, path: str, sentence: str) -> str:
    """Puts the column and the path inside the document before a sentence.

    >>> worded(3, "tasks[0].run_if", "this is empty")
    'column 3, tasks[0].run_if: this is empty'
    """
    where = ", ".join(part for part in (f"column {column}" if column else "", path) if part)
    # The parsers below tell what they read: it may be long, or turn the text around it.
    return shown(f"{where}: {sentence}" if where else sentence, MESSAGE_MAX)
