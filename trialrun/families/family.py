"""What a family of generated questions is: a way to draw a story, and what is asked about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from trialrun.engine import Trace, WhatIfText
from trialrun.families.draw import Draw
from trialrun.questions import PLAIN, Question, Scenario

if TYPE_CHECKING:
    from trialrun.families.playing import Playing

SEED_MAX = 999_999_999
"""Seeds go from 1 up to this."""
OPTIONS = 4

TOPICS = {
    "task-graph": "Task graph and Run if",
    "branches-and-loops": "If/else and For each",
    "parameters-and-references": "Parameters and references",
    "triggers-and-queue": "Triggers and the queue",
    "retries-and-timeouts": "Retries and timeouts",
    "rollback": "What is committed",
    "repair-vs-rerun": "Repair or run again",
    "monitoring-and-notifications": "Monitoring and notifications",
    "cluster-choice": "Compute and time",
    "bundles": "Bundles and targets",
}
"""What families are about, in the order in which they are listed."""


class Difficulty(StrEnum):
    """How hard a question will be, as its story says."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as a run gives it: the words of an option, and what they are made of.

    `parts` are what it says of each thing that is asked about, `whys` what decided each: the `q`
    of an event, or a sentence; `sums` what it comes to where one event alone does not say that.
    `tells` says of each thing what the run has of it, and when: that contradicts all other answers.
    `size` orders answers as one would who goes by size alone. `why` is what comes of it, where an
    answer is something to do; `claim` says the same in CEL, for authors, where it can be said.
    """

    says: str
    parts: Mapping[str, str] = field(default_factory=dict)
    whys: Mapping[str, int | str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    tells: Mapping[str, str] = field(default_factory=dict)
    size: float = 0.0
    why: str = ""
    claim: str = ""


ReadsOff = Callable[[Trace], Said | None]
"""Reads an answer off a run; None where that gives none."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A story that nearly is the one asked about, and how it differs, as in "if x failed".

    `scenario` is another one, or what makes it when it is needed; `answer` reads something else
    off it. None for the same.
    """

    told: str
    what_if: WhatIfText = PLAIN
    scenario: Scenario | Callable[[], Scenario | None] | None = None
    answer: ReadsOff | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a story is drawn on: a job that by itself runs well, and how it is introduced.

    `deed` is what somebody has said of the tasks of a given job; its scenario has that worked in.
    """

    scenario: Scenario
    opening: str
    is_drawn: bool = True
    deed: tuple[str, ...] = ()


class Put(Protocol):
    """How a query is put, where that is no pick of one out of four (`putting`)."""

    @property
    def kind(self) -> str:
        """Returns the kind of question that it is."""

    def fields(self, playing: "Playing") -> Mapping[str, Any] | None:
        """Returns what an author would write of it besides stem, code, run and facts.

        None where the story gives no question of the kind.
        """


@dataclass(frozen=True, slots=True)
class Posed:
    """A question about a story, and how it is `put`; None for four options of which one holds.

    `answer` reads the answer off a run; None where it has none. `failing` and `asked` are tasks:
    how far they are apart says how hard it is; `steps` are what has to be looked at beside events.
    `code` is the job in writing, None where that is too much for a page: then it is not asked.
    `believed` makes the story as each belief has it that is not about its run. `runs` are what is
    asked about by name, where that is more than the run of `what_if`.
    """

    ground: Ground
    what_if: WhatIfText
    stem: str
    answer: ReadsOff
    neighbours: tuple[Neighbour, ...]
    code: str | None = ""
    failing: str = ""
    asked: tuple[str, ...] = ()
    has_graph: bool = True
    steps: int = 0
    believed: Mapping[str, Callable[[], Scenario | None]] = field(default_factory=dict)
    put: Put | None = None
    runs: Mapping[str, WhatIfText] = field(default_factory=dict)


Pose = Callable[[Draw, Ground], Posed | None]
"""Asks something about a job; None where it gives nothing to ask."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of questions. `version` counts up whenever a seed would give another question.

    `beliefs` are those that its stories can tell from the truth. `grounds` draws a job under a
    slug; `suits` says whether it can ask about a job that somebody gives, None for never. `poses`
    are its ways to ask, of which a seed has one. `told` are facts that stand behind the answer as
    well, and that nobody is graded on.
    """

    id: str
    version: int
    topic: str
    title: str
    says: str
    grounds: Callable[[Draw, str], Ground]
    poses: tuple[Pose, ...]
    beliefs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    suits: Callable[[Scenario], bool] | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generated:
    """A question that a family made of a seed, with its story.

    `beliefs` are those behind its wrong answers. `written` is what an author would write to ask
    it, but for its id; {} where no claim says what it asks.
    """

    question: Question
    family: Family
    seed: int
    difficulty: Difficulty
    beliefs: tuple[str, ...]
    scenario: Scenario
    written: Mapping[str, Any] = field(default_factory=dict)


class NoSuchQuestion(LookupError):
    """There is no such generated question; its text is a sentence that says why."""
