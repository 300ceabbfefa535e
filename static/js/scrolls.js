// Lets keys reach a drawing without links while it is wider than its room: then it scrolls, and only then.

const watched = new WeakSet();

/**
 * @param {HTMLElement} element scrolls when what is in it does not fit
 */
export function mount(element) {
  if (watched.has(element)) return;
  watched.add(element);
  new ResizeObserver(() => settle(element)).observe(element);
}

function settle(element) {
  const doesScroll = element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX === "auto";
  if (doesScroll) element.tabIndex = 0;
  else element.removeAttribute("tabindex");
}
