"""Texts made to hang, to crash or to mislead: a sentence each, soon."""

import json
from time import process_time

import pytest

from tests.jobs.reading import a_task, read_yaml
from tests.jobs.test_yaml_tree import a_bomb
from trialrun.engine import State, simulate
from trialrun.jobs import read_job_file

TOO_DEEP = "this is nested too deeply; at most 40 levels are read"
TOO_MANY = (
    "more than 100,000 values stand here, those that an alias (*) repeats counted each time; split "
    "the text up"
)
SECONDS_MAX = 5


def a_payload(*tasks: object, **fields: object) -> str:
    """Returns a create payload as JSON."""
    return json.dumps({"tasks": list(tasks)} | fields)


def nested_for_each(levels: int) -> dict[str, object]:
    """Returns a for-each in a for-each in ..."""
    task: dict[str, object] = {"task_key": "inmost"}
    for level in range(levels):
        task = {"task_key": f"t{level}", "for_each_task": {"inputs": "[]", "task": task}}
    return task


def many_jobs(count: int) -> str:
    """Returns a bundle of jobs that each run the next."""
    jobs = []
    for number in range(count):
        job_id = f"${{resources.jobs.j{number + 1}.id}}"
        jobs.append(
            f"    j{number}: {{tasks: [{{task_key: a, run_job_task: {{job_id: '{job_id}'}}}}]}}"
        )
    return "resources:\n  jobs:\n" + "\n".join(jobs)


REFUSED = [
    pytest.param(a_bomb(9), TOO_MANY, id="an alias bomb"),
    pytest.param("[" * 100_000, TOO_DEEP, id="100,000 open brackets"),
    pytest.param("\n".join("  " * n + "a:" for n in range(100)), TOO_DEEP, id="100 levels"),
    pytest.param("\n".join(f"k{n}: 1" for n in range(100_000)), TOO_MANY, id="100,000 keys"),
    pytest.param(
        "x" * 1_000_001, "the text has 1000001 characters; at most 1000000 are read", id="1 MB"
    ),
    pytest.param(
        '["' + "\\\\" * 400_000, 'the quote " that opens here is not closed', id="backslashes"
    ),
    pytest.param(
        "b: &b {" + ", ".join(f"k{n}: 1" for n in range(9000)) + "}\n"
        "tasks: [{task_key: x, <<: [*b, *b, *b, *b, *b]}]",
        TOO_MANY,
        id="wide merges",
    ),
    pytest.param("a: &a\n  <<: *a\n", "*a stands for nothing above it", id="a merge of itself"),
    pytest.param(
        "a: &x {b: 1}\nc: &y {d: 1}\na: *y\nc: *x\ntasks: [{task_key: t}]",
        "`a` is written twice; keep one of them",
        id="aliases that stand for each other",
    ),
    pytest.param(
        "tasks:\n- task_key: t\n  new_cluster: &x {}\n  new_cluster: *x",
        "`new_cluster` is written twice; keep one of them",
        id="an alias that stands for itself",
    ),
    pytest.param(
        a_payload(nested_for_each(12)), "a for-each cannot stand in a for-each", id="12 for-each"
    ),
    pytest.param(a_payload(nested_for_each(40)), TOO_DEEP, id="40 for-each"),
    pytest.param(
        a_payload(*[a_task(f"t{n}") for n in range(5000)]), "5000 tasks; a job", id="5,000 tasks"
    ),
    pytest.param(
        a_payload(*[a_task(f"t{n}", f"t{(n - 1) % 1000}") for n in range(1000)]),
        "tasks wait for each other in a cycle: t0 → t999 → t998 → t997 → t996 → t995 → … → t5",
        id="a cycle of 1,000",
    ),
    pytest.param(
        a_payload(*[a_task(f"task_{n:04}", f"tesk_{n:04}") for n in range(1000)]),
        "there is no task `tesk_0000`; did you mean `task_0000`?",
        id="1,000 misspelt dependencies",
    ),
    pytest.param(
        a_payload(a_task(), max_concurrent_runs=10**4000), "` is too large", id="a huge number"
    ),
    pytest.param(
        a_payload(a_task(), timeout_seconds="x").replace('"x"', "1e400"),
        "`1e400` is not allowed: this must be a whole number, as in 3",
        id="a huge float",
    ),
    pytest.param(
        a_payload(a_task(), timeout_seconds="٣"),
        "`٣` is not allowed: this must be a whole number, as in 3",
        id="digits of another script",
    ),
    pytest.param("a: \ud800", "this is neither YAML nor JSON text", id="half a sign, bare"),
    pytest.param("a: \0", "this is neither YAML nor JSON text", id="a null character"),
    pytest.param("? [a]\n: b", "a key must be plain text; write key: value", id="a list as a key"),
    pytest.param("? &a\n  x: 1\n: b", "a key must be plain text", id="fields as a key"),
]


WRONG_JOBS = [
    pytest.param(
        "resources:\n jobs:\n" + "".join(f"  j{n}: {{}}\n" for n in range(600)), id="bundle"
    ),
    pytest.param("[" + ",".join(['{"settings": {}}'] * 600) + "]", id="a list of one name"),
]


@pytest.mark.parametrize("text", WRONG_JOBS)
def test_of_more_jobs_than_anybody_brings_the_first_are_read(text):
    file = read_job_file("x.yml", text)

    assert "there are 600 jobs; the first 500 are read, so split them up" in str(file.general[0])
    assert 500 == len(file.jobs)


def test_jobs_that_are_nested_too_deeply_keep_no_other_from_playing():
    started = process_time()
    file = read_job_file("x.yml", many_jobs(500))

    assert process_time() - started < SECONDS_MAX
    assert "Run Job tasks are nested deeper than 3" in file.problems[0].message
    assert {"j499", "j498", "j497", "j496"} < file.worlds.keys()


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_a_hostile_text_is_refused_in_a_sentence_and_soon(text, sentence):
    started = process_time()
    file = read_job_file("x.yml", text)

    assert process_time() - started < SECONDS_MAX
    assert {} == file.worlds
    assert sentence in file.problems[0].message
    assert max(len(problem.message) for problem in file.problems) < 700


READ = [
    pytest.param(
        a_payload(*[a_task(f"t{n}", *[f"t{n - 1}"] * bool(n)) for n in range(1000)]), id="a chain"
    ),
    pytest.param(
        a_payload(*[a_task(f"t{n}", *[f"t{m}" for m in range(n)]) for n in range(160)]),
        id="everything depends on everything",
    ),
    pytest.param(
        "tasks: [{task_key: a}]\n" + "\n".join(f"k{n}: 1" for n in range(45_000)),
        id="45,000 unknown fields",
    ),
    pytest.param("name: " + "a" * 990_000 + "\ntasks: [{task_key: a}]", id="a name of 1 MB"),
    pytest.param(
        a_payload(a_task(notebook_task={"notebook_path": "${" * 400_000})), id="open references"
    ),
    pytest.param(
        a_payload(
            a_task(notebook_task={"notebook_path": "".join(f"${{v{n}}}" for n in range(90_000))})
        ),
        id="90,000 references",
    ),
    pytest.param(
        "\n".join(
            [
                "l0: &l0 {a: 1}",
                *[f"l{n}: &l{n} {{<<: *l{n - 1}}}" for n in range(1, 35)],
                "tasks: [{task_key: x, <<: *l34}]",
            ]
        ),
        id="merges of merges",
    ),
]


@pytest.mark.parametrize("text", READ)
def test_a_large_text_is_read_soon(text):
    started = process_time()
    file = read_job_file("x.yml", text)

    assert process_time() - started < SECONDS_MAX
    assert [] == file.problems
    assert 101 >= len(file.warnings)


def test_signs_that_hide_or_turn_others_are_shown_replaced():
    file = read_yaml(
        'tasks: [{task_key: "a\\u202eb", "no\\u202eot\\0": 1}]\n"a\\u202e": 1\n"a\\u202e": 2'
    )

    said = [problem.message for problem in file.problems + file.warnings]
    assert all(message.isprintable() for message in said)
    assert (
        "column 10, tasks[0].task_key: `a\ufffdb` is no task key; write 1 to 100 letters, digits, "
        "dashes and underscores"
    ) == said[0]
    assert 'column 1, ["a\ufffd"]: `a\ufffd` is written twice; keep one of them' == said[1]


def test_half_a_sign_comes_no_further():
    file = read_yaml('{"tasks": [{"task_key": "a", "sql_task": {"parameters": {"x": "\\ud800"}}}]}')

    for world in file.worlds.values():
        assert (("x", "?"),) == world.job.tasks[0].parameters
    assert bool(file.problems) != bool(file.worlds)


def test_markup_is_text_like_any_other():
    file = read_yaml("tasks: [{task_key: a}]\n<script>alert(1)</script>: 1")

    assert (
        'column 1, ["<script>alert(1)</script>"]: there is no field `<script>alert(1)</script>` '
        "here; it is left out"
    ) == file.warnings[1].message


def test_an_endless_reference_is_read_and_played_soon():
    parameters = {"a": "{{" + " " * 400_000, "b": "{{" * 50_000}
    text = a_payload(a_task(notebook_task={"notebook_path": "/n", "base_parameters": parameters}))
    started = process_time()

    (world,) = read_job_file("x.json", text).worlds.values()
    assert State.SUCCESS is simulate(world).result
    assert process_time() - started < SECONDS_MAX


VARIABLES = "".join(f"  variable_number_{n}: {{default: 1}}\n" for n in range(3000))
LONG_KEYS = [f"{'k' * 90}{n:08}" for n in range(64)]
SLOW_TO_ADVISE = [
    pytest.param(
        f"bundle: {{name: x}}\nvariables:\n{VARIABLES}resources:\n  jobs:\n"
        + "".join(
            f"    j{n}: {{description: '${{var.variable_nomber}}', tasks: [{{task_key: a}}]}}\n"
            for n in range(3000)
        ),
        id="one variable misspelt 3,000 times",
    ),
    pytest.param(
        f"bundle: {{name: x}}\nvariables:\n{VARIABLES}resources:\n  jobs:\n    j: {{tags: {{"
        + ", ".join(f"a{n}: '${{var.variable_nomber_{n}}}'" for n in range(3000))
        + "}, tasks: [{task_key: a}]}\n",
        id="3,000 variables misspelt",
    ),
    pytest.param(
        "resources:\n  jobs:\n"
        + "".join(
            f"    j{n}: {{name: a, name: b, tasks: [{{task_key: a}}]}}\n" for n in range(8000)
        ),
        id="8,000 jobs with a key twice",
    ),
    pytest.param(
        a_payload(
            *[a_task(key) for key in LONG_KEYS],
            *[a_task(f"z{n}", f"{'k' * 89}{n:08}x") for n in range(800)],
        ),
        id="800 long keys misspelt",
    ),
]


@pytest.mark.parametrize("text", SLOW_TO_ADVISE)
def test_advice_takes_no_longer_the_more_there_is_to_advise(text):
    started = process_time()
    file = read_job_file("x.yml", text)

    assert process_time() - started < SECONDS_MAX
    assert file.problems
