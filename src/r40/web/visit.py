"""One request: who asks, and how to answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from r40.store.errors import NotAllowedError
from r40.store.records import Login, User
from r40.web.params import QueueQuery
from r40.web.services import Services

COOKIE = "r40_sessione"
SAFE = {"GET", "HEAD", "OPTIONS"}


class LoginNeededError(Exception):
    """Nobody is logged in."""


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is logged in."""

    request: Request
    services: Services
    login: Login

    @property
    def user(self) -> User:
        return self.login.user

    @property
    def htmx(self) -> bool:
        """Whether htmx asks, for a part of a page."""
        return is_htmx(self.request)

    def queue(self) -> QueueQuery:
        """The queue that the user came from, which the page's address remembers."""
        address = self.request.headers.get("hx-current-url", "") if self.htmx else str(self.request.url)
        return QueueQuery.of_address(urlsplit(address).query)

    def page(self, template: str, status: int = 200, **data: Any) -> HTMLResponse:
        """A page, or a part of one."""
        return HTMLResponse(self.render(template, **data), status)

    def render(self, template: str, **data: Any) -> str:
        """The text of a page, or of a part of one."""
        return self.services.pages.get_template(template).render(
            user=self.user,
            csrf=self.login.csrf,
            settings=self.services.settings,
            path=self.request.url.path,
            insecure=insecure(self.request),
            **data,
        )

    def go(self, where: str) -> Response:
        """Send the browser to another page, after a form or from within a page."""
        if self.htmx:
            return Response(status_code=204, headers={"HX-Redirect": where})
        return RedirectResponse(where, 303)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks."""
    return request.headers.get("hx-request") == "true"


def insecure(request: Request) -> bool:
    """Whether what is typed can be read on its way: no TLS, and not this machine."""
    return request.url.scheme != "https" and request.url.hostname not in ("127.0.0.1", "localhost")


def services(request: Request) -> Services:
    """The app's parts."""
    found: Services = request.app.state.services
    return found


def visit(request: Request) -> Visit:
    """Who asks.

    Raises:
        LoginNeededError: nobody we know.
    """
    parts = services(request)
    token = request.cookies.get(COOKIE)
    login = parts.store.accounts.session(token) if token else None
    if login is None:
        raise LoginNeededError
    return Visit(request, parts, login)


async def protect(request: Request, who: Annotated[Visit, Depends(visit)]) -> None:
    """Demand the session's token of every request that changes something.

    Raises:
        NotAllowedError: it is not there, or not the right one.
    """
    if request.method in SAFE:
        return
    given = request.headers.get("x-csrf-token") or (await request.form()).get("csrf")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), who.login.csrf.encode()):
        raise NotAllowedError("La pagina è scaduta: ricaricarla e ripetere l'operazione.")


Who = Annotated[Visit, Depends(visit)]
Parts = Annotated[Services, Depends(services)]
