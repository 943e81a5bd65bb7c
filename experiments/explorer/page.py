"""One page of one reader: its state, the work after a move, and the frame around the views."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pandas as pd
from nicegui import Client, run, ui

from zombielaw.experiments import api
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.captions import doubt, headline, sides
from zombielaw.experiments.explorer.state import VIEWS, Side, State, checked, read_state
from zombielaw.experiments.words.texts import Language, in_language, say
from zombielaw.sim.months import month_read

HERE = Path(__file__).parent
SCRIPTS = ("page.js", "drawings.js")
PAUSE = 0.25
"""Seconds without a move after which longer work begins."""


class Part:
    """A part of a page: the bar above, the levers beside, or a view."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def build(self) -> None:
        """Make its elements, empty."""

    def show(self) -> None:
        """Show the state of the page, and its two runs if they are there."""


class View(Part):
    """One view of a page; a subclass defines the steps that it needs."""

    def sentence(self) -> str:
        """What is seen in the view, in a sentence; empty where that is the comparison of the scorecard."""
        return ""

    async def later(self) -> None:
        """Do the longer work of the view; :meth:`Page.long` ends it when the reader moves on."""


class Kit(NamedTuple):
    """Parts of which a page is made; each is made for one page."""

    bar: type[Part]
    panel: type[Part]
    views: Mapping[str, type[View]]


def month_of(state: State) -> int:
    """Month up to which files are shown: that of the address, or the last."""
    month, last = month_read(state.month) if state.month else None, state.months - 1
    return last if month is None else max(0, min(month, last))


def both(state: State) -> tuple[tuple[api.Run, api.Run], pd.DataFrame]:
    """The runs of A and of B that are shown, and what the scorecard will say by these alone, where it is shown."""
    a, b = (work.run_of(state.scenario(side), state.seed) for side in ("a", "b"))
    if state.view == "case":  # reads whole ledgers, which take longer to lay out than to run
        _ = a.record.ledger, b.record.ledger
    alone = work.scored(replace(state, runs=1)) if state.view == "compare" else pd.DataFrame()
    return (a, b), alone


class Page:
    """The page of one reader.

    ``runs``: of A and of B, as last computed. ``alone``: the scorecard by these. ``scored``: the scorecard; None while
    it is computed.
    """

    def __init__(self, state: State, client: Client, warm: work.Warm, kit: Kit) -> None:
        self.state, self.client, self.warm, self.kit = state, client, warm, kit
        self.predicted: dict[str, int] = {}  # side of zero, by guided step
        self.runs: tuple[api.Run, api.Run] | None = None
        self.scored: pd.DataFrame | None = None
        self.alone = pd.DataFrame()
        self.alive, self._busy, self._version, self._drawn = True, False, 0, -1
        self._later: asyncio.Task[None] | None = None

    def say(self, key: str, **values: object) -> str:
        """A text of the page in the reader's language."""
        return say(key, self.state.lang, **values)

    def refused(self, error: InputError) -> str:
        """A refusal in the reader's language."""
        return self.say("refused", why=in_language(error, self.state.lang))

    # ---- the frame

    def build(self) -> None:
        """Make the page."""
        ui.add_css(HERE / "page.css")
        scripts = (self._look(), *((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS))
        ui.add_head_html("".join(f"<script>{script}</script>" for script in scripts))
        ui.on("back", lambda event: self._back(event.args))
        self.root = ui.element("div")
        with self.root:
            self._fill()

    def _look(self) -> str:
        """Script that sets language and theme of the page."""
        state = self.state
        lang = "zh-CN" if state.lang == "zh" else "en"
        return (
            f"document.documentElement.lang = '{lang}'; "
            f"document.documentElement.dataset.theme = '{state.theme}'; "
            "document.documentElement.style.setProperty('--stale', "
            f"{json.dumps(json.dumps(self.say('stale')))});"
        )

    def _fill(self) -> None:
        """Make all parts in the language and theme of the state."""
        ui.page_title(self.say("title"))
        self.bar, self.panel = self.kit.bar(self), self.kit.panel(self)
        self.bar.build()
        with ui.element("div").classes("told"):
            self.sides = parts.text("p", "", "sides")
            self.headline = parts.status(self.say("working"), "status headline")
            self.alert = parts.text("p", "", "alert").props("role=alert")
        with ui.element("div").classes("body"):
            self.panel.build()
            with ui.element("div").classes("result").props("id=result tabindex=-1"):
                with ui.element("nav").classes("tabs").props(f'aria-label="{self.say("title")}"'):
                    self.tabs = {
                        one: parts.button(self.say(f"view.{one}"), partial(self.look, one))
                        for one in VIEWS
                    }
                self.container = (
                    ui.element("section").classes("view").props(f'aria-label="{self.say("title")}"')
                )
        self._open_view()

    def _open_view(self) -> None:
        for name, tab in self.tabs.items():
            tab.props(f"aria-current={'page' if name == self.state.view else 'false'}")
        self.container.clear()
        self.headline.set_visibility(True)
        self.view = self.kit.views[self.state.view](self)
        with self.container:
            self.view.build()

    def _update(self) -> None:
        """Show the runs in the view and its sentence; as former ones, if the reader has moved on."""
        self.view.show()
        told = self.view.sentence()
        if not told and self.scored is not None:
            told = headline(self.state, self.scored)
        self.headline.set_text(told or self.say("working"))
        if self._drawn != self._version:
            parts.age(self.container)

    # ---- moves

    def look(self, view: str) -> None:
        """Open another view."""
        if view in VIEWS:
            self.go(replace(self.state, view=view))

    def go(self, state: State, remember: bool = True) -> None:
        """Move to a state, if it is allowed; otherwise say why not, and stay.

        ``remember``: the browser can come back to the state that is left.
        """
        self.alert.set_text("")
        before = self.state
        try:
            self.state = checked(state)
        except InputError as error:
            self.alert.set_text(self.refused(error))
        if remember and self.state != before:
            self._address()
        if (self.state.lang, self.state.theme) != (before.lang, before.theme):
            self.client.run_javascript(self._look())
            self.root.clear()
            with self.root:
                self._fill()
        else:
            self.panel.show()
            self.bar.show()
            if self.state.view != before.view:
                with self.root:
                    self._open_view()
        if self.state != before:
            self.refresh(keep=self.state.asked == before.asked)

    def _back(self, query: object) -> None:
        """Go where the browser went back to, or on to."""
        if isinstance(query, str):
            with suppress(InputError):
                given = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
                self.go(read_state(given), remember=False)

    def move(self, side: str, **changes: Any) -> None:
        """Change policy ``a`` or ``b``."""
        moved: dict[str, Any] = {side: replace(self.side(side), **changes)}
        self.go(replace(self.state, **moved))

    def side(self, name: str) -> Side:
        """Policy ``a`` or ``b``."""
        policy: Side = getattr(self.state, name)
        return policy

    def note(self, **local: Any) -> None:
        """Keep in the address a choice that moves no number: a month, a case."""
        self.state = replace(self.state, **local)
        self._address(new=False)

    def _address(self, new: bool = True) -> None:
        """Write the address. ``new``: as one that the browser can go back from."""
        self.client.run_javascript(
            f"zombielawAt({json.dumps(self.state.query)}, {json.dumps(new)})"
        )

    # ---- what follows a move

    def refresh(self, keep: bool = False) -> None:
        """Run A and B anew and show them; moves that come meanwhile are taken together.

        ``keep``: nothing was moved, so that the comparison stays.
        """
        self._version += 1
        if not keep:
            self.scored = None
            parts.age(self.container)
            self.headline.set_text(self.say("working"))
        self.sides.set_text(sides(self.state))
        if not self._busy:
            self._busy = True
            _kept(self._refresh())

    async def _refresh(self) -> None:
        try:
            while self._drawn != self._version and self.alive:
                version, state = self._version, self.state
                await self.warm.wait(self._compiling)
                try:
                    runs, self.alone = await run.io_bound(both, state) or (None, self.alone)
                except InputError as error:
                    self._drawn = version
                    self._show(partial(self.alert.set_text, self.refused(error)))
                    continue
                self._drawn, self.runs = version, runs
                self._show(self._update)
        except Exception as error:
            self._show(
                partial(
                    self.alert.set_text, self.say("refused", why=f"{type(error).__name__}: {error}")
                )
            )
            raise
        finally:
            self._busy = False
        self.start_later()

    def _compiling(self, seconds: int) -> None:
        told, known = self.say("compiling", seconds=seconds), work.stored(self.state, "a")
        if known:
            told += f" {self.say('compiling.stored', answer=doubt(known, self.state.lang))}"
        self._show(partial(self.headline.set_text, told))

    def _show(self, shown: Callable[[], object]) -> None:
        if self.alive and not self.client.is_deleted:
            with self.root:
                shown()

    def start_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
        if self.runs is not None and self.alive:
            self._later = _kept(self._settle())

    async def _settle(self) -> None:
        if self.scored is None:
            await asyncio.sleep(PAUSE)
            self.scored = await self.long(work.scored, self.state)
            self._show(self._update)
        if self.alive:
            with self.root:
                await self.view.later()

    async def long(
        self,
        does: Callable[..., Any],
        *given: Any,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> Any:
        """Run longer work in the background; None if the reader moved on meanwhile.

        ``does``: takes ``progress`` as its last argument. ``on_progress``: called with units done and their total.
        """
        version, place = self._version, [0, 0]
        view = self.view

        def progress(done: int, total: int) -> None:
            place[:] = done, total
            if (
                not self.alive
                or version != self._version
                or (on_progress is not None and view is not self.view)
            ):
                raise work.Cancelled

        work_of = asyncio.ensure_future(run.io_bound(does, *given, progress))
        try:
            while not work_of.done():
                await asyncio.wait([work_of], timeout=0.3)
                if on_progress is not None and self.alive and place[1] and not work_of.done():
                    self._show(partial(on_progress, *place))
            if version != self._version:  # the reader moved on just now
                raise asyncio.CancelledError
            return work_of.result()
        except work.Cancelled:
            raise asyncio.CancelledError from None
        except asyncio.CancelledError:
            work_of.add_done_callback(_heard)
            raise

    def close(self) -> None:
        """Free the runs of a page whose reader has left, and end its work."""
        self.alive = False
        self.runs, self.scored = None, None
        if self._later is not None:
            self._later.cancel()


_tasks: set[asyncio.Task[None]] = set()


def _kept(does: Any) -> asyncio.Task[None]:
    """Start a task, and hold it until it is done, so that Python does not drop it."""
    task: asyncio.Task[None] = asyncio.create_task(does)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    task.add_done_callback(_heard)
    return task


def _heard(done: asyncio.Future[Any]) -> None:
    if (
        not done.cancelled()
        and (error := done.exception()) is not None
        and not isinstance(error, work.Cancelled)
    ):
        raise error


def refusal(why: str, lang: Language) -> None:
    """The page that is shown while there are as many as there may be."""
    with ui.element("div").classes("refusal"):
        parts.text("h1", "zombielaw")
        parts.text("p", why).props("role=alert")
        parts.text("a", say("start_again", lang)).props("href=/")
