from __future__ import annotations

import json
from pathlib import Path

import pytest

from r40.errors import ConfigurationError, OutputError
from r40.records import ScoredRelazione
from r40.reports.jsonl import read_jsonl, write_jsonl


def test_round_trip_in_the_order_given(relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    path = tmp_path / "new" / "scored.jsonl"
    write_jsonl(relazioni, path)
    assert read_jsonl(path) == relazioni
    assert [file.name for file in path.parent.iterdir()] == ["scored.jsonl"]


def test_lines_are_the_contract(relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    path = tmp_path / "scored.jsonl"
    write_jsonl(relazioni, path)
    lines = path.read_text("utf-8").split("\n")
    assert len(lines) == len(relazioni) + 1
    first = json.loads(lines[2])
    assert list(first)[:6] == ["source", "sha256", "status", "errors", "comune", "year"]
    assert first["fields"]["M59"]["users"] is None
    for found in first["interventions"]:
        assert first["narrative"][found["start"] : found["end"]] == found["text"]
    assert "È proseguita" in lines[2]


def test_odd_separators_stay_on_their_line(tmp_path: Path) -> None:
    odd = ScoredRelazione(source="a", sha256="b", status="ok", narrative="uno\u2028due\x85tre\nquattro\r")
    path = tmp_path / "scored.jsonl"
    write_jsonl([odd, odd], path)
    assert read_jsonl(path) == [odd, odd]


def test_failure_keeps_the_old_file(relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    path = tmp_path / "scored.jsonl"
    path.write_text("vecchio")

    def broken() -> object:
        yield relazioni[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_jsonl(broken(), path)  # type: ignore[arg-type]
    assert path.read_text() == "vecchio"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_cannot_be_made(relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="--out"):
        write_jsonl(relazioni, tmp_path / "file" / "scored.jsonl")


@pytest.mark.parametrize("line", ["{", '{"source": "a"}', "[]", '"\\ud800"'])
def test_bad_lines_are_named(line: str, relazioni: list[ScoredRelazione], tmp_path: Path) -> None:
    path = tmp_path / "scored.jsonl"
    write_jsonl(relazioni[:1], path)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ConfigurationError, match="riga 2"):
        read_jsonl(path)


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"scored\.jsonl"):
        read_jsonl(tmp_path / "none.jsonl")
