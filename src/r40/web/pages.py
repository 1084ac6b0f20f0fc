"""Templates, and the words and filters they use."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from r40 import __version__
from r40.records import Severity
from r40.reports import labels
from r40.store import labels as words
from r40.store.records import Role, Verdict, Work
from r40.web.decisions import DISMISSALS

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; everything they print is escaped."""
    pages = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(
        number=labels.number,
        priority=labels.priority,
        percent=labels.percent,
        when=when,
        day=lambda moment: moment.astimezone().strftime("%d/%m/%Y"),
        file_name=labels.file_name,
        quote=labels.quote,
        initials=lambda name: "".join(part[0] for part in name.split()[:2]).upper(),
    )
    pages.globals.update(
        version=__version__,
        SEVERITY=labels.SEVERITY,
        SEVERITY_MANY=labels.SEVERITY_MANY,
        WORK=words.WORK,
        VERDICT=words.VERDICT,
        ROLE=words.ROLE,
        CHANGE=words.CHANGE,
        STANCE=labels.STANCE,
        STATUS=labels.STATUS,
        DISMISSALS=DISMISSALS,
        MOST_NAMED=12,  # relazioni named where many are meant
        Severity=Severity,
        Work=Work,
        Verdict=Verdict,
        Role=Role,
    )
    return pages


def when(moment: datetime) -> str:
    """A time as people here say it: ``10:32`` today, ``3 maggio 2024, 10:32`` before."""
    local = moment.astimezone()
    clock = local.strftime("%H:%M")
    return clock if local.date() == datetime.now().date() else f"{labels.long_date(local.date())}, {clock}"
