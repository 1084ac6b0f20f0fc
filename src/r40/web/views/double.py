"""Double review: who reads what twice, how far they agree, settling differences."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from r40.records import Severity
from r40.reports import labels
from r40.store.records import Filters, MarkKind
from r40.web.params import RecordId, RowId
from r40.web.visit import Who, protect

router = APIRouter(prefix="/doppia", dependencies=[Depends(protect)], responses={401: {}, 403: {}, 404: {}, 422: {}})


@router.get("", response_class=HTMLResponse)
def show(who: Who, assegnate: int | None = None) -> HTMLResponse:
    """All double reviews and the agreement."""
    store, codebook = who.services.store, who.services.codebook
    agreement = [
        (each, "Tutte le segnalazioni" if each.code == "*" else labels.rule(each.code, codebook))
        for each in store.double.agreement(who.user)
    ]
    return who.page(
        "double.html",
        rows=store.double.rows(who.user),
        agreement=agreement,
        people=[user for user in store.accounts.all() if user.active] if who.user.supervises else [],
        assigned=assegnate,
    )


@router.post("/assegna", status_code=303)
def assign(
    who: Who,
    quota: Annotated[float, Form(gt=0, le=100)],
    revisori: Annotated[list[RowId], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
    gravita: Annotated[Severity | Literal[""], Form()] = "",
    seme: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Give a share of what nobody has begun to two reviewers each."""
    filters = Filters(severities=(gravita,) if gravita else ())
    chosen = who.services.store.double.assign(who.user, quota / 100, revisori, filters, seme)
    return who.go(f"/doppia?assegnate={len(chosen)}")


@router.get("/{record_id}", response_class=HTMLResponse)
def differences(who: Who, record_id: RecordId) -> HTMLResponse:
    """Where the two do not agree."""
    store = who.services.store
    found = store.double.differences(who.user, record_id)
    row = next((each for each in store.double.rows(who.user) if each.record_id == record_id), None)
    title = labels.title(store.desk.open(who.user, record_id).relazione)
    return who.page("differences.html", differences=found, row=row, title=title, record_id=record_id)


@router.post("/{record_id}", status_code=303)
def settle(
    who: Who,
    record_id: RecordId,
    genere: Annotated[MarkKind, Form()],
    chiave: Annotated[str, Form(max_length=200)],
    lato: Annotated[Literal["first", "second"], Form()],
) -> Response:
    """Settle a difference, or propose how."""
    who.services.store.double.settle(who.user, record_id, genere, chiave, lato)
    return who.go(f"/doppia/{record_id}")
