// Attaches behaviours to elements with data-behaviour, at the start and after each htmx swap.

const BEHAVIOURS = ["player", "paint", "copy-link"];

/**
 * Mounts every behaviour below an element. A behaviour may be mounted again on the same element.
 * @param {ParentNode} root
 */
async function mountAll(root) {
  for (const name of BEHAVIOURS) {
    const selector = `[data-behaviour~="${name}"]`;
    const found = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) found.push(root);
    if (!found.length) continue;
    const { mount } = await import(`./${name}.js`);
    found.forEach(mount);
  }
}

document.documentElement.classList.add("js");
mountAll(document);

document.addEventListener("htmx:after:swap", () => {
  mountAll(document);
  const focus = document.querySelector("[data-focus]:not([data-focused])");
  if (!focus) return;
  for (const element of document.querySelectorAll("[data-focus]")) element.dataset.focused = "";
  focus.focus({ preventScroll: false });
});
