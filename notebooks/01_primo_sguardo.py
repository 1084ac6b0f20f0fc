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
# # 1. Un primo sguardo
# **Che cosa c'è in queste relazioni: quante sono, di chi, quanto scrivono, e quali leggere per prime?**
#
# Il quaderno legge la cartella scritta da `r40 score` (o `make score`): `out`, oppure quella indicata dalla variabile d'ambiente `R40_OUT`.

# %%
import os
from pathlib import Path

import altair as alt

from r40.codebook import default_codebook
from r40.reports.charts import BLUE, Caption, share_chart, titled
from r40.reports.themes import INTERVALS, SHARED, listing, source_of
from r40.themes import intervention_marks, labelled, load_corpus, shares
from r40.themes.place import place_report

alt.renderers.enable("svg")
ROOT = next(folder for folder in (Path.cwd(), Path.cwd().parent) if (folder / "data").is_dir())
OUT = ROOT / os.environ.get("R40_OUT", "out")

codebook = default_codebook()
corpus = load_corpus([OUT], codebook)
told = corpus.narrated()
source = source_of(corpus)
print(f"{len(corpus.relazioni)} relazioni, {len(told)} con un testo, {told['text'].nunique()} testi diversi.", *corpus.notes)

# %% [markdown]
# ## Quante relazioni, di quali regioni e anni
# La regione viene dal nome del comune, con gli elenchi ISTAT. I nomi non trovati o ambigui restano senza regione: la tabella dice quali.

# %%
regions = told["region"].astype("object").fillna("non trovata")
by_region = told.groupby([regions, "year"]).size().rename("relazioni").reset_index()
chart = alt.Chart(by_region).mark_bar().encode(
    x=alt.X("relazioni:Q", title="Relazioni"),
    y=alt.Y("region:N", title=None, sort="-x"),
    color=alt.Color("year:O", title="Anno", scale=alt.Scale(scheme="blues")),
)
titled(chart, Caption("Relazioni con un testo, per regione e anno", "numero di relazioni", source,
                      "Sono le relazioni lette, non tutte quelle presentate; «non trovata»: nome del comune assente dagli elenchi ISTAT o di più comuni."))

# %%
listing(labelled(place_report(corpus.relazioni), codebook))

# %% [markdown]
# ## Quanto scrivono
# Il campo R40 ammette 6.000 caratteri. Un testo brevissimo descrive pochi interventi: un confronto fra gruppi che scrivono più o meno misura anche questo.

# %%
lengths = told.assign(interventi=corpus.interventions.groupby("relazione")["id"].nunique()).fillna({"interventi": 0})
chart = alt.Chart(lengths[["characters", "interventi"]]).mark_circle(opacity=0.35, color=BLUE).encode(
    x=alt.X("characters:Q", title="Lunghezza del testo (caratteri)", axis=alt.Axis(labelExpr="replace(datum.label, ',', '.')")),
    y=alt.Y("interventi:Q", title="Interventi diversi"),
)
titled(chart.properties(width=440, height=240),
       Caption("Chi scrive di più descrive più interventi", "un punto per relazione", source,
               "Interventi diversi riconosciuti dal modello in ciascun testo."))

# %% [markdown]
# ## Che cosa raccontano più spesso

# %%
common = labelled(shares(told, intervention_marks(corpus.interventions)), codebook).sort_values("share", ascending=False)
titled(share_chart(common.head(15)),
       Caption("I quindici interventi descritti più spesso", "quota delle relazioni con un testo", source,
               f"{SHARED['each']} {INTERVALS}"))

# %% [markdown]
# ## Che cosa non torna, e che cosa leggere per primo
# Ogni segnalazione ha un codice: `r40 rule L301` la spiega.

# %%
flags = corpus.flags.groupby(["code", "severity"], observed=True)["relazione"].nunique().rename("relazioni").reset_index()
chart = alt.Chart(flags).mark_bar().encode(
    x=alt.X("relazioni:Q", title="Relazioni"),
    y=alt.Y("code:N", title=None),
    color=alt.Color("severity:N", title=None, sort=["error", "warning", "info"],
                    scale=alt.Scale(domain=["error", "warning", "info"], range=["#b3261e", "#e0a030", "#8a939e"]),
                    legend=alt.Legend(labelExpr="{error: 'errore', warning: 'avviso', info: 'informazione'}[datum.label]")),
)
titled(chart, Caption("Relazioni con ciascuna segnalazione", "numero di relazioni", source,
                      "Una relazione conta una volta per codice, anche se la segnalazione scatta più volte."))

# %%
first = corpus.relazioni.sort_values("priority", ascending=False).head(10)
listing(first, ["comune", "year", "region", "priority", "characters"], priority="Priorità", characters="Caratteri")
