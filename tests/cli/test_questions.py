"""`questions`: what readers and programs get of the sets, with the keys and without."""

import json

import pytest

from tests.build import ROOT, bundled
from trialrun.cli import main
from trialrun.questions.bundle_shown import bundles_shown
from trialrun.questions.kinds import kind_of

QUESTIONS = {q.uid: q for found in bundled().sets.values() for q in found.questions.values()}
TELLING = ("key", "reasons", "beliefs", "facts", "runs", "uid", "section")


def printed(capsys, *argv: str) -> str:
    assert 0 == main(["questions", *argv])
    return capsys.readouterr().out


def listed(capsys, *argv: str) -> list[dict]:
    found = json.loads(printed(capsys, *argv, "--json"))
    assert 1 == found["schema"]
    return found["questions"]


def test_every_question_is_printed_with_its_key_reasons_facts_beliefs_and_runs(capsys):
    found = {each["uid"]: each for each in listed(capsys)}

    assert list(QUESTIONS) == list(found)
    for uid, question in QUESTIONS.items():
        told = found[uid]
        assert dict(question.key) == told["key"]
        assert question.digest == told["digest"]
        assert [fact.id for fact in question.facts] == [fact["id"] for fact in told["facts"]]
        assert [run.scenario for run in question.runs] == [run["scenario"] for run in told["runs"]]
        options = question.body.get("options", ())
        assert [option["why"] for option in options] == [each["why"] for each in told["options"]]
        assert {o["id"]: o["belief"] for o in options if o["belief"]} == told["beliefs"]
        assert [question.key[option["id"]] == "yes" for option in options] == [
            option["is_right"] for option in told["options"]
        ]


def test_tags_and_the_place_in_the_file_are_told(capsys):
    for told in listed(capsys):
        slug, _, id_ = told["uid"].partition("/")
        found = bundled().sets[slug]
        assert [*found.tags[id_].objectives] == told["objectives"]
        assert found.tags[id_].difficulty == told["difficulty"]
        line = (ROOT / told["file"]).read_text().splitlines()[told["line"] - 1]
        assert f"id: {id_}" in line


def test_a_run_is_told_with_what_is_changed_of_it(capsys):
    (told,) = (q for q in listed(capsys, "rollback") if q["uid"] == "rollback/green-after-a-retry")

    assert [{"scenario": "retried", "fail": ["silver:0@1"]}] == told["runs"]


def test_of_one_set_only_its_questions_are_printed(capsys):
    assert bundled().sets["rollback"].uids == [each["uid"] for each in listed(capsys, "rollback")]


def test_a_level_is_told_with_a_way_that_reaches_its_goal(capsys):
    (found,) = (q for q in listed(capsys, "rollback") if q["kind"] == "goal")

    assert ["fix", "restore:silver.menu", "repair"] == found["way"]
    assert "   a way: fix, restore:silver.menu, repair\n" in printed(capsys, "rollback")
    assert all("way" not in q for q in listed(capsys, "rollback") if q["kind"] != "goal")
    assert all("way" not in q for q in listed(capsys, "rollback", "--blind"))


def test_blind_tells_no_key_no_reason_and_no_name(capsys):
    found = {each["digest"]: each for each in listed(capsys, "--blind")}

    assert {question.digest for question in QUESTIONS.values()} == set(found)
    for question in QUESTIONS.values():
        told = found[question.digest]
        assert question.stem == told["stem"]
        assert not set(TELLING) & set(told)
        for option in told.get("options", ()):
            assert {"id", "says"} == set(option)
        assert "ends" not in json.dumps(told.get("graph", {}))


def test_blind_offers_all_that_the_key_is_about(capsys):
    for told in listed(capsys, "--blind"):
        (question,) = (q for q in QUESTIONS.values() if q.digest == told["digest"])
        parts = [each["id"] for name in ("options", "items") for each in told.get(name, ())]
        assert {*parts, *told.get("tasks", ())} <= set(question.key)
        assert kind_of(question).grade(question, question.key).is_correct


def test_the_plain_text_has_all_that_a_learner_reads(capsys):
    text = printed(capsys, "--blind")
    lines = {line.strip() for line in text.splitlines()}

    for question in QUESTIONS.values():
        read = [question.stem, question.code]
        for bundle in bundles_shown(question):
            read += [*dict(bundle.files).values(), f"$ {bundle.command}"]
        for line in "\n".join(read).splitlines():
            assert line.strip() in lines, question.uid


def test_a_seed_gives_an_order_and_another_another(capsys):
    first = printed(capsys, "--blind", "--seed", "7")

    assert first == printed(capsys, "--blind", "--seed", "7")
    assert first != printed(capsys, "--blind", "--seed", "8")
    assert first != printed(capsys, "--blind")


@pytest.mark.parametrize(
    "line",
    [
        "* b) `bronze.orders`, `silver.orders` and `silver.menu` have their new rows;",
        "      belief: job-is-a-transaction",
        "   facts: no-cross-task-rollback, delta-atomic-commit",
        '   run: {"scenario": "one-branch-fails"}',
        "   clean: after ingest",
    ],
)
def test_the_plain_text_has_it_too_and_blind_no_key_of_it(line, capsys):
    assert line in printed(capsys, "rollback")
    is_shown = "after ingest" in line
    assert is_shown == (line in printed(capsys, "rollback", "--blind"))


def test_a_set_that_there_is_not_is_said_with_the_one_that_was_meant(capsys):
    assert 1 == main(["questions", "rolback"])
    told = capsys.readouterr()
    assert "" == told.out
    assert "there is no set `rolback`; did you mean `rollback`?" == told.err.strip()
