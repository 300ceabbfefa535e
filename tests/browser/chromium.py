"""Finds a Chromium for the browser tests, or gets one. `python -m tests.browser.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
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
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    if MAC.exists():
        return str(MAC)
    return _of_playwright()


def get() -> str | None:
    """Finds a Chromium, or installs one: by apt as root, else by playwright."""
    found = find()
    if found or os.environ.get("CHROMIUM"):
        return found
    for step in (_by_apt, _by_playwright):
        step()
        found = find()
        if found:
            return found
    return None


def _by_apt() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Getting Chromium for the browser tests (apt-get install chromium)", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, **quiet)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        check=False, env=environment, **quiet,
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
