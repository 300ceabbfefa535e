// Copies the address of what is shown, and says so.

const SAID_MS = 1600;
const mounted = new WeakSet();

/**
 * @param {HTMLButtonElement} button with data-link and a [data-says] label
 */
export function mount(button) {
  if (mounted.has(button)) return;
  mounted.add(button);
  const label = button.querySelector("[data-says]");
  const before = label.textContent;
  button.addEventListener("click", async () => {
    const address = new URL(button.dataset.link, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      label.textContent = "Copied";
    } catch {
      label.textContent = "Copy it from the address bar";
    }
    label.dataset.said = "";
    setTimeout(() => {
      label.textContent = before;
      delete label.dataset.said;
    }, SAID_MS);
  });
}
