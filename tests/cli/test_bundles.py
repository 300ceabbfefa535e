"""`simulate` with a bundle's folder: what is read, for which target, with which values."""

import os
import re
import shutil

import pytest

from tests.jobs.bundle.bundles import resources
from trialrun.__main__ import main
from trialrun.cli.bundle_folder import BundleFolder

ROOT = """\
bundle: {name: shop}
include: [resources/*.yml]
variables: {retries: {default: 0}}
targets:
  dev: {mode: development, default: true}
  prod: {}
"""
RETRIES = (
    '        max_retries: "${var.retries}"\n'
    "        new_cluster: {spark_version: x, node_type_id: y, num_workers: 1}\n"
)


@pytest.fixture
def shop(tmp_path):
    """A bundle whose only job stands in an included file."""
    (tmp_path / "resources").mkdir()
    (tmp_path / "databricks.yml").write_text(ROOT)
    (tmp_path / "resources" / "jobs.yml").write_text(resources(task=RETRIES))
    return tmp_path


@pytest.mark.parametrize("name", [".", "databricks.yml"])
def test_a_folder_or_its_root_file_is_played(shop, name, capsys):
    assert 0 == main(["simulate", str(shop / name)])
    told = capsys.readouterr()
    assert told.out.startswith("Target dev (the default), mode development: triggers are paused")
    assert "[dev you] nightly: Succeeded" in told.out
    assert "" == told.err


def test_a_target_and_values_are_given(shop, capsys, monkeypatch):
    fails = ["--fail", "a", "--var", "retries=2"]
    monkeypatch.setenv("DATABRICKS_BUNDLE_TARGET", "prod")

    assert 0 == main(["simulate", str(shop), *fails])
    told = capsys.readouterr().out
    assert told.startswith("Target prod (as asked).\nnightly: Failed")
    assert re.search(r"a +Failed +3 ", told)
    assert 0 == main(["simulate", str(shop), "-t", "dev", "--json"])
    assert "Target dev" in capsys.readouterr().err


def test_a_value_comes_from_the_environment(shop, capsys, monkeypatch):
    monkeypatch.setenv("BUNDLE_VAR_retries", "1")

    assert 0 == main(["simulate", str(shop), "--fail", "a"])
    assert re.search(r"a +Failed +2 ", capsys.readouterr().out)


@pytest.mark.parametrize("text", ["retries", "=3"])
def test_a_value_without_a_name_is_a_sentence(shop, text, capsys):
    assert 2 == main(["simulate", str(shop), "--var", text])
    assert "write NAME=VALUE" in capsys.readouterr().err


def test_a_mistake_is_named_by_the_path_of_its_file(shop, capsys):
    path = shop / "resources" / "jobs.yml"
    path.write_text(resources(task="        run_if: ALL_DUN\n"))

    assert 2 == main(["simulate", str(shop)])
    assert capsys.readouterr().err.startswith(f"{path}:8: ")


def test_a_job_with_a_mistake_keeps_no_other_from_playing(shop, capsys):
    (shop / "resources" / "bad.yml").write_text(resources("bad", task="        run_if: X\n"))

    assert 0 == main(["simulate", str(shop)])
    assert "job bad cannot be played" in capsys.readouterr().err
    assert 0 == main(["simulate", str(shop), "--job", "nightly"])
    capsys.readouterr()
    assert 2 == main(["simulate", str(shop), "--job", "bad"])
    assert "`X` is not allowed" in capsys.readouterr().err


ROOTS = [
    pytest.param([], "databricks.yml; there is none", id="none"),
    pytest.param(["databricks.yml", "bundle.yml"], "there are 2: databricks.yml", id="two"),
]


@pytest.mark.parametrize(("names", "sentence"), ROOTS)
def test_a_folder_has_one_root_file(tmp_path, names, sentence, capsys):
    for name in names:
        (tmp_path / name).write_text(resources())

    assert 2 == main(["simulate", str(tmp_path)])
    assert sentence in capsys.readouterr().err


def test_a_link_that_leads_out_is_not_read(shop, tmp_path_factory, capsys):
    outside = tmp_path_factory.mktemp("outside") / "secret.yml"
    outside.write_text(resources("secret"))
    os.symlink(outside, shop / "resources" / "link.yml")

    assert 0 == main(["simulate", str(shop), "--job", "nightly"])
    told = capsys.readouterr().err
    assert "a link out of the bundle's folder" in told
    assert "secret" not in told.replace("link.yml", "")


def test_a_link_in_a_circle_ends(shop, capsys):
    os.symlink(shop, shop / "resources" / "again")

    assert 0 == main(["simulate", str(shop)])
    assert "" == capsys.readouterr().err


@pytest.mark.parametrize("command", ["simulate", "review"])
@pytest.mark.parametrize(
    ("change", "options", "sentence"),
    [
        (", default: true", (), "there are 2 targets and no default; name one: dev, prod"),
        ("", ("-t", "staging"), "there is no target `staging`; there are dev, prod"),
        ("bundle: ", (), "databricks.yml:2: column 1: this is not YAML"),
    ],
)
def test_asking_for_a_job_hides_nothing_that_is_wrong_with_the_whole(
    shop, command, change, options, sentence, capsys
):
    (shop / "databricks.yml").write_text(ROOT.replace(change, "") if change else ROOT)

    assert 2 == main([command, str(shop), "--job", "nightly", *options])
    told = capsys.readouterr().err
    assert sentence in told
    assert "there is no job nightly" not in told


@pytest.mark.parametrize("command", ["simulate", "review"])
def test_a_job_that_is_misspelt_is_meant_and_what_is_wrong_is_told_with_it(shop, command, capsys):
    (shop / "resources" / "odd.yml").write_bytes(b"\xff\xfe\x00")

    assert 2 == main([command, str(shop), "--job", "nightli"])
    told = capsys.readouterr().err
    assert "there is no job nightli; did you mean `nightly`?\n" in told
    assert "odd.yml: this is not UTF-8 text" in told


def test_what_is_no_text_keeps_no_other_from_playing(shop, capsys):
    (shop / "resources" / "odd.yml").write_bytes(b"\xff\xfe\x00")

    assert 0 == main(["simulate", str(shop)])
    assert "odd.yml: this is not UTF-8 text" in capsys.readouterr().err


def test_a_target_is_for_bundles_only(tmp_path, capsys):
    path = tmp_path / "job.yml"
    path.write_text("name: j\ntasks: [{task_key: a, notebook_task: {notebook_path: /a}}]\n")

    assert 0 == main(["simulate", str(path), "-t", "prod"])
    assert "--target and --var are for bundles; this is none" in capsys.readouterr().err


def test_what_is_neither_yaml_nor_json_is_said_of_a_folder_too(shop, capsys):
    (shop / "databricks.yml").write_text(ROOT.replace("*.yml", "*"))
    (shop / "resources" / "jobs.py").write_text("x = 1\n")

    assert 0 == main(["simulate", str(shop)])
    assert "resources/jobs.py is neither YAML nor JSON" in capsys.readouterr().err


def pipe(folder):
    os.mkfifo(folder / "odd.yml")


def circle(folder):
    os.symlink("odd.yml", folder / "odd.yml")


def turned(folder):
    (folder / "odd\n\x1b[31m.yml").write_text("a: [")


def folder_named_like_a_file(folder):
    (folder / "odd.yml").mkdir()


ODD = [
    (pipe, "odd.yml: it cannot be read: it is no regular file"),
    (circle, "odd.yml: it cannot be read: "),
    (turned, "odd\ufffd\ufffd[31m.yml:1: column 1: this is not YAML"),
    (folder_named_like_a_file, ""),
]


@pytest.mark.parametrize(("made", "says"), ODD)
def test_what_lies_beside_the_jobs_keeps_none_from_playing(made, says, shop, capsys):
    made(shop / "resources")

    assert 0 == main(["simulate", str(shop)])
    told = capsys.readouterr().err
    assert says in told
    assert bool(says) == bool(told)


def test_no_folder_is_too_deep_to_be_looked_into(tmp_path):
    deep = tmp_path / "/".join("x" * 50)
    deep.mkdir(parents=True)
    for folder in (deep, deep.parents[30]):
        (folder / "a.yml").write_text("a: 1\n")

    assert ["x/" * 19 + "a.yml"] == list(BundleFolder(tmp_path).names())


def test_a_folder_of_more_than_is_looked_at_says_so(shop, capsys, monkeypatch):
    monkeypatch.setattr("trialrun.cli.bundle_folder.ENTRIES_MAX", 4)
    (shop / "zzz").mkdir()
    (shop / "zzz" / "more.yml").write_text("a: 1\n")

    assert 0 == main(["simulate", str(shop)])
    assert "it holds more than 4 files and folders" in capsys.readouterr().err


def test_a_zip_is_played_as_the_folder_in_it(shop, capsys):
    archive = shutil.make_archive(str(shop.parent / "shop"), "zip", shop)

    assert 0 == main(["simulate", archive, "-t", "prod", "--var", "retries=1", "--fail", "a"])
    told = capsys.readouterr().out
    assert told.startswith("Target prod (as asked).\nnightly: Failed")
    assert re.search(r"a +Failed +2 ", told)


def test_a_packed_text_is_played_and_keeps_what_is_chosen_in_it(shop, capsys):
    files = ["databricks.yml", "resources/jobs.yml"]
    text = "# target: prod\n" + "".join(f"# ==> {f} <==\n{(shop / f).read_text()}" for f in files)
    (shop / "one.txt").write_text(text)

    assert 0 == main(["simulate", str(shop / "one.txt")])
    assert capsys.readouterr().out.startswith("Target prod (as asked).")
    assert 0 == main(["simulate", str(shop / "one.txt"), "-t", "dev"])
    assert capsys.readouterr().out.startswith("Target dev (as asked)")


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"PK\x03\x04 and no more", "is cut off or damaged"), (b"a" * 50, "has more than 40 bytes")],
)
def test_a_file_that_cannot_be_taken_gets_a_sentence(data, says, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("trialrun.cli.input.BYTES_MAX", 40)
    (tmp_path / "odd").write_bytes(data)

    assert 2 == main(["simulate", str(tmp_path / "odd")])
    assert says in capsys.readouterr().err
