"""A bug in a reader is a problem of the file it read: the app starts, the rest loads."""

import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.build import ROOT, bundled, copied
from tests.content.files import FILES, write
from trialrun.content import Catalog, load_catalog

READERS = {
    "read_facts": "lessons/facts.yaml",
    "read_outline": "lessons/outline.yaml",
    "read_exams": "lessons/exams.yaml",
    "read_glossary": "lessons/glossary.yaml",
    "read_lesson": "lessons/s1-lakeflow-jobs.md",
    "read_scenario": "scenarios/retried.yaml",
    "read_question_set": "quizzes/cluster-choice.yaml",
}
HOMES = {
    "read_facts": "facts",
    "read_outline": "outline",
    "read_exams": "exams",
    "read_glossary": "glossary",
    "read_lesson": "lessons",
    "read_scenario": "scenarios",
    "read_question_set": "question_sets",
}


def a_reader_that_breaks_off(monkeypatch: pytest.MonkeyPatch, name: str, at: str) -> None:
    """Lets a reader raise at one file, as a bug of ours would."""
    home = import_module(f"trialrun.content.readers.{HOMES[name]}")
    read = getattr(home, name)

    def reader(path: str, *args: object, **named_args: object) -> object:
        if path == at:
            raise RecursionError("too deep")
        return read(path, *args, **named_args)

    monkeypatch.setattr(home, name, reader)


@pytest.fixture
def broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Catalog]:
    """Reads our content as it is after somebody wrote into a file that a reader breaks off at."""
    for folder in ("lessons", "scenarios", "levels", "quizzes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)

    def read(reader: str) -> Catalog:
        path = READERS[reader]
        with (tmp_path / path).open("a") as file:
            file.write("\n")
        a_reader_that_breaks_off(monkeypatch, reader, path)
        return copied(tmp_path)

    return read


@pytest.mark.parametrize(("reader", "path"), READERS.items())
def test_a_bug_in_a_reader_is_a_problem_of_that_file(broken_off, reader, path):
    catalog = broken_off(reader)

    message = "our reader broke off (RecursionError: too deep); please report this file"
    assert f"{path}: {message}" in map(str, catalog.problems)
    # It takes no other scenario along.
    assert set(bundled().scenarios) - {Path(path).stem} == set(catalog.scenarios)


def test_a_bug_in_a_reader_is_met_at_the_first_start_too(monkeypatch, tmp_path):
    a_reader_that_breaks_off(monkeypatch, "read_facts", READERS["read_facts"])

    catalog = load_catalog(write(tmp_path, FILES))

    assert "our reader broke off" in catalog.problems[0].message
    assert catalog.scenarios


def test_a_bug_in_the_reader_of_sets_costs_that_set_alone(broken_off):
    catalog = broken_off("read_question_set")

    assert set(bundled().sets) - {"cluster-choice"} == set(catalog.sets)
    assert list(bundled().lessons) == list(catalog.lessons)
    assert bundled().facts.keys() == catalog.facts.keys()


def test_a_bug_in_a_reader_is_in_the_log_with_its_place(broken_off, caplog):
    broken_off("read_scenario")

    (record,) = [record for record in caplog.records if record.name == "trialrun"]
    assert "reading scenarios/retried.yaml" == record.getMessage()
    assert record.exc_info
