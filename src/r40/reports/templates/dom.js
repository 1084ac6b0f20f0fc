"use strict";
// Building blocks: every text enters the page as text, never as markup.

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function button(label, onClick, attributes = {}) {
  const node = make("button", { type: "button", class: "plain", ...attributes }, label);
  node.addEventListener("click", onClick);
  return node;
}

function panel(heading, ...children) {
  return make("section", { class: "panel" }, make("h3", {}, heading), ...children);
}

function fold(heading, note, ...children) {
  const summary = make("summary", {}, heading, " ", make("span", {}, note));
  return make("details", { class: "fold" }, summary, make("div", {}, ...children));
}

function announce(text) {
  byId("annuncio").textContent = text;
}

// Fill and line of an area, as CSS variables of the node; bands where several areas overlap.
function tint(node, colours) {
  const fill = (c) => (c < 0 ? "var(--a6)" : `var(--a${c % 8})`);
  const line = (c) => (c < 0 ? "var(--a6s)" : `var(--a${c % 8}s)`);
  const band = 100 / colours.length;
  const stops = colours.map((c, i) => `${fill(c)} ${i * band}% ${(i + 1) * band}%`);
  node.style.setProperty("--fill", colours.length === 1 ? fill(colours[0]) : `linear-gradient(${stops.join(",")})`);
  node.style.setProperty("--line-colour", line(colours[0]));
  return node;
}
