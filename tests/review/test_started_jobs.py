"""Failures of Run Job tasks are tried as others are; what a run does not reach is not told."""

import pytest

from tests.jobs.reading import read_yaml
from tests.review import shown
from trialrun.review import Finding, Subject, review

FILE = """
resources:
  jobs:
    outer:
      schedule: {quartz_cron_expression: "0 0 3 * * ?", timezone_id: UTC}
      email_notifications: {on_failure: [a@b.c]}
      tasks:
        - {task_key: call, run_job_task: {job_id: "${resources.jobs.inner.id}"}}
        - {task_key: mid, depends_on: [{task_key: call}], notebook_task: {notebook_path: /m}}
        - task_key: END
          depends_on: [{task_key: call}, {task_key: mid}]
          run_if: ALL_DONE
          notebook_task: {notebook_path: /c}
    inner:
      tasks:
        - {task_key: a, notebook_task: {notebook_path: /a, base_parameters: {p: "VALUE"}}}
        - task_key: tell
          depends_on: [{task_key: a}]
          run_if: AT_LEAST_ONE_FAILED
          notebook_task: {notebook_path: /t}
        - {task_key: b, depends_on: [{task_key: a}], notebook_task: {notebook_path: /b}}
"""


def a_subject(text: str = FILE, **changes: str) -> Subject:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return Subject(read_yaml(text).worlds["outer"])


def found_in(subject: Subject) -> dict[str, Finding]:
    found = review(subject).findings
    for one in found:
        shown.check(one, subject)
    return {one.kind: one for one in found}


def test_the_failure_of_a_job_that_is_started_is_hidden_like_others():
    one = found_in(a_subject())["hidden-failure"]

    assert ("call", "mid") == one.tasks
    assert ("call/b",) == one.proof.what_if.fail


def test_a_job_that_starts_only_others_is_told_of_too():
    text = FILE.replace("      email_notifications: {on_failure: [a@b.c]}\n", "")
    start, middle = text.index("        - {task_key: mid"), text.index("    inner:")

    one = found_in(a_subject(text[:start] + text[middle:]))["failure-and-nobody-told"]
    assert "as after call" in one.says


def test_a_clean_up_that_it_skips_is_found():
    one = found_in(a_subject(END="cleanup", ALL_DONE="ALL_SUCCESS"))["clean-up-skipped"]

    assert "When call or mid fails, cleanup does not run" in one.says


def test_a_handler_of_it_is_reached():
    handler = a_subject(ALL_DONE="AT_LEAST_ONE_FAILED", **{"{task_key: call}, ": ""})
    only_call = a_subject(ALL_DONE="ALL_FAILED", **{", {task_key: mid}]\n": "]\n"})

    for subject in (handler, only_call):
        assert "never-runs" not in found_in(subject)


def test_a_job_in_a_loop_or_below_another_fails_as_well():
    loop = 'for_each_task: {inputs: "[1, 2]", task: {task_key: one, run_job_task: '
    of_loop = a_subject(**{"run_job_task: ": loop, 'inner.id}"}}': 'inner.id}"}}}}'})
    deep = (
        FILE.replace("jobs.inner.id", "jobs.between.id")
        + """
    between:
      tasks:
        - {task_key: x, run_job_task: {job_id: "${resources.jobs.inner.id}"}}
"""
    )

    assert ("one/b",) == found_in(of_loop)["hidden-failure"].proof.what_if.fail
    assert ("call/x/b",) == found_in(a_subject(deep))["hidden-failure"].proof.what_if.fail


@pytest.mark.parametrize("end", ["END", "cleanup"])
def test_nothing_is_said_of_tasks_that_a_run_does_not_reach(end):
    subject = a_subject(VALUE="{{job.parameters.no}}", END=end)
    found = review(subject).findings

    assert "fails-by-itself" == found[0].kind
    assert ("call",) == found[0].tasks
    hidden = found_in(subject).get("hidden-failure")
    assert hidden is None or "mid" not in hidden.tasks
    assert all("mid" not in one.says.replace(".", " ").split() for one in found)
