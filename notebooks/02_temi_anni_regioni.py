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
# # 2. Temi, anni, regioni
# **Di quali interventi parlano i comuni, come cambia da un anno all'altro e da una regione all'altra, e che cosa è solo caso?**
#
# Legge la cartella scritta da `r40 score` (`R40_OUT`, se non è `out`). Servono almeno due anni per i confronti nel tempo.

# %%
import os
from itertools import pairwise
from pathlib import Path

import altair as alt
import pandas as pd

from r40.codebook import default_codebook
from r40.reports.charts import Caption, difference_chart, grid_chart, lift_chart, share_chart, titled, years_chart
from r40.reports.themes import INTERVALS, SHARED, listing, source_of
from r40.themes import area_marks, contrasts, cooccurrences, intervention_marks, labelled, load_corpus, shares, trends

alt.renderers.enable("svg")
ROOT = next(folder for folder in (Path.cwd(), Path.cwd().parent) if (folder / "data").is_dir())
OUT = ROOT / os.environ.get("R40_OUT", "out")

codebook = default_codebook()
corpus = load_corpus([OUT], codebook)
told, source = corpus.narrated(), source_of(corpus)
interventions, areas = intervention_marks(corpus.interventions), area_marks(corpus.interventions, codebook)
note = f"{SHARED['each']} {INTERVALS}"

# %% [markdown]
# ## Da un anno all'altro

# %%
yearly = labelled(shares(told, areas, "year"), codebook)
titled(years_chart(yearly), Caption("Aree di intervento per anno", "quota delle relazioni con un testo", source, note))

# %% [markdown]
# Cambiano i comuni, o cambia chi presenta la relazione? Con `paired=True` contano solo i comuni presenti in entrambi gli anni.

# %%
years = sorted(int(year) for year in told["year"].dropna().unique())
for before, after in list(pairwise(years))[-1:]:
    moved = labelled(trends(told, interventions, before, after, paired=True), codebook).head(15)
    display(titled(difference_chart(moved.sort_values("difference", ascending=False)),
                   Caption(f"Che cosa cambia dal {before} al {after} negli stessi comuni", "differenza della quota, in punti percentuali", source,
                           f"I quindici interventi che cambiano di più: uno su venti uscirebbe dallo zero anche per caso. {note}")))

# %% [markdown]
# ## Da una regione all'altra
# Le caselle vuote hanno meno di cinque testi indipendenti: un consorzio che scrive per quaranta comuni è un testo solo.

# %%
regional = labelled(shares(told, areas, "region"), codebook)
groups = sorted(regional["group"].unique())
items = list(labelled(shares(told, areas), codebook).sort_values("share", ascending=False)["item"])
titled(grid_chart(regional, groups, items), Caption("Aree di intervento per regione", "quota delle relazioni con un testo", source, note))

# %% [markdown]
# Che cosa distingue una regione da tutte le altre? Log-odds con a priori di Dirichlet (Monroe, Colaresi e Quinn 2008): `z` oltre 1,96 è improbabile per caso,
# se si guarda un intervento solo.

# %%
typical = labelled(contrasts(told, interventions, "region"), codebook)
listing(typical[typical["z"] > 1.96].groupby("group").head(3), group="Regione", item="Intervento", share="Nella regione", elsewhere="Altrove")

# %% [markdown]
# ## Che cosa sta insieme

# %%
pairs = labelled(cooccurrences(told, interventions), codebook).head(12)
titled(lift_chart(pairs), Caption("Interventi che stanno insieme più del caso", "lift (1 = caso)", source, note))

# %% [markdown]
# ## Quanto contano i testi condivisi
# Contare ogni relazione dice quanti comuni raccontano qualcosa; contare ogni testo una volta dice quanti autori lo fanno. Se le due quote sono lontane,
# pochi testi condivisi da molti comuni fanno la differenza.

# %%
each, once = (shares(told, interventions, copies=copies).set_index("item")["share"] for copies in ("each", "once"))
wide = pd.DataFrame({"before": each, "after": once, "difference": once - each}).sort_values("difference", key=abs, ascending=False)
listing(labelled(wide.reset_index().head(10), codebook), item="Intervento", before="Ogni relazione", after="Ogni testo", difference="Scarto (punti)")
