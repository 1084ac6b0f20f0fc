"""What protects every answer and every request: headers, a limit on bodies."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# data: is for the small drawings and the video player's icons inside Bootstrap Italia's style sheet.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR = 31_536_000  # seconds


class Guard:
    """Adds the headers, keeps pages out of caches, refuses bodies that are too large however they come."""

    def __init__(self, app: ASGIApp, body_bytes: int) -> None:
        self.app, self.body_bytes = app, body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read, begun = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.body_bytes:
                raise _TooLargeError
            return message

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message["headers"], *_headers(scope, message)]}
            await send(message)

        try:
            if _declared(scope) > self.body_bytes:
                raise _TooLargeError
            await self.app(scope, counted, guarded)
        except _TooLargeError:
            if begun:
                raise
            text = b"I file inviati superano il limite: inviarne meno per volta."
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
            await guarded({"type": "http.response.start", "status": 413, "headers": headers})
            await send({"type": "http.response.body", "body": text})


class _TooLargeError(Exception):
    """More bytes than are taken."""


def _declared(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


def _headers(scope: Scope, message: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in message["headers"]}
    wanted = dict(HEADERS)
    wanted["cache-control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
    if scope["scheme"] == "https":
        wanted["strict-transport-security"] = f"max-age={_YEAR}"
    return [(k.encode(), v.encode()) for k, v in wanted.items() if k.encode() not in present]
