"""The kind `run-page`: what a run's page shows at each moment, as the engine has played it."""

import pytest

from tests.build import bundled
from tests.proving import some_of
from trialrun.diagram import WORDS
from trialrun.figures import FigureStage, PlayedFigure
from trialrun.figures.kinds.run_page import KIND, MOMENTS_MAX


def played(scenario: str, **what_if: list[str]) -> PlayedFigure:
    """Plays the page of a bundled story's run."""
    spec = KIND.Spec(kind="run-page", title="T", summary="S", run={"scenario": scenario} | what_if)
    return KIND.play(spec, FigureStage(scenarios=bundled().scenarios))


def lines(moment) -> dict[str, tuple[str, int, str]]:
    return {task.key: (task.word, task.attempts, task.code) for task in moment.shown.tasks}


def test_a_run_that_fails_and_is_repaired():
    moments = played("half-written").moments
    failed = next(m for m in moments if m.shown.state == "FAILED")

    assert moments[0].says == "0:00: run 1 is started."
    assert lines(failed) == {
        "ingest": ("Succeeded", 1, "SUCCESS"),
        "clean": ("Succeeded", 1, "SUCCESS"),
        "enrich": ("Failed", 1, "RUN_EXECUTION_ERROR"),
        "report": ("Upstream failed", 0, "SKIPPED"),
    }
    assert "the run ends as Failed" in failed.says
    assert (moments[-1].shown.word, moments[-1].shown.run) == ("Succeeded", 1)
    assert lines(moments[-1])["enrich"][:2] == ("Succeeded", 2)


def test_run_now_is_another_run_and_begins_anew():
    last = played("half-written", do=["run_now", "fix", "run_now"]).moments[-1]

    assert last.shown.run == 2
    assert {attempts for _, attempts, _ in lines(last).values()} == {1}


@pytest.mark.parametrize("slug", some_of(sorted(bundled().scenarios), every=3))
def test_the_last_moment_is_what_the_trace_says_at_its_end(slug):
    found = played(slug)
    trace = bundled().scenarios[slug].play_text()

    assert bool(found.moments) != bool(found.flaws)
    if found.moments:
        assert len(found.moments) <= MOMENTS_MAX
        ends = {key: WORDS[end.state] for key, end in trace.tasks.items()}
        told = {task.key: task.word for task in found.moments[-1].shown.tasks}
        assert {key: word for key, word in told.items() if key in ends} == ends


@pytest.mark.parametrize(
    ("scenario", "what_if", "says"),
    [
        ("the-turbine-hal", {}, "did you mean `the-turbine-hall`?"),
        ("half-written", {"fail": ["nobody"]}, "nobody"),
    ],
)
def test_what_cannot_be_shown_gets_a_sentence(scenario, what_if, says):
    found = played(scenario, **what_if)

    assert not found.moments
    assert says in found.flaws[0].message
