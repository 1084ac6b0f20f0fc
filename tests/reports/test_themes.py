from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from r40.cli.app import app
from r40.codebook import Codebook
from r40.errors import ConfigurationError
from r40.reports import charts
from r40.reports.themes import SHARED, cells, listing, theme_figures, write_themes
from r40.themes import Corpus, load_corpus, theme_tables
from tests.notebooks.corpus import make
from tests.themes.factory import record, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("themes") / "out", 200)


@pytest.fixture(scope="module")
def corpus(folder: Path, codebook: Codebook) -> Corpus:
    return load_corpus([folder], codebook)


@pytest.fixture(scope="module")
def written(
    corpus: Corpus, codebook: Codebook, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, openpyxl.Workbook]:
    path = tmp_path_factory.mktemp("report") / "temi.html"
    book = write_themes(corpus, theme_tables(corpus, codebook), codebook, "each", path)
    return path.read_text("utf-8"), openpyxl.load_workbook(book)


class _Outline(HTMLParser):
    """Ids, what is referred to, and tags left open."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.references += [found[name] for name in ("href", "xlink:href", "src") if name in found]
        self.references += re.findall(r"url\(([^)]+)\)", " ".join(found.values()))
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.remove(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone(written: tuple[str, openpyxl.Workbook]) -> None:
    page, _ = written
    outline = _Outline()
    outline.feed(page)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert all(r == "temi.xlsx" or r.strip("'\"").lstrip("#") in outline.ids for r in outline.references)
    assert "<script" not in page and "@import" not in page


def test_every_figure_says_what_it_shows(written: tuple[str, openpyxl.Workbook]) -> None:
    page, _ = written
    figures = re.findall(r'<figure id="(\w+)">(.*?)</figure>', page, re.DOTALL)
    assert {"lette", "interventi", "aree_anno", "aree_regione", "andamento", "coppie", "stato", "motivazioni"} <= {
        name for name, _ in figures
    }
    for name, figure in figures:
        assert re.search(r"<h2>\d+\. \w+", figure), name
        assert all(word in figure for word in ("Unità: ", "Fonte: ", "Nota: ", "<th scope")), name
        assert not re.search(r"\bnan\b|NaN|{", figure), name
    shares = dict(figures)["interventi"]
    assert SHARED["each"] in shares and "intervalli, al 95%" in shares
    assert '<svg role="img" aria-label="Interventi descritti più spesso"' in shares


def test_notes_speak_of_what_is_there(written: tuple[str, openpyxl.Workbook]) -> None:
    page, book = written
    assert "testi_condivisi" not in page and "«each»" not in page
    explained = [cell.value for cell in book["Leggimi"]["A"]]
    assert explained[-len(book.sheetnames) + 1 :] == book.sheetnames[1:]


def test_a_listing_is_italian(corpus: Corpus) -> None:
    first = corpus.relazioni.head(1).assign(priority=0.5, year=2021, characters=1234)
    page = listing(
        first, ["comune", "year", "priority", "characters"], priority="Priorità", characters="Caratteri"
    ).to_html()
    assert cells(pd.DataFrame({"median": [44_115.5]}), ["median"])[1] == [["44.116"]], "euro without cents"
    assert [x.strip() for x in re.findall(r"<t[hd][^>]*>([^<]+)<", page)][-3:] == ["2021", "0,50", "1.234"]


def test_the_workbook_has_the_tables_whole(
    written: tuple[str, openpyxl.Workbook], corpus: Corpus, codebook: Codebook
) -> None:
    page, book = written
    names = re.findall(r'<figure id="(\w+)">', page)
    assert book.sheetnames == ["Leggimi", *names]
    tables = theme_tables(corpus, codebook)
    for name in set(names) - {"lette"}:
        assert book[name].max_row == len(tables[name]) + 1, name


def test_figures_of_the_page_are_those_of_the_tables(corpus: Corpus, codebook: Codebook) -> None:
    figures = {f.name: f for f in theme_figures(corpus, theme_tables(corpus, codebook), codebook, "once")}
    first = figures["interventi"].table.iloc[0]
    share, low, high = (f"{100 * first[key]:.1f}%".replace(".", ",") for key in ("share", "low", "high"))
    assert list(figures["interventi"].rows[0]) == [first["item"], str(first["count"]), share, f"da {low} a {high}"]
    assert figures["lette"].rows[-1][-1] == "200"
    assert SHARED["once"] in figures["interventi"].caption.note


def test_the_same_corpus_gives_the_same_page(
    written: tuple[str, openpyxl.Workbook], corpus: Corpus, codebook: Codebook, tmp_path: Path
) -> None:
    write_themes(corpus, theme_tables(corpus, codebook), codebook, "each", tmp_path / "temi.html")
    assert (tmp_path / "temi.html").read_text("utf-8") == written[0]


@pytest.mark.parametrize(
    "records",
    [
        [],
        [record("")],
        [record("Il trasporto sociale prosegue.", found=[("trasporto_sociale", "trasporto sociale")])],
        [record("Nulla.", comune="<b>&", year=None, key=k) for k in range(2)],
    ],
    ids=["nothing", "no narrative", "one", "no year, no place"],
)
def test_little_to_show(records: list[dict[str, object]], codebook: Codebook, tmp_path: Path) -> None:
    corpus = load_corpus([write(tmp_path / "out", records)], codebook)
    path = tmp_path / "temi.html"
    write_themes(corpus, theme_tables(corpus, codebook), codebook, "each", path)
    page = path.read_text("utf-8")
    assert ("non c'è nulla da mostrare" in page) == (not any(r["narrative"] for r in records))
    assert not re.search(r"\bnan\b|NaN", page) and "<b>&" not in page


def test_svg_escapes_what_names_say() -> None:
    table = pd.DataFrame({"item": ["<script>&"], "share": [0.5], "low": [0.4], "high": [0.6]})
    drawing = charts.svg(charts.share_chart(table), "x", '"><script>')
    assert "<script" not in drawing and "&lt;script&gt;&amp;" in drawing


def test_the_command(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["themes", str(folder), "--report", str(tmp_path / "r" / "temi.html")])
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "r").iterdir()} == {"temi.html", "temi.xlsx"}


@pytest.mark.parametrize("options", [["--report", "temi.pdf"], ["--report", "temi.html", "--emerging"]])
def test_calls_that_cannot_be_meant(options: list[str], folder: Path) -> None:
    done = CliRunner().invoke(app, ["themes", str(folder), *options])
    assert isinstance(done.exception, ConfigurationError)


def test_without_altair_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(charts, "find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["themes", str(tmp_path), "--report", str(tmp_path / "temi.html")])
    assert isinstance(done.exception, ConfigurationError)
    assert "Altair e vl-convert" in done.exception.message and "r40[themes]" in done.exception.message
