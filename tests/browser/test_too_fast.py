"""Somebody behind an address from which too much comes: told to wait, with the form as it was."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.live import LiveServer

OWN = "/simulator/own/"
AGAIN_S = 0.05
TEXT = "name: nightly\ntasks: [{task_key: load, notebook_task: {notebook_path: /n}}]\n"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server for one learner behind each address."""
    server = LiveServer(tmp_path_factory.mktemp("fast") / "data", LEARNERS_PER_ADDRESS="1")
    yield server
    server.kill()


def send(server: LiveServer, address: str) -> int:
    """Sends a job without a text from an address; returns the status."""
    connection = HTTPConnection("127.0.0.1", server.port, 60, source_address=(address, 0))
    connection.request("POST", OWN, "text=", FORM)
    status = connection.getresponse().status
    connection.close()
    return status


@contextmanager
def flooded(server: LiveServer) -> Iterator[None]:
    """Takes all that may come from this address, again and again."""
    refused, ended = Event(), Event()

    def flood() -> None:
        # One may come every six seconds: to ask without a pause would only heat the machine.
        while not ended.wait(AGAIN_S):
            if send(server, "127.0.0.1") == 429:
                refused.set()

    thread = Thread(target=flood)
    thread.start()
    try:
        assert refused.wait(60)
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_whoever_is_refused_finds_the_form_as_it_was(
    server: LiveServer, browser: Browser, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.goto(server.url + OWN)
    page.get_by_label("Job definition").fill(TEXT)
    with flooded(server):
        page.get_by_role("button", name="Run it").click()
        expect(page.get_by_text("That was too much at once").last).to_be_visible()
        if sys.platform == "linux":  # Where this machine has all of 127.0.0.0/8.
            assert 422 == send(server, "127.0.0.2")
    if not has_script:
        page.go_back()

    expect(page.get_by_label("Job definition")).to_have_value(TEXT)
    expect(page).to_have_url(server.url + OWN)
    context.close()
