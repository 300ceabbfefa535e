"""What a bundle's files come to: includes, keys of their own, each job for itself."""

from time import process_time

import pytest

from tests.jobs.bundle.bundles import a_bundle, job_of, read_these, resources, told
from trialrun.jobs import read_job_file
from trialrun.jobs.bundle import globs

ROOT = "bundle: {name: shop}\ninclude: [resources/*.yml]\n"


def test_jobs_stand_in_included_files():
    file = a_bundle(ROOT, resources__a=resources("one"), resources__b=resources("two"))

    assert [] == file.problems
    assert ["one", "two"] == list(file.worlds)
    assert ("databricks.yml", "resources/a.yml", "resources/b.yml") == file.deployment.read


def test_a_mistake_is_named_in_the_file_where_it_stands():
    file = a_bundle(ROOT, resources__a=resources(task="        run_if: ALL_DUN\n"))

    (problem,) = file.problems
    assert ("resources/a.yml", 8) == (problem.path, problem.line)


def test_a_mistake_of_a_target_is_named_there():
    over = "targets: {prod: {resources: {jobs: {nightly: {tasks: [{task_key: a, run_if: X}]}}}}}"
    (problem,) = a_bundle(resources() + over).problems

    assert 8 == problem.line
    assert "targets.prod.resources.jobs.nightly.tasks[0].run_if" in problem.message


def test_a_job_may_be_started_wherever_it_stands():
    caller = resources("caller").replace(
        "notebook_task: {notebook_path: /a}",
        "run_job_task: {job_id: '${resources.jobs.inner.id}'}",
    )
    file = a_bundle(ROOT, resources__a=caller, resources__b=resources("inner"))

    assert [] == file.problems + file.warnings
    assert ["inner"] == list(file.worlds["caller"].jobs)


def test_a_key_is_used_once_over_all_files_and_kinds():
    pipelines = "resources: {pipelines: {nightly: {name: x}}}"
    for other in (resources(), pipelines):
        file = a_bundle(ROOT, resources__a=resources(), resources__b=other)
        assert "every resource needs a key of its own" in told(file.problems)
        assert {} == file.worlds


def test_a_mistake_in_one_job_keeps_no_other_from_playing():
    bad = resources("bad", task="        run_if: ALL_DUN\n")
    file = a_bundle(ROOT, resources__a=bad, resources__b=resources("good"))

    assert ["good"] == list(file.worlds)
    assert [] == file.jobs["good"].problems


def test_a_file_that_is_no_yaml_keeps_no_other_from_playing():
    file = a_bundle(ROOT, resources__a="a: [", resources__b=resources("good"))

    assert "this is not YAML" in told(file.problems)
    assert ["good"] == list(file.worlds)


def test_a_job_that_starts_a_flawed_one_starts_a_piece_of_work():
    caller = resources("caller").replace(
        "notebook_task: {notebook_path: /a}",
        "run_job_task: {job_id: '${resources.jobs.bad.id}'}",
    )
    bad = resources("bad", task="        run_if: ALL_DUN\n")
    file = a_bundle(ROOT, resources__a=caller, resources__b=bad)

    assert ["caller"] == list(file.worlds)
    assert "job `bad` has a mistake of its own" in told(file.jobs["caller"].warnings)
    assert job_of(file, "caller").tasks[0].run_job is None


AWAY = "leads out of the bundle's folder. Databricks reads what it names, and here nothing outside"
REFUSED = "is no relative path, and Databricks refuses it; write it from the bundle's folder"
OUTSIDE = [
    ("../*.yml", AWAY), ("a/../../b.yml", AWAY), ("..\\x.yml", AWAY),
    ("/etc/*.yml", REFUSED), ("C:\\x.yml", REFUSED),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "says"), OUTSIDE)
def test_an_include_that_leads_out_is_not_followed(pattern, says):
    files = {"databricks.yml": f"include: ['{pattern}']\n{resources()}", "b.yml": "a: 1"}

    assert says in told(read_these(files).problems)


@pytest.mark.parametrize("pattern", ["r/../x/*.yml", "./x/y/../*.yml", "x/*/../j.yml"])
def test_an_include_that_goes_up_and_stays_inside_is_followed(pattern):
    files = {"databricks.yml": f"include: ['{pattern}']\n", "x/j.yml": resources()}

    assert ["nightly"] == list(read_these(files).worlds)


def test_what_validate_printed_has_its_includes_in_it():
    root = "bundle: {name: x, target: dev}\ninclude: [a.yml, gone.yml]\n" + resources()

    file = read_these({"databricks.yml": root, "a.yml": resources()})

    assert ([], [], ["nightly"]) == (file.problems, file.warnings, list(file.worlds))


def test_an_include_of_nothing_is_said():
    file = a_bundle("include: [x/*.yml]\n" + resources())

    assert "no file is named by `x/*.yml`" in told(file.warnings)


def test_two_stars_reach_one_folder_deep_and_what_they_miss_is_said():
    file = a_bundle(
        "include: ['r/**/*.yml']\n",
        r__x__a=resources("one"),
        r__x__y__b=resources("two"),
    )

    assert ["one"] == list(file.worlds)
    assert "`**` reaches one folder deep, so r/x/y/b.yml is left out" in told(file.warnings)


def test_only_yaml_and_json_are_included():
    files = {"databricks.yml": "include: ['*.py', '*.json']\n", "a.py": "x", "b.json": "{}"}
    files["b.json"] = '{"resources": {"jobs": {"j": {"tasks": [{"task_key": "a"}]}}}}'

    file = read_these(files)
    assert "a.py is neither YAML nor JSON" in told(file.problems)
    assert ["j"] == list(file.worlds)


def test_include_counts_in_the_root_only():
    file = a_bundle(ROOT, resources__a="include: [b.yml]\n" + resources(), b=resources("two"))

    assert ["nightly"] == list(file.worlds)
    assert "`include` counts in databricks.yml only" in told(file.warnings)


def test_a_root_by_itself_says_where_its_jobs_stand():
    file = read_job_file("databricks.yml", ROOT)

    assert "its jobs stand in the files that `include` names" in told(file.problems)


def test_jobs_made_by_python_are_said_to_be():
    file = a_bundle("bundle: {name: x}\npython: {resources: ['r:load']}\n")

    assert "databricks bundle validate -o json" in told(file.problems)


def test_a_part_of_a_bundle_is_not_blamed_for_what_stands_elsewhere():
    text = resources(extra="      description: '${var.elsewhere}'\n")
    file = read_job_file("jobs.yml", text)

    assert [] == file.problems
    assert "add it to `variables`" in told(file.warnings)


def test_merges_and_aliases_of_yaml_hold_in_each_file():
    text = (
        "common: &common {max_retries: 2}\nnotebook: &n {notebook_path: /a}\n"
        "resources: {jobs: {j: {tasks: [{task_key: a, <<: *common, notebook_task: *n}]}}}"
    )
    file = a_bundle(ROOT, resources__a=text)

    assert 2 == job_of(file, "j").tasks[0].max_retries


def test_many_files_are_bounded():
    files = {f"resources/{n}.yml": resources(f"j{n}") for n in range(600)}
    file = read_these({"databricks.yml": ROOT} | files)

    assert "more than 500 files are included" in told(file.problems)


@pytest.mark.parametrize("text", ["", "x", "[]", "bundle: x", "resources: x", "targets: []",
                                  "include: {a: b}", "resources: {jobs: {a: x}}", "targets: {a: x}",
                                  "bundle:", "variables: x", "variables: {a: x}",
                                  "resources: {jobs: {a: {tasks: x}}}"])  # fmt: skip
def test_an_odd_root_is_a_sentence(text):
    file = a_bundle(text)

    assert {} == file.worlds
    assert file.problems


def test_patterns_are_bounded_in_number_and_time():
    paths = [f"resources/{'a' * 200}{n}.yml" for n in range(200)]
    started = process_time()

    assert [] == globs.matches("resources/" + "*a" * 60 + "b", paths)
    assert [] == globs.deeper("**/" + "*a" * 60 + "b", paths)
    many = f"include: [{', '.join(f'x{n}.yml' for n in range(101))}]\n"
    assert "more than 100 patterns" in told(a_bundle(many + resources()).problems)
    assert process_time() - started < 5


GLOBS = [
    ("a.yml", ["a.yml"]),
    ("./a.yml", ["a.yml"]),
    ("*.yml", ["a.yml", "b.yml"]),
    ("r/*.yml", ["r/c.yml"]),
    ("*/*.yml", ["r/c.yml"]),
    ("r/*/*.yml", ["r/s/d.yml"]),
    ("r/**/*.yml", ["r/s/d.yml"]),
    ("r/[a-c].yml", ["r/c.yml"]),
    ("r/?.yml", ["r/c.yml"]),
    ("", []),
]


@pytest.mark.parametrize(("pattern", "expected"), GLOBS)
def test_a_pattern_names_files(pattern, expected):
    assert expected == globs.matches(pattern, ["b.yml", "a.yml", "r/c.yml", "r/s/d.yml"])


MISSING = ["vendor/other.yml", "../common/other.yml"]


@pytest.mark.parametrize("pattern", MISSING)
def test_what_an_absent_file_may_declare_is_no_mistake(pattern):
    text = resources(extra="      description: '${var.elsewhere}'\n")
    root = f"bundle: {{name: x}}\ninclude: [jobs.yml, {pattern}]\n"
    file = a_bundle(root, jobs=text)

    assert [] == file.jobs["nightly"].problems
    assert "add it to `variables`, or bring the file that does" in told(file.warnings)


def test_a_pattern_that_names_nothing_leaves_the_bundle_whole():
    text = resources(extra="      description: '${var.elsewhere}'\n")
    file = a_bundle("bundle: {name: x}\ninclude: [jobs.yml, '*.local.yml']\n", jobs=text)

    assert "there is no such variable" in told(file.jobs["nightly"].problems)


def test_an_include_under_bundle_is_named_with_where_it_belongs():
    file = a_bundle("bundle: {name: x, include: ['*.yml']}\n", jobs=resources())

    assert "`include` stands under `bundle`, where it is not read; move it" in told(file.problems)


def test_a_bundle_of_other_resources_says_what_it_holds():
    file = a_bundle("bundle: {name: x}\nresources: {pipelines: {p: {name: p}}}\n")

    assert "no job under `resources`, only pipelines; nothing here can" in told(file.problems)


def test_patterns_are_compared_with_so_many_files_only():
    patterns = "".join(f"- '{'*a' * 60}{n}*.yml'\n" for n in range(90))
    files = {"databricks.yml": f"include:\n{patterns}{resources()}"}
    files |= {f"{'a' * 250}{n}.yml": "x: 1\n" for n in range(9_000)}
    file = read_these(files)

    assert ["nightly"] == list(file.worlds)
    assert "here are too many files for so many patterns; name each file" in told(file.problems)


def test_a_pattern_is_compared_with_what_lies_where_it_looks():
    names = ["resources/a.yml", "resources/b/c.yml", "src/a.yml", "a.yml"]

    assert ["resources/a.yml"] == globs.near("resources/*.yml", names)
    assert ["resources/a.yml", "resources/b/c.yml"] == globs.near("resources/**/*.yml", names)
