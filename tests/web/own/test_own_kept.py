"""What is kept of the jobs that people bring: a link that is used stays, whoever brings more."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.store.inside import connection_of
from tests.web.pages import HTMX, SAME_SITE, strict, tags, text_of
from trialrun.store import Quotas
from trialrun.store.database import AppDatabase

ADA, CLASS, STRANGER = "192.0.2.1", "198.51.100.9", "203.0.113.5"
PAGES = ["", "predict/", "compare/", "map/", "events.csv"]


def a_payload(name: str, bytes_: int = 2_000) -> str:
    """Returns a create payload of so many bytes."""
    task = {"task_key": "one", "notebook_task": {"notebook_path": "/n"}}
    plain = json.dumps({"name": name, "tasks": [task], "description": ""})
    padding = "x" * (bytes_ - len(plain))
    return json.dumps({"name": name, "tasks": [task], "description": padding})


def bring(app: Flask, name: str, address: str, client: FlaskClient | None = None) -> str:
    """Pastes a job from an address, with a new cookie if need be; returns its link."""
    response = (client or app.test_client()).post(
        "/simulator/own/",
        data={"text": a_payload(name)},
        headers=SAME_SITE,
        environ_overrides={"REMOTE_ADDR": address},
    )
    assert 303 == response.status_code
    return str(response.location)


def database_of(app: Flask) -> AppDatabase:
    return app.extensions["trialrun"].stores.jobs._database


def used_ms(app: Flask) -> int:
    rows = connection_of(database_of(app)).execute("SELECT used_ms FROM holding").fetchall()
    return max(row["used_ms"] for row in rows)


@pytest.fixture
def full(app: Flask) -> Flask:
    """An app that holds seven texts, of which an address may hold five, a learner three."""
    quotas = Quotas(learner=6_000, address=10_000, whole=14_000, least=2_000, left_pct=100)
    app.extensions["trialrun"].stores.jobs._quotas = quotas
    return app


def test_new_cookies_at_one_address_push_out_nobody_elsewhere(full):
    links = [bring(full, "adas", ADA), bring(full, "one", CLASS), bring(full, "two", CLASS)]
    for number in range(40):
        bring(full, f"many{number}", STRANGER)

    assert [200] * 3 == [full.test_client().get(link).status_code for link in links]


def test_a_class_behind_one_address_keeps_its_jobs_from_one_of_it(full):
    links = [bring(full, f"class{number}", CLASS) for number in range(4)]
    greedy = full.test_client()
    for number in range(20):
        bring(full, f"many{number}", CLASS, greedy)

    assert [200] * 4 == [full.test_client().get(link).status_code for link in links]


def test_a_link_that_is_used_stays_though_its_learner_brings_more(full):
    client = full.test_client()
    link = bring(full, "first", ADA, client)
    for number in range(9):
        bring(full, f"more{number}", ADA, client)
        assert 200 == full.test_client().get(link).status_code


def test_only_the_network_of_an_address_is_kept(app):
    bring(app, "v4", "192.0.2.77")
    bring(app, "v6", "2001:db8:1:2:3:4:5:6")
    kept = connection_of(database_of(app)).execute("SELECT address FROM holding").fetchall()

    assert {"192.0.2.0/24", "2001:db8:1::/48"} == {row["address"] for row in kept}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_job_is_a_use_of_its_link(app, page):
    link = bring(app, "j", ADA)
    connection_of(database_of(app)).execute("UPDATE holding SET used_ms = 1")

    assert 200 == app.test_client().get(link + page).status_code
    assert 1 < used_ms(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_job_waits_for_no_writer(app, page):
    link = bring(app, "j", ADA)
    connection = connection_of(database_of(app))
    connection.execute("UPDATE holding SET used_ms = 1")
    # Whoever waits for the writer waits until the test is given up.
    connection.execute("PRAGMA busy_timeout=600000")
    with AppDatabase(database_of(app)._path).writing():
        assert 200 == app.test_client().get(link + page).status_code

    assert 1 == used_ms(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_the_link_of_a_job_that_is_gone_says_so_and_leads_on(app, page, headers):
    link = bring(app, "j", ADA)
    connection = connection_of(database_of(app))
    connection.execute("DELETE FROM holding")
    connection.execute("DELETE FROM job")
    response = app.test_client().get(link + page, headers=headers)
    root = strict(response)

    assert 404 == response.status_code
    assert "This job is not kept here any more" in text_of(root)
    assert "It was deleted, or not used for so long" in text_of(root)
    assert "/simulator/own/" in [a.attrib["href"] for a in tags(root, "a")]
    plain = app.test_client().get("/simulator/own-nothing/" + page)
    assert "There is no such page" in text_of(strict(plain))
