"""The front matter of a lesson, and whether the ways on from its end lead anywhere."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from trialrun.engine import RECOVERABLE_RESULTS, REPAIRABLE_TASKS_MIN
from trialrun.questions import Places, Scenario, Slug, Strict, Text, unfound

Broken = Mapping[str, Places]
"""What has mistakes of its own, by sort: facts, scenarios and levels, each with its place."""


class LessonSpec(Strict):
    """The front matter of a lesson."""

    title: Text
    order: int
    minutes: Annotated[int, Field(ge=1, le=240)]
    objectives: tuple[Text, ...] = ()
    level: Slug | None = None
    compare: Slug | None = None


def end_flaws(
    spec: LessonSpec,
    scenarios: Collection[str],
    stories: Mapping[str, Scenario],
    levels: Collection[str],
    broken: Broken,
) -> Iterator[tuple[str, str, str]]:
    """Yields what is wrong with the ways on from a lesson's end: (field, message, cause)."""
    for field, sort, name, known in (
        ("level", "level", spec.level, levels),
        ("compare", "scenario", spec.compare, scenarios),
    ):
        ill = broken.get(sort, {})
        if name and (name in ill or name not in known):
            yield field, *unfound(sort, name, known, ill)
    if spec.compare and spec.compare in stories and not _has_two_futures(stories[spec.compare]):
        yield (
            "compare",
            f"in `{spec.compare}` there is nothing to repair, so nothing to compare; name a "
            f"scenario of {REPAIRABLE_TASKS_MIN} or more tasks in which a run fails",
            "",
        )


def _has_two_futures(story: Scenario) -> bool:
    """Says whether a run of a story can be repaired, or run again."""
    results = {segment.result for segment in story.play_text().segments if not segment.job}
    is_unsuccessful = not RECOVERABLE_RESULTS.isdisjoint(results)
    return is_unsuccessful and len(story.world.job.tasks) >= REPAIRABLE_TASKS_MIN
