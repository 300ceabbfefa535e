"""Which of several jobs is run, and that the button says so."""

import pytest
from flask.testing import FlaskClient

from tests.web.own.test_own import TWO, WITH_AND_WITHOUT, a_payload, check, send
from tests.web.pages import strict, tags, text_of

CALLS = """\
resources:
  jobs:
    aged: {name: aged, tasks: [{task_key: a, notebook_task: {notebook_path: /n}}]}
    billing:
      name: billing
      tasks: [{task_key: b, run_job_task: {job_id: "${resources.jobs.aged.id}"}}]
    closing:
      name: closing
      tasks: [{task_key: c, run_job_task: {job_id: "${resources.jobs.billing.id}"}}]
    dull: {name: dull, tasks: [{task_key: d, notebook_task: {notebook_path: /n}}]}
"""


@WITH_AND_WITHOUT
@pytest.mark.parametrize(
    ("text", "label", "title"),
    [
        (CALLS, "Run closing", "closing"),
        (TWO, "Run early", "early"),
        (a_payload("a"), "Run it", "j"),
    ],
)
def test_the_button_says_which_job_it_runs(client, text, label, title, headers):
    said = check(client, text, headers)
    told = [e.attrib["data-run-label"] for e in strict(said).iter() if "data-run-label" in e.attrib]
    shown = [text_of(e) for e in strict(said).iter() if "data-runs" in e.attrib]
    link = send(client, text).location

    assert ([label], [] if headers else [label]) == (told, shown)
    assert title == find_title(client, link)


def find_title(client: FlaskClient, link: str) -> str:
    """Returns the heading of a job's page."""
    return text_of(tags(strict(client.get(link)), "h1")[0])
