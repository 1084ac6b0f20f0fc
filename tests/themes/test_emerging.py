"""Planted themes are found, boilerplate makes none."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import yaml
from pydantic import TypeAdapter

from r40.codebook import Codebook
from r40.codebook.schema import InterventionType
from r40.themes import Corpus, Emerging, as_yaml, emerging_themes, load_corpus, proposed_entries
from r40.themes.emerging import _area
from tests.notebooks.corpus import make as generated
from tests.themes.factory import record, write

# Interventions that the codebook knows, claimed; {n}: people.
CLAIMED = [
    ("assistenza_domiciliare", "È proseguita l'assistenza domiciliare per {n} anziani soli, con la cooperativa {c}"),
    ("educativa_strada", "L'educativa di strada ha incontrato {n} ragazzi nelle piazze del quartiere"),
    ("aiuti_materiali", "La Caritas ha distribuito pacchi alimentari a {n} famiglie in difficoltà"),
    ("prevenzione_giovanile", "È stato avviato un doposcuola per {n} bambini della scuola primaria"),
    ("trasporto_sociale", "Il trasporto sociale verso le terapie è stato potenziato con un secondo mezzo"),
    ("centro_famiglie", "Nel Centro per le Famiglie {n} genitori hanno seguito incontri serali"),
]
BOILERPLATE = [
    "Le risorse aggiuntive assegnate al Comune di {p} ammontano a quanto indicato nel quadro precedente",
    "L'Ente ha inteso mantenere il livello dei servizi in coerenza con il Piano di zona e con il bilancio",
    "La popolazione di {p} invecchia e le famiglie chiedono risposte sempre più articolate",
    "Si rinvia alla relazione al rendiconto per il dettaglio delle spese sostenute nell'esercizio",
    "Il Comune di {p} si estende su un territorio montano servito da una sola strada provinciale",
    "La scelta dell'Amministrazione è di destinare al sociale una quota crescente di entrate proprie",
    "Il fabbisogno standard monetario non tiene conto delle caratteristiche del territorio di {p}",
    "Gli obiettivi di servizio sono stati raggiunti come risulta dai quadri compilati nel modulo",
]
GARDENS = [
    "{v} gli orti sociali di {p}, assegnati a {n} pensionati dopo un corso di potatura",
    "Negli orti sociali {n} famiglie coltivano insieme verdure e fiori recisi",
    "{n} persone lavorano negli orti sociali vicino al campo sportivo di {p}",
    "L'orto sociale di {p} ha accolto {n} ragazzi e una associazione di apicoltori",
    "{v} un orto sociale accanto alla biblioteca, irrigato da {n} volontari e adulti inesperti",
]
TIME_BANK = [
    "{v} la banca del tempo, dove {n} cittadini scambiano rammendi e conversazione",
    "La banca del tempo di {p} conta {n} iscritti e un catalogo di piccoli favori",
    "Alla banca del tempo {n} persone offrono lezioni di chitarra contro ripetizioni",
    "{v} una banca del tempo tra vicini, con sportello il sabato e {n} adulti soci",
]
VERBS = ["È stata avviata", "Prosegue", "È stato inaugurato", "Continua", "È stato potenziato"]
PLACES = [
    a + b
    for a in ("Cast", "Mont", "Rocc", "Vall", "Torr", "Pian")
    for b in ("elvirzo", "ebrullo", "adelfa", "unga", "esalma")
]


def make(folder: Path, codebook: Codebook, planted: bool, count: int = 160) -> Corpus:
    """So many relazioni of claimed passages and boilerplate; every eighth with a planted theme, if asked."""
    draw = random.Random(5)

    def fill(text: str) -> str:
        return text.format(n=draw.randint(5, 90), p=draw.choice(PLACES), v=draw.choice(VERBS), c=draw.choice(PLACES))

    records: list[dict[str, Any]] = []
    for n in range(count):
        found = [(name, fill(text)) for name, text in draw.sample(CLAIMED, 3)]
        free = [fill(text) for text in draw.sample(BOILERPLATE, 4)]
        if planted:
            free += [fill(draw.choice(GARDENS))] * (n % 8 == 0) + [fill(draw.choice(TIME_BANK))] * (n % 8 == 3)
        texts = [text for _, text in found] + free
        draw.shuffle(texts)
        records.append(record("\n".join(f"{t}." for t in texts), comune=f"Comune {n}", found=found, key=n,
                              checks={"D105": "passed"}))  # fmt: skip
    return load_corpus([write(folder, records)], codebook)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, codebook: Codebook) -> Corpus:
    return make(tmp_path_factory.mktemp("planted"), codebook, planted=True)


@pytest.fixture(scope="module")
def found(corpus: Corpus, codebook: Codebook) -> Emerging:
    return emerging_themes(corpus, {name: kind.areas for name, kind in codebook.interventions.items()})


def test_planted_themes_are_found_and_nothing_else(found: Emerging) -> None:
    assert sorted(found.themes["theme"]) == ["banca del tempo", "orti sociali"], found.themes
    assert (found.themes["stability"] > 0.75).all()
    assert len(found.rand) == 4
    assert min(found.rand) > 0.75


def test_every_passage_is_assigned_or_none(found: Emerging, corpus: Corpus) -> None:
    passages = found.passages
    assert set(passages["theme"]) == {"none", "banca del tempo", "orti sociali"}
    gardens = passages["text"].str.contains(r"ort[oi] social[ei]", case=False)
    bank = passages["text"].str.contains("banca del tempo", case=False)
    assert (gardens.sum(), bank.sum()) == (20, 20)
    assert (passages.loc[gardens, "theme"] == "orti sociali").mean() > 0.8
    assert (passages.loc[bank, "theme"] == "banca del tempo").mean() > 0.8
    assert (passages.loc[~gardens & ~bank, "theme"] == "none").all()
    texts = corpus.relazioni["narrative"]
    for row in passages.head(50).itertuples():
        assert " ".join(texts[row.relazione][row.start : row.end].split()) == row.text
    counts = passages["theme"].value_counts()
    assert dict(zip(found.themes["theme"], found.themes["passages"], strict=True)) == {
        theme: counts[theme] for theme in ("banca del tempo", "orti sociali")
    }


def test_keywords_are_said_often_and_the_area_is_that_of_half_the_neighbours(
    found: Emerging, codebook: Codebook
) -> None:
    for theme in found.themes.to_dict("records"):
        own = found.passages.loc[found.passages["theme"] == theme["theme"], "text"]
        for keyword in theme["keywords"].split(", "):
            stem = r"\w*\W+(?:\w{1,5}\W+)?".join(word[:4] for word in keyword.split() if len(word) > 3)
            assert own.str.contains(stem, case=False).mean() >= 0.15, keyword  # of the wordings it is 0.2
    near = {name: ["anziani"] if name == "assistenza_domiciliare" else [name] for name in codebook.interventions}
    corpus = SimpleNamespace(interventions=pd.DataFrame(
        [(0, 20, 30, "dipendenze"), (1, 20, 30, "assistenza_domiciliare"), (2, 20, 30, "centro_famiglie")],
        columns=["relazione", "start", "end", "id"],
    ))  # fmt: skip
    passages = pd.DataFrame({"relazione": [0, 1, 2], "start": 0, "end": 10})
    assert _area(corpus, passages, near) is None  # type: ignore[arg-type]
    assert _area(corpus, passages[1:2], near) == "anziani"  # type: ignore[arg-type]
    assert _area(corpus, passages[:0], near) is None  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_themes(found: Emerging, corpus: Corpus, codebook: Codebook) -> None:
    again = emerging_themes(corpus, {name: kind.areas for name, kind in codebook.interventions.items()})
    assert again.themes.equals(found.themes)
    assert again.passages.equals(found.passages)


@pytest.mark.parametrize("hidden", ["housing_first", "vita_indipendente"])
def test_an_intervention_that_the_codebook_loses_is_found_again(
    hidden: str, tmp_path: Path, codebook: Codebook
) -> None:
    """In narratives that nobody wrote for this test; with nothing hidden there is no theme in them."""
    corpus = load_corpus([generated(tmp_path / "out")], codebook)
    assert emerging_themes(corpus, reseedings=1).themes.empty
    spans = corpus.interventions
    own = spans[spans["id"] == hidden]
    found = emerging_themes(replace(corpus, interventions=spans.drop(own.index)), reseedings=1)
    assert list(found.themes["theme"]) == [hidden.replace("_", " ")]
    passages = found.passages[found.passages["theme"] != "none"].reset_index()
    both = passages.merge(own, on="relazione", suffixes=("", "_own"))
    inside = both[(both["start"] < both["end_own"]) & (both["start_own"] < both["end"])]
    assert inside["index"].nunique() >= 0.8 * len(passages)


def test_boilerplate_makes_no_theme(tmp_path: Path, codebook: Codebook) -> None:
    found = emerging_themes(make(tmp_path, codebook, planted=False))
    assert found.themes.empty, found.themes
    assert (found.passages["theme"] == "none").all()
    assert len(found.passages) >= 600


def test_a_text_that_many_comuni_share_is_one_writer(tmp_path: Path, codebook: Codebook) -> None:
    """Twenty copies of one text with a theme are no theme."""
    corpus = make(tmp_path, codebook, planted=True)
    one = corpus.relazioni["narrative"].str.contains("banca del tempo")
    relazioni = corpus.relazioni.assign(cluster=corpus.relazioni["cluster"].where(~one, -1))
    found = emerging_themes(replace(corpus, relazioni=relazioni))
    assert list(found.themes["theme"]) == ["orti sociali"]


def test_nothing_to_group(tmp_path: Path, codebook: Codebook) -> None:
    for n, records in enumerate([[], [record("")], [record("Si rinvia alla relazione precedente.")]]):
        found = emerging_themes(load_corpus([write(tmp_path / str(n), records)], codebook))
        assert found.themes.empty
        assert "theme" in found.themes


def test_proposals_load_in_the_codebook_and_find_their_passages(found: Emerging, codebook: Codebook) -> None:
    entries = proposed_entries(found.themes, {*codebook.interventions, "orti_sociali"})
    text = as_yaml(entries)
    loaded = TypeAdapter(dict[str, InterventionType]).validate_python(yaml.safe_load(text))
    assert loaded == entries
    assert set(loaded) == {"banca_del_tempo", "orti_sociali_2"}
    assert set(loaded["banca_del_tempo"].areas) <= {*codebook.areas, "contributi"}
    assert text.startswith("# ")
    passages = found.passages
    for name, theme in (("banca_del_tempo", "banca del tempo"), ("orti_sociali_2", "orti sociali")):
        own = passages.loc[passages["theme"] == theme, "text"]
        pattern = re.compile("|".join(rf"\b(?:{p})" for p in loaded[name].names), re.IGNORECASE)
        assert own.str.contains(pattern).mean() > 0.9
        assert not passages.loc[passages["theme"] == "none", "text"].str.contains(pattern).any()
