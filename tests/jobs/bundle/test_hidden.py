"""What `--var` and the environment gave stands in no sentence about a mistake."""

import json

import pytest

from tests.jobs.bundle.bundles import a_bundle, job_of, resources
from tests.jobs.test_references_in_fields import WAYS, holding
from tests.proving import some_of
from trialrun.jobs import JobFile
from trialrun.jobs.bundle.hidden import hidden_of
from trialrun.jobs.fields import field_table, payload_names

SECRET = "hunter2-s3cr3t value, that is much longer than what a sentence would show of it"
SHAPES = ["${var.p}", "a-${var.p}-b", "${var.q}", "{{job.${var.p}}}", "${var.p"]
ODD = ["7x", "'", "a`b", 'a"b', "{{job.naem}}", "→ x", "[", "\u202e", "{{input.hunter2}}"]


def bundle_of(job: dict, secret: str, by: str = "options") -> JobFile:
    root = {
        "bundle": {"name": "x"},
        "variables": {"p": {"description": "from outside"}, "q": {"default": "see ${var.p}"}},
        "resources": {"jobs": {"nightly": job}},
    }
    return a_bundle(json.dumps(root), **{by: {"p": secret}})


def all_told(file: JobFile) -> str:
    left_out = [one.says for job in file.jobs.values() for one in job.left_out]
    return "\n".join([*map(str, [*file.problems, *file.warnings]), *left_out])


def wrong_jobs(text: str) -> list[dict]:
    """Returns jobs with a text in each place of a job, in turn."""
    jobs: list[dict] = []
    for name, field in field_table().objects["BundleJob"].items():
        if field.kind not in ("string", "object"):
            jobs.append({"name": "n", "tasks": [{"task_key": "a"}]} | {name: text})
    for way in WAYS:
        task = {"task_key": "a", "depends_on": [{"task_key": text}]} | holding("Task", way, text)
        if way[0] not in payload_names():
            task["notebook_task"] = {"notebook_path": text, "sorce": text}
        jobs.append({"tasks": [task]})
    for name in field_table().objects["Task"]:
        jobs.append({"tasks": [{"task_key": text}, {"task_key": "b", name: text}]})
    loop = {"inputs": [text, "b"], "task": {"task_key": "c"}, "concurrency": text}
    return [
        *jobs,
        {"tasks": [{"task_key": "a", "for_each_task": loop}]},
        {"tasks": [{"task_key": "a", "run_job_task": {"job_id": text}}]},
        {"tasks": [{"task_key": "a", "job_cluster_key": text}, {"task_key": "b", "run_if": text}]},
        {"tasks": [{"task_key": text, "depends_on": [{"task_key": text}]}]},
        {
            "tasks": [
                {"task_key": text, "depends_on": [{"task_key": "b"}]},
                {"task_key": "b", "depends_on": [{"task_key": text}]},
            ]
        },
        {"schedule": {"quartz_cron_expression": text, "timezone_id": text}, "tasks": []},
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_sentence_holds_what_was_given(shape):
    found = [
        job
        for job in some_of(wrong_jobs(shape), every=4)
        if "hunter2" in all_told(bundle_of(job, SECRET))
    ]

    assert [] == found


@pytest.mark.parametrize("secret", ["hunter2_key", "0 99 hunter2 * * ?", *ODD])
@pytest.mark.parametrize("by", ["options", "environment"])
def test_whatever_it_looks_like(secret, by):
    for job in some_of(wrong_jobs("${var.p}"), every=11):
        told = all_told(bundle_of(job, secret, by))
        for span in (f"`{secret}`", "hunter2", f'"{secret}"'):
            assert span not in told


def test_the_reference_is_said_as_it_is_written():
    extra = "      max_concurrent_runs: ${var.p}\n"
    file = a_bundle("variables: {p: {}}\n" + resources(extra=extra), options={"p": "hunter2"})

    assert "`${var.p}` is not allowed: this must be a whole number" in all_told(file)


def test_what_is_written_in_a_file_is_quoted_as_ever():
    text = "variables: {p: {default: hunter2}}\n" + resources(
        extra="      max_concurrent_runs: ${var.p}\n      timeout_seconds: prod\n"
    )

    file = a_bundle(text, options={})
    other = a_bundle(text, options={"p": "prod"})

    assert "`hunter2` is not allowed" in all_told(file)
    assert "`prod` is not allowed: this must be a whole number" in all_told(other)
    assert "`${var.p}` is not allowed: this must be a whole number" in all_told(other)


def test_what_was_given_is_played_all_the_same():
    text = "variables: {p: {}}\n" + resources(extra="      max_concurrent_runs: ${var.p}\n")

    assert 3 == job_of(a_bundle(text, options={"p": "3"})).max_concurrent_runs


@pytest.mark.parametrize("cron", ["0 99 5 * * ?", "0 0 x * * ?", "${var.p} 0 5 * * ?"])
def test_of_a_time_no_field_is_quoted(cron):
    given = "q9" if "$" in cron else cron
    written = cron if "$" in cron else "${var.p}"
    schedule = {"quartz_cron_expression": written, "timezone_id": "UTC"}
    job = {"schedule": schedule, "tasks": [{"task_key": "a"}]}

    told = all_told(bundle_of(job, given))
    assert "is wrong: “${var.p}” is not one of" in told
    assert not {"“99”", "“x”", "q9"} & set(told.split())


CUT = [
    ("`abc-s3cr…` is long", "`abc-${var.p}` is long"),
    ("write {task_key: s3cret}", "write {task_key: ${var.p}}"),
    ("write {task_key: secret}", "write {task_key: ${var.q}}"),
    ("a cycle: a → secret → a", "a cycle: a → ${var.q} → a"),
    ("secret is our own word", "secret is our own word"),
    ("write text such as '[\"secret\"]'", "write text such as '[\"${var.q}\"]'"),
]


@pytest.mark.parametrize(("sentence", "told"), CUT)
def test_it_is_looked_for_where_a_sentence_quotes(sentence, told):
    assert told == hidden_of({"p": "s3cret", "q": "secret"}).told(sentence, "")
