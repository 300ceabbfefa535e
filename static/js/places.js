// A simulator inside a lesson has no address of its own: its moves are entries of the page's history,
// so that Back steps it back, and a reload finds it as it was.

const firsts = new Map();

/** The place of each simulator at this entry of the history: {id: address}. */
const places = () => history.state?.places ?? {};

/**
 * Keeps the page where it is: what a browser restores by itself is where one stood when the entry was
 * left. htmx takes such steps over, where it can; then `scrollRestoration` alone is not heeded.
 */
function stay(event) {
  const isOurs = event.navigationType === "traverse" && event.canIntercept && event.destination.sameDocument && !event.hashChange;
  if (isOurs) event.intercept({ scroll: "manual", focusReset: "manual" });
}

const note = (id, url) => history.replaceState({ ...history.state, places: { ...places(), [id]: url } }, "");

export class Places {
  /**
   * @param {HTMLElement} element the simulator's section
   * @param {(url: string) => void} show brings another place, without a new entry
   * @param {AbortSignal} signal ends it
   */
  constructor(element, show, signal) {
    this.element = element;
    const { id } = element;
    const isFirst = !firsts.has(id);
    if (isFirst) firsts.set(id, element.dataset.url);
    const here = () => places()[id] ?? firsts.get(id);
    const turn = () => {
      if (here() !== this.at) show(here());
    };
    this.at = element.dataset.url;
    addEventListener("popstate", turn, { signal });
    window.navigation?.addEventListener("navigate", stay, { signal });
    addEventListener("pagehide", () => (history.scrollRestoration = "auto"), { signal });
    if (isFirst) turn();
    else if (places()[id]) this.at = places()[id];
  }

  /** @param {string} url of the move, which begins a new entry */
  push(url) {
    note(this.element.id, this.at);
    history.scrollRestoration = "manual";
    history.pushState({ ...history.state, places: { ...places(), [this.element.id]: url } }, "");
    history.scrollRestoration = "manual";
  }

  /** @param {number} step that is shown now */
  remember(step) {
    const url = new URL(this.at, location.href);
    url.searchParams.set("step", step);
    this.at = url.pathname + url.search;
    note(this.element.id, this.at);
  }
}
