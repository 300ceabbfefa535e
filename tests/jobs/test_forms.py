"""The forms in which people have a job: what each is read as."""

from time import process_time

import pytest

from tests.jobs.reading import a_task, read, read_yaml, sentences, the_job, the_world
from trialrun.engine import RUN_NOW, State, read_what_if, simulate

SECONDS_MAX = 5
ANSWER = '{"job_id": 7, "settings": {"name": "old", %s"tasks": [{"task_key": "a"}]}}'


@pytest.mark.parametrize(
    ("written", "queue"), [("", False), ('"queue": {"enabled": true}, ', True)]
)
def test_an_answer_without_a_queue_has_none(written, queue):
    assert queue == the_world(read_yaml(ANSWER % written)).job.queue


def test_a_payload_without_a_queue_gets_one():
    assert the_job(a_task()).queue


OF_OLD = """\
name: nightly
new_cluster: {spark_version: x, node_type_id: y, num_workers: 1}
max_retries: 2
timeout_seconds: 60
libraries: [{pypi: {package: x}}]
schedule: {quartz_cron_expression: "0 0 6 * * ?", timezone_id: UTC}
notebook_task: {notebook_path: /x, base_parameters: {day: monday}}
"""


def test_a_job_of_one_task_as_of_old_is_a_job_of_one_task():
    file = read_yaml(OF_OLD)
    job = the_world(file).job

    (task,) = job.tasks
    assert ("main", 2, (("day", "monday"),)) == (task.key, task.max_retries, task.parameters)
    assert 60_000 == job.timeout_ms
    assert "job_cluster" == job.computes[0].kind
    assert ["this is a job of one task, as API 2.0 took it; the task is called `main` here"] == (
        sentences(file.warnings)
    )


def test_its_mistakes_are_named_where_they_stand():
    (problem,) = read_yaml(OF_OLD.replace("max_retries: 2", "max_retries: x")).problems

    assert 3 == problem.line
    assert "column 1, max_retries: " in problem.message


PYTHON = [
    "from databricks.sdk.service.jobs import JobSettings as Job\nJob.from_dict({})",
    "# a job\n\nfrom databricks.bundles.jobs import Job\n",
    "import databricks\n",
]


@pytest.mark.parametrize("text", PYTHON)
def test_python_is_said_to_be_python(text):
    (problem,) = read_yaml(text).problems

    assert problem.message.startswith("this is Python")


@pytest.mark.parametrize("text", ["# " * 400_000, "#\n " * 100_000, "\n" * 900_000, "#" * 900_000])
def test_what_is_no_python_is_told_soon(text):
    started = process_time()
    read_yaml(text)

    assert process_time() - started < SECONDS_MAX


WRONG_TYPES = [
    pytest.param({"environments": [{"environment_key": "e", "spec": {"dependencies": [{}]}}]}, 1),
    pytest.param({"tags": {"a": ["b"]}}, 0),
    pytest.param({"git_source": {"git_url": ["x"], "git_provider": "gitHub"}}, 1),
    pytest.param({"tasks": [a_task(new_cluster={"num_workers": "x"})]}, 1),
]


@pytest.mark.parametrize(("fields", "notes"), WRONG_TYPES)
def test_a_wrong_type_where_nothing_is_played_is_a_note(fields, notes):
    file = read(*fields.pop("tasks", [a_task()]), **fields)

    assert bool(notes) == (not file.problems)
    told = [warning.message for warning in file.warnings if "this must be" in warning.message]
    assert notes == len(told)
    assert all(message.endswith("It is left out") for message in told)


CHILD = """\
resources:
  jobs:
    parent:
      tasks:
      - {task_key: publish, run_job_task: {job_id: "${resources.jobs.inner.id}"}}
      - {task_key: after, depends_on: [{task_key: publish}], notebook_task: {notebook_path: /b}}
    inner:
      tasks:
      - task_key: load
        max_retries: 2
        new_cluster: {spark_version: x, node_type_id: y, num_workers: 1}
        notebook_task: {notebook_path: /x}
"""


@pytest.mark.parametrize("way", ["publish/load", "inner/load"])
def test_a_task_of_a_job_that_another_starts_can_fail(way):
    world = read_yaml(CHILD).worlds["parent"]

    trace = simulate(read_what_if(world, [way], []).world(world), RUN_NOW)

    assert [State.FAILED, State.UPSTREAM_FAILED] == [end.state for end in trace.tasks.values()]
