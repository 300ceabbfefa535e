"""A run is canceled at the step that the player shows."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_laboratory import visit


def test_cancel_run_is_offered_while_it_runs_and_acts_at_the_step_shown(site: Page) -> None:
    visit(site, "/simulator/one-branch-fails/")
    cancel = site.get_by_role("link", name="Cancel run")
    expect(cancel).to_be_hidden()
    site.get_by_role("slider").fill("9")
    expect(cancel).to_be_visible()
    cancel.click()
    expect(site).to_have_url(re.compile("cancel=9"))
    expect(site.get_by_role("heading", level=1)).to_contain_text("Cancel the run at ")
    site.get_by_role("link", name="To the end").click()
    expect(site.get_by_text("The run was canceled.").first).to_be_visible()
    expect(cancel).to_be_hidden()
    site.get_by_role("button", name="Undo").click()
    expect(site.get_by_role("heading", level=1)).to_have_text("One branch fails")
