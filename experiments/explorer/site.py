"""The web site: one page, whose address is a state."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from nicegui import Client, app, ui
from nicegui.server import Server
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request

from zombielaw.experiments.explorer.guard import Guard
from zombielaw.experiments.explorer.page import Kit, Page, refusal
from zombielaw.experiments.explorer.side_panel import SidePanel
from zombielaw.experiments.explorer.state import what_can_be_shown
from zombielaw.experiments.explorer.top_bar import TopBar
from zombielaw.experiments.explorer.view_case import CaseView
from zombielaw.experiments.explorer.view_compare import CompareView
from zombielaw.experiments.explorer.view_desks import DesksView
from zombielaw.experiments.explorer.view_why import WhyView
from zombielaw.experiments.explorer.work import Warm
from zombielaw.experiments.words.texts import in_language, say

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" rx="2" fill="#0072B2"/>'
    '<path d="M2 3h6L2 7h6" stroke="#fff" fill="none"/></svg>'
)

MOST_OPEN = 50
"""Pages open at once."""
PATIENCE = 30.0
"""Seconds that a page may take to be built, and that a browser may be silent before its page is forgotten: a busy
machine answers late, and a page that was forgotten is loaded anew, without its moves."""
PAUSE = 3.0
"""Seconds after which the memory of closed pages is given back."""
KIT = Kit(
    TopBar,
    SidePanel,
    {
        "compare": CompareView,
        "desks": DesksView,
        "case": CaseView,
        "why": WhyView,
    },
)


def run(host: str, port: int, names: Sequence[str], address: str) -> None:
    """Serve the page until the process is stopped; if there are names, to those alone who call it by one of them.

    ``address``: sentence that is printed once the page answers.
    """
    warm, memory = Warm(), _Memory()
    pages: set[Page] = set()

    def closed(page: Page) -> None:
        page.close()
        pages.discard(page)
        memory.give_back_soon()

    @ui.page("/", response_timeout=PATIENCE)
    async def index(request: Request, client: Client) -> None:
        state, error = what_can_be_shown(dict(request.query_params))
        lang, wrong = state.lang, ""
        if error:
            ui.status_code(400)
            wrong = say("refused_address", lang, why=in_language(error, lang))
        if len(pages) >= MOST_OPEN:
            if not wrong:
                ui.status_code(503)
            refusal(wrong or say("full", lang, most=MOST_OPEN), lang)
            return
        page = Page(state, client, warm, KIT)
        pages.add(page)
        client.on_delete(partial(closed, page))
        page.build()
        page.alert.set_text(wrong)
        await client.connected()
        if client.is_deleted:  # nobody came: something other than a browser asked
            return
        warm.begin()
        page.refresh()

    async def tell() -> None:
        while not Server.instance.started:
            await asyncio.sleep(0.02)
        sys.stderr.write(address)
        sys.stderr.flush()

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


class _Memory:
    """The memory of pages that were closed."""

    def __init__(self) -> None:
        self._soon: asyncio.TimerHandle | None = None

    def give_back_soon(self) -> None:
        """Give it back to the system, once for all that are closed in these seconds."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(PAUSE, self._give_back)

    def _give_back(self) -> None:
        """Collect closed pages, whose parts refer to each other, and trim the memory that the library of C keeps."""
        self._soon = None
        gc.collect()
        with suppress(OSError, AttributeError, TypeError):  # not every system has it
            ctypes.CDLL(None).malloc_trim(0)
