// The tries at a level that were made in this browser: noted by the level, told on the list.

const PREFIX = "tries ";
const TRIES_MAX = 500;

/**
 * Tells beside a level of the list how many tries were made at it.
 * @param {HTMLElement} element has data-who and data-path
 */
export function mount(element) {
  element.textContent = told(triesOf(element).length, " · ");
}

/** @returns {string[]} the stories of the tries, in order */
export function triesOf(element) {
  try {
    const made = JSON.parse(localStorage.getItem(keyOf(element)));
    return Array.isArray(made) ? made : [];
  } catch {
    return [];
  }
}

/** Notes a try; the same again is none. */
export function note(element, story) {
  const made = triesOf(element);
  if (made.includes(story) || made.length >= TRIES_MAX) return;
  try {
    localStorage.setItem(keyOf(element), JSON.stringify([...made, story]));
  } catch { /* Without storage the tries are not known, and nothing is said of them. */ }
}

/** Forgets the tries at all levels, whoever made them. */
export function clearTries() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* Without storage there are none. */ }
}

/** @returns {string} "" for none */
export function told(count, before = "") {
  return count ? `${before}${count} ${count === 1 ? "try" : "tries"} so far` : "";
}

/** Several people may use one browser one after the other: each has tries of their own. */
function keyOf(element) {
  return `${PREFIX}${element.dataset.who} ${element.dataset.path}`;
}
