"""Several files: a bundle by its root, parts of one together, all else each for itself."""

import pytest

from tests.jobs.bundle.bundles import resources
from trialrun.jobs.packed import Chosen, Packed, PackedFile
from trialrun.jobs.several import NO_JOB, NO_ROOT, Several, read_several

ROOT = """\
bundle: {name: orchard}
include: [resources/*.yml]
variables: {catalog: {}, size: {default: small}}
targets:
  dev: {mode: development, default: true}
  prod: {}
"""
PAYLOAD = '{"name": "solo", "tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/a"}}]}'


def read(files: dict[str, str], **chosen: object) -> Several:
    """Reads files by path, with what is chosen."""
    each = tuple(PackedFile(path, text) for path, text in files.items())
    return read_several(Packed(each, Chosen(**chosen)))


def told(found: Several) -> str:
    """Returns all that is said."""
    return "\n".join(map(str, [*found.file.problems, *found.file.warnings]))


def test_a_root_reads_what_it_includes_and_nothing_else():
    found = read(
        {
            "databricks.yml": ROOT,
            "resources/a.yml": resources("one"),
            "old/b.yml": resources("two"),
        }
    )

    assert ["one"] == list(found.file.worlds)
    assert {"databricks.yml", "resources/a.yml"} == found.read
    assert found.file.target_told.startswith("Target dev (the default), mode development")


def test_a_target_and_variables_are_chosen():
    files = {"databricks.yml": ROOT, "resources/a.yml": resources("one")}
    found = read(files, target="prod", values={"catalog": "main"})

    assert "Target prod (as asked)." == found.file.target_told
    assert {"catalog": "main", "size": "small"} == found.file.deployment.variables
    assert None is read(files).file.deployment.variables["catalog"]


def test_a_root_lies_deeper_and_problems_keep_the_whole_path():
    wrong = resources("one", extra="      max_concurrent_runs: -1\n")
    found = read({"etl/databricks.yml": ROOT, "etl/resources/a.yml": wrong, "x.yml": ROOT})

    assert "etl/databricks.yml" == found.root
    assert ["etl/resources/a.yml"] == [one.path for one in found.file.problems]
    assert {"etl/databricks.yml", "etl/resources/a.yml"} == found.read


def test_of_several_roots_the_topmost_is_read_until_another_is_chosen():
    files = {
        "b/databricks.yml": ROOT,
        "b/resources/x.yml": resources("of_b"),
        "a/databricks.yml": ROOT,
        "a/resources/x.yml": resources("of_a"),
    }

    assert ["of_a"] == list(read(files).file.worlds)
    assert "others are there, too: b/databricks.yml" in told(read(files))
    assert ["of_b"] == list(read(files, root="b/databricks.yml").file.worlds)
    assert "did you mean `b/databricks.yml`?" in told(read(files, root="b/databrick.yml"))


def test_two_roots_in_one_folder_are_a_mistake():
    found = read({"databricks.yml": ROOT, "bundle.yml": ROOT, "resources/a.yml": resources("one")})

    assert "one root file, and here are databricks.yml and bundle.yml; keep one" in told(found)


def test_parts_without_a_root_are_read_together():
    starts = (
        "resources:\n  jobs:\n    outer:\n      tasks:\n"
        "      - {task_key: go, run_job_task: {job_id: '${resources.jobs.inner.id}'}}\n"
    )
    found = read({"a.yml": starts, "deep/er/b.yaml": resources("inner"), "solo.json": PAYLOAD})

    assert {"outer", "inner", "solo"} == set(found.file.worlds)
    assert ["inner"] == list(found.file.worlds["outer"].jobs)
    assert NO_ROOT in told(found)
    assert [] == found.file.problems


def test_parts_that_share_keys_are_read_each_for_itself():
    found = read({"a.yml": resources("same"), "b.yml": resources("same")})

    assert {"same", "b.yml: same"} == set(found.file.worlds)


def test_what_defines_no_job_is_no_mistake_beside_one_that_does():
    found = read({"solo.json": PAYLOAD, "package.json": '{"name": "x"}', "site.yml": "nav: []"})

    assert (["solo"], "") == (list(found.file.worlds), told(found))
    assert {"solo.json"} == found.read


def test_files_without_any_job_are_a_sentence():
    assert NO_JOB in told(read({"a.yml": "x: 1", "b.json": "{}"}))


def test_a_broken_file_is_named_by_its_own_line():
    found = read({"solo.json": PAYLOAD, "bad.yml": "tasks:\n  - a: [\n"})

    assert ["bad.yml"] == [one.path for one in found.file.problems]
    assert ["solo"] == list(found.file.worlds)


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (
            Packed((PackedFile("a.yml", PAYLOAD),), stray=2),
            ":2: this stands in no file; write a line like",
        ),
        (
            Packed((PackedFile("a.yml", PAYLOAD, 1), PackedFile("a.yml", PAYLOAD, 7))),
            ":7: a.yml is there twice; the first is read",
        ),
        (
            Packed(tuple(PackedFile(f"{n}.json", "{}") for n in range(501))),
            "there are 501 files; 500 are read",
        ),
    ],
)
def test_what_is_wrong_with_the_packing_is_told(packed, says):
    assert says in told(read_several(packed))
