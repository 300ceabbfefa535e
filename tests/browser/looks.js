// What an eye would complain of in the page as it stands; looks.py asks it.
(share) => {
  const found = new Set();
  const page = document.querySelector("main").getBoundingClientRect();
  const rootPx = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const CARDS = `.panel, .card, .sim__stage, .inspector, .goal, .notice, .button, .chip, .badge, td, th,
    .failmap__row, .ask, .reason, .option, .foreseen, .transport`;
  const UNSEEN = ".hidden, .skip, .symbols, script, style, select, textarea, svg, pre";

  const upwards = function* (each) {
    for (let up = each; up && up.tagName !== "MAIN"; up = up.parentElement) yield up;
  };
  const styled = (each, name) => getComputedStyle(each)[name];
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !each.closest(UNSEEN) && [...upwards(each)].every((up) => styled(up, "clipPath") === "none");
  const named = (each) => each.tagName.toLowerCase() + (each.className ? `.${each.className}` : "");
  const brief = (node) => `"${node.data.trim().slice(0, 30)}"`;
  const lines = (node, from = 0, to = node.data.length) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter((rect) => rect.width > 0.5);
  };
  const overlap = (one, two) => ({
    wide: Math.min(one.right, two.right) - Math.max(one.left, two.left),
    high: Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top),
  });
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim() && isSeen(parentElement)) texts.push(walker.currentNode);
  }

  // A word that takes no more than a share of the page stands in one line.
  const widthOf = (rects) => rects.reduce((sum, rect) => sum + rect.width, 0);
  for (const node of texts)
    for (const word of node.data.matchAll(/\S+/g)) {
      if (word[0].length > 40) continue;
      if (widthOf(lines(node, word.index, word.index + word[0].length)) > page.width * share) continue;
      for (const part of word[0].matchAll(/[^…/-]+/g)) {
        const from = word.index + part.index;
        const tops = lines(node, from, from + part[0].length).map((rect) => Math.round(rect.top));
        const count = new Set(tops).size;
        if (count > 1) found.add(`broken: ${part[0]} in ${count} lines, in ${named(node.parentElement)}`);
      }
    }

  // A sentence that is a flex or grid container makes a column of each code word.
  for (const node of texts) {
    const holder = node.parentElement;
    if (!/flex|grid/.test(styled(holder, "display"))) continue;
    const inline = "code, em, strong, b, i, kbd, a:not(.button), .fact-ref";
    if ([...holder.children].some((each) => each.matches(inline) && isSeen(each)))
      found.add(`columns: ${named(holder)}: ${holder.textContent.trim().slice(0, 60)}`);
  }

  // Text stays in its card, button or cell.
  for (const node of texts) {
    if (node.parentElement.closest(".cut")) continue;
    for (const up of upwards(node.parentElement)) {
      if (/auto|scroll/.test(styled(up, "overflowX"))) break;
      if (!up.matches(CARDS) || styled(up, "display") === "contents") continue;
      const box = up.getBoundingClientRect();
      for (const rect of lines(node)) {
        const out = Math.round(Math.max(rect.right - box.right, box.left - rect.left));
        if (out > 1) found.add(`out: ${brief(node)} of ${named(up)} by ${out}`);
      }
    }
  }

  // Nothing is cut: no choice of a select, nothing behind the edge of its box.
  const pen = document.createElement("canvas").getContext("2d");
  for (const each of document.querySelectorAll("main select")) {
    if (!each.checkVisibility() || each.closest(".hidden")) continue;
    pen.font = styled(each, "font");
    const room = each.clientWidth - parseFloat(styled(each, "paddingLeft")) - parseFloat(styled(each, "paddingRight"));
    for (const option of each.options)
      if (pen.measureText(option.text).width > room + 1) found.add(`cut: select "${option.text}"`);
  }
  for (const node of texts) {
    const holder = node.parentElement;
    if (holder.closest(".cut") || styled(holder, "display") === "inline") continue;
    if (/hidden|clip/.test(styled(holder, "overflowX")) && holder.scrollWidth > holder.clientWidth + 1)
      found.add(`cut: ${brief(node)} in ${named(holder)}`);
  }

  // No text lies over another; what sticks to the window is beside what scrolls under it.
  const sticking = (each) => [...upwards(each)].find((up) => /sticky|fixed/.test(styled(up, "position")));
  const shownOf = (rect, each) => {
    let { top, bottom } = rect;
    for (const up of upwards(each)) {
      if (styled(up, "overflowY") === "visible") continue;
      const box = up.getBoundingClientRect();
      top = Math.max(top, box.top);
      bottom = Math.min(bottom, box.bottom);
    }
    return { left: rect.left, right: rect.right, top, bottom, height: rect.height };
  };
  const pieces = texts.filter((node) => !node.parentElement.closest(".cut")).flatMap((node) => {
    const on = sticking(node.parentElement);
    return lines(node).map((rect) => ({ rect: shownOf(rect, node.parentElement), node, on }));
  });
  for (const [at, one] of pieces.entries())
    for (const two of pieces.slice(at + 1)) {
      if (one.node === two.node || one.on !== two.on) continue;
      const { wide, high } = overlap(one.rect, two.rect);
      if (wide > 2 && high > Math.min(one.rect.height, two.rect.height) * 0.45)
        found.add(`over: ${brief(one.node)} and ${brief(two.node)}`);
    }

  // In a graph that is not zoomed: letters are read, stay in their boxes, and out of each other.
  for (const svg of document.querySelectorAll("main .graph:not(.graph--large) svg[data-width]")) {
    if (!svg.checkVisibility()) continue;
    const scale = svg.getScreenCTM().a;
    const drawn = [...svg.querySelectorAll("text")].filter((text) =>
      text.checkVisibility() && text.textContent.trim() && text.getBoundingClientRect().width);
    for (const text of drawn) {
      const px = parseFloat(styled(text, "fontSize")) * scale * 16 / rootPx;
      if (px < 11 - 0.2) found.add(`small: "${text.textContent.trim()}" at ${px.toFixed(1)} px`);
      const box = text.closest(".node")?.querySelector(".node__box")?.getBoundingClientRect();
      const rect = text.getBoundingClientRect();
      if (box && !text.matches(".node__attempts") && (rect.right > box.right + 1 || rect.left < box.left))
        found.add(`out: "${text.textContent.trim()}" of its box by ${(rect.right - box.right).toFixed(0)}`);
    }
    const marks = [...svg.querySelectorAll(".mark-surplus__pill, .bolt__disc, .node__said, .edge__way, .node__note, .node__name, .node__word")]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width)
      .filter((each) => each.tagName !== "text" || each.textContent.trim());
    for (const [at, one] of marks.entries())
      for (const two of marks.slice(at + 1)) {
        const { wide, high } = overlap(one.getBoundingClientRect(), two.getBoundingClientRect());
        if (wide > 1 && high > 3 * scale)
          found.add(`over: in a graph ${named2(one)} and ${named2(two)}`);
      }
    for (const pill of svg.querySelectorAll(".mark-surplus__pill")) {
      const box = pill.closest(".spot").querySelector(".node__box").getBoundingClientRect();
      const rect = pill.getBoundingClientRect();
      if (rect.width && (overlap(rect, box).high > 2 || rect.left < box.left - 1))
        found.add("over: a pill and the edge of its box");
    }
  }
  function named2(each) {
    return `${each.getAttribute("class")} "${each.textContent.trim()}"`;
  }

  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.add(`sideways: ${wide} > ${innerWidth}`);
  return [...found];
}
