// Lets a notice that lies over the page be put away.

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
