from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from r40.batch.inputs import find_inputs
from r40.batch.table import read_table
from r40.batch.work import read_safely
from r40.checks.registry import RULES
from r40.codebook import Codebook
from r40.errors import TableError
from r40.model.annotator import Annotator
from r40.score import Scorer
from r40.settings import Settings

TEXT = (
    "È proseguito il servizio di assistenza domiciliare per gli anziani. Ai minori è stato garantito il sostegno educativo "
    "nelle scuole del territorio. Per le famiglie in difficoltà sono stati erogati contributi economici, in rete con il "
    "Consorzio e con le associazioni di volontariato."
)


def csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_as_spreadsheets_write_it(delimiter: str, encoding: str, tmp_path: Path) -> None:
    rows = [
        ["id", "narrative", "comune", "year", "R18", "other"],
        ["7", '"È, ""così""; e\npoi."', "ASTI", "2023", "SI", "x"],
    ]
    path = csv(tmp_path, "\n".join(delimiter.join(row) for row in rows) + "\n", encoding)
    (found,) = read_table(path)
    assert (found.source, found.comune, found.year, found.ticks) == (f"{path}#7", "ASTI", 2023, {"R18": True})
    assert found.narrative == 'È, "così"; e\npoi.'


def test_parquet_and_csv_give_the_same(tmp_path: Path) -> None:
    columns = {"narrative": [TEXT, None], "year": [2021, None], "comune": ["ALBA", None], "R16": [True, None]}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    lines = f"narrative;year;comune;R16\n{TEXT};2021;ALBA;SI\n;;;\n"
    as_csv, as_parquet = read_table(csv(tmp_path, lines)), read_table(tmp_path / "t.parquet")
    assert [r.model_dump(exclude={"source"}) for r in as_csv] == [r.model_dump(exclude={"source"}) for r in as_parquet]
    assert as_parquet[1].source.endswith("t.parquet#2")


def test_rows_keep_the_order_of_the_table(tmp_path: Path) -> None:
    path = csv(tmp_path, "narrative\n" + "".join(f"testo {n}\n" for n in range(12)))
    assert [each.given.narrative for each in find_inputs([str(path)]) if each.given][-2:] == ["testo 10", "testo 11"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "narrative"),
        ("testo,comune\na,b\n", "testo, comune"),
        ("narrative,year\n", "non contiene righe"),
        ("narrative,year\na,b,c\n", "3 celle invece di 2"),
        ("narrative,year\na,duemila\n", "riga 1: «year» vale 'duemila'"),
        ("narrative,year\na,2023\nb,23\n", "riga 2: «year»"),
        ("narrative,R18\na,forse\n", "«R18» vale 'forse'"),
        ("narrative,id\na,1\nb,1\n", "riga 2: «1» nomina già"),
        ('narrative,id\n"a,1\n', "CSV"),
    ],
)
def test_a_bad_table_says_where_it_is_bad(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_table(csv(tmp_path, text))
    assert problem in caught.value.message


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 50 + b"PAR1", b"narrative\nx\n"])
def test_what_is_no_parquet_says_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(content)
    with pytest.raises(TableError, match="Parquet"):
        read_table(tmp_path / "t.parquet")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"narrative,year\n" + content)
    try:
        rows = read_table(path)
    except TableError:
        return
    assert all(row.model_dump_json() for row in rows)


def test_a_narrative_longer_than_any_relazione_is_refused(codebook: Codebook, tmp_path: Path) -> None:
    short, long = find_inputs([str(csv(tmp_path, f"narrative\n{TEXT}\n{'parola ' * 60_000}\n"))])
    assert read_safely(short, codebook, Settings()).status == "partial"
    record = read_safely(long, codebook, Settings())
    assert (record.status, record.errors[0].code, record.source) == ("failed", "too_much_text", long.source)


def test_checks_of_figures_are_not_made_on_a_row(annotator: Annotator, codebook: Codebook, tmp_path: Path) -> None:
    path = csv(tmp_path, f"narrative;comune;year;R18;R24\n{TEXT};ASTI;2023;SI;NO\n{TEXT};;;;\n")
    for scored in Scorer(annotator, codebook).score(read_table(path)):
        about_figures = [rule.code for rule in RULES if rule.code[0] == "N"]
        assert {scored.checks[code] for code in about_figures} <= {"not_evaluable", "not_applicable"}
        assert {flag.code for flag in scored.flags} <= {"L301", "L302", "L303"}
