from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from r40.codebook import Codebook
from r40.records import ScoredRelazione
from r40.reports.html import embed, render_html, write_html
from r40.reports.rows import queue
from r40.reports.view import detail
from tests.reports.conftest import HOSTILE

DAY = date(2024, 6, 1)


class Tags(HTMLParser):
    """The elements of a page, as a browser's tokenizer sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_hostile_text_makes_no_element(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    page = render_html(relazioni, codebook, generated=DAY)
    assert HOSTILE not in page
    tags = Tags(page).found
    assert not [tag for tag, _ in tags if tag in {"img", "iframe", "link", "object", "base"}]
    scripts = [attributes for tag, attributes in tags if tag == "script"]
    assert [a.get("type") for a in scripts] == ["application/json"] * 4 + [None]
    assert "49" not in re.findall(r'<td[^>]*class="c-why">(.*?)</td>', page, re.S)[1]


def test_a_name_may_hold_what_a_page_may_not(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    one = relazioni[0].model_copy(update={"source": "a\x07b\x7f\ud800.pdf", "comune": None})
    page = render_html([one], codebook, generated=DAY)
    assert "a b  .pdf" in page and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", page)


def test_page_fetches_nothing(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    page = render_html(relazioni, codebook, generated=DAY)
    tags = Tags(page).found
    assert not [a for _, a in tags if "src" in a or (a.get("href") or "#")[0] != "#" or "style" in a]
    assert not [a for _, a in tags if any(name.startswith("on") for name in a)]
    (policy,) = [a["content"] for _, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_page_says_when_and_how_many(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    page = render_html(relazioni, codebook, generated=DAY)
    assert "1º giugno 2024" in page
    assert page.count('id="riga-') == 4
    assert "Questo file contiene le prime" not in page


def test_beyond_the_limit_the_first_by_priority_are_kept(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    page = render_html(relazioni, codebook, generated=DAY, limit=2)
    assert "Questo file contiene le prime 2 relazioni per priorità, su 4." in page
    assert "BORGO ALTO" in page
    assert "VALLE DI SOTTO" not in page


def test_no_relazioni_is_a_page(codebook: Codebook, tmp_path: Path) -> None:
    write_html([], codebook, tmp_path / "r40.html", generated=DAY)
    assert 'id="riga-' not in (tmp_path / "r40.html").read_text("utf-8")


def test_embedded_json_reads_back_and_has_no_markup() -> None:
    data = {"a": [HOSTILE, "<!--", "]]>", "\u2028", "è"]}
    text = str(embed(data))
    assert json.loads(text) == data
    assert not set(text) & set("<>&\u2028")


def test_detail_of_the_rich_one(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    relazione = queue(relazioni)[0]
    data = detail(relazione, codebook)
    assert "".join(text for text, _ in data["segments"]) == relazione.narrative
    overlap = [marks for text, marks in data["segments"] if text == "gli anziani con demenza"]
    assert overlap == [[2, 3]]
    assert {area["label"]: area["n"] for area in data["areas"]}["Anziani"] == 2
    total = next(flag for flag in data["flags"] if flag["code"] == "N201")
    assert total["mark"] is None
    assert total["about"] == "R0B: TOTALE UTENTI"
    assert [group["status"] for group in data["checks"]] == [
        "fired", "not_evaluable", "passed", "not_applicable", "excluded",
    ]  # fmt: skip
    assert data["checks"][1]["rules"] == [
        ["X401", "Importo del testo diverso dal modulo", "mancano le risorse aggiuntive (R08)"],
    ]  # fmt: skip
    assert data["why"][0].startswith("Incoerenza (L303)")
    staff = next(row for table in data["tables"] for row in table["rows"] if row[0] == "R01")
    assert staff == ["R01", "Numero di assistenti sociali", None, ["", "", "6", "4", ""]]
    flagged = next(row for table in data["tables"] for row in table["rows"] if row[0] == "R0B")
    assert flagged[2] == "error"


def test_detail_of_partial_and_failed(relazioni: list[ScoredRelazione], codebook: Codebook) -> None:
    _, _, partial, failed = (detail(r, codebook) for r in queue(relazioni))
    assert partial["outcome"][1] == "Esito sul livello di servizio non letto"
    assert partial["tables"][-1]["caption"] == "Voci non previste dal modulo noto"
    assert partial["problems"] == ["Non si legge il livello di servizio (R04): vedere il PDF."]
    assert failed["title"] == "scansione.pdf"
    assert failed["outcome"] == failed["segments"] == failed["tables"] == []
