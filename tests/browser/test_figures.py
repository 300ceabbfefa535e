"""A figure is stepped through by mouse, by keys and without a script."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer

PAGE = "/figures/restore-and-vacuum/"


def test_keys_step_through_a_figure_and_the_focus_stays(site: Page) -> None:
    site.goto(site.base + PAGE)  # type: ignore[attr-defined]
    figure, on = site.get_by_role("figure"), site.get_by_role("link", name="One moment on")
    site.locator("html.js").wait_for()
    figure.get_by_text("All 13 moments in words").click()
    on.click()
    expect(figure.get_by_text("2 of 13")).to_be_visible()
    expect(on).to_be_focused()
    expect(figure.get_by_text("8 days go by. It is day 8.")).to_be_visible()

    site.keyboard.press("ArrowRight")
    expect(figure.get_by_text("3 of 13")).to_be_visible()
    expect(site).to_have_url(f"{site.base}{PAGE}?step=2")  # type: ignore[attr-defined]
    site.keyboard.press("End")
    expect(figure.get_by_text("13 of 13")).to_be_visible()
    expect(figure).to_be_focused()
    site.keyboard.press("ArrowLeft")
    expect(figure.get_by_text("12 of 13")).to_be_visible()
    expect(figure.get_by_text("gets an error: part-01.parquet is not there")).to_be_visible()


def test_a_figure_is_stepped_through_without_a_script(
    shared_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shared_server.url + PAGE)
    page.get_by_role("link", name="To the last moment").click()
    page.get_by_role("link", name="One moment back").click()

    expect(page.get_by_text("12 of 13")).to_be_visible()
    context.close()
