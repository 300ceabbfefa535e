"""What an eye would complain of: broken words, cut text, text over text, letters too small."""

from pathlib import Path

from playwright.sync_api import Page

_SCRIPT = Path(__file__).with_name("looks.js").read_text()
SHARE = 0.5
"""A word that takes no more of the page's width than this is never broken."""


def complaints(page: Page) -> list[str]:
    """Returns all that is found on a page as it stands."""
    found: list[str] = page.evaluate(_SCRIPT, SHARE)
    return found
