"""References in every text field of a task: resolved where Databricks says so, else told of."""

import json
from collections.abc import Iterator

import pytest

from tests.jobs.reading import NOTEBOOK, a_task, read, sentences, the_job, the_world
from trialrun.diagram import received
from trialrun.engine import RUN_NOW, simulate
from trialrun.jobs.fields import FieldType, field_table, payload_names
from trialrun.jobs.parameters import ARGUMENTS, OLD_PARAMETERS, OPERATORS, PARAMETERS

DEPTH_MAX = 3
NEEDED = {
    "condition_task": {"op": "EQUAL_TO", "left": "1", "right": "1"},
    "run_job_task": {"job_id": 7},
}
"""Without these there is no job to look into."""
RESOLVED = {f"{payload}.{name}" for payload, name in {**PARAMETERS, **ARGUMENTS}.items()} | {
    "condition_task.left", "condition_task.right", "for_each_task.inputs",
    "python_operator_task.parameters.value", "python_wheel_task.named_parameters",
}  # fmt: skip
APART = {"task_key", "description", "depends_on", "run_if", "job_cluster_key"}
"""Told of by checks of their own, or changes nothing."""


def fields_of(kind: str, depth: int = 0) -> Iterator[tuple[str, ...]]:
    """Yields the ways to all texts of an object, a few levels deep."""
    table = field_table()
    for name, field in table.objects[kind].items():
        if depth == 0 and name in APART:
            continue
        if field.kind == "string":
            yield (name,)
        elif field.kind in table.objects and depth < DEPTH_MAX and name != "for_each_task":
            yield from ((name, *rest) for rest in fields_of(field.kind, depth + 1))


def holding(kind: str, way: tuple[str, ...], text: str) -> dict:
    """Returns an object that holds a text there, beside what else it must have."""
    name, *rest = way
    field: FieldType = field_table().objects[kind][name]
    value: object = holding(field.kind, tuple(rest), text) if rest else text
    return {name: {"list": [value], "map": {"k": value}}.get(field.shape, value)}


def is_told(way: tuple[str, ...]) -> bool:
    return ".".join(way) not in RESOLVED and not set(way) & set(OLD_PARAMETERS)


WAYS = [way for way in fields_of("Task") if way[:1] != ("compute",)]


@pytest.mark.parametrize("reference", ["{{job.parameters.p}}", "{{ job.naem }}", "{{task_key}}"])
def test_each_text_of_a_task_says_what_becomes_of_a_reference_in_it(reference):
    assert 100 < len(WAYS)

    wrong = []
    for way in WAYS:
        task = {"task_key": "a"} | holding("Task", way, reference)
        for name, others in NEEDED.items():
            if name in task:
                task[name] = others | task[name]
        if way[0] not in payload_names():
            task["notebook_task"] = NOTEBOOK
        said = sentences(read(task, parameters=[{"name": "p", "default": "1"}]).warnings)
        kept = [one for one in said if "stays as it is written: no source says" in one]
        lacking = [one for one in said if "`job` has no `naem`; did you mean `name`?" in one]
        is_looked_at = not set(way) & set(OLD_PARAMETERS)
        if (is_told(way), is_looked_at and "naem" in reference) != (bool(kept), bool(lacking)):
            wrong.append((way, said))
    assert [] == wrong


@pytest.mark.parametrize("text", ["{{secrets/scope/key}}", "{{ds}}", "plain", "{{", "a}}b{{"])
def test_what_is_no_reference_of_jobs_is_not_told_of(text):
    task = a_task(notebook_task={"notebook_path": f"/{text}"}, existing_cluster_id=text)

    assert [] == sentences(read(task).warnings)


def test_the_parameters_of_an_operator_are_parameters():
    task = a_task(
        python_operator_task={"parameters": [{"name": "x", "value": "{{job.id}}"}, {"value": "1"}]}
    )

    assert (("x", "{{job.id}}"),) == the_job(task).tasks[0].parameters
    assert {"python_operator_task"} == set(OPERATORS)


OUTSIDE = (
    "`{{input}}` is the element of a for-each, which its nested task alone receives. "
    "Here it stays as it is written"
)


def with_input(where: str, text: str) -> dict:
    loop = {"inputs": "[1]", "task": a_task("one", notebook_task=NOTEBOOK)}
    return {
        "parameter": a_task(notebook_task=NOTEBOOK | {"base_parameters": {"x": text}}),
        "position": a_task(spark_python_task={"python_file": "/f", "parameters": [text]}),
        "operand": a_task(condition_task={"op": "EQUAL_TO", "left": text, "right": "1"}),
        "inputs": a_task(for_each_task=loop | {"inputs": text}),
        "command": a_task(dbt_task={"commands": [text]}),
        "run job": a_task(run_job_task={"job_id": 1, "job_parameters": {"x": text}}),
    }[where]


@pytest.mark.parametrize(
    "where", ["parameter", "position", "operand", "inputs", "command", "run job"]
)
@pytest.mark.parametrize("text", ["{{input}}", "{{ input }}", "a {{input}} b"])
def test_an_element_outside_of_a_loop_is_told_with_its_place(where, text):
    file = read(with_input(where, text))

    (job,) = file.jobs.values()
    assert OUTSIDE in sentences(file.warnings)
    (left_out,) = [one for one in job.left_out if OUTSIDE == one.says]
    assert ("for-each-input", True) == (left_out.fact, left_out.at.column > 1)


def in_loop(inputs: object, text: str, **fields: object) -> list[str]:
    nested = a_task("one", notebook_task=NOTEBOOK | {"base_parameters": {"x": text}})
    written = inputs if isinstance(inputs, str) else json.dumps(inputs)
    loop = a_task(for_each_task={"inputs": written, "task": nested})
    return sentences(read(loop, **fields).warnings)


LACKING = [
    pytest.param([{"id": 1}], "{{input.id}}", [], id="a key that is there"),
    pytest.param([1, {}], "{{input}}", [], id="the whole element"),
    pytest.param([], "{{input.id}}", [], id="no element"),
    pytest.param(
        [{"id": 1}],
        "{{input.ID}}",
        ["element 0 of `inputs` has no `ID`; did you mean `id`? Its iteration will fail"],
        id="another case",
    ),
    pytest.param(
        [{"id": 1}, {}, {"x": 1}],
        "{{input.[id]}}",
        ["element 1 of `inputs` has no `id`. So it is with 1 more; their iterations will fail"],
        id="two of three",
    ),
    pytest.param(
        ["US"],
        "{{input.id}}",
        [
            "element 0 of `inputs` is no object, so it has no `id`; "
            "write `{{input}}` for all of it. Its iteration will fail"
        ],
        id="a text",
    ),
    pytest.param(
        [{"a": {"b": 1}}],
        "{{input.a.b}}",
        [
            "`{{input.a.b}}` names a key of a key, and an element has one only. "
            "Here it stays as it is written"
        ],
        id="a key of a key",
    ),
    pytest.param([{"a.b": 1}], "{{input.`a.b`}}", [], id="a key with a dot"),
]


@pytest.mark.parametrize(("inputs", "text", "said"), LACKING)
def test_keys_that_written_elements_lack_are_told_before_the_run(inputs, text, said):
    assert said == in_loop(inputs, text)


def test_so_are_those_of_a_default_that_a_loop_takes():
    parameters = [{"name": "all of it", "default": '[{"id": 1}]'}]

    said = in_loop("{{job.parameters.`all of it`}}", "{{input.name}}", parameters=parameters)

    assert [
        "element 0 of the default of `all of it` has no `name`. Its iteration will fail"
    ] == said


def test_what_only_a_run_knows_is_not_guessed_at():
    first = a_task("first")
    nested = a_task("one", notebook_task=NOTEBOOK | {"base_parameters": {"x": "{{input.id}}"}})
    inputs = "{{tasks.first.values.all}}"

    file = read(first, a_task("loop", "first", for_each_task={"inputs": inputs, "task": nested}))

    assert [] == file.warnings


NAMES = ["it's", "\u00e4 \u00f6", "a.b", 'q"d', "\u65e5\u672c", "a]b", "a[b", "back`tick", "x" * 80]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_other_signs_resolves_in_brackets_or_backticks(name):
    written = [f"{{{{job.parameters.`{name}`}}}}"] if "`" not in name else []
    written += [f"{{{{job.parameters.[{name}]}}}}"] if not set(name) & set("[]") else []
    task = a_task(spark_python_task={"python_file": "/f", "parameters": written})
    file = read(task, parameters=[{"name": name, "default": "found"}])

    trace = simulate(the_world(file), RUN_NOW)

    assert [] == file.warnings
    assert {"found"} == {value for one in received(trace) for _, value, _ in one.others}


MALFORMED = [
    "{{job.parameters.[a]b]}}", "{{job.parameters.[a}}", "{{job.parameters.`a}}",
    "{{ job . parameters . a }}", "{{job..name}}", "{{input .id}}", "{{tasks.[a.values.k}}",
    "{{job.name.}}",
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_not_well_formed_stays_text_and_is_told(text):
    task = a_task(notebook_task=NOTEBOOK | {"base_parameters": {"x": text}})
    file = read(task, parameters=[{"name": "a.b", "default": "no"}, {"name": "a", "default": "no"}])

    trace = simulate(the_world(file), RUN_NOW)

    assert ["is not well formed" in one for one in sentences(file.warnings)] == [True]
    assert text == {name: value for one in received(trace) for name, value, _ in one.others}["x"]
