"""What an eye would complain of, as scripts of a page: broken words, cut text, text over text."""

from typing import Any

from playwright.sync_api import Page

_TEXTS = """
  const clippedAway = (each) => {
    for (let up = each; up; up = up.parentElement) if (getComputedStyle(up).clipPath !== "none") return true;
    return false;
  };
  const seen = (each) => each.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && !each.closest(".hidden, .skip, .symbols, script, style, template, select, textarea, svg, pre")
    && !clippedAway(each);
  const texts = () => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode())
      if (walker.currentNode.data.trim() && seen(walker.currentNode.parentElement)) found.push(walker.currentNode);
    return found;
  };
  const named = (each) => each.tagName.toLowerCase() + (each.className ? `.${each.className}` : "");
  const lines = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter((rect) => rect.width > 0.5);
  };
"""
BROKEN_WORDS = f"""(share) => {{
  {_TEXTS}
  const page = document.querySelector("main").getBoundingClientRect();
  const found = [];
  for (const node of texts())
    for (const word of node.data.matchAll(/[^\\s\\u2026\\/-]+/g)) {{
      const rects = lines(node, word.index, word.index + word[0].length);
      const width = rects.reduce((sum, rect) => sum + rect.width, 0);
      const rows = new Set(rects.map((rect) => Math.round(rect.top)));
      if (rows.size > 1 && width < page.width * share)
        found.push(`${{word[0]}} in ${{rows.size}} lines, in ${{named(node.parentElement)}}`);
    }}
  return [...new Set(found)];
}}"""
"""Words that stand in several lines though they take no more than a share of the page's width."""

COLUMNS_OF_WORDS = f"""() => {{
  {_TEXTS}
  const found = [];
  for (const node of texts()) {{
    const holder = node.parentElement;
    if (!/flex|grid/.test(getComputedStyle(holder).display)) continue;
    const inline = [...holder.children].filter((each) =>
      each.matches("code, em, strong, b, i, kbd, a:not(.button), .fact-ref") && seen(each));
    if (inline.length) found.push(`${{named(holder)}}: ${{holder.textContent.trim().slice(0, 60)}}`);
  }}
  return [...new Set(found)];
}}"""
"""Sentences that are a flex or grid container themselves: each code word is a column of its own."""

STICKING_OUT = f"""() => {{
  {_TEXTS}
  const CARDS = ".panel, .card, .sim__stage, .inspector, .goal, .notice, .button, .chip, .badge, td, th, .failmap__row, .ask, .reason, .option, .foreseen";
  const found = [];
  for (const node of texts()) {{
    if (node.parentElement.closest(".cut")) continue;
    for (let up = node.parentElement; up && up.tagName !== "MAIN"; up = up.parentElement) {{
      const {{overflowX}} = getComputedStyle(up);
      const box = up.getBoundingClientRect();
      if (overflowX === "auto" || overflowX === "scroll") break;
      if (!up.matches(CARDS)) continue;
      for (const rect of lines(node, 0, node.data.length))
        if (rect.right > box.right + 1 || rect.left < box.left - 1)
          found.push(`"${{node.data.trim().slice(0, 30)}}" out of ${{named(up)}} by ${{Math.round(Math.max(rect.right - box.right, box.left - rect.left))}}`);
    }}
  }}
  return [...new Set(found)];
}}"""
"""Text that leaves the card, button or cell it stands in."""

CUT = f"""() => {{
  {_TEXTS}
  const found = [];
  const pen = document.createElement("canvas").getContext("2d");
  for (const each of document.querySelectorAll("main select")) {{
    if (!each.checkVisibility() || each.closest(".hidden")) continue;
    const style = getComputedStyle(each);
    pen.font = style.font;
    const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    for (const option of each.options) {{
      const needed = pen.measureText(option.text).width;
      if (needed > room + 1) found.push(`select "${{option.text}}" needs ${{Math.round(needed)}}, has ${{Math.round(room)}}`);
    }}
  }}
  for (const node of texts()) {{
    const holder = node.parentElement;
    if (holder.closest(".cut")) continue;
    const {{overflowX, display}} = getComputedStyle(holder);
    if (/hidden|clip/.test(overflowX) && display !== "inline" && holder.scrollWidth > holder.clientWidth + 1)
      found.push(`"${{node.data.trim().slice(0, 30)}}" is cut in ${{named(holder)}}`);
  }}
  return [...new Set(found)];
}}"""
"""Text that is not seen whole: in a select that is too narrow, or behind the edge of its box."""

OVER_EACH_OTHER = f"""() => {{
  {_TEXTS}
  const floats = (each) => {{
    for (let up = each; up; up = up.parentElement) if (/sticky|fixed/.test(getComputedStyle(up).position)) return up;
    return null;
  }};
  const clipped = (rect, each) => {{
    for (let up = each; up && up.tagName !== "MAIN"; up = up.parentElement) {{
      if (getComputedStyle(up).overflowY === "visible") continue;
      const box = up.getBoundingClientRect();
      if (rect.top >= box.bottom - 1 || rect.bottom <= box.top + 1) return true;
    }}
    return false;
  }};
  const all = texts().flatMap((node) => lines(node, 0, node.data.length)
    .filter((rect) => !clipped(rect, node.parentElement))
    .map((rect) => ({{rect, node, on: floats(node.parentElement)}})));
  const found = [];
  for (const [at, one] of all.entries())
    for (const two of all.slice(at + 1)) {{
      if (one.node === two.node || one.on !== two.on) continue;
      const wide = Math.min(one.rect.right, two.rect.right) - Math.max(one.rect.left, two.rect.left);
      const high = Math.min(one.rect.bottom, two.rect.bottom) - Math.max(one.rect.top, two.rect.top);
      const least = Math.min(one.rect.height, two.rect.height);
      if (wide > 2 && high > least * 0.45)
        found.push(`"${{one.node.data.trim().slice(0, 24)}}" and "${{two.node.data.trim().slice(0, 24)}}"`);
    }}
  return [...new Set(found)];
}}"""
"""Two texts in the same place."""


def complaints(page: Page, *, share: float = 0.5) -> list[str]:
    """Returns all that an eye would find on a page as it stands."""
    asked: list[tuple[str, str, Any]] = [
        ("broken", BROKEN_WORDS, share),
        ("columns", COLUMNS_OF_WORDS, None),
        ("out", STICKING_OUT, None),
        ("cut", CUT, None),
        ("over", OVER_EACH_OTHER, None),
    ]
    found = [f"{kind}: {each}" for kind, script, arg in asked for each in page.evaluate(script, arg)]
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width[0] > width[1]:
        found.append(f"sideways: {width[0]} > {width[1]}")
    return found
