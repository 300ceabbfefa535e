"""Which name was meant: the fewest edits away, then of the same length, then alike in front."""

import ast
from itertools import product

import pytest

from tests.build import ROOT
from trialrun.nearest import edits, few, meant, nearest

LOADS = [f"load_{a}{b}" for a, b in product("0123456789", repeat=2)]
MEANT = [
    pytest.param("load_10", [n for n in LOADS if n != "load_10"], "load_11", id="a number"),
    pytest.param("reprot", ["export", "repot_all", "report"], "report", id="two letters swapped"),
    pytest.param("Gold", ["old", "gold"], "gold", id="a capital letter"),
    pytest.param("slg", ["says", "slug", "title"], "slug", id="a letter left out"),
    pytest.param("one-branch", ["one", "one-branch-fails"], "one-branch-fails", id="cut short"),
    pytest.param("choise", ["choices", "choice", "order"], "choice", id="of two that are alike"),
]


@pytest.mark.parametrize(("name", "known", "found"), MEANT)
def test_the_nearest_name_is_meant(name, known, found):
    assert [found] == nearest(name, known)
    assert f"; did you mean `{found}`?" == meant(name, reversed(known))


@pytest.mark.parametrize("name", ["xyz", "", "l" * 101])
def test_what_is_like_nothing_means_nothing(name):
    assert ([], "") == (nearest(name, LOADS), meant(name, LOADS))


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("gold", "glod", 1)],
)
def test_edits_are_counted_both_ways(one, other, count):
    assert (count, count) == (edits(one, other), edits(other, one))


def test_of_many_names_the_nearest_few_are_told():
    told = few(LOADS, "load_42x")

    assert told.startswith("load_42, ")
    assert told.endswith(" and 92 more")


def test_every_did_you_mean_asks_here():
    homes = []
    for path in sorted((ROOT / "trialrun").rglob("*.py")):
        names = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
        homes += [path.name for name in names if name.module == "difflib"]

    assert ["nearest.py"] == homes
