"""The timeline in words: what it says of a task is what the graph says."""

import re
from html import unescape

from flask.testing import FlaskClient

ROW = re.compile(r'title="([^"]*)".*?<span class="hidden">: (.*?)</span>')


def test_a_condition_and_what_it_excludes_are_told_as_the_graph_tells_them(
    client: FlaskClient,
) -> None:
    page = unescape(client.get("/simulator/branch-and-join/?step=9999").text)
    told = dict(ROW.findall(page))

    assert "never ran" not in page
    assert "succeeded at 5:00 (0.97 > 0.95: true)." == told["quality_ok"].strip()
    assert "excluded at 5:00." == told["quarantine"].strip()
    assert "succeeded from 5:00 to 7:00." == told["publish"].strip()
    assert "0.97 > 0.95: true</text>" in page
