"""Seeking to any moment, after any history, gives the picture that the server paints there."""

import random

import pytest
from playwright.sync_api import Page

from tests.build import bundled
from tests.proving import some_of

SEEKS = 8
VARIATIONS = [
    "half-written?do=run_now&do=fix&do=run_now",
    "one-region-fails?fail=one_region.0&do=run_now&do=repair",
    "second-run-waits?dial=queue:off",
    "branch-and-join?fail=publish",
]

PICTURE = """(root) => [...root.querySelectorAll(
  "[data-bind-state], [data-bind-text], [data-bind-icon], [data-bind-label], [data-lit]," +
  "[data-curtain], [data-when], .why__chain, .why__subject, [data-shows], input[type=range]"
)].map((part) => [
  part.dataset.bindState && part.dataset.state,
  part.dataset.bindText && part.textContent,
  part.dataset.bindIcon && part.getAttribute("href"),
  part.dataset.bindLabel && part.getAttribute("aria-label"),
  part.hasAttribute("data-lit"),
  part.hasAttribute("data-curtain") && Number(part.getAttribute("x")),
  part.dataset.when,
  part.matches(".why__chain, .why__subject, [data-shows]") && part.textContent.replace(/\\s+/g, ""),
  part.matches("input") && part.value,
].join("|"))"""


@pytest.mark.parametrize("story", some_of([*bundled().scenarios, *VARIATIONS], every=4))
def test_seeking_paints_what_a_fresh_page_shows(site: Page, story: str) -> None:
    slug, _, query = story.partition("?")
    url = f"{site.base}/simulator/{slug}/?{query}"
    site.goto(url)
    site.wait_for_selector("[data-ready]")
    last = int(site.get_by_role("slider").get_attribute("max") or 0)
    chance = random.Random(story)
    for _ in range(SEEKS):
        step = chance.randint(0, last)
        site.get_by_role("slider").fill(str(step))
        shown = site.evaluate(f"({PICTURE})(document)")
        fresh = site.evaluate(
            f"""async (url) => {{
              const html = await (await fetch(url)).text();
              return ({PICTURE})(new DOMParser().parseFromString(html, "text/html"));
            }}""",
            f"{url}&step={step}",
        )

        assert fresh == shown, f"step {step}"
