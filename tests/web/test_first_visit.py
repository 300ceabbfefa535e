"""What a first visit costs a reader who reads: few requests, few bytes, on every lesson."""

import gzip
from functools import partial

import pytest
from flask.testing import FlaskClient

from bench.first_visit import KB_MAX, QUESTION, REQUESTS_MAX, TODAY, Visit, lesson_paths, visit


def fetched(client: FlaskClient, path: str) -> tuple[int, bytes]:
    response = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, path
    body = response.data
    return len(body), gzip.decompress(body) if response.content_encoding == "gzip" else body


def visited(client: FlaskClient, path: str) -> Visit:
    return visit(path, partial(fetched, client))


@pytest.mark.parametrize("path", lesson_paths())
def test_a_lesson_is_there_with_few_requests_and_bytes(client: FlaskClient, path: str) -> None:
    seen = visited(client, path)

    assert len(seen.counted) <= REQUESTS_MAX, [one.path for one in seen.counted]
    assert seen.kb() <= KB_MAX
    assert [one.path for one in seen.fetched if "//" in one.path] == []


@pytest.mark.parametrize("path", [TODAY, QUESTION])
def test_so_is_a_question(client: FlaskClient, path: str) -> None:
    seen = visited(client, path)

    assert len(seen.counted) <= REQUESTS_MAX
    assert seen.kb() <= KB_MAX


def test_where_something_plays_its_scripts_are_counted(client: FlaskClient) -> None:
    seen = {one.path.rpartition("/")[2] for one in visited(client, "/simulator/repaired/").counted}

    assert {"htmx.min.js", "live.js", "player.js", "ways.js", "run.css"} <= seen
