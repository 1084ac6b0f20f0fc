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
# # 4. Un intervento nuovo, un anno nuovo
# **Come si insegna a r40 un intervento che non conosce, o il modulo di un nuovo anno, e come si vede prima se ne vale la pena?**
#
# Tutto ciò che r40 sa del modulo sta in file YAML (`src/r40/codebook`). Qui si lavora su una copia in una cartella temporanea: il codebook vero non cambia.

# %%
import os
import re
import shutil
import tempfile
from pathlib import Path

import altair as alt
import pandas as pd
import yaml

import r40.codebook
from r40.codebook import default_codebook, load_codebook
from r40.errors import CodebookError
from r40.reports.charts import Caption, share_chart, titled
from r40.reports.themes import INTERVALS, SHARED, listing, source_of
from r40.themes import as_yaml, build_index, emerging_themes, find, in_context, load_corpus, proposed_entries, shares

alt.renderers.enable("svg")
pd.options.display.max_colwidth = None
ROOT = next(folder for folder in (Path.cwd(), Path.cwd().parent) if (folder / "data").is_dir())
OUT = ROOT / os.environ.get("R40_OUT", "out")

codebook = default_codebook()
corpus = load_corpus([OUT], codebook)
told = corpus.narrated()
work = tempfile.TemporaryDirectory()
copy = Path(work.name) / "codebook"
shutil.copytree(Path(r40.codebook.__file__).parent, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
print(*sorted(path.name for path in copy.glob("*.yaml")))

# %% [markdown]
# ## 1. C'è qualcosa che nessun intervento comprende?
# `r40 themes --emerging` raggruppa i passaggi che nessun intervento rivendica e ne propone la voce. Può non trovare nulla,
# e ciò che trova va riletto da una persona: una formula d'ufficio che ricorre spesso non è un intervento.

# %%
emerging = emerging_themes(corpus, {name: kind.areas for name, kind in codebook.interventions.items()}, reseedings=1)
print(as_yaml(proposed_entries(emerging.themes, codebook.interventions)) if len(emerging.themes) else "Nessun tema nuovo abbastanza frequente e stabile.")

# %% [markdown]
# ## 2. Come ne parlano i testi
# La concordanza mostra le parole nel loro contesto, in ogni flessione: si vede quali espressioni servono e quali ingannano.

# %%
index = build_index(corpus)
hits = find(index, "orto sociale")
listing(in_context(index, hits.head(10)), ["comune", "year", "left", "match", "right"])

# %% [markdown]
# ## 3. La voce nel codebook
# `names`: come si chiama di solito; `cues`: indizi più larghi. Sono espressioni regolari, senza distinzione fra maiuscole e minuscole.

# %%
ENTRY = r"""
orti_sociali:
  label: Orti sociali
  areas: [anziani, poverta]
  definition: Orti affidati a cittadini, di solito anziani o persone fragili, per coltivare e stare insieme.
  names: ['ort[oi] (?:social|urban|solidal|condivis|comunitar)\w+']
  cues: ['ort[oi]\b', 'agricoltura sociale', 'coltiva\w+']
"""
with (copy / "interventions.yaml").open("a", encoding="utf-8") as file:
    file.write(ENTRY)
extended = load_codebook(copy)
print(len(codebook.interventions), "→", len(extended.interventions), "interventi:", extended.interventions["orti_sociali"].label)

# %% [markdown]
# Un errore nella voce ha nome, riga e chiave:

# %%
wrong = Path(work.name) / "wrong"
shutil.copytree(copy, wrong)
path = wrong / "interventions.yaml"
path.write_text(path.read_text("utf-8").replace("areas: [anziani, poverta]\n  definition: Orti", "areas: [anziani, giardini]\n  definition: Orti"), "utf-8")
try:
    load_codebook(wrong)
except CodebookError as error:
    print(error)

# %% [markdown]
# ## 4. Quanto se ne parla
# Prima di annotare e addestrare: in quante relazioni compare una delle espressioni? È una stima grezza, perché le espressioni non vedono negazioni e parafrasi.

# %%
entry = extended.interventions["orti_sociali"]
patterns = {label: re.compile(rf"(?<!\w)(?:{'|'.join(group)})", re.IGNORECASE)
            for label, group in (("nomi", entry.names), ("nomi o indizi", (*entry.names, *entry.cues)))}
marks = pd.DataFrame([
    {"relazione": key, "item": f"{entry.label}: {label}"}
    for key, text in told["narrative"].items() for label, pattern in patterns.items() if pattern.search(text)
], columns=["relazione", "item"])
titled(share_chart(shares(told, marks)),
       Caption("Quante relazioni nominano gli orti sociali", "quota delle relazioni con un testo", source_of(corpus),
               f"Espressioni del codebook, non il modello. {SHARED['each']} {INTERVALS}"))

# %% [markdown]
# ## 5. Perché il modello la riconosca
# 1. Copiare la voce in `src/r40/codebook/interventions.yaml`.
# 2. Annotare qualche decina di testi che ne parlano e qualcuno che inganna (`data/corpus/README.md`, «Adding a narrative»), o correggerli con `r40 review`.
# 3. `r40 train`, poi `r40 evaluate`: dire se il nuovo intervento si riconosce, e se gli altri non sono peggiorati (quaderno 3).

# %% [markdown]
# ## 6. Il modulo di un nuovo anno
# Un anno nuovo è un file in `forms/`: si parte da quello dell'anno più simile e si cambiano le righe che cambiano. Senza il file, r40 legge lo stesso con il modulo che
# gli somiglia di più, e la relazione ha `form: unknown`.

# %%
layout = yaml.safe_load((copy / "forms" / "2023.yaml").read_text("utf-8"))
codes = set(layout["rows"])
form, known = codebook.layout_for(2024, codes)
print("prima:", form.form, "noto" if known else "il più simile")

# %%
layout |= {"form": "2024", "year": 2024}
layout["rows"]["R34"] = {"quadro": 1, "label": "Voce nuova del 2024", "columns": ["value"]}
(copy / "forms" / "2024.yaml").write_text(yaml.safe_dump(layout, allow_unicode=True, sort_keys=False), "utf-8")
form, known = load_codebook(copy).layout_for(2024, codes)
print("dopo:", form.form, "noto" if known else "il più simile", "| colonne di R01:", form.columns_of("R01", 2024), "| in più:", set(form.rows) - codes)

# %% [markdown]
# Poi una relazione vera di quell'anno: `r40 read FILE` mostra che cosa è stato letto, riga per riga. Le righe vuote che sul modulo non lo sono dicono che cosa correggere.

# %%
work.cleanup()
