// One relazione: the narrative with its marks on one side, what r40 says of it on the other.

function narrative(data) {
  const box = make("div", { class: "narrative", tabindex: "0", role: "region", "aria-label": "Testo libero, R40" });
  const begun = new Set();
  for (const [text, marks] of data.segments) {
    const found = marks.map((mark) => data.byMark.get(mark)).filter(Boolean);
    for (const item of found) {
      if (!begun.has(item.mark)) box.append(numberOf(item, "button"));
      begun.add(item.mark);
    }
    const segment = make("span", { class: found.length ? "seg tinted" : "seg", "data-marks": marks.join(" ") }, text);
    if (found.length) tint(segment, [...new Set(found.flatMap((item) => item.colours))].sort((a, b) => a - b));
    box.append(segment);
  }
  if (!data.segments.length) box.append(make("span", { class: "none" }, "Il testo libero manca o non è stato letto."));
  return box;
}

function numberOf(item, tag) {
  const attributes = tag === "button"
    ? { type: "button", "data-mark": item.mark, "aria-pressed": "false", "aria-label": `Intervento ${item.n}: ${item.label} (${item.areas.join(", ")})` }
    : {};
  return tint(make(tag, { class: "number", ...attributes }, String(item.n)), item.colours);
}

function legend(data) {
  return make("ul", { class: "legend", "aria-label": "Aree degli interventi" }, ...data.areas.map((area) =>
    make("li", {}, tint(make("span", { class: "swatch" }), [area.colour]), `${area.label} (${area.n})`)));
}

// A card that lights up its passages in the narrative, when it has any.
function card(mark, name, classes, ...children) {
  const has = mark !== null;
  return make("li", { class: `card ${classes}${has ? " clickable" : ""}`, "data-card": has ? mark : null }, ...children,
    has ? make("button", { type: "button", class: "show", "data-mark": mark, "data-name": name, "aria-pressed": "false" }, "Mostra nel testo") : null);
}

function flags(data) {
  if (!data.flags.length) return panel("Segnalazioni", make("p", { class: "none" }, "Nessuna segnalazione."));
  return panel(`Segnalazioni (${data.flags.length})`, make("ul", { class: "cards flags" }, ...data.flags.map((flag) =>
    card(flag.mark, `${flag.code}${flag.subject ? ` · ${flag.subject}` : ""}`, `flag ${flag.severity}`,
      make("div", { class: "top" }, make("span", { class: "tag" }, flag.severity_label), make("span", {}, `${flag.code} · ${flag.rule}`)),
      make("p", { class: "message" }, flag.message),
      flag.about ? make("p", { class: "none" }, flag.about) : null,
      flag.values.length ? make("dl", { class: "values" }, ...flag.values.map(([key, value]) =>
        make("div", {}, make("dt", {}, key), make("dd", {}, value)))) : null,
      ...flag.quotes.map((text) => make("q", {}, text))))));
}

function reasons(data) {
  if (!data.reasons.length) return null;
  return panel("Motivazioni del Quadro 4", make("ul", { class: "cards reasons" }, ...data.reasons.map((reason) =>
    card(reason.mark, reason.code, "reason-card",
      make("div", { class: "reason" },
        make("div", { class: "tick" }, make("b", {}, reason.ticked === "Non compilata" ? "—" : reason.ticked), reason.code),
        make("div", {}, make("p", {}, reason.wording),
          make("div", { class: "verdict" },
            make("span", { class: `tag ${reason.stance}` }, reason.stance_label),
            reason.percent ? make("span", {}, `probabilità di sostegno ${reason.percent}`) : null,
            reason.doubtful ? make("span", { class: "doubt" }, "incerto: leggere il testo") : null,
            reason.flags.length ? make("span", {}, `segnalata: ${reason.flags.join(", ")}`) : null)))))));
}

function interventions(data) {
  if (!data.interventions.length) return data.segments.length ? panel("Interventi", make("p", { class: "none" }, "Nessun intervento riconosciuto nel testo.")) : null;
  return panel(`Interventi riconosciuti nel testo (${data.interventions.length})`, make("ol", { class: "found" }, ...data.interventions.map((item) =>
    make("li", {}, make("button", { type: "button", "data-mark": item.mark, "data-name": `Intervento ${item.n}`, "aria-pressed": "false" },
      numberOf(item, "span"), make("span", {}, item.label),
      make("small", { class: item.doubtful ? "doubt" : "" }, item.doubtful ? `${item.percent}, incerto` : item.percent),
      make("small", { class: "facts" }, [item.areas.join(", "), ...item.facts].join(" · ")))))));
}

function checks(data) {
  if (!data.checks.length) return null;
  const total = data.checks.reduce((sum, group) => sum + group.rules.length, 0);
  return fold("Controlli svolti", `${total}: ${data.checks.map((group) => `${group.rules.length} ${group.label.split(" (")[0].toLowerCase()}`).join(", ")}`,
    ...data.checks.flatMap((group) => [make("h4", {}, `${group.label} (${group.rules.length})`),
      make("ul", {}, ...group.rules.map(([code, title, why]) => make("li", {}, make("b", {}, code), ` ${title}`, why && group.status !== "fired" ? make("small", {}, why) : null)))]));
}

function figures(data) {
  if (!data.tables.length) return null;
  return fold("Cifre del modulo", "«—» vuol dire dato mancante", ...data.tables.map((table) =>
    make("table", { class: "figures" }, make("caption", {}, table.caption),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Voce"), ...table.columns.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...table.rows.map(([code, label, severity, cells]) =>
        make("tr", { class: severity, title: severity ? "Voce con segnalazione" : null }, make("th", { scope: "row" }, make("b", {}, code), label),
          ...cells.map((text) => make("td", {}, text))))))));
}

function build(data) {
  data.byMark = new Map(data.interventions.map((item) => [item.mark, item]));
  const facts = [data.year, data.status, `priorità ${data.priority}`, data.form === "unknown" ? "modulo non riconosciuto" : `modulo ${data.form}`, data.source].filter(Boolean);
  const head = make("div", { class: "detail-head" }, make("h2", { tabindex: "-1" }, data.title), make("p", { class: "facts" }, facts.join(" · ")));
  const parts = [head];
  if (data.why.length) parts.push(make("div", { class: "first" }, make("h3", {}, "Perché questa priorità"), make("ul", {}, ...data.why.map((text) => make("li", {}, text)))));
  if (data.outcome.length) parts.push(make("ul", { class: "outcome", "aria-label": "Esito stampato sul modulo" }, ...data.outcome.map((text) => make("li", {}, text))));
  if (data.problems.length) parts.push(make("div", { class: "problems" }, make("h3", {}, "Problemi di lettura"), make("ul", {}, ...data.problems.map((text) => make("li", {}, text)))));
  if (data.outcome.length) {
    const text = make("section", { class: "text-side" }, make("header", {}, make("h3", {}, "Testo libero (R40)"), legend(data)), narrative(data));
    parts.push(make("div", { class: "columns" },
      make("div", { class: "why-side" }, flags(data), reasons(data) ?? ""), text,
      make("div", { class: "rest-side" }, interventions(data) ?? "", figures(data) ?? "", checks(data) ?? "")));
  }
  return parts;
}
