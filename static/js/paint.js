// Paints a prediction: the graph follows the fields, and a tap on a box picks the next state.

const mounted = new WeakSet();

/**
 * @param {HTMLElement} element holds a graph, and radios or a select named task-KEY for each box
 */
export function mount(element) {
  if (mounted.has(element)) return;
  mounted.add(element);
  element.addEventListener("change", () => paint(element));
  for (const node of element.querySelectorAll("[data-node]"))
    node.addEventListener("click", () => next(element, node.dataset.node));
  paint(element);
}

/** The choices of a task: its radios, or the options of its select but the empty one. */
function choicesOf(element, key) {
  const named = [...element.querySelectorAll("input[type=radio], select")].filter((field) => field.name === `task-${key}`);
  return named.flatMap((field) => (field.options ? [...field.options].filter((option) => option.value) : field));
}

const isPicked = (choice) => (choice.selected ?? choice.checked) === true;

function next(element, key) {
  const choices = choicesOf(element, key);
  if (!choices.length) return;
  const choice = choices[(choices.findIndex(isPicked) + 1) % choices.length];
  choice[choice instanceof HTMLOptionElement ? "selected" : "checked"] = true;
  (choice.closest("select") ?? choice).dispatchEvent(new Event("change", { bubbles: true }));
}

function paint(element) {
  for (const node of element.querySelectorAll("[data-node]")) {
    const choice = choicesOf(element, node.dataset.node).find(isPicked);
    const state = choice ? choice.value.toLowerCase() : "none";
    node.dataset.state = state;
    node.querySelector("use").setAttribute("href", `#state-${state}`);
    node.querySelector(".node__word").textContent = choice ? choice.dataset.word : "?";
  }
}
