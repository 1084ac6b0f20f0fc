from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console

from r40.records import ScoredRelazione
from r40.reports.rows import queue, summary
from r40.reports.terminal import TOP, show_summary


def summary_of(relazioni: list[ScoredRelazione]) -> str:
    file = StringIO()
    show_summary(Console(file=file, width=200), summary(relazioni), queue(relazioni, TOP), Path("out"))
    return file.getvalue()


def test_first_reason_beside_the_first_five(relazioni: list[ScoredRelazione]) -> None:
    text = summary_of([r.model_copy(update={"source": f"{i}/{r.source}"}) for i in range(3) for r in relazioni])
    assert text.count("Incoerenza (L303): La motivazione R18 è SI") == 3
    assert text.count("BORGO ALTO") + text.count("=CMD") == 5
    assert "N201" not in text


def test_text_of_a_document_is_no_markup(relazioni: list[ScoredRelazione]) -> None:
    odd = relazioni[2].model_copy(update={"comune": "A [/b] B", "priority_reasons": ("Nota (D103): «[/red] [bold]».",)})
    text = summary_of([odd])
    assert "A [/b] B" in text and "«[/red] [bold]»" in text
