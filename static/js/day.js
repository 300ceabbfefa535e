// Says a day in the time of whoever reads: the server tells it in UTC.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/**
 * @param {HTMLTimeElement} element with a moment in its datetime
 */
export function mount(element) {
  const then = new Date(element.dateTime);
  if (!Number.isNaN(then.getTime())) element.textContent = told(then, new Date());
}

function told(then, now) {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (then.toDateString() === now.toDateString()) return "today";
  if (then.toDateString() === yesterday.toDateString()) return "yesterday";
  return `${then.getDate()} ${MONTHS[then.getMonth()]} ${then.getFullYear()}`;
}
