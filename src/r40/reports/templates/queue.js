// The queue: sorting, filtering, and which relazione comes before and after another.

const queue = {
  body: document.querySelector(".queue tbody"),
  rows: [...document.querySelectorAll(".queue tbody tr")],
  visible: [],

  start() {
    this.texts = new Map(this.rows.map((row) => [row, this.plain(row.textContent)]));
    for (const id of ["filter-text", "filter-severity", "filter-state"]) {
      byId(id).addEventListener("input", () => this.filter());
    }
    document.querySelector(".tools").addEventListener("submit", (event) => event.preventDefault());
    byId("sort-by").addEventListener("input", (event) => {
      const [key, direction] = event.target.value.split(":");
      this.sort(key, Number(direction));
    });
    byId("reset").addEventListener("click", () => {
      document.querySelector(".tools").reset();
      this.filter();
      byId("filter-text").focus();
    });
    for (const head of document.querySelectorAll(".queue [data-sort]")) {
      head.addEventListener("click", () => this.toggle(head));
    }
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row && !event.target.closest("a") && !String(getSelection())) this.open(row.dataset.order);
    });
    this.filter();
  },

  open(order) {
    location.hash = `relazione-${order}`;
  },

  plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  },

  filter() {
    const words = this.plain(byId("filter-text").value).split(/\s+/).filter(Boolean);
    const severity = byId("filter-severity").value;
    const state = byId("filter-state").value;
    const field = { error: "errors", warning: "warnings", info: "infos" }[severity];
    for (const row of this.rows) {
      const data = row.dataset;
      const none = data.errors + data.warnings + data.infos === "000";
      row.hidden = !(
        words.every((word) => this.texts.get(row).includes(word)) &&
        (!state || data.state === state) &&
        (!severity || (severity === "none" ? none : data[field] !== "0"))
      );
    }
    this.show();
  },

  show() {
    this.visible = this.rows.filter((row) => !row.hidden).map((row) => row.dataset.order);
    const all = this.rows.length;
    const some = this.visible.length;
    byId("shown").textContent =
      some === all ? (all === 1 ? "1 relazione" : `${all} relazioni`) : `${some} di ${all} relazioni`;
    document.querySelector(".empty").hidden = some > 0;
  },

  toggle(head) {
    const now = head.closest("th").getAttribute("aria-sort");
    const first = Number(head.dataset.first);
    const direction = now ? (now === "ascending" ? -1 : 1) : first;
    this.sort(head.dataset.sort, direction);
  },

  sort(key, direction) {
    const words = key === "comune" || key === "state";
    const compare = words
      ? (a, b) => a.dataset[key].localeCompare(b.dataset[key], "it")
      : (a, b) => a.dataset[key] - b.dataset[key];
    this.rows.sort((a, b) => direction * compare(a, b) || a.dataset.order - b.dataset.order);
    this.body.append(...this.rows);
    for (const head of document.querySelectorAll(".queue [data-sort]")) {
      const th = head.closest("th");
      if (head.dataset.sort === key) th.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else th.removeAttribute("aria-sort");
    }
    this.show();
  },
};
