"""What fails by itself: an error only where no value that nobody said decides it."""

import pytest

from tests.review.examples import a_loop, an_if, behind, clustered, on_cluster
from trialrun.jobs import read_job_file
from trialrun.jobs.around import Around, around_of
from trialrun.review import Finding, Subject, review

LIMIT = "{{job.parameters.limit}}"


def the_failure(subject: Subject) -> Finding:
    (found,) = [one for one in review(subject).findings if one.kind == "fails-by-itself"]
    return found


def default(value: str) -> dict:
    return {"parameters": [{"name": "limit", "default": value}]}


@pytest.mark.parametrize(("value", "severity"), [("", "note"), ("no list", "error")])
def test_a_parameter_without_a_default_is_given_when_it_runs(value, severity):
    found = the_failure(clustered(a_loop("each", LIMIT), **default(value)))

    assert severity == found.severity
    assert ("job parameter limit" in found.rests_on) is (severity == "note")


def test_a_comparison_with_an_empty_parameter_is_a_note():
    check = an_if("check", LIMIT, "0")
    check["condition_task"]["op"] = "GREATER_THAN"

    assert "note" == the_failure(clustered(check, **default(""))).severity
    assert "warning" == the_failure(clustered(check, **default("many"))).severity


TWO_JOBS = """\
resources:
  jobs:
    outer:
      tasks:
        - task_key: start
          run_job_task: {job_id: "${resources.jobs.inner.id}", job_parameters: {GIVEN: '["a"]'}}
    inner:
      parameters: [{name: tables, default: none}, {name: other, default: x}]
      tasks:
        - task_key: each
          for_each_task:
            inputs: "{{job.parameters.tables}}"
            task: {task_key: one, notebook_task: {notebook_path: /a}}
"""


@pytest.mark.parametrize(("given", "severity"), [("tables", "note"), ("other", "error")])
def test_what_another_job_of_the_file_gives_is_not_the_default(given, severity):
    file = read_job_file("x.yml", TWO_JOBS.replace("GIVEN", given))
    around = around_of(file, "inner")

    assert Around("", frozenset({given})) == around
    assert severity == the_failure(Subject(file.worlds["inner"], around=around)).severity


def branches() -> list[dict]:
    gate = an_if("full", "{{tasks.a.values.mode}}", "incremental", "a")
    return [
        on_cluster("a"), gate, behind("inc", ("full", "true")), behind("all", ("full", "false")),
        a_loop("each", "{{tasks.all.values.items}}", "inc", "all") | {"run_if": "NONE_FAILED"},
    ]  # fmt: skip


def test_what_fails_on_one_branch_only_rests_on_how_it_comes_out():
    found = the_failure(clustered(*branches()))

    says = (
        "each fails in the run that is played: there is no value for its inputs: "
        "`{{tasks.all.values.items}}`."
    )
    assert ("note", says) == (found.severity, found.says)
    assert found.rests_on


def test_what_fails_on_both_branches_is_an_error():
    reading = {"notebook_path": "/n", "base_parameters": {"x": "{{tasks.nobody.values.k}}"}}
    end = on_cluster("end", "inc", "all", run_if="NONE_FAILED", notebook_task=reading)

    found = the_failure(clustered(*branches(), end))
    assert ("end", "error", "") == (found.spot.task, found.severity, found.rests_on)
