// Asks again by itself for what a busy server has put off (503 with Retry-After), a few times.

import { mount as dismissible } from "./dismiss.js";

const TRIES_MAX = 5;
const WAIT_S_MAX = 30;
const BUSY = 503;

/**
 * Returns a fetch that waits and asks again. A request that was put off has changed nothing, so a
 * form may be sent again, too. Whoever does not want to wait can stop it.
 * @param {typeof fetch} ask
 * @param {{abort: () => void}} request what stops it
 * @param {HTMLElement} place where it is told
 * @returns {typeof fetch}
 */
export function patient(ask, request, place) {
  return async (url, options) => {
    for (let tries = 1; ; tries += 1) {
      const response = await ask(url, options);
      const wait = Number(response.headers.get("Retry-After"));
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
 * Says that nothing came back, where a browser by itself would say nothing at all.
 * @param {HTMLElement} place where it is told
 */
export function tellUnreachable(place) {
  const notice = document.createElement("div");
  notice.className = "notice notice--bad";
  const title = Object.assign(document.createElement("p"), { className: "notice__title", textContent: "The server cannot be reached" });
  const says = Object.assign(document.createElement("p"), {
    textContent: "Nothing was lost: what you typed or picked is still here. Try again in a moment.",
  });
  notice.append(title, says);
  place.replaceChildren(notice);
  dismissible(notice);
}

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
