from __future__ import annotations

import os
from pathlib import Path

import pytest

from r40.batch.inputs import Input, digest, find_inputs
from r40.errors import NothingToReadError


def names(inputs: list[Input]) -> list[str]:
    return [Path(each.source).name for each in inputs]


def test_folders_are_searched_and_sorted_and_each_file_is_there_once(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.txt", "sub/C.PDF", "notes.md", "table.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = find_inputs([str(tmp_path / "b.pdf"), str(tmp_path), str(tmp_path / "*.txt")])
    assert names(found) == ["a.txt", "b.pdf", "C.PDF"]


def test_what_cannot_be_read_is_an_input_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "loop.pdf").symlink_to("loop.pdf")
    (tmp_path / "gone.pdf").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    found = find_inputs([str(tmp_path)])
    assert names(found) == ["gone.pdf", "loop.pdf", "pipe.pdf"]
    assert [digest(each) for each in found] == ["", "", ""]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in ("b.pdf", ".hidden.pdf"):
        (tmp_path / "sub" / name).write_text("x")
    for name in ("again2", "sub/up", "sub/up2", "sub/up3"):
        (tmp_path / name).symlink_to(tmp_path)
    assert names(find_inputs([str(tmp_path)])) == ["a.pdf", ".hidden.pdf", "b.pdf"]
    assert names(find_inputs([str(tmp_path / "**" / "*.pdf")])) == ["a.pdf", "b.pdf"]
    (tmp_path / ".old").mkdir()
    (tmp_path / ".old" / "c.pdf").write_text("x")
    assert names(find_inputs([str(tmp_path / ".old" / "**" / "*.pdf")])) == ["c.pdf"]
    assert names(find_inputs([str(tmp_path / "*" / "b.pdf")])) == ["b.pdf"]


@pytest.mark.parametrize("name", [b"caff\xe8.pdf", b"due\nrighe.pdf", "🙂 è.pdf".encode()])
def test_any_name_of_a_file_can_be_written(name: bytes, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text("x")
    (found,) = find_inputs([str(tmp_path)])
    assert found.source.encode()
    assert found.path == path and digest(found)


@pytest.mark.parametrize("name", ["", "*.pdf", "missing.pdf"])
def test_nothing_to_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToReadError):
        find_inputs([str(tmp_path / name)])
