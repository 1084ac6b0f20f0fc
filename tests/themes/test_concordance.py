from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r40.codebook import Codebook
from r40.errors import ConfigurationError
from r40.themes import Index, Where, alike, build_index, find, in_context, load_corpus, open_index
from r40.themes.index import lemmas_of, load_index, save_index
from tests.themes.conftest import Loader
from tests.themes.factory import record, write

TEXTS = [
    "L'Educativa di Strada è attiva.\nSi lavora in rete. Di strada se ne è fatta.",
    "Gli orti sociali sono 12; l'ORTO SOCIALE di via Po è nuovo. L’assistenza domiciliare prosegue.",
    "Servizi educativi. Di strada abbiamo educatori: due educatrici di comunità’ 🙂 e tre operatori.",
    "",
]


@pytest.fixture
def index(load: Loader) -> Index:
    places = [("ASTI", 2021), ("CUNEO", 2023), ("BOLZANO", 2023), ("Paese Inventato", 2023)]
    found = {1: [("assistenza_domiciliare", "L’assistenza domiciliare prosegue")]}
    outcomes = [("not_below", "not_below")] * 2 + [("below", "not_below")] * 2
    return build_index(load([
        record(text, comune=comune, year=year, found=found.get(n, ()), outcome=outcomes[n])
        for n, (text, (comune, year)) in enumerate(zip(TEXTS, places, strict=True))
    ]))  # fmt: skip


def matches(index: Index, phrase: str, where: Where = Where()) -> list[str]:
    return in_context(index, find(index, phrase, where))["match"].tolist()


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("educativa di strada", ["Educativa di Strada"]),  # not across a full stop
        ("EDUCATIVE DI STRADE", ["Educativa di Strada"]),
        ("orto sociale", ["orti sociali", "ORTO SOCIALE"]),
        ("operatore", ["operatori"]),
        ("comunità", ["comunità"]),
        ("comunita", ["comunità"]),
        ("l'assistenza domiciliare", ["L’assistenza domiciliare"]),
        ("12", ["12"]),
        ("ludobus", []),
        ("ludobus di strada", []),
    ],
)
def test_phrases_in_any_inflection(index: Index, phrase: str, found: list[str]) -> None:
    assert matches(index, phrase) == found


def test_a_verb_is_found_in_its_participles(load: Loader) -> None:
    text = "Il servizio è stato avviato; la mensa è stata avviata. Due bambine sono prese in carico, uno è preso in carico."
    index = build_index(load([record(text)]))
    assert matches(index, "avviare") == ["avviato", "avviata"]
    assert matches(index, "prendere in carico") == ["prese in carico", "preso in carico"]


def test_context_and_filters(index: Index) -> None:
    row = in_context(index, find(index, "assistenza domiciliare"), width=12).iloc[0]
    assert (row["left"], row["right"]) == ("… è nuovo. L’", " prosegue.")
    assert (row["comune"], row["year"], row["region"], row["interventions"]) == (
        "CUNEO", 2023, "Piemonte", "assistenza_domiciliare",
    )  # fmt: skip
    everywhere = ["Educativa", "educativi"]
    assert matches(index, "educativa") == everywhere
    assert matches(index, "educativa", Where(years=[2021])) == everywhere[:1]
    assert matches(index, "educativa", Where(regions=["trentino"])) == everywhere[1:]
    assert matches(index, "educativa", Where(comuni=["Asti"])) == everywhere[:1]
    assert matches(index, "educativa", Where(comuni=["005005", "paese inventato"])) == everywhere[:1]
    assert matches(index, "educativa", Where(blocks=["c"])) == everywhere[1:]
    assert matches(index, "prosegue", Where(interventions=["assistenza_domiciliare"])) == ["prosegue"]
    assert matches(index, "nuovo", Where(interventions=["assistenza_domiciliare"])) == []


def test_context_reads_as_the_text_does(index: Index) -> None:
    for row in in_context(index, find(index, "di")).to_dict("records"):
        shown = f"{row['left']}{row['match']}{row['right']}".removeprefix("… ").removesuffix(" …")
        assert shown in " ".join(index.narrative(row["relazione"]).split())


def test_passages_like_this_one(index: Index) -> None:
    found = in_context(index, alike(index, "un nuovo orto sociale"))
    assert found["match"].iloc[0].startswith("Gli orti sociali sono 12")
    assert found["likeness"].is_monotonic_decreasing
    same = alike(index, "Si lavora in rete").iloc[0]
    assert same["likeness"] == pytest.approx(1)


def test_fragments_are_not_like_a_sentence(load: Loader) -> None:
    told = "I ragazzi si incontrano nella piazza del paese con gli educatori della cooperativa."
    index = build_index(load([record(f"La piazza. {told} I ragazzi.")]))
    found = in_context(index, alike(index, "Nella piazza del quartiere due educatori incontrano i ragazzi", least=0.01))
    assert found["match"].iloc[0] == told.rstrip(".")
    assert (found["likeness"].iloc[1:] < 0.35).all()


def test_likeness_is_the_cosine_of_tf_idf_vectors(index: Index) -> None:
    lemmas = {name: n for n, name in enumerate(index.lemmas)}

    def vector(text: str) -> np.ndarray:
        forms = text.casefold().split()
        return np.bincount([lemmas[x] for x in lemmas_of(forms)], minlength=len(lemmas)) * index.idf

    one, other = vector("l assistenza domiciliare prosegue"), vector("assistenza nuovo orto prosegue prosegue")
    lengths = np.linalg.norm(one), np.linalg.norm(other)
    expected = one @ other / lengths[1] / max(lengths)
    found = in_context(index, alike(index, "assistenza nuovo orto prosegue prosegue", least=0.01))
    hit = found[found["match"] == "L’assistenza domiciliare prosegue"]
    assert hit["likeness"].iloc[0] == pytest.approx(expected, abs=1e-3)


def test_equal_sentences_are_shown_once(load: Loader) -> None:
    index = build_index(load([record("La banca del tempo cresce.", comune=c) for c in ("ASTI", "CUNEO", "NOVARA")]))
    assert alike(index, "banca del tempo")["equal"].tolist() == [3]


def test_empty_questions_say_what_to_do(index: Index) -> None:
    with pytest.raises(ConfigurationError, match="nessuna parola"):
        find(index, "… !")
    with pytest.raises(ConfigurationError, match="Nessuna parola"):
        alike(index, "xyzzy")


def test_an_index_of_nothing(load: Loader) -> None:
    for records in ([], [record("")]):
        index = build_index(load(records, f"out{len(records)}"))
        assert find(index, "educativa").empty
        assert in_context(index, find(index, "educativa")).empty


def test_the_index_is_saved_opened_and_made_anew(tmp_path: Path, codebook: Codebook) -> None:
    folder = write(tmp_path / "out", [record(TEXTS[0])])
    assert open_index(folder, codebook)[1] == "saved"
    index, done = open_index(folder, codebook)
    assert done == "opened"
    assert matches(index, "educativa di strada") == ["Educativa di Strada"]
    write(folder, [record(TEXTS[1])])
    index, done = open_index(folder, codebook)
    assert (done, matches(index, "orto sociale")) == ("saved", ["orti sociali", "ORTO SOCIALE"])
    places = list((folder / ".r40").iterdir())
    assert len(places) == 1, "the old one is gone"
    (places[0] / "forms.npy").write_bytes(b"broken")
    assert open_index(folder, codebook)[1] == "saved"


def test_a_folder_that_cannot_be_written_is_searched_all_the_same(tmp_path: Path, codebook: Codebook) -> None:
    folder = write(tmp_path / "out", [record(TEXTS[0])])
    (folder / ".r40").write_text("a file in the way")
    index, done = open_index(folder, codebook)
    assert (done, len(find(index, "strada"))) == ("unsaved", 2)


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.text("aeò bcD.’,\n1🙂", max_size=60), min_size=1, max_size=4))
def test_every_word_is_found_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, codebook: Codebook, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    corpus = load_corpus(
        [write(folder, [record(t, key=n, checks={"D105": "passed"}) for n, t in enumerate(texts)])], codebook
    )
    save_index(build_index(corpus), folder / "index")
    index = load_index(folder / "index")
    for row, text in enumerate(texts):
        assert index.narrative(row) == text
        for word in {w.strip(".,’🙂") for w in text.split()}:
            if word.isalnum():
                hits = find(index, word)
                spans = [text[a:b].casefold() for r, a, b in hits.itertuples(index=False) if r == row]
                assert word.casefold() in spans
