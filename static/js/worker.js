// Keeps what is read without a connection: the static files, and the text of each lesson. The server puts the
// list before this as KEPT. It knows no learner: what it keeps is asked for without a cookie; what is posted, and
// whatever a script asks for, goes past it.

const PREFIX = "kept ";
const NAME = PREFIX + KEPT.version;
const PATIENCE_MS = 10000;
const LESSON = /^\/lessons\/[^/]+\//;

addEventListener("install", (event) => event.waitUntil(keepAll()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, pathname));
});

/**
 * One after the other, so that on a slow line there is room for whoever reads; what an attempt before has kept is
 * there. It is all or nothing: until all is kept, the worker and the list of before stay.
 */
async function keepAll() {
  const cache = await caches.open(NAME);
  try {
    for (const url of KEPT.urls) if (!(await cache.match(url))) await cache.add(new Request(url, { credentials: "omit" }));
  } catch (error) {
    // Where there is no room for all, none of it is left lying about.
    if (error.name === "QuotaExceededError") await caches.delete(NAME);
    throw error;
  }
  await skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  await clients.claim();
}

const kept = async (url) => (await caches.open(NAME)).match(url, { ignoreVary: true });

const file = async (request) => (await kept(request)) ?? fetch(request);

/** A page is the server's. Where that cannot be reached: the text of the lesson, else the list of those there are. */
async function page(request, pathname) {
  const lesson = LESSON.exec(pathname)?.[0];
  const text = lesson && (await kept(`${lesson}read/`));
  try {
    const response = await (text ? Promise.race([fetch(request), giveUp()]) : fetch(request));
    // Our server says neither: it is the one before it that does not reach it.
    if (![502, 504].includes(response.status)) return response;
  } catch {
    // The line is gone, or as good as gone.
  }
  return text ? asKept(text) : ((await kept("/offline/")) ?? Response.error());
}

const giveUp = () => new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));

/** Says of a text that it is the one that was kept: the sentence stands in it, hidden. */
async function asKept(response) {
  return new Response((await response.text()).replace(" data-offline hidden", " data-offline"), response);
}
