from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from r40.errors import OutputError
from r40.records import ScoredRelazione
from r40.reports import parquet
from r40.reports.parquet import SCHEMAS, write_parquet


def digest(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def test_every_relazione_flag_and_figure_is_there_with_its_year(
    relazioni: list[ScoredRelazione], tmp_path: Path
) -> None:
    write_parquet(relazioni, tmp_path / "parquet")
    tables = {name: pd.read_parquet(tmp_path / "parquet" / name) for name in SCHEMAS}
    assert sorted(tables["relazioni"]["source"]) == sorted(r.source for r in relazioni)
    assert len(tables["flags"]) == sum(len(r.flags) for r in relazioni)
    assert len(tables["interventions"]) == sum(len(r.interventions) for r in relazioni)
    assert len(tables["reasons"]) == sum(len(r.reasons) for r in relazioni)
    figures = tables["fields"].set_index(["source", "code", "column"])["value"]
    for r in relazioni:
        for code, row in r.fields.items():
            for column, value in row.items():
                read = figures[r.source, code, column]
                assert (pd.isna(read) and value is None) or read == value
    years = tables["relazioni"].set_index("source")["year"]
    assert all(int(years[r.source]) == (r.year or 0) for r in relazioni)


def test_tables_are_typed_even_where_all_is_blank(tmp_path: Path) -> None:
    bare = ScoredRelazione(source="a", sha256="", status="failed")
    write_parquet([bare], tmp_path / "parquet")
    (file,) = (tmp_path / "parquet" / "relazioni").rglob("*.parquet")
    assert pq.read_schema(file).equals(SCHEMAS["relazioni"])
    assert file.parent.name == "year=0"


def test_few_rows_in_memory_and_equal_input_gives_equal_bytes(
    relazioni: list[ScoredRelazione], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(relazioni, tmp_path / "one")
    write_parquet(iter(relazioni), tmp_path / "two")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    monkeypatch.setattr(parquet, "_GROUP", 2)
    write_parquet(relazioni, tmp_path / "three")
    for name in SCHEMAS:
        one, three = (pd.read_parquet(tmp_path / folder / name) for folder in ("one", "three"))
        pd.testing.assert_frame_equal(one, three)


def test_an_earlier_run_is_replaced_and_a_failure_keeps_it(relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    folder = tmp_path / "parquet"
    write_parquet(relazioni, folder)
    write_parquet(relazioni[:1], folder)
    assert len(pd.read_parquet(folder / "relazioni")) == 1
    before = digest(folder)

    def broken() -> object:
        yield relazioni[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_parquet(broken(), folder)  # type: ignore[arg-type]
    assert digest(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["parquet"]


def test_a_folder_that_holds_something_else_is_left_alone(relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    (tmp_path / "parquet" / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match="altri file"):
        write_parquet(relazioni, tmp_path / "parquet")
    assert (tmp_path / "parquet" / "mine.txt").is_file()
