"""The SARIF log keeps to what the schema of 2.1.0 asks of the parts that are used."""

import json
import re

from tests.large import chain
from tests.review.examples import EXAMPLES
from trialrun.jobs import read_job_file
from trialrun.jobs.places import SettingPlaces, WrittenAt
from trialrun.review import KINDS, Finding, Subject, review
from trialrun.review.report import FINGERPRINT, FileReview, JobReview, sarif_of

PLACES = SettingPlaces({("", ""): WrittenAt("a b/jöbs.yml", 3, 5)})
LEVELS = {"error", "warning", "note"}


def log(line: int = 3) -> dict:
    places = SettingPlaces({("", ""): WrittenAt("a b/jöbs.yml", line, line)})
    subjects = {
        kind: example.has._replace(
            around=example.has.around._replace(
                left_out=tuple(
                    one._replace(at=WrittenAt("a b/jöbs.yml", line, line))
                    for one in example.has.around.left_out
                )
            )
        )
        for kind, example in EXAMPLES.items()
    }
    jobs = tuple(
        JobReview(kind, kind, review(subject), places, lambda one: "play it")
        for kind, subject in subjects.items()
    )
    return sarif_of(FileReview("x", "prod", jobs, {}, {}))


def test_it_is_what_the_schema_asks_for():
    found = log()

    assert "2.1.0" == found["version"]
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [kind.id for kind in KINDS] == [rule["id"] for rule in rules]
    for rule in rules:
        assert all(rule[part]["text"] for part in ("shortDescription", "fullDescription", "help"))
        assert rule["defaultConfiguration"]["level"] in LEVELS
    assert {kind.id for kind in KINDS} == {one["ruleId"] for one in run["results"]}
    for one in run["results"]:
        assert one["ruleId"] == rules[one["ruleIndex"]]["id"]
        assert one["level"] in LEVELS
        assert one["message"]["text"]
        (place,) = one["locations"]
        physical = place["physicalLocation"]
        assert "a%20b/j%C3%B6bs.yml" == physical["artifactLocation"]["uri"]
        assert {"startLine": 3, "startColumn": 3} == physical["region"]
        assert re.fullmatch("[0-9a-f]{16}", one["partialFingerprints"][FINGERPRINT])
    assert json.dumps(found)


def test_a_place_without_a_line_has_no_region():
    (run,) = log(line=0)["runs"]

    regions = ["region" in one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert not any(regions)


def prints(text: str) -> list[str]:
    (read,) = read_job_file("x.json", text).jobs.values()
    assert read.world
    found: tuple[Finding, ...] = review(Subject(read.world)).findings
    return [one.fingerprint("j") for one in found]


def test_a_fingerprint_stays_while_lines_move():
    text = json.dumps({"name": "j", "tasks": [{"task_key": "a", "notebook_task": {}}]})

    assert prints(text) == prints("\n\n" + text)
    assert len(prints(text)) == 1


def test_of_a_large_job_it_is_said_what_was_not_looked_at():
    text = chain(count=200).replace(
        '"task_key": "t199"', '"run_if": "ALL_DONE", "task_key": "t199"'
    )
    (world,) = read_job_file("x.json", text).worlds.values()

    found = review(Subject(world), 20_000)
    (left_out,) = found.left_out
    assert re.fullmatch(r"\d+ of \d+ single failures", left_out)
    assert found.stories < 60
