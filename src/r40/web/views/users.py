"""Accounts: supervisors manage them, everybody changes their own password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from r40.store.errors import InvalidError
from r40.store.records import Role
from r40.web.params import Number
from r40.web.visit import Who, protect

router = APIRouter(prefix="/utenti", dependencies=[Depends(protect)], responses={401: {}, 403: {}, 404: {}, 422: {}})
Word = Annotated[str, Form(max_length=300)]


@router.get("", response_class=HTMLResponse)
def show(who: Who, fatto: str = "") -> HTMLResponse:
    """The users, or only oneself for who is no supervisor."""
    people = who.services.store.accounts.all() if who.user.supervises else (who.user,)
    return who.page("users.html", people=people, done=fatto[:20])


@router.post("", status_code=303)
def create(
    who: Who, nome: Word, nome_completo: Word, password: Word, ruolo: Annotated[Role, Form()] = Role.REVIEWER
) -> Response:
    """Add a user."""
    who.services.store.accounts.create(who.user, nome.strip().lower(), nome_completo, password, ruolo)
    return who.go("/utenti?fatto=aggiunto")


@router.post("/{user_id}", status_code=303)
def change(
    who: Who,
    user_id: Number,
    ruolo: Annotated[Role | None, Form()] = None,
    attivo: Annotated[bool | None, Form()] = None,
) -> Response:
    """Change role or activity."""
    who.services.store.accounts.change(who.user, user_id, ruolo, attivo)
    return who.go("/utenti?fatto=cambiato")


@router.post("/{user_id}/password", status_code=303)
def set_password(who: Who, user_id: Number, password: Word, ripetuta: Word, attuale: Word = "") -> Response:
    """Change a password; one's own asks for the current one, and ends the session."""
    if password != ripetuta:
        raise InvalidError("Le due password sono diverse: scriverle di nuovo.")
    who.services.store.accounts.set_password(who.user, user_id, password, attuale or None)
    return who.go("/utenti?fatto=password")
