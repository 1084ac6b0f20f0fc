"""What every request may need, made once."""

from __future__ import annotations

from dataclasses import dataclass, field

from jinja2 import Environment

from r40.codebook import Codebook
from r40.store import Store
from r40.web.documents import Documents
from r40.web.presence import Presence
from r40.web.settings import WebSettings
from r40.web.uploads import Uploads


@dataclass(frozen=True)
class Services:
    """The app's parts."""

    store: Store
    settings: WebSettings
    codebook: Codebook
    pages: Environment
    documents: Documents
    uploads: Uploads
    presence: Presence = field(default_factory=Presence)
