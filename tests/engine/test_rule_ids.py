"""Every rule the engine can name is told in words, and every rule in words happens in a story."""

import ast
import re

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    ROOT,
    a_failure,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
)
from trialrun.engine import BELIEFS, ComputeKind, Rate, WriteMode

RULE_ID = re.compile(r"[a-z_]+(\.[a-z_]+)+")

MADE_OF_PARTS = {
    *(f"commit.{mode}" for mode in WriteMode),
    *(f"compute.{kind}.ends" for kind in ComputeKind if kind is not ComputeKind.SERVERLESS),
}
"""Rules that run.py puts together. Serverless is never released: nothing is kept open for it."""

UNREACHABLE = {"run.only_inner_failed", "repair.dependent"}
"""With ALL_SUCCESS as the only run_if, everything behind a failure ends as Upstream failed: so a
failure always reaches a leaf, and no dependent of it has succeeded when a repair selects. The rules
decide both cases all the same; test_rules.py holds them to that."""

RATES = {kind: Rate(startup_ms=1000, cents_per_hour=60) for kind in ComputeKind}
RATES[ComputeKind.ALL_PURPOSE] = Rate(startup_ms=0, cents_per_hour=60)


def named_in_the_engine() -> set[str]:
    """Returns the string constants in the engine's source that look like a rule id."""
    found = set()
    for file in (ROOT / "trialrun/engine").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if RULE_ID.fullmatch(node.value) else set()
    return found


HALF = a_script(a_write("x"), a_write("y"), fails=a_failure(0, after=1))

STORIES = [
    a_story(a_world("a", a_task("b", "a", compute="main"), rates=RATES, b=HALF), "run_now", "fix",
            "repair", "repair"),
    a_story(a_world(a_task("a", compute="team"), "b", a=HALF), "run_now", "run_now@1", "repair@2"),
    a_story(a_world(a_task("a", max_retries=1), "b", a=a_script(fails=ALWAYS))),
    a_story(a_world("a", a_task("b", "a"), a=a_script(a_write("x"), fails=FIRST))),
    a_story(a_world("a"), "run_now", "fix"),
    a_story(a_world("a", a=a_script(a_write("x", mode="overwrite"), fails=a_failure(0, after=1))),
            "repair", "run_now", "repair"),
    a_story(a_world("a", a=HALF), rules=BELIEFS["job-is-a-transaction"].rules),
]  # fmt: skip


def emitted() -> set[str]:
    return {event.rule for story in STORIES for event in story.events}


def test_every_rule_of_the_engine_is_told_in_words():
    assert named_in_the_engine() | MADE_OF_PARTS == set(bundled().rules)


def test_every_rule_in_words_happens_in_a_story():
    assert set(bundled().rules) - UNREACHABLE == emitted()


@pytest.mark.parametrize("rule", sorted(UNREACHABLE))
def test_what_cannot_happen_in_a_story_is_still_decided(rule):
    assert rule in named_in_the_engine()
