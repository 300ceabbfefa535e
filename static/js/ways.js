// The ways about a simulator: other variations in place, undo and redo, keys, the address.

import { Places } from "./places.js";

const END = 9999999;
const NOT_OF_THE_STORY = ["step", "task", "table", "seen", "play", "thought", "back"];

/** Simulators whose next page brings a picked task: a swap takes attributes away. */
const wishes = new WeakSet();
/** Simulators that were asked for another story: whether by a move, and which they showed before. */
const asked = new WeakMap();

/** @param {HTMLElement} element @returns {{isMove: boolean, before: string} | undefined} */
export const askedOf = (element) => asked.get(element);

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {URL} url @returns {string} its query without the moment and what is selected */
export function storyOf(url) {
  const kept = new URLSearchParams(url.search);
  for (const name of NOT_OF_THE_STORY) kept.delete(name);
  return `?${kept}`;
}

export class Ways {
  /** @param {object} player its element, step, last, seek, toggle */
  constructor(player) {
    this.player = player;
    this.element = player.element;
    this.isPage = !this.element.hasAttribute("data-embedded");
    this.reach();
    const on = (target, type, handle) => target.addEventListener(type, handle, { signal: player.signal });
    // On a page of its own its keys work from anywhere, in a lesson once it has the focus.
    const reach = this.isPage ? document : this.element;
    on(reach, "keydown", (event) => this.#key(event));
    on(this.element, "change", (event) => this.#turn(event));
    on(this.element, "submit", (event) => this.#turn(event));
    on(reach, "keydown", (event) => this.#pageKey(event));
    this.#note();
    if (!this.isPage) this.places = new Places(this.element, (url) => this.go(url, { isBack: true }), player.signal);
  }

  /**
   * Goes to another variation or selection, in place where htmx is there.
   * `from` is the step to play a move from, where its address by itself shows the end.
   */
  go(href, { play = false, keepsStep = false, from, isBack = false } = {}) {
    const url = new URL(href, location.href);
    const isSelection = keepsStep && storyOf(url) === storyOf(new URL(this.element.dataset.url, location.href));
    if (isSelection) url.searchParams.set("step", this.player.step);
    const to = url.pathname + url.search;
    if (!window.htmx) return void (location.href = to);
    this.player.pause();
    if (url.searchParams.get("task") && isSelection) wishes.add(this.element);
    const isMove = from !== undefined;
    if (!isSelection) asked.set(this.element, { isMove, before: storyOf(new URL(this.element.dataset.url, location.href)) });
    if (play && !(isMove && isStill())) url.searchParams.set("play", "1");
    if (isMove && !isStill()) url.searchParams.set("step", from);
    if (!this.isPage) url.searchParams.set("embed", "1");
    if (!isBack) this.places?.push(to);
    htmx.ajax("GET", url.pathname + url.search, {
      source: this.element, target: this.element, swap: "outerMorph", push: this.isPage ? to : "false",
    });
  }

  /** Says, once, whether this page was asked for to see a picked task. */
  takeWish() {
    return wishes.delete(this.element);
  }

  /** Undoes (-1) or redoes (1) a change of the story; what is selected stays. */
  turnBack(by) {
    const { stories, at } = this.#load();
    if (!(at + by in stories)) return;
    this.#save({ stories, at: at + by });
    const url = new URL(this.element.dataset.path + stories[at + by], location.href);
    const here = this.isPage ? location.href : new URL(this.element.dataset.url, location.href);
    for (const name of ["task", "table", "thought", "back"]) {
      const value = new URL(here).searchParams.get(name);
      if (value) url.searchParams.set(name, value);
    }
    const showsEnd = this.player.step >= this.player.last || this.element.hasAttribute("data-who");
    url.searchParams.set("step", showsEnd ? END : this.player.step);
    this.go(url.href);
  }

  /** Puts the step into the address, so that a copied link shows this moment. */
  remember(step) {
    this.places?.remember(step);
    for (const link of this.element.ownerDocument.querySelectorAll("[data-link]")) {
      const url = new URL(link.dataset.link, location.href);
      url.searchParams.set("step", step);
      link.dataset.link = url.pathname + url.search;
    }
    const url = new URL(location.href);
    url.searchParams.set("step", step);
    if (this.isPage && url.pathname === this.element.dataset.path) history.replaceState(history.state, "", url.pathname + url.search);
  }

  /** Finds the boxes that keys go along. */
  reach() {
    this.nodes = [...this.element.querySelectorAll("[data-graph] svg")].map((svg) => [...svg.querySelectorAll("[data-index]")]);
    this.#rove();
  }

  // Private

  /** A dial was turned, or its form sent. */
  #turn(event) {
    const form = event.target.closest("[data-nav-form]");
    if (!form) return;
    event.preventDefault();
    const query = new URLSearchParams();
    for (const field of form.elements) {
      const isUntouched = field.name === "dial" && field.selectedOptions?.[0]?.defaultSelected;
      if (field.name && !isUntouched) query.append(field.name, field.value);
    }
    const { from } = form.dataset;
    if (from === undefined) query.set("step", this.player.step >= this.player.last ? END : this.player.step);
    this.go(`${form.getAttribute("action")}?${query}`, { play: from !== undefined, from });
  }

  /** Where its stories are noted: a lesson's simulator has its own, beside the page of its story. */
  #shelf() {
    return this.isPage ? this.element.dataset.path : `${location.pathname} ${this.element.id}`;
  }

  #load() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#shelf())) ?? { stories: [], at: -1 };
    } catch {
      return { stories: [], at: -1 };
    }
  }

  #save(told) {
    try {
      sessionStorage.setItem(this.#shelf(), JSON.stringify(told));
    } catch { /* Without storage there is no undo; the Back button is still there. */ }
  }

  /** Notes the story shown, so that undo finds the way back. */
  #note() {
    const { stories, at } = this.#load();
    const story = storyOf(new URL(this.element.dataset.url, location.href));
    let now = at;
    if (stories[at] !== story) {
      if (stories[at - 1] === story) now = at - 1;
      else if (stories[at + 1] === story) now = at + 1;
      else {
        stories.splice(at + 1, Infinity, story);
        now = at + 1;
      }
      this.#save({ stories, at: now });
    }
    for (const [way, next] of [["undo", now - 1], ["redo", now + 1]])
      for (const button of this.element.querySelectorAll(`[data-go=${way}]`)) button.disabled = !(next in stories);
  }

  /** The graph is one tab stop: the selected task, or the first. */
  #rove() {
    for (const nodes of this.nodes) {
      const stop = nodes.find((node) => node.hasAttribute("aria-current")) ?? nodes[0];
      for (const node of nodes) node.setAttribute("tabindex", node === stop ? 0 : -1);
    }
    for (const bolt of this.element.querySelectorAll("[data-bolt]")) bolt.setAttribute("tabindex", -1);
  }

  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    // The browser's own, unless the simulator itself has the focus.
    const isElsewhere = !this.element.contains(event.target) || event.target.matches("[tabindex='0']:not(a)");
    if (isElsewhere && ["Home", "End", " "].includes(event.key)) return;
    const { player } = this;
    const node = event.target.closest("[data-index]");
    const isButton = event.target.closest("button, summary");
    const press = (selector) => this.element.querySelector(selector)?.click();
    const keys = {
      k: () => player.toggle(),
      r: () => press("[data-op=repair]"),
      n: () => press("[data-op=run-now]"),
      f: () => this.#fail(node),
      t: () => press("[data-key=t]"),
      s: () => press("[data-key=s]"),
      c: () => press("[data-key=c]"),
      0: () => press("[data-op=reset]"),
      ",": () => player.seek(player.step - 1),
      ".": () => player.seek(player.step + 1),
      Home: () => player.seek(0),
      End: () => player.seek(player.last),
    };
    if (!isButton) keys[" "] = () => player.toggle();
    for (const [arrow, by] of [["ArrowRight", 1], ["ArrowLeft", -1]])
      keys[arrow] = () => (node ? this.#along(node, by, 0) : player.seek(player.step + by));
    for (const [arrow, by] of [["ArrowDown", 1], ["ArrowUp", -1]]) if (node) keys[arrow] = () => this.#along(node, 0, by);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!(key in keys)) return;
    event.preventDefault();
    keys[key]();
  }

  #pageKey(event) {
    if (event.target.closest?.("input, select, textarea")) return;
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (isUndo) {
      event.preventDefault();
      this.turnBack(event.shiftKey ? 1 : -1);
    } else if (event.key === "Escape" && event.target.closest?.("#keys, .inspector")) {
      this.#stop()?.focus();
    } else if (event.key === "?" && !event.ctrlKey && !event.metaKey) {
      const keys = document.getElementById("keys");
      if (keys) keys.open = !keys.open;
      keys?.querySelector("summary").focus();
    }
  }

  #fail(node) {
    const picked = node ?? this.element.querySelector("[data-task][aria-current]") ?? this.#stop();
    const key = picked?.dataset.task;
    if (key) [...this.element.querySelectorAll("[data-bolt]")].find((bolt) => bolt.dataset.bolt === key)?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }

  /** Where Tab enters the graph. */
  #stop() {
    return this.nodes.flat().find((node) => node.tabIndex === 0 && node.checkVisibility());
  }

  /** Moves the focus along an edge, or to the next box beside; the nearest one in that direction. */
  #along(node, across, down) {
    const nodes = this.nodes.find((all) => all.includes(node));
    const svg = node.ownerSVGElement;
    const isDown = Boolean(svg.closest(".graph__down"));
    const [alongEdge, beside] = isDown ? [down, across] : [across, down];
    const index = node.dataset.index;
    const place = (each) => each.getBoundingClientRect();
    const here = place(node);
    const axis = isDown ? "left" : "top";
    let found;
    if (alongEdge) {
      const ends = [...svg.querySelectorAll("[data-edge]")].flatMap((edge) => {
        const [from, children] = edge.dataset.edge.split("-");
        return children.split(",").map((to) => [from, to]);
      });
      const next = ends.filter(([from, to]) => (alongEdge > 0 ? from : to) === index).map(([from, to]) => nodes[alongEdge > 0 ? to : from]);
      // Of two that are as near, the upper one: half a pixel decides nothing.
      const away = (each) => Math.round(Math.abs(place(each)[axis] - here[axis]) / 4);
      found = next.sort((a, b) => away(a) - away(b) || place(a)[axis] - place(b)[axis])[0];
    } else {
      const layer = isDown ? "top" : "left";
      const row = nodes.filter((each) => Math.abs(place(each)[layer] - here[layer]) < 4).sort((a, b) => place(a)[axis] - place(b)[axis]);
      found = row[row.indexOf(node) + beside];
    }
    if (!found) return;
    node.setAttribute("tabindex", -1);
    found.setAttribute("tabindex", 0);
    found.focus();
  }
}
