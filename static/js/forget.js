// Forgets what this browser holds of whoever was here: for who signs out on a shared computer, or deletes everything.
// The server asks for that, too (Clear-Site-Data), which not all browsers heed, and none by plain HTTP.

import { clearDrafts } from "./drafts.js";
import { clearTries } from "./tries.js";

export async function forget() {
  clearDrafts();
  clearTries();
  try {
    for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  } catch {
    // A browser that forbids them has none.
  }
}
