"""A question about a bundle: its key is what our reader deploys, its wrong options are beliefs."""

from functools import partial
from typing import Any

import pytest

from tests.build import ROOT, a_choice, a_stage, an_option
from trialrun.jobs.bundle import WhyRefused
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.questions import (
    AskedBundle,
    ClaimError,
    bundles_shown,
    flaws_of,
    holds,
    kind_of,
    prove,
    read_kept,
)
from trialrun.questions.bundle import deploy_asked
from trialrun.questions.bundle_told import deployed_told
from trialrun.questions.kinds import KINDS
from trialrun.questions.spec import BundleSpec
from trialrun.questions.told import told_blind

TEXT = """\
bundle: {name: ferry}
run_as: {service_principal_name: robot}
variables: {harbour: {default: bergen}}
resources:
  jobs:
    timetable:
      name: timetable
      schedule: {quartz_cron_expression: 0 0 4 * * ?, timezone_id: UTC}
      parameters: [{name: harbour, default: "${var.harbour}"}, {name: code, default: "007"}]
      tasks:
        - {task_key: load, max_retries: 2, notebook_task: {notebook_path: /load}}
        - task_key: tell
          depends_on: [{task_key: load}]
          notebook_task: {notebook_path: /tell, base_parameters: {day: "7"}}
  pipelines: {boats: {name: boats, continuous: true}}
targets:
  dev: {mode: development, default: true}
  prod:
    mode: production
    resources: {jobs: {timetable: {tasks: [{task_key: load, timeout_seconds: 60}]}}}
"""
FERRY = AskedBundle((("databricks.yml", TEXT),))
STAGE = partial(
    a_stage,
    bundles={"ferry": FERRY},
    bundle_beliefs={slug: belief.decisions for slug, belief in BUNDLE_BELIEFS.items()},
)
PAUSED, LIVE = 'jobs["timetable"].paused', '!jobs["timetable"].paused'


def told(**spec: Any) -> Any:
    return deployed_told(deploy_asked(FERRY, BundleSpec(bundle="ferry", **spec)).deployment)


def a_bundle_choice(*options: Any, **fields: Any) -> Any:
    made = options or (
        an_option("It waits.", PAUSED),
        an_option("It runs.", LIVE, belief="target-keeps-its-schedule"),
        an_option("It is called timetable.", 'jobs["timetable"].name == "timetable"'),
    )
    return a_choice(*made, **{"run": None, "bundle": "ferry"} | fields)


CLAIMS = [
    ({}, 'target == "dev" && mode == "development" && !refused && size(why_refused) == 0'),
    ({"user": "ada"}, 'jobs["timetable"].name == "[dev ada] timetable"'),
    ({"user": "ada"}, '"dev" in jobs.timetable.tags && jobs.timetable.tags["dev"] == "ada"'),
    ({}, "jobs.timetable.paused && jobs.timetable.max_concurrent_runs == 4"),
    ({}, 'jobs.timetable.run_as == "robot" && jobs.timetable.queue'),
    ({}, 'pipelines["boats"].development && !pipelines["boats"].continuous'),
    ({"target": "prod"}, 'jobs.timetable.name == "timetable" && !jobs.timetable.paused'),
    ({"target": "prod"}, "jobs.timetable.max_concurrent_runs == 1 && size(jobs) == 1"),
    ({"target": "prod"}, 'jobs["timetable"].tasks["load"].timeout_seconds == 60'),
    ({"target": "prod"}, 'jobs["timetable"].tasks["load"].max_retries == 2'),
    ({}, 'jobs["timetable"].tasks["tell"].max_retries == 0'),
    ({}, 'jobs["timetable"].tasks["tell"].run_if == "ALL_SUCCESS"'),
    ({}, 'jobs.timetable.tasks.tell.notebook_task.base_parameters["day"] == "7"'),
    ({}, 'jobs.timetable.tasks.tell.depends_on[0].task_key == "load"'),
    ({}, 'jobs.timetable.parameters["code"] == "007"'),
    ({"var": {"harbour": "oslo"}}, 'jobs.timetable.parameters["harbour"] == "oslo"'),
    ({"environment": {"BUNDLE_VAR_harbour": "moss"}}, 'variables["harbour"] == "moss"'),
    ({"environment": {"DATABRICKS_BUNDLE_TARGET": "prod"}}, 'target == "prod"'),
    ({"target": "dev", "environment": {"DATABRICKS_BUNDLE_TARGET": "prod"}}, 'target == "dev"'),
    ({"target": "test"}, 'refused && why_refused[0] == "no-such-target" && size(jobs) == 0'),
    ({"var": {"harbor": "x"}}, 'refused && "not-declared" in why_refused'),
]


@pytest.mark.parametrize(("spec", "claim"), CLAIMS, ids=[claim for _, claim in CLAIMS])
def test_what_a_target_deploys_can_be_claimed(spec, claim):
    assert holds(claim, told(**spec))


SAID = [
    ('target == "prd"', '"prd" is no target; did you mean prod?'),
    ('jobs["timetabel"].paused', "no jobs['timetabel'] in the run; did you mean `timetable`?"),
    ("paused", 'told of a job; write jobs["NAME"].paused'),
    ("jobs.timetable.paussed", "jobs.timetable has no `paussed`; did you mean `paused`?"),
    ('jobs.timetable.parameters["code"] == 7', "is text; write what it is compared with in quotes"),
    ('jobs.timetable.max_concurrent_runs == "4"', "write 4 without quotes"),
]


@pytest.mark.parametrize(("claim", "said"), SAID, ids=[claim for claim, _ in SAID])
def test_a_slip_in_a_claim_about_a_bundle_is_told(claim, said):
    with pytest.raises(ClaimError) as error:
        holds(claim, told())

    assert said in str(error.value)


def test_a_reason_to_refuse_that_there_is_not_is_told():
    with pytest.raises(ClaimError, match="no reason to refuse a bundle; did you mean no-value"):
        holds('"no-valeu" in why_refused', told(target="test"))


def test_the_authors_guide_names_every_reason_to_refuse():
    guide = (ROOT / "docs/authoring.md").read_text("utf-8")

    assert [] == [why for why in WhyRefused if why != "other" and f"`{why}`" not in guide]


def test_a_bundle_proves_a_key():
    spec = a_bundle_choice()

    assert [] == list(flaws_of(spec, STAGE()))
    question = prove(spec, STAGE(), set_slug="bundles", lesson="s1-jobs")
    assert ["yes", "no", "no"] == list(question.key.values())
    assert () == question.runs


FLAWS = [
    pytest.param(
        {"bundle": "fery"}, "there is no bundle `fery`; did you mean `ferry`?", id="no such bundle"
    ),
    pytest.param(
        {"bundle": {"bundle": "ferry", "text": "a: 1"}}, "write its text; one of both", id="both"
    ),
    pytest.param({"bundle": {"target": "dev"}}, "write its text; one of both", id="neither"),
    pytest.param(
        {"run": "one-fails"}, "write one of run, runs, bundle and bundles", id="a run beside it"
    ),
    pytest.param(
        {"bundle": {"bundle": "ferry", "environment": {"BUNDLE_harbour": "x"}}},
        "`BUNDLE_harbour` is read by no bundle; write BUNDLE_VAR_NAME or DATABRICKS_BUNDLE_TARGET",
        id="the environment",
    ),
]


@pytest.mark.parametrize(("fields", "said"), FLAWS)
def test_what_cannot_be_deployed_is_named(fields, said):
    assert any(said in flaw.message for flaw in flaws_of(a_bundle_choice(**fields), STAGE()))


BELIEFS = [
    pytest.param("job-is-a-transaction", "there is no belief `job-is-a-transaction`", id="of runs"),
    pytest.param(
        "production-is-marked", "somebody who holds production-is-marked would not", id="another"
    ),
]


@pytest.mark.parametrize(("belief", "said"), BELIEFS)
def test_a_wrong_option_has_to_be_what_its_belief_would_deploy(belief, said):
    options = an_option("It waits.", PAUSED), an_option("It runs.", LIVE, belief=belief)

    assert any(said in f.message for f in flaws_of(a_bundle_choice(*options), STAGE()))


def test_a_belief_about_bundles_is_none_about_runs():
    spec = a_choice(
        an_option("It is.", 'run == "FAILED"'),
        an_option("It is not.", 'run == "SUCCESS"', belief="default-wins"),
    )

    assert any("there is no belief `default-wins`" in f.message for f in flaws_of(spec, STAGE()))


def test_a_bundle_of_its_own_and_several_targets_are_compared():
    spec = a_choice(
        an_option("The names differ.", "a.jobs.timetable.name != b.jobs.timetable.name"),
        an_option("They are one.", "a.jobs.timetable.name == b.jobs.timetable.name"),
        run=None,
        bundles={"a": {"text": TEXT, "target": "dev"}, "b": {"bundle": "ferry", "target": "prod"}},
    )

    assert [] == list(flaws_of(spec, STAGE()))
    shown = bundles_shown(prove(spec, STAGE(), set_slug="q", lesson="s1-jobs"))
    assert [
        ("a", "databricks bundle deploy -t dev"),
        ("b", "databricks bundle deploy -t prod"),
    ] == ([(one.title, one.command) for one in shown])


def test_a_number_is_asked_of_a_bundle_too():
    spec = KINDS["number"].Spec.model_validate(
        {
            "id": "how-many",
            "kind": "number",
            "stem": "How many runs at once?",
            "bundle": "ferry",
            "value": "jobs.timetable.max_concurrent_runs",
            "unit": "runs",
            "why": "Mode development allows four.",
            "belief": ["target-keeps-its-limits"],
        }
    )

    assert [] == list(flaws_of(spec, STAGE()))
    question = prove(spec, STAGE(), set_slug="q", lesson="s1-jobs")
    assert ["4"] == list(question.key.values())
    assert ["databricks bundle deploy"] == [one.command for one in bundles_shown(question)]
    assert bundles_shown(question) == bundles_shown(read_kept(question.text, question.digest))


def test_a_prediction_is_asked_of_no_bundle():
    with pytest.raises(ValueError, match="bundle"):
        KINDS["predict"].Spec.model_validate(
            {"id": "p", "kind": "predict", "stem": "?", "bundle": "ferry"}
        )


def test_what_a_belief_would_deploy_stands_beside_what_is_deployed():
    spec = a_bundle_choice(bundle={"bundle": "ferry", "user": "ada"})
    question = prove(spec, STAGE(), set_slug="q", lesson="s1-jobs")
    (shown,) = bundles_shown(question)

    way = "jobs.timetable.schedule.pause_status"
    assert {"target-keeps-its-schedule": ((way, "PAUSED", "UNPAUSED"),)} == shown.believed
    assert ("jobs.timetable.name", "[dev ada] timetable") in shown.deployed
    (thought,) = filter(None, (option["thought"] for option in question.body["options"]))
    assert thought.endswith(f"Then {way} would be: UNPAUSED. It is: PAUSED.")


def test_of_what_is_refused_the_reason_is_shown():
    spec = a_choice(
        an_option("Nothing.", "refused"),
        an_option("All.", "!refused", belief="first-target-is-default"),
        run=None,
        bundle={"text": TEXT.replace(", default: true", "")},
    )
    assert [] == list(flaws_of(spec, STAGE()))
    (shown,) = bundles_shown(prove(spec, STAGE(), set_slug="q", lesson="s1-jobs"))

    told = "there are 2 targets and no default; name one: dev, prod"
    assert (told,) == shown.refused
    rows = (("deployed", f"nothing: {told}", "as it is written"),)
    assert {"first-target-is-default": rows} == shown.believed


def test_what_is_given_beside_the_files_is_shown_as_it_is_typed():
    spec = BundleSpec(
        bundle="ferry",
        target="prod",
        var={"harbour": "north quay"},
        environment={"BUNDLE_VAR_harbour": "a b"},
    )

    assert (
        "export BUNDLE_VAR_harbour='a b'\n"
        'databricks bundle deploy -t prod --var="harbour=north quay"'
    ) == deploy_asked(FERRY, spec).command


def test_a_question_about_a_bundle_is_kept_whole():
    question = prove(a_bundle_choice(), STAGE(), set_slug="q", lesson="s1-jobs")
    kept = read_kept(question.text, question.digest)

    assert bundles_shown(question) == bundles_shown(kept)
    assert kind_of(kept).grade(kept, kept.key).is_correct


def test_readers_get_the_files_and_the_command_but_not_what_comes_of_them():
    question = prove(a_bundle_choice(), STAGE(), set_slug="q", lesson="s1-jobs")

    blind = told_blind(question, seed="x")
    assert [
        {
            "title": "",
            "files": {"databricks.yml": TEXT},
            "command": "databricks bundle deploy",
        }
    ] == blind["bundles"]
    assert "PAUSED" not in str(blind)


def test_another_bundle_makes_another_question():
    other = {"ferry": AskedBundle((("databricks.yml", TEXT.replace("0 0 4", "0 0 5")),))}
    one, two = (
        prove(a_bundle_choice(), stage, set_slug="q", lesson="s1-jobs")
        for stage in (STAGE(), STAGE(bundles=other))
    )

    assert one.digest != two.digest
