"""A call is answered: by keys alone, without a script, and at each stage axe has nothing to say."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import ALL, AXE
from tests.live import LiveServer

PAGE = "/incidents/deliveries/"
RIGHT = re.compile("broke off between its two writes")
PHONE = {"width": 360, "height": 740}


def complaints(page: Page) -> list[str]:
    """Returns what axe finds, and whether the page scrolls sideways."""
    page.evaluate(AXE)
    found = page.evaluate("asked => axe.run(asked)", ALL)["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]
    return [each["id"] for each in found] + ["too wide"] * wide


def test_each_stage_is_read_and_done_by_keys_on_a_phone(
    browser: Browser, shared_server: LiveServer
) -> None:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.goto(shared_server.url + PAGE)
    page.get_by_role("radio", name=RIGHT).press("Space")
    page.get_by_role("radio", name=RIGHT).press("Enter")
    expect(page.get_by_text("Right:")).to_be_attached()
    found = complaints(page)

    page.get_by_role("link", name="Fix the cause").press("Enter")
    page.get_by_role("link", name="Restore stock.bookings").press("Enter")
    expect(page).to_have_url(re.compile(r"act=fix&act=restore:stock\.bookings#now"))
    found += complaints(page)
    page.get_by_role("link", name="Repair run", exact=True).press("Enter")
    page.get_by_role("button", name="I am done").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("nothing better can be done")
    found += complaints(page)
    context.close()

    assert [] == found


def test_back_and_reload_lose_nothing_without_a_script(
    browser: Browser, shared_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shared_server.url + PAGE)
    page.get_by_role("button", name="That is the cause").click()
    expect(page.get_by_role("alert").last).to_contain_text("Pick what you take for the cause")
    page.get_by_role("radio", name=RIGHT).check()
    page.get_by_role("button", name="That is the cause").click()
    page.get_by_role("link", name="Repair run", exact=True).click()
    page.get_by_role("button", name="I am done").click()
    judged = page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Not all is well")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not all is well")
    page.go_back()
    expect(page.get_by_role("heading", name="And now?")).to_be_visible()
    page.get_by_role("button", name="I am done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not all is well")
    assert judged.startswith(f"{shared_server.url}{PAGE}tries/")
    context.close()
