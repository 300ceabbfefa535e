"""What holds for every kind of figure, and for every bundled one."""

import pickle
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from tests.build import ROOT, bundled
from trialrun.figures import FIGURE_KINDS, Figure, figure_kind

FIGURES = [path.stem for path in sorted((ROOT / "lessons/figures").glob("*.yaml"))]


def figure(slug: str) -> Figure:
    return bundled().figures[slug]


@pytest.mark.parametrize("name", FIGURE_KINDS)
def test_a_kind_has_its_name_a_template_a_test_and_a_figure(name):
    module = name.replace("-", "_")

    assert name == figure_kind(name).name
    assert (ROOT / f"templates/figures/{name}.html").is_file()
    assert (ROOT / f"static/css/figures/{name}.css").is_file()
    assert (Path(__file__).parent / f"kinds/test_{module}.py").is_file()
    assert name in {figure(slug).kind_name for slug in FIGURES}


def test_there_is_no_other_kind():
    with pytest.raises(KeyError):
        figure_kind("film")


@pytest.mark.parametrize("slug", FIGURES)
def test_a_figure_tells_each_moment_in_words_and_by_a_fact_of_ours(slug):
    found = figure(slug)

    assert 1 < len(found.moments)
    for moment in found.moments:
        assert moment.says
        assert moment.told
        assert moment.says.count("`") % 2 == 0
        assert not moment.fact or moment.fact in bundled().facts
        assert is_dataclass(moment.shown) or isinstance(moment.shown, tuple)


@pytest.mark.parametrize("slug", FIGURES)
def test_a_figure_can_be_kept(slug):
    assert figure(slug) == pickle.loads(pickle.dumps(figure(slug)))
