// A figure is stepped through with the arrow keys while the focus is in it. Its links do the rest.

const KEYS = { ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end" };
const OWN_KEYS = "input, select, textarea, [tabindex='0']";
const LIT = "[data-new], [data-read]";
const mounted = new WeakSet();
/** What is unfolded in each figure: another moment has it unfolded, too. */
const unfolded = new WeakMap();

/** @param {HTMLElement} element the figure */
export function mount(element) {
  for (const name of unfolded.get(element) ?? []) {
    const fold = element.querySelector(`details.${name}`);
    if (fold) fold.open = true;
  }
  showLit(element);
  if (mounted.has(element)) return;
  mounted.add(element);
  unfolded.set(element, new Set());
  element.addEventListener("click", ({ target }) => {
    const fold = target.closest("summary")?.parentElement;
    if (fold) unfolded.get(element)[fold.open ? "delete" : "add"](fold.classList[0]);
  });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.closest(OWN_KEYS)) return;
    const link = KEYS[event.key] && element.querySelector(`[data-go="${KEYS[event.key]}"]`);
    if (!link) return;
    event.preventDefault();
    link.focus();
    link.click();
  });
}

/** Scrolls each list to what has just happened in it; the page stays where it is. */
function showLit(element) {
  for (const list of element.querySelectorAll("[tabindex='0']")) {
    const lit = list.querySelector(LIT);
    if (lit) list.scrollTop += lit.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientTop;
  }
}
