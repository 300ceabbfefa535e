"""What is said of tasks is undone and redone like any other change; the form needs no mouse."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_laboratory import visit


def test_what_is_said_is_played_undone_and_redone(site: Page) -> None:
    visit(site, "/simulator/half-written/?task=ingest")
    site.get_by_role("link", name="Say what it really does").click()
    rows = site.locator("#task-ingest").get_by_label("Rows", exact=True).first
    rows.press_sequentially("many")
    rows.press("Enter")
    site.get_by_role("alert").get_by_role("link", name="“many” is no number from 0").click()
    expect(rows).to_be_focused()

    rows.fill("7")
    rows.press("Enter")
    varied = site.get_by_role("heading", name="varied: ingest writes 7 rows")
    expect(varied).to_be_visible()
    site.get_by_role("button", name="Undo").click()
    expect(varied).to_be_hidden()
    site.get_by_role("button", name="Redo").click()
    expect(varied).to_be_visible()
    expect(site).to_have_url(re.compile(r"deed=writes(:|%3A)ingest(=|%3D)7"))
