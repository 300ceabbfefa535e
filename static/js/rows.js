// The drawing of a large graph for a narrow screen, which is fetched only where it is narrow.

import { patient } from "./try-again.js";

/** Up to this width of the page the styles show a narrow drawing. */
const NARROW = "(max-width: 40rem)";
const drawings = new Map();
/** How far a drawing was scrolled: a swap takes it out for a moment. */
const scrolled = new WeakMap();

/**
 * Puts the narrow drawing beside the wide one as soon as there is no room for that.
 * @param {HTMLElement} graph stands in the simulator whose story it is of
 * @param {AbortController} abort ends it
 * @param {() => void} drawn is told when it is there
 */
export async function drawRows(graph, abort, drawn) {
  const { signal } = abort;
  const narrow = matchMedia(NARROW);
  if (!narrow.matches) {
    narrow.addEventListener("change", () => drawRows(graph, abort, drawn), { signal, once: true });
    return;
  }
  const url = addressOf(graph.closest("[data-url]").dataset.url);
  const html = drawings.get(url) ?? (await fetched(url, abort));
  if (!html || signal.aborted || graph.querySelector(".graph__rows")) return;
  drawings.clear();
  drawings.set(url, html);
  graph.insertAdjacentHTML("beforeend", html);
  graph.classList.remove("graph--once");
  drawn();
  const picked = graph.querySelector(".graph__rows [aria-current]")?.getBoundingClientRect();
  if (scrolled.has(graph)) graph.scrollTop = scrolled.get(graph);
  else if (picked) graph.scrollTop = picked.top - graph.getBoundingClientRect().top - graph.clientHeight / 2;
  const keep = () => graph.querySelector(".graph__rows") && scrolled.set(graph, graph.scrollTop);
  graph.addEventListener("scroll", keep, { signal });
}

/** The drawing of a story is the same at each of its moments, whatever is selected or kept. */
function addressOf(page) {
  const url = new URL(page, location.href);
  for (const name of ["step", "task", "table", "keep", "was", "seen", "said", "thought", "back"]) url.searchParams.delete(name);
  return `${url.pathname}rows/${url.search}`;
}

/** Without it the wide drawing stays, which is zoomed and scrolled. */
async function fetched(url, abort) {
  try {
    const response = await patient(fetch, abort, document.getElementById("alerts"))(url, { signal: abort.signal });
    return response.ok ? await response.text() : "";
  } catch {
    return "";
  }
}
