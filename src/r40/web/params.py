"""The queue's filters, order and page as a query string, and back. Names are Italian because users see them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qs, urlencode

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from r40.records import Severity
from r40.store.records import Filters, Sort, Verdict, View, Work

PAGE_SIZE = 50
_MOST_ID = 2**31 - 1  # what both databases take
RowId = Annotated[int, Field(ge=0, le=_MOST_ID)]
Code = Annotated[str, StringConstraints(max_length=60)]
RecordId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="id of a relazione")]
Number = Annotated[int, Path(ge=1, le=_MOST_ID)]


class QueueQuery(BaseModel):
    """What the address of the queue says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    codice: tuple[Code, ...] = ()
    gravita: tuple[Severity, ...] = ()
    motivazione: tuple[Code, ...] = ()
    intervento: tuple[Code, ...] = ()
    anno: tuple[Annotated[int, Field(ge=1900, le=2200)], ...] = ()
    regione: tuple[Code, ...] = ()
    stato: tuple[Work, ...] = ()
    assegnata: tuple[RowId, ...] = ()
    decisione: tuple[Verdict, ...] = ()
    cambiate: bool = False
    doppia: bool = False
    ordina: Sort = "priority"
    verso: Literal["asc", "desc"] = "desc"
    pagina: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def descending(self) -> bool:
        """Whether the order is from high to low."""
        return self.verso == "desc"

    def filters(self) -> Filters:
        """As the store takes them."""
        return Filters(
            text=self.q,
            codes=self.codice,
            severities=self.gravita,
            reasons=self.motivazione,
            interventions=self.intervento,
            years=self.anno,
            regions=self.regione,
            statuses=self.stato,
            assignees=self.assegnata,
            verdicts=self.decisione,
            changed=self.cambiate,
            double=self.doppia,
        )

    @classmethod
    def of_view(cls, view: View) -> Self:
        """A saved view as a query."""
        filters = view.filters
        return cls(
            q=filters.text,
            codice=filters.codes,
            gravita=filters.severities,
            motivazione=filters.reasons,
            intervento=filters.interventions,
            anno=filters.years,
            regione=filters.regions,
            stato=filters.statuses,
            assegnata=filters.assignees,
            decisione=filters.verdicts,
            cambiate=filters.changed,
            doppia=filters.double,
            ordina=view.sort,
            verso="desc" if view.descending else "asc",
        )

    @classmethod
    def of_address(cls, query: str) -> Self:
        """What a page's address asks; everything where it makes no sense."""
        values = parse_qs(query)
        many = {name for name, field in cls.model_fields.items() if isinstance(field.default, tuple)}
        try:
            return cls.model_validate({k: v if k in many else v[-1] for k, v in values.items()})
        except ValidationError:
            return cls()

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values that differ from the default, a pair for each value of a list."""
        set_ = self.model_dump(mode="json", exclude_defaults=True)
        return [
            (name, str(item).lower() if isinstance(item, bool) else str(item))
            for name, value in set_.items()
            for item in (value if isinstance(value, list) else [value])
        ]

    def to(self, path: str, **changes: Any) -> str:
        """``path`` with this query, some of it changed or added to; a new order or filter starts from the first page."""
        own = {name: changes.pop(name) for name in list(changes) if name in type(self).model_fields}
        pairs = self.model_copy(update={"pagina": 1} | own).pairs() + list(changes.items())
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, name: str, value: Any = None) -> str:
        """The queue's address without a filter, or without one of its values."""
        kept = tuple(item for item in getattr(self, name) if item != value) if value is not None else None
        return self.to("/", **{name: type(self).model_fields[name].default if kept is None else kept})
