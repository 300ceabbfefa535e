// Puts the code behind the # of a private link into its field, and takes it out of the address bar.

/**
 * @param {HTMLFormElement} form
 */
export function mount(form) {
  const code = location.hash.slice(1);
  if (!code) return;
  const field = form.elements.namedItem("code");
  if (!field.value) field.value = code;
  history.replaceState(history.state, "", location.pathname);
}
