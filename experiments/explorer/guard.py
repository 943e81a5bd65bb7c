"""Guard of the page: it answers itself, a link to it, and a typed address; no other site, and no frame of one."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

FOREIGN = "Another site asked for this page, or for a part of it. Open it by its address.\n"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""NiceGUI compiles its templates in the browser, which needs eval, and sets styles of single elements; no script runs
that the page did not bring."""
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HOST = re.compile(r"[\w.:\[\]-]*", re.ASCII)
_SCRIPT = re.compile(rb"<script(?=[\s>])")


def is_foreign(headers: MutableMapping[str, str]) -> bool:
    """True for a request from another site. A link that a reader follows to the page does not count as one."""
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is not None and (urlsplit(origin).netloc.lower() != host.lower() or not host):
        return True
    link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not link


class Guard:
    """Layer before the site: it refuses foreign requests, and says in every answer what a browser may do with it."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if is_foreign(headers):
            await _refuse(scope, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Answer(send, headers.get("host", "")).send)


async def _refuse(scope: Message, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(FOREIGN)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": head})
    await send({"type": "http.response.body", "body": FOREIGN.encode()})


class _Answer:
    """An answer on its way: a page is held until whole, and each of its scripts gets the mark of this answer."""

    def __init__(self, send: Send, host: str) -> None:
        self._send, self.nonce = send, token_urlsafe(16)
        self.policy = POLICY.format(nonce=self.nonce, host=host if _HOST.fullmatch(host) else "")
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        """Send a part of it."""
        if message["type"] == "http.response.start":
            own = {**HEADERS, "Content-Security-Policy": self.policy}
            message["headers"] = [
                *message["headers"],
                *((name.encode(), value.encode()) for name, value in own.items()),
            ]
            if any(
                name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"]
            ):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _SCRIPT.sub(f'<script nonce="{self.nonce}"'.encode(), self.body)
            kept = [(name, value) for name, value in self.start["headers"] if name.lower() != b"content-length"]
            self.start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
            await self._send(self.start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)
