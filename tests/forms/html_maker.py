"""Renders a form as HTML and prints it with Chromium: tables, CSS grid or flex boxes, in several styles."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path

from tests.forms.blocks import Block, Comune, Figure, Grid, Heading, Narrative, Notes, Reasons, Text
from tests.forms.document import blocks_of
from tests.forms.model import Form
from tests.forms.typography import PLAIN_WORD, NumberStyle, ligatures, narrative_paragraphs, number_text, syllables

SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class HtmlVariant:
    """Knobs of a look: `structure` table, grid or flex; `narrative` paragraphs, breaks (br) or pre (pre-wrap).

    `header` and `footer` are CSS `content` values for the page margins ({comune}, {year} are filled in).
    """

    structure: str = "table"
    css: str = ""
    tick_place: str = "between"
    narrative: str = "paragraphs"
    soft_hyphens: bool = False
    dash: str = "\u2010"
    nbsp: bool = False
    ligatures: bool = False
    repeat_header: bool = True
    numbers: NumberStyle = field(default_factory=NumberStyle)
    notes: str = "own"
    header: str = ""
    footer: str = ""
    page: str = "A4"
    watermark: str = ""


BASE_CSS = """
body { margin: 0; padding: 0 1pt; font: 9pt/1.25 'Liberation Sans', Helvetica, sans-serif; }
h2 { font-size: 1.1em; margin: 1.1em 0 .5em; } p { margin: 0 0 .5em; }
.table { width: 100%; margin-bottom: .6em; border-collapse: collapse; }
td, th, .cell { padding: 1pt 4pt; text-align: left; vertical-align: middle; }
th { font-weight: normal; } .title, .tick, .comune b { font-weight: bold; }
.number { text-align: right; } .tick { text-align: center; }
.small { font-size: .85em; } .narrative { padding: 4pt; } .narrative p { margin: 0 0 .4em; }
.notes { margin-top: .8em; break-inside: avoid; } .notes p { margin: 0; }
.grid-row { display: grid; } .flex-row { display: flex; } .row > .cell { box-sizing: border-box; overflow-wrap: anywhere; }
.watermark { position: fixed; top: 40%; left: 10%; font-size: 90pt; color: #ddd; transform: rotate(-45deg); z-index: -1; }
"""


def chromium() -> str | None:
    """Path of the browser, where there is one."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def render(form: Form, path: Path, variant: HtmlVariant, timeout: float = 60) -> None:
    """Write the form as PDF; raises `RuntimeError` where Chromium is missing or fails."""
    browser = chromium()
    if browser is None:
        raise RuntimeError("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "form.html"
        source.write_text(html_of(form, variant), encoding="utf-8")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        command += [f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        command += [f"--print-to-pdf={path.resolve()}", source.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=timeout, check=False)
        if done.returncode or not path.is_file():
            raise RuntimeError(f"Chromium failed: {done.stderr[-500:]!r}")


def html_of(form: Form, variant: HtmlVariant) -> str:
    """The whole page."""
    body = "\n".join(_block(block, variant) for block in blocks_of(form, variant.notes))
    mark = f'<div class="watermark">{variant.watermark}</div>' if variant.watermark else ""
    return (
        f'<!doctype html><html lang="it"><meta charset="utf-8"><title>Relazione</title><style>{BASE_CSS}'
        f"{_page_css(form, variant)}{variant.css}</style><body>{mark}{body}</body></html>"
    )


def _page_css(form: Form, variant: HtmlVariant) -> str:
    def box(place: str, content: str) -> str:
        filled = content.replace("{comune}", form.comune).replace("{year}", str(form.year))
        return f"@{place} {{ content: {filled}; font: 8pt 'Liberation Sans'; }}" if content else ""

    boxes = box("top-left", variant.header) + box("bottom-right", variant.footer)
    return f"@page {{ size: {variant.page}; margin: 16mm 15mm; {boxes} }}\n"


def _plain(text: str, variant: HtmlVariant) -> str:
    return escape(text.replace("\u2010", variant.dash), quote=False)


def _block(block: Block, variant: HtmlVariant) -> str:
    plain = partial(_plain, variant=variant)
    match block:
        case Heading():
            return f"<h2>{plain(block.text)}</h2>"
        case Comune():
            return f'<p class="comune">Comune <b>{plain(block.name)}</b></p>'
        case Text():
            return f'<p class="{block.style}">{plain(block.text)}</p>'
        case Grid():
            return _grid(block, variant)
        case Reasons():
            return _reasons(block, variant)
        case Narrative():
            return _narrative(block.text, variant)
        case Notes():
            title, *lines = (plain(line) for line in block.lines)
            return f'<div class="notes"><p><b>{title}</b></p>' + "".join(f"<p>{line}</p>" for line in lines) + "</div>"


Row = list[tuple[str, str]]
"""Cells of a row as (class, HTML); one cell alone spans the whole width."""


def _grid(block: Grid, variant: HtmlVariant) -> str:
    rows: list[Row] = []
    count = max(len(line.cells) for line in block.lines)
    for line in block.lines:
        label = _plain(line.label, variant)
        if not line.cells:
            rows.append([("title", label)])
            continue
        rows.append([("label", label), *(("number", _figure(figure, variant)) for figure in line.cells)])
    head: Row = [("head", _plain(text, variant)) for text in block.headings] if any(block.headings) else []
    numbers = 13 if count > 2 else 16
    return _table(rows, head, [100 - numbers * count, *([numbers] * count)], variant)


def _figure(figure: Figure | None, variant: HtmlVariant) -> str:
    return "" if figure is None else number_text(figure, variant.numbers)


def _reasons(block: Reasons, variant: HtmlVariant) -> str:
    order = {"left": (1, 0, 2), "between": (0, 1, 2), "right": (0, 2, 1)}[variant.tick_place]
    rows: list[Row] = []
    for line in block.lines:
        if isinstance(line, str):
            rows.append([("label", _plain(line, variant))])
            continue
        cells = (("code", line.code), ("tick", line.tick), ("wording", _plain(line.wording, variant)))
        rows.append([cells[part] for part in order])
    return _table(rows, [], [(7, 7, 86)[part] for part in order], variant)


def _table(rows: list[Row], head: Row, widths: list[int], variant: HtmlVariant) -> str:
    if variant.structure != "table":
        return _boxes([head, *rows] if head else rows, widths, variant)
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    top = "<tr>" + "".join(f"<th>{text}</th>" for _, text in head) + "</tr>" if head else ""
    parts = [f'<table class="table"><colgroup>{columns}</colgroup>']
    if head and variant.repeat_header:
        parts.append(f"<thead>{top}</thead>")
        top = ""
    parts.append(f"<tbody>{top}")
    for row in rows:
        span = f' colspan="{len(widths)}"' if len(row) == 1 else ""
        parts.append("<tr>" + "".join(f'<td class="{name}"{span}>{text}</td>' for name, text in row) + "</tr>")
    return "".join([*parts, "</tbody></table>"])


def _boxes(rows: list[Row], widths: list[int], variant: HtmlVariant) -> str:
    grid = variant.structure == "grid"
    template = f' style="grid-template-columns:{" ".join(f"{width}fr" for width in widths)}"'
    parts = ['<div class="table">']
    for row in rows:
        style = template if grid and len(row) > 1 else ""
        parts.append(f'<div class="row {variant.structure}-row"{style}>')
        for (name, text), width in zip(row, widths, strict=False):
            share = "" if grid else f' style="width:{width if len(row) > 1 else 100}%"'
            parts.append(f'<div class="cell {name}"{share}>{text}</div>')
        parts.append("</div>")
    return "".join([*parts, "</div>"])


def _soft(text: str) -> str:
    """With soft hyphens at the syllables of long words; Chromium's own dictionaries may be missing."""

    def broken(word: str) -> str:
        for place in reversed(syllables(word)):
            word = word[:place] + SOFT_HYPHEN + word[place:]
        return word

    return PLAIN_WORD.sub(lambda match: broken(match.group()), text)


def _narrative(text: str, variant: HtmlVariant) -> str:
    if variant.narrative == "pre":
        body = _set(text.replace("-", variant.dash), variant)
        return f'<div class="narrative" style="white-space:pre-wrap">{body}</div>'
    paragraphs = narrative_paragraphs(text, variant.dash, variant.nbsp)
    if variant.narrative == "breaks":
        joined = "<br>".join(("<br>" if item.gap else "") + _set(item.text, variant) for item in paragraphs)
        return f'<div class="narrative">{joined}</div>'
    inner = "".join(
        f'<p class="{"bullet" if item.bullet else "text"}">{_set(item.text, variant)}</p>' for item in paragraphs
    )
    return f'<div class="narrative">{inner}</div>'


def _set(text: str, variant: HtmlVariant) -> str:
    text = _soft(text) if variant.soft_hyphens else text
    return escape(ligatures(text) if variant.ligatures else text, quote=False)
