// Lets a notice that lies over the page be put away; and makes one.

/**
 * Adds a button that removes the notice.
 * @param {HTMLElement} notice
 */
export function mount(notice) {
  if (notice.querySelector("[data-dismiss]")) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button--small", textContent: "Close" });
  button.dataset.dismiss = "";
  button.addEventListener("click", () => notice.remove());
  notice.append(button);
}

/**
 * Makes a notice, not yet on the page.
 * @param {string} title "" for none; with one, it tells of something bad
 * @param {string} says
 * @returns {HTMLElement}
 */
export function notice(title, says) {
  const made = Object.assign(document.createElement("div"), { className: title ? "notice notice--bad" : "notice" });
  if (title) made.append(Object.assign(document.createElement("p"), { className: "notice__title", textContent: title }));
  made.append(Object.assign(document.createElement("p"), { textContent: says }));
  return made;
}
