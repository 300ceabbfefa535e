"""A question about a bundle shows its files; what is deployed only behind the answer."""

import html
import re

import pytest

from tests.web.pages import SAME_SITE, Element, strict, text_of
from tests.web.practice.content import SET, Folder, option_of, question_now
from trialrun.web.yaml_code import yaml_code

UID = f"{SET}/does-it-run"
TAG = re.compile(r"</?\w+")
BUNDLE = """\
bundle: {name: ferry}  # <b>ours</b>
resources:
  jobs:
    timetable:
      name: timetable
      schedule: {quartz_cron_expression: 0 0 4 * * ?, timezone_id: "${bundle.target}"}
      tasks: [{task_key: load, notebook_task: {notebook_path: /load}}]
targets:
  dev: {mode: development}
"""
QUESTION = {
    "id": "does-it-run",
    "kind": "choice",
    "stem": "Does it run?",
    "bundle": {"bundle": "ferry", "user": "ada"},
    "options": [
        {"says": "It waits.", "claim": 'jobs["timetable"].paused', "why": "It does."},
        {
            "says": "It runs.",
            "claim": '!jobs["timetable"].paused',
            "belief": "target-keeps-its-schedule",
            "why": "It does not.",
        },
        {"says": "Never.", "claim": "refused", "why": "It is sound."},
    ],
    "facts": ["bundle-development-mode"],
}


@pytest.fixture
def folder(tmp_path) -> Folder:
    found = Folder(tmp_path / "c")
    (found.root / "quizzes/bundles").mkdir()
    found.write("quizzes/bundles/ferry.yaml", BUNDLE)
    found.write_set([QUESTION])
    return found


def asked(app, folder, says: str) -> tuple[str, Element]:
    """Answers the question; returns the page before and the one behind the answer."""
    client = app.test_client()
    before = begun(app, folder, client)
    answer(app, client, says)
    return before, strict(client.get("/attempts/a1/1/"))


def begun(app, folder, client) -> str:
    folder.serve(app)
    assert () == app.extensions["trialrun"].shelf.current().problems_of(f"quizzes/{SET}.yaml")
    client.post(f"/practice/{UID}/", data={"attempt": "a1"}, headers=SAME_SITE)
    return client.get("/attempts/a1/1/").text


def answer(app, client, says: str) -> None:
    picked = option_of(question_now(app, UID), says)
    client.post("/attempts/a1/1/", data={"option": picked}, headers=SAME_SITE)


def test_the_files_and_the_command_are_shown_and_nothing_of_what_comes(app, folder):
    before, _ = asked(app, folder, "It runs.")

    assert '<span class="yaml__key">timetable</span>:' in before
    assert '<span class="yaml__ref">${bundle.target}</span>' in before
    assert "# &lt;b&gt;ours&lt;/b&gt;" in before
    assert "databricks bundle deploy" in before
    assert "ada deploys with" in before
    assert "PAUSED" not in before
    assert "[dev ada]" not in before


def test_behind_a_wrong_pick_both_deployments_stand_side_by_side(app, folder):
    _, after = asked(app, folder, "It runs.")
    told = text_of(after)

    assert "Your answer and what was deployed" in told
    assert "jobs.timetable.schedule.pause_status Deployed: PAUSED As you thought: UNPAUSED" in told
    assert "jobs.timetable.name [dev ada] timetable" in told


def test_behind_a_right_pick_all_that_is_deployed_is_shown(app, folder):
    _, after = asked(app, folder, "It waits.")

    assert "As you thought" not in text_of(after)
    assert "All that is deployed" in text_of(after)


def test_what_was_missed_is_grouped_by_the_belief_about_bundles(app, folder):
    client = app.test_client()
    begun(app, folder, client)
    answer(app, client, "It runs.")

    told = "A development target runs its schedules as they are written."
    assert told in client.get("/attempts/a1/").text


HOSTILE = ["<script>", "a: <b>", "# <i>", "${<u>}", "- <k>: 1", "${" * 5_000, ": " * 5_000]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_stands_in_a_file_is_text(text):
    shown = yaml_code(text)

    assert "<script" not in shown
    assert set(TAG.findall(shown)) <= {"<span", "</span"}
    assert text == html.unescape(re.sub(r"</?span[^>]*>", "", shown))
