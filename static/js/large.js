// What a page leaves out of a large story: its frames, and the links of the boxes in its graph.

import { patient } from "./try-again.js";

/**
 * Gives each task of a large graph its link; the whole address a thousand times would be the page.
 * @param {HTMLElement} element the simulator's section
 */
export function linkTasks(element) {
  for (const box of element.querySelectorAll("[data-graph] a[data-task]:not([href])")) {
    const url = new URL(element.dataset.url, location.href);
    url.searchParams.delete("table");
    url.searchParams.set("task", box.dataset.task);
    box.setAttribute("href", url.pathname + url.search);
    box.dataset.nav = "still";
    const isPicked = new URL(element.dataset.url, location.href).searchParams.get("task") === box.dataset.task;
    if (isPicked) box.setAttribute("aria-current", "true");
    // Its boxes can be reached now, so it is no stop of its own.
    box.closest("[data-graph]").removeAttribute("tabindex");
  }
}

/**
 * Fetches the frames of a long story. Until they are there the page works by its links.
 * @param {string} url
 * @param {AbortController} abort
 * @returns {Promise<object | null>} null when they do not come
 */
export async function framesAt(url, abort) {
  const alerts = document.getElementById("alerts");
  try {
    const response = await patient(fetch, abort, alerts)(url, { signal: abort.signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
