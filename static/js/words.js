// The words of a simulator: the current sentence, the list of events, the chain of causes.

const LIVE_MS = 1400;
const FOLLOW_MS = 700;
const TOLD_MAX = 3;
const CHAIN_MAX = 30;

/** Changes a text in place: no node is made, which is what makes playing smooth. */
export function write(element, text) {
  const node = element.firstChild ?? element.appendChild(new Text());
  if (node.data !== text) node.data = text;
}

export class Words {
  /**
   * @param {HTMLElement} element the simulator's section
   * @param {{says: string[], tones: string[], causes: number[], why: number[], frames: object[]}} data
   * @param {() => boolean} isPlaying
   * @param {AbortSignal} signal ends it
   */
  constructor(element, data, isPlaying, signal) {
    Object.assign(this, { data, isPlaying, element });
    this.rows = [...element.querySelectorAll("[data-row]")];
    this.list = element.querySelector("[data-events]");
    this.output = element.querySelector("[data-shows=says]");
    this.live = element.querySelector("[data-live]");
    this.panel = element.querySelector("[data-why]");
    this.reasons = [...element.querySelectorAll("[data-reasons] > *")];
    this.first = Number(this.rows[0]?.dataset.row ?? 1);
    this.unsaid = [];
    this.saidAt = 0;
    this.followedAt = 0;
    signal.addEventListener("abort", () => clearTimeout(this.waiting));
  }

  /** What a step says: the last one, what matters of the whole. */
  at(step) {
    const { says, end } = this.data;
    return step > 0 && step === says.length - 1 && end ? end : says[step];
  }

  /** Shows a step in passing: its sentence, its line in the list. */
  show(step, isSaid) {
    const told = this.at(step);
    write(this.output, told);
    if (isSaid) this.#say(told);
    const isPlaying = this.isPlaying();
    const isOut = step && this.rows.length && (step < this.first || step >= this.first + this.rows.length);
    if (isOut || (this.rows.length && !isPlaying && this.#windowAt(step) !== this.first)) this.#refill(step);
    const [from, to] = this.marked === undefined ? [1, Infinity] : [Math.min(this.marked, step), Math.max(this.marked, step)];
    for (let at = Math.max(from, this.first); at <= to && at < this.first + this.rows.length; at += 1) {
      const when = at === step ? "now" : at < step ? "past" : "future";
      const row = this.rows[at - this.first];
      if (row.dataset.when !== when) row.dataset.when = when;
    }
    this.marked = step;
    // Reading where a row stands makes the browser lay out the page: seldom, while it plays.
    const isDue = !isPlaying || performance.now() - this.followedAt > FOLLOW_MS;
    if (!isDue) return;
    this.followedAt = performance.now();
    if (this.list) this.#follow(this.rows[step - this.first]);
    // Whoever stands in the chain keeps it: its links would go from under them.
    if (isPlaying && !this.panel?.contains(document.activeElement)) this.#tellWhy(step, false);
  }

  /** Tells why the step, or what is selected, stands as it does. */
  settle(step, asked) {
    this.show(step, false);
    this.#tellWhy(step, asked);
  }

  // Private

  #tellWhy(step, asked) {
    if (!this.panel) return;
    const { task, table } = this.panel.dataset;
    this.isSelected = Number(task) >= 0 || Boolean(table);
    const about = asked ? step : this.#about(step, Number(task), table);
    this.panel.querySelector(".why__subject").textContent = asked ? "this step" : this.panel.dataset.subject;
    this.panel.querySelector("ol").replaceChildren(...this.#chain(about));
  }

  /** One message a step; when steps come fast, some steps in one. */
  #say(text) {
    this.unsaid.push(text);
    if (this.waiting) return;
    const wait = Math.max(0, this.saidAt + LIVE_MS - performance.now());
    this.waiting = setTimeout(() => {
      const more = this.unsaid.length - TOLD_MAX;
      write(this.live, (more > 0 ? `${more} more steps. ` : "") + this.unsaid.slice(-TOLD_MAX).join(" "));
      this.unsaid = [];
      this.saidAt = performance.now();
      this.waiting = 0;
    }, wait);
  }

  #windowAt(step) {
    const count = this.rows.length;
    return Math.min(Math.max(step - Math.floor(count / 2), 0), this.data.says.length - 1 - count) + 1;
  }

  /** Moves the window of lines: the same rows tell of other steps. */
  #refill(step) {
    this.first = this.#windowAt(step);
    this.marked = undefined;
    this.rows.forEach((row, index) => {
      const at = this.first + index;
      row.dataset.row = at;
      row.dataset.tone = this.data.tones[at];
      const link = row.firstElementChild;
      link.dataset.seek = at;
      write(link.querySelector(".event__clock"), this.data.frames[at].clock);
      write(link.querySelector(".event__says"), this.data.says[at]);
      link.href = link.href.replace(/step=\d+/, `step=${at}`);
    });
  }

  /** Keeps the current line in sight inside its own list, without moving the page. */
  #follow(row) {
    if (!row) return void (this.list.scrollTop = 0);
    const top = row.offsetTop;
    if (top < this.list.scrollTop || top + row.offsetHeight > this.list.scrollTop + this.list.clientHeight)
      this.list.scrollTop = top - this.list.clientHeight / 2;
  }

  #about(step, task, table) {
    if (task < 0 && !table) return step;
    for (let at = step; at > 0; at -= 1)
      if ((task >= 0 && this.data.tasks[at] === task) || (table && this.data.tables[at] === table)) return at;
    return 0;
  }

  #chain(step) {
    const items = [];
    for (let at = step; at && items.length < CHAIN_MAX; at = this.data.causes[at]) {
      const item = document.createElement("li");
      item.className = "why__link";
      item.dataset.tone = this.data.tones[at];
      const when = document.createElement("a");
      when.className = "why__when";
      const address = new URL(this.element.dataset.url, location.href);
      address.searchParams.set("step", at);
      Object.assign(when, { href: address.pathname + address.search, textContent: this.data.frames[at].clock });
      when.dataset.seek = at;
      const says = document.createElement("span");
      says.className = "why__says";
      says.textContent = this.data.says[at];
      item.append(when, " ", says, this.reasons[this.data.why[at]].cloneNode(true));
      items.push(item);
    }
    if (items.length) return items;
    const item = document.createElement("li");
    item.className = "why__link";
    item.textContent = `Nothing has happened${this.isSelected ? " to it" : ""} yet.`;
    return [item];
  }
}
