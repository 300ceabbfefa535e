"""Generated questions for tests, each made once. No test in here."""

from functools import cache
from itertools import count, islice
from typing import Any

from tests.build import bundled
from tests.proving import PROVES
from trialrun.families import FAMILIES, Generated, generated
from trialrun.lab.drill import stage_of
from trialrun.questions import Question, Stage, kind_of

SEEDS = 500 if PROVES else 20
"""So many seeds of each family are tried: 20 in `make test`, 500 in `make prove`."""
OPTIONS = "choice"


def stage() -> Stage:
    """What the questions of this repository are proven against."""
    return stage_of(bundled())


@cache
def drawn(name: str, seed: int) -> Generated:
    """The question of today's version of a family."""
    return generated(name, FAMILIES[name].version, seed, stage())


def some(name: str, seeds: int = SEEDS, kind: str = "") -> list[Generated]:
    """The questions of the first seeds; of a kind those of them that are put so."""
    found = [drawn(name, seed) for seed in range(1, seeds + 1)]
    return [each for each in found if kind in ("", each.question.kind_name)]


def first(name: str, kind: str) -> Generated:
    """The question of the first seed that is put as this kind."""
    found = (drawn(name, seed) for seed in count(1))
    return next(each for each in islice(found, 60) if each.question.kind_name == kind)


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


def right_to(question: Question) -> dict[str, str]:
    """The right answer, as the form of its kind brings it: what is left is not sent."""
    has_options = "options" in question.body
    return {p: said for p, said in question.key.items() if not has_options or said == "yes"}


def asked(question: Question) -> dict[str, Any]:
    """All that a learner is asked, in an order of ours."""
    seen = kind_of(question).asked(question, seed="golden")
    return {"stem": question.stem, "code": question.code, **seen}
