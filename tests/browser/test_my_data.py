"""One learner's way through My data: exported, imported, gone on elsewhere, signed out, deleted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.test_accessibility import AXE

SET = "/practice/rollback/"


@pytest.fixture
def somebody(shared_server: LiveServer, browser: Browser):
    """Makes browsers of people, each without a past."""
    contexts = []

    def made(**looks: object) -> Page:
        context = browser.new_context(base_url=shared_server.url, bypass_csp=True, **looks)
        contexts.append(context)
        return context.new_page()

    yield made
    for context in contexts:
        context.close()


def skip_one(page: Page) -> None:
    """Answers one question of a set, by passing on it."""
    page.goto(SET)
    page.get_by_role("button", name=re.compile("^Start")).first.click()
    page.get_by_text("Skip, show me").click()
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_role("heading", name=re.compile("Skipped"))).to_be_visible()


def my_data(page: Page) -> None:
    """Goes to My data by the link on every page."""
    page.get_by_role("contentinfo").get_by_role("link", name="My data").click()
    expect(page.get_by_role("heading", level=1, name="My data")).to_be_visible()


def complaints_of(page: Page) -> list[str]:
    """Returns what axe finds, and whether the page scrolls sideways."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [one["id"] for one in found] + ["scrolls sideways"] * is_wide


def test_progress_is_taken_along_and_left_behind(somebody, tmp_path: Path) -> None:
    home = somebody()
    skip_one(home)
    my_data(home)
    expect(home.get_by_text("1 answer and 1 practice round.")).to_be_visible()
    with home.expect_download() as download:
        home.get_by_role("link", name="Export").click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    assert re.fullmatch(r"trial-run-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)

    # In another browser: imported twice, the second time nothing is new.
    other = somebody()
    other.goto("/my-data/")
    for says in ("1 answer and 1 practice round came in", "Nothing new was in it."):
        other.get_by_label("Import a file that was exported").set_input_files(file)
        other.get_by_role("button", name="Import", exact=True).click()
        report = other.get_by_role("status").filter(has_text="Imported")
        expect(report).to_contain_text(says)
        expect(report).to_be_focused()

    # On a phone, by the link: the code stands in the field, and no more in the address bar.
    home.get_by_role("button", name="Make a private link").click()
    link = home.get_by_role("link", name="go-on").get_attribute("href")
    assert complaints_of(home) == []
    phone = somebody(viewport={"width": 360, "height": 740}, has_touch=True)
    phone.goto(link)
    expect(phone.get_by_label("Code, or the whole link")).to_have_value(link.partition("#")[2])
    expect(phone).to_have_url(re.compile("/go-on/$"))
    phone.get_by_role("button", name="Go on here").click()
    expect(phone.get_by_text("You go on here")).to_be_visible()
    assert complaints_of(phone) == []
    phone.goto(SET)
    phone.get_by_role("link", name=re.compile("Go on")).click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    question = phone.url

    # Signed out on the phone: no way back shows it, and at home it is all there.
    my_data(phone)
    phone.get_by_role("link", name="Sign out here").click()
    phone.get_by_role("button", name="Sign out", exact=True).click()
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
    phone.go_back()
    phone.go_back()
    expect(phone.get_by_text("1 answer and 1 practice round.")).to_have_count(0)
    phone.goto(question)
    expect(phone.get_by_role("heading", name="This practice round is not here")).to_be_visible()

    # Deleted at home: asked twice, then gone.
    my_data(home)
    home.get_by_role("link", name="Delete everything").click()
    home.get_by_role("link", name="Go on to delete").click()
    home.get_by_label("To delete it all now, type delete").fill("no")
    home.get_by_role("button", name="Delete everything now").click()
    expect(home.get_by_role("alert").filter(has_text="Nothing was deleted")).to_be_focused()
    home.get_by_label("To delete it all now, type delete").fill("delete")
    home.get_by_role("button", name="Delete everything now").click()
    expect(home.get_by_role("heading", name="Everything is deleted")).to_be_visible()
    my_data(home)
    expect(home.get_by_text("Nothing of you is kept yet.")).to_be_visible()


def test_two_browsers_become_one_without_scripts(somebody) -> None:
    home, laptop = (somebody(java_script_enabled=False) for _ in range(2))
    for page in (home, laptop):
        skip_one(page)
    my_data(home)
    home.get_by_role("button", name="Make a private link").click()
    link = home.get_by_role("link", name="go-on").get_attribute("href")

    laptop.goto(link)
    expect(laptop.get_by_label("Code, or the whole link")).to_have_value("")
    laptop.get_by_label("Code, or the whole link").fill(link)
    laptop.get_by_label("Bring them along").check()
    laptop.get_by_role("button", name="Go on here").click()
    expect(laptop.get_by_text("1 answer and 1 practice round came in")).to_be_visible()
    home.goto("/my-data/")
    expect(home.get_by_text("2 answers and 2 practice rounds.")).to_be_visible()
