"""Named looks of the test forms."""

from __future__ import annotations

from pathlib import Path

from tests.forms import canvas_maker, html_maker, reportlab_maker
from tests.forms.canvas_maker import CanvasVariant
from tests.forms.html_maker import HtmlVariant
from tests.forms.model import Form
from tests.forms.reportlab_maker import Variant
from tests.forms.typography import NumberStyle

HEADER = "Comune di {comune} \u2010 Obiettivi di servizio per il sociale {year}"

REPORTLAB: dict[str, Variant] = {
    "portal": Variant(font="LiberationSans", size=9, comune_cell=False),
    "portal_standard": Variant(font="Helvetica", size=9, dash="-", header=HEADER, footer="Pag. {page} di {pages}"),
    "narrow": Variant(
        font="LiberationSans", size=9, label_share=0.22, number_width=47, tick_align="MIDDLE", footer="{page}/{pages}"
    ),
    "rules_top": Variant(
        font="Times-Roman",
        size=10.5,
        borders="horizontal",
        tick_place="right",
        tick_align="TOP",
        cell_align="TOP",
        justified=True,
        box=False,
        notes="both",
        footer="{comune} - {year} - {page}/{pages}",
    ),
    "borderless_hyphenated": Variant(
        font="DejaVuSans",
        size=8,
        borders="none",
        tick_place="left",
        justified=True,
        hyphen="\u2010",
        ligatures="all",
        box=False,
        header=HEADER,
        footer="Pag. {page} di {pages}",
        hang=9,
        nbsp=True,
    ),
    "hyphen_ascii": Variant(
        font="Helvetica",
        size=11,
        hyphen="-",
        justified=True,
        tick_align="BOTTOM",
        cell_align="BOTTOM",
        dash="-",
        start_gap=60,
        repeat_header=True,
        footer="Pagina {page}",
        numbers=NumberStyle(euro="before"),
    ),
    "ticks_last": Variant(font="LiberationSans", size=9, order="ticks_last", tick_place="left", upper_headings=True),
    "columns": Variant(
        font="LiberationSerif",
        size=10,
        order="columns",
        label_share=0.4,
        notes="none",
        justified=True,
        numbers=NumberStyle(count_thousands=True, euro="after"),
        header=HEADER,
    ),
    "numbers_last": Variant(
        font="Helvetica",
        size=8,
        order="numbers_last",
        borders="horizontal",
        watermark="BOZZA",
        dash="-",
        nbsp=True,
        numbers=NumberStyle(money_thousands=False, euro="none"),
        footer="{page}/{pages}",
    ),
    "landscape": Variant(
        font="LiberationNarrow",
        size=10,
        wide=True,
        tick_place="right",
        header=HEADER,
        footer="Pag. {page} di {pages}",
        comune_cell=True,
        repeat_header=True,
        numbers=NumberStyle(decimals_padded=10),
        paragraph_gap=6,
    ),
    "cut_tables": Variant(
        font="LiberationSans",
        size=10,
        start_gap=330,
        repeat_header=False,
        label_share=0.3,
        header=HEADER,
        footer="Pag. {page} di {pages}",
        hyphen="\u00ad",
        ligatures="narrative",
        notes="both",
    ),
    "compounds": Variant(
        font="LiberationSerif",
        size=9.5,
        break_compounds=True,
        hyphen="",
        box=True,
        nbsp=True,
        ligatures="narrative",
        tick_place="right",
        tick_align="MIDDLE",
        cell_align="TOP",
        watermark="BOZZA",
        repeat_header=True,
        start_gap=200,
    ),
    "tight": Variant(
        font="DejaVuSerif",
        size=7,
        borders="full",
        paragraph_gap=0,
        box=True,
        hyphen="-",
        break_compounds=True,
        dash="\u2010",
        label_share=0.35,
        number_width=38,
        order="narrative_last",
        footer="{page}/{pages}",
    ),
    "typewriter": Variant(
        font="Courier",
        size=8.5,
        borders="none",
        tick_place="between",
        cell_align="TOP",
        dash="-",
        box=False,
        label_share=0.45,
        notes="attenzione",
        paragraph_gap=8,
        header=HEADER,
        numbers=NumberStyle(decimals_padded=2),
    ),
}

_BORDERED = "td, th { border: .6pt solid #000; } .narrative { border: .6pt solid #000; }"
_PAGES = '"Pag. " counter(page) " di " counter(pages)'
_TITLE = '"Comune di {comune} \u2010 relazione {year}"'

HTML: dict[str, HtmlVariant] = {
    "web_portal": HtmlVariant(css=_BORDERED),
    "web_hyphens": HtmlVariant(
        css=_BORDERED
        + ".narrative { text-align: justify; hyphens: manual; } body { font-family: 'Liberation Serif'; }",
        soft_hyphens=True,
        nbsp=True,
        header=_TITLE,
        footer=_PAGES,
        notes="both",
    ),
    "web_grid": HtmlVariant(
        structure="grid",
        css=".row { border-bottom: .4pt solid #999; align-items: center; } body { font-family: 'DejaVu Sans'; font-size: 8pt; }",
        tick_place="right",
        footer='counter(page) "/" counter(pages)',
        narrative="breaks",
    ),
    "web_flex_plain": HtmlVariant(
        structure="flex",
        css=".row { align-items: flex-start; margin-bottom: 2pt; } body { font-size: 10pt; }",
        tick_place="left",
        header=_TITLE,
        narrative="pre",
        dash="-",
        notes="none",
        numbers=NumberStyle(euro="after", count_thousands=True),
    ),
    "web_top_clone": HtmlVariant(
        css="td, th { border-bottom: .5pt solid #444; vertical-align: top; } .narrative { border: 1pt solid #000; "
        "box-decoration-break: clone; -webkit-box-decoration-break: clone; text-align: justify; } h2 { text-transform: "
        "uppercase; } body { font: 11pt/1.4 'DejaVu Serif'; }",
        ligatures=True,
        repeat_header=False,
        footer=_PAGES,
        notes="nota_bene",
        watermark="BOZZA",
    ),
    "web_narrow": HtmlVariant(
        css=_BORDERED
        + "td.label, th:first-child { max-width: 110pt; } td.number { word-break: break-all; } .table { width: "
        "70%; } .table { table-layout: fixed; } td.tick { vertical-align: bottom; }",
        tick_place="between",
        dash="-",
        header=_TITLE,
        footer=_PAGES,
        numbers=NumberStyle(decimals_padded=8, euro="before"),
    ),
    "web_landscape": HtmlVariant(
        page="A4 landscape",
        css="td, th { border: 1px dotted #888; } .narrative { column-count: 1; background: #f4f4f4; hyphens: auto; "
        "text-align: justify; } tr:nth-child(even) td { background: #eef; }",
        tick_place="right",
        nbsp=True,
        ligatures=True,
        footer=_PAGES,
        notes="both",
    ),
}

CANVAS: dict[str, CanvasVariant] = {
    "placed": CanvasVariant(font="LiberationSans", footer="{comune} {year} - pag. {page}"),
    "placed_leaders": CanvasVariant(font="Times-Roman", size=10, leaders=True, tick_place="right", hyphen="-"),
    "placed_words": CanvasVariant(
        font="DejaVuSans",
        size=8,
        by_word=True,
        rules=True,
        tick_place="left",
        hyphen="\u2010",
        notes="both",
        footer="{page}",
    ),
}

AnyVariant = Variant | HtmlVariant | CanvasVariant
ALL: dict[str, AnyVariant] = {**REPORTLAB, **CANVAS, **HTML}


def render(form: Form, path: Path, variant: AnyVariant) -> None:
    """Write the form with the maker that the variant belongs to."""
    match variant:
        case Variant():
            reportlab_maker.render(form, path, variant)
        case CanvasVariant():
            canvas_maker.render(form, path, variant)
        case HtmlVariant():
            html_maker.render(form, path, variant)
