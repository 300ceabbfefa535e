"""What makes a definition unreadable: each mistake at its place, in words that help."""

import pytest

from tests.jobs.reading import a_task, read, read_yaml, sentences
from trialrun.engine.job.job import Schedule
from trialrun.engine.job.quartz import QuartzError, fire_times, parse
from trialrun.jobs import read_job_file

CONDITION = {"op": "EQUAL_TO", "left": "a", "right": "a"}
LOOP = {"inputs": "[1]", "task": a_task("one")}
SCHEDULE = {"quartz_cron_expression": "0 0 5 * * ?", "timezone_id": "UTC"}

PASTE = (
    "paste a bundle (resources: jobs: ...), the answer of `databricks jobs get`, or what "
    "jobs/create takes"
)

UNREADABLE = [
    pytest.param("", 1, "the file is empty; write its fields as key: value", id="empty"),
    pytest.param(
        "tasks:\n- task_key: a\n  condition_task: {left: {{tasks.x.values.y}}}",
        3,
        'column 27: YAML takes {{...}} for fields; put quotes around it, as in "{{job.id}}"',
        id="a reference without quotes",
    ),
    pytest.param("a: *b", 1, "column 4: *b stands for nothing above it; write &b there"),
    pytest.param("hello", 1, f"column 1: this is no job definition; {PASTE}", id="a word"),
    pytest.param("a: b", 1, f"column 1: there is no job in this text; {PASTE}", id="no job"),
    pytest.param(
        "resource: {}", 1, "column 1: there is no job in this text; did you mean `resources`?"
    ),
    pytest.param(
        "resources: {job: {}}",
        1,
        "column 1, resources: there is no job under `resources`; did you mean `jobs`?",
        id="jobs misspelt",
    ),
    pytest.param(
        "bundle: {name: x}",
        1,
        "column 1: there is no job under `resources`: add jobs: and a name",
        id="a bundle without jobs",
    ),
    pytest.param(
        "targets: {dev: {resources: {jobs: {a: {tasks: []}}}}}",
        1,
        "column 40, targets.dev.resources.jobs.a.tasks: this job has no tasks; write at least one, "
        "with a task_key",
        id="no tasks of a job in a target",
    ),
    pytest.param(
        '{"run_id": 1, "tasks": []}', 1, f"column 1: this is a run, not a job; {PASTE}", id="a run"
    ),
    pytest.param(
        '{"job_id": 1, "job_parameters": {"a": "b"}}',
        1,
        f"column 1: this starts a run and defines no job; {PASTE}",
        id="run-now",
    ),
    pytest.param("[]", 1, f"column 1: this list is empty; {PASTE}", id="an empty list"),
    pytest.param(
        "[3]", 1, f"column 2, [0]: this is no job with `settings`; {PASTE}", id="a list of no jobs"
    ),
    pytest.param(
        "resources: {jobs: x}",
        1,
        "column 13, resources.jobs: this must be jobs by name, written as name: and its fields "
        "below",
        id="jobs that are a word",
    ),
    pytest.param(
        "tasks: []",
        1,
        "column 1, tasks: this job has no tasks; write at least one, with a task_key",
        id="no tasks",
    ),
]


@pytest.mark.parametrize(("text", "line", "message"), UNREADABLE)
def test_a_text_without_a_job_is_refused_in_one_sentence(text, line, message):
    file = read_job_file("x.yml", text)

    assert [("x.yml", line, message)] == [(p.path, p.line, p.message) for p in file.problems]
    assert {} == file.worlds


NO_YAML = [
    ("a: b: c", 5, "a colon in a text without quotes; put the text in quotes"),
    ('{"tasks": [}', 12, "a bracket that was opened before is not closed here"),
]


@pytest.mark.parametrize(("text", "column", "said"), NO_YAML)
def test_what_is_neither_yaml_nor_json_is_refused_in_our_words(text, column, said):
    (problem,) = read_yaml(text).problems

    assert problem.message.startswith(f"column {column}: this is neither YAML nor JSON: ")
    assert problem.message.endswith(f"{said}; the rest of the file was not read")


def test_a_tab_that_indents_is_named():
    (problem,) = read_yaml("name: etl\ntasks:\n\t- task_key: load\n").problems

    assert 3 == problem.line
    assert problem.message == (
        "column 1: this is neither YAML nor JSON: a tab cannot indent a line; "
        "write spaces in its place; the rest of the file was not read"
    )


def test_a_problem_has_line_column_and_path_inside_the_document():
    file = read_yaml(
        "resources:\n  jobs:\n    etl:\n      tasks:\n        - task_key: load\n"
        "          notebook_task: {notebook_path: /n}\n        - task_key: report\n"
        "          depends_on:\n            - task_key: laod\n"
        "          notebook_task: {notebook_path: /n}\n"
    )

    assert [
        "job.yml:9: column 15, resources.jobs.etl.tasks[1].depends_on[0].task_key: "
        "there is no task `laod`; did you mean `load`?"
    ] == list(map(str, file.problems))


TASKS = [
    pytest.param(
        [{"notebook_task": {"notebook_path": "/n"}}],
        "`task_key` is missing; add it",
        id="no task key",
    ),
    pytest.param(
        [a_task("a"), a_task("a")], "`a` is used twice; every task needs its own key", id="twice"
    ),
    pytest.param(
        [a_task("a b")],
        "`a b` is no task key; write 1 to 100 letters, digits, dashes and underscores",
        id="a blank in a key",
    ),
    pytest.param(
        [a_task("")],
        "`` is no task key; write 1 to 100 letters, digits, dashes and underscores",
        id="an empty key",
    ),
    pytest.param(
        [a_task("a" * 101)],
        f"`{'a' * 60}…` is no task key; write 1 to 100 letters, digits, dashes and underscores",
        id="a long key",
    ),
    pytest.param(
        [a_task("a"), a_task("b", "zzz")],
        "there is no task `zzz`; write the key of a task of this job",
        id="an unknown dependency",
    ),
    pytest.param(
        [a_task("a"), a_task("b", "")],
        "there is no task ``; write the key of a task of this job",
        id="an empty dependency",
    ),
    pytest.param(
        [a_task("${var.x}")],
        "`${var.x}` is no whole task key; "
        "only its bundle knows it: give the bundle's folder, or write the value",
        id="a reference for a key",
    ),
    pytest.param([a_task("a", "a")], "`a` cannot depend on itself; remove this", id="itself"),
    pytest.param(
        [a_task("a", "c"), a_task("b", "a"), a_task("c", "b")],
        "tasks wait for each other in a cycle: a → c → b → a",
        id="a cycle",
    ),
    pytest.param(
        [a_task("a", for_each_task=LOOP), a_task("b", "one")],
        "`one` stands in a for-each; depend on the for-each task",
        id="a nested task as a dependency",
    ),
    pytest.param(
        [a_task("a"), a_task("b", depends_on=[{"task_key": "a", "outcome": "true"}])],
        "only a dependency on a condition task has an outcome; remove it, and use `run_if` to run "
        "after a failure",
        id="an outcome of a notebook",
    ),
    pytest.param(
        [
            a_task("a", condition_task=CONDITION),
            a_task("b", depends_on=[{"task_key": "a", "outcome": "failed"}]),
        ],
        '`failed` is no outcome; write "true" or "false"',
        id="another outcome",
    ),
    pytest.param(
        [a_task("a", for_each_task=LOOP | {"task": a_task("b", for_each_task=LOOP)})],
        "a for-each cannot stand in a for-each; let a `run_job_task` run a job with the inner",
        id="a for-each in a for-each",
    ),
    pytest.param(
        [a_task("a", for_each_task=LOOP | {"concurrency": 0})],
        "0 is not allowed; write a number from 1 to 100",
        id="no concurrency",
    ),
    pytest.param(
        [a_task("a", for_each_task=LOOP | {"concurrency": 101})],
        "101 is not allowed; write a number from 1 to 100",
        id="too much concurrency",
    ),
    pytest.param(
        [a_task("a", for_each_task=LOOP, max_retries=2)],
        "the API refuses `max_retries` on a for-each task; move it to the nested task",
        id="retries of a for-each",
    ),
    pytest.param(
        [a_task("a", for_each_task={"inputs": [1, 2], "task": a_task("b")})],
        "this must be text that holds a JSON array, in quotes: '[1, 2]'",
        id="inputs as a list",
    ),
    pytest.param(
        [a_task("a", for_each_task={"inputs": [{"x": "it's"}, "b"], "task": a_task("b")})],
        'this must be text that holds a JSON array, in quotes: \'[{"x": "it\'\'s"}, "b"]\'',
        id="inputs as a list of maps",
    ),
    pytest.param(
        [a_task("a", for_each_task={"inputs": {"x": "1"}, "task": a_task("b")})],
        'this must be text that holds a JSON array, in quotes: \'["a", "b"]\'',
        id="inputs as a map",
    ),
    pytest.param(
        [a_task("a", for_each_task={"inputs": "[1]"})], "`task` is missing; add it", id="no body"
    ),
    pytest.param(
        [a_task("a", notebook_task={"notebook_path": "/n"}, sql_task={"warehouse_id": "w"})],
        "this task has `notebook_task` already; a task does one thing, so make two of it",
        id="two payloads",
    ),
    pytest.param(
        [a_task("a", condition_task=CONDITION | {"op": "GREATER_THEN"})],
        "`GREATER_THEN` is not allowed; did you mean `GREATER_THAN`?",
        id="an unknown operator",
    ),
    pytest.param(
        [a_task("a", condition_task={"op": "EQUAL_TO", "left": "a"})],
        "`right` is missing; add it",
        id="half a condition",
    ),
    pytest.param(
        [a_task("a", run_if="SOMETIMES")],
        "`SOMETIMES` is not allowed; write one of ALL_DONE, ALL_FAILED, ALL_SUCCESS, "
        "AT_LEAST_ONE_FAILED, AT_LEAST_ONE_SUCCESS, NONE_FAILED",
        id="an unknown run_if",
    ),
    pytest.param(
        [a_task("a", job_cluster_key="main")],
        "there is no job cluster `main`; add it under job_clusters",
        id="an unknown cluster",
    ),
    pytest.param(
        [a_task("a", existing_cluster_id="1-2", new_cluster={"num_workers": 1})],
        "this task has other compute already; keep one of them",
        id="two computes",
    ),
    pytest.param(
        [a_task("a", max_retries=-2)],
        "-2 is not allowed; write a number from -1 to 2147483647",
        id="too few retries",
    ),
    pytest.param(
        [a_task("a", run_job_task={"job_id": "the other"})],
        "`the other` is no job; write its number, or ${resources.jobs.KEY.id}",
        id="a job by a name that is not here",
    ),
    pytest.param(["a"], "`a` is not allowed: this must be fields; write {task_key: a}"),
    pytest.param(
        [a_task("a", notebook_task=["/n"])],
        "this must be fields, written as key: value",
        id="a payload that is a list",
    ),
    pytest.param(
        [a_task("a", notebook_task={"notebook_path": "/n", "base_parameters": {"a": ["b"]}})],
        "this must be text; put quotes around it",
        id="a parameter that is a list",
    ),
]


@pytest.mark.parametrize(("tasks", "sentence"), TASKS)
def test_a_mistake_in_the_tasks_is_told(tasks, sentence):
    file = read(*tasks)

    assert [sentence] == sentences(file.problems)
    assert {} == file.worlds


FIELDS = [
    pytest.param(
        {"max_concurrent_runs": 1001}, "1001 is not allowed; write a number from 0 to 1000"
    ),
    pytest.param(
        {"max_concurrent_runs": "many"},
        "`many` is not allowed: this must be a whole number, as in 3",
    ),
    pytest.param(
        {"max_concurrent_runs": 1.5}, "`1.5` is not allowed: this must be a whole number, as in 3"
    ),
    pytest.param(
        {"timeout_seconds": 10**30}, f"`{10**30}` is too large; write a smaller number", id="huge"
    ),
    pytest.param(
        {"timeout_seconds": -(10**18)},
        f"-{10**18} is not allowed; write a number from 0 to 2147483647",
        id="below nought",
    ),
    pytest.param(
        {"queue": {"enabled": "yes"}},
        "`yes` is not allowed: this must be true or false; write true",
        id="yes",
    ),
    pytest.param({"queue": {}}, "`enabled` is missing; add it", id="an empty queue"),
    pytest.param(
        {"tags": ["a"]}, "this must be fields, written as key: value", id="tags as a list"
    ),
    pytest.param(
        {"job_clusters": {"main": {}}}, "this must be a list, each entry behind a dash", id="a list"
    ),
    pytest.param(
        {"job_clusters": [{"job_cluster_key": "m"}, {"job_cluster_key": "m"}]},
        "`m` is used twice; every job cluster needs its own",
        id="a cluster twice",
    ),
    pytest.param(
        {"schedule": SCHEDULE, "continuous": {}},
        "this job has a `schedule` already; a job takes one of them",
        id="a schedule, continuously",
    ),
    pytest.param(
        {"schedule": SCHEDULE, "trigger": {"periodic": {"interval": 1, "unit": "DAYS"}}},
        "this job has a `schedule` already; a job takes one of them",
        id="a schedule and a trigger",
    ),
    pytest.param(
        {"trigger": {"periodic": {"interval": 1, "unit": "DAYS"}, "file_arrival": {"url": "/v"}}},
        "this trigger has `file_arrival` already; a trigger takes one",
        id="two triggers",
    ),
    pytest.param(
        {"trigger": {"pause_status": "PAUSED"}},
        "this trigger waits for nothing; add file_arrival, table_update, periodic, "
        "job_completion, model",
        id="an empty trigger",
    ),
    pytest.param(
        {"trigger": {"periodic": {"interval": 0, "unit": "DAYS"}}},
        "0 is no interval; write a number from 1",
        id="no interval",
    ),
    pytest.param(
        {"trigger": {"file_arrival": {"url": "/v", "wait_after_last_change_seconds": 59}}},
        "59 is not allowed; write 60 seconds or more",
        id="too short a wait",
    ),
    pytest.param(
        {"trigger": {"table_update": {"table_names": []}}},
        "this list is empty; name a table",
        id="no tables",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), FIELDS)
def test_a_mistake_in_the_job_is_told(fields, sentence):
    file = read(a_task(), **fields)

    assert [sentence] == sentences(file.problems)


@pytest.mark.parametrize("text", ["0 5 * * *", "0 0 5 * * *", "0 0 25 * * ?", ""])
def test_a_cron_text_is_refused_in_the_words_of_the_engine(text):
    with pytest.raises(QuartzError) as error:
        parse(text)
    file = read(a_task(), schedule=SCHEDULE | {"quartz_cron_expression": text})

    assert [str(error.value).rstrip(".")] == sentences(file.problems)


def test_a_time_zone_is_refused_in_the_words_of_the_engine():
    schedule = Schedule("0 0 5 * * ?", "Europe/Zurick")
    with pytest.raises(QuartzError) as error:
        list(fire_times(schedule, 0, 0))
    file = read(a_task(), schedule=SCHEDULE | {"timezone_id": "Europe/Zurick"})

    assert [str(error.value).rstrip(".")] == sentences(file.problems)


def test_a_job_has_at_most_1000_tasks():
    tasks = [a_task(f"t{number}") for number in range(1001)]

    assert [] == read(*tasks[:1000]).problems
    assert ["1001 tasks; a job has at most 1000"] == sentences(read(*tasks).problems)


def test_every_mistake_is_told_at_once_in_the_order_of_the_text():
    file = read_yaml(
        "max_concurrent_runs: x\n"
        "tasks:\n"
        "- {task_key: a b, run_if: NEVER, notebook_task: {notebook_path: /n}}\n"
        "- {task_key: c, depends_on: [{task_key: c}], job_cluster_key: m, dbt_task: {commands: x}}"
    )

    assert [1, 3, 3, 4, 4] == [problem.line for problem in file.problems]
    assert [4] == [problem.line for problem in file.warnings]


def test_a_mistake_behind_an_alias_is_told_once_where_it_is_written():
    file = read_yaml(
        "x: &x {max_retries: many}\n"
        "tasks:\n"
        "- {task_key: a, <<: *x, notebook_task: {notebook_path: /n}}\n"
        "- {<<: [*x], task_key: b, notebook_task: {notebook_path: /n}}\n"
    )

    assert [
        "job.yml:1: column 8, x.max_retries: `many` is not allowed: this must be a whole number, "
        "as in 3"
    ] == list(map(str, file.problems))


MERGES = [
    pytest.param("- {task_key: a, <<: 3}", "`<<` takes in fields; write *name of an &name"),
    pytest.param("- {task_key: a, <<: [*x, 3]}", "`<<` takes in fields; write *name of an &name"),
    pytest.param("- {task_key: a, task_key: b}", "`task_key` is written twice; keep one of them"),
]


@pytest.mark.parametrize(("task", "sentence"), MERGES)
def test_keys_that_cannot_stand_are_told(task, sentence):
    (problem,) = read_yaml(f"x: &x {{}}\ntasks:\n{task}").problems

    assert sentence in problem.message


def nested_jobs(count: int) -> str:
    """Returns a bundle in which each job but the last runs the next one."""
    lines = ["resources:", "  jobs:"]
    for number in range(count):
        payload = f'run_job_task: {{job_id: "${{resources.jobs.j{number + 1}.id}}"}}'
        if number == count - 1:
            payload = "notebook_task: {notebook_path: /n}"
        lines.append(f"    j{number}: {{tasks: [{{task_key: t, {payload}}}]}}")
    return "\n".join(lines)


def test_three_run_job_tasks_may_be_nested_and_no_more():
    assert [] == read_yaml(nested_jobs(4)).problems
    assert ["Run Job tasks are nested deeper than 3: j0 → j1 → j2 → j3 → j4"] == sentences(
        read_yaml(nested_jobs(5)).problems
    )


def test_jobs_that_start_each_other_are_a_circle():
    text = nested_jobs(3).replace(
        "notebook_task: {notebook_path: /n}", 'run_job_task: {job_id: "${resources.jobs.j0.id}"}'
    )

    cycle = "jobs start each other in a cycle: j0 → j1 → j2 → j0"
    assert [cycle] * 3 == sentences(read_yaml(text).problems)


def test_problems_beyond_a_hundred_are_counted():
    file = read(*[a_task(f"t{number}", run_if="NEVER") for number in range(300)])

    assert 101 == len(file.problems)
    assert "there are 200 more mistakes like these" == file.problems[-1].message
