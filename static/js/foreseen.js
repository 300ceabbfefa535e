// A prediction beside its run: tells what the server wrote for a step once the player has reached it.

const stored = (key) => {
  try {
    return Number(sessionStorage.getItem(key));
  } catch {
    return 0;
  }
};

export class Foreseen {
  /**
   * @param {HTMLElement} element the simulator's section; it is data-held until its end was seen
   * @param {number} last the last step
   */
  constructor(element, last) {
    this.element = element;
    this.last = last;
    this.box = element.querySelector("[data-foreseen]");
    if (!this.box) return;
    this.parts = [...this.box.querySelectorAll("[data-told-at]")];
    this.key = `foreseen ${element.dataset.path} ${this.box.dataset.foreseen}`;
    this.reached = -1;
    this.reach(stored(this.key));
  }

  /** @param {number} step that is shown now: what is told stays told when one goes back */
  reach(step) {
    if (!this.box || step <= this.reached) return;
    this.reached = step;
    for (const part of this.parts) if (Number(part.dataset.toldAt) <= step) part.removeAttribute("data-later");
    if (step >= this.last) this.element.removeAttribute("data-held");
    try {
      sessionStorage.setItem(this.key, step);
    } catch { /* Then a reload tells only what its own step has reached. */ }
  }

  /** Brings what has just been told into sight. */
  show() {
    this.box?.scrollIntoView({ block: "nearest" });
  }
}
