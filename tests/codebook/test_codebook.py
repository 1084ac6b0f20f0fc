"""The codebook: what is shipped loads, what is wrong says where, a new year is a new file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import r40.codebook
from r40.codebook import default_codebook, load_codebook
from r40.errors import CodebookError
from r40.ingest import read
from tests.forms import narratives, variants
from tests.forms.content import make_form
from tests.ingest.test_documents import filled, squeezed

SHIPPED = Path(r40.codebook.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped codebook to spoil."""
    target = tmp_path / "codebook"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def test_the_shipped_codebook_loads(folder: Path) -> None:
    book = default_codebook()
    assert set(book.forms) == {2021, 2023}
    assert book.fingerprint == load_codebook(folder).fingerprint
    assert len(book.fingerprint) == 12
    for layout in book.forms.values():
        assert {"M12", "R03", "R15"} <= set(layout.rows)
        assert len(layout.by_role("total_users")) == 1
        assert all(layout.by_area(area) for area in book.areas)
    assert [len(b.codes) for b in book.reasons.blocks.values()] == [7, 6, 5]
    assert book.reasons.concept_of("R22") == book.reasons.concept_of("R33")
    assert book.reasons.concept_of("R25") is None


def test_the_same_code_means_other_things_in_other_years() -> None:
    forms = default_codebook().forms
    assert forms[2021].rows["R02"].role == forms[2023].rows["R0B"].role == "total_users"
    assert forms[2023].rows["R02"].role == "other_staff"
    assert forms[2023].columns_of("R01", 2023) == ("2020", "2023")
    assert forms[2021].columns_of("R01", 2021) == ("users_base", "users", "unmet")


def test_a_change_changes_the_fingerprint(folder: Path) -> None:
    with (folder / "areas.yaml").open("a", encoding="utf-8") as file:
        file.write("# nothing\n")
    assert load_codebook(folder).fingerprint != default_codebook().fingerprint


# file, what is replaced (first occurrence), by what, key named
WRONG = {
    "unknown key": ("forms/2023.yaml", "year: 2023", "year: 2023\ncolour: red", "colour"),
    "unknown key of a row": ("forms/2021.yaml", "quadro: 1,", "quadro: 1, tint: 2,", "tint"),
    "wrong type": ("forms/2023.yaml", "year: 2023", "year: presto", "year"),
    "wrong code": ("forms/2021.yaml", "  M12:", "  M1212:", "M1212"),
    "wrong group": ("forms/2021.yaml", "group: interventi", "group: altro", "group"),
    "unknown area": ("forms/2023.yaml", "area: famiglia", "area: gatti", "rows.M12.area"),
    "years without columns": ("forms/2023.yaml", "columns: [years], ", "", "rows.R01"),
    "bad regex of the heading": (
        "text.yaml",
        "narrative_heading: '^R40",
        "narrative_heading: '(^R40",
        "narrative_heading",
    ),
    "bad regex of a cue": ("reasons.yaml", "cues: ['", "cues: ['[", "cues"),
    "bad regex of an intervention": ("interventions.yaml", "cues: [", "cues: ['*', ", "cues"),
    "repeated key": ("areas.yaml", "anziani: Anziani", "anziani: Anziani\nanziani: Vecchi", "anziani"),
    "unknown severity": ("rules.yaml", "severity: error", "severity: fatal", "severity"),
    "unknown area of an intervention": ("interventions.yaml", "areas: [", "areas: [gatti, ", "areas"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_says_where(folder: Path, name: str) -> None:
    file, old, new, key = WRONG[name]
    path = folder / file
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), "utf-8")
    with pytest.raises(CodebookError) as caught:
        load_codebook(folder)
    error = caught.value
    place = source[: source.index(old)].count("\n") + 1
    assert error.file == path.name
    assert error.line is not None
    assert 0 <= error.line - place <= 1
    assert key in error.message
    assert re.search(rf"{re.escape(path.name)}, riga {error.line}\b", error.message)
    assert (error.code, error.exit_code) == ("codebook", 2)


def test_broken_yaml(folder: Path) -> None:
    path = folder / "areas.yaml"
    path.write_text("famiglia: Famiglia\nanziani: [Anziani\n", "utf-8")
    with pytest.raises(CodebookError, match=r"areas\.yaml, riga [23].*YAML") as caught:
        load_codebook(folder)
    assert caught.value.line in (2, 3)


@pytest.mark.parametrize("content", [b"", b"- a\n- b\n", b"\xff\xfe\x00", b"tre\n", b"a: \x07\n"])
def test_a_file_of_another_kind(folder: Path, content: bytes) -> None:
    (folder / "reasons.yaml").write_bytes(content)
    with pytest.raises(CodebookError, match=r"reasons\.yaml"):
        load_codebook(folder)


@pytest.mark.parametrize("file", ["text.yaml", "reasons.yaml", "interventions.yaml", "areas.yaml", "rules.yaml"])
def test_missing_file(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(CodebookError, match=re.escape(file)) as caught:
        load_codebook(folder)
    assert caught.value.line is None


def test_no_form_at_all(folder: Path) -> None:
    shutil.rmtree(folder / "forms")
    with pytest.raises(CodebookError, match="forms/"):
        load_codebook(folder)


def test_a_year_twice(folder: Path) -> None:
    shutil.copy(folder / "forms/2021.yaml", folder / "forms/2022.yaml")
    with pytest.raises(CodebookError, match=r"2022\.yaml.*2021 ha già un file"):
        load_codebook(folder)


def test_a_new_year_is_only_a_new_file(folder: Path, tmp_path: Path) -> None:
    form = make_form(7, 2025, "C", narratives.TYPOGRAPHY)
    path = tmp_path / "2025.pdf"
    variants.render(form, path, variants.ALL["portal"])
    before = read(path)
    assert (before.form, before.status) == ("unknown", "partial")

    source = (SHIPPED / "forms/2023.yaml").read_text("utf-8")
    source = source.replace('form: "2023"', 'form: "2025"').replace("year: 2023", "year: 2025")
    source = source.replace('years: ["2020", "{year}"]', 'years: ["2022", "{year}"]').replace(
        '"2017", "2021"', '"2017", "2023"'
    )
    row = "  R0C: {quadro: 1, label: Utenti di servizi digitali, group: strutture}\n"
    source = source.replace("  R0B:", row + "  R0B:")
    (folder / "forms/2025.yaml").write_text(source, "utf-8")
    after = read(path, load_codebook(folder))
    assert (after.form, after.status, after.errors) == ("2025", "ok", ())
    assert filled(after.fields) == filled(form.expected()["fields"]) == filled(before.fields)
    assert squeezed(after.narrative) == squeezed(form.expected()["narrative"])
