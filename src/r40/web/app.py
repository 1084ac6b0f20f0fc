"""The app, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from r40.codebook import Codebook, default_codebook
from r40.store import Store
from r40.web import errors
from r40.web.documents import UPLOADS, Documents
from r40.web.pages import STATIC, environment
from r40.web.security import Guard
from r40.web.services import Services
from r40.web.settings import WebSettings
from r40.web.uploads import Score, Uploads
from r40.web.views import ROUTERS


def create_app(store: Store, settings: WebSettings, score: Score, codebook: Codebook | None = None) -> FastAPI:
    """The review app over an open store.

    Args:
        store: closed by the caller.
        settings: where things lie and who may come in.
        score: reads and scores uploaded PDFs; the batch path, which this layer does not know.
        codebook: where labels come from.
    """
    parts = Services(
        store=store,
        settings=settings,
        codebook=codebook or default_codebook(),
        pages=environment(),
        documents=Documents(settings.folder, settings.documents),
        uploads=Uploads(settings.folder / UPLOADS, score),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        parts.documents.close()
        parts.uploads.close()

    # No pages of FastAPI's own: they fetch scripts from a CDN.
    app = FastAPI(title="r40 review", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.services = parts
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    # Only what is the same for everybody is compressed: a page holds the session's token.
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*settings.hosts], www_redirect=False)
    app.add_middleware(Guard, body_bytes=settings.body_bytes)
    return app
