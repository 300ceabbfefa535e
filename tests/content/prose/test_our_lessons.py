"""The lessons of the course: nothing that `check` warns of in their text."""

from tests.build import bundled
from trialrun.content.course import Lesson
from trialrun.content.prose.claims_made import UNBOUND
from trialrun.content.prose.in_text import ASSUMED_VALUE
from trialrun.content.prose.rhythm import MINUTES, RHYTHM
from trialrun.engine import WhatIfText

HELD = {UNBOUND, RHYTHM, MINUTES, ASSUMED_VALUE}


def test_every_claim_is_spoken_for_and_every_stretch_is_short():
    found = [problem for problem in bundled().warnings if problem.rule in HELD]

    assert [] == [f"{problem.at}: {problem.message}" for problem in found]


def played_above(lesson: Lesson) -> list[str]:
    """Returns the prompts whose answer a simulator before them plays: the same run, as it is."""
    simulators: set[str] = set()
    found = []
    for step in lesson.steps:
        simulators |= {block.content for block in step.blocks if block.kind == "sim"}
        question = bundled().question(step.asks) if step.asks else None
        runs = question.runs if question else ()
        plain = {run.scenario for run in runs if run.what_if == WhatIfText()}
        found += [f"{lesson.slug}: {step.asks}" for _ in plain & simulators]
    return found


def test_no_simulator_plays_what_a_prompt_below_it_asks():
    assert [] == [told for lesson in bundled().lessons.values() for told in played_above(lesson)]
