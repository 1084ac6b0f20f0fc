"""Coming in and going out."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from r40.store.errors import LoginError, NotAllowedError, TooManyAttemptsError
from r40.store.records import Login
from r40.web.errors import status_of
from r40.web.visit import COOKIE, Parts, Who, insecure, protect

router = APIRouter()
BEFORE = "r40_accesso"  # cookie that ties the login form to the browser that asked for it
_HOURS = 12
Where = Annotated[str, Form(max_length=2000)]


@router.get("/accesso", response_class=HTMLResponse, responses={303: {}})
def show_login(request: Request, parts: Parts, verso: str = "/") -> Response:
    """The login form; without accounts, straight in."""
    if not parts.settings.accounts:
        return _enter(request, parts.store.accounts.open_session(parts.store.accounts.local_user()), verso)
    return _form(request, parts, verso)


@router.post("/accesso", response_class=HTMLResponse, responses={303: {}, 401: {}, 403: {}, 429: {}})
def log_in(
    request: Request,
    parts: Parts,
    nome: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    chiave: Annotated[str, Form(max_length=100)] = "",
    verso: Where = "/",
) -> Response:
    """Check name and password."""
    expected = request.cookies.get(BEFORE, "")
    if not expected or not secrets.compare_digest(expected.encode(), chiave.encode()):
        raise NotAllowedError("La pagina di accesso è scaduta: ricaricarla e riprovare.")
    address = request.client.host if request.client else "sconosciuto"
    try:
        login = parts.store.accounts.login(nome.strip().lower(), password, address)
    except (LoginError, TooManyAttemptsError) as error:
        return _form(request, parts, verso, error.message, status_of(error))
    return _enter(request, login, verso)


@router.post("/uscita", dependencies=[Depends(protect)], status_code=303, responses={401: {}, 403: {}})
def log_out(who: Who) -> Response:
    """End the session."""
    who.services.store.accounts.logout(who.login.token)
    answer = who.go("/accesso")
    answer.delete_cookie(COOKIE)
    return answer


def _form(request: Request, parts: Parts, where: str, message: str = "", status: int = 200) -> Response:
    key = secrets.token_urlsafe(24)
    text = parts.pages.get_template("login.html").render(
        key=key, where=_inside(where), message=message, user=None, insecure=insecure(request)
    )
    answer = HTMLResponse(text, status)
    answer.set_cookie(BEFORE, key, httponly=True, samesite="strict", secure=_tls(request), path="/accesso")
    return answer


def _enter(request: Request, login: Login, where: str) -> Response:
    answer = RedirectResponse(_inside(where), 303)
    # Lax, so that a link in a colleague's message opens; what changes anything asks for the token besides.
    answer.set_cookie(
        COOKIE, login.token, max_age=_HOURS * 3600, httponly=True, samesite="lax", secure=_tls(request), path="/"
    )
    return answer


def _inside(where: str) -> str:
    """A path of this app, never another site's."""
    inside = where.startswith("/") and not where.startswith("//") and "\\" not in where and where.isprintable()
    return where if inside else "/"


def _tls(request: Request) -> bool:
    return request.url.scheme == "https"
