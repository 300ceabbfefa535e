// Keeps what is picked or typed in a form until its answer is kept, and sends it when it got stuck.

import { isRemoved, read, remove, write } from "./drafts.js";

let outbox;
/** It is asked for as soon as the form is touched: without a line it would not come. */
const loadOutbox = () => import("./outbox.js").then((loaded) => (outbox = loaded), () => {});

const TYPED_MS = 400;
const mounted = new WeakMap();

/**
 * Restores what the form held. Its data-draft says "send" if what got stuck is sent by itself.
 * @param {HTMLFormElement} form
 */
export function mount(form) {
  if (!mounted.has(form)) mounted.set(form, new Draft(form));
}

/** The place, and what was put there: a draft is never restored into another question. */
function keyOf(form) {
  const [action] = form.getAttribute("action").split("#");
  return [action, form.elements.put?.value ?? location.search].join(" ");
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = keyOf(form);
    this.timer = 0;
    this.#restore();
    // A browser that came back may have put in again what was sent: it is not lost by a reload.
    if (form.dataset.draft === "keep" && !read(this.key)) this.save();
    for (const type of ["focusin", "pointerdown", "change"]) form.addEventListener(type, loadOutbox, { once: true });
    form.addEventListener("change", () => this.save());
    form.addEventListener("input", ({ target }) => {
      clearTimeout(this.timer);
      if (target.matches("textarea, [type=text]")) this.timer = setTimeout(() => this.save(), TYPED_MS);
    });
    form.addEventListener("submit", ({ submitter }) => {
      this.submitter = submitter;
      this.save();
    });
    form.addEventListener("htmx:before:request", ({ target }) => target === form && this.waiting?.sends());
    form.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
      if (target !== form) return;
      if (ctx.response.raw.ok) this.#end();
      else this.waiting?.stop();
    });
    form.addEventListener("sends", () => this.save({ sent: true }));
    form.addEventListener("unreachable", (event) => {
      if (form.dataset.draft !== "send" || !outbox) return;
      event.preventDefault();
      this.#wait();
    });
    // Another tab has sent it, or whoever was here has signed out: nothing is left to send.
    addEventListener("storage", (event) => this.waiting && isRemoved(event, this.key) && this.#end());
    addEventListener("pageshow", ({ persisted }) => persisted && (this.isOver = false));
    addEventListener("pagehide", () => this.timer && form.isConnected && this.save());
  }

  /** Keeps what differs from the page as it came; what waits to be sent is kept as it would be sent. */
  save({ sent = false } = {}) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.isOver) return;
    const fields = Object.fromEntries([...this.form.elements].filter(isKept).map((field) => [field.id, valueOf(field)]));
    const waits = this.waiting || sent;
    if (!Object.keys(fields).length && !waits) return remove(this.key);
    const due = waits ? { url: this.form.getAttribute("action").split("#")[0], body: this.#body(), page: location.pathname + location.search, sent } : undefined;
    write(this.key, { at: Date.now(), fields, due });
  }

  cancel() {
    this.waiting = null;
    this.save();
  }

  #body() {
    const { submitter } = this;
    const data = new FormData(this.form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    return new URLSearchParams(data).toString();
  }

  #wait(delay) {
    this.waiting ??= new outbox.Waiting(this, delay);
    this.waiting.failed();
    this.save();
  }

  #end() {
    this.isOver = true;
    this.waiting?.stop();
    remove(this.key);
  }

  #restore() {
    const draft = read(this.key);
    if (!draft) return;
    for (const field of this.form.elements) {
      const value = draft.fields[field.id];
      if (value === undefined || valueOf(field) === value || !put(field, value)) continue;
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    if (!draft.due || draft.due.sent) return void (draft.due && this.save());
    const skip = new URLSearchParams(draft.due.body).get("skip");
    this.submitter = skip ? this.form.querySelector("[name=skip]") : undefined;
    loadOutbox().then(() => outbox && this.#wait(0));
  }
}

/** Fields that a person fills in, and that are not as they came. */
function isKept(field) {
  if (!field.id || !field.matches("select, textarea, input:not([type=hidden], [type=file], [type=password])")) return false;
  if (field.matches("select")) {
    const came = [...field.options].findLast((option) => option.defaultSelected) ?? field.options[0];
    return field.value !== came?.value;
  }
  return field.matches("[type=radio], [type=checkbox]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

const valueOf = (field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value);

/** Puts a value into a field; a select takes only what it offers. */
function put(field, value) {
  if (field.matches("[type=radio], [type=checkbox]")) field.checked = value === true;
  else if (!field.options || [...field.options].some((option) => option.value === value)) field.value = value;
  return valueOf(field) === value;
}
