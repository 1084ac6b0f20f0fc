"""The original PDF beside what was read from it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, HTMLResponse, Response

from r40.reports import labels
from r40.store.errors import NotFoundError
from r40.web.documents import DocumentError
from r40.web.params import RecordId
from r40.web.pdf import MOST_PAGES
from r40.web.visit import Who

router = APIRouter(prefix="/relazioni/{record_id}", responses={401: {}, 404: {}, 422: {}})
_CODE = re.compile(r"[A-Z]\d[0-9A-Z]")
_MOST_CODES = 12


@router.get("/documento", response_class=HTMLResponse)
def pages(who: Who, record_id: RecordId, campo: Annotated[str, Query(max_length=100)] = "") -> HTMLResponse:
    """The pages, with boxes around the rows of the fields named in ``campo`` (codes by blanks)."""
    relazione = who.services.store.desk.open(who.user, record_id).relazione
    codes = [code for code in campo.split() if _CODE.fullmatch(code)][:_MOST_CODES]
    documents = who.services.documents
    try:
        layout = documents.layout(documents.of(relazione), codes)
    except DocumentError as error:
        return who.page("parts/document.html", record_id=record_id, message=error.message, layout=None, codes=codes)
    return who.page("parts/document.html", record_id=record_id, message="", layout=layout, codes=codes)


@router.get("/documento/{number}.png", responses={200: {"content": {"image/png": {}}}}, response_class=Response)
def picture(who: Who, record_id: RecordId, number: Annotated[int, Path(ge=1, le=MOST_PAGES)]) -> Response:
    """A page, from 1."""
    documents = who.services.documents
    path = documents.of(who.services.store.desk.open(who.user, record_id).relazione)
    if number > len(documents.layout(path, ()).sizes):
        raise NotFoundError("Il documento non ha questa pagina.")
    # The picture of a file's page never changes: it is found by the file's content.
    return Response(
        documents.picture(path, number - 1), media_type="image/png", headers={"cache-control": "private, max-age=3600"}
    )


@router.get("/documento.pdf", response_class=FileResponse)
def original(who: Who, record_id: RecordId) -> FileResponse:
    """The file itself, to download."""
    relazione = who.services.store.desk.open(who.user, record_id).relazione
    path = who.services.documents.of(relazione)
    return FileResponse(path, media_type="application/pdf", filename=labels.file_name(relazione.source))
