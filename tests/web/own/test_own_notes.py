"""What is to be known about a brought job stands on every page about its runs."""

import re

import pytest

NOTED = """\
resources:
  jobs:
    first:
      git_source: {git_url: https://x.example, git_provider: gitHub}
      tasks:
      - {task_key: a, notebook_task: {notebook_path: /a}}
      - {task_key: b, depends_on: [{task_key: a}], notebook_task: {notebook_path: /b}}
    bad:
      tasks: [{task_key: c, run_if: ALL_DUN, notebook_task: {notebook_path: /c}}]
"""
NOTE = "where the code comes from is not simulated; nothing is fetched"


@pytest.fixture
def address(client):
    """The page of the job that can be played."""
    answer = client.post("/simulator/own/", data={"text": NOTED})
    assert 303 == answer.status_code
    return answer.location


@pytest.mark.parametrize("page", ["", "?fail=a", "compare/?fail=a", "predict/", "map/"])
def test_the_notes_stand_on_every_page_about_its_runs(client, address, page):
    html = client.get(address + page).get_data(as_text=True)

    assert NOTE in html
    assert "1 note about this job" in html


def test_a_job_with_a_mistake_keeps_no_other_from_playing(client):
    html = client.post("/simulator/own/check", data={"text": NOTED}).get_data(as_text=True)

    assert "1 problem, the first at line 9; 1 job can be played" in html
    assert "first</strong>: 2 tasks" in html


def test_a_bundled_story_has_no_notes(client):
    assert "about this job" not in client.get("/simulator/one-branch-fails/").get_data(as_text=True)


def test_a_job_with_a_mistake_keeps_its_number(client):
    good = "    good:\n      tasks: [{task_key: a, notebook_task: {notebook_path: /a}}]\n"
    bad = NOTED.partition("    bad:\n")[2]
    text = f"resources:\n  jobs:\n    bad:\n{bad}{good}"

    address = client.post("/simulator/own/", data={"text": text}).location

    assert re.search(r"/own-[0-9a-f]{20}-2/$", address)
    assert "good" in client.get(address).text
    assert 404 == client.get(address.replace("-2/", "/")).status_code
