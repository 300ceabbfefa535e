"""One heavy page at a time; whoever comes too many is told when to come again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import ROOT, Settings, create_app
from tests import large
from tests.build import bundled
from tests.server.conftest import wait_until
from tests.web.pages import HTMX, SAME_SITE, strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.web.http.heavy import Busy, HeavySlot

DEADLINE_S = 10
ADDRESS = "192.0.2.1/32"
SMALL = large.chain(count=3)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app in which nobody waits for the slot."""
    settings = Settings(data=tmp_path / "data", content=ROOT)
    return create_app({"HEAVY_WAITING_MAX": 0}, settings, FixedShelf(bundled()))


@pytest.fixture
def large_page(client: FlaskClient) -> str:
    """The address of a heavy page."""
    return large.bring(client, large.chains(count=400))


@contextmanager
def taken(app: Flask) -> Iterator[None]:
    """Holds the app's slot, as another heavy page would."""
    slot: HeavySlot = app.extensions["trialrun.heavy"]
    slot.take(ADDRESS)
    yield
    slot.give_back()


def test_whoever_is_one_too_many_is_sent_away_at_once():
    slot = HeavySlot(waiting_max=0, wait_s=DEADLINE_S)
    slot.take(ADDRESS)

    with pytest.raises(Busy):
        slot.take(ADDRESS)


def test_whoever_has_waited_long_enough_is_sent_away():
    slot = HeavySlot(waiting_max=1, wait_s=0.01)
    slot.take(ADDRESS)

    with pytest.raises(Busy):
        slot.take(ADDRESS)
    slot.give_back()
    slot.take(ADDRESS)


def test_one_address_does_not_take_all_places():
    slot = HeavySlot(waiting_max=3, wait_s=DEADLINE_S)
    slot.take(ADDRESS)
    waiting = [Thread(target=slot.take, args=(ADDRESS,)) for _ in range(2)]
    for one in waiting:
        one.start()
    wait_until(lambda: slot._waiting[ADDRESS] == 2)

    with pytest.raises(Busy):
        slot.take(ADDRESS)
    other = Thread(target=slot.take, args=("198.51.100.1/32",))
    other.start()
    wait_until(lambda: slot._waiting.total() == 3)
    for _ in range(3):
        slot.give_back()
    for one in (*waiting, other):
        one.join()
    assert not slot._waiting


def test_whoever_waits_gets_the_slot_when_it_is_given_back():
    slot = HeavySlot(waiting_max=1, wait_s=DEADLINE_S)
    slot.take(ADDRESS)
    has_it = Event()

    def wait() -> None:
        slot.take(ADDRESS)
        has_it.set()

    waiter = Thread(target=wait)
    waiter.start()
    assert not has_it.is_set()
    slot.give_back()
    waiter.join(DEADLINE_S)

    assert has_it.is_set()


def test_while_a_heavy_page_is_made_light_ones_are(app, client, large_page):
    with taken(app):
        light = client.get("/simulator/half-written/?fail=enrich")
        heavy = client.get(large_page)

    assert (200, 503) == (light.status_code, heavy.status_code)
    assert 200 == client.get(large_page).status_code


HEAVY = [
    "", "map/", "compare/?fail=t0", "predict/", "picture.svg", "events.csv", "tasks.csv",
    "scenario.yaml", "tasks/",
]  # fmt: skip


@pytest.mark.parametrize("page", HEAVY)
def test_every_page_of_a_large_job_waits_for_the_slot(app, client, large_page, page):
    with taken(app):
        response = client.get(large_page + page)

    assert (503, "3") == (response.status_code, response.headers["Retry-After"])


def test_a_story_that_is_retried_for_ever_waits_for_the_slot(app, client):
    url = "/simulator/everything-works/?fail=silver&dial=silver.retries:-1"
    with taken(app):
        pages = [client.get(url), client.get(url.replace("/?", "/events.csv?"))]

    assert [503, 503] == [page.status_code for page in pages]


def test_the_slot_is_given_back_after_a_page_that_breaks(app, client, large_page, monkeypatch):
    monkeypatch.setattr("trialrun.web.simulator.routes.render", lambda *_, **__: 1 / 0)
    assert 500 == client.get(large_page).status_code
    monkeypatch.undo()

    assert 200 == client.get(large_page).status_code


def test_a_page_comes_again_by_itself_a_few_times(app, client, large_page):
    with taken(app):
        first = client.get(f"{large_page}?fail=t0&step=3")
        fourth = client.get(f"{large_page}?fail=t0&step=3&tries=4")
        last = client.get(f"{large_page}?fail=t0&step=3&tries=5")

    assert f"3; url={large_page}?fail=t0&step=3&tries=1" == first.headers["Refresh"]
    assert fourth.headers["Refresh"].endswith("&tries=5")
    assert "Refresh" not in last.headers
    assert "tries again by itself in 3 seconds" in text_of(strict(first))
    assert "Load this page again in a while" in text_of(strict(last))


def test_htmx_gets_a_sentence_and_no_order_to_load_again(app, client, large_page):
    with taken(app):
        response = client.get(large_page, headers=HTMX)

    assert (503, "#alerts") == (response.status_code, response.headers["HX-Retarget"])
    assert "3" == response.headers["Retry-After"]
    assert "Refresh" not in response.headers


def test_a_form_that_is_put_off_is_held_by_the_page(app, client, large_page):
    sent = {"attempt": "a1", "task-0": "SUCCESS"}
    with taken(app):
        page = client.post(f"{large_page}predict/?fail=t0", data=sent, headers=SAME_SITE)
    held = {e.attrib["name"]: e.attrib["value"] for e in tags(strict(page), "input")}

    assert 503 == page.status_code
    assert sent == held
    assert f'action="{large_page}predict/?fail=t0"' in page.text
    assert "What you sent is still here" in text_of(strict(page))
    assert "Refresh" not in page.headers


def test_a_large_text_that_cannot_be_read_now_is_not_lost(app, client):
    text = large.chain()
    with taken(app):
        page = client.post(large.OWN, data={"text": text}, headers=SAME_SITE)
        fragment = client.post(large.OWN, data={"text": text}, headers=SAME_SITE | HTMX)
        check = client.post(f"{large.OWN}check", data={"text": text}, headers=SAME_SITE | HTMX)
        small = client.post(large.OWN, data={"text": SMALL}, headers=SAME_SITE)

    assert [503, 503, 503] == [found.status_code for found in (page, fragment, check)]
    assert text in text_of(strict(page))
    assert "Run it again in 3 seconds" in text_of(strict(page))
    assert "Refresh" not in page.headers
    assert 303 == small.status_code


LOOPS = """\
resources:
  jobs:
    outer: {name: o, tasks: [{task_key: l, for_each_task: {inputs: '%s', task: {task_key: i, run_job_task: {job_id: "${resources.jobs.inner.id}"}}}}]}
    inner: {name: i, tasks: [{task_key: m, for_each_task: {inputs: '%s', task: {task_key: j, notebook_task: {notebook_path: /n}}}}]}
""" % ((str([*range(200)]),) * 2)  # noqa: E501


def test_a_short_text_that_takes_long_to_play_waits_for_the_slot(app, client):
    assert len(LOOPS) < 3_000
    with taken(app):
        page = client.post(large.OWN, data={"text": LOOPS}, headers=SAME_SITE)
        check = client.post(f"{large.OWN}check", data={"text": LOOPS}, headers=SAME_SITE | HTMX)

    assert [503, 503] == [page.status_code, check.status_code]


@pytest.mark.parametrize("sign", ['"', "<", "&", "é"])
def test_no_text_makes_a_page_of_its_own_larger_than_2_mb(client, sign):
    text = f"# {sign * (999_000 // len(sign.encode()))}\n{{"
    response = client.post(large.OWN, data={"text": text}, headers=SAME_SITE)

    assert response.status_code in (413, 422)
    assert len(response.data) < 2_000_000
