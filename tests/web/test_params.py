"""The queue's address: filters survive the way to the browser and back."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from r40.records import Severity
from r40.store.records import Verdict, View, Work
from r40.web.params import QueueQuery

WORD = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
QUERIES = st.builds(
    QueueQuery,
    q=WORD,
    codice=st.lists(WORD.filter(bool), max_size=3).map(tuple),
    gravita=st.lists(st.sampled_from(Severity), max_size=2).map(tuple),
    regione=st.lists(WORD.filter(bool), max_size=2).map(tuple),
    anno=st.lists(st.integers(1900, 2200), max_size=2).map(tuple),
    stato=st.lists(st.sampled_from(Work), max_size=2).map(tuple),
    assegnata=st.lists(st.integers(0, 9), max_size=2).map(tuple),
    decisione=st.lists(st.sampled_from(Verdict), max_size=2).map(tuple),
    cambiate=st.booleans(),
    doppia=st.booleans(),
    ordina=st.sampled_from(("priority", "comune", "flags")),
    verso=st.sampled_from(("asc", "desc")),
)


@given(QUERIES)
def test_address_and_back(query: QueueQuery) -> None:
    assert QueueQuery.of_address(urlsplit(query.to("/")).query) == query


@given(QUERIES)
def test_view_and_back(query: QueueQuery) -> None:
    view = View(
        id=1, name="x", filters=query.filters(), sort=query.ordina, descending=query.descending, shared=False, mine=True
    )
    assert QueueQuery.of_view(view) == query


@given(st.text(max_size=60))
def test_any_address_is_understood(text: str) -> None:
    QueueQuery.of_address(text)


def test_taking_a_filter_away_starts_from_the_first_page() -> None:
    query = QueueQuery(codice=("L301", "L303"), pagina=4, q="asilo")
    assert query.without("codice", "L301") == "/?q=asilo&codice=L303"
    assert query.to("/prossima", dopo="abc") == "/prossima?q=asilo&codice=L301&codice=L303&dopo=abc"
