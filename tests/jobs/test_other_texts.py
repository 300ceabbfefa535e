"""Texts that people paste and that are no job as they stand: each is told its one cause."""

import pytest

from tests.jobs.reading import read_yaml

OTHERS = [
    pytest.param(
        "on: push\njobs:\n  build:\n    runs-on: ubuntu\n    steps: [{run: make}]\n",
        0,
        "this is a workflow of GitHub, and no job; ",
        id="a workflow of GitHub",
    ),
    pytest.param(
        "name: x\ntasks:\n{% for t in all %}\n  - task_key: a\n{% endfor %}\n",
        3,
        "`{%` outside quotes is of a template (Jinja, Go); fill it in first",
        id="Jinja",
    ),
    pytest.param(
        "tasks:\n{{- range .Values.tasks }}\n  - task_key: a\n{{- end }}\n",
        2,
        "`{{` outside quotes is of a template (Jinja, Go); fill it in first",
        id="Go",
    ),
    pytest.param(
        "name: {{ .Values.name }}\ntasks: []\n",
        1,
        "`{{` outside quotes is of a template",
        id="Helm",
    ),
    pytest.param(
        '{"name": "x",\n "tasks": [{"task_key": "a"}]\n',
        2,
        "this JSON ends too early: a } is missing at its end",
        id="JSON without its end",
    ),
    pytest.param(
        '{"tasks": [{"task_key": "a"}', 1, "this JSON ends too early: a } is missing", id="two ends"
    ),
    pytest.param(
        "targets:\n  dev:\n    resources:\n      jobs:\n        a: {name: a}\n",
        5,
        "`tasks` is missing; add tasks:",
        id="jobs under targets alone",
    ),
]


@pytest.mark.parametrize(("text", "line", "said"), OTHERS)
def test_what_is_no_job_as_it_stands_is_told_once_with_its_cause(text, line, said):
    found = read_yaml(text)

    (problem,) = found.problems
    assert said in problem.message
    assert line in (0, problem.line)
    assert [] == found.warnings


@pytest.mark.parametrize("field", ["depends_on: [a]", "libraries: [a]"])
def test_a_word_where_fields_belong_is_told_with_the_fields(field):
    text = f"tasks: [{{task_key: a}}, {{task_key: b, {field}}}]"
    told = [problem.message for problem in read_yaml(text).problems]

    wanted = "write {task_key: a}" if "depends" in field else "fields, written as key: value"
    assert 1 == len(told)
    assert told[0].endswith(wanted)
