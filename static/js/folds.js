// Keeps open what one has opened while a part of the page is swapped. Folds are known by their ids.

const opened = new WeakMap();

document.addEventListener("htmx:before:swap", () => {
  for (const element of document.querySelectorAll("[data-behaviour~=folds]"))
    opened.set(element, [...element.querySelectorAll("details[open]")].map((fold) => fold.id));
});

/** @param {HTMLElement} element holds folds; a swap leaves it where it is and exchanges what it holds */
export function mount(element) {
  for (const id of opened.get(element) ?? []) document.getElementById(id)?.setAttribute("open", "");
  element.dataset.ready = "";
}
