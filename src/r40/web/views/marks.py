"""What a reviewer leaves on a relazione: every request is one transaction, and answers with what changed on the page."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from r40.records import Span, Stance, Status
from r40.store.errors import ConflictError, InvalidError, NotFoundError
from r40.store.records import (
    Decision,
    InterventionCorrection,
    InterventionRef,
    Note,
    Saved,
    StanceCorrection,
    Verdict,
    Work,
)
from r40.web.decisions import DISMISSALS
from r40.web.desk_view import whole_words
from r40.web.params import Number, RecordId
from r40.web.views.desk import parts_for
from r40.web.visit import Visit, Who, protect

router = APIRouter(
    prefix="/relazioni/{record_id}", dependencies=[Depends(protect)],
    responses={401: {}, 403: {}, 404: {}, 409: {}, 422: {}},
)  # fmt: skip
Version = Annotated[int, Form(ge=0, le=2**31 - 1)]
Text = Annotated[str, Form(max_length=20_000)]
Key = Annotated[str, Form(max_length=200)]
Offset = Annotated[int | None, Form(ge=0, le=10_000_000)]


@router.post("/segnalazioni/{flag_id}", response_class=HTMLResponse)
def decide(
    who: Who,
    record_id: RecordId,
    flag_id: Number,
    atteso: Version,
    visto: Version = 0,
    decisione: Annotated[Verdict | Literal["nessuna"] | None, Form()] = None,
    motivo: Text = "",
    solito: Annotated[int | None, Form(ge=1, le=len(DISMISSALS))] = None,
) -> HTMLResponse:
    """Decide on a flag; `nessuna` takes the decision back, ``solito`` dismisses for one of the usual reasons."""
    if solito is not None:
        decisione, motivo = Verdict.DISMISSED, DISMISSALS[solito - 1]
    if decisione is None:
        raise InvalidError("Scegliere una decisione: conferma, respingi o chiedi al comune.")
    decision = Decision(verdict=decisione, reason=motivo) if decisione != "nessuna" else None
    again = {"decisione": str(decisione), "motivo": motivo}
    try:
        saved = who.services.store.desk.decide(who.user, record_id, flag_id, decision, atteso)
    except ConflictError as error:
        return _conflict(who, record_id, error, visto, ("flag", str(flag_id)), f"segnalazioni/{flag_id}", again)
    return _saved(who, record_id, saved, visto)


@router.post("/motivazioni/{code}", response_class=HTMLResponse)
def correct_stance(
    who: Who,
    record_id: RecordId,
    code: str,
    atteso: Version,
    visto: Version = 0,
    posizione: Annotated[Stance | None, Form()] = None,
    passi: Annotated[str, Form(max_length=2000, pattern=r"^(\d{1,7}-\d{1,7}( \d{1,7}-\d{1,7})*)?$")] = "",
    ritira: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Correct a reason's stance, or with ``ritira`` take the correction back. ``passi``: `start-end` by blanks."""
    correction = None
    if not ritira:
        if posizione is None:
            raise InvalidError("Scegliere che cosa dice il testo: sostiene, smentisce o tace.")
        pairs = [tuple(map(int, each.split("-"))) for each in passi.split()] if posizione != "absent" else []
        correction = StanceCorrection(
            stance=posizione, evidence=tuple(_span(who, record_id, start, end) for start, end in pairs)
        )
    again = {"posizione": posizione or "", "passi": passi, "ritira": str(ritira).lower()}
    try:
        saved = who.services.store.desk.correct_stance(who.user, record_id, code, correction, atteso)
    except ConflictError as error:
        return _conflict(who, record_id, error, visto, ("stance", code), f"motivazioni/{code}", again)
    return _saved(who, record_id, saved, visto)


@router.post("/interventi", response_class=HTMLResponse)
def correct_intervention(
    who: Who,
    record_id: RecordId,
    azione: Annotated[Literal["add", "change", "remove", "withdraw"], Form()],
    atteso: Version = 0,
    visto: Version = 0,
    chiave: Key = "",
    tipo: Key = "",
    andamento: Annotated[Status | Literal[""], Form()] = "",
    inizio: Offset = None,
    fine: Offset = None,
) -> HTMLResponse:
    """Add, change or remove an intervention, or withdraw such a correction; ``chiave`` names the one it is about."""
    desk = who.services.store.desk
    again = {
        "azione": azione, "chiave": chiave, "tipo": tipo, "andamento": andamento,
        "inizio": "" if inizio is None else str(inizio), "fine": "" if fine is None else str(fine),
    }  # fmt: skip
    try:
        if azione == "withdraw":
            saved = desk.withdraw_intervention(who.user, record_id, chiave, atteso)
        else:
            original = _original(chiave) if azione != "add" else None
            wanted = azione != "remove"
            if wanted and (inizio is None or fine is None or not tipo):
                raise InvalidError("Scegliere il tipo di intervento e selezionare il passo che lo descrive.")
            correction = InterventionCorrection(
                action=azione,
                original=original,
                id=tipo if wanted else None,
                span=_span(who, record_id, inizio or 0, fine or 0) if wanted else None,
                status=andamento or None if wanted else None,
            )
            saved = desk.correct_intervention(who.user, record_id, correction, atteso)
    except ConflictError as error:
        return _conflict(who, record_id, error, visto, ("intervention", chiave), "interventi", again)
    return _saved(who, record_id, saved, visto)


@router.post("/note", response_class=HTMLResponse)
def add_note(who: Who, record_id: RecordId, testo: Text, visto: Version = 0) -> HTMLResponse:
    """Leave a note."""
    return _saved(who, record_id, who.services.store.desk.add_note(who.user, record_id, Note(text=testo)), visto)


@router.post("/note/{key}/togli", response_class=HTMLResponse)
def remove_note(who: Who, record_id: RecordId, key: str, atteso: Version, visto: Version = 0) -> HTMLResponse:
    """Take a note back."""
    return _saved(who, record_id, who.services.store.desk.remove_note(who.user, record_id, key, atteso), visto)


@router.post("/annulla", response_class=HTMLResponse)
def undo(who: Who, record_id: RecordId, visto: Version = 0) -> HTMLResponse:
    """Take back one's last action here."""
    try:
        saved = who.services.store.desk.undo(who.user, record_id)
    except ConflictError as error:
        return _conflict(who, record_id, error, visto, None, "", {})
    return _saved(who, record_id, saved, visto, "Annullato")


@router.post("/stato", response_class=HTMLResponse, responses={204: {}, 303: {}})
def set_status(
    who: Who,
    record_id: RecordId,
    stato: Annotated[Work, Form()],
    visto: Version = 0,
    avanti: Annotated[bool, Form()] = False,
) -> Response:
    """Close, reopen or set back; ``avanti`` goes on to the next unread relazione of the same queue."""
    try:
        saved = who.services.store.desk.set_status(who.user, record_id, stato, visto)
    except ConflictError as error:
        again = {"stato": stato.value, "avanti": str(avanti).lower()}
        return _conflict(who, record_id, error, visto, None, "stato", again)
    if avanti:
        return who.go(who.queue().to("/prossima", dopo=record_id))
    return _saved(who, record_id, saved, visto)


def _original(key: str) -> InterventionRef:
    name, _, place = key.rpartition(":")
    name, _, start = name.rpartition(":")
    if not (start.isascii() and start.isdigit() and place.isascii() and place.isdigit()):
        raise NotFoundError("L'intervento da correggere non c'è più: ricaricare la pagina.")
    return InterventionRef(id=name, start=int(start), end=int(place))


def _span(who: Visit, record_id: str, start: int, end: int) -> Span:
    """A passage as selected, in whole words."""
    narrative = who.services.store.desk.open(who.user, record_id).relazione.narrative
    start, end = whole_words(narrative, start, end)
    if start >= end:
        raise InvalidError("Selezionare nel testo il passo che lo dimostra.")
    return Span.of(narrative, start, end)


def _saved(who: Visit, record_id: str, saved: Saved, seen: int, said: str = "Salvato") -> HTMLResponse:
    # Others may have written since the page was drawn: their work comes with the answer.
    entries = who.services.store.desk.changes(who.user, record_id, seen)
    touched = frozenset({(saved.kind, saved.key)})
    return HTMLResponse(parts_for(who, record_id, entries, touched, "parts/saved.html", said=said, saved=saved))


def _conflict(
    who: Visit,
    record_id: str,
    error: ConflictError,
    seen: int,
    about: tuple[str, str] | None,
    action: str,
    again: dict[str, str],
) -> HTMLResponse:
    """What the other did, and the way to repeat one's own after having seen it."""
    entries = who.services.store.desk.changes(who.user, record_id, seen)
    text = parts_for(
        who, record_id, entries, frozenset({about} if about else ()), "parts/conflict.html",
        error=error, action=action, again=again,
    )  # fmt: skip
    return HTMLResponse(text, 409)
