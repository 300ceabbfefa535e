"""`check` for programs: JSON, SARIF, and from which severity on a build stops."""

import json

import pytest

from tests.content.files import FILES, write
from tests.content.test_style import SET
from trialrun.cli import main
from trialrun.content.fact_use import OLD, UNUSED
from trialrun.content.prose.claims_made import UNBOUND
from trialrun.content.prose.in_text import ASSUMED_VALUE
from trialrun.content.prose.links import DEAD_LINK
from trialrun.content.prose.rhythm import MINUTES, RHYTHM
from trialrun.content.prose.terms import MISSING_TERM
from trialrun.questions.bank.told_rules import RULES

LONG = SET.replace("The crane list", "The list " + "of cranes " * 60)
FILES_OF = {
    "sound": FILES | {"quizzes/ports.yaml": SET},
    "warned": FILES | {"quizzes/ports.yaml": LONG},
    "wrong": FILES | {"quizzes/ports.yaml": LONG.replace("rows == 20", "rows == 0")},
}


@pytest.mark.parametrize(
    ("files", "fail_on", "code"),
    [
        ("sound", "error", 0),
        ("warned", "error", 0),
        ("warned", "warning", 1),
        ("warned", "never", 0),
        ("wrong", "error", 1),
        ("wrong", "never", 0),
    ],
)
def test_the_exit_code_goes_by_the_severity_that_is_asked_for(tmp_path, files, fail_on, code):
    root = write(tmp_path, FILES_OF[files])

    assert code == main(["check", str(root), "--fail-on", fail_on])


def report(capsys, *argv: str):
    main(["check", *argv])
    return json.loads(capsys.readouterr().out)


def test_json_has_each_problem_with_its_place_rule_severity_and_fix(tmp_path, capsys):
    found = report(capsys, str(write(tmp_path, FILES_OF["warned"])), "--json")

    (told,) = (each for each in found["problems"] if each["rule"] == "long-stem")
    assert {
        "file": "quizzes/ports.yaml", "line": 7, "column": 5, "severity": "warning",
        "rule": "long-stem", "message": "what-is-left: the stem has 133 words; write at most 120",
        "fix": "write at most 120", "cause": "",
    } == told  # fmt: skip
    assert 1 == found["schema"]
    assert 4 == found["counts"]["sets"]
    assert "bank" not in found


def test_json_of_the_bank_has_the_figures_of_each_bot(tmp_path, capsys):
    found = report(capsys, str(write(tmp_path, FILES_OF["sound"])), "--bank", "--json")

    (longest,) = (each for each in found["bank"]["bots"] if each["bot"] == "longest")
    assert {"bot", "set", "questions", "met", "chance", "errors_above", "is_too_good"} == set(
        longest
    )
    assert 4 == longest["questions"]


def test_sarif_has_a_result_for_each_mistake_and_warning_under_a_rule_it_declares(tmp_path, capsys):
    log = report(capsys, str(write(tmp_path, FILES_OF["wrong"])), "--sarif")

    assert "2.1.0" == log["version"]
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert list(RULES) == rules
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    (mistake,) = (each for each in run["results"] if each["level"] == "error")
    (location,) = mistake["locations"]
    assert "quizzes/ports.yaml" == location["physicalLocation"]["artifactLocation"]["uri"]
    assert {"startLine": 9, "startColumn": 5} == location["physicalLocation"]["region"]
    assert "options 2 and 3 hold; exactly one must" in mistake["message"]["text"]


def test_what_is_warned_of_a_second_time_is_proven_once(tmp_path, capsys, monkeypatch):
    """The second look takes what was proven as it was kept; another text is proven anew."""
    root = write(tmp_path, FILES_OF["warned"])
    first = report(capsys, str(root), "--json")
    monkeypatch.setattr("trialrun.content.parts.reader_of", None)
    monkeypatch.setattr("trialrun.content.build.reader_of", None)

    assert first == report(capsys, str(root), "--json")


def test_every_rule_of_prose_links_and_facts_is_declared():
    rules = {UNBOUND, RHYTHM, MINUTES, ASSUMED_VALUE, MISSING_TERM, DEAD_LINK, UNUSED, OLD}

    assert rules <= RULES.keys()


def test_every_rule_that_is_found_is_declared():
    from tests.build import ROOT

    for path in ("style.py", "bank/rules.py", "bank/report.py"):
        text = (ROOT / "trialrun/questions" / path).read_text()
        for id_ in RULES:
            text = text.replace(f'"{id_}"', "")
        assert 'rule="' not in text.replace('rule=""', "")
