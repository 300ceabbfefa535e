"""What is asked of every page at a size: each tab takes each size once, whoever asks first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser import looks
from tests.browser.tabs import resized

HEIGHT = 900
TOUCH_PX_MIN = 44
Size = tuple[int, int]
"""How wide a window is, and how large its text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a page as it stands, and the sizes at which it is asked."""

    of: Callable[[Page], Any]
    sizes: tuple[Size, ...]


WIDTH = "document.documentElement.scrollWidth"
MARK = "Object.values(document.querySelector('.masthead__mark').getBoundingClientRect().toJSON())"
FOLDED_OUT = """() => {
  const found = [];
  for (const fold of document.querySelectorAll("main details:not([open])")) {
    if (!fold.checkVisibility()) continue;
    fold.open = true;
    for (const each of fold.querySelectorAll("*")) {
      const {left, right, width} = each.getBoundingClientRect();
      if (!width || !each.checkVisibility()) continue;
      // What scrolls by itself may be wider than it shows.
      if (each.closest("svg, .hidden, pre, .table-scroll, .graph > *")) continue;
      if (left < -0.5 || right > innerWidth + 0.5)
        found.push(`${fold.textContent.trim().slice(0, 20)}: ${each.tagName} ${left} to ${right}`);
    }
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) found.push(`${fold.className}: sideways`);
    fold.open = false;
  }
  return [...new Set(found)];
}"""
TOO_SMALL = """(least) => {
  const found = [];
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const each of document.querySelectorAll(controls)) {
    // What stands in a sentence is as high as its line (WCAG 2.5.8): a link, or a term explained.
    const isLink = each.tagName === "A" && getComputedStyle(each).display === "inline";
    const isInText = isLink || each.matches(".prose .term");
    const isPassed = each.closest(".hidden, .skip, svg, .symbols, .sources__from");
    if (isPassed || !each.checkVisibility({visibilityProperty: true})) continue;
    if (isInText && !each.closest("nav, li:only-child")) continue;
    // Who presses the label presses what it is for.
    const {width, height} = (each.closest("label") ?? each).getBoundingClientRect();
    const says = (each.textContent || each.name || "").trim().slice(0, 30);
    if (width && height && Math.min(width, height) < least - 0.5)
      found.push(`${each.tagName} "${says}" ${width} x ${height}`);
  }
  const reached = "svg:not(.thumb) :is(.bolt__reach, .graph a[data-index] .node__box)";
  for (const each of document.querySelectorAll(reached)) {
    const {width, height} = each.getBoundingClientRect();
    if (width && height && Math.min(width, height) < least - 0.5)
      found.push(`in a graph: ${width} x ${height}`);
  }
  return [...new Set(found)];
}"""

LARGE = ((360, 24), (320, 20), (720, 16), (720, 32))
EYE = ((360, 16), (360, 24), (768, 16), (1440, 16), (1440, 24))
COMPLAINTS = Asked(looks.complaints, EYE)
FOLDS = Asked(lambda page: page.evaluate(FOLDED_OUT), (*EYE, (768, 24)))
MARKS = Asked(lambda page: page.evaluate(MARK), ((360, 16), (768, 16), (1440, 16), (2200, 16)))
FINGERS = Asked(lambda page: page.evaluate(TOO_SMALL, TOUCH_PX_MIN), ((360, 16), (768, 16)))
WIDTHS = Asked(lambda page: page.evaluate(WIDTH), LARGE)
ALL = (COMPLAINTS, FOLDS, MARKS, FINGERS, WIDTHS)


@dataclass(frozen=True, slots=True)
class Sizes:
    """All tabs, and what each has answered at each size."""

    tabs: dict[str, Page]
    answers: dict[tuple[Asked, Size], dict[str, Any]] = field(default_factory=dict)

    def found(self, asked: Asked, size: Size) -> dict[str, Any]:
        """Returns what each page answers. At a size that is new, it is asked all of that size."""
        if (asked, size) not in self.answers:
            here = [each for each in ALL if size in each.sizes]
            answers: dict[tuple[Asked, Size], dict[str, Any]] = {(each, size): {} for each in here}
            for url, page in self.tabs.items():
                resized(page, size[0], HEIGHT, size[1])
                for each in here:
                    answers[each, size][url] = each.of(page)
            self.answers.update(answers)
        return self.answers[asked, size]

    def complained(self, asked: Asked, size: Size) -> dict[str, Any]:
        """Returns the answers of those pages that have one to give."""
        return {url: answer for url, answer in self.found(asked, size).items() if answer}
