"""The audit trail: who did what, when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from r40.reports import labels
from r40.web.params import RecordId
from r40.web.visit import Who

router = APIRouter(responses={401: {}, 404: {}, 422: {}})
_SIZE = 100
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/registro", response_class=HTMLResponse)
def trail(who: Who, utente: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0, pagina: PageNumber = 1) -> HTMLResponse:
    """What was done in the whole archive."""
    store = who.services.store
    entries = store.audit.entries(who.user, user_id=utente or None, page=pagina, size=_SIZE)
    people = store.queue.facets(who.user).users
    return who.page("audit.html", entries=entries, page=pagina, size=_SIZE, people=people, chosen=utente, about=None)


@router.get("/relazioni/{record_id}/registro", response_class=HTMLResponse)
def trail_of(who: Who, record_id: RecordId, pagina: PageNumber = 1) -> HTMLResponse:
    """What was done on a relazione."""
    store = who.services.store
    entries = store.audit.entries(who.user, record_id, page=pagina, size=_SIZE)
    about = (record_id, labels.title(store.desk.open(who.user, record_id).relazione))
    return who.page("audit.html", entries=entries, page=pagina, size=_SIZE, people=(), chosen=0, about=about)
