// The ways about a large graph: zoom, fit, drag to pan, find a task.

const FACTOR = 1.4;
/** Smaller than this no name can be read; a graph begins at least so large. */
const READABLE = 0.7;
const mounted = new WeakMap();
const bound = new WeakSet();

/**
 * @param {HTMLElement} bar holds [data-zoom] buttons, and may hold a [data-find] input; stands beside its graph
 */
export function mount(bar) {
  const graph = bar.parentElement.querySelector("[data-graph]");
  const svg = graph.querySelector(".graph__drawing");
  const scale = mounted.get(graph);
  mounted.set(graph, scale ?? Math.max(fitting(graph, svg), bar.dataset.opens === "fit" ? 0 : READABLE * ofText()));
  apply(graph, svg, mounted.get(graph));
  if (bound.has(bar)) return;
  bound.add(bar);
  bar.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (!way) return;
    const now = mounted.get(graph);
    zoom(graph, svg, way === "fit" ? fitting(graph, svg) : now * (way === "in" ? FACTOR : 1 / FACTOR));
  });
  bar.querySelector("[data-find]")?.addEventListener("change", (event) => find(bar, graph, svg, event.target.value.trim()));
  if (!bound.has(graph)) drag(graph);
  bound.add(graph);
}

/** How much larger than usual the reader's text is: what is drawn follows it. */
function ofText() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

function fitting(graph, svg) {
  const { width, height } = svg.viewBox.baseVal;
  return Math.max(Math.min((graph.clientWidth - 4) / width, 560 / height, ofText()), 0.04);
}

function apply(graph, svg, scale) {
  const { width, height } = svg.viewBox.baseVal;
  svg.setAttribute("width", Math.round(width * scale));
  svg.setAttribute("height", Math.round(height * scale));
  mounted.set(graph, scale);
}

/** Keeps the middle of the view where it is. */
function zoom(graph, svg, scale) {
  const before = mounted.get(graph);
  const next = Math.min(Math.max(scale, 0.04), 3);
  const x = (graph.scrollLeft + graph.clientWidth / 2) / before;
  const y = (graph.scrollTop + graph.clientHeight / 2) / before;
  apply(graph, svg, next);
  graph.scrollLeft = x * next - graph.clientWidth / 2;
  graph.scrollTop = y * next - graph.clientHeight / 2;
}

function find(bar, graph, svg, key) {
  const links = [...graph.querySelectorAll("a[data-task]")];
  const found = links.find((link) => link.dataset.task === key) ?? links.find((link) => key && link.dataset.task.includes(key));
  bar.querySelector(".find__says").textContent = found ? "" : `There is no task “${key}”.`;
  if (!found) return;
  if (mounted.get(graph) < 0.8) zoom(graph, svg, 1);
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
