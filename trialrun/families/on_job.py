"""Questions about a job that somebody gives: a story of ours, a pasted job, one of a bundle.

They go by its names. What nobody has said of its tasks is not asked: tables only where writes are
said, times only where those are.
"""

from collections.abc import Iterator
from dataclasses import replace

from trialrun.engine import RUN_NOW, Endless
from trialrun.families.draw import Draw
from trialrun.families.family import SEED_MAX, Family, Generated, Ground, NoSuchQuestion
from trialrun.families.making import made
from trialrun.families.registry import FAMILIES, written_id
from trialrun.jobs.tree import shown
from trialrun.questions import Scenario, Stage

QUIZ = "quiz"
"""The set of all questions about given jobs, as their names begin."""
TASKS_MAX = 40
"""A larger job fills a page, and a question about it asks for patience alone."""
COUNT_MAX = 12
DRAWS_MAX = 12
NAME_MAX = 60


def ground_on(scenario: Scenario, deed: tuple[str, ...] = ()) -> Ground:
    """Returns a given job as what stories are drawn on; `deed` is what is said of its tasks."""
    name = shown(scenario.world.job.name or scenario.title, NAME_MAX).replace("`", "’")
    plain = replace(scenario, actions=RUN_NOW)
    return Ground(plain, f"The job `{name}` is made as below.", is_drawn=False, deed=deed)


def suited(scenario: Scenario) -> list[Family]:
    """Returns the families that can ask about a job; none for one that is too large."""
    if len(scenario.world.job.tasks) > TASKS_MAX:
        return []
    return [family for family in FAMILIES.values() if family.suits and family.suits(scenario)]


def quizzed(
    scenario: Scenario, stage: Stage, *, seed: int, count: int, deed: tuple[str, ...] = ()
) -> list[Generated]:
    """Returns up to so many questions about a job, of families by turns, none of them twice.

    There are fewer where its graph gives no more to ask.
    """
    found: list[Generated] = []
    seen: set[str] = set()
    for question in _drawn(scenario, stage, seed, count * 3, deed):
        if question.question.stem not in seen:
            seen.add(question.question.stem)
            found.append(question)
        if len(found) == min(count, COUNT_MAX):
            break
    return found


def _drawn(
    scenario: Scenario, stage: Stage, seed: int, tries: int, deed: tuple[str, ...]
) -> Iterator[Generated]:
    ground, families = ground_on(scenario, deed), suited(scenario)
    first = Draw(QUIZ, seed).between(1, SEED_MAX - tries)
    for number in range(first, first + tries if families else first):
        family = families[number % len(families)]
        id_ = f"{scenario.slug}.{written_id(family, number)}"
        try:
            yield made(
                family,
                number,
                stage,
                uid=(QUIZ, id_),
                slug=scenario.slug,
                ground=ground,
                draws_max=DRAWS_MAX,
            )
        except (NoSuchQuestion, Endless):
            continue
