// Attaches behaviours to elements with data-behaviour, at the start and after each htmx swap.

import { patient, reachFirst, tellUnreachable } from "./try-again.js";

const BEHAVIOURS = ["player", "level", "tries", "paint", "copy-link", "picture", "zoom", "own-job", "dismiss", "menu", "draft", "keys", "go-on", "day"];
const alerts = document.getElementById("alerts");

/**
 * Mounts every behaviour below an element. A behaviour may be mounted again on the same element.
 * @param {ParentNode} root
 * @param {Element} [fresh] what a swap has just painted anew
 */
async function mountAll(root, fresh) {
  for (const name of BEHAVIOURS) {
    const found = [...root.querySelectorAll(`[data-behaviour~="${name}"]`)];
    if (!found.length) continue;
    const { mount } = await import(`./${name}.js`);
    for (const element of found) mount(element, element === fresh || Boolean(fresh?.contains(element)));
  }
}

/** Moves the focus to what a swap has brought, or keeps it where a swap took its place away. */
function settleFocus(fresh) {
  const news = document.querySelector("[data-focus]:not([data-focused])");
  markFocused();
  if (news) news.focus();
  else if (document.activeElement === document.body && fresh?.matches(".sim")) fresh.focus({ preventScroll: true });
}

/** Sends what waited on a page that was left; a page that ends a session lets nothing lie about. */
async function settleDrafts() {
  const clears = document.querySelector("[data-clears-drafts]");
  if (clears) (await import("./drafts.js")).clearDrafts();
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

document.documentElement.classList.add("js");
// A browser that had no style yet would fade the first one in, boxes from black. Painted once, it has.
requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.classList.add("moves")));
markFocused();
mountAll(document);

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
settleDrafts();

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  const fresh = target?.isConnected ? target : undefined;
  mountAll(document, fresh);
  settleFocus(fresh);
});
