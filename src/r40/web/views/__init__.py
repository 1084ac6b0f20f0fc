"""Pages, one module for each part of the app."""

from __future__ import annotations

from r40.web.views import access, audit, desk, double, exchange, imports, marks, original, queue, users

ROUTERS = tuple(
    module.router for module in (access, queue, desk, marks, original, double, audit, exchange, imports, users)
)
