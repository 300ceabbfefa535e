// A level: counts the tries, and keeps what the run of a move made here has solved, once.

import { note, told, triesOf } from "./tries.js";
import { askedOf, storyOf } from "./ways.js";

const PLAIN = "?";
/** What was moved in each simulator since the page was opened; a swap takes attributes away. */
const moves = new WeakMap();

/**
 * Mounting again reads what a swap has brought. Nothing is sent but by a move that was made here:
 * a link, a reload, undo and redo show their run, and no more.
 * @param {HTMLElement} element the simulator's section
 */
export function mount(element) {
  const move = moves.get(element) ?? begin(element);
  const story = storyNow(element);
  // A move may have been made before this module was there: what was asked for stands in `ways`.
  const asked = askedOf(element);
  const isOther = story !== move.shown || (!move.story && asked && story !== asked.before);
  if (isOther) settle(element, move, story, Boolean(asked?.isMove));
  const made = triesOf(element);
  element.querySelector("[data-tries]").textContent = told(made.length);
  const form = element.querySelector("[data-keep] form");
  if (!form) return settleFocus(element, move);
  const isMine = made.includes(story) || move.story === story;
  form.elements.tries.value = made.includes(story) ? made.length : "";
  form.dataset.mine = isMine ? "yes" : "no";
  if (move.story !== story) return;
  // A swap while it is being sent brings a form with another id: it would be kept twice.
  move.attempt ??= form.elements.attempt.value;
  form.elements.attempt.value = move.attempt;
  if (!form.closest("[data-bind-shown]").hidden) end(element, move);
}

/** Listens to a simulator, once. `shown` is the story at hand, `story` the one that a move made. */
function begin(element) {
  const move = { shown: storyNow(element), story: null, attempt: null, isSent: false, hadFocus: false };
  moves.set(element, move);
  element.addEventListener("sim:end", () => end(element, move));
  element.addEventListener("submit", ({ target }) => (move.hadFocus = target.contains(document.activeElement)));
  return move;
}

/** Another story is shown: by a move that was asked for, or by undo, redo and the like. */
function settle(element, move, story, isMove) {
  const isMade = isMove && story !== PLAIN;
  Object.assign(move, { shown: story, story: isMade ? story : null, attempt: null, isSent: false });
  if (isMade) note(element, story);
}

/** The run has played to its end: what it has solved is sent, and brought into sight. */
function end(element, move) {
  const solved = element.querySelector("[data-bind-shown]");
  if (!solved || move.story !== storyNow(element) || move.isSent) return;
  const form = solved.querySelector("form");
  move.isSent = true;
  if (form && !matchMedia("(prefers-reduced-motion: reduce)").matches) form.requestSubmit();
  const { top, bottom } = solved.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) element.querySelector(".goal").scrollIntoView({ block: "start" });
}

function storyNow(element) {
  return storyOf(new URL(element.dataset.url, location.href));
}

/** Whoever has pressed the button finds the way on in its place; nobody else's focus is moved. */
function settleFocus(element, move) {
  if (move.hadFocus) element.querySelector("[data-keep] a")?.focus();
  move.hadFocus = false;
}
