// Saves the run's picture as a PNG: draws the SVG on a canvas. Keeps the links at the step shown.

const SCALE = 2;
const SIDE_MAX = 8192;
const mounted = new WeakSet();

/**
 * @param {HTMLElement} element holds links to the exports, a button with data-svg and an <output>
 */
export function mount(element) {
  if (mounted.has(element)) return;
  mounted.add(element);
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link) link.href = atStepShown(element, link.href);
    const button = event.target.closest("[data-svg]");
    if (button) save(atStepShown(element, button.dataset.svg), button.dataset.name, element.querySelector("output"));
  });
}

/** Gives an address the step that the player beside it shows. */
function atStepShown(element, address) {
  const url = new URL(address, location.href);
  const shown = element.closest(".sim")?.querySelector("[data-shows=step]");
  if (shown) url.searchParams.set("step", shown.textContent);
  return url;
}

async function save(url, name, output) {
  output.textContent = "";
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.statusText);
    download(await drawn(await answer.blob()), `${name}-step-${url.searchParams.get("step")}.png`);
    output.textContent = "The PNG is saved.";
  } catch {
    output.textContent = "This browser could not make the PNG. Take the SVG instead.";
  }
}

async function drawn(svg) {
  const image = new Image();
  image.src = URL.createObjectURL(svg);
  try {
    await image.decode();
    const scale = Math.min(SCALE, SIDE_MAX / Math.max(image.width, image.height));
    const [width, height] = [image.width, image.height].map((side) => Math.round(side * scale));
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    return await new Promise((done, fail) => canvas.toBlob((png) => (png ? done(png) : fail(new Error("empty")))));
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

function download(png, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(png), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
