"""A lesson depends on the bundles that it embeds."""

import pytest

from tests.content.files import FILES, write
from tests.content.test_build import Site
from trialrun.content.course import Block

BUNDLE = """\
bundle: {name: eggs}
resources: {jobs: {fry: {tasks: [{task_key: a, notebook_task: {notebook_path: ./a.py}}]}}}
"""
EMBED = "\n\n:::{deploy} eggs\n:::\n"
WITH_BUNDLE = {
    "quizzes/bundles/eggs.yaml": BUNDLE,
    "lessons/jobs.md": FILES["lessons/jobs.md"] + EMBED,
}
EGGS, LESSON = WITH_BUNDLE


@pytest.fixture
def site(tmp_path) -> Site:
    """The small content with a bundle in its lesson."""
    site = Site(tmp_path)
    write(tmp_path, WITH_BUNDLE)
    site.build()
    assert () == site.catalog.problems
    return site


def test_what_is_embedded_is_a_block_that_can_be_come_back_to(site):
    lesson = site.catalog.lessons["jobs"]

    assert Block("deploy", "eggs") in lesson.steps[-1].blocks
    assert "deploy-eggs" in lesson.anchors


def test_a_bundle_that_comes_heals_the_lesson_that_wants_it(site):
    (site.root / EGGS).unlink()
    site.build()
    assert [] == list(site.catalog.lessons)

    write(site.root, {EGGS: BUNDLE})
    site.build()
    assert ["jobs"] == list(site.catalog.lessons)


def test_a_broken_bundle_is_named_once_and_its_lesson_stays(site):
    site.change(EGGS, "bundle: {", "bundle: [")

    told = [str(problem) for problem in site.catalog.problems]
    assert [LESSON] == [problem.path for problem in site.catalog.problems if problem.cause]
    assert f"{LESSON}:19: the bundle `eggs` has a mistake of its own; see {EGGS}" in told
    assert ["jobs"] == list(site.catalog.lessons)
