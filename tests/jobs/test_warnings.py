"""What is left out, kept as text or not simulated: told, and the job is there all the same."""

import pytest

from tests.jobs.reading import NOTEBOOK, a_task, read, read_yaml, sentences, the_world

LOOP = {"inputs": "[1]", "task": a_task("one")}
ACCESS = "who may see or run the job is not simulated; here everybody may"
BACKLOG = "the backlog of streams is not simulated; nobody is told"
RULE = {"op": "GREATER_THAN", "value": 1}
GATE = {"sql_query_id": "q", "warehouse_id": "w"}
SCHEDULE = {"quartz_cron_expression": "0 0 5 * * ?", "timezone_id": "UTC"}

TASKS = [
    pytest.param(
        {"max_retrys": 1},
        "there is no field `max_retrys` here; did you mean `max_retries`? It is left out",
        id="an unknown field",
    ),
    pytest.param({"zzz": 1}, "there is no field `zzz` here; it is left out", id="nothing like it"),
    pytest.param(
        {"schedule": {}},
        "`schedule` is a field of the job; move it there. Here it is left out",
        id="a field of the job",
    ),
    pytest.param(
        {"max_retries": "3"},
        '"3" is read as a number; the API wants it without the quotes',
        id="a number in quotes",
    ),
    pytest.param(
        {"disabled": "true"},
        '"true" is read as true or false; the API wants it without the quotes',
        id="a boolean in quotes",
    ),
    pytest.param(
        {"max_retries": "${var.x}"},
        "`${var.x}` counts as left out, so the default of the API holds; "
        "only its bundle knows it: give the bundle's folder, or write the value",
        id="a reference for a number",
    ),
    pytest.param(
        {"run_if": "${var.x}"},
        "`${var.x}` counts as left out, so the default of the API holds; "
        "only its bundle knows it: give the bundle's folder, or write the value",
        id="a reference for one of a few words",
    ),
    pytest.param(
        {"description": "${var.x}"},
        "`${var.x}` is kept as text; "
        "only its bundle knows it: give the bundle's folder, or write the value",
        id="a reference for a text",
    ),
    pytest.param(
        {"notebook_task": {}}, "`notebook_path` is missing; add it", id="an empty payload"
    ),
    pytest.param(
        {"notebook_task": NOTEBOOK | {"source": "GITT"}},
        "`GITT` is not allowed; did you mean `GIT`?",
        id="an unknown value in a payload",
    ),
    pytest.param(
        {"for_each_task": LOOP | {"task": a_task("a")}},
        "another task is called `a`, too; both share what happens in them",
        id="a nested task of the same name",
    ),
    pytest.param(
        {"for_each_task": LOOP | {"task": a_task("one", "a")}},
        "the nested task depends on nothing; this is left out. Write it in the for-each task",
        id="a nested task with dependencies",
    ),
    pytest.param(
        {"for_each_task": LOOP | {"inputs": "US, EU"}},
        'this is no JSON array, so the task will fail; write text such as \'["a", "b"]\'',
        id="inputs that are no array",
    ),
    pytest.param(
        {"for_each_task": LOOP | {"inputs": "${var.x}"}},
        '["a", "b", "c"] stands in for `${var.x}`; '
        "only its bundle knows it: give the bundle's folder, or write the value",
        id="inputs that are a reference",
    ),
    pytest.param(
        {"condition_task": {"op": "LESS_THAN", "left": "${var.x}", "right": "1"}},
        "0 stands in for `${var.x}`, because a number is compared; "
        "only its bundle knows it: give the bundle's folder, or write the value",
        id="an operand that is a reference",
    ),
    pytest.param(
        {
            "condition_task": {"op": "EQUAL_TO", "left": "a", "right": "a"},
            "email_notifications": {"on_failure": ["a@example.com"]},
        },
        "a condition task has no `email_notifications`; it is left out",
        id="a condition that would tell somebody",
    ),
    pytest.param(
        {"run_job_task": {"job_id": 12}},
        "`12` is not in this text; the task counts as one piece of work",
        id="a job elsewhere",
    ),
    pytest.param(
        {"environment_variables_key": "x"},
        "`environment_variables_key` is not simulated; serverless stays serverless",
        id="environment variables",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), TASKS)
def test_what_is_odd_in_a_task_is_told_and_the_job_is_there(fields, sentence):
    file = read(a_task(**fields))

    assert ([sentence], 1) == (sentences(file.warnings), len(the_world(file).job.tasks))


JOBS = [
    pytest.param(
        {"permissions": []},
        ["`permissions` is a field of jobs in a bundle; here it is left out"],
        id="permissions outside a bundle",
    ),
    pytest.param({"access_control_list": []}, [ACCESS], id="access control"),
    pytest.param({"run_as": {"user_name": "a"}, "access_control_list": []}, [ACCESS], id="once"),
    pytest.param(
        {"git_source": {"git_url": "https://x", "git_provider": "gitHub"}},
        ["where the code comes from is not simulated; nothing is fetched"],
        id="git",
    ),
    pytest.param(
        {"triggers": []},
        ["the list of triggers is a preview and not simulated; write `trigger`"],
        id="triggers",
    ),
    pytest.param(
        {"trigger": {"job_completion": {"jobs": []}}},
        ["a trigger on other jobs is not simulated; start runs by hand"],
        id="job completion",
    ),
    pytest.param(
        {"trigger": {"model": {"condition": "MODEL_CREATED"}}},
        ["a trigger on models is not simulated; start runs by hand"],
        id="a model",
    ),
    pytest.param(
        {"schedule": SCHEDULE | {"sql_condition": GATE}},
        ["the SQL condition is not simulated; it counts as met"],
        id="a condition in SQL",
    ),
    pytest.param(
        {"schedule": SCHEDULE | {"timezone_id": "PST"}},
        ["the time zone `PST` is not simulated; UTC stands in for it"],
        id="a zone of Java",
    ),
    pytest.param(
        {"health": {"rules": [RULE | {"metric": "STREAMING_BACKLOG_FILES"}]}},
        [BACKLOG],
        id="backlog",
    ),
    pytest.param(
        {"performance_target": "COST_OPTIMIZED"},
        ["COST_OPTIMIZED is a preview and not simulated; STANDARD stands in for it"],
        id="cost optimized",
    ),
    pytest.param(
        {"parameters": [{"name": "a"}]}, ["`default` is missing; add it"], id="without a default"
    ),
]


@pytest.mark.parametrize(("fields", "said"), JOBS)
def test_what_is_not_simulated_in_a_job_is_told_once(fields, said):
    file = read(a_task(), **fields)

    assert (said, 1) == (sentences(file.warnings), len(file.worlds))


def test_a_task_without_a_payload_counts_as_a_notebook():
    file = read({"task_key": "a"})

    assert [
        "nothing says what this task does, e.g. `notebook_task`; it counts as one"
    ] == sentences(file.warnings)
    assert "notebook" == the_world(file).job.tasks[0].type


CONTINUOUS = [
    pytest.param([a_task("a")], [], id="one task"),
    pytest.param([a_task("a"), a_task("b")], [], id="two tasks"),
    pytest.param(
        [a_task("a"), a_task("b", "a")],
        [
            "the docs allow no dependencies between the tasks of a continuous job; they are "
            "played as they are written"
        ],
        id="a dependency",
    ),
    pytest.param(
        [a_task("a", max_retries=1)],
        [
            "in a continuous job this has no effect: a run makes one attempt, and the job starts "
            "its next run"
        ],
        id="retries",
    ),
]


@pytest.mark.parametrize(("tasks", "said"), CONTINUOUS)
def test_what_the_docs_forbid_in_a_continuous_job_is_told(tasks, said):
    assert said == sentences(read(*tasks, continuous={}).warnings)


REFERENCES = [
    pytest.param("{{tasks.a.values.k}}", [], id="a value of a task upstream"),
    pytest.param("{{job.parameters.p}}", [], id="a job parameter"),
    pytest.param("{{whatever}}", [], id="something else"),
    pytest.param(
        "{{tasks.aa.values.k}}",
        ["there is no task `aa` to read from; the task will fail"],
        id="a task that is not there",
    ),
    pytest.param(
        "{{tasks.lop.values.k}}",
        ["there is no task `lop` to read from; did you mean `loop`?"],
        id="a task misspelt",
    ),
    pytest.param(
        "{{tasks.one.values.k}}",
        ["`tasks.one.values.k`: what a nested task sets cannot be read outside its for-each"],
        id="a nested task",
    ),
    pytest.param(
        "{{tasks.loop.values.k}}",
        ["`loop` sets no task values; the task will fail"],
        id="a for-each",
    ),
    pytest.param(
        "{{tasks.later.values.k}}",
        [
            "`later` need not be done before this task, so `tasks.later.values.k` may be missing; "
            "let the task depend on it"
        ],
        id="a task that is not upstream",
    ),
    pytest.param(
        "{{tasks.a.output.rows}}",
        [],
        id="the rows of a query, which are made up",
    ),
    pytest.param(
        "{{tasks.a.output.row}}",
        ["`tasks.a.output` has no `row`; did you mean `rows`? The task will fail"],
        id="an output that there is not",
    ),
    pytest.param(
        "{{job.naem}}",
        ["`job` has no `naem`; did you mean `name`? The task will fail"],
        id="a misspelt key of the job",
    ),
    pytest.param(
        "{{job.start_time.iso_week}}",
        ["`job.start_time` has no `iso_week`; did you mean `iso_weekday`? The task will fail"],
        id="a misspelt part of a moment",
    ),
    pytest.param(
        "{{job.trigger.tpye}}",
        ["`job.trigger` has no `tpye`; did you mean `type`? The task will fail"],
        id="a misspelt key of the trigger",
    ),
    pytest.param(
        "{{job.name.short}}",
        ["`job.name` is a value and has no `short`; write `job.name` alone. The task will fail"],
        id="a key of a value",
    ),
    pytest.param(
        "{{workspace}}",
        [
            "`workspace` does not say which of its values is meant; write one of id, url. "
            "The task will fail"
        ],
        id="a namespace without a key",
    ),
    pytest.param(
        "{{tasks.a.valeus.k}}",
        ["`tasks.a` has no `valeus`; did you mean `values`? The task will fail"],
        id="a misspelt key of a task",
    ),
    pytest.param("{{job.trigger.table_update.`c.s.t`.version}}", [], id="a table of the trigger"),
    pytest.param("{{job.trigger.time.hour}}", [], id="the time of the trigger"),
    pytest.param("{{job.parameters.[p]}}", [], id="a key in brackets"),
    pytest.param("{{job_id}} {{run_id}}", [], id="old names"),
    pytest.param(
        "{{job.parameters.q}}",
        ["the job has no parameter `q`; the task will fail"],
        id="a job parameter that is not there",
    ),
]


@pytest.mark.parametrize(("reference", "said"), REFERENCES)
def test_references_that_a_run_cannot_resolve_are_told(reference, said):
    file = read(
        a_task("a"),
        a_task("loop", "a", for_each_task=LOOP),
        a_task("reader", "loop", notebook_task=NOTEBOOK | {"base_parameters": {"x": reference}}),
        a_task("later"),
        parameters=[{"name": "p", "default": "1"}],
    )

    assert said == sentences(file.warnings)


def test_what_another_job_is_passed_and_does_not_define_is_told():
    file = read_yaml(
        "resources:\n  jobs:\n"
        "    a: {tasks: [{task_key: t, run_job_task: {job_id: '${resources.jobs.b.id}', "
        "job_parameters: {region: EU, regoin: US, x: 1}}}]}\n"
        "    b: {parameters: [{name: region, default: UK}], tasks: [{task_key: u, notebook_task: "
        "{notebook_path: /n}}]}\n"
    )

    ends = "It gets it all the same, as we assume"
    assert [
        f"job `b` defines no parameter `regoin`; did you mean `region`? {ends}",
        f"job `b` defines no parameter `x`. {ends}",
    ] == sentences(file.warnings)


DEFAULTS = [
    pytest.param("{{job.parameters.p}} {{ds}} {{start_date}}", [], id="what there is"),
    pytest.param("{{job.naem}}", ["`job` has no `naem`; did you mean `name`?"], id="a key"),
    pytest.param("{{job.parameters.q}}", ["the job has no parameter `q`."], id="a parameter"),
]


@pytest.mark.parametrize(("default", "said"), DEFAULTS)
def test_a_default_that_lets_its_receivers_fail_is_told(default, said):
    file = read(
        a_task("a"),
        parameters=[{"name": "p", "default": "1"}, {"name": "of", "default": default}],
    )

    ends = " The tasks that receive this parameter will fail"
    assert [one + ends for one in said] == sentences(file.warnings)


def test_a_reference_of_a_bundle_is_told_once_with_how_often_it_occurs():
    file = read_yaml(
        "name: ${bundle.name}\ndescription: ${bundle.name} in ${bundle.target}\n"
        "tasks: [{task_key: a, notebook_task: {notebook_path: /n}}]"
    )

    known = "only its bundle knows it: give the bundle's folder, or write the value"
    assert [
        (1, f"column 1, name: `${{bundle.name}}` is kept as text (2 times); {known}"),
        (2, f"column 1, description: `${{bundle.target}}` is kept as text; {known}"),
    ] == [(warning.line, warning.message) for warning in file.warnings]


def test_what_the_only_target_changes_is_applied():
    file = read_yaml(
        "resources: {jobs: {a: {max_concurrent_runs: 2, tasks: [{task_key: t, notebook_task: "
        "{notebook_path: /n}}]}}}\n"
        "targets:\n  prod: {resources: {jobs: {a: {max_concurrent_runs: 9}}}}"
    )

    assert [] == file.warnings
    assert 9 == the_world(file).job.max_concurrent_runs


def test_a_job_that_is_fetched_by_pages_is_told():
    file = read_yaml(
        '{"has_more": true, "settings": {"tasks": [{"task_key": "a", "notebook_task": '
        '{"notebook_path": "/n"}}]}}'
    )

    assert ["this answer holds the first 100 tasks only; fetch the other pages, too"] == sentences(
        file.warnings
    )
