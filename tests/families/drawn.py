"""Generated questions for tests, each made once. No test in here."""

from functools import cache

from tests.build import bundled
from tests.proving import PROVES
from trialrun.families import FAMILIES, Generated, generated
from trialrun.lab.drill import stage_of
from trialrun.questions import Stage, kind_of

SEEDS = 500 if PROVES else 20
"""So many seeds of each family are tried: 20 in `make test`, 500 in `make prove`."""


def stage() -> Stage:
    """What the questions of this repository are proven against."""
    return stage_of(bundled())


@cache
def drawn(name: str, seed: int) -> Generated:
    """The question of today's version of a family."""
    return generated(name, FAMILIES[name].version, seed, stage())


def some(name: str, seeds: int = SEEDS) -> list[Generated]:
    """The questions of the first seeds."""
    return [drawn(name, seed) for seed in range(1, seeds + 1)]


def options(found: Generated) -> list[str]:
    """What the options say, in the order in which some attempt shows them."""
    return [option["says"] for option in shown(found)]


def shown(found: Generated) -> list[dict[str, str]]:
    """The options as some attempt shows them."""
    question = found.question
    return list(kind_of(question).show(question, seed=f"a1b2/{question.uid}"))


def place_of_key(found: Generated) -> int:
    """The place of the right option among them."""
    keys = [found.question.key[option["id"]] for option in shown(found)]
    return keys.index("yes")
