// Moving between the queue and a relazione, and lighting up passages.

const view = {
  box: byId("dettaglio"),
  order: null,
  lit: null,

  route() {
    const order = /^#relazione-(\d+)$/.exec(location.hash)?.[1];
    if (order && byId(`dati-${order}`)) this.show(order);
    else if (this.order) this.back();
  },

  show(order) {
    const data = JSON.parse(byId(`dati-${order}`).textContent);
    this.order = order;
    this.lit = null;
    this.box.replaceChildren(this.crumbs(order), ...build(data));
    this.box.hidden = false;
    byId("elenco").hidden = true;
    document.body.classList.add("reading");
    byId(`riga-${order}`).classList.add("seen");
    document.title = `${data.title} – Relazioni da rivedere`;
    scrollTo(0, 0);
    this.box.querySelector("h2").focus({ preventScroll: true });
  },

  back() {
    const row = byId(`riga-${this.order}`);
    this.order = this.lit = null;
    tip.hide();
    this.box.hidden = true;
    this.box.replaceChildren();
    byId("elenco").hidden = false;
    document.body.classList.remove("reading");
    document.title = "Relazioni da rivedere";
    row.querySelector("a").focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  },

  crumbs(order) {
    const at = queue.visible.indexOf(order);
    const step = (label, by) => {
      const next = at < 0 ? undefined : queue.visible[at + by];
      return button(label, () => queue.open(next), { disabled: next === undefined });
    };
    return make("nav", { class: "crumbs", "aria-label": "Elenco" },
      make("a", { class: "plain", href: "#elenco" }, "Torna all'elenco"), step("Precedente", -1), step("Successiva", 1),
      make("span", { class: "position" }, at < 0 ? "" : `${at + 1} di ${queue.visible.length} nell'elenco`));
  },

  // Passages of a mark: runs of neighbouring segments that carry it.
  passages(mark) {
    const runs = [];
    let open = false;
    for (const segment of this.box.querySelectorAll(".seg")) {
      const has = segment.dataset.marks.split(" ").includes(mark);
      if (has && open) runs.at(-1).push(segment);
      else if (has) runs.push([segment]);
      open = has;
    }
    return runs;
  },

  toggle(origin) {
    const mark = origin.dataset.mark;
    const was = this.lit?.mark === mark;
    this.clear();
    if (was) return announce("Evidenziazione tolta.");
    const runs = this.passages(mark);
    const name = this.box.querySelector(`[data-mark="${mark}"][data-name]`)?.dataset.name ?? "";
    this.lit = { mark, runs, name, at: 0, origin };
    runs.flat().forEach((segment) => segment.classList.add("selected"));
    this.box.querySelector(".narrative").classList.add("lit");
    for (const node of this.box.querySelectorAll(`[data-mark="${mark}"]`)) node.setAttribute("aria-pressed", "true");
    for (const node of this.box.querySelectorAll(`button.show[data-mark="${mark}"]`)) node.textContent = "Togli l'evidenziazione";
    this.box.querySelector(`[data-card="${mark}"]`)?.classList.add("on");
    this.bar();
    this.go(0);
  },

  clear() {
    if (!this.lit) return;
    this.lit = null;
    this.box.querySelectorAll(".selected").forEach((node) => node.classList.remove("selected"));
    this.box.querySelectorAll('[aria-pressed="true"]').forEach((node) => node.setAttribute("aria-pressed", "false"));
    this.box.querySelectorAll("button.show").forEach((node) => { node.textContent = "Mostra nel testo"; });
    this.box.querySelectorAll(".on").forEach((node) => node.classList.remove("on"));
    this.box.querySelector(".narrative").classList.remove("lit");
    this.box.querySelector(".selection")?.remove();
  },

  bar() {
    const origin = this.lit.origin;
    const parts = [make("span", { id: "passo" })];
    if (this.lit.runs.length > 1) {
      parts.push(button("Precedente", () => this.go(-1), { "aria-label": "Passo precedente" }), button("Seguente", () => this.go(1), { "aria-label": "Passo seguente" }));
    }
    const home = () => { origin.focus({ preventScroll: true }); origin.closest("li, .narrative").scrollIntoView({ block: "center" }); };
    if (!origin.closest(".narrative")) parts.push(button("Torna alla voce", home));
    parts.push(button("Togli", () => { this.clear(); origin.focus({ preventScroll: true }); }));
    this.box.querySelector(".narrative").before(make("div", { class: "selection", role: "toolbar", "aria-label": "Passi evidenziati" }, ...parts));
  },

  go(by) {
    const lit = this.lit;
    lit.at = (lit.at + by + lit.runs.length) % lit.runs.length;
    const run = lit.runs[lit.at];
    const words = `${lit.name}: passo ${lit.at + 1} di ${lit.runs.length}`;
    byId("passo").textContent = words;
    announce(`${words}. ${run.map((segment) => segment.textContent).join("")}`);
    const box = this.box.querySelector(".narrative");
    if (getComputedStyle(box).overflowY === "auto") {
      const wanted = run[0].offsetTop - box.clientHeight / 3;
      const scroll = Math.max(0, Math.min(wanted, box.scrollHeight - box.clientHeight));
      box.scrollTop = scroll;
      // The foot of the box may still be below the window's edge.
      const foot = box.getBoundingClientRect().top + run[0].offsetTop + run[0].offsetHeight - scroll;
      const hidden = foot + 24 - innerHeight;
      if (hidden > 0) scrollBy(0, hidden);
    } else if (!lit.origin.closest(".narrative")) run[0].scrollIntoView({ block: "center" });
  },
};

// The label of the interventions under the pointer or the focus.
const tip = {
  box: byId("suggerimento"),

  show(target) {
    this.hide();
    const segment = target.closest(".seg.tinted, .narrative .number");
    if (!segment) return;
    const marks = segment.dataset.mark ? [segment.dataset.mark] : segment.dataset.marks.split(" ");
    const names = marks.map((mark) => document.querySelector(`.narrative .number[data-mark="${mark}"]`)).filter(Boolean);
    this.box.replaceChildren(...names.map((node) => make("div", {}, node.getAttribute("aria-label"))));
    for (const node of document.querySelectorAll(".seg.tinted")) {
      if (marks.some((mark) => names.some((n) => n.dataset.mark === mark) && node.dataset.marks.split(" ").includes(mark))) node.classList.add("hovered");
    }
    this.box.hidden = false;
    const place = segment.getClientRects()[0];
    const below = place.top < this.box.offsetHeight + 10;
    this.box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - this.box.offsetWidth - 8))}px`;
    this.box.style.top = `${below ? place.bottom + 6 : place.top - this.box.offsetHeight - 6}px`;
  },

  hide() {
    this.box.hidden = true;
    document.querySelectorAll(".hovered").forEach((node) => node.classList.remove("hovered"));
  },
};

view.box.addEventListener("click", (event) => {
  const origin = event.target.closest("[data-mark]");
  if (origin) return view.toggle(origin);
  const cardNode = event.target.closest(".card.clickable");
  if (cardNode && !String(getSelection())) view.toggle(cardNode.querySelector(".show"));
});
view.box.addEventListener("mouseover", (event) => tip.show(event.target));
view.box.addEventListener("focusin", (event) => tip.show(event.target));
view.box.addEventListener("mouseleave", () => tip.hide());
view.box.addEventListener("focusout", () => tip.hide());
addEventListener("scroll", () => tip.hide(), true);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !view.order) return;
  if (!tip.box.hidden) tip.hide();
  if (!view.lit) return;
  const origin = view.lit.origin;
  view.clear();
  origin.focus({ preventScroll: true });
});
addEventListener("beforeprint", () => document.querySelectorAll("#dettaglio details").forEach((node) => { node.open = true; }));
addEventListener("hashchange", () => view.route());
queue.start();
view.route();
