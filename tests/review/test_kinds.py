"""Each kind of finding: the smallest job that has it, one that nearly has it, its facts."""

import pytest

from tests.build import ROOT
from tests.review.examples import EXAMPLES, MINUTELY, clustered, on_cluster
from tests.review.says import SAYS
from trialrun.content.rule_texts import fact_words
from trialrun.review import KIND_OF, KINDS, WORST_FIRST, Finding, Severity, Subject, review

FACTS = fact_words(ROOT)
AT_WORST = {
    "ignored-field": "warning",
    "fails-by-itself": "error", "hidden-failure": "error", "never-runs": "warning",
    "retry-impossible": "error", "append-retried": "error", "join-never-runs": "warning",
    "clean-up-skipped": "warning", "hidden-child-failure": "warning",
    "append-retried-unasked": "warning", "zero-retries-retried": "warning",
    "retries-without-end": "warning", "retries-cut-short": "warning",
    "retry-setting-idle": "warning", "late-and-nobody-told": "warning",
    "paused-in-production": "warning", "retries-outlast-schedule": "note",
    "append-repaired": "warning", "append-run-again": "warning", "schedule-overtakes": "note",
    "failure-and-nobody-told": "note", "loop-one-by-one": "note", "cluster-idles": "note",
    "branch-never-taken": "note",
}  # fmt: skip


def of_kind(subject: Subject, kind: str) -> list[Finding]:
    return [one for one in review(subject).findings if one.kind == kind]


def test_every_kind_has_its_two_jobs():
    assert {kind.id for kind in KINDS} == set(EXAMPLES) == set(AT_WORST) == set(SAYS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_smallest_job_has_it(kind):
    (found,) = of_kind(EXAMPLES[kind].has, kind)

    assert AT_WORST[kind] == found.severity


@pytest.mark.parametrize("kind", SAYS)
def test_it_says_what_happens_word_for_word(kind):
    (found,) = of_kind(EXAMPLES[kind].has, kind)

    assert SAYS[kind] == found.says


def test_what_nothing_gets_to_run_is_an_error():
    off = on_cluster("a", disabled=True)
    subject = clustered(off, on_cluster("tell", "a", run_if="AT_LEAST_ONE_FAILED"))

    (found,) = of_kind(subject, "never-runs")
    assert ("error", "tell") == (found.severity, found.spot.task)
    assert found.says == (
        "Nothing gets tell to run, whatever fails, with Run if At least one failed: a is disabled."
    )


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_job_that_nearly_has_it_has_not(kind):
    assert [] == of_kind(EXAMPLES[kind].nearly, kind)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_it_rests_on_facts_and_no_error_on_an_assumption(kind):
    (found,) = of_kind(EXAMPLES[kind].has, kind)

    assert found.facts
    assert [] == [fact for fact in found.facts if fact not in FACTS]
    if found.severity is Severity.ERROR:
        assert [] == [fact for fact in found.facts if FACTS[fact].is_assumed]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_facts_of_a_kind_are_there(kind):
    assert [] == [fact for fact in kind.facts if fact not in FACTS]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_nothing_is_graded_worse_than_its_kind(kind):
    for found in review(EXAMPLES[kind].has).findings:
        assert WORST_FIRST.index(KIND_OF[found.kind].worst) <= WORST_FIRST.index(found.severity)


@pytest.mark.parametrize(("mode", "count"), [("NEVER", 1), ("ON_FAILURE", 0)])
def test_retries_of_a_continuous_job_are_idle_unless_it_retries_tasks(mode, count):
    subject = clustered(on_cluster("a", max_retries=2), continuous={"task_retry_mode": mode})

    assert count == len(of_kind(subject, "retry-impossible"))


@pytest.mark.parametrize(
    ("kind", "severity", "subject"),
    [
        ("hidden-failure", "warning", clustered(
            on_cluster("load"), on_cluster("last", "load", run_if="ALL_DONE"),
        )),
        ("schedule-overtakes", "warning", clustered(
            on_cluster("a"), schedule=MINUTELY, said=True
        )),
        ("append-retried", "note", clustered(on_cluster("a", max_retries=1))),
        ("append-run-again", "note", clustered(on_cluster("a"))),
    ],
)  # fmt: skip
def test_it_is_milder_where_it_rests_on_more(kind, severity, subject):
    (found,) = of_kind(subject, kind)

    assert severity == found.severity
