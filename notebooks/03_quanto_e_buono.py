# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3. Quanto è buono il modello
# **Quanto ci si può fidare di ciò che il modello trova, e dove sbaglia: quali interventi, quali motivazioni, quali modi di scrivere?**
#
# Si misura sui 60 testi di prova di `data/corpus`, scritti da autori che il modello non ha mai visto. Sono testi inventati: su quelli veri il modello farà peggio
# (si veda `data/corpus/README.md`).

# %%
from pathlib import Path

import altair as alt
import pandas as pd

from r40.codebook import default_codebook
from r40.model.analysis import MODEL, Evaluation, by_intervention, by_reason, confusions, length_class, scoreboard, strata, worst
from r40.model.bundle import load_model
from r40.model.corpus import load_narratives
from r40.model.evaluate import annotate_all
from r40.reports.charts import BLUE, ORANGE, Caption, share_chart, titled

alt.renderers.enable("svg")
pd.options.display.max_colwidth = None
ROOT = next(folder for folder in (Path.cwd(), Path.cwd().parent) if (folder / "data").is_dir())

codebook, model = default_codebook(), load_model()
gold = [n for n in load_narratives(ROOT / "data" / "corpus" / "narratives.jsonl", codebook) if n.split == "test"]
found = annotate_all(model, gold)
evaluation = Evaluation(gold, {MODEL: found}, {})
source = f"{len(gold)} testi di prova di r40, inventati; modello {model.info.name} {model.info.version}"

# %% [markdown]
# ## In breve
# F1 è la media armonica fra quanti dei trovati sono giusti (precisione) e quanti dei veri sono trovati (richiamo).

# %%
ITALIAN = {
    "interventions by document": "Interventi, per testo",
    "interventions by character": "Interventi, per carattere",
    "reasons supported": "Motivazioni sostenute",
    "reasons contradicted": "Motivazioni contraddette",
    "evidence hit": "Prova al posto giusto",
}
groups = {"tutti": list(range(len(gold)))}
for name, members in strata(gold).items():
    groups |= {name: members} if name.startswith("voice") else {}
for k, narrative in enumerate(gold):
    groups.setdefault(f"autore: {narrative.writer}", []).append(k)
for k, narrative in sorted(enumerate(gold), key=lambda pair: len(pair[1].narrative)):
    groups.setdefault(f"lunghezza: {length_class(narrative)}", []).append(k)
WORDS = {"voice: plain": "voce: prosa d'ufficio", "voice: free": "voce: libera"}
rows = [
    {"group": WORDS.get(row.stratum, row.stratum).replace("up to", "fino a").replace("over", "oltre").replace(" to ", "–")
     .replace(" characters", "").replace(",", "."),
     "measure": ITALIAN[measure], "share": score.value, "low": score.low, "high": score.high, "testi": row.narratives}
    for row in scoreboard(evaluation, groups) for measure, score in row.scores.items() if measure in ITALIAN
]
scores = pd.DataFrame(rows)
note = "Intervalli al 95%, bootstrap sui testi. I gruppi sono piccoli: intervalli larghi che si sovrappongono non dicono quale sia migliore."
overall = scores[scores["group"] == "tutti"].assign(item=lambda table: table["measure"])
titled(share_chart(overall, "F1 (per la prova: quota)"), Caption("Quanto è buono il modello", "F1, fra 0 e 100%", source, note))

# %% [markdown]
# ## Per modo di scrivere
# Chi scrive in prosa d'ufficio e chi no, autore per autore, testi brevi e lunghi.

# %%
style = scores[(scores["group"] != "tutti") & scores["measure"].isin(["Interventi, per testo", "Motivazioni sostenute"])]
base = alt.Chart(style).encode(y=alt.Y("group:N", title=None, sort=list(dict.fromkeys(style["group"]))))
points = base.mark_point(filled=True, color=BLUE, size=60).encode(x=alt.X("share:Q", title="F1", axis=alt.Axis(format=".0%"), scale=alt.Scale(zero=False)))
bounds = base.mark_rule(color=BLUE, opacity=0.5).encode(x=alt.X("low:Q", title="F1"), x2="high:Q")
chart = (bounds + points).properties(width=230, height=170).facet(column=alt.Column("measure:N", title=None))
titled(chart, Caption("Come cambia con la voce, l'autore e la lunghezza", "F1, fra 0 e 100%; lunghezza in caratteri", source, note))

# %% [markdown]
# ## Per intervento
# Con pochi casi veri un errore sposta molto la cifra.

# %%
names = {name: kind.label for name, kind in codebook.interventions.items()}
tallies = by_intervention(gold, found)
kinds = pd.DataFrame([{"item": names[t.label], "veri": t.support, "trovati": t.predicted, "precisione": t.precision, "richiamo": t.recall, "F1": t.f1} for t in tallies])
weak = kinds[kinds["veri"] >= 5].sort_values("F1").head(15)
chart = alt.Chart(weak).mark_circle(opacity=1).transform_fold(["precisione", "richiamo"], as_=["misura", "valore"]).encode(
    x=alt.X("valore:Q", title="Quota", axis=alt.Axis(format=".0%")),
    y=alt.Y("item:N", title=None, sort=list(weak["item"])),
    yOffset=alt.YOffset("misura:N", scale=alt.Scale(range=[7, 15])),  # equal figures stay apart
    color=alt.Color("misura:N", title=None, scale=alt.Scale(range=[BLUE, ORANGE])),
    size=alt.Size("veri:Q", title="casi veri", scale=alt.Scale(range=[40, 220]), legend=alt.Legend(values=[5, 15, 30])),
).properties(width=330, height=22 * len(weak))
titled(chart, Caption("Gli interventi che il modello riconosce peggio", "quota dei trovati che sono giusti (precisione) e dei veri che sono trovati (richiamo)", source,
                      "Interventi con almeno cinque casi veri, dal peggiore."))

# %% [markdown]
# ## Per motivazione e per verso
# Il testo può sostenere una motivazione o contraddirla. Contraddire è più raro e più difficile.

# %%
reasons = pd.DataFrame([
    {"Motivazione": codebook.reasons.concepts[t.label].label, "Verso": verso, "Veri": str(t.support), "F1": f"{t.f1:.2f}".replace(".", ",")}
    for stance, verso in (("supported", "sostenuta"), ("contradicted", "contraddetta")) for t in by_reason(gold, found, stance)
])
reasons.pivot(index="Motivazione", columns="Verso", values=["Veri", "F1"]).fillna("–")

# %% [markdown]
# ## Che cosa scambia per che cosa
# Passaggi trovati dove non c'è quell'intervento, con l'intervento vero che sta sotto («nessuno»: niente).

# %%
pd.DataFrame([{"Vero": names.get(c.gold, "nessuno"), "Trovato": names[c.found], "Casi": c.count} for c in confusions(gold, found)[:12]]).style.hide()

# %% [markdown]
# ## Leggere gli errori
# Le cifre non dicono perché: i testi con più errori vanno letti.

# %%
mistakes = worst(gold, found, most=5)
pd.DataFrame([{"Testo": m.narrative, "Voce": WORDS[f"voice: {m.voice}"].removeprefix("voce: "), "Caratteri": m.length, "Mancati": ", ".join(names[i] for i in m.missed),
               "Di troppo": ", ".join(names[i] for i in m.invented)} for m in mistakes]).style.hide()

# %%
texts = {n.id: n for n in gold}
for mistake in mistakes[:3]:
    for item in (i for i in texts[mistake.narrative].interventions if i.id in mistake.missed):
        print(f"{mistake.narrative}, mancato «{names[item.id]}»: {texts[mistake.narrative].narrative[item.start:item.end]}")
