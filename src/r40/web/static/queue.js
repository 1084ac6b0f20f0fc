// The queue: rows by keyboard, ticks, the bar of bulk actions.
import { keys } from "./app.js";

const rows = () => [...document.querySelectorAll(".queue tbody a.open")];
const current = () => rows().indexOf(document.activeElement.closest("tr")?.querySelector("a.open"));
let opened = "";

function move(step) {
  const links = rows();
  const next = links[Math.max(0, Math.min(links.length - 1, current() + step))];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}

function ticked() {
  const boxes = [...document.querySelectorAll('.queue input[name="scelte"]')];
  const chosen = boxes.filter((box) => box.checked).length;
  const bar = document.getElementById("azioni");
  bar.hidden = !chosen;
  document.getElementById("quante").textContent = chosen === 1 ? "1 spuntata" : `${chosen} spuntate`;
  const all = document.getElementById("tutte-pagina");
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "tutte-pagina") {
    for (const box of document.querySelectorAll('.queue input[name="scelte"]')) box.checked = event.target.checked;
  }
  if (event.target.closest(".queue")) ticked();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest(".queue tbody tr");
  if (row && !event.target.closest("a, input, label, button") && !getSelection().toString()) row.querySelector("a.open")?.click();
});

// A filter's menu stays open, and what was typed stays typed, when the list comes anew.
document.addEventListener("htmx:beforeSwap", () => { opened = document.querySelector("details.filter[open]")?.id ?? ""; });
document.addEventListener("htmx:afterSwap", () => { if (opened) document.getElementById(opened)?.setAttribute("open", ""); });

// What changes hundreds at once is asked for twice.
document.addEventListener("htmx:confirm", (event) => {
  const all = document.getElementById("tutte");
  if (event.target.id !== "scelta" || !all?.checked) return;
  event.preventDefault();
  if (window.confirm(`Cambiare ${all.dataset.many} relazioni?`)) event.detail.issueRequest(true);
});

keys({
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => (current() < 0 ? false : move(1)),
  ArrowUp: () => (current() < 0 ? false : move(-1)),
  n: () => document.getElementById("prossima").click(),
  x: () => { document.activeElement.closest("tr")?.querySelector('input[name="scelte"]')?.click(); },
  "/": () => document.getElementById("q").focus(),
});
