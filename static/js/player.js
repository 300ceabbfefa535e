// Plays the frames of a simulator: holds no rule, only which value is shown at which step.

import { framesAt, linkTasks } from "./large.js";
import { Foreseen } from "./foreseen.js";
import { Ways } from "./ways.js";
import { Words, write } from "./words.js";

const STEP_MS_MIN = 260;
const STEP_MS_MAX = 1100;
const MS_PER_UNIT = 9;
const mounted = new WeakMap();

/**
 * Makes a simulator playable. Mounting again reads its new frames.
 * @param {HTMLElement} element the simulator's section
 * @param {boolean} isFresh whether a swap has just painted it anew
 * @returns {Promise<void> | undefined} of a long story, whose frames come apart
 */
export function mount(element, isFresh = false) {
  const script = element.querySelector(".sim__data");
  const apart = script.dataset.frames;
  const source = apart ?? script.textContent;
  const before = mounted.get(element);
  if (before?.source === source && !isFresh) return;
  before?.abort.abort();
  const abort = new AbortController();
  mounted.set(element, { source, abort });
  linkTasks(element);
  drawNarrow(element, abort);
  if (apart) return begin(element, apart, abort, isFresh);
  mounted.get(element).player = new Player(element, JSON.parse(source), abort.signal, isFresh);
  element.dataset.ready = "";
}

/** Has a large graph drawn for a narrow screen, too, where it is one. */
async function drawNarrow(element, abort) {
  const graph = element.querySelector("[data-rows]");
  if (!graph) return;
  const { drawRows } = await import("./rows.js");
  await drawRows(graph, abort, () => {
    linkTasks(element);
    if (!abort.signal.aborted) mounted.get(element).player?.rebind();
  });
}

/** Begins when the frames of a long story have come; a page without them has links and a form. */
async function begin(element, apart, abort, isFresh) {
  const data = await framesAt(apart, abort);
  if (!data || abort.signal.aborted) return;
  mounted.get(element).player = new Player(element, data, abort.signal, isFresh);
  element.dataset.ready = "";
}

class Player {
  constructor(element, data, signal, isFresh) {
    Object.assign(this, { element, data, signal, frames: data.frames, xs: data.xs });
    this.last = this.frames.length - 1;
    this.step = Number(element.dataset.step);
    this.timer = 0;
    this.playing = false;
    this.speed = Number(element.querySelector("[data-speed]").value);
    signal.addEventListener("abort", () => clearTimeout(this.timer));
    this.#bind();
    this.words = new Words(element, data, () => this.playing, signal);
    this.ways = new Ways(this);
    this.foreseen = new Foreseen(element, this.last);
    this.#listen();
    this.#show(this.step, { says: false });
    if (Number(new URL(location.href).searchParams.get("step")) > this.last) this.ways.remember(this.step);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isFresh) this.#bringIntoSight();
    if (element.hasAttribute("data-autoplay")) isStill ? this.seek(this.last) : this.play();
  }

  play() {
    if (this.step >= this.last) this.#show(0);
    this.#setPlaying(true);
    this.#schedule();
  }

  pause() {
    if (!this.playing) return;
    clearTimeout(this.timer);
    this.#setPlaying(false);
    this.#settle();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} step @param {{asked?: boolean}} how asked: for that very event, not in passing */
  seek(step, { asked = false } = {}) {
    clearTimeout(this.timer);
    this.#setPlaying(false);
    this.#show(Math.min(Math.max(step, 0), this.last));
    this.#settle(asked);
  }

  /** Finds the places of values anew, when more of them have come. */
  rebind() {
    this.#bind();
    this.ways.reach();
    this.#show(this.step, { says: false });
  }

  // Private

  /** Finds, once, every place that shows a value. */
  #bind() {
    this.places = new Map();
    this.spots = new Map();
    const put = (map, key, entry) => map.has(key) ? map.get(key).push(entry) : map.set(key, [entry]);
    const all = (selector) => this.element.querySelectorAll(selector);
    const icon = (value) => value.toLowerCase() || "none";
    for (const part of all("[data-bind-state]"))
      put(this.places, part.dataset.bindState, (value) => (part.dataset.state = icon(value)));
    for (const part of all("[data-bind-icon]"))
      put(this.places, part.dataset.bindIcon, (value) => part.setAttribute("href", `#state-${icon(value)}`));
    for (const part of all("[data-bind-label]"))
      put(this.places, part.dataset.bindLabel, (value) => part.setAttribute("aria-label", value));
    for (const part of all("[data-bind-text]"))
      put(this.places, part.dataset.bindText, (value) => write(part, value));
    for (const part of all("[data-bind-shown]"))
      put(this.places, part.dataset.bindShown, (value) => (part.hidden = !value));
    for (const part of all("[data-spot]")) put(this.spots, part.dataset.spot, part);
    this.lit = [...all("[data-lit]")];
    this.shown = new Map();
    this.curtains = [...all("[data-curtain]")];
    this.slider = this.element.querySelector("input[type=range]");
    this.stepText = this.element.querySelector("[data-shows=step]");
  }

  /** On a small screen what a tap has brought may be out of sight: the run, or the picked task. */
  #bringIntoSight() {
    const isPicked = this.ways.takeWish();
    const isPlayed = this.element.hasAttribute("data-autoplay");
    // Where what was pressed is gone with the panel before, the keys go on in the new one.
    if (isPicked && document.activeElement === this.element) this.element.querySelector(".inspector").focus({ preventScroll: true });
    const part = isPicked ? ".inspector" : isPlayed ? ".sim__status" : null;
    const found = part && this.element.querySelector(part);
    if (!found) return;
    const { top } = found.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.7) found.scrollIntoView({ block: "start" });
  }

  #listen() {
    const on = (target, type, handle) => target?.addEventListener(type, handle, { signal: this.signal });
    on(this.element, "click", (event) => this.#click(event));
    on(this.slider, "input", () => this.seek(Number(this.slider.value)));
    on(this.element.querySelector("[data-speed]"), "change", (event) => (this.speed = Number(event.target.value)));
    on(this.element.querySelector("[data-timeline]"), "click", (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * 1000;
      this.seek(this.xs.findLastIndex((at) => at <= x));
    });
  }

  #click(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("[data-go], [data-seek], [data-nav]");
    if (!link) return;
    const { go: way, seek, nav } = link.dataset;
    if (way === "undo" || way === "redo") this.ways.turnBack(way === "undo" ? -1 : 1);
    else if (way === "play") this.toggle();
    else if (way) this.seek({ start: 0, back: this.step - 1, next: this.step + 1, end: this.last }[way]);
    else if (seek) this.seek(Number(seek), { asked: true });
    else if (link.dataset.op === "cancel")
      this.ways.go(link.href.replace(/cancel=\d+/, `cancel=${this.step}`), { play: true, from: this.step });
    else this.ways.go(link.getAttribute("href"), { play: nav === "play", keepsStep: nav === "still", from: link.dataset.from });
    event.preventDefault();
  }

  #schedule() {
    clearTimeout(this.timer);
    if (this.signal.aborted || !this.playing) return;
    if (this.step >= this.last) return this.pause();
    const gap = (this.xs[this.step + 1] - this.xs[this.step]) * MS_PER_UNIT;
    const wait = Math.min(Math.max(gap, STEP_MS_MIN), STEP_MS_MAX) / this.speed;
    this.timer = setTimeout(() => {
      this.#show(this.step + 1);
      if (this.step === this.data.stop) return this.#stop();
      this.#schedule();
    }, wait);
  }

  #stop() {
    this.pause();
    this.foreseen.show();
  }

  #setPlaying(playing) {
    if (this.playing === playing) return;
    this.playing = playing;
    const button = this.element.querySelector("[data-go=play]");
    button.setAttribute("aria-pressed", String(playing));
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
  }

  /** Shows a step: folds the frames up to it and writes only what differs from what is shown. */
  #show(step, { says = true } = {}) {
    const isForward = step >= this.step && this.shown.size;
    const values = new Map();
    for (let at = isForward ? this.step + 1 : 0; at <= step; at += 1)
      for (const key in this.frames[at]) values.set(key, this.frames[at][key]);
    for (const [key, value] of values) {
      if (this.shown.get(key) === value) continue;
      this.shown.set(key, value);
      this.places.get(key)?.forEach((write) => write(value));
    }
    this.step = step;
    this.#light(step);
    for (const curtain of this.curtains) curtain.setAttribute("x", this.xs[step]);
    this.slider.value = step;
    this.slider.setAttribute("aria-valuetext", this.words.at(step));
    write(this.stepText, String(step));
    this.words.show(step, says);
    this.foreseen.reach(step);
    if (step === this.last) this.element.dispatchEvent(new CustomEvent("sim:end"));
  }

  /** Puts what this step has changed in the spotlight. */
  #light(step) {
    for (const part of this.lit) part.removeAttribute("data-lit");
    this.lit = [];
    if (!step) return;
    for (const key in this.frames[step]) this.lit.push(...(this.spots.get(key) ?? []));
    for (const part of this.lit) part.setAttribute("data-lit", "");
  }

  /** Once the cursor rests: tells why, and puts the step into the address and the links. */
  #settle(asked = false) {
    this.words.settle(this.step, asked);
    this.ways.remember(this.step);
  }
}
