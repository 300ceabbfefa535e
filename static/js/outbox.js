// Sends what could not be sent: again and again while its page is open, and from the next page on.

import { due, read, remove, write } from "./drafts.js";
import { notice } from "./dismiss.js";

const WAIT_MS_MIN = 3000;
const WAIT_MS_MAX = 60000;
const STUCK = "There is no connection. Your answer is kept here and is sent when the line is back.";

/** A form whose answer waits for the line. */
export class Waiting {
  /**
   * @param {{form: HTMLFormElement, submitter?: HTMLElement, cancel: () => void}} draft
   * @param {number} [delay] ms until it is tried for the first time
   */
  constructor(draft, delay = WAIT_MS_MIN) {
    this.draft = draft;
    this.delay = delay;
    this.abort = new AbortController();
    this.#tell();
    addEventListener("online", () => this.try(), { signal: this.abort.signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.try(), { signal: this.abort.signal });
  }

  /** Another request is on its way: there are never two. */
  sends() {
    this.isSending = true;
    clearTimeout(this.timer);
  }

  /** It did not get through: it is tried again after a while that grows. */
  failed() {
    this.isSending = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.try(), this.delay);
    this.delay = Math.min(Math.max(this.delay * 2, WAIT_MS_MIN), WAIT_MS_MAX);
  }

  /** Sends what the form holds now. */
  try() {
    if (this.isSending || !this.draft.form.isConnected) return;
    this.draft.form.requestSubmit(this.draft.submitter?.isConnected ? this.draft.submitter : undefined);
  }

  /** It got through, or is not to be sent. */
  stop() {
    clearTimeout(this.timer);
    this.abort.abort();
    this.told.remove();
    delete this.draft.form.dataset.waiting;
    this.draft.cancel();
  }

  #tell() {
    const button = (textContent, click) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent });
      made.addEventListener("click", click);
      return made;
    };
    this.told = notice("The server cannot be reached", STUCK);
    this.told.setAttribute("role", "alert");
    this.told.append(button("Send it now", () => this.try()), " ", button("Do not send", () => this.stop()));
    this.draft.form.querySelector("[type=submit]").closest(".row").before(this.told);
    this.draft.form.dataset.waiting = "";
    this.told.scrollIntoView({ block: "nearest" });
  }
}

/** Sends what waits on pages that are not open; what was on its way when its page was left is done. */
export async function settleDue() {
  const open = new Set([...document.querySelectorAll("form[data-draft]")].map((form) => form.getAttribute("action").split("#")[0]));
  for (const key of due()) {
    const draft = read(key);
    if (draft && open.has(draft.due?.url)) continue;
    if (!draft?.due || draft.due.sent) remove(key);
    else await alone(key, () => send(key, draft));
  }
}

/** In one tab at a time, where the browser can tell. */
function alone(key, work) {
  return navigator.locks ? navigator.locks.request(key, { ifAvailable: true }, (lock) => lock && work()) : work();
}

async function send(key, draft) {
  const { url, body, page } = draft.due;
  const headers = { "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded" };
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers });
  } catch {
    return addEventListener("online", () => settleDue(), { once: true });
  }
  if (response.status === 429 || response.status >= 500) return;
  if (response.ok) remove(key);
  else write(key, { ...draft, due: undefined });
  const says = response.ok ? "An answer that waited for the connection has been sent." : "An answer that waited for the connection could not be taken.";
  const told = notice("", says);
  told.append(Object.assign(document.createElement("a"), { href: page, textContent: "See it" }));
  document.getElementById("alerts").append(told);
}
