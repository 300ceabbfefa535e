// A figure is stepped through with the arrow keys while the focus is in it. Its links do the rest.

const KEYS = { ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end" };
const OWN_KEYS = "input, select, textarea, [tabindex='0']";

/** @param {HTMLElement} element the figure */
export function mount(element) {
  if (element.dataset.mounted) return;
  element.dataset.mounted = "1";
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(OWN_KEYS)) return;
    const link = element.querySelector(`[data-go="${KEYS[event.key]}"]`);
    if (!link) return;
    event.preventDefault();
    link.focus();
    link.click();
  });
}
