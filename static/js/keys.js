// Keys for a page with a question: 1 to 9 pick, Enter sends and, on the verdict, goes on as N does,
// ? lists them; in a lesson N and P lead to the lessons beside it.

const STORED = "keys";
const FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const OWN_KEYS = "[data-behaviour~=player], .keys";
const VERDICT = ".verdict__title";
/** Where a letter leads: on from a verdict, or to the lesson beside this one. */
const BESIDE = { n: "[data-next], a[rel=next]", p: "a[rel=prev]" };
const ENTERS = "a, button, summary, input";

let list, back;

/** @param {HTMLElement} element the list of the keys, with the button that switches them off */
export function mount(element) {
  if (list === element) return;
  if (!list) document.addEventListener("keydown", press);
  list = element;
  const off = list.querySelector("[aria-pressed]");
  show(off, stored() === "off");
  off.addEventListener("click", () => {
    const isOff = off.getAttribute("aria-pressed") === "false";
    store(isOff ? "off" : null);
    show(off, isOff);
  });
}

/** Numbers beside the options show that there are keys. */
function show(off, isOff) {
  off.setAttribute("aria-pressed", String(isOff));
  document.documentElement.toggleAttribute("data-keys", !isOff);
}

function press(event) {
  const { key, target } = event;
  if (key === "Escape" && list.open && target.closest?.(".keys")) return toggle();
  if (!document.documentElement.hasAttribute("data-keys")) return;
  if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest?.(FIELDS)) return;
  const isDone = key === "?" ? toggle() : act(key, target);
  if (isDone) event.preventDefault();
}

function act(key, target) {
  const form = target.closest?.("form.question") ?? [...document.querySelectorAll("form.question")].find(isInSight);
  if (/^[1-9]$/.test(key)) return pick(form?.querySelectorAll("input[name=option]")[key - 1]);
  if (target.closest?.(OWN_KEYS)) return false;
  if (key === "Enter" && target.matches?.(VERDICT)) return pick(document.querySelector("[data-next]"));
  if (key.toLowerCase() in BESIDE) return pick(document.querySelector(BESIDE[key.toLowerCase()]));
  // On a field, a link or a button the browser itself knows what Enter means.
  if (key !== "Enter" || !form || target.closest?.(ENTERS)) return false;
  form.requestSubmit();
  return true;
}

function pick(field) {
  field?.click();
  field?.focus();
  return Boolean(field);
}

/** Opens the list and goes there, or closes it and goes back. */
function toggle() {
  list.open = !list.open;
  if (list.open) back = document.activeElement;
  (list.open ? list.querySelector("summary") : back)?.focus();
  return true;
}

function isInSight(form) {
  const { top, bottom } = form.getBoundingClientRect();
  return top < innerHeight && bottom > 0;
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    if (value) localStorage.setItem(STORED, value);
    else localStorage.removeItem(STORED);
  } catch {
    // Off for this page only.
  }
}
