"""How an address changes a story, in words: a story that was varied says so. Knows no HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trialrun.diagram import some_of
from trialrun.engine import (
    Failure,
    Slowness,
    Turn,
    WhatIfText,
    World,
    do_text,
)
from trialrun.jobs.made_up import made_up_told, notes_left
from trialrun.lab.deed_words import deeds_told
from trialrun.lab.dial_words import dial_told, value_told
from trialrun.lab.told import doing_told, failure_told, slowness_told
from trialrun.lab.variation import scripts_of
from trialrun.questions import Scenario

NAMED_IN_TITLE_MAX = 2
BROUGHT = "A job that was brought."
OWN = "own-"
"""The slugs of jobs that people brought begin so: their title is the job's name, always true."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What a page about a story is called, and what it says of it: nothing that is not so.

    `name` is that of the story, where nobody is to be told how it ends that of its job.
    `changes` tell what was varied, () for the story as it was written.
    """

    name: str
    title: str
    lead: str
    changes: tuple[str, ...] = ()

    @property
    def varied(self) -> str:
        """Says all that was changed; "" where nothing was."""
        return f"Varied: {'; '.join(self.changes)}" if self.changes else ""


def headline_of(scenario: Scenario, what_if: WhatIfText) -> Headline:
    """Returns a story's own title and summary, or, once it is varied, what was changed in it.

    Whether an author's title still holds nobody knows: it is quoted as a name, and its summary
    is only told of what they wrote.
    """
    changes, name = changes_of(scenario, what_if), scenario.title
    if not changes:
        return Headline(name, name, scenario.summary)
    told = "; ".join(changes)
    if scenario.slug.startswith(OWN):
        lead = f"{summary_left(scenario, what_if)} Varied: {told}."
        return Headline(name, name, lead, changes)
    more = len(changes) - NAMED_IN_TITLE_MAX
    if more <= 0:
        return Headline(name, f"“{name}”, varied: {told}", "", changes)
    short = "; ".join(changes[:NAMED_IN_TITLE_MAX])
    title = f"“{name}”, varied: {short}; and {more} more"
    return Headline(name, title, f"Changed: {told}.", changes)


def summary_left(scenario: Scenario, what_if: WhatIfText) -> str:
    """Returns the summary of a job that somebody brought, without what was said since."""
    if not what_if.deed:
        return scenario.summary
    told = made_up_told(scenario.world, scenario.read(what_if).deeds)
    return f"{BROUGHT} {told}"


def notes_of(scenario: Scenario, what_if: WhatIfText) -> list[str]:
    """Returns the notes about a job, without those on stand-ins of what was said."""
    if not what_if.deed:
        return [*scenario.notes]
    return notes_left(scenario.notes, scenario.world.job, scenario.read(what_if).deeds)


def as_predicted(scenario: Scenario, headline: Headline) -> Headline:
    """Returns what the page of a run that was predicted is called, while nothing may be told."""
    name = named_by_job(scenario)
    return replace(headline, name=name, title=f"The run that you predicted: {name}", lead="")


def named_by_job(scenario: Scenario) -> str:
    """Names a story by its job and its tasks, which tell nothing of how it ends."""
    job = scenario.world.job
    return f"{job.name} ({some_of([task.key for task in job.tasks])})"


def changes_of(scenario: Scenario, what_if: WhatIfText) -> tuple[str, ...]:
    """Returns what differs from the story as it was written, in words; () for nothing."""
    if not any(what_if):
        return ()
    given = scenario.read(what_if)
    plain, world = scenario.said(what_if), given.world(scenario.world)
    actions = given.actions(scenario.actions)
    found = [*deeds_told(given.deeds), *_failing(plain, world), *_slow(plain, world)]
    found += [turned_told(plain, turn) for turn in given.turns]
    if actions != scenario.actions:
        found.append(doing_told([do_text(action) for action in actions]))
    return tuple(found)


def _failing(plain: World, world: World) -> Iterator[str]:
    before, now = _failures(plain), _failures(world)
    if before == now:
        return
    if not now:
        yield "nothing fails"
        return
    calm = [key for key in before if key not in now]
    for key, failure in now.items():
        if before.get(key) != failure:
            is_one_more = before and not calm and key not in before
            yield failure_told(key, failure, "fails too" if is_one_more else "fails")
    if calm:
        yield f"{some_of(calm)} {'does' if len(calm) == 1 else 'do'} not fail"


def _failures(world: World) -> dict[str, Failure]:
    """Returns what fails, in the jobs that it starts, too: {name: how}."""
    return {path: script.fails for path, script in scripts_of(world).items() if script.fails}


def _slow(plain: World, world: World) -> Iterator[str]:
    before, now = _slowness(plain), _slowness(world)
    for key, slow in now.items():
        if before.get(key) != slow:
            yield slowness_told(key, slow)
    calm = [key for key in before if key not in now]
    if calm:
        yield f"{some_of(calm)} {'is' if len(calm) == 1 else 'are'} not slow"


def _slowness(world: World) -> dict[str, Slowness]:
    return {path: script.slow for path, script in scripts_of(world).items() if script.slow}


def turned_told(plain: World, turn: Turn) -> str:
    """Says a dial as its panel labels it."""
    table = ""
    if turn.dial.startswith("write"):
        table = plain.script[turn.task].writes[int(turn.dial[5:]) - 1].table
    return f"{dial_told(turn.task, turn.dial, table)} → {value_told(turn.dial, turn.value)}"
