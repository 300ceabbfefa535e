"""Which beliefs count: those on which somebody can be graded, and the others by name and reason."""

import pytest

from tests.build import ROOT, bundled
from tests.content.files import FILES, write
from tests.engine.test_smallest import recorded
from trialrun.cli import main
from trialrun.content import Fact
from trialrun.content.coverage import apart_in, uncounted
from trialrun.engine import BELIEFS, simulate
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.lab.assumed import assumed_rules
from trialrun.questions.stage import assumptions

ASKED = {
    "any-failure-fails-the-run": "pipeline-vs-job",
    "canceled-is-no-failure": "task-graph",
    "disabled-is-passed-over": "task-graph",
}
"""Beliefs whose smallest story rests on an assumption, each with a set that has another one."""
ASSUMED = ", which is our assumption"


def a_fact(sure: str) -> Fact:
    return Fact("It is so.", "docs", "2026-11-22", sure)


@pytest.mark.parametrize(
    ("sure", "second", "reason"),
    [
        ("H", a_fact("H"), ""),
        ("M-H", a_fact("H"), ""),
        ("M", a_fact("H"), "its truth rests on `serverless-retries`, which is not sure enough (M)"),
        ("L", a_fact("H"), f"its truth rests on `serverless-retries`{ASSUMED}"),
        ("H", a_fact("L"), f"its truth rests on `auto-retries-all-three`{ASSUMED}"),
        ("H", None, "there is no fact `auto-retries-all-three`"),
    ],
)  # fmt: skip
def test_a_belief_counts_if_all_that_its_truth_rests_on_is_firm(sure, second, reason):
    belief = BELIEFS["max-retries-0-is-enough"]
    told = {"serverless-retries": a_fact(sure), "auto-retries-all-three": second}

    assert reason == uncounted(belief, {id_: fact for id_, fact in told.items() if fact})


def test_what_rests_on_an_assumption_wherever_it_parts_from_the_truth_does_not_count():
    """By the smallest story of each, or by a question where another story will do."""
    catalog = bundled()
    assumed = frozenset(assumed_rules(catalog))
    resting = {
        id_
        for id_, (recipe, _) in recorded().items()
        if any(assumptions(simulate(*recipe.story()), assumed))
    }
    apart = {id_ for id_, belief in BELIEFS.items() if uncounted(belief, catalog.facts)}

    assert {"max-retries-0-is-enough"} == apart
    assert apart == resting - ASKED.keys()
    assert not [one for one in BUNDLE_BELIEFS.values() if uncounted(one, catalog.facts)]


@pytest.mark.parametrize(("belief", "slug"), ASKED.items())
def test_another_story_shows_the_belief_with_no_assumption(belief, slug, monkeypatch):
    monkeypatch.setattr("trialrun.content.coverage.BELIEFS", {belief: BELIEFS[belief]})
    monkeypatch.setattr("trialrun.content.coverage.BUNDLE_BELIEFS", {})
    text = (ROOT / f"quizzes/{slug}.yaml").read_text()

    assert any(apart_in(bundled(), slug, text).values())


def test_check_names_what_does_not_count_with_the_reason(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("trialrun.questions.bank.report.SET_MIN", 1)
    main(["check", "--bank", str(write(tmp_path, FILES))])

    told = capsys.readouterr().out
    assert "  not counted, since nobody can be graded on them:\n" in told
    (row,) = (line for line in told.splitlines() if line.startswith("    run-now-goes-on "))
    assert row.endswith(" there is no fact `run-now-new-run`")
