"""`check`: every mistake as file:line, and an exit code that stops a build."""

import re
import shutil
from pathlib import Path

import pytest

from tests.build import ROOT, bundled, copied
from trialrun.cli import main
from trialrun.content import Catalog

SUMMARY = re.compile(
    r"(\d+) lessons?, (\d+) scenarios?, (\d+) levels?, (\d+) question sets? with (\d+) proven "
    r"questions?, (\d+) problems?(?:, \d+ warnings?)? \(\d+\.\d s\)"
)


def counts(catalog: Catalog) -> list[str]:
    """Returns the numbers that the summary of a catalog tells."""
    questions = sum(len(question_set.questions) for question_set in catalog.sets.values())
    found = (catalog.lessons, catalog.scenarios, catalog.levels, catalog.sets)
    return [*(str(len(part)) for part in found), str(questions), str(len(catalog.problems))]


def errors_and_summary(out: str) -> tuple[list[str], str]:
    """Returns the lines without the warnings, which our own files still have, and the last."""
    *lines, summary = out.splitlines()
    return [line for line in lines if ": warning: " not in line], summary


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the bundled content that a test may break."""
    for folder in ("lessons", "scenarios", "levels", "quizzes"):
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
    (content / "quizzes/cluster-choice.yaml").write_text("title: T\n")

    main(["check", str(content)])

    problems, line = errors_and_summary(capsys.readouterr().out)
    assert counts(copied(content)) == list(SUMMARY.fullmatch(line).groups())
    assert str(len(problems)) == SUMMARY.fullmatch(line)[6]


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
    assert "1" == SUMMARY.fullmatch(line)[6]


def test_a_folder_without_content_is_a_mistake(tmp_path, capsys):
    code = main(["check", str(tmp_path)])

    (problem,), line = errors_and_summary(capsys.readouterr().out)
    assert 1 == code
    assert f"{tmp_path}: there is neither lessons/ nor quizzes/ in this folder" == problem
    assert ["0", "0", "0", "0", "0", "1"] == list(SUMMARY.fullmatch(line).groups())


def test_the_content_of_the_settings_is_checked_unless_a_folder_is_said(
    content, capsys, monkeypatch
):
    (content / "quizzes/cluster-choice.yaml").unlink()
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


def claiming(content: Path) -> list[str]:
    """Writes a claim that nothing speaks for into a lesson, and returns how it is checked."""
    file = content / "lessons/s1-lakeflow-jobs.md"
    file.write_text(f"{file.read_text('utf-8')}\nA task never waits.\n", "utf-8")
    return ["check", str(content), "--fail-on", "warning"]


OF_PROSE = ["--except", "rhythm", "--except", "minutes"]


def test_a_rule_that_is_excepted_is_told_and_does_not_fail(content, capsys):
    command = claiming(content)

    assert 1 == main([*command, *OF_PROSE])
    assert 0 == main([*command, *OF_PROSE, "--except", "unbound-claim"])
    first, second = capsys.readouterr().out.split("proven questions")[:2]
    for told in (first, second):
        assert "warning: nothing speaks for “A task never waits.”; cite a fact" in told


def test_a_rule_that_there_is_not_cannot_be_excepted(content, capsys):
    assert 2 == main(["check", str(content), "--except", "rythm"])
    assert "there is no rule `rythm`; did you mean `rhythm`?" in capsys.readouterr().err
