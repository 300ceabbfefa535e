"""`check`: every mistake as file:line, and an exit code that stops a build."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.build import ROOT, bundled, copied
from tests.content.files import FILES, GLOSSARY, write
from trialrun.cli import main
from trialrun.cli.over_files import dead_links_in, flaws_of_facts, unused_terms
from trialrun.content import Catalog, load_catalog
from trialrun.questions.bank.told_rules import RULES

UNUSED = "facts:\n  nobody-asks: {says: So., source: docs, read: 2026-11-22, sure: H}"
ONE_MORE = """\
title: One more
summary: One question.
lesson: s1-lakeflow-jobs
questions:
  - {id: how-it-ends, kind: predict, stem: How does each task end?, run: one-branch-fails}
"""
SUMMARY = re.compile(
    r"(\d+) lessons?, (\d+) figures?, (\d+) scenarios?, (\d+) levels?, (\d+) incidents?, "
    r"(\d+) question sets? with "
    r"(\d+) proven questions?, (\d+) problems?(?:, \d+ warnings?)? \(\d+\.\d s\)"
)


def counts(catalog: Catalog) -> list[str]:
    """Returns the numbers that the summary of a catalog tells."""
    questions = sum(len(question_set.questions) for question_set in catalog.sets.values())
    found = (
        catalog.lessons, catalog.figures, catalog.scenarios, catalog.levels,
        catalog.incidents, catalog.sets,
    )  # fmt: skip
    return [*(str(len(part)) for part in found), str(questions), str(len(catalog.problems))]


def errors_and_summary(out: str) -> tuple[list[str], str]:
    """Returns the lines without the warnings, which our own files still have, and the last."""
    *lines, summary = out.splitlines()
    return [line for line in lines if ": warning: " not in line], summary


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the bundled content that a test may break."""
    for folder in ("lessons", "scenarios", "levels", "incidents", "quizzes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_the_bundled_content_passes(capsys):
    code = main(["check", str(ROOT)])

    errors, line = errors_and_summary(capsys.readouterr().out)
    assert 0 == code
    assert [] == errors
    assert counts(bundled()) == list(SUMMARY.fullmatch(line).groups())


def test_a_mistake_is_printed_at_its_line_and_stops(content, capsys):
    file = content / "scenarios/retried.yaml"
    file.write_text(file.read_text().replace("title:", "titel:"))

    code = main(["check", str(content)])

    out = capsys.readouterr().out.splitlines()
    assert 1 == code
    assert (
        "scenarios/retried.yaml:2:1: there is no field `titel` here; did you mean `title`?" in out
    )


def test_the_summary_counts_what_is_left(content, capsys):
    (content / "quizzes/torn.yaml").write_text("title: T\n")

    main(["check", str(content)])

    problems, line = errors_and_summary(capsys.readouterr().out)
    assert counts(copied(content)) == list(SUMMARY.fullmatch(line).groups())
    assert str(len(problems)) == SUMMARY.fullmatch(line)[8]


def test_a_level_that_takes_fewer_moves_than_its_par_is_a_mistake(content, capsys):
    file = content / "levels/in-plain-sight.yaml"
    text = file.read_text().replace("retries: [", "timeout: [")
    extra = 'solution: {dial: ["load.timeout:1", '
    file.write_text(text.replace("solution: {dial: [", extra).replace("par: 2", "par: 3"))

    code = main(["check", str(content)])

    (problem,), line = errors_and_summary(capsys.readouterr().out)
    told = "2 moves will do: clean_up.run_if:ALL_DONE, summary.run_if:ALL_SUCCESS"
    assert 1 == code
    assert re.fullmatch(rf"levels/in-plain-sight\.yaml:\d+: {re.escape(told)}", problem)
    assert "1" == SUMMARY.fullmatch(line)[8]


def test_a_folder_without_content_is_a_mistake(tmp_path, capsys):
    code = main(["check", str(tmp_path)])

    (problem,), line = errors_and_summary(capsys.readouterr().out)
    assert 1 == code
    assert f"{tmp_path}: there is neither lessons/ nor quizzes/ in this folder" == problem
    assert ["0", "0", "0", "0", "0", "0", "0", "1"] == list(SUMMARY.fullmatch(line).groups())


def test_the_content_of_the_settings_is_checked_unless_a_folder_is_said(
    content, capsys, monkeypatch
):
    (content / "quizzes/one-more.yaml").write_text(ONE_MORE)
    monkeypatch.setenv("TRIALRUN_CONTENT", str(content))

    code = main(["check"])

    assert 0 == code
    errors, line = errors_and_summary(capsys.readouterr().out)
    assert [] == errors
    assert counts(copied(content)) == list(SUMMARY.fullmatch(line).groups())


@pytest.mark.parametrize("argv", [[], ["nope"], ["check", "a", "b"]])
def test_an_unknown_command_is_refused(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        main(argv)

    assert 2 == ended.value.code
    assert "usage: trialrun" in capsys.readouterr().err


def test_a_rule_that_is_excepted_is_told_and_does_not_fail(tmp_path, capsys):
    claim = {"lessons/jobs.md": FILES["lessons/jobs.md"].replace("More.", "A task never waits.")}
    claim |= {"lessons/facts.yaml": FILES["lessons/facts.yaml"].replace("facts:", UNUSED, 1)}
    root = write(tmp_path, FILES | claim)
    command = ["check", str(root), "--facts", "--fail-on", "warning"]
    for rule in RULES.keys() - {"mistake", "unbound-claim"}:
        command += ["--except", rule]

    assert 1 == main(command)
    assert 0 == main([*command, "--except", "unbound-claim"])
    first, second = capsys.readouterr().out.split("proven questions")[:2]
    for told in (first, second):
        assert "warning: nothing speaks for “A task never waits.”; cite a fact" in told
        assert "warning: no lesson, question, level, figure or rule uses `nobody-asks`" in told


def test_a_rule_that_there_is_not_cannot_be_excepted(content, capsys):
    assert 2 == main(["check", str(content), "--except", "rythm"])
    assert "there is no rule `rythm`; did you mean `rhythm`?" in capsys.readouterr().err


def test_a_dead_link_an_unused_and_an_old_fact_are_warnings_with_their_places(tmp_path):
    says = "{says: 'See [x](/levels/none/).', source: d, read: 2026-11-22, sure: H}"
    text = FILES["lessons/facts.yaml"].replace("facts:", f"facts:\n  nobody-asks: {says}", 1)
    root = write(tmp_path, FILES | {"lessons/facts.yaml": text})
    catalog = load_catalog(root)
    found = list(dead_links_in(root, catalog))
    found += flaws_of_facts(root, catalog, [], date(2027, 5, 22))
    of = {each.rule: each for each in found if each.line == 2}

    assert {"dead-link", "unused-fact", "old-fact"} == of.keys()
    assert all(each.is_warning and each.path == "lessons/facts.yaml" for each in found)
    assert "there is no `/levels/none/`" in of["dead-link"].message
    assert "was read 181 days ago, more than 180; read its source" in of["old-fact"].message


def test_terms_without_a_use_and_words_that_are_not_there_are_warnings_with_their_places(tmp_path):
    words = "[a](/words/#more) [b](/words/#others) [c](/words/#mroe)"
    lesson = FILES["lessons/jobs.md"].replace("More.", f"Less. {words}")
    alone = "  alone: {term: alone, forms: [], says: By itself., facts: [ours]}\n"
    files = {"lessons/glossary.yaml": GLOSSARY + alone, "lessons/jobs.md": lesson}
    root = write(tmp_path, FILES | files)
    catalog = load_catalog(root)

    (dead,) = dead_links_in(root, catalog)
    unused = list(unused_terms(root, catalog))
    assert "there is no `#mroe` on `/words/`; did you mean `more`?" == dead.message
    assert [("lessons/glossary.yaml", 2), ("lessons/glossary.yaml", 3)] == [
        (each.path, each.line) for each in unused
    ]
    told = "no lesson has the term `commit`; give it the forms that prose has, or remove it"
    assert told == unused[0].message


def test_our_own_terms_are_used():
    assert [] == list(map(str, unused_terms(ROOT, bundled())))


def test_our_own_links_lead_somewhere():
    assert [] == list(map(str, dead_links_in(ROOT, bundled())))
