"""Who decides what a target deploys: each setting with its file and line, or the CLI."""

import pytest

from tests.build import bundled
from trialrun.questions.bundle import DeployChoice, deploy_asked
from trialrun.questions.bundle_deciding import decided


def told(bundle: str, job: str, **said) -> dict[str, tuple[str, list[str]]]:
    """Returns the settings of a deployed job: their value, and who decided."""
    deployed = deploy_asked(bundled().bundles[bundle], DeployChoice(**said))
    return {
        one.way: (one.value, [f"{by.says} {by.file}:{by.line}" for by in one.deciders])
        for one in decided(deployed)[job]
    }


JOB, ROOT, ALONE = "the job itself resources/nightly.yml", "databricks.yml", "databricks.yml"
NIGHTLY = [
    ("dev", "name", "[dev you] nightly menu", [f"{JOB}:4", f"prefix: mode development {ROOT}:10"]),
    ("dev", "schedule.pause_status", "PAUSED", [f"mode development {ROOT}:10"]),
    ("dev", "max_concurrent_runs", "4", [f"mode development {ROOT}:10"]),
    ("dev", "tags.dev", "you", [f"mode development {ROOT}:10"]),
    ("dev", "run_as", "you", ["who creates the job :0"]),
    ("dev", "tasks.load.timeout_seconds", "900", [f"{JOB}:16"]),
    ("prod", "name", "nightly menu", [f"{JOB}:4"]),
    ("prod", "schedule.pause_status", "UNPAUSED", ["default of the CLI :0"]),
    ("prod", "max_concurrent_runs", "1", ["default of the CLI :0"]),
    ("prod", "queue.enabled", "true", ["default of the CLI :0"]),
    ("prod", "run_as", "night-shift", [f"run_as of target prod {ROOT}:15"]),
    ("prod", "email_notifications.on_failure[0]", "data@rest.example", [f"{JOB}:9"]),
    ("prod", "email_notifications.on_failure[1]", "desk@rest.example",
     [f"target prod {ROOT}:21"]),
    ("prod", "tasks.load.timeout_seconds", "3600", [f"target prod {ROOT}:24"]),
    ("prod", "tasks.load.max_retries", "1", [f"{JOB}:15"]),
    ("prod", "tasks.publish.depends_on[0]", "load", [f"{JOB}:19"]),
    ("prod", "parameters.day.default", "{{job.start_time.iso_date}}", [f"{JOB}:12"]),
]  # fmt: skip


@pytest.mark.parametrize(("target", "way", "value", "deciders"), NIGHTLY)
def test_each_setting_names_the_line_that_decided_it(target, way, value, deciders):
    assert (value, deciders) == told("restaurant", "nightly", target=target)[way]


BRANCH = [
    ({"target": "dev"}, "test-kitchen", f"default of `branch` {ROOT}:6"),
    ({"target": "prod"}, "every-branch", f"`branch` in target prod {ROOT}:16"),
    ({"target": "prod", "environment": {"BUNDLE_VAR_branch": "graz"}}, "graz",
     "BUNDLE_VAR_branch :0"),
    ({"target": "prod", "environment": {"BUNDLE_VAR_branch": "graz"}, "var": {"branch": "linz"}},
     "linz", "--var branch :0"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "value", "decider"), BRANCH)
def test_a_reference_names_who_gave_the_variable_its_value(said, value, decider):
    way = "parameters.branch.default"

    assert (value, [f"{JOB}:11", decider]) == told("restaurant", "nightly", **said)[way]


PRESETS = [
    ("dev-small", "stock", "max_concurrent_runs", "2", [f"presets of target dev-small {ALONE}:33"]),
    ("dev-small", "stock", "schedule.pause_status", "PAUSED", [f"mode development {ALONE}:30"]),
    ("rehearsal", "stock", "schedule.pause_status", "PAUSED",
     [f"presets of target rehearsal {ALONE}:37"]),
    ("rehearsal", "stock", "tags.team", "kitchen", [f"the job itself {ALONE}:10"]),
    ("rehearsal", "fridges", "tags.team", "guests", [f"presets of target rehearsal {ALONE}:38"]),
    ("dev", "fridges", "schedule.pause_status", "UNPAUSED", [f"the job itself {ALONE}:20"]),
    ("dev", "fridges", "max_concurrent_runs", "1", [f"the job itself {ALONE}:16"]),
]  # fmt: skip


@pytest.mark.parametrize(("target", "job", "way", "value", "deciders"), PRESETS)
def test_a_mode_and_presets_name_their_own_lines(target, job, way, value, deciders):
    assert (value, deciders) == told("cold-kitchen", job, target=target)[way]


def test_the_fields_of_a_complex_variable_are_those_of_where_it_is_written():
    tags = told("seed-bank", "inventory", target="cold", var={"curator": "ravi"})

    assert ("cold-store", ["`labels` in target cold databricks.yml:22"]) == tags["tags.team"]
    assert [
        "the job itself databricks.yml:13",
        "--var curator :0",
    ] == tags["name"][1]


def test_what_is_filled_in_beside_variables_is_told_in_words():
    catalog = told("loan-desk", "scoring", target="live")["parameters.catalog.default"]
    schema = told("orchard", "picking", user="jonas")["parameters.schema.default"]

    assert ("loans_live", "the name of the target :0") == (catalog[0], catalog[1][1])
    assert ("fruit_jonas", "who deploys :0") == (schema[0], schema[1][1])


def test_tasks_come_last():
    ways = list(told("restaurant", "nightly", target="prod"))

    first_task = next(n for n, way in enumerate(ways) if way.startswith("tasks."))
    assert "name" == ways[0]
    assert all(way.startswith("tasks.") for way in ways[first_task:])


@pytest.mark.parametrize("slug", list(bundled().bundles))
def test_the_line_that_is_named_holds_the_setting(slug):
    bundle = bundled().bundles[slug]
    texts = {path: text.split("\n") for path, text in bundle.files}
    names = deploy_asked(bundle, DeployChoice()).deployment.targets
    for target in names:
        deployed = deploy_asked(bundle, DeployChoice(target))
        for settings in decided(deployed).values():
            for one in settings:
                by = one.deciders[0]
                if by.line and not by.says.startswith("mode"):
                    assert (
                        one.value.split()[-1] in texts[by.file][by.line - 1]
                        or "${" in (texts[by.file][by.line - 1])
                    ), (slug, target, one)
