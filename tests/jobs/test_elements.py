"""Invented elements of a loop have the fields asked for, whichever setting asks."""

import json

import pytest

from tests.jobs.reading import NOTEBOOK, a_task, read, read_yaml, the_world
from trialrun.engine import RUN_NOW, State, read_what_if, simulate
from trialrun.jobs import read_job_file

ASKS = "{{input.path}}"
FORMS = {
    "script": {"spark_python_task": {"python_file": "b.py", "parameters": ["--p", ASKS]}},
    "wheel": {"python_wheel_task": {"package_name": "x", "parameters": ["--p", ASKS]}},
    "wheel by name": {"python_wheel_task": {"package_name": "x", "named_parameters": {"p": ASKS}}},
    "jar": {"spark_jar_task": {"main_class_name": "x", "parameters": [ASKS]}},
    "dbt": {"dbt_task": {"commands": [f"dbt run --vars '{{p: {ASKS}}}'"]}},
    "sql": {"sql_task": {"warehouse_id": "w", "file": {"path": "q"}, "parameters": {"p": ASKS}}},
    "notebook": {"notebook_task": NOTEBOOK | {"base_parameters": {"p": ASKS}}},
    "number": {"condition_task": {"op": "GREATER_THAN", "left": "{{input.size}}", "right": "5"}},
    "bare number": {"condition_task": {"op": "LESS_THAN", "left": "7", "right": "{{input}}"}},
    "text": {"condition_task": {"op": "EQUAL_TO", "left": ASKS, "right": "x"}},
}


def a_loop(key: str, payload: dict, **fields: object) -> dict:
    inputs = "{{tasks.x.values.all}}"
    return a_task(key, "x", for_each_task={"inputs": inputs, "task": a_task(f"{key}_one")
                  | {"notebook_task": None} | payload} | fields)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_loop_over_a_value_succeeds_whatever_its_task_asks_for(form):
    world = the_world(read(a_task("x"), a_loop("f", FORMS[form])))

    assert State.SUCCESS is simulate(world, RUN_NOW).result
    elements = json.loads(dict(world.script["x"].sets)["all"])
    assert len(elements) == 3
    assert ("bare" in form) == (not isinstance(elements[0], dict))


def test_loops_over_one_value_each_find_their_fields():
    other = {"spark_python_task": {"python_file": "b.py", "parameters": ["{{input.city}}"]}}
    world = the_world(read(a_task("x"), a_loop("f", FORMS["dbt"]), a_loop("g", other)))

    assert State.SUCCESS is simulate(world, RUN_NOW).result


def test_a_job_that_is_started_for_each_gets_its_fields():
    world = read_yaml(f"""
resources:
  jobs:
    outer:
      tasks:
        - {{task_key: x, notebook_task: {{notebook_path: /n}}}}
        - task_key: f
          depends_on: [{{task_key: x}}]
          for_each_task:
            inputs: "{{{{tasks.x.values.all}}}}"
            task:
              task_key: one
              run_job_task:
                job_id: ${{resources.jobs.inner.id}}
                job_parameters: {{p: "{ASKS}"}}
    inner:
      parameters: [{{name: p, default: ""}}]
      tasks:
        - {{task_key: y, notebook_task: {{notebook_path: /n}}}}
""").worlds["outer"]

    assert State.SUCCESS is simulate(world, RUN_NOW).result


@pytest.mark.parametrize("inputs", ["{{tasks.x.values.all}}", "${var.files}"])
def test_elements_that_are_said_or_stand_in_have_the_fields_too(inputs):
    task = a_task("x"), a_loop("f", FORMS["script"], inputs=inputs)
    text = json.dumps({"resources": {"jobs": {"j": {"tasks": task}}}})
    (world,) = read_job_file("x.yml", text).worlds.values()

    assert State.SUCCESS is simulate(world, RUN_NOW).result
    what_if = read_what_if(world, (), ("run_now",), deed=("elements:f=12",))
    trace = simulate(what_if.world(world), what_if.actions(()))
    assert (State.SUCCESS, 12) == (trace.result, len(trace.tasks["f"].iterations))
