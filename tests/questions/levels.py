"""Levels for tests: one that is sound, to be spoiled. No test in here."""

from dataclasses import replace
from typing import Any

from tests.build import a_cited, a_failure, a_scenario, a_script, a_task, a_world, a_write
from trialrun.engine import WhatIfText, World
from trialrun.questions import Goal, Level, May, Wrong

RUN_IFS = ("ALL_SUCCESS", "ALL_DONE", "AT_LEAST_ONE_FAILED")
FACTS = {"no-rollback": a_cited("no-rollback"), "guessed": a_cited("guessed", is_gradable=False)}


def a_level_world() -> World:
    """Returns `clean`, which fails after its append, and `load` behind it."""
    return a_world(
        "clean",
        a_task("load", "clean"),
        clean=a_script(a_write("silver", 40), fails=a_failure(after=1)),
        load=a_script(a_write("gold", 10)),
    )


def tried(*dial: str, do: tuple[str, ...] = ()) -> WhatIfText:
    """Returns a try; `do` is the whole list of actions, the level's own run_now included."""
    return WhatIfText(dial=dial, do=do)


SOLUTION = tried("load.run_if:ALL_DONE")
WRONG = Wrong(tried("clean.retries:1"), 1, "The cause stays.")


def a_level(world: World | None = None, do: str = "run_now", **fields: Any) -> Level:
    """Returns a sound level of par 1: let load run though clean fails, and nothing twice."""
    parts: dict[str, Any] = {
        "slug": "load-anyway",
        "title": "Load anyway",
        "tier": "first",
        "order": 1,
        "story": "Clean fails.",
        "scenario": a_scenario("load-anyway", world or a_level_world(), do),
        "may": May((("load.run_if", RUN_IFS), ("clean.retries", ("0", "1"))), ("fix", "repair"), 2),
        "goals": (
            Goal("load runs", 'tasks["load"].state == "SUCCESS"'),
            Goal("no row is there twice", "dup == 0"),
        ),
        "hints": ("Look at run_if.", "All done."),
        "solution": SOLUTION,
        "wrong": (WRONG, Wrong(tried(do=("run_now", "fix", "repair")), 2, "Appended again.")),
        "facts": ("no-rollback",),
        "takeaway": "All done runs in any case.",
        "par": 1,
    }
    return Level(**parts | fields)


def with_may(level: Level, **fields: Any) -> Level:
    """Returns a level that lets one edit something else."""
    return replace(level, may=replace(level.may, **fields))
