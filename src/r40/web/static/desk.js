// The desk: flags and their proof, decisions by key, corrections by selecting text.
import { announce, keys, speaker } from "./app.js";

const record = document.getElementById("contenuto").dataset.record;
const at = (id) => document.getElementById(id);
const cards = () => [...document.querySelectorAll(".flag")];
let chosen = null; // id of the flag one works on
let shown = { mark: "", passage: 0 };
let turn = 0; // what was asked for last is what is shown

// --- proof ------------------------------------------------------------------------------------------------------------

function tab(name) {
  for (const each of ["testo", "pdf"]) {
    const on = each === name;
    at(`tab-${each}`).setAttribute("aria-selected", String(on));
    at(`tab-${each}`).tabIndex = on ? 0 : -1;
    at(`pannello-${each}`).hidden = !on;
  }
}

function passages(mark) {
  const groups = [];
  let last = null;
  for (const segment of document.querySelectorAll("#narrativa .seg")) {
    const marked = (segment.dataset.marks ?? "").split(" ").includes(mark);
    if (marked && last) last.push(segment);
    else if (marked) groups.push((last = [segment]));
    else last = null;
  }
  return groups;
}

function light(mark, { scroll = true, asked = false } = {}) {
  turn += 1;
  const groups = passages(mark);
  for (const each of document.querySelectorAll(".seg.lit")) each.classList.remove("lit");
  for (const segment of groups.flat()) segment.classList.add("lit");
  if (!groups.length) return 0;
  shown.passage = shown.mark === mark ? (shown.passage + 1) % groups.length : 0;
  shown.mark = mark;
  if (scroll) {
    tab("testo");
    groups[shown.passage][0].scrollIntoView({ block: "center", behavior: "instant" });
    at("torna").hidden = !(asked && chosen);
  }
  return groups.length;
}

async function pdf(fields, { asked = false } = {}) {
  const pane = at("pannello-pdf");
  const mine = (turn += 1);
  if (!asked && pane.dataset.missing) return; // choosing a flag does not cover the text with «non c'è»
  if (asked) tab("pdf");
  at("torna").hidden = !(asked && chosen);
  if (pane.dataset.fields !== fields) {
    pane.dataset.fields = fields;
    await htmx.ajax("GET", `/relazioni/${record}/documento?campo=${encodeURIComponent(fields)}`, { target: pane, swap: "innerHTML" });
  }
  if (pane.querySelector(".sheet")) {
    delete pane.dataset.missing;
    if (mine === turn) tab("pdf");
  } else {
    pane.dataset.missing = "1";
    delete pane.dataset.fields; // asked again, it is looked for again
  }
  pane.querySelector(".field-box")?.scrollIntoView({ block: "center", behavior: "instant" });
}

function proof(card) {
  if (card.dataset.mark) light(card.dataset.mark, { asked: true });
  else if (card.dataset.fields) pdf(card.dataset.fields, { asked: true });
}

// --- which flag -------------------------------------------------------------------------------------------------------

function choose(card, { focus = true, show = true, scroll = true } = {}) {
  for (const each of cards()) each.classList.toggle("chosen", each === card);
  chosen = card?.dataset.flag ?? null;
  if (!card) return;
  if (focus) card.focus({ preventScroll: true });
  if (scroll) card.scrollIntoView({ block: "nearest", behavior: "instant" });
  const wide = matchMedia("(min-width: 900px)").matches;
  if (show && wide && card.dataset.mark) { shown.mark = ""; light(card.dataset.mark); }
  else if (show && wide && card.dataset.fields) pdf(card.dataset.fields);
}

const card = () => (chosen ? at(`segnalazione-${chosen}`) : null);

function move(step) {
  const all = cards();
  const now = all.indexOf(card());
  choose(all[Math.max(0, Math.min(all.length - 1, now + step))] ?? null);
}

function onward() {
  const all = cards();
  const now = all.indexOf(card());
  const open = (each) => !each.classList.contains("decided") && !each.classList.contains("gone");
  const next = all.slice(now + 1).find(open) ?? all.find(open);
  if (next) choose(next);
  else { choose(card(), { focus: false, show: false }); (at("chiudi") ?? at("prossima")).focus(); }
}

function press(selector) {
  if (!card()) move(1);
  const button = card()?.querySelector(selector);
  if (button) button.click();
  else announce(at("barra").querySelector(".locked")?.textContent ?? "Nessuna segnalazione da decidere.", "warning");
}

// --- words ------------------------------------------------------------------------------------------------------------

const characters = (text, units) => [...text.slice(0, units)].length; // the server counts characters, not UTF-16 units
const units = (text, count) => [...text].slice(0, count).join("").length;

function offset(node, inside) {
  const segment = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".seg");
  if (!segment) return null;
  const before = node.nodeType === Node.TEXT_NODE ? characters(node.data, inside) : inside ? [...segment.textContent].length : 0;
  return Number(segment.dataset.start) + before;
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!at("narrativa").contains(range.startContainer) || !at("narrativa").contains(range.endContainer)) return null;
  const start = offset(range.startContainer, range.startOffset), end = offset(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : { start, end, range };
}

let picked = null;
function offer() {
  const bar = at("selezione");
  const found = selected();
  if (!found || at("barra").querySelector(".locked")) return;
  picked = found;
  const box = found.range.getBoundingClientRect();
  bar.hidden = false;
  at("selezione-testo").textContent = `${found.end - found.start} caratteri`;
  const left = Math.min(box.left, innerWidth - bar.offsetWidth - 8);
  const top = box.bottom + 8 + bar.offsetHeight > innerHeight ? Math.max(8, box.top - bar.offsetHeight - 8) : box.bottom + 8;
  bar.style.left = `${Math.max(8, left)}px`;
  bar.style.top = `${top}px`;
}
function leave() { at("selezione").hidden = true; picked = null; }

function form(address) {
  htmx.ajax("GET", address, { target: "#modulo-corpo", swap: "innerHTML" }).then(() => { if (at("modulo-corpo").querySelector("form")) at("modulo").showModal(); ready(); });
}

function ready() {
  const area = at("modulo-corpo").querySelector(".passage");
  if (!area) return;
  const start = units(area.value, Number(area.dataset.start)), end = units(area.value, Number(area.dataset.end));
  area.focus();
  area.setSelectionRange(start, end);
  area.scrollTop = Math.max(0, (start / Math.max(1, area.value.length)) * area.scrollHeight - area.clientHeight / 2);
  pick(area, false);
}

function pick(area, changed = true) {
  const formular = area.form;
  const text = area.value.slice(area.selectionStart, area.selectionEnd);
  formular.querySelector(".picked").textContent = text.trim() ? `Passo: «${text.trim().length > 160 ? `${text.trim().slice(0, 160)}…` : text.trim()}»` : "Nessun passo selezionato.";
  if (!changed || !text.trim()) return;
  const start = characters(area.value, area.selectionStart), end = characters(area.value, area.selectionEnd);
  if (formular.dataset.passage === "many") formular.elements.passi.value = `${start}-${end}`;
  else { formular.elements.inizio.value = start; formular.elements.fine.value = end; }
}

// --- events -----------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-show], [data-pdf], [data-flag-link], [data-reveal]");
  const within = event.target.closest(".flag");
  if (within) choose(within, { focus: false, show: !target && !event.target.closest("button, a, textarea, summary") });
  if (!target) return;
  if (target.dataset.show) light(target.dataset.show, { asked: true });
  if (target.dataset.pdf) pdf(target.dataset.pdf, { asked: true });
  if (target.dataset.flagLink) choose(at(`segnalazione-${target.dataset.flagLink}`));
  if (target.dataset.reveal) {
    const box = at(target.dataset.reveal);
    box.hidden = !box.hidden;
    target.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) box.querySelector("textarea").focus();
  }
});

document.addEventListener("focusin", (event) => {
  const within = event.target.closest(".flag");
  if (within && within.dataset.flag !== chosen) choose(within, { focus: false });
});

at("narrativa").closest(".pane").addEventListener("click", (event) => {
  const segment = event.target.closest(".seg[data-marks]");
  if (!segment || !getSelection().isCollapsed) return;
  const flag = segment.dataset.marks.split(" ").find((mark) => mark.startsWith("f"));
  if (flag) choose(at(`segnalazione-${flag.slice(1)}`), { focus: true, show: false });
  if (flag) light(flag, { scroll: false });
});
for (const name of ["mouseup", "keyup", "touchend"]) document.addEventListener(name, (event) => { if (event.target.closest?.("#narrativa")) setTimeout(offer); });
document.addEventListener("selectionchange", () => { if (!at("selezione").hidden && !selected() && !at("selezione").contains(document.activeElement)) leave(); });
at("sel-chiudi").addEventListener("click", leave);
at("sel-intervento").addEventListener("click", () => { form(`/relazioni/${record}/interventi/modulo?inizio=${picked.start}&fine=${picked.end}`); leave(); });
at("sel-motivazione").addEventListener("change", (event) => {
  form(`/relazioni/${record}/motivazioni/${event.target.value}/modulo?inizio=${picked.start}&fine=${picked.end}`);
  event.target.value = "";
  leave();
});

// Not «readonly»: Chromium then lets nobody select with the arrow keys.
document.addEventListener("beforeinput", (event) => { if (event.target.matches?.(".passage")) event.preventDefault(); });
document.addEventListener("select", (event) => { if (event.target.matches?.(".passage")) pick(event.target); });
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "modulo-corpo" && event.detail.requestConfig.elt?.matches?.("[data-dialog]")) { at("modulo").showModal(); ready(); }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.elt.matches?.(".correction")) at("modulo").close();
  else if (event.detail.xhr?.status === 409) at("modulo").close();
});
// Errors while a dialog is open are shown in it: behind it nobody would see them.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!at("modulo").open || event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = false;
  speaker().innerHTML = event.detail.xhr.responseText; // a part of a page, escaped by the server
});
// The server answers again: was what it left without answer saved?
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, xhr, requestConfig } = event.detail;
  if (elt.id !== "attesa" || !successful) return;
  if (requestConfig.parameters.incerto === "true") {
    at("incerto").value = "false";
    if (xhr.responseText.includes("data-news")) speaker().replaceChildren();
    else announce("Il server risponde di nuovo: l'ultima operazione NON era stata salvata. Ripeterla.");
  } else document.querySelector(".notice.offline")?.remove();
});
// A colleague's work redraws parts of the page: what one is writing there stays, with the place where one writes.
const drafts = new Map();
let place = ""; // id of what had the focus
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const part = event.detail.target;
  if (part.contains(document.activeElement)) place = document.activeElement.closest("[id]").id;
  for (const area of part.querySelectorAll("textarea[id], input[id]:not([type=hidden])")) {
    if (area.value !== area.defaultValue || area === document.activeElement) drafts.set(area.id, [area.value, area.selectionStart, area.selectionEnd]);
  }
});
function restore() {
  for (const [id, [value, start, end]] of drafts) {
    const area = at(id);
    if (!area) continue;
    area.value = value;
    area.setSelectionRange(start, end);
    const box = area.closest(".why-not");
    if (box) box.hidden = false;
  }
  drafts.clear();
  if (place) at(place)?.focus({ preventScroll: true });
  place = "";
  card()?.classList.add("chosen"); // settling takes it off
}
document.addEventListener("htmx:afterSettle", (event) => {
  restore();
  if (event.detail.target.id !== "avviso") return;
  const saved = event.detail.target.querySelector("[data-saved]");
  const now = card();
  if (!saved) return;
  const written = at(`motivo-testo-${saved.dataset.key}`);
  if (saved.dataset.saved === "flag" && written) {
    written.value = written.defaultValue;
    written.closest(".why-not").hidden = true;
  }
  if (saved.dataset.saved === "flag" && saved.dataset.undone === "false" && saved.dataset.key === chosen && now?.classList.contains("decided")) onward();
  else if (saved.dataset.saved === "flag" && at(`segnalazione-${saved.dataset.key}`)) choose(at(`segnalazione-${saved.dataset.key}`));
  if (saved.dataset.saved === "note" && at("nota")) {
    at("nota").value = "";
    at("nota").blur(); // keys decide again
    now?.focus({ preventScroll: true });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    const button = event.target.closest(".why-not")?.querySelector('[value="dismissed"]');
    if (button) button.click(); // htmx sends the value of a button only when it was clicked
    else event.target.form.requestSubmit();
  }
  if (event.key !== "Escape") return;
  if (event.target.closest(".why-not")) { event.target.closest(".why-not").hidden = true; card()?.focus(); }
  else leave();
});
const text = () => { turn += 1; tab("testo"); };
at("tab-testo").addEventListener("click", text);
at("tab-pdf").addEventListener("click", () => pdf(card()?.dataset.fields ?? "", { asked: true }));
at("torna").addEventListener("click", back);
for (const each of document.querySelectorAll('[role="tab"]')) each.addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const other = each.id === "tab-testo" ? at("tab-pdf") : at("tab-testo");
  other.focus();
  other.click();
});

function back() {
  if (card()) choose(card(), { show: false });
  at("torna").hidden = true;
}

keys({
  j: () => move(1),
  k: () => move(-1),
  c: () => press('[value="confirmed"]'),
  d: () => press('.buttons [value="ask"]'),
  r: () => press("[data-reveal]"),
  1: () => press('[name="solito"][value="1"]'),
  2: () => press('[name="solito"][value="2"]'),
  3: () => press('[name="solito"][value="3"]'),
  4: () => press('[name="solito"][value="4"]'),
  z: () => at("annulla")?.click() ?? announce("Non c'è nulla da annullare.", "warning"),
  m: () => { if (!card()) move(1); else proof(card()); },
  b: back,
  t: text,
  p: () => pdf(card()?.dataset.fields ?? "", { asked: true }),
  o: () => { at("nota")?.focus(); at("note").scrollIntoView({ block: "center" }); },
  x: () => at("chiudi")?.click(),
  n: () => at("prossima").click(),
  l: () => at("all-elenco").click(),
});

const first = cards().find((each) => !each.classList.contains("decided"));
if (first) choose(first, { focus: false, scroll: false });
