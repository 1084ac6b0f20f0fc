"""Text files, as an extractor left them: chunks and pages repeat, rows are split over lines, columns are lost."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from r40.codebook.schema import Codebook, FormLayout
from r40.ingest.flow import flow
from r40.ingest.form import Form, choose_layout, comune_in, find_year, narrative_of, read_outcome, report
from r40.ingest.narrative import cut_closing_notes, plain
from r40.ingest.numbers import is_number, parse_number
from r40.ingest.page import Page, Word
from r40.ingest.reasons import read_reasons
from r40.ingest.rows import find_anchors
from r40.records import Fields

_ROW = re.compile(r"^((?:M|R)\d[0-9A-Z])\s*(?:-|$|(?=(?:SI|NO|SÌ)\b))")
_R40 = re.compile(r"^R40\b")
_QUADRO = re.compile(r"^(?:QUADRO )?([1-4]) ?- ?(?:QUADRO|AUTODIAGNOSI)")
# Lines of the form that end a row without a figure: column headers, notes, sentences.
_NO_ROW = re.compile(
    r"^(?:N° |Totale annuo|Media annua|Nel 20\d\d|L'ente|La spesa|Invece|Di conseguenza|\(\*|Spesa\b|OBIETTIV"
    r"|INTERVENTI E SERVIZI|CONTRIBUTI ECONOMICI|STRUTTURE|QUADRO|[1-4] ?-|Comune )"
)
_YEAR = re.compile(r"^20[12]\d$")


def read_text_form(text: str, codebook: Codebook) -> Form:
    """Read a form from its text; each field once, the narrative once."""
    lines = [line.strip() for line in text.replace("\f", "\n").splitlines()]
    lines = _without_overlap([line for line in lines if not _PAGE_MARK.match(line)])
    flat = [plain(line) for line in lines]
    heading, narrative = _narrative(flat, lines, codebook)
    form = Form()
    end = heading if heading is not None else len(lines)
    printed = " ".join(flat[:end])
    form.year = find_year(printed)
    form.comune = next((name for line in flat if (name := comune_in(line))), None)
    form.outcome = read_outcome(printed, codebook)
    rows = _rows([line for i, line in enumerate(flat) if not _in_narrative(i, flat)])
    reason_codes = {code for block in codebook.reasons.blocks.values() for code in block.codes}
    layout = choose_layout(form, set(rows) - reason_codes, codebook)
    known = {c: r for c, r in rows.items() if c in layout.rows or (c not in reason_codes and r.values)}
    form.fields, unplaced = _fields(known, layout, form.year or layout.year)
    start = max((i for i in range(end) if (m := _QUADRO.match(flat[i])) and m[1] == "4"), default=None)
    if start is not None:
        sheet = flow([_as_page(lines[start:end])])
        anchors = find_anchors(sheet, float("inf"))
        form.ticks, form.wording = read_reasons(sheet, anchors, 8.0, float("inf"), codebook)
    form.narrative = narrative
    report(form, layout, codebook, unplaced)
    return form


_PAGE_MARK = re.compile(r"^(?:-+ ?)?(?:pag(?:ina|e)?\.? ?)\d+(?: ?(?:/|di) ?\d+)?(?: ?-+)?$|^\d+/\d+$", re.IGNORECASE)


@dataclass
class _Row:
    values: list[str] = field(default_factory=list)
    text: str = ""
    open: bool = True


def _rows(lines: Sequence[str]) -> dict[str, _Row]:
    """Rows with their figures; of a row that comes again, the copy with most figures."""
    rows: dict[str, _Row] = {}
    row: _Row | None = None

    def close(code: str | None) -> None:
        if row is not None and code and len(row.values) > len(rows.get(code, _Row()).values) - (code not in rows):
            rows[code] = row

    code: str | None = None
    for line in lines:
        match = _ROW.match(line)
        if match or _NO_ROW.match(line) or _R40.match(line):
            close(code)
            code = row = None
        if match:
            code, row = match[1], _Row()
            line = line[match.end() :].strip()
        if row is None or not line:
            continue
        label, values = _split_tail(line)
        if values and all(_YEAR.match(v) for v in values) and not label:
            continue  # a header of years
        if label and row.values:
            close(code)
            code = row = None
            continue
        if label and values and _YEAR.match(values[0]) and (code or "").startswith("R"):
            values = values[1:]  # "Numero di abitanti 2023 73421"
        row.text += " " + label
        row.values += values
    close(code)
    return rows


def _split_tail(line: str) -> tuple[str, list[str]]:
    """A line's text and the figures at its end, a currency sign with the figure before it."""
    tokens = re.sub(r"€", " € ", line).split()
    cut = len(tokens)
    while cut and (is_number(tokens[cut - 1]) or tokens[cut - 1] == "€"):
        cut -= 1
    values: list[str] = []
    for token in tokens[cut:]:
        if token == "€" and values and "€" not in values[-1]:
            values[-1] += "€"
        else:
            values.append(token)
    return " ".join(tokens[:cut]), values


def _fields(rows: dict[str, _Row], layout: FormLayout, year: int) -> tuple[Fields, list[str]]:
    fields: Fields = {}
    unplaced: list[str] = []
    short: dict[str, list[float]] = {}
    for code, row in rows.items():
        columns = layout.columns_of(code, year) if code in layout.rows else tuple(layout.columns)
        values: dict[str, float | None] = dict.fromkeys(columns)
        fields[code] = values
        numbers = [n for v in row.values if (n := parse_number(v)) is not None]
        if "spending" in columns:
            _objective(values, row.values)
        elif len(numbers) > len(columns):
            unplaced.append(f"{code}: {' '.join(row.values)}")
            values.update(zip(columns, numbers[-len(columns) :], strict=True))
        elif len(numbers) == len(columns):
            values.update(zip(columns, numbers, strict=True))
        elif columns == tuple(layout.columns):
            short[code] = numbers
        else:
            values.update(zip(columns, numbers, strict=False))
    _settle(fields, short, layout)
    return fields, unplaced


def _objective(values: dict[str, float | None], tokens: Sequence[str]) -> None:
    """A row of Quadro 3: the spending bears the currency sign or decimals, which may stand there alone."""
    columns = list(values)
    money = next((i for i, t in enumerate(tokens) if "€" in t), None)
    if money is None:
        money = next((i for i, t in enumerate(tokens) if re.search(r",\d\d$", t)), None)
    if money is None:
        values.update(zip(columns[-len(tokens) :], map(parse_number, tokens), strict=False))
        return
    for name, part in (
        ("number", tokens[:money]),
        ("spending", tokens[money : money + 1]),
        ("users", tokens[money + 1 :]),
    ):
        if part and name in values:
            values[name] = parse_number(part[-1])


_MOST_SUMS = 20_000


def _settle(fields: Fields, short: dict[str, list[float]], layout: FormLayout) -> None:
    """Columns of rows that print fewer figures than there are columns, so that the totals come out.

    Where the totals do not decide, figures fill the columns from the left, but a lone one is the reporting year's.
    """
    columns = tuple(layout.columns)
    totals = layout.by_role("total_users")
    for code in totals:  # totals are never short on the left
        if code in short:
            fields[code].update(zip(columns, short.pop(code), strict=False))
    total = fields.get(totals[0], {}) if totals else {}
    rows = [c for c, r in layout.rows.items() if r.group and c in fields]
    fixed = tuple(sum(fields[c][k] or 0 for c in rows if c not in short) for k in columns[:2])
    sums: dict[tuple[float, ...], tuple[int, tuple[tuple[str, ...], ...]]] = {fixed: (0, ())}
    for numbers in short.values():
        options = _options(columns, len(numbers))
        step: dict[tuple[float, ...], tuple[int, tuple[tuple[str, ...], ...]]] = {}
        for state, (cost, chosen) in sums.items():
            for rank, option in enumerate(options):
                placed = dict(zip(option, numbers, strict=True))
                key = tuple(s + placed.get(k, 0) for s, k in zip(state, columns[:2], strict=True))
                if key not in step or cost + rank < step[key][0]:
                    step[key] = cost + rank, (*chosen, option)
        sums = step if len(step) <= _MOST_SUMS else {}
    goal = tuple(total.get(k) or 0 for k in columns[:2])
    _, chosen = sums.get(goal, (0, tuple(_options(columns, len(n))[0] for n in short.values())))
    for (code, numbers), option in zip(short.items(), chosen, strict=True):
        fields[code].update(zip(option, numbers, strict=True))


def _options(columns: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    choices = list(itertools.combinations(columns, count))
    if count == 1:
        choices.sort(key=lambda option: option[0] != "users")
    return choices


def _narrative(flat: Sequence[str], lines: Sequence[str], codebook: Codebook) -> tuple[int | None, str | None]:
    """The heading of R40 after which most of the narrative follows, and the narrative; None and None without one."""
    pattern = re.compile(codebook.text.narrative_heading, re.IGNORECASE)
    found = ((i, _narrative_at(i, lines, codebook)) for i, line in enumerate(flat) if pattern.match(line))
    return max(found, key=lambda each: len(each[1]), default=(None, None))


def _in_narrative(index: int, flat: Sequence[str]) -> bool:
    """Whether a line stands after a heading of R40 and before the form begins again."""
    for i in range(index, -1, -1):
        if _QUADRO.match(flat[i]) or re.match(r"^Comune [A-Z]", flat[i]):
            return False
        if re.match(r"^R40\b.*FORMATO LIBERO", flat[i], re.IGNORECASE):
            return True
    return False


def _narrative_at(heading: int, lines: Sequence[str], codebook: Codebook) -> str:
    end = next((i for i in range(heading + 1, len(lines)) if _QUADRO.match(plain(lines[i]))), len(lines))
    body = list(lines[heading + 1 : end])
    body = body[: cut_closing_notes(body, codebook.text.closing_notes)]
    sheet = flow([_as_page([lines[heading], *body])])
    return narrative_of(sheet, codebook) or ""


_OVERLAP = 3  # lines that come twice in a row, at least, where chunks overlap
_OVERLAP_LENGTH = 40  # letters of them, at least


def _without_overlap(lines: list[str]) -> list[str]:
    """Drop what two chunks share: ``A B C | b C D`` becomes ``A B C D``; ``b`` may begin in mid-line."""
    j = _OVERLAP
    while j < len(lines):
        for i in range(j - _OVERLAP, -1, -1) if lines[j] else ():
            if not lines[i].endswith(lines[j]) or lines[i + 1 : j - 1] != lines[j + 1 : j + (j - 1 - i)]:
                continue
            shared = [line for line in lines[i : j - 1] if line]
            if len(shared) >= _OVERLAP and sum(map(len, shared)) >= _OVERLAP_LENGTH:
                lines = lines[: i + 1] + lines[j + 1 :]
                j = i
                break
        j += 1
    return lines


_WIDTH, _LEADING, _HEIGHT = 2.8, 12.0, 10.0  # of the page that a text is laid out on


def _as_page(lines: Sequence[str]) -> Page:
    """Text laid out in a fixed-width font, so that it is read as a page is."""
    words = []
    y = 0.0
    for line in lines:
        y += _LEADING if line else 0.6 * _LEADING
        for match in re.finditer(r"\S+", line):
            words.append(Word(match[0], match.start() * _WIDTH, match.end() * _WIDTH, y, y + _HEIGHT))
    return Page(width=800.0, height=y + 20, words=tuple(words))
