"""Errors as answers: a page for a browser, a message for htmx; the right status for both."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from r40.errors import R40Error
from r40.store.errors import (
    ConflictError,
    InvalidError,
    LoginError,
    NotAllowedError,
    NotFoundError,
    StoreError,
    TooManyAttemptsError,
)
from r40.web.documents import DocumentError
from r40.web.uploads import UploadError
from r40.web.visit import LoginNeededError, is_htmx, services

_STATUS: dict[type[R40Error], int] = {
    NotFoundError: 404,
    DocumentError: 404,
    NotAllowedError: 403,
    InvalidError: 422,
    UploadError: 422,
    ConflictError: 409,
    LoginError: 401,
    TooManyAttemptsError: 429,
    StoreError: 400,
}
_TITLES = {
    400: "Richiesta non riuscita",
    401: "Accesso richiesto",
    403: "Operazione non consentita",
    404: "Non trovato",
    405: "Operazione non prevista",
    409: "Modificato nel frattempo",
    422: "Dati non validi",
    429: "Troppi tentativi",
    500: "Errore del programma",
}


def install(app: FastAPI) -> None:
    """Make the app answer errors so."""
    app.add_exception_handler(R40Error, _known)
    app.add_exception_handler(LoginNeededError, _login)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(ValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def status_of(error: R40Error) -> int:
    """HTTP status of an error."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, R40Error)
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooManyAttemptsError) else {}
    return _answer(request, status_of(error), error.message, headers)


def _login(request: Request, _: Exception) -> Response:
    if request.method == "GET" and not is_htmx(request):
        where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/accesso?verso={quote(where, safe='')}", 303)
    lost = "" if request.method == "GET" else "L'ultima operazione NON è stata salvata. "
    return _answer(
        request, 401, f"La sessione è scaduta. {lost}Ricaricare la pagina ed entrare di nuovo: il resto è al suo posto."
    )


def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    where = ", ".join(dict.fromkeys(str(each["loc"][-1]) for each in error.errors()))
    return _answer(request, 422, f"Valore mancante o non ammesso: {where}. Correggerlo e riprovare.")


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, ValidationError)
    reasons = "; ".join(each["msg"].removeprefix("Value error, ") for each in error.errors(include_url=False))
    return _answer(request, 422, f"Non salvato: {reasons}.")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    messages = {404: "La pagina non esiste: tornare all'elenco.", 405: "Operazione non prevista: tornare all'elenco."}
    return _answer(request, error.status_code, messages.get(error.status_code, str(error.detail)))


def _answer(request: Request, status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    title = _TITLES.get(status, "Errore")
    template = "parts/error.html" if is_htmx(request) else "error.html"
    text = services(request).pages.get_template(template).render(title=title, message=message, status=status, user=None)
    # Wherever the request wanted its answer, an error is shown where it is announced.
    shown = {"HX-Retarget": "#avviso", "HX-Reswap": "innerHTML"} if is_htmx(request) else {}
    return HTMLResponse(text, status, {**(headers or {}), **shown})
