// Menus that lie over the page close on Escape, on a click elsewhere, and when the focus leaves them.

const MENU = "details[data-behaviour~=menu]";
let isListening = false;

/** Begins to listen, once for all menus of a page: a swap may take one away. */
export function mount() {
  if (isListening) return;
  isListening = true;
  document.addEventListener("pointerdown", ({ target }) => closeOutside(target));
  document.addEventListener("focusin", ({ target }) => closeOutside(target));
  // Who opened a menu before this script was there may have gone on.
  if (document.activeElement !== document.body) closeOutside(document.activeElement);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(`${MENU}[open]`);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function closeOutside(target) {
  for (const menu of document.querySelectorAll(`${MENU}[open]`)) if (!menu.contains(target)) menu.open = false;
}
