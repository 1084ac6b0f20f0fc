// What every page does: the token on every request, keys, menus, dialogs, a word when the server does not answer.

const token = document.querySelector('meta[name="csrf"]')?.content ?? "";
document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF-Token"] = token; });

const KEYS = "r40-tasti";
const switchKeys = document.getElementById("tasti-attivi");
if (switchKeys) {
  switchKeys.checked = localStorage.getItem(KEYS) !== "no";
  switchKeys.addEventListener("change", () => localStorage.setItem(KEYS, switchKeys.checked ? "si" : "no"));
}

const writing = (element) => Boolean(element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

// Handlers by key, lower case. A key does nothing while one writes, in a dialog, or with Ctrl, Alt or Meta.
export function keys(handlers) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || writing(event.target)) return;
    if (document.querySelector("dialog[open]") || (switchKeys && !switchKeys.checked && event.key !== "Escape")) return;
    const handler = handlers[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (handler && handler(event) !== false) event.preventDefault();
  });
}

export function announce(text, kind = "error") {
  const place = document.getElementById("avviso");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `notice ${kind}`;
  box.setAttribute("role", "alert");
  box.textContent = text;
  place.replaceChildren(box);
}

keys({ "?": () => document.getElementById("legenda")?.showModal() });

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    opener.closest("details")?.removeAttribute("open");
    document.getElementById(opener.dataset.open).showModal();
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target.closest("[data-dismiss-notice]")) event.target.closest(".notice").remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.preventDefault();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.requestConfig?.verb === "get" && event.detail.elt?.id === "attesa") {
      announce("Il server non risponde: le prossime decisioni non saranno salvate finché non torna.", "warning");
    } else announce("Il server non risponde: l'ultima operazione NON è stata salvata. Ripeterla fra poco.");
  });
}
document.addEventListener("htmx:afterSettle", (event) => event.detail.target.querySelector?.("[data-focus]")?.focus());
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
