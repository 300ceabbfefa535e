"""The simulator as a laboratory: what-if, undo, two futures, predictions."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.tabs import resized

PLAIN = "/simulator/everything-works/"


def box(page: Page, key: str) -> Locator:
    return page.get_by_role("link", name=re.compile(f"^{key}, "))


def bolt(page: Page, key: str) -> Locator:
    return page.get_by_role("link", name=f"Fail {key}", exact=True)


def visit(page: Page, path: str) -> None:
    """Opens a page with a simulator, and waits until its player is there."""
    page.goto(page.base + path)  # type: ignore[attr-defined]
    page.wait_for_selector("[data-ready]")


def to_the_end(page: Page) -> None:
    """Waits for the run that a click has just brought, and seeks to its end."""
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("link", name="To the end").click()


def test_one_click_fails_a_task_and_one_repairs_the_run(site: Page) -> None:
    visit(site, PLAIN)
    bolt(site, "silver").click()
    to_the_end(site)
    expect(box(site, "gold")).to_have_accessible_name(
        "gold, upstream failed, because silver failed"
    )
    expect(site.get_by_text("The repair will rerun silver, gold; it keeps ingest")).to_be_visible()
    site.get_by_role("link", name="Fix, then Repair run").click()
    to_the_end(site)
    expect(box(site, "gold")).to_contain_text("Succeeded")


def test_undo_redo_and_reset(site: Page) -> None:
    visit(site, PLAIN)
    undo = site.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    bolt(site, "silver").click()
    expect(site).to_have_url(re.compile("fail=silver"))
    expect(undo).to_be_enabled()  # the address is there before the panel with its dials
    site.get_by_label("Retries").select_option("2")
    expect(site).to_have_url(re.compile("retries"))
    undo.click()
    expect(site).not_to_have_url(re.compile("retries"))
    expect(site).to_have_url(re.compile("fail=silver"))
    site.keyboard.press("Control+z")
    expect(site).not_to_have_url(re.compile("fail=silver"))
    expect(site.get_by_role("link", name="Reset")).to_have_count(0)
    site.keyboard.press("Control+Shift+z")
    expect(site).to_have_url(re.compile("fail=silver"))
    expect(site.get_by_role("link", name="Reset")).to_be_visible()
    site.get_by_role("button", name="Redo").click()
    expect(site).to_have_url(re.compile("retries"))
    site.get_by_role("link", name="Reset").click()
    expect(site).not_to_have_url(re.compile("retries|fail"))


def test_a_dial_changes_the_sums_at_once(site: Page) -> None:
    visit(site, PLAIN)
    sums = site.get_by_label("What this story comes to in the end")
    expect(sums).to_contain_text("10:00")
    site.get_by_label("Cluster", exact=True).select_option(label="One for each task")
    expect(sums).to_contain_text("was 10:00")
    expect(sums).to_contain_text("18:00")


def test_switching_a_write_takes_the_surplus_away(site: Page) -> None:
    visit(site, "/simulator/half-written/?task=enrich&step=99")
    sums = site.get_by_label("What this story comes to in the end")
    expect(sums).to_contain_text("Surplus rows40")
    site.get_by_label("Writes to silver.menu").select_option("enrich.write1:overwrite")
    expect(sums).to_contain_text("Surplus rows0 was 40")


def test_one_cursor_moves_every_view(site: Page) -> None:
    visit(site, "/simulator/half-written/")
    what = site.get_by_role("group", name="What happened").first
    what.get_by_role("link", name=re.compile("once more")).first.click()
    slider = site.get_by_role("slider")
    expect(slider).not_to_have_value("0")
    step = slider.input_value()
    expect(site.get_by_text(f"Step {step} of")).to_be_visible()
    expect(site.get_by_role("group", name="Tables").first).to_contain_text("80")
    expect(site).to_have_url(re.compile(f"step={step}"))
    why = site.get_by_role("list", name=re.compile("^Why"))
    expect(why.get_by_role("listitem").last).to_contain_text("Run 1 starts")


def test_why_follows_the_picked_task(site: Page) -> None:
    visit(site, "/simulator/chain-breaks/?task=gold")
    why = site.get_by_role("list", name=re.compile("^Why"))
    expect(why).to_contain_text("Nothing has happened to it yet")
    site.get_by_role("link", name="To the end").click()
    expect(why.get_by_role("listitem").first).to_contain_text("gold does not run")
    expect(why).to_contain_text("silver raises an error")


def test_why_keeps_up_with_a_run_that_plays(site: Page) -> None:
    site.goto(f"{site.base}/simulator/everything-works/")  # type: ignore[attr-defined]
    site.wait_for_selector("[data-ready]")
    site.get_by_role("button", name="Play", exact=True).click()
    told = """() => {
      const first = document.querySelector(".why__chain .why__says")?.textContent;
      const isPlaying = document.querySelector("[data-go=play][aria-pressed=true]");
      window.told = [...new Set([...(window.told ?? []), ...(isPlaying && first ? [first] : [])])];
      return window.told.length > 2;
    }"""
    site.wait_for_function(told, polling=50)
    # Where one reads along in the chain, its links stay.
    link = site.locator(".why__when").first
    link.focus()
    step = site.locator("[data-shows=step]")
    at = step.text_content()
    expect(step).not_to_have_text(at or "")
    expect(link).to_be_focused()


def test_what_is_watched_has_its_sentence_in_sight(site: Page) -> None:
    for width, height in ((360, 700), (1440, 900)):
        resized(site, width, height)
        site.goto(f"{site.base}/simulator/a-job-runs-a-job/map/")  # type: ignore[attr-defined]
        site.get_by_role("link", name="Watch it").first.click()
        site.wait_for_selector("[data-ready]")
        expect(site.locator("[data-shows=says]")).to_be_in_viewport(ratio=1)
        assert site.locator("[data-shows=says]").text_content() != "Nothing has happened yet."


def test_two_futures_stand_under_one_cursor(site: Page) -> None:
    visit(site, "/simulator/one-branch-fails/")
    site.get_by_role("link", name="Side by side").click()
    left = site.get_by_role("group", name="Repair run", exact=True)
    right = site.get_by_role("group", name="Run now", exact=True)
    site.get_by_role("link", name="To the end").click()
    expect(left.get_by_role("row", name=re.compile("bronze.orders"))).to_contain_text("1,000")
    expect(right.get_by_role("row", name=re.compile("bronze.orders"))).to_contain_text("2,000")
    site.get_by_role("link", name="To the start").click()
    expect(right.get_by_role("row", name=re.compile("bronze.orders"))).to_contain_text("0")


def test_a_future_that_is_left_is_kept(site: Page) -> None:
    visit(site, "/simulator/one-branch-fails/?do=run_now&do=fix&do=repair&step=99")
    futures = site.get_by_role("group", name="Repair or run again?").first
    futures.get_by_role("link", name="Watch it: Run now").click()
    expect(site).to_have_url(re.compile(r"keep=run_now(%7C|\|)fix(%7C|\|)repair"))
    expect(futures).to_contain_text("kept")


def test_a_prediction_stops_the_run_where_it_is_wrong(site: Page) -> None:
    visit(site, "/simulator/chain-breaks/")
    site.get_by_role("link", name="Predict first").click()
    expect(
        site.get_by_role("heading", name="Predict the run: restaurant (ingest, silver, gold)")
    ).to_be_visible()
    assert "Upstream failed" not in (site.get_by_label("Task graph").inner_text())
    site.get_by_label("ingest").select_option("SUCCESS")
    site.get_by_label("silver").select_option("FAILED")
    site.get_by_role("button", name="Keep it, then run").click()
    expect(site.get_by_role("alert").filter(has_text="Still open: gold")).to_be_visible()
    expect(site.get_by_label("silver")).to_have_value("FAILED")
    site.get_by_label("gold").select_option("SUCCESS")
    site.get_by_role("button", name="Keep it, then run").click()
    expect(site.get_by_text("You had 2 of 3")).to_be_hidden()
    site.get_by_label("Speed").select_option("16")
    expect(site.get_by_role("button", name="Play")).to_be_visible()
    told = site.get_by_text("gold: you said Succeeded; it is Upstream failed. gold does not run")
    expect(told).to_be_visible()
    expect(site.get_by_text("You had 2 of 3")).to_be_hidden()
    assert int(site.get_by_role("slider").input_value()) < int(
        site.get_by_role("slider").get_attribute("max") or 0
    )


def test_a_shared_link_shows_the_same_moment(site: Page, browser: Browser) -> None:
    visit(site, "/simulator/half-written/?step=25")
    site.context.grant_permissions(["clipboard-read", "clipboard-write"])
    site.get_by_role("link", name="Step back").click()
    site.get_by_role("button", name="Share").click()
    expect(site.get_by_role("button", name="Copied")).to_be_visible()
    link = site.evaluate("navigator.clipboard.readText()")

    other = browser.new_page()
    other.goto(link)
    expect(other.get_by_role("slider")).to_have_value("24")
    expect(other.get_by_text("has changed its answer")).to_be_hidden()
    other.goto(re.sub("seen=[0-9a-f]+", "seen=00000000", link))
    expect(other.get_by_text("has changed its answer")).to_be_visible()
    other.close()


def test_the_graph_is_one_tab_stop_and_arrows_follow_edges(site: Page) -> None:
    visit(site, "/simulator/half-written/")
    stops = site.evaluate(
        "[...document.querySelectorAll('[data-graph] a')].filter((a) => a.tabIndex === 0"
        " && a.checkVisibility()).length"
    )
    assert 1 == stops
    box(site, "ingest").focus()
    for key, reached in [("Right", "clean"), ("Down", "enrich"), ("Right", "report"),
                         ("Left", "clean"), ("Left", "ingest"), ("Left", "ingest")]:  # fmt: skip
        site.keyboard.press(f"Arrow{key}")
        expect(box(site, reached)).to_be_focused()


def test_the_question_mark_lists_the_keys(site: Page) -> None:
    visit(site, PLAIN)
    site.keyboard.press("?")
    expect(site.get_by_text("fail the task in focus")).to_be_visible()


def test_what_is_said_aloud_comes_in_batches(site: Page) -> None:
    visit(site, "/simulator/half-written/")
    site.evaluate("""() => {
      window.spoken = [];
      const live = document.querySelector("[data-live]");
      new MutationObserver(() => spoken.push(live.textContent))
        .observe(live, { characterData: true, childList: true, subtree: true });
    }""")
    site.get_by_label("Speed").select_option("16")
    site.get_by_role("button", name="Play").click()
    expect(site.get_by_role("button", name="Play")).to_be_visible()
    expect(site.get_by_text("The job cluster main ends.").last).to_be_attached()
    live = site.locator("[data-live]")
    expect(live).to_contain_text("40 surplus rows in silver.menu.")
    assert 1 <= len(site.evaluate("spoken")) < 10


@pytest.mark.parametrize("width", [320, 1280])
def test_all_of_it_works_without_javascript(
    shared_server: LiveServer, browser: Browser, width: int
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(shared_server.url + PLAIN)
    bolt(page, "silver").click()
    page.get_by_label("Retries").select_option("1")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name="To the end").click()
    expect(box(page, "silver")).to_contain_text("Failed")
    page.get_by_role("link", name="Side by side").click()
    page.get_by_role("link", name="To the end").click()
    expect(page.get_by_role("group", name="Run now", exact=True)).to_contain_text("2,000")
    page.goto(shared_server.url + "/levels/six-kitchens/")
    page.get_by_label("kitchens: Iterations at a time").select_option(index=3)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Solved in 1 move")).to_be_visible()
    context.close()
