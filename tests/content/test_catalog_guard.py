"""A bug in a reader is a problem of the file it read: the app starts, the rest loads."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.build import ROOT, bundled
from trialrun.content import load_catalog

READERS = {
    "read_facts": "lessons/facts.yaml",
    "read_outline": "lessons/outline.yaml",
    "read_exams": "lessons/exams.yaml",
    "read_lesson": "lessons/s1-lakeflow-jobs.md",
    "read_scenario": "scenarios/retried.yaml",
    "read_question_set": "quizzes/cluster-choice.yaml",
}
HOMES = {
    "read_facts": "facts",
    "read_outline": "outline",
    "read_exams": "exams",
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


@pytest.mark.parametrize(("reader", "path"), READERS.items())
def test_a_bug_in_a_reader_is_a_problem_of_that_file(monkeypatch, reader, path):
    a_reader_that_breaks_off(monkeypatch, reader, path)

    message = "our reader broke off (RecursionError: too deep); please report this file"
    assert f"{path}: {message}" in map(str, load_catalog(ROOT).problems)


@pytest.mark.parametrize(("reader", "path"), READERS.items())
def test_a_bug_in_a_reader_takes_no_other_scenario_along(monkeypatch, reader, path):
    a_reader_that_breaks_off(monkeypatch, reader, path)

    left = set(bundled().scenarios) - {Path(path).stem}
    assert left == set(load_catalog(ROOT).scenarios)


def test_a_bug_in_the_reader_of_sets_costs_that_set_alone(monkeypatch):
    a_reader_that_breaks_off(monkeypatch, "read_question_set", "quizzes/cluster-choice.yaml")

    catalog = load_catalog(ROOT)

    assert set(bundled().sets) - {"cluster-choice"} == set(catalog.sets)
    assert list(bundled().lessons) == list(catalog.lessons)
    assert bundled().facts.keys() == catalog.facts.keys()


def test_a_bug_in_a_reader_is_in_the_log_with_its_place(monkeypatch, caplog):
    a_reader_that_breaks_off(monkeypatch, "read_scenario", "scenarios/retried.yaml")

    load_catalog(ROOT)

    (record,) = [record for record in caplog.records if record.name == "trialrun"]
    assert "reading scenarios/retried.yaml" == record.getMessage()
    assert record.exc_info
