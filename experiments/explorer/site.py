"""The web site: one page, whose address is a state, and its guard.

The page answers itself, a link to it, and a typed address; no other site, and no frame of one.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from secrets import token_urlsafe
from urllib.parse import urlsplit

from nicegui import Client, app, ui
from nicegui.server import Server
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from zombielaw.experiments.explorer import display, work
from zombielaw.experiments.explorer.page import Page, refusal
from zombielaw.experiments.explorer.panel import Bar, Panel
from zombielaw.experiments.explorer.state import State, what_can_be_shown
from zombielaw.experiments.explorer.views import PAGES
from zombielaw.experiments.words.texts import in_language, say, speaking

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" rx="2" fill="#0072B2"/>'
    '<path d="M2 3h6L2 7h6" stroke="#fff" fill="none"/></svg>'
)

MOST_OPEN = 50
"""Pages open at once."""
PATIENCE = 30.0
"""Seconds that a page may take to be built, and that a browser may be silent before its page is forgotten: a busy
machine answers late, and a page that was forgotten is loaded anew, without its moves."""
PHONE = 820
"""Pixels of width below which the levers are folded at first, so that the result is seen."""


def run(host: str, port: int, names: Sequence[str], address: str) -> None:
    """Serve the page until the process is stopped; if there are names, to those alone who call it by one of them.

    ``address``: sentence that is printed once the page answers.
    """
    pages: set[Page] = set()

    def closed(page: Page) -> None:
        page.close()
        pages.discard(page)

    @ui.page("/", response_timeout=PATIENCE)
    async def index(request: Request, client: Client) -> None:
        state, error = what_can_be_shown(dict(request.query_params))
        wrong = ""
        with speaking(state.lang):
            if error:
                ui.status_code(400)
                wrong = say("refused_address", why=in_language(error, state.lang))
            if len(pages) >= MOST_OPEN:
                if not wrong:
                    ui.status_code(503)
                refusal(wrong or say("full", most=MOST_OPEN))
                return
        page = Page(state, client, Bar, Panel, PAGES)
        pages.add(page)
        client.on_delete(partial(closed, page))
        page.build()
        page.alert.set_text(wrong)
        await client.connected()
        if client.is_deleted:  # nobody came: something other than a browser asked
            return
        page.refresh(keep=True)
        page.panel.fold(await ui.run_javascript(f"return innerWidth < {PHONE}", timeout=PATIENCE))

    async def tell() -> None:
        while not Server.instance.started:
            await asyncio.sleep(0.02)
        sys.stderr.write(address)
        sys.stderr.flush()

    # What each page opens on is read once, before a page is asked for.
    display.told(State(), work.opening(State()))
    app.on_startup(tell)
    app.add_middleware(Guard)
    if names:  # a name that another site lets lead here is refused
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*names, "[::1]"])
    ui.run(
        host=host,
        port=port,
        title="zombielaw",
        favicon=ICON,
        show=False,
        reload=False,
        tailwind=False,
        show_welcome_message=False,
        dark=None,
        reconnect_timeout=PATIENCE,
    )


# ---- the guard

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
