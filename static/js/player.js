// Plays the frames of a simulator: holds no rule, only which value is shown at which step.

const STEP_MS_MIN = 260;
const STEP_MS_MAX = 1100;
const MS_PER_UNIT = 9;
const mounted = new WeakMap();

/**
 * Makes a simulator playable. Mounting again reads its new frames.
 * @param {HTMLElement} element the simulator's section
 * @param {boolean} isFresh whether a swap has just painted it anew
 */
export function mount(element, isFresh = false) {
  const source = element.querySelector(".sim__data").textContent;
  const before = mounted.get(element);
  if (before?.source === source && !isFresh) return;
  before?.abort.abort();
  const abort = new AbortController();
  mounted.set(element, { source, abort });
  new Player(element, JSON.parse(source), abort.signal);
}

class Player {
  constructor(element, { frames, xs, says }, signal) {
    Object.assign(this, { element, frames, xs, says, signal });
    this.last = frames.length - 1;
    this.step = Number(element.dataset.step);
    this.timer = 0;
    this.speed = Number(element.querySelector("[data-speed]").value);
    this.#bind();
    this.#listen();
    this.#show(this.step, { says: false });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (element.hasAttribute("data-autoplay") && !isStill) this.play();
  }

  play() {
    if (this.step >= this.last) this.#show(0);
    this.#setPlaying(true);
    this.#schedule();
  }

  pause() {
    clearTimeout(this.timer);
    this.#setPlaying(false);
    this.#remember();
  }

  seek(step) {
    clearTimeout(this.timer);
    this.#setPlaying(false);
    this.#show(Math.min(Math.max(step, 0), this.last));
    this.#remember();
  }

  // Private

  /** Finds, once, every place that shows a value. */
  #bind() {
    this.places = new Map();
    const add = (key, write) => this.places.set(key, [...(this.places.get(key) ?? []), write]);
    for (const part of this.element.querySelectorAll("[data-bind-state]"))
      add(part.dataset.bindState, (value) => (part.dataset.state = value.toLowerCase() || "none"));
    for (const part of this.element.querySelectorAll("[data-bind-icon]"))
      add(part.dataset.bindIcon, (value) =>
        part.setAttribute("href", `#state-${value.toLowerCase() || "none"}`));
    for (const part of this.element.querySelectorAll("[data-bind-label]"))
      add(part.dataset.bindLabel, (value) => part.setAttribute("aria-label", `${part.dataset.label}, ${value}`));
    for (const part of this.element.querySelectorAll("[data-bind-text]"))
      add(part.dataset.bindText, (value) => (part.textContent = value));
    this.shown = new Map();
    this.curtains = [...this.element.querySelectorAll("[data-curtain]")];
    this.events = [...this.element.querySelectorAll("[data-when]")];
    this.slider = this.element.querySelector("input[type=range]");
    this.playing = false;
  }

  #listen() {
    const on = (target, type, handle) => target?.addEventListener(type, handle, { signal: this.signal });
    const go = { start: 0, back: -1, next: 1, end: Infinity };
    // In the capture phase, so that htmx, which listens on the links themselves, is not asked.
    const move = (event) => {
      const task = event.target.closest("[data-task]");
      if (task) this.#keepStep(task);
      const button = event.target.closest("[data-go], [data-seek]");
      if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      const { go: way, seek } = button.dataset;
      if (seek) this.seek(Number(seek));
      else if (way === "play") this.playing ? this.pause() : this.play();
      else if (way === "start" || way === "end") this.seek(go[way]);
      else this.seek(this.step + go[way]);
    };
    this.element.addEventListener("click", move, { signal: this.signal, capture: true });
    on(this.slider, "input", () => this.seek(Number(this.slider.value)));
    on(this.element.querySelector("[data-speed]"), "change", (event) => (this.speed = Number(event.target.value)));
    on(this.element, "keydown", (event) => this.#key(event));
    on(this.element, "htmx:before:request", () => this.pause());
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, summary, button")) return;
    const press = (selector) => this.element.querySelector(selector)?.click();
    const task = event.target.closest("[data-task]");
    const keys = {
      " ": () => press("[data-go=play]"),
      k: () => press("[data-go=play]"),
      ArrowRight: () => this.seek(this.step + 1),
      ArrowLeft: () => this.seek(this.step - 1),
      Home: () => this.seek(0),
      End: () => this.seek(this.last),
      r: () => press("[data-op=repair]"),
      n: () => press("[data-op=run-now]"),
      f: () => this.#toggleFailure(task ?? this.element.querySelector("[data-task][aria-current]")),
    };
    if (event.key in keys) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  /** Gives the link that selects a task the moment shown now. */
  #keepStep(link) {
    for (const name of ["href", "hx-get", "hx-push-url"]) {
      if (!link.hasAttribute(name)) continue;
      const url = new URL(link.getAttribute(name), location.href);
      url.searchParams.set("step", this.step);
      link.setAttribute(name, url.pathname + url.search);
    }
  }

  /** Makes a task fail, or succeed again, just as the links in its panel do. */
  #toggleFailure(task) {
    if (!task?.dataset.fail) return;
    const { fail: url } = task.dataset;
    const isPage = task.hasAttribute("hx-push-url");
    const target = task.getAttribute("hx-target");
    if (!window.htmx) return void (location.href = url);
    htmx.ajax("GET", isPage ? `${url}&play=1` : `${url}&play=1&embed=1`, {
      source: task, target, swap: "outerMorph", push: isPage ? url : "false",
    });
  }

  #schedule() {
    clearTimeout(this.timer);
    if (this.signal.aborted || !this.playing) return;
    if (this.step >= this.last) return this.pause();
    const gap = (this.xs[this.step + 1] - this.xs[this.step]) * MS_PER_UNIT;
    const wait = Math.min(Math.max(gap, STEP_MS_MIN), STEP_MS_MAX) / this.speed;
    this.timer = setTimeout(() => {
      this.#show(this.step + 1);
      this.#schedule();
    }, wait);
  }

  #setPlaying(playing) {
    this.playing = playing;
    const button = this.element.querySelector("[data-go=play]");
    button.setAttribute("aria-pressed", String(playing));
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
    // A screen reader hears each step that is taken, not each one that is played.
    this.element.querySelector("[data-shows=says]").setAttribute("aria-live", playing ? "off" : "polite");
  }

  /** Shows a step: folds the frames up to it and writes only what differs from what is shown. */
  #show(step, { says = true } = {}) {
    const isForward = step >= this.step && this.shown.size;
    const values = new Map();
    for (let at = isForward ? this.step + 1 : 0; at <= step; at += 1)
      for (const [key, value] of Object.entries(this.frames[at])) values.set(key, value);
    for (const [key, value] of values) {
      if (this.shown.get(key) === value) continue;
      this.shown.set(key, value);
      this.places.get(key)?.forEach((write) => write(value));
    }
    this.step = step;
    this.curtains.forEach((curtain) => curtain.setAttribute("x", this.xs[step]));
    this.events.forEach((event, index) => {
      const when = index + 1 === step ? "now" : index + 1 < step ? "past" : "future";
      if (event.dataset.when !== when) event.dataset.when = when;
    });
    this.slider.value = step;
    this.slider.setAttribute("aria-valuetext", this.says[step]);
    this.element.querySelector("[data-shows=step]").textContent = step;
    if (says) this.element.querySelector("[data-shows=says]").textContent = this.says[step];
    this.#follow();
  }

  /** Keeps the current event in sight inside its own list, without moving the page. */
  #follow() {
    const now = this.element.querySelector("[data-when=now]");
    const list = this.element.querySelector("[data-events]");
    if (!list) return;
    if (!now) return void (list.scrollTop = 0);
    const top = now.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
    if (top < list.scrollTop || top + now.offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top - list.clientHeight / 2;
  }

  /** Puts the step into the address, so that a copied link shows this moment. */
  #remember() {
    const link = this.element.querySelector("[data-link]");
    if (!link) return;
    const url = new URL(link.dataset.link, location.href);
    url.searchParams.set("step", this.step);
    link.dataset.link = url.pathname + url.search;
    if (location.pathname === url.pathname) history.replaceState(history.state, "", link.dataset.link);
  }
}
