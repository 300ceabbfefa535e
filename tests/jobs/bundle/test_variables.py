"""Variables and other references: values by order of who gives them, and what stays text."""

import pytest

from tests.jobs.bundle.bundles import a_bundle, job_of, read_these, resources, told

RETRIES = resources(task='        max_retries: "${var.retries}"\n')
DECLARED = "variables: {retries: {default: 1}}\n"
OF_TARGET = "targets: {prod: {variables: {retries: 2}}}\n"
OVERRIDES = ".databricks/bundle/prod/variable-overrides.json"


def retries(file) -> int:
    """Returns how often the only task is retried."""
    return job_of(file).tasks[0].max_retries


def test_a_variable_has_its_default():
    assert 1 == retries(a_bundle(DECLARED + RETRIES))


def test_the_first_that_gives_a_value_wins():
    files = {"databricks.yml": DECLARED + OF_TARGET + RETRIES}

    assert 2 == retries(read_these(files))
    files[OVERRIDES] = '{"retries": 3}'
    assert 3 == retries(read_these(files))
    assert 4 == retries(read_these(files, environment={"retries": "4"}))
    assert 5 == retries(read_these(files, environment={"retries": "4"}, options={"retries": "5"}))


def test_a_target_may_write_a_variable_out():
    root = DECLARED + "targets: {prod: {variables: {retries: {default: 6}}}}\n" + RETRIES

    assert 6 == retries(a_bundle(root))


CLUSTER = (
    "variables:\n  workers: {default: 2}\n"
    "  cluster:\n    type: complex\n"
    "    default: {spark_version: x, node_type_id: y, num_workers: '${var.workers}'}\n"
)


def test_a_complex_variable_is_fields_and_may_hold_others():
    file = a_bundle(CLUSTER + resources(task='        new_cluster: "${var.cluster}"\n'))

    assert [] == file.warnings
    assert "job_cluster" == job_of(file).computes[0].kind


@pytest.mark.parametrize("outside", ["options", "environment"])
def test_a_complex_variable_is_not_given_from_outside(outside):
    file = a_bundle(
        CLUSTER + resources(task='        new_cluster: "${var.cluster}"\n'),
        **{outside: {"cluster": "x"}},
    )

    assert "variable `cluster` is complex, so" in told(file.problems)


UNKNOWN = [
    pytest.param(
        "variables: {retries: {description: d}}\n",
        "it has no value; give one with --var retries=…, or add a default",
        id="no value",
    ),
    pytest.param(
        "variables: {retries: {lookup: {cluster: x}}}\n",
        "it is looked up in the workspace; give it with --var retries=…",
        id="a lookup",
    ),
]


@pytest.mark.parametrize(("declared", "sentence"), UNKNOWN)
def test_what_cannot_be_known_is_said_with_what_to_give_and_the_job_plays(declared, sentence):
    file = a_bundle(declared + RETRIES)

    assert sentence in told(file.warnings)
    assert 0 == retries(file)


MISTAKES = [
    pytest.param(
        "bundle: {name: x}\nvariables: {retry: {default: 1}}\n",
        "did you mean `retry`?",
        id="misspelt",
    ),
    pytest.param(
        "variables: {retries: {default: '${var.b}'}, b: {default: '${var.retries}'}}\n",
        "it stands for itself: var.retries → var.b → var.retries",
        id="a cycle",
    ),
]


@pytest.mark.parametrize(("declared", "sentence"), MISTAKES)
def test_a_reference_that_can_have_no_value_is_a_mistake_of_its_job_alone(declared, sentence):
    other = "    other:\n      tasks: [{task_key: b, notebook_task: {notebook_path: /b}}]\n"
    file = a_bundle(declared + RETRIES + other)

    assert sentence in told(file.jobs["nightly"].problems)
    assert {"other"} == file.worlds.keys()


def test_a_target_may_only_set_what_is_declared():
    file = a_bundle("targets: {prod: {variables: {x: 1}}}\n" + resources())

    assert "variable `x` is not declared; add it to `variables`" in told(file.problems)


def test_what_is_not_declared_cannot_be_given():
    file = a_bundle(resources(), options={"x": "1"})

    assert "there is no variable `x` to give a value" in told(file.problems)


FILLED = [
    pytest.param("${bundle.name}-${bundle.target}", "shop-prod", id="inside a text"),
    pytest.param("${workspace.root_path}", "/Shared/x", id="of the workspace"),
    pytest.param("${workspace.file_path}", "/Shared/x/files", id="a path below the root's"),
    pytest.param("${resources.schemas.raw.name}", "raw_data", id="of another resource"),
    pytest.param("${var.map.key}", "inner", id="inside a complex variable"),
    pytest.param("${var.list[1]}", "second", id="an element"),
    pytest.param("${var.url}", "https://shop.example/prod", id="references in a variable"),
    pytest.param("{{job.id}}", "{{job.id}}", id="of the run, not of the bundle"),
    pytest.param("$5 ${", "$5 ${", id="no reference"),
]


@pytest.mark.parametrize(("text", "expected"), FILLED)
def test_a_reference_is_filled_in(text, expected):
    root = (
        "bundle: {name: shop}\nworkspace: {root_path: /Shared/x}\n"
        "variables:\n  map: {type: complex, default: {key: inner}}\n"
        "  list: {type: complex, default: [first, second]}\n"
        "  url: {default: 'https://shop.example/${bundle.target}'}\n"
        "targets: {prod: {}}\n"
    )
    extra = f"      parameters: [{{name: p, default: '{text}'}}]\n"
    schemas = "  schemas: {raw: {name: raw_data, catalog_name: main}}\n"

    file = a_bundle(root + resources(extra=extra) + schemas)

    assert (("p", expected),) == job_of(file).parameters
    assert [] == file.warnings


def test_fields_cannot_stand_inside_a_text():
    file = a_bundle(CLUSTER + resources(extra="      description: 'x ${var.cluster}'\n"))

    assert "stands for more than a text" in told(file.problems)


def test_a_task_key_may_be_a_variable():
    root = "variables: {key: {default: load}}\n" + resources()

    job = job_of(a_bundle(root.replace("task_key: a", "task_key: '${var.key}_it'")))
    assert "load_it" == job.tasks[0].key


def test_a_number_in_quotes_is_what_the_variable_holds():
    file = a_bundle(DECLARED + RETRIES)

    assert [] == file.warnings


@pytest.mark.parametrize("links", [30, 300])
def test_what_references_stand_for_is_bounded(links):
    chain = "".join(
        f"  v{n}: {{default: '${{var.v{n + 1}}}${{var.v{n + 1}}}'}}\n" for n in range(links)
    )
    root = f"variables:\n{chain}  v{links}: {{default: xxxxxxxxxx}}\n"
    file = a_bundle(root + resources(extra="      description: '${var.v0}'\n"))

    assert "stand for more than a job can hold" in told(file.problems)


def test_complex_values_that_multiply_are_bounded():
    chain = "".join(
        f"  v{n}: {{type: complex, default: ['${{var.v{n + 1}}}', '${{var.v{n + 1}}}']}}\n"
        for n in range(30)
    )
    root = f"variables:\n{chain}  v30: {{type: complex, default: [x]}}\n"
    file = a_bundle(root + resources(extra="      tags: '${var.v0}'\n"))

    assert "stand for more than a job can hold" in told(file.problems)


def test_what_only_the_workspace_knows_is_told_as_that():
    extra = "      description: '${workspace.current_user.userName}'\n"
    file = a_bundle("bundle: {name: x}\n" + resources(extra=extra))

    assert "only the workspace knows it" in told(file.warnings)


TO_GIVE = [
    ("bundle.git.branch", "write it under `bundle`, or give what `databricks bundle validate"),
    ("workspace.current_user.userName", "give what `databricks bundle validate -o json` prints"),
    ("resources.jobs.nightly.owner", "write it under `resources`, or give what"),
    ("artifacts.a.path", "write it under `artifacts`, or give what"),
    ("env.HOME", "a bundle has no values called `env`; write the value, or give what"),
    ("bundel.name", "a bundle has no values called `bundel`; did you mean `bundle`?"),
    ("var.found", "give it with --var found=…"),
    ("var.none", "give one with --var none=…, or add a default"),
    ("var.many", "add a default"),
    ("var.parts.b", "variable `parts` holds no `b`; write it there"),
    ("var.parts.node_typ", "did you mean `node_type`?"),
]


@pytest.mark.parametrize(("name", "says"), TO_GIVE)
def test_what_has_no_value_says_what_to_give(name, says):
    variables = (
        "bundle: {name: x}\nvariables:\n  found: {lookup: {cluster: x}}\n  none: {}\n"
        "  many: {type: complex}\n  parts: {type: complex, default: {node_type: m}}\n"
    )

    file = a_bundle(variables + resources(extra=f"      description: '${{{name}}}'\n"))

    assert says in told([*file.problems, *file.warnings])


@pytest.mark.parametrize("name", ["bundle.git.branch", "resources.jobs.other.name"])
def test_of_a_part_of_a_bundle_the_folder_is_to_be_given(name):
    file = a_bundle(resources(extra=f"      description: '${{{name}}}'\n"))

    assert "another file of its bundle may hold it: give the bundle's folder" in told(file.warnings)


WRONG_TYPES = [
    pytest.param("timeout_seconds: '3600,'", "must be a whole number", id="no number"),
    pytest.param("retry_on_timeout: maybe", "must be true or false", id="no boolean"),
]


@pytest.mark.parametrize(("field", "says"), WRONG_TYPES)
def test_a_word_of_a_wrong_type_is_left_out_as_by_a_deployment(field, says):
    file = a_bundle("bundle: {name: x}\n" + resources(task=f"        {field}\n"))

    assert (0, False) == (job_of(file).tasks[0].timeout_ms, job_of(file).tasks[0].retry_on_timeout)
    assert f"{says}" in told(file.warnings)
    assert "Databricks warns and leaves it out" in told(file.warnings)


def test_a_deployment_reads_yes_and_numbers_in_quotes():
    fields = "        retry_on_timeout: yes\n        timeout_seconds: '60'\n"
    file = a_bundle("bundle: {name: x}\n" + resources(task=fields))
    (task,) = job_of(file).tasks

    assert (True, 60_000) == (task.retry_on_timeout, task.timeout_ms)
    assert [] == file.warnings


def test_a_job_that_is_all_reference_says_why_it_cannot_be_played():
    file = a_bundle("bundle: {name: x}\nresources: {jobs: {j: '${bundle.git.branch}'}}\n")

    assert "all of this job is a reference without a value here" in told(file.problems)
