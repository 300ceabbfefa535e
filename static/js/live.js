// Attaches behaviours to elements with data-behaviour, once a page is touched and after each htmx swap.

import { patient, reachFirst, tellUnreachable } from "./try-again.js";

const BEHAVIOURS = ["player", "level", "tries", "paint", "copy-link", "picture", "zoom", "own-job", "dismiss", "menu", "draft", "keys", "go-on", "day", "scrolls", "figure", "folds"];
/** What can be done to a simulator. */
const DEEDS = { click: "[data-go], [data-seek], [data-nav]", change: "[data-nav-form] *", submit: "[data-nav-form]" };
const alerts = document.getElementById("alerts");

/**
 * Mounts every behaviour below an element. A behaviour may be mounted again on the same element;
 * one that has to wait for more returns a promise: these are returned, once all are mounted.
 * @param {ParentNode} root
 * @param {Element} [fresh] what a swap has just painted anew
 */
async function mountAll(root, fresh) {
  const found = (name) => [...root.querySelectorAll(`[data-behaviour~="${name}"]`)];
  const named = BEHAVIOURS.filter((name) => found(name).length);
  // Fetched side by side, mounted in their order; one that did not get through keeps no other back.
  const scripts = named.map((name) => import(`./${name}.js`).catch(() => null));
  const ready = [];
  for (const [at, name] of named.entries()) {
    const script = await scripts[at];
    for (const element of script ? found(name) : [])
      ready.push(script.mount(element, element === fresh || Boolean(fresh?.contains(element))));
  }
  return ready;
}

/**
 * What one does to a simulator whose scripts are still on their way waits for them, and is then done:
 * followed as a plain link it would leave the lesson.
 */
async function keepEarly(event, type) {
  const part = event.target.closest(DEEDS[type]);
  const sim = part?.closest(".sim:not([data-ready])");
  if (!sim || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  event.stopPropagation();
  await mounted;
  if (!part.isConnected) return;
  if ("ready" in sim.dataset) part.dispatchEvent(new event.constructor(type, { bubbles: true, cancelable: true }));
  else if (type !== "click") (part.form ?? part).submit();
  else if (part.href) location.href = part.href;
}

/** Moves the focus to what a swap has brought, or keeps it where a swap took its place away. */
function settleFocus(fresh) {
  const news = document.querySelector("[data-focus]:not([data-focused])");
  markFocused();
  if (news) news.focus();
  else if (document.activeElement === document.body && fresh?.matches(".sim, .fig, .deployment")) fresh.focus({ preventScroll: true });
}

/** Sends what waited on a page that was left; a page that ends a session lets nothing lie about. */
async function settleDrafts() {
  if (document.querySelector("[data-forgets]")) (await import("./forget.js")).forget();
  else if (hasDue()) (await import("./outbox.js")).settleDue();
}

function hasDue() {
  try {
    return localStorage.getItem("drafts.due") !== null;
  } catch {
    return false;
  }
}

function markFocused() {
  for (const element of document.querySelectorAll("[data-focus]")) element.dataset.focused = "";
}

let mounted;

/** Begins, once htmx is there; done when all is mounted, though a long story may have more to come. */
export async function start() {
  markFocused();
  settleDrafts();
  // htmx itself begins in a task of its own after its script.
  await new Promise((done) => setTimeout(done));
  const mounting = mountAll(document);
  mounted = all(mounting);
  // Tells who drives a browser that a page does now what its scripts do.
  mounted.then(() => (document.documentElement.dataset.mounted = ""));
  await mounting;
}

const all = async (mounting) => Promise.all(await mounting);

for (const type in DEEDS) document.addEventListener(type, (event) => keepEarly(event, type), true);

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  // Whoever waits for the line has been told so once; a text that is checked while one types sends nothing.
  if (form.matches?.("textarea")) alerts.querySelector("[data-unreachable]")?.remove();
  else if (!form.matches?.("[data-waiting]")) alerts.replaceChildren();
  ctx.fetch = patient(ctx.fetch, ctx.request, alerts, Boolean(form.matches?.("[data-draft=send]")));
});

document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  const isStopped = error?.name === "AbortError" && ctx?.request?.signal?.reason !== "timeout";
  if (ctx && !isStopped) tellUnreachable(alerts, ctx.sourceElement);
});

document.addEventListener("submit", (event) => reachFirst(event, alerts));

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  const fresh = target?.isConnected ? target : undefined;
  mounted = all(mountAll(document, fresh));
  settleFocus(fresh);
});
