"""The web site: one page, whose address is a state."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import Client, app, ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer.page import Kit, Page, refusal
from zombielaw.experiments.explorer.side_panel import SidePanel
from zombielaw.experiments.explorer.state import read_state
from zombielaw.experiments.explorer.top_bar import TopBar
from zombielaw.experiments.explorer.view_case import CaseView
from zombielaw.experiments.explorer.view_compare import CompareView
from zombielaw.experiments.explorer.view_desks import DesksView
from zombielaw.experiments.explorer.view_flow import FlowView
from zombielaw.experiments.explorer.view_learn import LearnView
from zombielaw.experiments.explorer.view_why import WhyView
from zombielaw.experiments.explorer.work import Warm

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" rx="2" fill="#0072B2"/>'
    '<path d="M2 3h6L2 7h6" stroke="#fff" fill="none"/></svg>'
)

KIT = Kit(
    TopBar, SidePanel,
    {
        "compare": CompareView, "desks": DesksView, "flow": FlowView, "case": CaseView, "why": WhyView,
        "learn": LearnView,
    },
)  # fmt: skip


def run(host: str, port: int, names: Sequence[str]) -> None:
    """Serve the page until the process is stopped; if there are names, to those alone who call it by one of them."""
    warm = Warm()

    @ui.page("/")
    async def index(request: Request, client: Client) -> None:
        try:
            state = read_state(dict(request.query_params))
        except InputError as error:
            ui.status_code(400)
            refusal(error)
            return
        page = Page(state, client, warm, KIT)
        client.on_delete(page.close)
        page.build()
        await client.connected()
        warm.begin()
        page.refresh()

    if names:  # a name that another site lets lead here is refused
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*names, "[::1]"])
    ui.run(
        host=host, port=port, title="zombielaw", favicon=ICON, show=False, reload=False, tailwind=False,
        show_welcome_message=False, dark=None,
    )  # fmt: skip
