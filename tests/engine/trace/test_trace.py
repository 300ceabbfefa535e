"""The trace as values and as JSON, schema 1 of the design."""

import json
from dataclasses import replace

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_failure,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
)
from trialrun import __version__
from trialrun.engine import World, canonical_json, first_parting

WORLD = a_world(
    "a",
    a_task("b", "a", max_retries=1, compute="main"),
    a=a_script(a_write("x", 10)),
    b=a_script(a_write("x", 5), fails=FIRST),
)
BODY = a_story(WORLD, "run_now").to_dict()


def test_a_trace_has_the_keys_of_the_schema():
    assert {
        "schema", "engine", "rules", "job_hash", "script_hash", "trace_hash", "t_end", "tasks",
        "segments", "events", "compute_usage", "final", "api",
    } == set(BODY)  # fmt: skip


def test_a_trace_names_schema_and_engine():
    assert (1, __version__, "truth") == (BODY["schema"], BODY["engine"], BODY["rules"])


def test_a_trace_lists_its_tasks():
    assert {
        "i": 1,
        "key": "b",
        "type": "notebook",
        "deps": [[0, None]],
        "run_if": "ALL_SUCCESS",
        "compute": "main",
    } == BODY["tasks"][1]


def test_a_trace_lists_its_segments():
    assert [
        {
            "id": 0, "kind": "run", "run": 1, "of": -1, "t0": 0, "t1": 135_000,
            "tasks": [0, 1], "result": "SUCCESS", "settings_hash": BODY["job_hash"], "job": "",
            "occasion": "run-1",
        }
    ] == BODY["segments"]  # fmt: skip


def test_a_segment_has_the_keys_of_the_design():
    assert {"id", "kind", "run", "t0", "settings_hash"} <= set(BODY["segments"][0])


def test_every_segment_names_the_settings_it_ran_with():
    body = a_story(a_world("a", "b", a=a_script(fails=FIRST)), "run_now", "repair").to_dict()

    assert [body["job_hash"]] * 2 == [segment["settings_hash"] for segment in body["segments"]]


def test_every_segment_names_what_its_run_is_for():
    body = a_story(WORLD, "run_now", "repair;tasks=a", "run_now;for=tuesday").to_dict()

    assert ["run-1", "run-1", "tuesday"] == [segment["occasion"] for segment in body["segments"]]
    assert 10 == body["final"]["tables"]["x"]["dup"] == body["final"]["dup"]


def test_a_trace_lists_the_use_of_compute():
    assert [usage._asdict() for usage in a_story(WORLD).usages] == BODY["compute_usage"]
    assert {"serverless", "main"} == {usage["compute"] for usage in BODY["compute_usage"]}


def test_an_event_of_a_task_says_what_led_to_it():
    (unmet,) = [event for event in BODY["events"] if event["rule"] == "retry.waits"]

    assert {
        "q": unmet["q"], "t": 75_000, "k": "task", "i": 1, "attempt": 0, "iteration": -1,
        "segment": 0, "from": "RUNNING", "to": "WAITING_FOR_RETRY", "cause": [unmet["q"] - 1],
        "rule": "retry.waits",
    } == unmet  # fmt: skip


def test_an_event_of_a_commit_tells_the_commit():
    commit = next(event for event in BODY["events"] if event["k"] == "commit")

    assert {
        "q": 2, "t": 30_000, "k": "commit", "i": 0, "attempt": 0, "iteration": -1, "segment": 0,
        "from": "", "to": "", "cause": [1], "rule": "commit.append", "table": "x", "version": 1,
        "op": "append", "rows": 10, "dup": 0, "table_rows": 10, "table_dup": 0,
    } == commit  # fmt: skip


def test_an_event_of_compute_names_it():
    assert ["main"] == [event["compute"] for event in BODY["events"] if event["k"] == "compute"]


def test_the_end_is_what_claims_are_about():
    assert {
        "run": "SUCCESS",
        "runs": ["SUCCESS"],
        "segments": ["SUCCESS"],
        "tasks": {
            "a": {
                "state": "SUCCESS", "attempts": 1, "again": 0, "started_ms": 0, "ended_ms": 60_000,
                "outcome": "", "iterations": [],
            },
            "b": {
                "state": "SUCCESS", "attempts": 2, "again": 1, "started_ms": 75_000,
                "ended_ms": 135_000, "outcome": "", "iterations": [],
            },
        },
        "tables": {"x": {"version": 2, "rows": 15, "dup": 0}},
        "executions": 3,
        "clusters": 0,
        "notices": 0,
        "again": 1,
        "dup": 0,
        "cents": 0,
        "ms": 135_000,
    } == BODY["final"]  # fmt: skip


def test_a_trace_comes_back_from_its_json_unchanged():
    assert json.loads(canonical_json(BODY)) == BODY


def test_the_json_text_is_the_trace():
    assert json.loads(a_story(WORLD).to_json()) == BODY


def test_the_json_text_is_canonical():
    assert canonical_json(BODY) == a_story(WORLD).to_json()


CANONICAL = [
    pytest.param({"b": 1, "a": [1, 2]}, '{"a":[1,2],"b":1}', id="sorted and close"),
    pytest.param({"ä": "…"}, '{"ä":"…"}', id="text stays text"),
    pytest.param((1, None, True), "[1,null,true]", id="a tuple is a list"),
]


@pytest.mark.parametrize(("value", "text"), CANONICAL)
def test_canonical_json_has_one_form(value, text):
    assert text == canonical_json(value)


def hashes(world: World) -> tuple[str, str, str]:
    body = a_story(world).to_dict()
    return body["job_hash"], body["script_hash"], body["trace_hash"]


def test_equal_worlds_have_equal_hashes():
    assert hashes(WORLD) == hashes(replace(WORLD, script=dict(reversed(WORLD.script.items()))))


def test_another_job_has_another_job_hash():
    other = replace(WORLD, job=replace(WORLD.job, name="bakery"))

    job, script, trace = hashes(WORLD)
    assert job != hashes(other)[0]
    assert script == hashes(other)[1]
    assert trace != hashes(other)[2]


def test_another_script_has_another_script_hash():
    other = replace(WORLD, script=WORLD.script | {"a": a_script(a_write("x", 11))})

    job, script, _ = hashes(WORLD)
    assert job == hashes(other)[0]
    assert script != hashes(other)[1]


def test_equal_failures_have_equal_hashes():
    there, back = (a_world("a", a=a_script(fails=a_failure(*on))) for on in ((0, 8), (8, 0)))

    assert there.script == back.script
    assert hashes(there) == hashes(back)


def test_traces_of_the_same_story_do_not_part():
    assert (None, None) == first_parting(a_story(WORLD), a_story(WORLD))


def test_traces_part_at_the_first_event_that_differs():
    told, longer = a_story(WORLD), a_story(WORLD, "run_now", "repair")

    assert (None, longer.events[-1]) == first_parting(told, longer)


def test_the_json_spells_states_as_the_api_does():
    trace = a_story(a_world("a", a_task("b", "a"), a=a_script(fails=ALWAYS)))
    api = trace.to_dict()["api"]

    assert ("INTERNAL_ERROR", "FAILED") == (
        api["run"]["life_cycle_state"],
        api["run"]["result_state"],
    )
    assert {"FAILED", "UPSTREAM_FAILED"} == set(api["tasks"])
    assert "SKIPPED" == api["tasks"]["UPSTREAM_FAILED"]["code"]
    assert api["tasks"]["UPSTREAM_FAILED"]["is_assumed"]
