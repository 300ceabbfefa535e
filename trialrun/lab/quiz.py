"""A quiz about one job: what it can ask, what that costs, and as a file for authors. No HTTP."""

from dataclasses import dataclass, replace

from trialrun.content import Catalog
from trialrun.engine import RUN_NOW, WhatIfText
from trialrun.families import Family, Generated
from trialrun.families.on_job import COUNT_MAX, TASKS_MAX, quizzed, suited
from trialrun.families.set_text import is_proven, set_text
from trialrun.lab.cost import events_of, playing_ms
from trialrun.lab.drill import able, stage_of
from trialrun.questions import Scenario

COUNTS = (5, 8, COUNT_MAX)
PLAYS_EACH = 60
"""Stories that are played for a question, at most times."""
EVENTS_MAX = 1_000
"""Measured: a quiz of twelve plays some thousand runs; of 6,000 events each they took 20 s."""
TABLES, TIMES = "table-rows", "run-length"
TOO_LARGE = f"A quiz is about jobs of at most {TASKS_MAX} tasks; this one has {{}}."
TOO_LONG = (
    f"A quiz plays many runs, so it is about jobs whose run has at most about {EVENTS_MAX:,} "
    "events; of this one it may have {}. Fewer iterations or retries make it shorter."
)
NOTHING = (
    "There is too little in this job to ask about: no task that can fail for good has others "
    "behind it. Drill has jobs of all shapes."
)


@dataclass(frozen=True, slots=True)
class Quiz:
    """A job to be asked about, with what somebody has said of its tasks worked in.

    `families` can ask about it; `why_not` says why none can, "" where some do.
    """

    scenario: Scenario
    deed: tuple[str, ...]
    families: tuple[Family, ...]
    why_not: str = ""

    @property
    def asks_tables(self) -> bool:
        """Says whether it asks about tables: only where what tasks write is said."""
        return any(family.id == TABLES for family in self.families)

    @property
    def cost_ms(self) -> float:
        """Returns what a question takes to make, about."""
        return playing_ms(self.scenario.world) * PLAYS_EACH


def quiz_of(catalog: Catalog, scenario: Scenario, deed: tuple[str, ...] = ()) -> Quiz:
    """Returns the quiz about a story's job. Raises WhatIfError."""
    said = replace(scenario, world=scenario.said(WhatIfText(deed=deed)))
    tasks = len(said.world.job.tasks)
    if tasks > TASKS_MAX:
        return Quiz(said, deed, (), TOO_LARGE.format(f"{tasks:,}"))
    events = events_of(said.world, RUN_NOW)
    if events > EVENTS_MAX:
        return Quiz(said, deed, (), TOO_LONG.format(f"{events:,}"))
    can_ask = able(catalog)
    families = tuple(family for family in suited(said) if family in can_ask)
    return Quiz(said, deed, families, "" if families else NOTHING)


def questions_of_quiz(catalog: Catalog, quiz: Quiz, *, seed: int, count: int) -> list[Generated]:
    """Returns so many questions of a quiz, or fewer where there are no more."""
    stage = stage_of(catalog)
    return quizzed(quiz.scenario, stage, seed=seed, count=count, deed=quiz.deed)


def starting_set(catalog: Catalog, quiz: Quiz, *, seed: int, scenario: str) -> str:
    """Returns the file of a set that asks about the job, saved as a scenario of that name.

    "" where nothing can be asked that such a file can prove.
    """
    found = questions_of_quiz(catalog, quiz, seed=seed, count=COUNT_MAX)
    proven = [each for each in found if is_proven(each, stage_of(catalog))]
    lesson = next(iter(catalog.lessons), "")
    job = quiz.scenario.world.job.name or quiz.scenario.title
    return set_text(proven, job=job, scenario=scenario, lesson=lesson) if proven else ""
