"""`new`: a start that passes `check` as it stands, in an empty folder and beside our own files."""

import re
import shutil
from pathlib import Path

import pytest

from tests.build import ROOT
from trialrun.cli import main
from trialrun.cli.new import SORTS
from trialrun.content.schemas import MODELINE

PROVEN = re.compile(
    r"1 lesson, 1 figure, 1 scenario, 1 level, 1 incident, 1 question set with "
    r"2 proven questions, 0 prob"
)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of content."""
    monkeypatch.setenv("TRIALRUN_CONTENT", str(tmp_path))
    return tmp_path


def new(*argv: str) -> int:
    return main(["new", *argv])


def checked(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert 0 == main(["check", "--bank", "--fail-on", "warning"])
    return capsys.readouterr().out.splitlines()


def test_from_an_empty_folder_all_of_them_are_proven_without_a_warning(content, capsys):
    for sort, name in (("scenario", "port"), ("lesson", "harbour"), ("set", "port"),
                       ("level", "port"), ("incident", "port"), ("figure", "port")):  # fmt: skip
        assert 0 == new(sort, name)

    *_, summary = checked(capsys)
    assert PROVEN.match(summary)
    assert (content / "schemas/set.json").exists()
    folders = ("quizzes", "scenarios", "levels", "incidents", "lessons/figures")
    for file in (f"{folder}/port.yaml" for folder in folders):
        assert (content / file).read_text().startswith(MODELINE)


def test_beside_our_own_files_a_start_is_proven_and_has_no_warning_of_its_own(content, capsys):
    for folder in ("lessons", "scenarios", "levels", "quizzes"):
        shutil.copytree(ROOT / folder, content / folder)
    for sort in SORTS:
        assert 0 == new(sort, "night-ferry")

    capsys.readouterr()
    main(["check"])
    lines = capsys.readouterr().out.splitlines()
    assert [] == [line for line in lines[:-1] if "night-ferry" in line.partition(" ")[0]]
    assert ", 0 problems" in lines[-1]


def test_what_was_proven_before_is_not_proven_again(content, monkeypatch):
    for sort in ("scenario", "lesson", "set"):
        new(sort, "port")
    main(["check"])
    read = []
    monkeypatch.setattr("trialrun.content.build._guarded", lambda path, *_: read.append(path))

    assert 0 == new("level", "port")
    assert [] == read


def test_a_set_asks_about_the_scenario_that_is_named(content):
    for name in ("one", "two"):
        new("scenario", name)
    new("lesson", "l")

    assert 0 == new("set", "mine", "--scenario", "two")
    assert "run: two" in (content / "quizzes/mine.yaml").read_text()


def test_a_second_set_about_the_same_scenario_is_told_apart_from_the_first(content, capsys):
    """Two questions that read alike would be a warning."""
    new("scenario", "port")
    new("lesson", "l")
    new("set", "port")
    new("set", "again", "--scenario", "port")

    capsys.readouterr()
    main(["check"])
    assert "reads like that of port/how-it-ends" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("set",), "the name is missing or wrong: this is empty; write lower-case letters"),
        (("set", "My Set"), "`My Set` has a capital letter and a space"),
        (("set", "../x"), "the name is missing or wrong"),
        (("set", "mine"), "there is no lesson yet; write one: python -m trialrun new lesson"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(content, capsys, argv, told):
    assert 1 == new(*argv)
    assert told in capsys.readouterr().err
    assert [] == list(content.iterdir())


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("scenario", "port"), "scenarios/port.yaml is there already; take another name"),
        (("set", "x", "--scenario", "prot"), "there is no scenario `prot`; did you mean `port`?"),
        (("set", "x", "--lesson", "harbor"), "there is no lesson `harbor`; did you mean `harbour`"),
    ],
)
def test_names_are_held_to_what_is_there(content, capsys, argv, told):
    new("scenario", "port")
    new("lesson", "harbour")
    before = (content / "scenarios/port.yaml").read_text()

    assert 1 == new(*argv)
    assert told in capsys.readouterr().err
    assert before == (content / "scenarios/port.yaml").read_text()


def test_a_lesson_is_listed_behind_the_others(content):
    (content / "lessons").mkdir()
    outline = content / "lessons/outline.yaml"
    outline.write_text("lessons:\n  - {slug: a, title: A, says: It.}\nfirst_question: x/y\n")
    new("lesson", "b")

    lines = outline.read_text().splitlines()
    assert ["lessons:", "first_question: x/y"] == [lines[0], lines[-1]]
    assert ["a", "b"] == re.findall(r"slug: (\w)", outline.read_text())


def test_schemas_are_written_with_the_line_into_each_file_that_lacks_it(content, capsys):
    new("scenario", "port")
    file = content / "scenarios/port.yaml"
    text = file.read_text()
    file.write_text(text.partition("\n")[2])

    assert 0 == new("schemas")
    assert text == file.read_text()
    assert "scenarios/port.yaml is written." in capsys.readouterr().out
    assert 0 == new("schemas")
    assert "scenarios/port.yaml" not in capsys.readouterr().out
