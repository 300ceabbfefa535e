"""Which target is deployed to, what it changes, and what its mode sets."""

import pytest

from tests.jobs.bundle.bundles import a_bundle, job_of, resources, told

TWO = "targets:\n  dev: {}\n  prod: {}\n"
SCHEDULE = "      schedule: {quartz_cron_expression: '0 0 6 * * ?', timezone_id: UTC}\n"
CHOSEN = [
    pytest.param("", "", "default", id="no target at all"),
    pytest.param("targets: {prod: {}}\n", "", "prod", id="the only one"),
    pytest.param("targets: {a: {}, b: {default: true}}\n", "", "b", id="the default"),
    pytest.param("targets: {a: {default: true}, b: {}}\n", "b", "b", id="the one asked for"),
    pytest.param("environments: {old: {}}\nbundle: {name: x}\n", "", "old", id="of old"),
]


@pytest.mark.parametrize(("targets", "asked", "expected"), CHOSEN)
def test_the_target_is_the_one_asked_for_the_only_one_or_the_default(targets, asked, expected):
    file = a_bundle(targets + resources(), asked)

    assert [] == file.problems
    assert expected == file.deployment.target
    assert {"nightly"} == file.worlds.keys()


NOT_CHOSEN = [
    pytest.param(TWO, "", "there are 2 targets and no default; name one: dev, prod"),
    pytest.param(TWO, "prd", "there is no target `prd`; did you mean `prod`?"),
    pytest.param(
        "targets: {a: {default: true}, b: {default: true}}\n", "", "2 targets say `default: true`"
    ),
    pytest.param("", "prod", "this bundle has no targets"),
]


@pytest.mark.parametrize(("targets", "asked", "sentence"), NOT_CHOSEN)
def test_a_target_that_cannot_be_told_is_a_sentence(targets, asked, sentence):
    file = a_bundle(targets + resources(), asked)

    assert sentence in told(file.problems)
    assert {} == file.worlds


def test_a_target_changes_one_field_of_a_task_and_keeps_the_rest():
    file = a_bundle(
        resources(task="        max_retries: 1\n        timeout_seconds: 60\n")
        + "targets:\n  prod:\n    resources:\n      jobs:\n        nightly:\n"
        "          tasks:\n          - {task_key: a, max_retries: 3}\n"
        "          - {task_key: b, notebook_task: {notebook_path: /b}}\n"
    )

    first, second = job_of(file).tasks
    assert (3, 60_000, "notebook") == (first.max_retries, first.timeout_ms, first.type)
    assert "b" == second.key


def test_clusters_and_parameters_are_merged_by_name():
    file = a_bundle(
        resources(
            extra="      job_clusters:\n      - job_cluster_key: main\n"
            "        new_cluster: {spark_version: x, node_type_id: y, num_workers: 1}\n"
            "      parameters: [{name: day, default: monday}, {name: country, default: AT}]\n",
            task="        job_cluster_key: main\n",
        )
        + "targets:\n  prod:\n    resources:\n      jobs:\n        nightly:\n"
        "          job_clusters: [{job_cluster_key: main, new_cluster: {num_workers: 9}}]\n"
        "          parameters: [{name: day, default: friday}]\n"
    )

    assert (("day", "friday"), ("country", "AT")) == job_of(file).parameters


def test_jobs_that_stand_under_the_target_only_are_jobs():
    root = "bundle: {name: x}\ntargets:\n  prod:\n    " + resources().replace("\n", "\n    ")

    assert {"nightly"} == a_bundle(root).worlds.keys()


def test_a_target_without_jobs_names_those_that_have_some():
    root = "targets:\n  dev: {default: true}\n  prod:\n    " + resources().replace("\n", "\n    ")

    assert "target `dev` has no jobs; there are some in: prod" in told(a_bundle(root).problems)


def test_a_value_of_another_kind_cannot_change_one():
    file = a_bundle(
        resources() + "targets: {prod: {resources: {jobs: {nightly: {tasks: {task_key: a}}}}}}\n"
    )

    assert "this is fields, and what it changes is a list" in told(file.problems)
    assert {} == file.worlds


DEVELOPMENT = "targets: {dev: {mode: development, default: true}}\n"


def test_development_pauses_what_says_nothing_and_lets_four_runs_be():
    job = job_of(a_bundle(DEVELOPMENT + resources(extra=SCHEDULE)))

    assert (True, 4, "[dev you] nightly") == (job.paused, job.max_concurrent_runs, job.name)


def test_what_a_job_says_itself_goes_before_the_mode():
    extra = SCHEDULE.replace("UTC", "UTC, pause_status: UNPAUSED")
    job = job_of(a_bundle(DEVELOPMENT + resources(extra=extra + "      max_concurrent_runs: 1\n")))

    assert (False, 1) == (job.paused, job.max_concurrent_runs)


PRESETS = [
    pytest.param("{trigger_pause_status: PAUSED}", (True, 1, "nightly"), id="paused"),
    pytest.param("{jobs_max_concurrent_runs: 7}", (False, 7, "nightly"), id="runs"),
    pytest.param("{name_prefix: 'x-'}", (False, 1, "x-nightly"), id="a prefix"),
]


@pytest.mark.parametrize(("presets", "expected"), PRESETS)
def test_presets_hold_without_a_mode(presets, expected):
    root = f"targets: {{prod: {{mode: production, presets: {presets}}}}}\n"
    job = job_of(a_bundle(root + resources(extra=SCHEDULE)))

    assert expected == (job.paused, job.max_concurrent_runs, job.name)


def test_development_cannot_leave_all_triggers_on():
    root = DEVELOPMENT.replace("default", "presets: {trigger_pause_status: UNPAUSED}, default")

    assert "cannot be UNPAUSED" in told(a_bundle(root + resources()).problems)


def test_what_was_validated_is_not_changed_again():
    root = (
        '{"bundle": {"name": "x", "target": "dev", "mode": "development"}, "mode": "development",'
        '"resources": {"jobs": {"nightly": {"name": "[dev me] n", "max_concurrent_runs": 1,'
        '"tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/a"}}]}}}}'
    )
    job = job_of(a_bundle(root))

    assert ("[dev me] n", 1) == (job.name, job.max_concurrent_runs)


def test_the_target_is_said_with_what_it_changes():
    file = a_bundle(DEVELOPMENT + resources())

    assert (
        "Target dev (the only one), mode development: triggers are paused and up to 4 runs at "
        "once, where a job says nothing else."
    ) == file.target_told
    assert "" == a_bundle(resources()).target_told


def test_references_in_presets_are_filled_in():
    presets = "{name_prefix: '${bundle.target}_', trigger_pause_status: '${var.pause}'}"
    root = (
        "bundle: {name: x}\nvariables: {pause: {default: PAUSED}}\n"
        f"targets: {{dev: {{presets: {presets}}}}}\n"
    )
    trigger = "      trigger: {periodic: {interval: 1, unit: DAYS}}\n"
    job = job_of(a_bundle(root + resources(extra=trigger)))

    assert ("dev_nightly", True) == (job.name, job.paused)


def test_whoever_deploys_is_called_the_same_in_every_prefix():
    prefix = "{name_prefix: '[dev ${workspace.current_user.short_name}] '}"
    root = f"targets: {{dev: {{mode: development, presets: {prefix}}}}}\n"
    file = a_bundle(root + resources())

    assert "[dev you] nightly" == job_of(file).name
    assert [] == file.warnings


def test_the_target_is_the_one_deployed_to_whatever_the_files_say():
    root = "bundle: {name: x, target: other}\ntargets: {dev: {}, prod: {}}\n"
    text = resources(extra="      description: d\n").replace(
        "name: nightly", "name: '${bundle.target}'"
    )

    assert "prod" == job_of(a_bundle(root + text, "prod")).name
