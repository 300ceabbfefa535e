// A page can be read before htmx and the behaviours are there: they come when it is first touched. What is
// done meanwhile waits for them and is done once, or is done plainly where they do not come.

/** Behaviours that show nothing before one does something. A page with any other has its scripts at once. */
const WAITING = ["draft", "keys", "paint", "scrolls"];
const PARTS = "form, [hx-get], [data-behaviour]";
/** What is kept of what one does. In place of the first two, a browser by itself would do something else. */
const DEEDS = {
  click: "[hx-get], [data-go], [data-seek], [data-nav], [data-node], button[type=button]",
  submit: "[method=post], [data-nav-form]",
  change: "*",
  input: "*",
  keydown: "*",
};
const INSTEAD = ["click", "submit"];
/** Keys by which one reads on. */
const READING = /^(Arrow.*|Page.*|Home|End| |Shift|Control|Alt|Meta)$/;
const ASKED_MS = 8000;
/** A page that ends what a browser holds of a learner. */
const FORGETS = "[data-forgets]";
/** The look of what is being sent. */
const WAITS = "htmx-request";
const root = document.documentElement;
const asleep = new AbortController();
const early = [];
let waking;

/** What is said where no answer comes: a title and a sentence. */
export const UNREACHABLE = ["The server cannot be reached", "Nothing was lost: what you typed or picked is still here. Try again in a moment."];

/** Asks whether there is a line, and a server at its end. */
export async function isReachable() {
  if (navigator.onLine === false) return false;
  try {
    const { status } = await fetch("/favicon.ico", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(ASKED_MS) });
    return status < 500;
  } catch {
    return false;
  }
}

/** Fetches what does things, and the styles of what they may bring. */
function wake() {
  waking ??= Promise.all([import("./live.js"), htmx(), styles("run"), styles("figures")]).then(([{ start }]) => start()).then(redo, plain);
}

/** A page works without its scripts, too. Where nothing can be reached, it stays as it is. */
async function plain() {
  if (await isReachable()) return redo();
  waking = undefined;
  // What is in a field is told of when there is a line again; the rest one does again.
  for (const { target } of early) target.classList.remove(WAITS);
  early.splice(0, Infinity, ...early.filter(({ type }) => type === "change" || type === "input"));
  const told = Object.assign(document.createElement("p"), { className: "notice notice--bad", textContent: UNREACHABLE.join(". ") });
  document.getElementById("alerts").replaceChildren(told);
  addEventListener("online", wake, { once: true });
}

function redo() {
  asleep.abort();
  for (const event of early.splice(0)) {
    const { type, target, submitter } = event;
    target.classList.remove(WAITS);
    if (!target.isConnected) continue;
    if (type === "submit") target.requestSubmit(submitter?.isConnected ? submitter : undefined);
    else target.dispatchEvent(new event.constructor(type, event));
  }
}

/** Keeps what one does until there is what does it. Twice the same is done once. */
function keep(event) {
  const { type, target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.button > 0 || (event.shiftKey && type === "click")) return;
  if (!target.closest?.(DEEDS[type]) || (type === "keydown" && (event.repeat || READING.test(key)))) return;
  // What is ready does it now; done again when the last script has come, it would be done twice.
  if (target.closest(".sim[data-ready]")) return;
  if (INSTEAD.includes(type)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    target.classList.add(WAITS);
  }
  const isKept = early.some((one) => one.type === type && one.target === target && one.key === key);
  if (!isKept) early.push(event);
  wake();
}

function htmx() {
  if (globalThis.htmx) return undefined;
  const src = new URL("../vendor/htmx.min.js", import.meta.url);
  return added(Object.assign(document.createElement("script"), { src }));
}

/** Styles of what a swap may bring. They stand behind those of all pages: which comes last decides. */
function styles(name) {
  const href = new URL(`../${name}.css`, import.meta.url).href;
  const isThere = [...document.styleSheets].some((sheet) => sheet.href === href);
  return isThere || added(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function added(part) {
  return new Promise((resolve, reject) => {
    Object.assign(part, { onload: resolve, onerror: reject });
    document.querySelector("link[rel=stylesheet]").after(part);
  });
}

/** Whether the page itself does something, or something waits to be put back into it. */
function isBusy() {
  const names = [...document.querySelectorAll("[data-behaviour]")].flatMap((part) => part.dataset.behaviour.split(" "));
  if (names.some((name) => !WAITING.includes(name)) || history.state?.htmx) return true;
  return document.querySelector(FORGETS) !== null || Object.keys(kept()).some((key) => key.startsWith("draft"));
}

/** Returns what is kept in this browser; it may forbid that. */
function kept() {
  try {
    return { ...localStorage };
  } catch {
    return {};
  }
}

/** When all else is there: over https alone, where browsers have workers, and not where each byte is dear. */
function keepForLater() {
  if (!navigator.serviceWorker || navigator.connection?.saveData || document.querySelector(FORGETS)) return;
  (window.requestIdleCallback ?? setTimeout)(() => import("./offline.js").then((offline) => offline.keep(), () => {}));
}

root.classList.add("js");
// A browser that had no style yet would fade the first one in, boxes from black. Painted once, it has.
requestAnimationFrame(() => requestAnimationFrame(() => root.classList.add("moves")));
// What a page brings news of has the focus. Nothing is scrolled: Back and a reload come to where one was.
location.hash || document.querySelector("[data-news]")?.focus({ preventScroll: true });
// Numbers beside the options say that there are keys, which come with the first that is pressed.
root.toggleAttribute("data-keys", Boolean(document.querySelector("[data-behaviour~=keys]")) && kept().keys !== "off");
for (const type in DEEDS) document.addEventListener(type, keep, { capture: true, signal: asleep.signal });
for (const type of ["pointerdown", "focusin"])
  document.addEventListener(type, ({ target }) => target.closest?.(PARTS) && wake(), { signal: asleep.signal });
if (isBusy()) wake();
if (document.readyState === "complete") keepForLater();
else addEventListener("load", keepForLater);
