"""The queue: what to read next."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from r40.codebook import Codebook
from r40.records import Severity
from r40.reports import labels
from r40.store import labels as words
from r40.store.errors import InvalidError
from r40.store.records import BulkResult, Facets, Verdict, Work
from r40.web.params import PAGE_SIZE, Number, QueueQuery
from r40.web.visit import Visit, Who, protect

router = APIRouter(dependencies=[Depends(protect)], responses={401: {}, 403: {}, 404: {}, 422: {}})
Asked = Annotated[QueueQuery, Query()]
_MOST_CHOSEN = 20_000  # record ids of a bulk action


@router.get("/", response_class=HTMLResponse)
def show(who: Who, query: Asked, finite: bool = False) -> HTMLResponse:
    """The queue, filtered and in order; ``finite`` when it is shown because nothing is left to read."""
    return _show(who, query, finished=finite)


@router.get("/prossima", status_code=303, response_class=RedirectResponse)
def next_unread(who: Who, query: Asked, dopo: Annotated[str, Query(max_length=16)] = "") -> Response:
    """Open the next relazione that nobody has read."""
    found = who.services.store.queue.next_unread(
        who.user, query.filters(), query.ordina, query.descending, after=dopo or None
    )
    return RedirectResponse(
        query.to(f"/relazioni/{found}" if found else "/", **({} if found else {"finite": "true"})), 303
    )


@router.post("/azioni", response_class=HTMLResponse)
def act(
    who: Who,
    query: Asked,
    azione: Annotated[str, Form(max_length=40)],
    visto: Annotated[int, Form(ge=0, le=2**31 - 1)],
    scelte: Annotated[list[str], Form(max_length=_MOST_CHOSEN)] = [],  # noqa: B006 - FastAPI copies it
    tutte: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Assign or set the status of many: ``azione`` is `a:<user id>`, `a:` (nobody) or `s:<status>`.

    What others changed since the page was drawn (``visto``) is left as it is.
    """
    queue = who.services.store.queue
    ids = queue.ids(who.user, query.filters(), query.ordina, query.descending) if tutte else tuple(scelte)
    if not ids:
        raise InvalidError("Nessuna relazione scelta: spuntare le caselle a sinistra e riprovare.")
    kind, _, value = azione.partition(":")
    if kind == "s" and value in set(Work):
        result = queue.set_status(who.user, ids, Work(value), visto)
    elif kind == "a" and (not value or (value.isascii() and value.isdigit() and len(value) < 10)):
        result = queue.assign(who.user, ids, int(value) if value else None, visto)
    else:
        raise InvalidError("Scegliere che cosa fare delle relazioni spuntate.")
    return _show(who, query, result)


@router.post("/viste", status_code=303)
def save_view(
    who: Who, query: Asked, nome: Annotated[str, Form(max_length=200)], condivisa: Annotated[bool, Form()] = False
) -> Response:
    """Save filters and order under a name."""
    who.services.store.queue.save_view(who.user, nome, query.filters(), query.ordina, query.descending, condivisa)
    return who.go(query.to("/"))


@router.post("/viste/{view_id}/togli", status_code=303)
def delete_view(who: Who, view_id: Number) -> Response:
    """Delete a saved view."""
    who.services.store.queue.delete_view(who.user, view_id)
    return who.go("/")


def _show(who: Visit, query: QueueQuery, result: BulkResult | None = None, finished: bool = False) -> HTMLResponse:
    store = who.services.store
    page = store.queue.page(who.user, query.filters(), query.ordina, query.descending, query.pagina, PAGE_SIZE)
    facets = store.queue.facets(who.user)
    menus = _menus(facets, query, who.services.codebook)
    return who.page(
        "queue.html",
        query=query,
        page=page,
        pages=max(1, -(-page.total // PAGE_SIZE)),
        facets=facets,
        menus=menus,
        chips=[
            (option, query.without(menu["name"], option["value"]))
            for menu in menus
            for option in menu["options"]
            if option["on"]
        ],
        views=[(view, QueueQuery.of_view(view).to("/")) for view in store.queue.views(who.user)],
        result=result,
        finished=finished,
    )


def _menus(facets: Facets, query: QueueQuery, codebook: Codebook) -> list[dict[str, Any]]:
    """The filters with their values, the chosen ones marked."""
    people = [(user.id, user.full_name, None) for user in facets.users if user.active]
    menus: list[tuple[str, str, list[tuple[Any, str, int | None]]]] = [
        ("stato", "Stato", [(work, words.WORK[work], facets.statuses.get(work, 0)) for work in Work]),
        ("gravita", "Gravità", [(each, labels.SEVERITY[each], None) for each in Severity]),
        ("codice", "Segnalazione", [(c, f"{c} · {labels.rule(c, codebook)}", n) for c, n in sorted(facets.codes.items())]),
        ("motivazione", "Motivazione SI", [(c, f"{c} · {labels.reason(c, codebook) or 'motivazione del modulo'}", n) for c, n in sorted(facets.reasons.items())]),
        ("intervento", "Intervento", sorted(((i, _intervention(i, codebook), n) for i, n in facets.interventions.items()), key=lambda o: o[1])),
        ("anno", "Anno", sorted(((y, str(y), n) for y, n in facets.years.items()), reverse=True)),
        ("regione", "Regione", [(r, r, n) for r, n in sorted(facets.regions.items())]),
        ("assegnata", "Assegnata a", [(0, "nessuno", None), *people]),
        ("decisione", "Decisione", [(verdict, words.VERDICT[verdict], None) for verdict in Verdict]),
    ]  # fmt: skip
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "label": text, "count": count, "on": value in getattr(query, name)}
                for value, text, count in options
            ],
        }
        for name, label, options in menus
        if options
    ]


def _intervention(name: str, codebook: Codebook) -> str:
    return codebook.interventions[name].label if name in codebook.interventions else name
