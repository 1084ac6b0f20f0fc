"""What leaves the app and comes back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, UploadFile
from fastapi.responses import HTMLResponse, Response

from r40.reports import labels
from r40.store.errors import InvalidError
from r40.web.params import QueueQuery, RecordId
from r40.web.uploads import safe_stem
from r40.web.visit import Visit, Who, protect

router = APIRouter(dependencies=[Depends(protect)], responses={401: {}, 403: {}, 404: {}, 422: {}})
Asked = Annotated[QueueQuery, Query()]
Word = Annotated[str, Query(max_length=200)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/esporta", response_class=HTMLResponse)
def show(who: Who, query: Asked) -> HTMLResponse:
    """What can be exported, for the filters that the queue had."""
    return _show(who, query)


@router.get("/esporta/decisioni.xlsx", response_class=Response)
def excel(who: Who, query: Asked) -> Response:
    """Decisions as a workbook that can come back."""
    return _file(who.services.store.exchange.excel(who.user, query.filters()), "decisioni.xlsx", _XLSX)


@router.get("/esporta/decisioni.json", response_class=Response)
def json(who: Who, query: Asked) -> Response:
    """Decisions and corrections as JSON."""
    return _file(who.services.store.exchange.json(who.user, query.filters()), "decisioni.json", "application/json")


@router.get("/esporta/feedback.jsonl", response_class=Response)
def feedback(who: Who) -> Response:
    """Closed relazioni as training data."""
    return _file(who.services.store.exchange.feedback(who.user).data, "feedback.jsonl", "application/jsonl")


@router.post("/esporta/decisioni.xlsx", response_class=HTMLResponse)
def import_excel(who: Who, file: UploadFile) -> HTMLResponse:
    """Take decisions back from a workbook."""
    data = file.file.read(who.services.settings.upload_bytes + 1)
    if len(data) > who.services.settings.upload_bytes:
        raise InvalidError("Il file Excel è troppo grande: caricare quello esportato da questa pagina.")
    return _show(who, QueueQuery(), who.services.store.exchange.import_excel(who.user, data))


@router.post("/priorita", status_code=303)
def reprioritise(who: Who) -> Response:
    """Order the queue anew, by the precision of each rule as reviewers found it."""
    who.services.store.exchange.reprioritise(who.user)
    return who.go("/")


@router.get("/relazioni/{record_id}/lettera.docx", response_class=Response)
def letter(
    who: Who,
    record_id: RecordId,
    protocollo: Word = "",
    mittente: Word = "",
    firma: Word = "",
    giorno: date | None = None,
) -> Response:
    """The letter with the questions to the comune, of today if no day is given."""
    day = giorno or datetime.now().date()
    data = who.services.store.exchange.letter(who.user, record_id, protocollo, day, mittente, firma)
    title = labels.title(who.services.store.desk.open(who.user, record_id).relazione)
    return _file(data, f"lettera-{safe_stem(title)}.docx", _DOCX)


def _show(who: Visit, query: QueueQuery, result: object = None) -> HTMLResponse:
    precision = sorted(who.services.store.exchange.precision().items())
    rules = [(code, labels.rule(code, who.services.codebook), labels.percent(value)) for code, value in precision]
    filtered = bool([name for name, _ in query.pairs() if name not in ("ordina", "verso", "pagina")])
    return who.page("exchange.html", query=query, filtered=filtered, result=result, precision=rules)


def _file(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
