from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from r40.cli.app import app
from r40.codebook import Codebook
from r40.reports.tables import HEADINGS, csv_text, write_workbook
from r40.themes import labelled, load_corpus, theme_tables
from tests.themes.factory import record, write

PASSAGES = {
    "aiuti_materiali": "la Caritas distribuisce pacchi per 5.000 euro",
    "trasporto_sociale": "il trasporto sociale prosegue",
    "dipendenze": "il SerD segue i giocatori",
}

OUTCOMES = [("not_below", "not_below"), ("below", "not_below")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draw = random.Random(2)
    names = ["ASTI", "CUNEO", "NOVARA", "BERGAMO", "COMO", "LECCE", "BARI", "=1+1", "CASTRO", "SIENA"]
    records = []
    for year in (2021, 2023):
        for comune in names:
            found = [
                {"id": name, "text": text, "actors": [name for name in ("Caritas", "SerD") if name in text],
                 "amounts": [5000.0] if "euro" in text else [], "status": "proseguito" if "prosegue" in text else None}
                for name, text in PASSAGES.items() if draw.random() < 0.7
            ]  # fmt: skip
            text = f"A {comune}: " + "; ".join(f["text"] for f in found) + "."
            reason = {"ticked": True, "stance": "supported", "score": 0.9, "evidence": []}
            records.append(record(text, comune=comune, year=year, found=found, reasons={"R16": reason},
                                  inhabitants=draw.choice([500, 4_000, 70_000]), outcome=draw.choice(OUTCOMES),
                                  checks={"D105": "passed"}))  # fmt: skip
    return write(tmp_path_factory.mktemp("scored") / "out", records)


def test_every_table_has_italian_headings(folder: Path, codebook: Codebook) -> None:
    tables = theme_tables(load_corpus([folder], codebook), codebook)
    for name, table in tables.items():
        assert set(table) <= set(HEADINGS), name
        assert name == "testi_condivisi" or len(table), name
    shown = labelled(tables["interventi"], codebook)
    assert set(shown["item"]) == {"Aiuti materiali", "Trasporto sociale", "Dipendenze"}
    assert set(labelled(tables["luoghi"], codebook)["place"]) == {"più comuni possibili", "non trovato"}


def test_tables_of_nothing(tmp_path: Path, codebook: Codebook) -> None:
    tables = theme_tables(load_corpus([write(tmp_path, [])], codebook), codebook)
    assert all(table.empty for table in tables.values())


def test_the_command_writes_csv_and_excel(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["themes", str(folder), "--out", str(tmp_path / "t"), "--copies", "once"])
    assert done.exit_code == 0, done.output
    assert "Interventi più frequenti" in done.output
    assert "Castro (BG)" in done.output or "più comuni" in done.output
    book = openpyxl.load_workbook(tmp_path / "t" / "temi.xlsx")
    assert book.sheetnames[0] == "Leggimi"
    assert {p.stem for p in (tmp_path / "t").glob("*.csv")} == set(book.sheetnames[1:])
    explained = [cell.value for cell in book["Leggimi"]["A"]]
    assert explained[-len(book.sheetnames) + 1 :] == book.sheetnames[1:]
    assert "andamento_stessi_comuni" in explained
    sheet = book["interventi"]
    assert [cell.value for cell in sheet[1]][:3] == ["Gruppo", "Voce", "Relazioni"]
    assert sheet["F2"].number_format == "0.0%"
    cells = [cell for each in book for row in each.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_csv_cells_are_no_formulas() -> None:
    table = pd.DataFrame({"comune": ["=1+1", "@x", "-2", "Asti"], "difference": [-0.25, 1.0, None, float("inf")]})
    rows = list(csv.reader(io.StringIO(csv_text(table))))
    assert rows == [["Comune", "Differenza"], ["'=1+1", "-0.25"], ["'@x", "1.0"], ["'-2", ""], ["Asti", ""]]


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    table = {"a": pd.DataFrame({"item": ["x"], "share": [0.5]})}
    write_workbook(table, tmp_path / "1.xlsx")
    write_workbook(table, tmp_path / "2.xlsx")
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_find_shows_filters_and_prints(folder: Path) -> None:
    run = CliRunner()
    shown = run.invoke(app, ["find", "pacco", str(folder), "--region", "piem", "-n", "1"])
    assert shown.exit_code == 0, shown.output
    assert "pacchi" in shown.output
    assert "mostrati 1" in shown.output
    printed = run.invoke(app, ["find", "caritas", str(folder), "--csv"])
    rows = list(csv.DictReader(io.StringIO(printed.output)))
    assert "'=1+1" in {row["Comune"] for row in rows}
    lines = run.invoke(app, ["find", "--like", "il SerD segue giocatori", str(folder), "--json"])
    table = pd.read_json(io.StringIO(lines.output), lines=True)
    assert table["likeness"].is_monotonic_decreasing
    assert (table["likeness"] > 0).all()
    none = run.invoke(app, ["find", "ludobus", str(folder)])
    assert "Nessun passaggio trovato, fra 20 relazioni" in none.output
    nowhere = run.invoke(app, ["find", "pacco", str(folder), "--region", "Atlantide"])
    assert "I filtri non lasciano nessuna relazione" in nowhere.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "pacchi"],
        ["find", "x", "OUT", "--intervention", "no"],
        ["find", "x", "OUT", "--block", "Z"],
        ["find", "x", "OUT", "--csv", "--json"],
    ],
)
def test_wrong_calls_say_so(folder: Path, arguments: list[str]) -> None:
    done = CliRunner().invoke(app, [str(folder) if a == "OUT" else a for a in arguments])
    assert done.exit_code != 0
    assert getattr(done.exception, "exit_code", None) == 2


def test_emerging_writes_its_proposals(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", [record("Si rinvia alla relazione al rendiconto.", comune=c) for c in ("ASTI", "CUNEO")]
    )
    done = CliRunner().invoke(app, ["themes", str(folder), "--emerging", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "passaggi senza intervento" in done.output
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "temi_emergenti.csv", "temi_scartati.csv", "passaggi_liberi.csv", "interventi-proposti.yaml",
    }  # fmt: skip
    rows = list(csv.DictReader((tmp_path / "out" / "passaggi_liberi.csv").open(encoding="utf-8-sig")))
    assert {row["Tema"] for row in rows} == {"nessuno"}
    assert {row["Comune"] for row in rows} == {"ASTI", "CUNEO"}


def test_figures_on_the_terminal_are_whole(folder: Path) -> None:
    """At eighty columns no heading and no cell is cut short."""
    done = CliRunner().invoke(app, ["themes", str(folder)], env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    assert "Intervallo al" in done.output
    assert "…" not in done.output
