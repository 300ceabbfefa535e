// What is typed or picked and not sent yet: kept in this browser, bounded, and never relied upon.

const PREFIX = "draft:";
const DUE = "drafts.due";
const AGE_MS_MAX = 30 * 24 * 3600 * 1000;
const COUNT_MAX = 40;
const SIGNS_MAX = 300000;
const ALL_SIGNS_MAX = 1000000;

/**
 * @typedef {{at: number, fields: Object<string, string | boolean>, due?: {url: string, body: string, page: string, sent?: boolean}}} Draft
 */

/**
 * Returns what is kept under a key, unless it is too old.
 * @param {string} key
 * @returns {Draft | null}
 */
export function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key));
    return draft?.fields && Date.now() - draft.at < AGE_MS_MAX ? draft : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a draft, and lets go of what is too old or too much. What has no room is not kept.
 * @param {string} key
 * @param {Draft} draft
 */
export function write(key, draft) {
  const text = JSON.stringify(draft);
  if (text.length > SIGNS_MAX) return void remove(key);
  attempt(() => {
    try {
      localStorage.setItem(PREFIX + key, text);
    } catch {
      prune(ALL_SIGNS_MAX / 4);
      localStorage.setItem(PREFIX + key, text);
    }
    prune(ALL_SIGNS_MAX);
    setDue(key, Boolean(draft.due));
  });
}

/** @param {string} key */
export function remove(key) {
  attempt(() => {
    localStorage.removeItem(PREFIX + key);
    setDue(key, false);
  });
}

/**
 * Says whether another tab has taken a draft away.
 * @param {StorageEvent} event
 * @param {string} key
 */
export const isRemoved = (event, key) => event.key === null || (event.key === PREFIX + key && event.newValue === null);

/** Returns the keys of what waits to be sent, or was on its way when its page was left. */
export function due() {
  try {
    return JSON.parse(localStorage.getItem(DUE)) ?? [];
  } catch {
    return [];
  }
}

/** Forgets all drafts: for whoever signs out on a shared computer, or deletes everything. */
export function clearDrafts() {
  attempt(() => {
    for (const key of keys()) localStorage.removeItem(key);
    localStorage.removeItem(DUE);
  });
}

function setDue(key, isDue) {
  const before = due();
  if (before.includes(key) === isDue) return;
  const now = isDue ? [...before, key] : before.filter((each) => each !== key);
  if (now.length) localStorage.setItem(DUE, JSON.stringify(now));
  else localStorage.removeItem(DUE);
}

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

/** Keeps the newest, and of those so many signs. */
function prune(signsMax) {
  const kept = keys().map((key) => ({ key, signs: localStorage.getItem(key).length, at: read(key.slice(PREFIX.length))?.at ?? 0 }));
  let signs = 0;
  kept.sort((one, other) => other.at - one.at).forEach(({ key, at, ...draft }, index) => {
    signs += draft.signs;
    if (!at || index >= COUNT_MAX || signs > signsMax) localStorage.removeItem(key);
  });
}

/** A browser may forbid its storage, or have no room: then there are no drafts, and all else works. */
function attempt(work) {
  try {
    work();
  } catch {
    // Nothing is kept.
  }
}
