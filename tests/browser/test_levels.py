"""Levels as they are played: the run plays to the goal, and what it has solved is kept once."""

import re
from itertools import product

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.conftest import LiveServer
from tests.build import bundled
from tests.proving import some_of

SIX = "/levels/six-kitchens/"
SIX_SOLVED = f"{SIX}?dial=kitchens.concurrency:6"
KEEP = "/levels/keep-what-succeeded/"
LEVELS = bundled().levels


def open_level(page: Page, path: str) -> list[str]:
    """Opens a level and waits for its player; returns what is posted from now on."""
    posted: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posted.append(request.url)

    page.on("request", note)
    page.goto(page.base + path)  # type: ignore[attr-defined]
    page.wait_for_selector("[data-ready]")
    return posted


def told(page: Page) -> Locator:
    """Finds the one place that tells how far the goals are met."""
    return page.get_by_role("status").filter(has_text=re.compile("goals? met|Solved"))


def dial(page: Page) -> Locator:
    return page.get_by_label("kitchens: Iterations at a time")


def kept(page: Page) -> Locator:
    return page.get_by_text("Kept.")


def keep_button(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Keep it"))


def solve_six(page: Page) -> None:
    dial(page).select_option("kitchens.concurrency:6")
    expect(page).to_have_url(re.compile("concurrency(:|%3A)6"))


def watch(page: Page) -> None:
    """Notes, from now on, all that is shown of the goals, in order."""
    page.evaluate("""() => {
      const sim = document.querySelector(".sim");
      window.seen = [];
      const look = () => {
        const words = [...sim.querySelectorAll(".goal__word")].map((word) => word.textContent);
        const end = sim.querySelector(".goal__end")?.checkVisibility() ?? false;
        const title = sim.querySelector(".goal__title").textContent;
        const line = sim.querySelector(".goalline").textContent.includes("Solved");
        const now = JSON.stringify([title, words, end, line]);
        if (seen.at(-1) !== now) seen.push(now);
      };
      const all = { subtree: true, childList: true, characterData: true, attributes: true };
      new MutationObserver(look).observe(sim, all);
    }""")


def test_the_run_plays_to_its_goal_and_is_kept_by_itself_once(site: Page) -> None:
    posted = open_level(site, "/levels/turn-back-then-repair/")
    for move, name in enumerate(("Fix the cause", "Restore silver.menu"), 1):
        site.get_by_role("link", name=name, exact=True).click()
        expect(told(site)).to_contain_text(f"goals met: {move} move")
    assert [] == posted
    watch(site)
    site.get_by_role("link", name="Repair run", exact=True).click()
    expect(kept(site)).to_be_visible()
    expect(told(site)).to_contain_text("Solved in 3 moves, par 3.")

    assert 1 == len(posted)
    seen = site.evaluate("seen.map((text) => JSON.parse(text))")
    words = [each[1] for each in seen]
    ticks = [["open"] * 3, ["open", "met", "open"], ["met", "met", "open"], ["met"] * 3]
    assert ticks == [each for each in ticks if each in words]
    assert sorted(map(words.index, ticks)) == list(map(words.index, ticks))
    # Title, end and line are told with the last goal, and by no step before.
    assert ["Solved in par", ["met"] * 3, True, True] == seen[-1]
    early = [each for each in seen if each[1] != ["met"] * 3]
    assert not [each for each in early if "Solved" in each[0] or each[2] or each[3]]


def test_a_kept_level_offers_the_next_in_place(site: Page) -> None:
    posted = open_level(site, SIX)
    solve_six(site)
    expect(kept(site)).to_be_visible()
    expect(site).to_have_url(re.compile(SIX))
    site.get_by_role("link", name=re.compile("^Next: ")).click()
    expect(site.get_by_role("heading", level=1)).not_to_have_text("Six kitchens")
    site.go_back()
    expect(kept(site)).to_be_visible()
    site.reload()
    expect(kept(site)).to_be_visible()
    site.goto(site.base + "/levels/")  # type: ignore[attr-defined]
    expect(site.get_by_text("You have solved 1 of")).to_be_visible()
    expect(site.get_by_text("solved in 1 move, at the 1st try")).to_be_visible()

    assert 1 == len(posted)


def test_a_skip_to_the_end_has_played_it_too(site: Page) -> None:
    posted = open_level(site, SIX)
    site.get_by_label("Speed").select_option("0.5")
    solve_six(site)
    expect(site.get_by_role("button", name="Pause")).to_be_visible()
    expect(told(site)).to_contain_text("0 of 1 goal met so far")
    site.get_by_role("link", name="To the end").click()
    expect(kept(site)).to_be_visible()

    assert 1 == len(posted)


def test_a_move_counts_though_a_module_of_the_page_comes_late(site: Page) -> None:
    held: list[Route] = []
    site.route("**/js/level.js", lambda route: held.append(route))  # noqa: PLW0108
    posted = open_level(site, SIX)
    solve_six(site)
    site.get_by_role("link", name="To the end").click()
    expect(told(site)).to_contain_text("Solved in 1 move")
    assert [] == posted
    held[0].continue_()
    expect(kept(site)).to_be_visible()
    expect(site.get_by_text("at the 1st try")).to_be_visible()

    assert 1 == len(posted)


def test_a_shared_link_counts_as_nothing(site: Page) -> None:
    posted = open_level(site, SIX_SOLVED)
    expect(told(site)).to_contain_text("Solved in 1 move, par 1.")
    expect(site.get_by_text("made earlier, or by somebody else")).to_be_visible()
    expect(keep_button(site)).to_be_hidden()
    site.get_by_role("link", name="To the start").click()
    expect(told(site)).to_contain_text("0 of 1 goal met so far")
    site.get_by_role("link", name="To the end").click()
    site.reload()
    expect(site.get_by_text("made earlier, or by somebody else")).to_be_visible()

    assert [] == posted
    dial(site).select_option("kitchens.concurrency:2")
    expect(told(site)).to_contain_text("0 of 1 goal met: 1 move")
    solve_six(site)
    expect(kept(site)).to_be_visible()
    assert 1 == len(posted)


def test_undo_redo_and_back_show_a_run_and_keep_nothing(site: Page) -> None:
    posted = open_level(site, SIX)
    site.get_by_label("Speed").select_option("0.5")
    solve_six(site)
    expect(site.get_by_role("button", name="Pause")).to_be_visible()
    site.get_by_role("button", name="Undo").click()
    expect(told(site)).to_contain_text("0 of 1 goal met: 0 moves")
    site.get_by_role("button", name="Redo").click()
    expect(told(site)).to_contain_text("Solved in 1 move")
    site.get_by_role("link", name="Step back").click()
    site.get_by_role("link", name="To the end").click()
    expect(keep_button(site)).to_be_visible()

    assert [] == posted
    keep_button(site).click()
    expect(kept(site)).to_be_visible()
    expect(site.get_by_role("link", name=re.compile("^Next: "))).to_be_focused()
    assert 1 == len(posted)


def test_what_could_not_be_kept_says_so_and_can_be_sent_again(
    shared_server: LiveServer, page: Page
) -> None:
    site = page
    site.base = shared_server.url  # type: ignore[attr-defined]
    posted = open_level(site, SIX)
    site.route("**/solved/**", lambda route: route.abort())
    solve_six(site)
    expect(site.get_by_text("The server cannot be reached")).to_be_visible()
    expect(kept(site)).to_be_hidden()
    site.unroute("**/solved/**")
    keep_button(site).click()
    expect(kept(site)).to_be_visible()

    assert 2 == len(posted)


@pytest.mark.parametrize("path", [SIX, KEEP])
def test_with_reduced_motion_the_end_is_there_at_once_and_the_button_stays(
    site: Page, path: str
) -> None:
    site.emulate_media(reduced_motion="reduce")
    posted = open_level(site, path)
    watch(site)
    if path == SIX:
        solve_six(site)
    else:
        site.get_by_role("link", name="Repair run", exact=True).click()
    expect(told(site)).to_contain_text("Solved in 1 move")
    expect(keep_button(site)).to_be_visible()

    assert not [text for text in site.evaluate("seen") if "open" in text]
    assert [] == posted
    keep_button(site).click()
    expect(kept(site)).to_be_visible()


def test_without_javascript_the_button_keeps_it_and_leads_on(
    shared_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shared_server.url + SIX)
    dial(page).select_option("kitchens.concurrency:6")
    page.get_by_role("button", name="Apply").click()
    expect(told(page)).to_contain_text("Solved in 1 move, par 1.")
    keep_button(page).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Six kitchens")
    page.goto(shared_server.url + "/levels/")
    expect(page.get_by_text("solved in 1 move · par 1")).to_be_visible()
    context.close()


def test_tries_are_counted_over_reloads_and_told_beside_par(site: Page) -> None:
    open_level(site, SIX)
    for text, count in (("2", "1 move"), ("1", "0 moves"), ("2", "1 move")):
        dial(site).select_option(f"kitchens.concurrency:{text}")
        # What it plays is looked at elsewhere; here its end is what counts.
        expect(site.get_by_role("button", name="Pause")).to_be_visible()
        site.get_by_role("link", name="To the end").click()
        expect(told(site)).to_contain_text(f"0 of 1 goal met: {count}")
    site.reload()
    expect(site.get_by_text("1 try so far")).to_be_visible()
    site.goto(site.base + "/levels/")  # type: ignore[attr-defined]
    expect(site.get_by_text("par 1 · 1 try so far")).to_be_visible()
    open_level(site, SIX)
    solve_six(site)
    expect(site.get_by_text("Solved in 1 move, at the 2nd try, par 1.")).to_be_visible()
    site.goto(site.base + "/levels/")  # type: ignore[attr-defined]
    expect(site.get_by_text("solved in 1 move, at the 2nd try")).to_be_visible()


def test_a_level_is_played_with_the_keyboard_alone(site: Page) -> None:
    posted = open_level(site, KEEP)
    site.get_by_role("link", name="Repair run", exact=True).focus()
    site.keyboard.press("Enter")
    expect(site.get_by_role("button", name="Pause")).to_be_visible()
    site.keyboard.press("End")
    expect(kept(site)).to_be_visible()
    site.get_by_role("link", name=re.compile("^Next: ")).focus()
    site.keyboard.press("Enter")
    expect(site.get_by_role("heading", level=1)).not_to_have_text("Keep what succeeded")

    assert 1 == len(posted)


SIZES = [(1440, 900), (360, 740)]


def test_every_way_to_act_and_the_goal_are_in_sight(site: Page) -> None:
    for slug, (width, height) in product(some_of(list(LEVELS), every=3), SIZES):
        level = LEVELS[slug]
        site.set_viewport_size({"width": width, "height": height})
        if (width, height) == SIZES[0]:
            open_level(site, f"/levels/{slug}/")
        acts = site.locator(".try :is(.dials select, .operate > *)")
        parts = [*acts.all(), *site.locator(".goal").all(), told(site)]
        boxes = [part.bounding_box() for part in parts]

        assert len(level.may.dial) + len(level.may.do) == acts.count(), slug
        assert not [box for box in boxes if box is None or box["y"] < 0], slug
        lowest = max(box["y"] + box["height"] for box in boxes if box)
        assert lowest <= height, f"{slug} ends at {lowest:.0f}"
        slider = site.get_by_role("slider")
        assert slider.input_value() == slider.get_attribute("max"), f"{slug} opens at its end"


COVERED = """() => {
  const line = document.querySelector(".goalline").getBoundingClientRect();
  return [...document.querySelectorAll(".labbar .button, .operate .button, .transport a")]
    .filter((each) => each.checkVisibility())
    .map((each) => each.getBoundingClientRect())
    .filter(({top, bottom}) => top < line.bottom - 1 && bottom > line.top + 1 && bottom > 0).length;
}"""


@pytest.mark.parametrize("press", ["Run now", "Repair run"])
def test_on_a_phone_the_goal_covers_nothing_that_is_pressed(
    shared_server: LiveServer, browser: Browser, press: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(shared_server.url + "/levels/keep-what-succeeded/")
    page.wait_for_selector("[data-ready]")
    page.get_by_role("link", name=press, exact=True).click()
    page.wait_for_url("**do=**")
    page.wait_for_function("() => scrollY > 0")

    assert 0 == page.evaluate(COVERED)
    context.close()
