"""What a page shows of a deployment: what differs between targets, what does not, why not."""

import pytest

from tests.build import bundled
from trialrun.lab.deployment import NOT_SET, DeploymentView, variable_names, view_deployment
from trialrun.questions.bundle import DeployChoice


def view(slug: str, **said) -> DeploymentView:
    """Deploys a bundle of the content."""
    return view_deployment(slug, bundled().bundles[slug], DeployChoice(**said))


def rows(shown: DeploymentView, job: str, sort: str) -> dict[str, str]:
    """Returns the settings of a job that differ, or are the same."""
    found = next(one for one in shown.jobs if one.key == job)
    return {one.way: one.value for one in getattr(found, sort)}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("dev", {"name": "[dev you] nightly menu", "schedule.pause_status": "PAUSED",
                 "max_concurrent_runs": "4", "run_as": "you", "tags.dev": "you",
                 "parameters.branch.default": "test-kitchen", "tasks.load.timeout_seconds": "900",
                 "email_notifications.on_failure[1]": NOT_SET}),
        ("prod", {"name": "nightly menu", "schedule.pause_status": "UNPAUSED",
                  "max_concurrent_runs": "1", "run_as": "night-shift", "tags.dev": NOT_SET,
                  "parameters.branch.default": "every-branch",
                  "tasks.load.timeout_seconds": "3600",
                  "email_notifications.on_failure[1]": "desk@rest.example"}),
    ],
)  # fmt: skip
def test_each_target_shows_what_differs_and_what_is_not_set_there(target, expected):
    assert expected == rows(view("restaurant", target=target), "nightly", "differing")


def test_what_other_targets_deploy_is_told_for_paper():
    (job,) = view("restaurant", target="dev").jobs

    assert (("prod", "3600"),) == job.elsewhere["tasks.load.timeout_seconds"]
    assert (("prod", ""),) == job.elsewhere["tags.dev"]
    assert {one.way for one in job.differing} == job.elsewhere.keys()


def test_what_is_the_same_everywhere_stands_apart():
    same = rows(view("cold-kitchen"), "fridges", "same")

    assert {"schedule.pause_status": "UNPAUSED", "max_concurrent_runs": "1"}.items() <= same.items()


def test_a_variable_that_is_given_goes_on_being_told():
    shown = view("restaurant", target="prod", var={"branch": "graz"})

    assert "graz" == rows(shown, "nightly", "differing")["parameters.branch.default"]
    assert 'databricks bundle deploy -t prod --var="branch=graz"' == shown.command
    assert [("branch", "graz", "")] == [
        (one.name, one.option, one.environment) for one in shown.variables
    ]


def test_without_a_target_the_default_is_shown_and_why():
    shown = view("restaurant")

    assert ("", "dev", "the default", "development") == (
        shown.said.target, shown.target, shown.why, shown.mode
    )  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "said", "why"),
    [
        ("loan-desk", {}, "there are 2 targets and no default; name one: stage, live"),
        ("loan-desk", {"target": "leave"}, "there is no target `leave`; did you mean `live`?"),
        ("seed-bank", {}, "variable `curator` has no value"),
        ("tram-depot", {}, "`wheels` is the key of one of the pipelines, too"),
    ],
)
def test_what_is_refused_has_no_jobs_and_says_why(slug, said, why):
    shown = view(slug, **said)

    assert () == shown.jobs
    assert any(why in sentence for sentence in shown.refused)


def test_variables_are_known_though_no_target_is_chosen():
    assert ("region", "days") == variable_names(bundled().bundles["loan-desk"])
    assert ("region", "days") == tuple(one.name for one in view("loan-desk").variables)
