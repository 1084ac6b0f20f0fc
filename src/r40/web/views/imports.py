"""Results in: scored again by the command line, or PDFs dropped in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, UploadFile
from fastapi.responses import HTMLResponse

from r40.records import ScoredRelazione
from r40.reports.jsonl import read_jsonl
from r40.store.errors import NotAllowedError, NotFoundError
from r40.store.records import ImportResult
from r40.web.scored import SCORED, bring_in
from r40.web.uploads import UploadError
from r40.web.visit import Visit, Who, protect

router = APIRouter(prefix="/importa", dependencies=[Depends(protect)], responses={401: {}, 403: {}, 404: {}, 422: {}})


@router.get("", response_class=HTMLResponse)
def show(who: Who) -> HTMLResponse:
    """Where results come from."""
    return _show(who)


@router.post("/risultati", response_class=HTMLResponse)
def import_results(who: Who, conferma: Annotated[bool, Form()] = True) -> HTMLResponse:
    """Take scored.jsonl in again: decisions stay, what changed is marked."""
    _supervisor(who)
    folder = who.services.settings.folder
    if not (folder / SCORED).is_file():
        raise NotFoundError(f"In «{folder}» non c'è {SCORED}: valutare prima le relazioni con «r40 score».")
    return _show(who, bring_in(who.services.store, who.user, read_jsonl(folder / SCORED), str(folder / SCORED)))


@router.post("/documenti", response_class=HTMLResponse)
def upload(who: Who, file: list[UploadFile]) -> HTMLResponse:
    """Take PDFs: kept, read and scored in the background."""
    _supervisor(who)
    settings, uploads = who.services.settings, who.services.uploads
    if not 0 < len(file) <= settings.upload_files:
        raise UploadError(f"Si caricano da 1 a {settings.upload_files} PDF per volta.")
    paths = []
    for each in file:
        data = each.file.read(settings.upload_bytes + 1)
        if len(data) > settings.upload_bytes:
            raise UploadError(
                f"«{each.filename}» supera {settings.upload_bytes // 1_000_000} MB: è davvero una relazione?"
            )
        paths.append(uploads.keep(each.filename or "relazione.pdf", data))

    def finish(scored: Sequence[ScoredRelazione]) -> ImportResult:
        return bring_in(who.services.store, who.user, scored, f"{len(paths)} PDF caricati")

    job = uploads.start(list(dict.fromkeys(paths)), finish)
    return who.page("parts/job.html", job=job)


@router.get("/documenti/{job_id}", response_class=HTMLResponse)
def progress(who: Who, job_id: Annotated[str, Path(pattern="^[0-9a-f]{16}$")]) -> HTMLResponse:
    """How far an upload is."""
    job = who.services.uploads.job(job_id)
    if job is None:
        raise NotFoundError("Il caricamento non è più in memoria: vedere l'elenco delle relazioni.")
    return who.page("parts/job.html", job=job)


def _show(who: Visit, result: ImportResult | None = None) -> HTMLResponse:
    folder = who.services.settings.folder
    return who.page("imports.html", result=result, folder=folder, there=(folder / SCORED).is_file())


def _supervisor(who: Visit) -> None:
    if not who.user.supervises:
        raise NotAllowedError("I risultati li importa un supervisore.")
