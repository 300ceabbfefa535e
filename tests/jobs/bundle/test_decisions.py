"""What a deployment decides is one value; a belief is that with one decision replaced."""

from dataclasses import fields

import pytest

from tests.build import bundled
from tests.jobs.bundle.bundles import ROOT, TextFiles
from trialrun.jobs import DeployOptions, Given
from trialrun.jobs.bundle import Deployment, WhyRefused, deploy
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions

FULL = """\
bundle: {name: harbour}
run_as: {service_principal_name: robot}
variables:
  berth: {default: north}
  crane: {default: blue}
resources:
  jobs:
    nightly:
      name: nightly
      run_as: {user_name: ada}
      schedule: {quartz_cron_expression: 0 0 2 * * ?, timezone_id: UTC}
      email_notifications: {on_failure: [port@example.com]}
      parameters: [{name: berth, default: "${var.berth}"}, {name: crane, default: "${var.crane}"}]
      tasks:
        - {task_key: load, max_retries: 2, notebook_task: {notebook_path: /load}}
        - {task_key: tell, notebook_task: {notebook_path: /tell}}
    hourly:
      name: hourly
      max_concurrent_runs: 2
      tasks: [{task_key: look, notebook_task: {notebook_path: /look}}]
  pipelines:
    ships: {name: ships, continuous: true}
targets:
  dev: {mode: development, default: true}
  prod:
    mode: production
    variables: {berth: south}
    resources:
      jobs:
        nightly:
          schedule: {timezone_id: Europe/Oslo}
          email_notifications: {on_failure: [boss@example.com]}
          tasks: [{task_key: load, timeout_seconds: 600}]
"""


def deployed(how: Decisions = DEPLOYS, target: str = "", root: str = FULL, **given) -> Deployment:
    options = DeployOptions(
        target, Given(given.get("options", {}), given.get("environment", {})), "ada", how, True
    )
    return deploy(TextFiles({ROOT: root} | given.get("files", {})), ROOT, options)


def values(deployment: Deployment) -> dict[str, object]:
    return {one.key: one.value for one in (*deployment.jobs, *deployment.pipelines)}


NO_DEFAULT = FULL.replace(", default: true", "")
UNSET = FULL.replace("berth: {default: north}", "berth: {description: where}")
SAME_KEY = FULL.replace("    ships: {name", "    nightly: {name")
TWO_FILES = FULL.replace("bundle:", "include: [more.yml]\nbundle:", 1)
MORE = {"more.yml": "resources: {jobs: {hourly: {description: more}}}"}
BOTH = {"options": {"crane": "red"}, "environment": {"crane": "green"}}
OUTSIDE = {"options": {"berth": "east"}}
STORIES = {
    "first-target-is-default": {"root": NO_DEFAULT},
    "unset-is-empty": {"root": UNSET},
    "keys-are-of-a-kind": {"root": SAME_KEY},
    "files-are-merged": {"root": TWO_FILES, "files": MORE},
    "environment-beats-option": BOTH,
    "environment-is-weakest": {"environment": {"crane": "green"}},
    "target-beats-option": {"target": "prod", **OUTSIDE},
    "default-wins": {"target": "prod"},
    "lists-are-replaced": {"target": "prod"},
    "tasks-are-replaced": {"target": "prod"},
    "task-is-replaced": {"target": "prod"},
    "tasks-are-added": {"target": "prod"},
    "production-is-marked": {"target": "prod"},
    "production-pauses": {"target": "prod"},
}


@pytest.mark.parametrize("belief", BUNDLE_BELIEFS.values(), ids=list(BUNDLE_BELIEFS))
def test_a_belief_about_bundles_replaces_one_decision_and_is_corrected(belief):
    names = [field.name for field in fields(Decisions) if field.name != "name"]
    replaced = [n for n in names if getattr(belief.decisions, n) != getattr(DEPLOYS, n)]

    assert 1 == len(replaced)
    assert belief.id == belief.decisions.name
    assert bundled().facts[belief.corrected_by].is_gradable


@pytest.mark.parametrize("belief", BUNDLE_BELIEFS.values(), ids=list(BUNDLE_BELIEFS))
def test_who_holds_a_belief_about_bundles_deploys_something_else(belief):
    if belief.id == "environment-names-target":
        assert "dev" == belief.decisions.target_of("prod", "dev")
        assert "prod" == DEPLOYS.target_of("prod", "dev")
        return
    story = STORIES.get(belief.id, {})
    told, believed = deployed(**story), deployed(belief.decisions, **story)

    assert (values(told), told.refusals) != (values(believed), believed.refusals)


def test_a_development_target_is_deployed_as_its_mode_says():
    found = values(deployed(target="dev"))

    assert {
        "name": "[dev ada] nightly",
        "pause_status": "PAUSED",
        "max_concurrent_runs": "4",
        "tags": {"dev": "ada"},
        "run_as": {"user_name": "ada"},
    } == {
        name: found["nightly"].get(name, found["nightly"]["schedule"].get(name))
        for name in ("name", "pause_status", "max_concurrent_runs", "tags", "run_as")
    }
    assert ("2", {"service_principal_name": "robot"}) == (
        found["hourly"]["max_concurrent_runs"],
        found["hourly"]["run_as"],
    )
    assert {"name": "[dev ada] ships", "development": "true", "continuous": "false"} == {
        name: found["ships"][name] for name in ("name", "development", "continuous")
    }


def test_a_production_target_is_deployed_as_it_is_written():
    found = values(deployed(target="prod"))

    assert "nightly" == found["nightly"]["name"]
    assert "tags" not in found["nightly"]
    assert {"name": "ships", "continuous": "true"} == found["ships"]
    assert ["port@example.com", "boss@example.com"] == (
        found["nightly"]["email_notifications"]["on_failure"]
    )


def test_who_deploys_is_filled_in_where_it_is_asked_for():
    root = FULL.replace("name: hourly", 'name: "hourly of ${workspace.current_user.short_name}"')

    assert "[dev ada] hourly of ada" == values(deployed(root=root))["hourly"]["name"]


REFUSED = [
    ("no-target", {"root": NO_DEFAULT}),
    ("no-such-target", {"target": "stage"}),
    ("two-defaults", {"root": FULL.replace("mode: production", "default: true")}),
    ("no-value", {"root": UNSET}),
    ("same-key", {"root": SAME_KEY}),
    ("same-key", {"root": TWO_FILES, "files": MORE}),
    ("not-declared", {"options": {"carne": "red"}}),
    ("not-declared", {"root": FULL.replace("{berth: south}", "{bert: south}"), "target": "prod"}),
    ("no-such-reference", {"root": FULL.replace("${var.crane}", "${var.carne}")}),
    ("no-such-reference", {"root": FULL.replace("name: hourly", "name: ${resources.jobs.x.id}")}),
    (
        "complex-given",
        {"root": FULL.replace("blue}", "blue, type: complex}"), "options": {"crane": "red"}},
    ),
    (
        "unpaused-in-development",
        {
            "root": FULL.replace(
                "default: true}", "default: true, presets: {trigger_pause_status: UNPAUSED}}"
            )
        },
    ),
]


@pytest.mark.parametrize(("why", "story"), REFUSED)
def test_it_is_told_why_a_bundle_is_refused(why, story):
    assert (WhyRefused(why),) == deployed(**story).refusals


def test_what_is_sound_is_not_refused():
    assert () == deployed().refusals == deployed(target="prod").refusals


def test_pipelines_are_made_only_where_they_are_asked_for():
    options = DeployOptions("dev", Given())

    assert () == deploy(TextFiles({ROOT: FULL}), ROOT, options).pipelines
