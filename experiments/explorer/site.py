"""The web site: one page, whose address is a state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nicegui import Client, app, ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import parts
from zombielaw.experiments.explorer.page import Kit, Page
from zombielaw.experiments.explorer.reading import READ, text_of, there
from zombielaw.experiments.explorer.side_panel import SidePanel
from zombielaw.experiments.explorer.state import State, read_state
from zombielaw.experiments.explorer.top_bar import TopBar
from zombielaw.experiments.explorer.view_case import CaseView
from zombielaw.experiments.explorer.view_compare import CompareView
from zombielaw.experiments.explorer.view_desks import DesksView
from zombielaw.experiments.explorer.view_flow import FlowView
from zombielaw.experiments.explorer.view_learn import LearnView
from zombielaw.experiments.explorer.view_why import WhyView
from zombielaw.experiments.explorer.work import Warm
from zombielaw.experiments.words.texts import Language, say

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
        query, wrong = dict(request.query_params), ""
        try:
            state = read_state(query)
        except InputError as error:
            ui.status_code(400)
            lang: Language = "zh" if query.get("lang") == "zh" else "en"
            state, wrong = State(lang=lang), say("refused_address", lang, why=error)
        page = Page(state, client, warm, KIT)
        client.on_delete(page.close)
        page.build()
        page.alert.set_text(wrong)
        await client.connected()
        warm.begin()
        page.refresh()

    @ui.page("/read/{name}")
    def read(name: str) -> None:
        if not there(name):
            ui.status_code(404)
            parts.text("p", say("read.missing", "en", names=", ".join(filter(there, READ))))
            return
        ui.add_css(Path(__file__).with_name("page.css"))
        ui.page_title(name)
        with ui.element("main").classes("reading"):
            ui.markdown(text_of(name), extras=["tables", "fenced-code-blocks"])

    if names:  # a name that another site lets lead here is refused
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*names, "[::1]"])
    ui.run(
        host=host, port=port, title="zombielaw", favicon=ICON, show=False, reload=False, tailwind=False,
        show_welcome_message=False, dark=None,
    )  # fmt: skip
