"""A deployment in a lesson and on its page: targets are switched in place, by keyboard, too."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer


def test_a_target_is_switched_by_keyboard_and_nothing_else_moves(
    shared_server: LiveServer, page: Page
) -> None:
    page.goto(f"{shared_server.url}/bundles/cold-kitchen/")
    expect(page.locator("#deploy-cold-kitchen")).to_have_attribute("data-ready", "")
    same = page.locator("#deploy-cold-kitchen-same-2")
    same.locator("summary").click()
    link = page.get_by_role("link", name="-t dev-small")
    link.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("It goes to dev-small")).to_be_visible()
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    expect(same).to_have_attribute("open", "")
    expect(page).to_have_url(re.compile(r"/bundles/cold-kitchen/\?target=dev-small$"))


def test_in_a_lesson_the_address_stays_and_values_are_given(
    shared_server: LiveServer, page: Page
) -> None:
    lesson = f"{shared_server.url}/lessons/s4-bundles/"
    page.goto(lesson)
    page.get_by_text("Skip the questions, show all").click()
    page.get_by_role("button", name="Show all").click()
    part = page.locator("#deploy-restaurant")
    expect(part).to_have_attribute("data-ready", "")
    part.get_by_role("link", name="-t prod").click()
    expect(part).to_contain_text("mode production")
    part.get_by_text("Give a variable a value").click()
    part.get_by_label("BUNDLE_VAR_branch").fill("linz")
    part.get_by_role("button", name="Deploy with these").click()

    expect(part).to_contain_text("export BUNDLE_VAR_branch=linz")
    expect(part.locator(".deployment__value", has_text="linz")).to_be_visible()
    expect(page).to_have_url(lesson)
