"""Every page in a tab of its own, opened once: what is asked of it asks for another size only."""

import re
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page

from tests.browser.pages import PAGES
from tests.web.pages import SAME_SITE, a_change

SET = "/practice/rollback/"


def opened(context: BrowserContext, base: str) -> dict[str, Page]:
    """Opens all pages as one sees them who has missed a whole set, and each verdict of that set."""
    paths = [*PAGES, *missed(context.new_page(), base)]
    return {path: tab(context, base + path) for path in paths}


def tab(context: BrowserContext, url: str) -> Page:
    """Opens a page whose text can be asked to be larger."""
    page = context.new_page()
    page.goto(url)
    page.add_style_tag(content="html { font-size: var(--asked-size); }")
    return page


def missed(page: Page, base: str) -> Iterator[str]:
    """Answers no question of a set; yields the paths of its result, and of what explains it."""
    page.goto(base + SET)
    page.get_by_role("button", name=re.compile("^Start")).first.click()
    page.wait_for_url("**/attempts/**")
    page.get_by_role("button", name="Send my answer").wait_for()
    go = page.url.removesuffix("1/")
    count = page.locator(".dots").last.locator("a").count()
    for number in range(1, count + 1):
        skipped = page.request.post(f"{go}{number}/", form={"skip": "1"}, headers=SAME_SITE)
        assert skipped.ok
    yield go.removeprefix(base)
    for number in range(1, count + 1):
        yield f"{go.removeprefix(base)}{number}/"
    yield a_change(go.rstrip("/").rpartition("/")[2])


def ready(page: Page) -> None:
    """Touches a page, as its reader does first, and waits until its scripts do their part."""
    page.wait_for_load_state()
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }))"
    )
    page.locator("html[data-mounted]").wait_for(state="attached")


def resized(page: Page, width: int, height: int, root_px: int = 16) -> Page:
    """Gives a window its size, and its text."""
    page.set_viewport_size({"width": width, "height": height})
    size = "document.documentElement.style.setProperty('--asked-size', `${px}px`)"
    page.evaluate(f"px => {{ {size} }}", root_px)
    return page
