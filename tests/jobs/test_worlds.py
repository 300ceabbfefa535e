"""What a definition becomes: jobs, tasks and compute as the engine takes them."""

import pytest

from tests.jobs.reading import (
    CORPUS,
    NOTEBOOK,
    a_task,
    read,
    read_yaml,
    the_job,
    the_task,
    the_world,
)
from trialrun.engine.job.job import (
    SILENT,
    Arrival,
    Compute,
    ComputeKind,
    Condition,
    Continuous,
    Dependency,
    ForEach,
    Job,
    Notifications,
    Op,
    Periodic,
    RunJob,
    Schedule,
    Task,
)
from trialrun.jobs import read_job_file

CLUSTER = {"spark_version": "x", "node_type_id": "y", "num_workers": 1}
LOOP = {"inputs": "[1]", "concurrency": 7, "task": a_task("one", max_retries=1)}


def corpus_job(name: str) -> Job:
    """Returns the only job of a file of the corpus."""
    return the_world(read_job_file(name, (CORPUS / name).read_text())).job


def test_a_job_of_one_task_has_the_defaults_of_the_api():
    job = the_job(a_task("a"))

    assert (
        Job(
            name="j",
            tasks=(Task("a"),),
            computes=(Compute("serverless", ComputeKind.SERVERLESS),),
            max_concurrent_runs=1,
            queue=True,
        )
        == job
    )


def test_a_job_has_its_settings():
    job = the_job(
        a_task(),
        max_concurrent_runs=10,
        queue={"enabled": False},
        timeout_seconds=7200,
        parameters=[{"name": "day", "default": "{{job.start_time.iso_date}}"}],
    )

    assert (10, False, 7_200_000, (("day", "{{job.start_time.iso_date}}"),)) == (
        job.max_concurrent_runs,
        job.queue,
        job.timeout_ms,
        job.parameters,
    )


def test_a_task_has_its_settings():
    job = the_job(
        a_task("a"),
        a_task(
            "b",
            "a",
            run_if="ALL_DONE",
            max_retries=-1,
            min_retry_interval_millis=1500,
            retry_on_timeout=True,
            timeout_seconds=60,
            disable_auto_optimization=True,
            disabled=True,
            notebook_task=NOTEBOOK | {"base_parameters": {"x": 1, "y": "{{input}}"}},
        ),
    )

    assert (
        Task(
            "b",
            depends_on=(Dependency("a"),),
            run_if="ALL_DONE",
            max_retries=-1,
            min_retry_interval_ms=1500,
            retry_on_timeout=True,
            timeout_ms=60_000,
            disable_auto_optimization=True,
            disabled=True,
            parameters=(("x", "1"), ("y", "{{input}}")),
        )
        == job.tasks[1]
    )


TYPES = [
    ("notebook_task", NOTEBOOK, "notebook"),
    ("spark_python_task", {"python_file": "x"}, "spark_python"),
    ("python_wheel_task", {"package_name": "p", "entry_point": "e"}, "python_wheel"),
    ("spark_jar_task", {"main_class_name": "M"}, "spark_jar"),
    ("spark_submit_task", {"parameters": []}, "spark_submit"),
    ("sql_task", {"warehouse_id": "w"}, "sql"),
    ("pipeline_task", {"pipeline_id": "p"}, "pipeline"),
    ("dbt_task", {"commands": []}, "dbt"),
    ("dashboard_task", {"dashboard_id": "d"}, "dashboard"),
    ("run_job_task", {"job_id": 3}, "run_job"),
    ("for_each_task", LOOP, "for_each"),
    ("condition_task", {"op": "EQUAL_TO", "left": "a", "right": "b"}, "condition"),
]


@pytest.mark.parametrize(("payload", "fields", "kind"), TYPES, ids=[name for name, *_ in TYPES])
def test_a_task_has_the_type_of_its_payload(payload, fields, kind):
    assert kind == the_task(**{payload: fields}).type


PARAMETERS = [
    ("notebook_task", NOTEBOOK | {"base_parameters": {"a": "1"}}, (("a", "1"),)),
    (
        "python_wheel_task",
        {"package_name": "p", "entry_point": "e", "named_parameters": {"a": "1"}},
        (("a", "1"),),
    ),
    ("sql_task", {"warehouse_id": "w", "parameters": {"a": "1"}}, (("a", "1"),)),
    ("spark_python_task", {"python_file": "x", "parameters": ["a", "1"]}, ()),
    ("spark_jar_task", {"main_class_name": "M", "parameters": ["a"]}, ()),
]


@pytest.mark.parametrize(("payload", "fields", "parameters"), PARAMETERS)
def test_key_value_parameters_are_kept(payload, fields, parameters):
    assert parameters == the_task(**{payload: fields}).parameters


def test_a_condition_has_its_operands_and_dependents_their_outcomes():
    condition, dependent = the_job(
        a_task("c", condition_task={"op": "LESS_THAN", "left": "1", "right": "2"}),
        a_task("d", depends_on=[{"task_key": "c", "outcome": "true"}]),
    ).tasks

    assert Condition(Op.LESS_THAN, "1", "2") == condition.condition
    assert (Dependency("c", "true"),) == dependent.depends_on


def test_a_for_each_has_its_nested_task():
    task = the_task(for_each_task=LOOP)

    assert ForEach("[1]", Task("one", max_retries=1), concurrency=7) == task.for_each


def test_compute_of_all_kinds_has_unique_keys():
    job = corpus_job("compute_of_all_kinds.yml")

    assert {
        "plain": ComputeKind.JOB_CLUSTER,
        "pooled": ComputeKind.JOB_CLUSTER_POOL,
        "serverless": ComputeKind.JOB_CLUSTER,
        "serverless (2)": ComputeKind.SERVERLESS_STANDARD,
        "1-2-three": ComputeKind.ALL_PURPOSE,
        "f cluster": ComputeKind.JOB_CLUSTER,
        "g cluster": ComputeKind.JOB_CLUSTER_POOL,
        "w": ComputeKind.SQL_WAREHOUSE,
        "none": ComputeKind.NONE,
    } == {compute.key: compute.kind for compute in job.computes}
    assert [
        "plain", "pooled", "serverless", "serverless (2)", "1-2-three", "f cluster", "g cluster",
        "w", "none",
    ] == [task.compute for task in job.tasks]  # fmt: skip


COMPUTE = [
    pytest.param({}, "serverless", ComputeKind.SERVERLESS, id="nothing said"),
    pytest.param({"pipeline_task": {"pipeline_id": "p"}}, "serverless", ComputeKind.SERVERLESS),
    pytest.param(
        {"dbt_task": {"commands": [], "warehouse_id": "w"}}, "w", ComputeKind.SQL_WAREHOUSE
    ),
    pytest.param(
        {"dbt_task": {"commands": [], "warehouse_id": "w"}, "new_cluster": CLUSTER},
        "a cluster",
        ComputeKind.JOB_CLUSTER,
        id="dbt on a cluster of its own",
    ),
    pytest.param({"sql_task": {}}, "sql warehouse", ComputeKind.SQL_WAREHOUSE, id="no warehouse"),
    pytest.param({"for_each_task": LOOP}, "none", ComputeKind.NONE, id="a for-each"),
    pytest.param({"run_job_task": {"job_id": 1}}, "none", ComputeKind.NONE, id="a job elsewhere"),
]


@pytest.mark.parametrize(("fields", "key", "kind"), COMPUTE)
def test_a_task_runs_on_compute(fields, key, kind):
    job = the_job(a_task("a", **fields))

    assert (key, kind) == (
        job.tasks[0].compute,
        next(compute.kind for compute in job.computes if compute.key == key),
    )


TRIGGERS = [
    pytest.param({}, None, id="none"),
    pytest.param(
        {"schedule": {"quartz_cron_expression": "0 0 5 * * ?", "timezone_id": "Asia/Tokyo"}},
        Schedule("0 0 5 * * ?", "Asia/Tokyo"),
        id="a schedule",
    ),
    pytest.param(
        {"trigger": {"periodic": {"interval": 2, "unit": "WEEKS"}}},
        Periodic(1_209_600_000),
        id="every two weeks",
    ),
    pytest.param(
        {
            "trigger": {
                "file_arrival": {
                    "url": "/Volumes/a/b/c/",
                    "min_time_between_triggers_seconds": 90,
                    "wait_after_last_change_seconds": 60,
                }
            }
        },
        Arrival("file", ("/Volumes/a/b/c/",), min_between_ms=90_000, wait_after_change_ms=60_000),
        id="files",
    ),
    pytest.param(
        {"trigger": {"table_update": {"table_names": ["a.b.c", "d"], "condition": "ALL_UPDATED"}}},
        Arrival("table", ("a.b.c", "d"), all_updated=True),
        id="tables",
    ),
    pytest.param({"continuous": {}}, Continuous(), id="continuous"),
]


@pytest.mark.parametrize(("fields", "trigger"), TRIGGERS)
def test_a_job_starts_by_its_trigger(fields, trigger):
    assert trigger == the_job(a_task(), **fields).trigger


@pytest.mark.parametrize("name", ["schedule", "trigger", "continuous"])
@pytest.mark.parametrize(("status", "paused"), [("PAUSED", True), ("UNPAUSED", False)])
def test_a_trigger_may_be_paused(name, status, paused):
    fields = {
        "schedule": {"quartz_cron_expression": "0 0 5 * * ?", "timezone_id": "UTC"},
        "trigger": {"periodic": {"interval": 1, "unit": "DAYS"}},
        "continuous": {},
    }[name]

    assert paused == the_job(a_task(), **{name: fields | {"pause_status": status}}).paused


def test_notifications_are_read_for_job_and_task():
    job = corpus_job("notifications.yml")

    assert (
        Notifications(
            on_start=("ops@example.com",),
            on_success=("ops@example.com", "boss@example.com"),
            on_failure=("ops@example.com", "webhook 0481e838-0a59"),
            on_duration_warning=("ops@example.com",),
            warns_after_ms=3_600_000,
            no_alert_for_skipped_runs=True,
            no_alert_for_canceled_runs=True,
        )
        == job.notifications
    )
    assert (
        Notifications(
            on_failure=("dev@example.com",),
            warns_after_ms=300_000,
            no_alert_for_skipped_runs=True,
            alert_on_last_attempt=True,
        )
        == job.tasks[0].notifications
    )


def test_a_job_without_notifications_is_silent():
    job = the_job(a_task(), email_notifications={}, webhook_notifications={})

    assert SILENT is job.notifications


def test_a_job_of_the_file_is_in_the_world_of_the_one_that_starts_it():
    path = CORPUS / "family_of_jobs.yml"
    worlds = read_job_file(path.name, path.read_text()).worlds

    assert ["leaf", "branch", "tree"] == list(worlds)
    assert {"branch": worlds["branch"], "leaf": worlds["leaf"]} == dict(worlds["tree"].jobs)
    assert {"leaf": worlds["leaf"]} == dict(worlds["branch"].jobs)
    assert [RunJob("branch"), RunJob("leaf", (("page", "2"),)), None] == [
        task.run_job for task in worlds["tree"].job.tasks
    ]


BY_WHAT = [
    pytest.param("1", id="its number"),
    pytest.param("child", id="its name"),
]


@pytest.mark.parametrize("job_id", BY_WHAT)
def test_a_job_is_found_by(job_id):
    file = read_yaml(
        '[{"job_id": 1, "settings": {"name": "child", "tasks": [{"task_key": "c"}]}},'
        ' {"job_id": 2, "settings": {"name": "parent", "tasks": '
        f'[{{"task_key": "p", "run_job_task": {{"job_id": {job_id}}}}}]}}}}]'
    )

    assert ["child"] == list(file.worlds["parent"].jobs)


def test_a_job_elsewhere_is_one_piece_of_work():
    world = the_world(read(a_task("a", run_job_task={"job_id": 77})))

    assert (None, "run_job", 60_000) == (
        world.job.tasks[0].run_job,
        world.job.tasks[0].type,
        world.script["a"].takes_ms,
    )


def test_merged_fields_are_there_and_a_tasks_own_go_first():
    path = CORPUS / "anchors_and_merges.yml"
    one, two = read_job_file(path.name, path.read_text()).worlds["merged"].job.tasks

    assert (3, 60_000, 0) == (one.max_retries, one.min_retry_interval_ms, one.timeout_ms)
    assert (1, 60_000, 300_000) == (two.max_retries, two.min_retry_interval_ms, two.timeout_ms)
    assert (("x", "1"),) == two.parameters


KINDS = [
    ("one_notebook.yml", "bundle"),
    ("without_resources.yml", "bundle"),
    ("jobs_get.json", "jobs get"),
    ("jobs_list.json", "jobs list"),
    ("git_source.json", "create payload"),
    ("reset_payload.json", "create payload"),
    ("update_payload.yml", "create payload"),
    ("submit_payload.json", "submit payload"),
]


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_file_says_what_it_is(name, kind):
    assert kind == read_job_file(name, (CORPUS / name).read_text()).kind


def test_jobs_of_the_same_name_have_keys_of_their_own():
    path = CORPUS / "jobs_list.json"

    assert ["child", "parent", "child (3)"] == list(
        read_job_file(path.name, path.read_text()).worlds
    )


NULLS = ["", " ~", " null", " Null"]


@pytest.mark.parametrize("null", NULLS)
def test_a_field_without_a_value_is_left_out(null):
    file = read_yaml(
        f"schedule:{null}\nmax_concurrent_runs:{null}\n"
        f"tasks:\n- task_key: a\n  depends_on:{null}\n  notebook_task: {{notebook_path: /n}}"
    )

    assert ([], None, 1) == (
        file.warnings,
        the_world(file).job.trigger,
        the_world(file).job.max_concurrent_runs,
    )


def test_signs_that_turn_text_around_are_replaced_in_names():
    job = the_job(a_task(), name="pay\u202eroll\n<script>")

    assert "pay\ufffdroll <script>" == job.name


NAMED = [
    ("run_job_task", {"job_id": 77}, "job_parameters"),
    ("alert_task", {"alert_id": "i"}, "parameters"),
    ("clean_rooms_notebook_task", {"clean_room_name": "c", "notebook_name": "n"},
     "notebook_base_parameters"),
    ("dashboard_task", {"dashboard_id": "d"}, "filters"),
    ("pipeline_task", {"pipeline_id": "p"}, "parameters"),
]  # fmt: skip


@pytest.mark.parametrize(("payload", "fields", "name"), NAMED)
def test_each_kind_of_task_keeps_what_it_takes_by_name(payload, fields, name):
    file = read({"task_key": "a", payload: fields | {name: {"x": "{{job.id}}"}}})

    assert (("x", "{{job.id}}"),) == the_world(file).job.tasks[0].parameters
