"""A lesson depends on the figures that it embeds, and a figure on the facts that it names."""

import pytest

from tests.content.files import FILES, write
from tests.content.test_build import Site

FIGURE = """\
kind: log
title: Mine
summary: What is committed.
table: menu
steps: [{do: append, rows: 3, fact: stays}]
"""
EMBED = "\n\n:::{figure} mine\n:::\n"
WITH_FIGURE = {
    "lessons/figures/mine.yaml": FIGURE,
    "lessons/figures/other.yaml": FIGURE.replace("stays", "other"),
    "lessons/jobs.md": FILES["lessons/jobs.md"] + EMBED,
}
MINE, OTHER, LESSON = WITH_FIGURE


@pytest.fixture
def site(tmp_path) -> Site:
    """The small content with two figures, one of them in the lesson."""
    site = Site(tmp_path)
    write(tmp_path, WITH_FIGURE)
    site.build()
    assert () == site.catalog.problems
    return site


def test_a_figure_that_changes_makes_anew_the_lesson_that_embeds_it(site):
    assert {MINE, LESSON} == site.change(MINE, "rows: 3", "rows: 4")
    assert {OTHER} == site.change(OTHER, "rows: 3", "rows: 4")


def test_a_fact_that_changes_makes_anew_the_figure_that_names_it(site):
    built = site.change("lessons/facts.yaml", "Something else", "Another")

    assert {"lessons/facts.yaml", OTHER, "quizzes/facts.yaml"} == built


def test_a_figure_that_comes_heals_the_lesson_that_wants_it(site):
    (site.root / MINE).unlink()
    site.build()
    assert [] == list(site.catalog.lessons)

    write(site.root, {MINE: FIGURE})
    site.build()
    assert (["jobs"], ["mine", "other"]) == (
        list(site.catalog.lessons), list(site.catalog.figures)
    )  # fmt: skip


def test_a_broken_figure_is_named_once_and_its_lesson_stays(site):
    site.change(MINE, "do: append", "do: apend")

    assert {
        f"{MINE}:5: do `apend` is unknown; did you mean `append`?",
        f"{LESSON}:19: the figure `mine` has a mistake of its own; see {MINE}",
    } == set(map(str, site.catalog.problems))
    assert ["jobs"] == list(site.catalog.lessons)
    assert ["other"] == list(site.catalog.figures)
