"""What a run takes for granted stands on every page about it."""

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import SAME_SITE, start_attempt, strict, text_of

OURS = "starts the waiting ones. No primary source says whether they start"
REGION = "/simulator/one-region-fails/"


@pytest.mark.parametrize("where", ["", "compare/", "map/"])
def test_pages_about_a_run_tell_what_is_assumed(client: FlaskClient, where: str) -> None:
    told = text_of(strict(client.get(REGION + where)))

    assert ("of ours in these runs" if where else "2 assumptions of ours in this run") in told
    assert OURS in told


def test_a_level_tells_what_its_story_takes_for_granted(client: FlaskClient) -> None:
    slug = next(iter(bundled().levels))

    assert "What this run takes for granted" in text_of(strict(client.get(f"/levels/{slug}/")))


def test_a_verdict_tells_what_its_run_takes_for_granted(client: FlaskClient) -> None:
    url = start_attempt(client)

    verdicts = [
        client.post(f"{url}{n}/", data={"skip": "1"}, headers=SAME_SITE, follow_redirects=True).text
        for n in range(1, 6)
    ]

    assert any("Set by the story, not by Databricks" in verdict for verdict in verdicts)
