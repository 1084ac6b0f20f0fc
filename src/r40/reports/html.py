"""The HTML report: one file that can be mailed and opened from disk, with nothing to fetch."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from r40.codebook import Codebook
from r40.records import ScoredRelazione, Severity
from r40.reports import guide, labels
from r40.reports.files import write_atomically
from r40.reports.rows import queue, rows_of, summary
from r40.reports.view import detail

LIMIT = 500  # relazioni in one file; beyond, it grows too heavy to mail and to open
QUOTE_LIMIT = 180  # characters of the passage shown in the queue
# Names of files and of rows may hold what HTML may not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_SCRIPT = re.compile(f"[<>&\u2028\u2029]|{_UNWRITABLE.pattern}")
_TEMPLATES = Path(__file__).parent / "templates"
_STYLES = ("report.css", "detail.css")
_SCRIPTS = ("dom.js", "queue.js", "detail.js", "main.js")


def write_html(
    relazioni: Sequence[ScoredRelazione],
    codebook: Codebook,
    path: Path,
    *,
    generated: date,
    limit: int = LIMIT,
) -> None:
    """Write the report atomically; see :func:`render_html`.

    Raises:
        OutputError: the file cannot be written.
    """
    page = render_html(relazioni, codebook, generated=generated, limit=limit)
    write_atomically(path, [page.encode("utf-8", errors="replace")])


def render_html(
    relazioni: Sequence[ScoredRelazione], codebook: Codebook, *, generated: date, limit: int = LIMIT
) -> str:
    """The report as one self-contained page.

    Args:
        relazioni: in any order; the page holds the first ``limit`` by priority and says so.
        codebook: where the labels come from.
        generated: date printed in the heading.
        limit: most relazioni that the page holds.
    """
    shown = queue(relazioni, limit)
    style = "\n".join(_source(name) for name in _STYLES)
    script = "\n".join(_source(name) for name in _SCRIPTS)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_writable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = [row for order, r in enumerate(shown, 1) for row in rows_of("relazioni", r, order, codebook)]
    return environment.get_template("report.html.j2").render(
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        generated=labels.long_date(generated),
        guide=guide,
        summary=summary(relazioni),
        severities=[(s.value, labels.SEVERITY[s], labels.SEVERITY_MEANING[s]) for s in Severity],
        severities_many=labels.SEVERITY_MANY,
        statuses=labels.STATUS,
        statuses_many=labels.STATUS_MANY,
        total=len(relazioni),
        queue=[
            row
            | {
                "title": labels.title(relazione),
                "priority_text": labels.priority(relazione.priority),
                "reasons": str(row["priority_reasons"]).split("\n"),
                "short_quote": labels.quote(str(row["quote"] or ""), QUOTE_LIMIT),
                "state": relazione.status,
            }
            for row, relazione in zip(rows, shown, strict=True)
        ],
        details=[embed(detail(relazione, codebook)) for relazione in shown],
        models=sorted({f"{r.model.name} {r.model.version}" for r in relazioni if r.model}),
    )


def embed(data: Any) -> Markup:
    """JSON that is safe inside a ``<script type="application/json">`` element, whatever it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = _UNSAFE_IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return Markup(text)  # nothing in it can close the element or open another


def _writable(value: Any) -> Any:
    return _UNWRITABLE.sub(" ", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """A content security policy that lets run this page's own style and script, and nothing else."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
