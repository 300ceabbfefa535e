// The ways about a large graph: zoom, fit, drag to pan, find a task.

const FACTOR = 1.4;
/** Smaller than this no name can be read. */
const READABLE = 0.7;
/** How large each graph is drawn; one that is not in here is fitted, by its styles. */
const scales = new WeakMap();
const bound = new WeakSet();

/**
 * @param {HTMLElement} bar holds [data-zoom] buttons, and may hold a [data-find] input; stands beside its graph
 */
export function mount(bar) {
  const graph = bar.parentElement.querySelector("[data-graph]");
  if (scales.has(graph)) apply(graph, scales.get(graph));
  if (bound.has(bar)) return;
  bound.add(bar);
  bar.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (way === "fit") fit(graph);
    else if (way) zoom(graph, scaleOf(graph) * (way === "in" ? FACTOR : 1 / FACTOR));
  });
  bar.querySelector("[data-find]")?.addEventListener("change", (event) => find(bar, graph, event.target.value.trim()));
  if (!bound.has(graph)) drag(graph);
  bound.add(graph);
}

const drawings = (graph) => [...graph.querySelectorAll(".graph__drawing")];

/** The scale of the drawing that there is room for: the wide or the narrow one. */
function scaleOf(graph) {
  return drawings(graph).find((svg) => svg.checkVisibility()).getScreenCTM().a;
}

function apply(graph, scale) {
  for (const svg of drawings(graph)) {
    const { width, height } = svg.viewBox.baseVal;
    svg.setAttribute("width", Math.round(width * scale));
    svg.setAttribute("height", Math.round(height * scale));
  }
  graph.dataset.zoomed = "";
  scales.set(graph, scale);
}

/** As large as there is room for, no larger than it is drawn: its styles see to that. */
function fit(graph) {
  for (const svg of drawings(graph))
    for (const side of ["width", "height"]) svg.setAttribute(side, svg.dataset[side]);
  delete graph.dataset.zoomed;
  scales.delete(graph);
}

/** Keeps the middle of the view where it is. */
function zoom(graph, scale) {
  const before = scaleOf(graph);
  const next = Math.min(Math.max(scale, 0.04), 3);
  const x = (graph.scrollLeft + graph.clientWidth / 2) / before;
  const y = (graph.scrollTop + graph.clientHeight / 2) / before;
  apply(graph, next);
  graph.scrollLeft = x * next - graph.clientWidth / 2;
  graph.scrollTop = y * next - graph.clientHeight / 2;
}

function find(bar, graph, key) {
  const links = [...graph.querySelectorAll("a[data-task]")].filter((link) => link.checkVisibility());
  const found = links.find((link) => link.dataset.task === key) ?? links.find((link) => key && link.dataset.task.includes(key));
  bar.querySelector(".find__says").textContent = found ? "" : `There is no task “${key}”.`;
  if (!found) return;
  if (scaleOf(graph) < READABLE) zoom(graph, 1);
  found.scrollIntoView({ block: "center", inline: "center" });
  found.focus({ preventScroll: true });
}

function drag(graph) {
  let from = null;
  graph.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    from = { x: event.clientX + graph.scrollLeft, y: event.clientY + graph.scrollTop, at: event, moved: false };
  });
  graph.addEventListener("pointermove", (event) => {
    if (!from || !event.buttons) return;
    if (!from.moved && Math.hypot(event.clientX - from.at.clientX, event.clientY - from.at.clientY) < 5) return;
    from.moved = true;
    graph.scrollTo(from.x - event.clientX, from.y - event.clientY);
  });
  // A drag that ends elsewhere brings no click here; the next click is one.
  addEventListener("pointerup", () => setTimeout(() => (from = null)));
  // What ends a drag is no click on the box under it.
  graph.addEventListener("click", (event) => {
    if (from?.moved) {
      event.preventDefault();
      event.stopPropagation();
    }
    from = null;
  }, true);
  graph.addEventListener("dragstart", (event) => event.preventDefault());
}
