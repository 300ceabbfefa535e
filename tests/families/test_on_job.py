"""Questions about a given job: by its names, of what somebody said, and as a file of a set."""

import re
import shutil
from dataclasses import replace

import pytest

from tests.build import ROOT, bundled, copied
from tests.families.drawn import right_to, stage
from trialrun.engine import WhatIfText
from trialrun.families.on_job import COUNT_MAX, TASKS_MAX, quizzed, suited
from trialrun.families.set_text import is_proven
from trialrun.lab.own_examples import EXAMPLES
from trialrun.lab.own_job import digest_of, scenarios_in
from trialrun.lab.quiz import quiz_of, starting_set
from trialrun.questions import Scenario, kind_of
from trialrun.questions.stage import assumptions

ASKED = ("branch-and-join", "half-written", "serverless-chain", "clean-up-always")
WRITES = ("writes:weigh=silver.crates:append:40", "writes:sort=silver.sorts:overwrite:12")


def own(name: str = "bundle") -> Scenario:
    """An example job, as one that was pasted."""
    text = EXAMPLES[name]
    return scenarios_in(text, digest_of(text))[0]


STORIES = [*(bundled().scenarios[slug] for slug in ASKED), own(), own("json")]


@pytest.mark.parametrize("scenario", STORIES, ids=lambda story: story.slug)
def test_questions_go_by_the_names_of_the_job_and_rest_on_no_assumption(scenario):
    found = quizzed(scenario, stage(), seed=11, count=8)
    keys = {task.key for task in scenario.world.job.tasks}

    assert len(found) == 8
    assert len({each.question.stem for each in found}) == 8
    for each in found:
        for run in each.question.runs:
            trace = scenario.play_text(run.what_if)
            assert run.scenario == scenario.slug
            assert [] == list(assumptions(trace, stage().assumed))
        named = set(re.findall(r"`([\w.]+)`", f"{each.question.stem} {each.question.code}"))
        named |= set(re.findall(r"^\w+", each.question.code, re.MULTILINE))

        assert named & keys or each.family.id == "next-trigger", each.question.stem
        grade = kind_of(each.question).grade(each.question, right_to(each.question))
        assert grade.is_correct


def test_what_is_played_on_its_page_is_what_was_asked():
    """A story may repair its run by itself; the question is about one run and what it says."""
    scenario = bundled().scenarios["repaired"]
    for each in quizzed(scenario, stage(), seed=3, count=6):
        for run in each.question.runs:
            assert run.what_if.do
            assert run.what_if.fail


def test_tables_are_asked_about_only_where_somebody_said_what_is_written():
    plain, said = quiz_of(bundled(), own()), quiz_of(bundled(), own(), WRITES)

    assert not plain.asks_tables
    assert said.asks_tables


def test_what_was_said_of_tasks_is_kept_with_the_question():
    said = quiz_of(bundled(), own(), WRITES)
    found = quizzed(said.scenario, stage(), seed=1, count=COUNT_MAX, deed=said.deed)
    tables = [each for each in found if each.family.id == "table-rows"]

    assert tables
    for each in tables:
        (run,) = each.question.runs
        assert WRITES == run.what_if.deed
        trace = own().play_text(run.what_if)
        assert {"silver.crates", "silver.sorts"} <= set(trace.tables)


def test_a_job_that_is_too_large_is_not_asked_about():
    scenario = own()
    job = scenario.world.job
    more = tuple(replace(job.tasks[0], key=f"more_{n}") for n in range(TASKS_MAX))
    large = replace(job, tasks=(*job.tasks, *more))
    scenario = replace(scenario, world=replace(scenario.world, job=large))

    assert [] == suited(scenario)
    assert "at most 40 tasks; this one has 45" in quiz_of(bundled(), scenario).why_not


@pytest.mark.parametrize("slug", ["branch-and-join", "half-written"])
def test_the_file_for_authors_is_proven_by_check(slug, tmp_path):
    for folder in ("lessons", "scenarios", "quizzes", "levels"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    quiz = quiz_of(bundled(), bundled().scenarios[slug])
    text = starting_set(bundled(), quiz, seed=1, scenario=slug)
    (tmp_path / "quizzes" / "about-it.yaml").write_text(text, "utf-8")
    catalog = copied(tmp_path)

    assert "about-it" in catalog.sets
    assert [] == [str(problem) for problem in catalog.problems_of("quizzes/about-it.yaml")]
    assert len(catalog.sets["about-it"].questions) >= 3


def test_what_no_claim_can_prove_is_not_in_the_file():
    found = quizzed(bundled().scenarios["half-written"], stage(), seed=1, count=COUNT_MAX)

    assert any(is_proven(each, stage()) for each in found)
    assert not any(is_proven(each, stage()) for each in found if each.family.id == "one-change")


def test_a_signed_name_does_not_break_a_stem():
    scenario = own()
    job = replace(scenario.world.job, name="a `b` <i>\u202e" + "x" * 500)
    named = replace(scenario, world=replace(scenario.world, job=job))
    for each in quizzed(named, stage(), seed=1, count=3):
        assert each.question.stem.count("`") % 2 == 0
        assert "x" * 100 not in each.question.stem
        assert named.read(WhatIfText())
