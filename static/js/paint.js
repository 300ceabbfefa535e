// Paints a prediction: the graph follows the radios, and a tap on a box picks the next state.

const mounted = new WeakSet();

/**
 * @param {HTMLElement} element a fieldset with a graph and radios named task-KEY
 */
export function mount(element) {
  if (mounted.has(element)) return;
  mounted.add(element);
  element.addEventListener("change", () => paint(element));
  for (const node of element.querySelectorAll("[data-node]"))
    node.addEventListener("click", () => next(element, node.dataset.node));
  paint(element);
}

function radiosOf(element, key) {
  return [...element.querySelectorAll("input[type=radio]")].filter((radio) => radio.name === `task-${key}`);
}

function next(element, key) {
  const radios = radiosOf(element, key);
  const at = radios.findIndex((radio) => radio.checked);
  radios[(at + 1) % radios.length].checked = true;
  paint(element);
}

function paint(element) {
  for (const node of element.querySelectorAll("[data-node]")) {
    const radio = radiosOf(element, node.dataset.node).find((candidate) => candidate.checked);
    const state = radio ? radio.value.toLowerCase() : "none";
    node.dataset.state = state;
    node.querySelector("use").setAttribute("href", `#state-${state}`);
    node.querySelector(".node__word").textContent = radio ? radio.dataset.word : "?";
  }
}
