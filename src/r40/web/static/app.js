// What every page does: the token on every request, keys, menus, dialogs, a word when the server does not answer.

const token = document.querySelector('meta[name="csrf"]')?.content ?? "";
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = token;
  if (event.detail.elt.hasAttribute("hx-encoding")) event.detail.timeout = 0; // files take as long as the line is slow
});

const KEYS = "r40-tasti";
const switchKeys = document.getElementById("tasti-attivi");
if (switchKeys) {
  switchKeys.checked = localStorage.getItem(KEYS) !== "no";
  switchKeys.addEventListener("change", () => localStorage.setItem(KEYS, switchKeys.checked ? "si" : "no"));
}

const writing = (element) => Boolean(element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

const REPEATED = ["j", "k", "ArrowDown", "ArrowUp"]; // a key held down moves on; it decides once

// What one does while a decision is being saved waits: the same key would otherwise hit the flag decided already.
let saving = false;
const waiting = [];

// Handlers by key, lower case. A key does nothing while one writes, in a dialog, or with Ctrl, Alt or Meta.
export function keys(handlers) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || writing(event.target)) return;
    if (document.querySelector("dialog[open]") || (switchKeys && !switchKeys.checked && event.key !== "Escape")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const handler = handlers[key];
    if (!handler) return;
    if (event.repeat && !REPEATED.includes(key)) event.preventDefault();
    else if (saving) {
      waiting.push(handler);
      event.preventDefault();
    } else if (handler() !== false) event.preventDefault();
  });
}

document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.requestConfig.verb !== "get") saving = true; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig.verb === "get" || event.detail.xhr?.getResponseHeader("HX-Redirect")) return; // the next page has its own keys
  saving = false;
  if (!event.detail.successful) waiting.length = 0; // what was meant for after a decision that was not saved
  while (waiting.length && !saving && !writing(document.activeElement) && !document.querySelector("dialog[open]")) waiting.shift()();
  if (!saving) waiting.length = 0;
});
addEventListener("pageshow", () => { saving = false; }); // the browser's «back» brings a page as it was left

// Where something is said: in the dialog that is open, for behind it nobody would see it.
export function speaker() {
  const dialog = document.querySelector("dialog[open]");
  if (!dialog) return document.getElementById("avviso");
  const place = dialog.querySelector(".form-error") ?? Object.assign(document.createElement("div"), { className: "form-error" });
  dialog.querySelector("form").before(place);
  return place;
}

export function announce(text, kind = "error") {
  const box = document.createElement("div");
  box.className = `notice ${kind}`;
  box.setAttribute("role", "alert");
  box.textContent = text;
  speaker()?.replaceChildren(box);
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

// A server that is slow is waited for and one that hangs is given up; what was sent to it may have been saved all the same.
const SLOW = 5000; // milliseconds
let patience = 0;
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb === "get") return;
  patience = setTimeout(() => announce("Il server è lento: attendere, non serve ripetere.", "warning slow"), SLOW);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig.verb === "get") return;
  clearTimeout(patience);
  document.querySelector(".notice.slow")?.remove();
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.elt.id === "attesa") announce("Il server non risponde: le prossime decisioni non saranno salvate finché non torna. Ciò che era salvato lo è ancora.", "warning offline");
    else if (event.detail.requestConfig.verb === "get") announce("Il server non risponde: riprovare fra poco. Ciò che era salvato lo è ancora.", "warning offline");
    else {
      const unsure = document.getElementById("incerto"); // the desk asks as soon as the server answers
      if (unsure) unsure.value = "true";
      const then = unsure ? "Appena risponde questa pagina dice se c'è; ciò che è scritto qui resta." : "Ricaricare la pagina fra poco per vedere se c'è.";
      announce(`Il server non risponde: l'ultima operazione forse NON è stata salvata. ${then}`);
    }
  });
}
document.addEventListener("htmx:afterSettle", (event) => event.detail.target.querySelector?.("[data-focus]")?.focus());

// Browsers speak of files and of what is missing in their own language.
document.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  const names = [...event.target.files].map((file) => file.name);
  event.target.closest(".file").querySelector(".file-names").textContent = names.length > 3 ? `${names.length} file scelti` : names.join(", ") || "nessun file scelto";
});
document.addEventListener("invalid", ({ target }) => {
  const { valueMissing, tooShort, rangeUnderflow, rangeOverflow } = target.validity;
  const missing = { file: "Scegliere un file.", radio: "Scegliere una delle voci.", "select-one": "Scegliere una voce dall'elenco." };
  let text = target.title || "Valore non ammesso: correggerlo.";
  if (valueMissing) text = missing[target.type] ?? "Campo da compilare.";
  else if (tooShort) text = `Servono almeno ${target.minLength} caratteri.`;
  else if (rangeUnderflow || rangeOverflow) text = `Indicare un numero da ${target.min} a ${target.max}.`;
  target.setCustomValidity(text);
}, true);
for (const name of ["input", "change"]) document.addEventListener(name, ({ target }) => target.setCustomValidity?.(""), true);

document.addEventListener("submit", (event) => {
  // Before htmx has taken a form in, the browser would send it as an address and forget what was decided.
  if (event.target.matches("[hx-post]") && !event.defaultPrevented) {
    event.preventDefault();
    announce("La pagina non era pronta: l'ultima operazione NON è stata salvata. Ripeterla.");
  }
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
