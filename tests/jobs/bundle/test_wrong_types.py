"""Values of a wrong type in a bundle: the CLI drops them with a warning, and so do we."""

import json
from collections.abc import Iterator

import pytest

from tests.jobs.bundle.bundles import a_bundle, job_of
from tests.proving import some_of
from trialrun.jobs.fields import FieldType, field_table
from trialrun.jobs.shape import PLAYED

DROPS = "Databricks warns and leaves it out, and so it is here"
WRONG = {"list": {"a": "b"}, "map": ["x"], "fields": "word", "scalar": ["x"]}
BASE = {
    "name": "nightly",
    "tasks": [
        {"task_key": "a", "notebook_task": {"notebook_path": "/a"}},
        {"task_key": "b", "depends_on": [{"task_key": "a"}], "run_job_task": {"job_id": 7}},
    ],
}


def wrong_for(field: FieldType) -> object:
    is_object = field.kind in field_table().objects
    return WRONG[field.shape or ("fields" if is_object else "scalar")]


def cases() -> Iterator[tuple[tuple[str | int, ...], object, bool]]:
    """Yields (way, wrong value, whether a deployment needs it) for all fields of three objects."""
    owners = {(): "BundleJob", ("tasks", 0): "Task", ("tasks", 0, "notebook_task"): "NotebookTask"}
    owners |= {("schedule",): "CronSchedule", ("tasks", 0, "new_cluster"): "compute.ClusterSpec"}
    for way, kind in owners.items():
        for name, field in field_table().objects[kind].items():
            if field.kind in ("object", "job"):
                continue
            is_needed = (field.required and kind in PLAYED) or (way, name) == ((), "tasks")
            yield (*way, name), wrong_for(field), is_needed


def with_at(value: dict, way: tuple[str | int, ...], new: object) -> dict:
    """Returns a copy of a job with something in its place."""
    copy = json.loads(json.dumps(value))
    at = copy
    for step in way[:-1]:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    at[way[-1]] = new
    return copy


def bundle_of(job: dict):
    return a_bundle(json.dumps({"bundle": {"name": "x"}, "resources": {"jobs": {"nightly": job}}}))


@pytest.mark.parametrize(
    ("way", "value", "is_needed"),
    [pytest.param(*case, id=".".join(map(str, case[0]))) for case in some_of([*cases()], every=3)],
)
def test_a_value_of_a_wrong_type_is_as_if_it_were_not_there(way, value, is_needed):
    file = bundle_of(with_at(BASE, way, value))

    if is_needed:
        assert [] == [*file.worlds]
        assert any("this must be" in str(problem) for problem in file.problems)
        return
    base = with_at(BASE, way, value)
    at = base
    for step in way[:-1]:
        at = at[step]
    del at[way[-1]]
    assert any(DROPS in str(warning) for warning in file.warnings)
    assert bundle_of(base).worlds == file.worlds


ENTRIES = [
    pytest.param(
        ("tasks", 1, "depends_on"), ["a"], "write {task_key: a}", ("depends_on", ()), id="an edge"
    ),
    pytest.param(
        ("tasks", 1, "spark_python_task"),
        {"python_file": "/f", "parameters": [{"a": "b"}, "x"]},
        "this must be text",
        ("arguments", ("x",)),
        id="an argument",
    ),
    pytest.param(
        ("tasks", 1, "notebook_task"),
        {"notebook_path": "/b", "base_parameters": {"notebook_path": ["x"], "y": "1"}},
        "this must be text",
        ("parameters", (("y", "1"),)),
        id="a parameter that is called like a field",
    ),
]


@pytest.mark.parametrize(("way", "value", "says", "left"), ENTRIES)
def test_of_a_list_the_entry_is_dropped(way, value, says, left):
    job = with_at(BASE, way, value)
    if not way[-1].startswith("depends"):
        del job["tasks"][1]["run_job_task"]

    file = bundle_of(job)

    assert any(says in str(one) and DROPS in str(one) for one in file.warnings)
    assert left[1] == getattr(job_of(file).tasks[1], left[0])


def test_a_task_that_is_a_word_is_dropped_and_told_to_review():
    job = BASE | {"tasks": [*BASE["tasks"], "c"]}

    file = bundle_of(job)

    assert ["a", "b"] == [task.key for task in job_of(file).tasks]
    (left_out,) = file.jobs["nightly"].left_out
    assert ("bundle-wrong-types", True) == (left_out.fact, left_out.is_sure)


def test_what_is_not_played_is_a_note_there():
    file = bundle_of(with_at(BASE, ("environments",), [{"environment_key": "e", "spec": "x"}]))

    (left_out,) = file.jobs["nightly"].left_out
    assert not left_out.is_sure
