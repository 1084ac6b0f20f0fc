"""Text files: two real ones, and made-up ones spoilt as an extractor spoils them."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from r40 import ingest
from r40.errors import TooMuchTextError
from r40.ingest import read
from r40.ingest.narrative import clean
from r40.records import Relazione
from tests.forms import narratives
from tests.forms.blocks import Comune, Figure, Grid, Heading, Narrative, Notes, Reasons, Text
from tests.forms.content import Form, make_form
from tests.forms.document import blocks_of
from tests.forms.typography import NumberStyle, break_lines, number_text
from tests.ingest.test_documents import check

# The real files stand beside the repository, not in it.
REAL = Path(__file__).parents[3] / "shared" / "real"
FILES = {2021: REAL / "003_7322580af84f14b1.txt", 2023: REAL / "000_b704b58a3232c371.txt"}

needs_files = pytest.mark.skipif(
    not all(path.is_file() for path in FILES.values()), reason=f"the two real files are not in {REAL}"
)


@cache
def real(year: int) -> Relazione:
    """A real relazione as read."""
    return read(FILES[year])


def row(found: Relazione, code: str) -> list[float | None]:
    """Figures of a row in the order of its columns."""
    return list(found.fields[code].values())


_: float | None = None
FIGURES: dict[int, dict[str, list[float | None]]] = {
    2021: {
        "M12": [50, 63, _], "M15": [25, 24, _], "M18": [_, _, _], "M21": [27, 35, _], "M24": [_, _, _],
        "M27": [18, 28, _], "M30": [_, _, _], "M35": [6, 8, _], "M36": [9, 2, _], "M37": [_, _, _], "M38": [4, 1, _],
        "M39": [_, _, _], "M40": [_, 3, _], "M41": [_, _, _], "M44": [_, _, _], "M47": [_, _, _], "M50": [_, _, _],
        "M53": [_, _, _], "M56": [_, _, _], "M59": [_, _, _], "R01": [_, _, _], "R02": [139, 164, 0], "R03": [3062],
        "R04": [5.36], "R05": [5.15], "R06": [169090.72], "R07": [119823.60], "R08": [2128.86], "R09": [2128.86],
        "R10": [_, 0, 0], "R11": [_, 0, 0], "R12": [_, 0], "R13": [26800, 25], "R14": [2128.86, 2], "R15": [28928.86, 27],
    },
    2023: {
        "M12": [614, 512, 17125, 33.44726562], "M15": [584, 619, 602, 0.97253634], "M18": [0, 0, 0, 0],
        "M21": [961, 932, 8220, 8.81974248], "M24": [30, 120, 1644, 13.7], "M27": [3458, 3999, 12604, 3.15178794],
        "M30": [8774, 8428, _, _], "M35": [239, 253, _, _], "M36": [289, 208, _, _], "M37": [0, 0, _, _],
        "M38": [69, 141, _, _], "M39": [0, 38, _, _], "M40": [404, 649, _, _], "M41": [0, 0, _, _],
        "M44": [84, 302, 2132, 7.05960264], "M47": [13, 13, 5568, 428.3076923], "M50": [0, 0, 0, 0],
        "M53": [590, 280, 2168, 7.74285714], "M56": [381, 112, 0, 0], "M59": [97, 134, 9945, 74.21641791],
        "R0A": [_, 0, _, _], "R0B": [16587, 16740, _, _], "R01": [16, 17], "R02": [13, 10], "R03": [73421],
        "R04": [22.800016], "R05": [9.85], "R06": [7750355.06], "R07": [9381039.88, 12381915.35], "R08": [540441.85],
    },
}  # fmt: skip


@needs_files
@pytest.mark.parametrize("year", FILES)
def test_real_figures(year: int) -> None:
    found = real(year)
    assert (found.year, found.form, found.status, found.errors) == (year, str(year), "ok", ())
    # R12 may be given a blank number, which the form prints no cell for
    rows = {code: row(found, code) for code in found.fields}
    if len(rows.get("R12", ())) == 3:
        rows["R12"] = rows["R12"][1:]
    assert rows == FIGURES[year]


@needs_files
def test_real_heads_and_ticks() -> None:
    first, second = real(2021), real(2023)
    assert (first.comune, second.comune) == ("BOSCONERO", "ASTI")
    assert first.outcome.model_dump() == {"spending": "below", "service": "not_below"}
    assert second.outcome.model_dump() == {"spending": "not_below", "service": "not_below"}
    assert first.ticks == {"R29": True, "R30": True, "R31": False, "R32": False, "R33": True}
    assert second.ticks == dict.fromkeys(("R16", "R17"), False) | dict.fromkeys(
        ("R18", "R19", "R20", "R21", "R22"), True
    )
    assert {c: len(w.split()) for c, w in first.wording.items()} == {
        "R29": 26,
        "R30": 14,
        "R31": 7,
        "R32": 14,
        "R33": 9,
    }
    assert [len(w.split()) for w in second.wording.values()] == [18, 3, 13, 13, 4, 16, 9]
    assert set(first.fields["R07"]) == {"2017"}
    assert (set(second.fields["R01"]), set(second.fields["R07"])) == ({"2020", "2023"}, {"2017", "2021"})


@needs_files
@pytest.mark.parametrize(
    ("year", "length", "lines", "bullets", "start", "end"),
    [(2021, 5924, 39, 32, "Le funzioni socio-assistenziali", "le Famiglie."), (2023, 4543, 1, 0, "Nell’anno 2023", "ancora residenti.")],
)  # fmt: skip
def test_real_narratives(year: int, length: int, lines: int, bullets: int, start: str, end: str) -> None:
    text = real(year).narrative
    assert len(text) == length
    assert len(text.split("\n")) == lines
    assert sum(line.startswith("- ") for line in text.split("\n")) == bullets
    assert text.startswith(start)
    assert text.endswith(end)
    assert not any(mark in text for mark in ("SOSE", "IFEL", "ATTENZIONE", "NOTA BENE", "M12", "\u2010", "\x0c"))
    passages = [text[i : i + 80] for i in range(len(text) - 79)]
    assert len(passages) == len(set(passages)), "a passage comes twice"


# An extractor that loses what a page shows.
def extracted(form: Form, notes: str = "own") -> list[str]:
    """Lines of text of a form: columns lost, rows split over lines, blanks at random but always the same."""
    rng = random.Random(form.comune)
    lines: list[str] = []
    for block in blocks_of(form, notes):
        match block:
            case Heading():
                lines += [block.text, ""]
            case Comune():
                lines += [f"Comune {block.name}", ""]
            case Text():
                lines += [*(line.text for line in break_lines(block.text, 118, len)), ""]
            case Grid():
                lines += _grid(block, rng)
            case Reasons():
                for item in block.lines:
                    if isinstance(item, str):
                        lines += [item, ""]
                        continue
                    wrapped = [line.text for line in break_lines(item.wording, 105, len)]
                    head = f"{item.code} {item.tick}".strip()
                    lines += [f"{head} {wrapped[0]} ", ""] if len(wrapped) == 1 else [head, *wrapped, ""]
            case Narrative():
                for paragraph in block.text.replace("-", "‐").split("\n"):
                    lines += [line.text for line in break_lines(paragraph, 116, len)] or [""]
                lines.append("")
            case Notes():
                for line in block.lines:
                    lines += [*(piece.text for piece in break_lines(line, 116, len)), ""]
    return lines


def _grid(block: Grid, rng: random.Random) -> list[str]:
    lines: list[str] = []
    years = [text for text in block.headings if text.isdigit()]
    if years:
        lines += ["  ".join(years), ""]
    else:
        for text in block.headings:
            lines += [*(piece.text for piece in break_lines(text, 20, len)), ""] if text else []
    for line in block.lines:
        cells = (number_text(c, NumberStyle()) if isinstance(c, Figure) else "" for c in line.cells)
        figures = " ".join(text for text in cells if text)
        label = [piece.text for piece in break_lines(line.label, 70 if len(line.cells) < 2 else 31, len)]
        if len(label) > 1:
            lines += [*label, "", *([figures, ""] if figures else [])]
        else:
            lines += [f"{label[0]}{rng.choice(('', '   '))} {figures}".rstrip(), ""]
    return lines


def intact(lines: list[str], rng: random.Random) -> list[str]:
    return lines


def twice(lines: list[str], rng: random.Random) -> list[str]:
    """The whole document comes a second time."""
    return [*lines, *lines]


def paged(lines: list[str], rng: random.Random) -> list[str]:
    """Pages with their numbers and form feeds, some of them again at the end."""
    size = 60
    pages = [lines[i : i + size] for i in range(0, len(lines), size)]
    numbered = [[*page, f"Pag. {i} di {len(pages)}", "\f"] for i, page in enumerate(pages, 1)]
    return [line for page in [*numbered, *rng.sample(numbered, 2)] for line in page]


def tail_again(lines: list[str], rng: random.Random) -> list[str]:
    """The narrative's end comes again, from the middle of a line."""
    heading = next(i for i, line in enumerate(lines) if line.startswith("R40"))
    long = [i for i in range(heading + 3, len(lines)) if len(lines[i]) > 60][:8]
    if not long:
        return lines
    start = rng.choice(long)
    return [*lines, lines[start][20:], *lines[start + 1 :]]


def overlapping(lines: list[str], rng: random.Random) -> list[str]:
    """Chunks that overlap by a few lines, the second from the middle of a line."""
    result: list[str] = []
    start = 0
    while start < len(lines):
        end = start + 45
        piece = lines[start:end]
        if start and len(piece[0]) > 60:
            piece = [" " + piece[0][rng.randint(5, 30) :], *piece[1:]]
        result += piece
        if end >= len(lines):
            break
        start = end - 9
    return result


def parts_again(lines: list[str], rng: random.Random) -> list[str]:
    """Rows of quadri 1 to 3 come again, with their headings, after the end."""
    heading = next(i for i, line in enumerate(lines) if line.startswith("R40"))
    start = rng.randrange(4, heading // 3)
    return [*lines, *lines[:3], *lines[start : start + 40], *lines[heading // 2 : heading]]


SPOILERS = (intact, twice, paged, tail_again, overlapping, parts_again)
CASES = ((2021, "C"), (2023, "A"), (2023, "B"), (2021, "A"), (2023, "C"), (2021, "B"))
TEXTS = ("one_paragraph", "paragraphs", "typography", "bullets", "nota_bene", "long")


@pytest.mark.parametrize("turn", range(len(CASES)))
@pytest.mark.parametrize("spoil", SPOILERS, ids=[s.__name__ for s in SPOILERS])
def test_spoilt_text(spoil: object, turn: int, tmp_path: Path) -> None:
    assert callable(spoil)
    year, block = CASES[turn]
    text = TEXTS[(turn + SPOILERS.index(spoil)) % len(TEXTS)]  # type: ignore[arg-type]
    form = make_form(40 + turn, year, block, narratives.ALL[text])
    path = tmp_path / "relazione.txt"
    path.write_text("\n".join(spoil(extracted(form), random.Random(turn))), "utf-8")
    check(read(path), form)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, ending: str, tmp_path: Path) -> None:
    form = make_form(1, 2023, "A", narratives.PARAGRAPHS)
    text = ending.join(extracted(form))
    if encoding == "cp1252":
        text = text.replace("‐", "-")
    path = tmp_path / "relazione.txt"
    path.write_bytes(text.encode(encoding))
    check(read(path), form)


def test_too_much_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "relazione.txt"
    path.write_text("Comune ACQUANERA\n" * 100, "utf-8")
    monkeypatch.setattr(ingest, "MAX_CHARACTERS", 1000)
    with pytest.raises(TooMuchTextError):
        read(path)


@pytest.mark.parametrize("gap", [" ", " \x0e", " \x00\x07 "])
def test_a_narrative_on_the_line_of_its_heading_is_clean_too(gap: str, tmp_path: Path) -> None:
    lines = extracted(make_form(1, 2023, "A", narratives.PARAGRAPHS))
    heading = next(i for i, line in enumerate(lines) if line.startswith("R40"))
    end = lines.index("", heading + 2)
    joined = lines[heading] + gap + " ".join(lines[heading + 2 : end])
    lines[heading:end] = [line.text for line in break_lines(joined, 116, len)]
    path = tmp_path / "relazione.txt"
    path.write_text("\n".join(lines), "utf-8")
    assert read(path).narrative == clean(narratives.PARAGRAPHS)
