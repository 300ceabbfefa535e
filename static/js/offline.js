// Registers the worker that keeps what is read without a connection, and says so once it is kept.

/** Shows what promises it: an element whose data-kept is the address of what has to be there. */
export async function keep() {
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    for (const element of document.querySelectorAll("[data-kept]")) element.hidden = !(await caches.match(element.dataset.kept));
  } catch {
    // A browser may forbid it, or have no room: nothing was promised.
  }
}
