"""Finds a Chromium for the browser tests, or gets one. `python -m tests.browser.chromium`."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.proving import PROVES

SHELL = "chromium-headless-shell"
"""The same engine without windows: for each page of a whole Chromium a window is made that nobody
sees, which is two thirds of all that the tests take. `make prove` drives the whole one, if any."""
WHOLE = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
APT_S_MAX = 300
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
HELP = (
    "The browser tests need a Chromium and none was found. Install one (Debian: apt install "
    "chromium), or name it: CHROMIUM=/path/to/chromium make test"
)


def find() -> str | None:
    """Returns the path of a Chromium that is there: $CHROMIUM, PATH, or what playwright brought."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in (*WHOLE, SHELL) if PROVES else (SHELL, *WHOLE):
        path = shutil.which(name)
        if path:
            return path
    if MAC.exists():
        return str(MAC)
    return _of_playwright()


def get() -> str | None:
    """Finds a Chromium, or installs one: by apt as root, else by playwright.

    Debian's whole Chromium gets the shell beside it, if that is to be had at once.
    """
    found = find()
    if os.environ.get("CHROMIUM") or shutil.which(SHELL):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _by_apt(is_there=found is not None)
    if not find():
        _by_playwright()
    return find()


def _by_apt(*, is_there: bool) -> None:
    print(f"Getting Chromium for the browser tests (apt-get install {SHELL})", flush=True)
    if not is_there:
        _apt_get("update", "-qq")
    install = ("install", "-y", "-qq", "--no-install-recommends", "--no-remove")
    _apt_get(*install, SHELL)
    if not find():
        _apt_get(*install, "chromium")


def _apt_get(*words: str) -> None:
    """Runs apt-get quietly; what it could not do shows in what is there afterwards."""
    limits = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10")
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            ["apt-get", *limits, *words],
            check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=APT_S_MAX,
        )  # fmt: skip


def _by_playwright() -> None:
    print("Getting Chromium for the browser tests (playwright install chromium)", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


if __name__ == "__main__":
    if get() is None:
        sys.exit(HELP)
