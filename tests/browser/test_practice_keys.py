"""Practice by keyboard, and with a thumb: keys, tabs to the first option, what a verdict shows."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.tabs import ready
from tests.browser.test_drafts import LESSON, VERDICT, WHOLE, go_to, option, start
from tests.browser.test_foreseen import RIGHT, predict
from tests.build import bundled

PHONE = {"width": 360, "height": 740}


def tabs_to_the_first_option(page: Page) -> int:
    for presses in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('form.question input, form select')"):
            return presses
    raise AssertionError("no Tab leads to an option")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize(("slug", "most"), [("rollback", 1), ("pipeline-vs-job", 2)])
def test_at_most_three_tabs_lead_to_the_first_option(
    shared_server: LiveServer, browser: Browser, slug: str, most: int, has_script: bool
) -> None:
    """A question of the second set shows code, which can be scrolled."""
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.base = shared_server.url  # type: ignore[attr-defined]
    url, presses, skipping = start(page, slug, WHOLE), [], []
    count = page.locator(".dots").last.locator("a").count()
    for number in range(1, count + 1):
        page.goto(url.replace("/1/", f"/{number}/"))
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        presses.append(tabs_to_the_first_option(page))
        # By the link that skips the header, too: Tab, Enter, and from there.
        page.get_by_role("link", name="Skip to the content").focus()
        page.keyboard.press("Enter")
        skipping.append(1 + tabs_to_the_first_option(page))

    assert (most, most + 1) == (max(presses), max(skipping))
    context.close()


def test_a_set_is_practised_by_keys_alone(site: Page) -> None:
    start(site, "repair-vs-rerun")
    field = go_to(site, "input[type=radio]")
    id_ = field.get_attribute("id")
    ready(site)
    site.keyboard.press("2")
    expect(option(site, 1)).to_be_checked()
    expect(option(site, 1)).to_be_focused()
    site.keyboard.press("1")
    expect(site.locator(f"#{id_}")).to_be_checked()
    site.keyboard.press("9")
    expect(site.locator(f"#{id_}")).to_be_checked()
    site.keyboard.press("Enter")
    expect(site.get_by_role("heading", name=VERDICT)).to_be_focused()
    before = site.url
    site.keyboard.press("n")
    expect(site.get_by_role("heading", name=re.compile("^Question"))).to_be_focused()
    expect(site).not_to_have_url(before)


def test_keys_pick_several_and_enter_sends_from_anywhere(site: Page) -> None:
    start(site, button=WHOLE)
    go_to(site, "input[type=checkbox]")
    ready(site)
    for key in "131":
        site.keyboard.press(key)
    expect(option(site, 0)).not_to_be_checked()
    expect(option(site, 2)).to_be_checked()
    told = site.get_by_text(re.compile(r"^Pick \d+\.$")).inner_text()
    for key in "24567"[: int(re.sub(r"\D", "", told)) - 1]:
        site.keyboard.press(key)
    site.get_by_role("heading", level=1).focus()
    site.keyboard.press("Enter")

    expect(site.get_by_role("heading", name=VERDICT)).to_be_visible()


def test_no_key_is_taken_inside_a_field_or_with_ctrl(site: Page) -> None:
    start(site)
    go_to(site, "input[type=radio]")
    ready(site)
    site.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    site.locator("textarea").focus()
    site.keyboard.type("1?n2")
    expect(site.locator("textarea")).to_have_value("1?n2")
    site.get_by_role("heading", level=1).focus()
    site.keyboard.press("Control+1")
    site.keyboard.press("Alt+2")

    expect(site.locator("form.question :checked")).to_have_count(0)
    expect(site.locator("#question-keys")).not_to_have_attribute("open", "")


def test_the_list_opens_closes_and_switches_the_keys_off(site: Page) -> None:
    start(site)
    go_to(site, "input[type=radio]")
    ready(site)
    site.keyboard.press("?")
    expect(site.get_by_text("send the answer")).to_be_visible()
    site.keyboard.press("Escape")
    expect(site.get_by_text("send the answer")).to_be_hidden()
    expect(site.get_by_role("heading", level=1)).to_be_focused()
    site.keyboard.press("?")
    site.get_by_role("button", name="Switch these keys off").click()
    site.reload()
    ready(site)
    site.keyboard.press("1")
    site.keyboard.press("?")
    expect(site.locator("form.question :checked")).to_have_count(0)
    expect(site.get_by_text("send the answer")).to_be_hidden()
    site.locator("#question-keys > summary").click()
    site.get_by_role("button", name="Switch these keys off", pressed=True).click()
    site.get_by_role("heading", level=1).focus()
    site.keyboard.press("1")

    expect(option(site)).to_be_checked()


def test_enter_goes_on_from_a_verdict_and_from_nothing_else(site: Page) -> None:
    start(site, "repair-vs-rerun")
    go_to(site, "input[type=radio]")
    ready(site)
    site.keyboard.press("1")
    site.keyboard.press("Enter")
    verdict = site.get_by_role("heading", name=VERDICT)
    expect(verdict).to_be_focused()
    expect(site.get_by_text("or Enter, N")).to_be_visible()
    before = site.url
    site.evaluate("document.activeElement.blur()")
    site.keyboard.press("Enter")
    assert before == site.url
    verdict.focus()
    site.keyboard.press("Enter")
    expect(site).not_to_have_url(before)
    expect(site.get_by_role("heading", name=re.compile("^Question"))).to_be_focused()


def test_the_result_has_the_focus_and_a_first_verdict_leads_on_by_enter(site: Page) -> None:
    site.goto(site.base + "/")  # type: ignore[attr-defined]
    site.get_by_role("radio").first.check()
    site.get_by_role("button", name="Send my answer").click()
    expect(site.get_by_role("heading", name=VERDICT)).to_be_focused()
    site.wait_for_selector("[data-keys]")
    site.get_by_role("link", name="See how it went").click()
    expect(site.get_by_text(re.compile("^[01] of 1 right"))).to_be_focused()
    site.go_back()
    site.wait_for_selector("[data-keys]")
    site.get_by_role("heading", name=VERDICT).focus()
    site.keyboard.press("Enter")
    expect(site).to_have_url(re.compile(LESSON))


def test_a_run_that_was_predicted_has_the_focus(site: Page) -> None:
    predict(site, RIGHT, plays=False)

    expect(
        site.get_by_role("region", name=re.compile("The run that you predicted"))
    ).to_be_focused()


@pytest.mark.parametrize("place", ["header a", ".contents summary", ".sim"])
def test_in_a_lesson_a_digit_picks_wherever_the_focus_is(site: Page, place: str) -> None:
    """No lesson of ours has a simulator before a prompt; somebody's may."""
    site.goto(site.base + LESSON)  # type: ignore[attr-defined]
    ready(site)
    site.evaluate("""() => {
      const sim = document.createElement("section");
      Object.assign(sim, { className: "sim", tabIndex: -1 });
      sim.dataset.behaviour = "player";
      document.querySelector("main").append(sim);
    }""")
    site.locator(place).first.evaluate("e => e.focus({ preventScroll: true })")
    site.get_by_role("button", name="Send my answer").scroll_into_view_if_needed()
    site.keyboard.press("1")

    expect(option(site)).to_be_checked()


def test_in_a_lesson_keys_act_on_the_prompt_in_sight_and_not_in_a_simulator(site: Page) -> None:
    site.goto(site.base + LESSON)
    ready(site)
    site.keyboard.press("1")
    expect(site.locator("form.question :checked")).to_have_count(0)
    site.get_by_role("button", name="Send my answer").scroll_into_view_if_needed()
    site.keyboard.press("1")
    expect(option(site)).to_be_checked()
    site.keyboard.press("?")
    expect(site.locator("#question-keys")).to_have_attribute("open", "")


def answer_wrongly(page: Page) -> None:
    """Answers a question of one pick wrongly."""
    for number in range(1, 30):
        if page.locator("form.question input[type=radio]").count() > 3:
            option(page).check()
            page.get_by_role("button", name="Send my answer").click()
            expect(page.get_by_role("heading", name=VERDICT)).to_be_visible()
            if page.get_by_role("heading", name="Not this time").count():
                return
        page.goto(re.sub(r"\d+/(#.*)?$", f"{number + 1}/", page.url))
    raise AssertionError("all were right")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_on_a_phone_the_pick_and_the_right_one_come_first_and_next_is_in_reach(
    shared_server: LiveServer, browser: Browser, has_script: bool
) -> None:
    context = browser.new_context(
        java_script_enabled=has_script, viewport=PHONE, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.base = shared_server.url  # type: ignore[attr-defined]
    start(page, "cluster-choice")
    answer_wrongly(page)
    marks = page.locator(".reason__mark:visible").all_inner_texts()

    assert ["Does not hold · your pick", "Holds"] == sorted(marks)
    expect(page.locator("kbd:visible")).to_have_count(0)
    bottom = PHONE["height"]
    for at in (0, 200, 10_000):
        page.evaluate(f"scrollTo(0, {at})") if has_script else page.mouse.wheel(0, at)
        box = page.get_by_role("link", name="Next question").bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= box["y"] + box["height"] <= bottom
    page.get_by_text("more that do not hold").click()
    expect(page.locator(".reason__mark:visible")).to_have_count(4)
    context.close()


def test_on_a_desk_all_reasons_are_open(site: Page) -> None:
    start(site, "cluster-choice")
    answer_wrongly(site)

    expect(site.get_by_text("more that do not hold")).to_be_hidden()
    for why in site.locator(".reason__why").all():
        expect(why).to_be_visible()
    assert 4 <= site.locator(".reason__why").count()


def test_in_a_lesson_n_and_p_lead_to_those_beside_it_and_enter_leads_nowhere(site: Page) -> None:
    slugs = [entry.slug for entry in bundled().outline]
    at = slugs.index(LESSON.split("/")[2])
    site.goto(site.base + LESSON)  # type: ignore[attr-defined]
    ready(site)
    site.get_by_text("Skip, show me").click()
    site.get_by_role("button", name="Show the answer").click()
    expect(site.get_by_role("heading", name="Skipped")).to_be_focused()
    site.keyboard.press("Enter")
    site.keyboard.press("Control+n")
    expect(site).to_have_url(re.compile(LESSON))
    site.keyboard.press("n")
    expect(site).to_have_url(re.compile(f"/lessons/{slugs[at + 1]}/$"))
    ready(site)
    for _ in range(2):
        before = site.url
        site.keyboard.press("p")
        expect(site).not_to_have_url(before)
        ready(site)

    expect(site).to_have_url(re.compile(f"/lessons/{slugs[at - 1]}/$"))
