"""Dials say in a sentence what they do not take, which there are, and which was meant."""

import pytest

from tests.build import a_run_job, a_task, a_world, with_jobs
from tests.engine.whatif.test_dials import WORLD
from trialrun.engine.whatif.dials import DialError, read_turns

SHAPE = "turns no dial. Write DIAL:VALUE or TASK.DIAL:VALUE."
RUN_IFS = (
    "ALL_SUCCESS, AT_LEAST_ONE_SUCCESS, NONE_FAILED, ALL_DONE, AT_LEAST_ONE_FAILED, ALL_FAILED"
)
JOB_HAS = "it has compute, clusters, max_concurrent_runs, queue."
WORK = "retries, retry_on_timeout, auto_optimization, timeout"
SILVER_HAS = f"silver has run_if, {WORK}, disabled, write1, write2."
ONE_HAS = f"It has {WORK}, write1."
EACH_HAS = "It has run_if, concurrency, disabled."
REFUSED = [
    ("", f"“” {SHAPE}"),
    ("queue", f"“queue” {SHAPE}"),
    ("queue:", f"“queue:” {SHAPE}"),
    (":off", f"“:off” {SHAPE}"),
    (".queue:off", f"“.queue:off” {SHAPE}"),
    ("silver.:off", f"“silver.:off” {SHAPE}"),
    ("x" * 50, f"“{'x' * 39}…” {SHAPE}"),
    ("speed:9", f"There is no dial “speed” for the job; {JOB_HAS}"),
    ("a\u202eb:9", f"There is no dial “a\N{REPLACEMENT CHARACTER}b” for the job; {JOB_HAS}"),
    (
        "run_if:ALL_DONE",
        f"There is no dial “run_if” for the job; {JOB_HAS} It is one of a task: write TASK.run_if.",
    ),
    ("speed:9:1", f"There is no dial “speed” for the job; {JOB_HAS}"),
    ("queu:off", f"There is no dial “queu” for the job; {JOB_HAS} Did you mean queue?"),
    ("silver.retry:1", f"There is no dial “retry” for a task; {SILVER_HAS} Did you mean retries?"),
    ("silvr.retries:1", "There is no task “silvr” in this job. Did you mean silver?"),
    (
        "write1:merge",
        f"There is no dial “write1” for the job; {JOB_HAS} It is one of a task: write TASK.write1.",
    ),
    ("gold.retries:1", "There is no task “gold” in this job."),
    (f"{'g' * 50}.retries:1", f"There is no task “{'g' * 39}…” in this job."),
    (
        "silver.queue:off",
        f"There is no dial “queue” for a task; {SILVER_HAS} It is one of the job: write queue.",
    ),
    (
        "silver.write0:merge",
        f"There is no dial “write0” for a task; {SILVER_HAS} Did you mean write1?",
    ),
    ("silver.write3:merge", "silver makes 2 writes, so it has no write3."),
    ("one.write2:merge", "one makes 1 write, so it has no write2."),
    ("is_new.write1:merge", "is_new makes 0 writes, so it has no write1."),
    ("is_new.retries:1", "is_new has no retries: it is an if/else. It has run_if, disabled."),
    (
        "each.retries:1",
        f"each has no retries: it is a for-each; name what it runs: one. {EACH_HAS}",
    ),
    (
        "each.timeout:9",
        f"each has no timeout: it is a for-each; name what it runs: one. {EACH_HAS}",
    ),
    (
        "silver.concurrency:2",
        f"silver has no concurrency: it is no for-each. It {SILVER_HAS.removeprefix('silver ')}",
    ),
    (
        "ingest.run_if:ALL_DONE",
        f"ingest has no run_if: it depends on nothing. It has {WORK}, disabled.",
    ),
    (
        "one.run_if:ALL_DONE",
        f"one has no run_if: it is what a for-each runs; name the for-each. {ONE_HAS}",
    ),
    (
        "one.disabled:on",
        f"one has no disabled: it is what a for-each runs; name the for-each. {ONE_HAS}",
    ),
    (
        "compute:none",
        "compute does not take “none”; write one of job_cluster, job_cluster_pool, all_purpose, "
        "serverless, serverless_standard.",
    ),
    ("clusters:mixed", "clusters does not take “mixed”; write shared or own."),
    (
        "max_concurrent_runs:0",
        "max_concurrent_runs does not take “0”; write a number from 1 to 1000.",
    ),
    ("queue:of\x00f", "queue does not take “of\N{REPLACEMENT CHARACTER}f”; write on or off."),
    (f"queue:{'o' * 50}", f"queue does not take “{'o' * 39}…”; write on or off."),
    ("silver.run_if:ALWAYS", f"run_if does not take “ALWAYS”; write one of {RUN_IFS}."),
    (
        "silver.retries:-2",
        "retries does not take “-2”; write a number from 0 to 100, or -1 for no limit.",
    ),
    (
        "silver.retries:two",
        "retries does not take “two”; write a number from 0 to 100, or -1 for no limit.",
    ),
    (
        "silver.timeout:2592001",
        "timeout does not take “2592001”; write seconds from 0 (none) to 2592000.",
    ),
    ("each.concurrency:101", "concurrency does not take “101”; write a number from 1 to 100."),
    ("silver.retry_on_timeout:1", "retry_on_timeout does not take “1”; write on or off."),
    ("silver.disabled:true", "disabled does not take “true”; write on or off."),
    ("silver.auto_optimization:no", "auto_optimization does not take “no”; write on or off."),
    (
        "silver.write1:upsert",
        "write1 does not take “upsert”; write one of append, overwrite, merge, idempotent.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_cannot_be_turned_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(DialError) as error:
        read_turns(WORLD, [text])

    assert sentence == str(error.value)


def test_a_task_that_runs_a_job_and_a_pipeline_lack_dials():
    world = with_jobs(a_world(a_run_job("a", "child"), a_task("p", type="pipeline")), child=WORLD)

    with pytest.raises(
        DialError, match=r"^a has no retries: it runs another job\. It has disabled\.$"
    ):
        read_turns(world, ["a.retries:1"])
    with pytest.raises(DialError, match=r"^p has no auto_optimization: a pipeline retries by its"):
        read_turns(world, ["p.auto_optimization:off"])
