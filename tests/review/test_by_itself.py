"""What fails by itself: first what is wrong whatever tasks set; of invented values a note."""

import pytest

from tests.jobs.reading import NOTEBOOK, a_task, read_yaml
from tests.review import shown
from tests.review.examples import a_subject, an_if, behind, clustered, on_cluster
from trialrun.review import Severity, Subject, review

ASKING = {"base_parameters": {"p": "{{tasks.reject.values.why}}"}}
NUMBER = {"op": "GREATER_THAN", "left": "{{input}}", "right": "1"}


def over(key: str, **payload: object) -> dict:
    loop = {"inputs": "{{tasks.x.values.all}}", "task": a_task(f"{key}_one", **payload)}
    return a_task(key, "x", for_each_task=loop)


def a_child(inputs: str, tail: str = "") -> Subject:
    """Returns a job that passes a task value on to a job that loops over it."""
    text = f"""
resources:
  jobs:
    outer:
      tasks:
        - {{task_key: x, notebook_task: {{notebook_path: /n}}}}
        - task_key: start
          depends_on: [{{task_key: x}}]
          run_job_task:
            job_id: ${{resources.jobs.inner.id}}
            job_parameters: {{all: "{{{{tasks.x.values.all}}}}"}}
        {tail}
    inner:
      parameters: [{{name: all, default: "[]"}}]
      tasks:
        - task_key: each
          for_each_task:
            inputs: "{inputs}"
            task: {{task_key: one, notebook_task: {{notebook_path: /n}}}}
"""
    return Subject(read_yaml(text).worlds["outer"])


INVENTED = {
    "two loops of one value, one compares numbers": a_subject(
        a_task("x"),
        over("f", notebook_task=NOTEBOOK | {"base_parameters": {"p": "{{input.path}}"}}),
        over("g", condition_task=NUMBER),
    ),
    "a list that is passed on to a job": a_child("{{job.parameters.all}}"),
    "a branch that an invented value did not take": clustered(
        on_cluster("score"),
        an_if("good", "{{tasks.score.values.ok}}", "yes", "score"),
        behind("reject", ("good", "false")),
        behind("report", "score", "reject", run_if="ALL_DONE", notebook_task=NOTEBOOK | ASKING),
    ),
}
CERTAIN = {
    "a parameter that there is not": a_subject(
        a_task("x", notebook_task=NOTEBOOK | {"base_parameters": {"p": "{{job.parameters.no}}"}}),
        a_task("last", "x", run_if="ALL_DONE"),
    ),
    "in a job that is started": a_child("no list"),
    "in a job that is started, though somebody sees to it": a_child(
        "no list", "- {task_key: t, depends_on: [{task_key: start}], run_if: ALL_DONE, "
        "notebook_task: {notebook_path: /n}}"
    ),
}  # fmt: skip


def told(subject: Subject) -> tuple[str, Severity, bool]:
    (one,) = [each for each in review(subject).findings if each.kind == "fails-by-itself"]
    shown.check(one, subject)
    return one.spot.task, one.severity, bool(one.rests_on)


@pytest.mark.parametrize("name", INVENTED)
def test_what_an_invented_value_lets_fail_is_a_note(name):
    assert (Severity.NOTE, True) == told(INVENTED[name])[1:]


@pytest.mark.parametrize("name", CERTAIN)
def test_what_fails_whatever_tasks_set_is_an_error(name):
    key, *graded = told(CERTAIN[name])

    assert [Severity.ERROR, False] == graded
    assert key == ("start" if "job" in name else "x")


def test_an_error_is_told_before_what_an_invented_value_lets_fail():
    flawed = NOTEBOOK | {"base_parameters": {"p": "{{job.parameters.no}}"}}
    subject = INVENTED["two loops of one value, one compares numbers"]
    tasks = (
        a_task("x"),
        over("f", notebook_task=NOTEBOOK | {"base_parameters": {"p": "{{input.path}}"}}),
        over("g", condition_task=NUMBER),
        a_task("late", "f", "g", run_if="ALL_DONE", notebook_task=flawed),
    )

    assert ("g", Severity.NOTE, True) == told(subject)
    assert ("late", Severity.ERROR, False) == told(a_subject(*tasks))
