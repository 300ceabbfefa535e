"""What happens by default: every task succeeds, and values are there for those who read them."""

import json

import pytest

from tests.jobs.reading import NOTEBOOK, a_task, read, the_world
from trialrun.engine.job.world import TaskScript, Write, WriteMode
from trialrun.jobs import read_job_file


def a_script(key: str, **sets: str) -> TaskScript:
    """Returns the default script of a task that sets these values."""
    return TaskScript(60_000, (Write(key, WriteMode.APPEND, 1000),), sets=tuple(sets.items()))


def values_of(*tasks: object, **fields: object) -> dict[str, str]:
    """Returns what the task `x` sets."""
    return dict(the_world(read(a_task("x"), *tasks, **fields)).script["x"].sets)


def test_a_plain_task_takes_a_minute_and_makes_one_write():
    assert {"a": a_script("a")} == the_world(read(a_task("a"))).script


def test_control_flow_has_no_script_but_the_nested_task_has():
    world = the_world(
        read(
            a_task("c", condition_task={"op": "EQUAL_TO", "left": "a", "right": "a"}),
            a_task("f", "c", for_each_task={"inputs": "[1]", "task": a_task("one")}),
        )
    )

    assert {"one": a_script("one")} == world.script


CONDITIONS = [
    ("EQUAL_TO", "full", '"full"'),
    ("EQUAL_TO", "true", "true"),
    ("EQUAL_TO", "3", "3"),
    ("EQUAL_TO", "03", '"03"'),
    ("NOT_EQUAL", "true", "false"),
    ("NOT_EQUAL", "0", '"value"'),
    ("NOT_EQUAL", "value", '"another value"'),
    ("GREATER_THAN", "0.95", "1.95"),
    ("GREATER_THAN", "-3", "-2"),
    ("GREATER_THAN_OR_EQUAL", "12.0", "12.0"),
    ("LESS_THAN", "100", "99"),
    ("LESS_THAN_OR_EQUAL", "100", "100"),
    ("GREATER_THAN", "much", "1"),
    ("GREATER_THAN", "1e9999999", "1"),
    ("GREATER_THAN", "1e3", "1001"),
    ("GREATER_THAN", "nan", "1"),
    ("GREATER_THAN", "{{job.parameters.limit}}", "11"),
    ("EQUAL_TO", "{{job.parameters.limit}}", "10"),
    ("LESS_THAN", "{{job.run_id}}", "1"),
]


@pytest.mark.parametrize(("op", "right", "value"), CONDITIONS)
def test_a_condition_on_a_task_value_comes_out_true(op, right, value):
    condition = {"op": op, "left": "{{tasks.x.values.k}}", "right": right}

    assert {"k": value} == values_of(
        a_task("c", "x", condition_task=condition),
        parameters=[{"name": "limit", "default": "10"}],
    )


def test_a_value_on_the_right_makes_a_condition_true_too():
    condition = {"op": "LESS_THAN", "left": "5", "right": "{{tasks.x.values.k}}"}

    assert {"k": "6"} == values_of(a_task("c", "x", condition_task=condition))


def test_two_values_are_told_apart_as_the_operator_asks():
    condition = {
        "op": "GREATER_THAN",
        "left": "{{tasks.x.values.more}}",
        "right": "{{tasks.x.values.less}}",
    }

    assert {"more": "2", "less": "1"} == values_of(a_task("c", "x", condition_task=condition))


def test_the_inputs_of_a_loop_are_three_elements():
    loop = {"inputs": "{{tasks.x.values.all}}", "task": a_task("one")}

    assert {"all": '["a", "b", "c"]'} == values_of(a_task("f", "x", for_each_task=loop))


def test_the_inputs_of_a_loop_have_the_keys_that_are_read():
    parameters = {"city": "{{input.city}}", "id": "{{ input.id }}", "self": "{{input}}"}
    nested = a_task("one", notebook_task=NOTEBOOK | {"base_parameters": parameters})
    loop = {"inputs": "{{tasks.x.values.all}}", "task": nested}

    assert [{"city": name, "id": name} for name in "abc"] == json.loads(
        values_of(a_task("f", "x", for_each_task=loop))["all"]
    )


def test_the_keys_that_are_read_may_be_asked_for_by_position():
    nested = a_task(
        "one", spark_python_task={"python_file": "/x.py", "parameters": ["-r", "{{input.city}}"]}
    ) | {"existing_cluster_id": "c"}
    nested.pop("notebook_task", None)
    loop = {"inputs": "{{tasks.x.values.all}}", "task": nested}

    assert [{"city": name} for name in "abc"] == json.loads(
        values_of(a_task("f", "x", for_each_task=loop))["all"]
    )


def test_what_a_query_returns_looks_like_what_it_is():
    parameters = {
        "r": "{{tasks.x.output.rows}}",
        "s": "{{tasks.x.output.alert_state}}",
        "f": "{{tasks.x.output.first_row.n}}",
    }
    found = values_of(a_task("r", "x", notebook_task=NOTEBOOK | {"base_parameters": parameters}))

    assert {
        "output.rows": '[{"column": "a"}, {"column": "b"}, {"column": "c"}]',
        "output.alert_state": '"OK"',
        "output.first_row.n": '"value"',
    } == found


def test_a_value_that_is_a_parameter_is_a_word():
    parameters = {"seen": "at {{tasks.x.values.`a key`}} and {{tasks.x.values.b.c}}"}

    assert {"a key": '"value"', "b.c": '"value"'} == values_of(
        a_task("r", "x", notebook_task=NOTEBOOK | {"base_parameters": parameters})
    )


def test_a_condition_goes_before_a_parameter_that_reads_the_same_value():
    reads = {"x": "{{tasks.x.values.k}}"}
    condition = {"op": "GREATER_THAN", "left": "{{tasks.x.values.k}}", "right": "1"}

    assert {"k": "2"} == values_of(
        a_task("r", "x", notebook_task=NOTEBOOK | {"base_parameters": reads}),
        a_task("c", "x", condition_task=condition),
    )


@pytest.mark.parametrize(
    ("payload", "modes"),
    [
        ({"pipeline_task": {"pipeline_id": "1"}}, ["idempotent"]),
        ({"dashboard_task": {"dashboard_id": "1"}}, []),
        ({"notebook_task": {"notebook_path": "/x"}}, ["append"]),
    ],
)
def test_what_a_task_writes_goes_by_its_type(payload, modes):
    text = json.dumps({"name": "j", "tasks": [{"task_key": "a", **payload}]})
    (world,) = read_job_file("x.json", text).worlds.values()

    assert modes == [str(write.mode) for write in world.script["a"].writes]


def test_a_one_time_run_is_never_retried():
    tasks = [{"task_key": "a", "max_retries": 2, "notebook_task": {"notebook_path": "/x"}}]
    text = json.dumps({"run_name": "once", "tasks": tasks})
    (world,) = read_job_file("x.json", text).worlds.values()

    assert (0, True) == (
        world.job.tasks[0].max_retries,
        world.job.tasks[0].disable_auto_optimization,
    )
