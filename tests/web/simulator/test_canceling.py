"""The run that goes on at a step can be canceled there; what came before stays as it was."""

import pytest
from flask.testing import FlaskClient

from tests.web.lab import SLUGS, scenario
from tests.web.pages import strict, tags, text_of
from trialrun.engine import State, WhatIfError
from trialrun.lab.address import Address
from trialrun.lab.canceling import NOTHING_RUNS, canceled_at

STORY = "/simulator/one-branch-fails/"


@pytest.mark.parametrize("slug", SLUGS)
def test_at_any_step_a_cancel_ends_a_run_or_is_refused(slug: str) -> None:
    story = scenario(slug)
    plain, address = story.play_text(), Address(f"/simulator/{slug}/")
    canceled = 0
    for step in range(0, len(plain.events) + 1, 3):
        try:
            found = canceled_at(story, address, step)
        except WhatIfError:
            continue
        trace = story.play_text(found.what_if)
        before = found.step or 0
        assert plain.rows[:before] == trace.rows[:before]
        assert any(e.kind == "run" and e.after == State.CANCELED for e in trace.events[before:])
        canceled += 1

    assert canceled


def test_a_run_that_a_clock_starts_can_be_canceled_from_its_first_step_on() -> None:
    story, address = scenario("catch-of-the-day"), Address("/simulator/catch-of-the-day/")

    trace = story.play_text(canceled_at(story, address, 2).what_if)

    assert State.CANCELED is trace.runs[0].result


def test_the_page_offers_it_and_shows_what_came_of_it(client: FlaskClient) -> None:
    root = strict(client.get(f"{STORY}?step=9"))
    (link,) = [a for a in tags(root, "a") if a.attrib.get("data-op") == "cancel"]
    shown = text_of(strict(client.get(link.attrib["href"])))

    assert "Cancel run" == text_of(link)
    assert "Cancel the run at " in shown
    assert "The run was canceled" in shown


def test_where_nothing_runs_it_says_so(client: FlaskClient) -> None:
    page = client.get(f"{STORY}?cancel=0")

    assert 400 == page.status_code
    assert NOTHING_RUNS in text_of(strict(page))
