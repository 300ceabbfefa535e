// Asks again by itself for what a busy server has put off (503 with Retry-After), a few times.

import { isReachable, UNREACHABLE } from "./app.js";
import { mount as dismissible, notice } from "./dismiss.js";

const TRIES_MAX = 5;
const WAIT_S_MAX = 30;
const BUSY = 503;
const SENT_MS = 15000;

/**
 * Returns a fetch that waits and asks again. A request that was put off has changed nothing, so a
 * form may be sent again, too. Whoever does not want to wait can stop it. What a proxy says in place
 * of our server counts as no answer.
 * @param {typeof fetch} ask
 * @param {{abort: () => void}} request what stops it
 * @param {HTMLElement} place where it is told
 * @param {boolean} isSmall whether an answer that takes long is one that does not come
 * @returns {typeof fetch}
 */
export function patient(ask, request, place, isSmall) {
  return async (url, options) => {
    for (let tries = 1; ; tries += 1) {
      const signal = isSmall && AbortSignal.any ? AbortSignal.any([options.signal, AbortSignal.timeout(SENT_MS)]) : options.signal;
      const response = await ask(url, { ...options, signal });
      const wait = Number(response.headers.get("Retry-After"));
      if (response.status >= BUSY - 1 && !(wait > 0) && !response.headers.get("HX-Retarget")) throw new TypeError("a proxy answers");
      if (response.status !== BUSY || !(wait > 0) || tries > TRIES_MAX) return response;
      const told = tell(place, wait, tries, request);
      try {
        await pause(Math.min(wait, WAIT_S_MAX) * 1000, options.signal);
      } finally {
        told.remove();
      }
    }
  };
}

/**
 * Says that nothing came back, where a browser by itself would say nothing at all, or show a page of
 * its own. The form that was sent may do better: it says so by itself and sends it later.
 * @param {HTMLElement} place where it is told
 * @param {Element} [form]
 */
export function tellUnreachable(place, form) {
  const isKept = form && !form.dispatchEvent(new CustomEvent("unreachable", { cancelable: true }));
  if (isKept) return;
  const told = notice(...UNREACHABLE);
  told.dataset.unreachable = "";
  place.replaceChildren(told);
  dismissible(told);
}

/**
 * Sends a form of a whole page only when the server can be reached.
 * @param {SubmitEvent} event
 * @param {HTMLElement} place where it is told if not
 */
export async function reachFirst(event, place) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (reached.delete(form)) return void form.dispatchEvent(new CustomEvent("sends"));
  event.preventDefault();
  if (asking.has(form)) return;
  asking.add(form);
  const isReached = await isReachable();
  asking.delete(form);
  if (!isReached) return tellUnreachable(place, form);
  reached.add(form);
  form.requestSubmit(submitter);
}

const asking = new WeakSet();
const reached = new WeakSet();

/** Says, for screen readers too, that it is not over, and offers not to wait. */
function tell(place, wait, tries, request) {
  const notice = document.createElement("div");
  notice.className = "notice";
  const says = document.createElement("p");
  says.setAttribute("role", "status");
  says.textContent = `The server is busy with large pages. It is asked again in ${wait} seconds (${tries} of ${TRIES_MAX}).`;
  const stop = document.createElement("button");
  Object.assign(stop, { type: "button", className: "button button--small", textContent: "Do not wait" });
  stop.addEventListener("click", () => request.abort());
  notice.append(says, stop);
  place.replaceChildren(notice);
  return notice;
}

/** Resolves after a while; rejects as a fetch does when it is stopped. */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
