"""A relazione on the desk: the page, news of colleagues, the forms of corrections."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from r40.reports import labels
from r40.store.errors import NotFoundError
from r40.store.records import AuditEntry
from r40.web.desk_view import view, whole_words
from r40.web.params import RecordId
from r40.web.visit import Visit, Who

router = APIRouter(prefix="/relazioni/{record_id}", responses={401: {}, 404: {}, 422: {}})
Seen = Annotated[int, Query(ge=0, le=2**31 - 1)]
Offset = Annotated[int | None, Query(ge=0, le=10_000_000)]


@router.get("", response_class=HTMLResponse)
def show(who: Who, record_id: RecordId) -> HTMLResponse:
    """The page."""
    desk = who.services.store.desk.open(who.user, record_id)
    others = who.services.presence.note(record_id, desk.side, who.user)
    recent = who.services.store.audit.entries(who.user, record_id, size=8)
    return who.page(
        "desk.html",
        desk=desk,
        query=who.queue(),
        others=others,
        recent=recent,
        oob=False,
        **view(desk, who.services.codebook),
    )


@router.get("/novita", response_class=HTMLResponse, responses={204: {}})
def news(
    who: Who,
    record_id: RecordId,
    visto: Seen = 0,
    presenti: Annotated[str, Query(max_length=2000)] = "",
    incerto: bool = False,
) -> Response:
    """What others did since version ``visto``, as parts that replace those on the page; 204 when nothing is new.

    ``incerto``: the page sent something and got no answer, so that the user's own work is news too.
    """
    others = who.services.presence.note(record_id, who.services.store.desk.side(who.user, record_id), who.user)
    entries = who.services.store.desk.changes(who.user, record_id, visto, own=incerto)
    if not entries and ", ".join(others) == presenti:
        return Response(status_code=204)
    return HTMLResponse(parts_for(who, record_id, entries, others=others))


@router.get("/motivazioni/{code}/modulo", response_class=HTMLResponse)
def stance_form(who: Who, record_id: RecordId, code: str, inizio: Offset = None, fine: Offset = None) -> HTMLResponse:
    """The form that corrects a reason's stance."""
    desk = who.services.store.desk.open(who.user, record_id)
    shown = view(desk, who.services.codebook)
    reason = next((each for each in shown["reasons"] if each["code"] == code), None)
    current = next((each for each in desk.reasons if each.code == code), None)
    if reason is None or current is None:
        raise NotFoundError(f"La motivazione {code[:10]} non è nel modulo di questa relazione.")
    spans = (
        [whole_words(desk.relazione.narrative, inizio, fine)]
        if inizio is not None and fine is not None
        else [(s.start, s.end) for s in current.evidence]
    )
    return who.page(
        "parts/stance_form.html", desk=desk, reason=reason, spans=spans, picked=inizio is not None,
        narrative=desk.relazione.narrative,
    )  # fmt: skip


@router.get("/interventi/modulo", response_class=HTMLResponse)
def intervention_form(
    who: Who,
    record_id: RecordId,
    chiave: Annotated[str, Query(max_length=200)] = "",
    inizio: Offset = None,
    fine: Offset = None,
) -> HTMLResponse:
    """The form that adds an intervention or corrects the one of key ``chiave``."""
    desk = who.services.store.desk.open(who.user, record_id)
    shown = view(desk, who.services.codebook)
    item = next((each for each in shown["interventions"] if each["key"] == chiave), None)
    if chiave and item is None:
        raise NotFoundError("L'intervento non c'è più: ricaricare la pagina.")
    if inizio is None or fine is None:
        inizio, fine = (item["start"], item["end"]) if item else (0, 0)
    else:
        inizio, fine = whole_words(desk.relazione.narrative, inizio, fine)
    return who.page(
        "parts/intervention_form.html", desk=desk, item=item, start=inizio, end=fine,
        narrative=desk.relazione.narrative, kinds=kinds(who),
    )  # fmt: skip


def kinds(who: Visit) -> dict[str, list[tuple[str, str]]]:
    """Kinds of interventions by area, as (id, label)."""
    codebook = who.services.codebook
    areas = labels.areas(codebook)
    grouped: dict[str, list[tuple[str, str]]] = {label: [] for label in areas.values()}
    for name, kind in codebook.interventions.items():
        grouped[areas[kind.areas[0]]].append((name, kind.label))
    return {label: items for label, items in grouped.items() if items}


def parts_for(
    who: Visit,
    record_id: str,
    entries: tuple[AuditEntry, ...],
    touched: frozenset[tuple[str, str]] = frozenset(),
    template: str = "parts/news.html",
    **data: object,
) -> str:
    """The parts of the page that changed, to be put in their places.

    Args:
        entries: what others did.
        touched: (kind, key) of what the user's own request changed.
    """
    desk = who.services.store.desk.open(who.user, record_id)
    changed = touched | {(entry.kind or "", entry.key or "") for entry in entries}
    names = {kind for kind, _ in changed}
    recent = who.services.store.audit.entries(who.user, record_id, size=8)
    others = data.pop("others", None)
    return who.render(
        template,
        desk=desk,
        query=who.queue(),
        entries=entries,
        recent=recent,
        others=who.services.presence.note(record_id, desk.side, who.user) if others is None else others,
        changed_flags={int(key) for kind, key in changed if kind == "flag" and key.isdigit()},
        # Whether one may write at all can change with the status.
        everything=bool(names & {"status", "assignee"}),
        names=names,
        oob=True,
        **view(desk, who.services.codebook),
        **data,
    )
