"""Sentences that fit what they speak of: one or several, one's own or another's."""

import pytest

from tests.build import bundled
from tests.web.own.test_own import a_payload, send
from tests.web.pages import strict, text_of
from trialrun.engine import WhatIfText
from trialrun.lab.deed_form import LOOP, DeedForm
from trialrun.lab.own_job import scenarios_in

LOOPS = """\
resources:
  jobs:
    inner:
      name: inner
      tasks:
        - task_key: i
          for_each_task:
            inputs: "[1, 2]"
            task: {task_key: x, notebook_task: {notebook_path: /x}}
    outer:
      name: outer
      tasks:
        - task_key: o
          for_each_task:
            inputs: "[1]"
            task: {task_key: y, notebook_task: {notebook_path: /y}}
        - {task_key: p, run_job_task: {job_id: "${resources.jobs.inner.id}"}}
"""


@pytest.mark.parametrize("page", ["compare/", "map/"])
def test_several_runs_take_for_granted_what_they_do(client, page):
    said = {
        text_of(strict(client.get(f"/simulator/{slug}/{page}"))) for slug in bundled().scenarios
    }

    assert any("What these runs take for granted" in text for text in said)
    assert not any("these runs takes" in text for text in said)


def test_a_job_that_was_brought_is_nobody_elses(client):
    text = text_of(strict(client.get(send(client, a_payload("a")).location)))

    assert "A job that was brought." in text
    assert "somebody brought" not in text


def test_a_loop_has_as_many_elements_as_come():
    (outer, *_) = [each for each in scenarios_in(LOOPS, "ab") if each.title == "outer"]
    told = [one.told for one in DeedForm(outer, WhatIfText()).entries if one.work.sort == LOOP]

    assert ["1 element", "as many elements as come"] == told
