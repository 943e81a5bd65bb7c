"""Guard of the page: it answers itself, a link to it, and a typed address; no other site, and no frame of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from secrets import token_urlsafe
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

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


def is_foreign(headers: Mapping[str, str]) -> bool:
    """True for a request from another site. A link that a reader follows to the page does not count as one."""
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is not None and (urlsplit(origin).netloc.lower() != host.lower() or not host):
        return True
    link = (
        headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not link


class Guard:
    """Layer before the site: it refuses foreign requests, and says in every answer what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        headers = Headers(raw=scope.get("headers", []))
        if scope.get("method") == "HEAD":
            scope = {**scope, "method": "GET"}  # the server leaves the body out
        if is_foreign(headers):
            refusal = (
                WebSocketClose(1008)
                if scope["type"] == "websocket"
                else PlainTextResponse(FOREIGN, 403)
            )
            await refusal(scope, receive, send)
        else:
            answer = _Answer(send, headers.get("host", ""))
            await self.app(scope, receive, answer.send if scope["type"] == "http" else send)


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
            headers = MutableHeaders(scope=message)
            headers.update({**HEADERS, "Content-Security-Policy": self.policy})
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _SCRIPT.sub(f'<script nonce="{self.nonce}"'.encode(), self.body)
            MutableHeaders(scope=self.start)["content-length"] = str(len(body))
            await self._send(self.start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)
