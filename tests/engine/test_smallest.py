"""For each belief the smallest story on which it parts from the truth, found by search.

`HYPOTHESIS_PROFILE=prove` searches everything smaller again; `python -m
tests.engine.test_smallest` searches anew and writes the file.
"""

import json
from pathlib import Path

import pytest

from tests.engine.small_worlds import Recipe, recipes
from tests.proving import PROVES
from trialrun.engine import BELIEFS, Endless, explain, simulate

FOUND = Path(__file__).parent / "smallest.json"
QUICK_SIZE_MAX = 3


def parting(recipe: Recipe, belief: str) -> str:
    """Returns where the belief parts from the truth, in words, or ""."""
    world, actions = recipe.story()
    try:
        told = simulate(world, actions)
        found = explain(told, simulate(world, actions, BELIEFS[belief].rules))
    except Endless:
        return ""
    return found.text if found else ""


def search(size_max: int) -> dict[str, tuple[Recipe, str]]:
    """Finds the smallest story of each belief up to a size."""
    found: dict[str, tuple[Recipe, str]] = {}
    for recipe in recipes(size_max):
        for belief in [id_ for id_ in BELIEFS if id_ not in found]:
            text = parting(recipe, belief)
            if text:
                found[belief] = recipe, text
        if len(found) == len(BELIEFS):
            break
    return found


def recorded() -> dict[str, tuple[Recipe, str]]:
    """Reads the stories that were found."""

    def pairs(values: list[list[object]]) -> tuple[tuple[object, ...], ...]:
        return tuple(map(tuple, values))

    return {
        belief: (
            Recipe(entry["tasks"], pairs(entry["edges"]), pairs(entry["features"]), entry["done"]),  # type: ignore[arg-type]
            entry["parting"],
        )
        for belief, entry in json.loads(FOUND.read_text("utf-8")).items()
    }


def test_there_are_enough_beliefs_and_each_has_a_story():
    assert len(BELIEFS) >= 14
    assert set(BELIEFS) == set(recorded())


@pytest.mark.parametrize("belief", BELIEFS)
def test_a_belief_parts_from_the_truth_where_it_was_found_to(belief):
    recipe, text = recorded()[belief]
    assert text == parting(recipe, belief)


def test_no_smaller_story_parts():
    stories = recorded()
    size_max = max(recipe.size for recipe, _ in stories.values()) if PROVES else QUICK_SIZE_MAX
    found = search(size_max)
    within = {id_: entry for id_, entry in stories.items() if entry[0].size <= size_max}
    assert within == found


if __name__ == "__main__":
    written = {
        belief: recipe._asdict() | {"says": recipe.says(), "parting": text}
        for belief, (recipe, text) in sorted(search(size_max=7).items())
    }
    FOUND.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf-8")
