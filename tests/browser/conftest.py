"""A real server on a free port, and a real Chromium that drives it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import find
from tests.browser.sizes import Sizes
from tests.browser.tabs import opened
from tests.live import LiveServer

HERE = Path(__file__).parent
WAIT_MS_MAX = 30_000
"""How long a page may take to show what is expected: beside other work five seconds are short."""

expect.set_options(timeout=WAIT_MS_MAX)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks all that stands here: where there is no browser yet, none of it may run."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Uses the Chromium that is there; as root it needs --no-sandbox."""
    path = find()
    if path is None:
        pytest.fail("no Chromium: run python -m tests.browser.chromium")
    args = ["--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": path, "args": args}


@pytest.fixture(scope="session", autouse=True)
def _no_worker() -> Iterator[None]:
    """Lets no browser keep what it could read offline, but for a test that says it may.

    A worker fetches sixty files behind each first page, and what it fetches no test can reroute.
    """
    plain = Browser.new_context

    def new_context(self: Browser, **looks: Any) -> BrowserContext:
        return plain(self, **{"service_workers": "block"} | looks)

    Browser.new_context = new_context  # type: ignore[method-assign, assignment]
    yield
    Browser.new_context = plain  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for tests that each bring a browser without a past."""
    server = LiveServer(tmp_path_factory.mktemp("shared") / "data")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def tabs(browser: Browser, shared_server: LiveServer) -> Iterator[dict[str, Page]]:
    """Every page by its path, each in a tab that no test leaves; they stand still."""
    context = browser.new_context(reduced_motion="reduce", has_touch=True, bypass_csp=True)
    yield opened(context, shared_server.url)
    context.close()


@pytest.fixture(scope="session")
def sizes(tabs: dict[str, Page]) -> Sizes:
    """What is asked of every page at a size, asked once a size."""
    return Sizes(tabs)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that a test may kill."""
    server = LiveServer(tmp_path / "data")
    yield server
    server.kill()


@pytest.fixture
def site(shared_server: LiveServer, page: Page) -> Iterator[Page]:
    """A page whose goto takes paths, and that fails the test on any script error."""
    yield from watched(page, shared_server.url)


def watched(page: Page, url: str) -> Iterator[Page]:
    """Collects what the browser complains of."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    page.base = url  # type: ignore[attr-defined]
    yield page
    assert complaints == []
