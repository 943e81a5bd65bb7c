"""One page of one reader: its state, the work after a move, and the frame around the views."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pandas as pd
from nicegui import Client, run, ui

from zombielaw.experiments import door
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.captions import headline, sides
from zombielaw.experiments.explorer.state import VIEWS, Side, State, checked
from zombielaw.experiments.words.messages import in_language
from zombielaw.experiments.words.texts import Language, say
from zombielaw.sim.months import month_read

HERE = Path(__file__).parent
TABLES = ("compare", "case")
"""Views that read the whole ledger, which takes longer to lay out than to run."""
SCRIPTS = ("page.js", "drawings.js")
PAUSE = 0.25
"""Seconds without a move after which longer work begins."""
MOST_UNDONE = 100


class View:
    """One view of a page; a subclass defines the steps that it needs."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def build(self) -> None:
        """Make its elements, empty."""

    def update(self) -> None:
        """Show the two runs of the page."""

    async def later(self) -> None:
        """Do the longer work of the view; :meth:`Page.long` ends it when the reader moves on."""


class Fixed(Protocol):
    """Part of the page around the views: the bar above, or the levers beside."""

    def build(self) -> None:
        """Make its elements."""

    def show(self) -> None:
        """Show the state of the page."""


class Kit(NamedTuple):
    """Parts of which a page is made; each is made for one page."""

    bar: Callable[[Page], Fixed]
    panel: Callable[[Page], Fixed]
    views: Mapping[str, Callable[[Page], View]]


def month_of(state: State) -> int:
    """Month up to which files are shown: that of the address, or the last."""
    month, last = month_read(state.month) if state.month else None, state.months - 1
    return last if month is None else max(0, min(month, last))


def both(state: State) -> tuple[door.Run, door.Run]:
    """The runs of A and of B that are shown."""
    a, b = (work.run_of(state.scenario(side), state.seed) for side in ("a", "b"))
    if state.view in TABLES:
        for one in (a, b):
            _ = one.record.ledger, one.record.panel, one.funnel
    return a, b


class Page:
    """The page of one reader.

    ``runs``: of A and of B, as last computed. ``scored``: the scorecard; None while it is computed.
    """

    def __init__(self, state: State, client: Client, warm: work.Warm, kit: Kit) -> None:
        self.state, self.client, self.warm, self.kit = state, client, warm, kit
        self.undone: list[State] = []
        self.predicted: dict[str, int] = {}  # side of zero, by guided step
        self.runs: tuple[door.Run, door.Run] | None = None
        self.scored: pd.DataFrame | None = None
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
        self._head()
        self.bar = self.kit.bar(self)
        self.bar.build()
        with ui.element("div").classes("told"):
            self.sides = parts.text("p", "", "sides")
            self.headline = parts.status(self.say("working"), "status headline")
            self.alert = parts.text("p", "", "alert").props("role=alert")
        with ui.element("div").classes("body") as self.root:
            self.panel = self.kit.panel(self)
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

    def _head(self) -> None:
        state = self.state
        ui.add_css(HERE / "page.css")
        lang = "zh-CN" if state.lang == "zh" else "en"
        ui.add_head_html(
            f"<script>document.documentElement.lang = '{lang}'; "
            f"document.documentElement.dataset.theme = '{state.theme}'; "
            "document.documentElement.style.setProperty('--stale', "
            f"{json.dumps(json.dumps(self.say('stale')))});</script>"
            + "".join(
                f"<script>{(HERE / name).read_text(encoding='utf-8')}</script>" for name in SCRIPTS
            )
        )
        ui.page_title(self.say("title"))

    def _open_view(self) -> None:
        for name, tab in self.tabs.items():
            tab.props(f"aria-current={'page' if name == self.state.view else 'false'}")
        self.container.clear()
        self.headline.set_visibility(True)
        self.view = self.kit.views[self.state.view](self)
        with self.container:
            self.view.build()
        if self.runs is not None:
            self._update()

    def _update(self) -> None:
        """Show the runs in the view; as former ones, if the reader has moved on."""
        self.view.update()
        if self._drawn != self._version:
            parts.age(self.container)

    # ---- moves

    def look(self, view: str) -> None:
        """Open another view; the runs are laid out for it in the background."""
        if view not in VIEWS or view == self.state.view:
            return
        self.state = replace(self.state, view=view)
        self._address()
        if view in TABLES and self.runs is not None:
            self.runs = None
            self._open_view()
            self.refresh(keep=True)
        else:
            self._open_view()
            self.start_later()

    def go(self, state: State, remember: bool = True) -> bool:
        """Move to a state, if it is allowed; otherwise say why not, and stay. Returns True if it moved."""
        self.alert.set_text("")
        if state == self.state:
            return True
        try:
            checked(state)
        except InputError as error:
            self.alert.set_text(self.refused(error))
            self.panel.show()
            self.bar.show()
            return False
        if remember:
            self.undone = [*self.undone[1 - MOST_UNDONE :], self.state]
        other = state.view != self.state.view
        self.state = state
        self.panel.show()
        self.bar.show()
        self._address()
        if other:
            self._open_view()
        self.refresh()
        return True

    def move(self, side: str, **changes: Any) -> bool:
        """Change policy ``a`` or ``b``."""
        moved: dict[str, Any] = {side: replace(self.side(side), **changes)}
        return self.go(replace(self.state, **moved))

    def side(self, name: str) -> Side:
        """Policy ``a`` or ``b``."""
        policy: Side = getattr(self.state, name)
        return policy

    def undo(self) -> None:
        """Go back by one move."""
        if self.undone:
            last = self.undone.pop()
            self.go(replace(last, view=self.state.view), remember=False)

    def note(self, **local: Any) -> None:
        """Keep in the address a choice that moves no number: a month, a case."""
        self.state = replace(self.state, **local)
        self._address()

    def open_case(self, name: str) -> None:
        """Show the story of a case file."""
        self.note(case=name, only="")
        self.look("case")

    def _address(self) -> None:
        self.client.run_javascript(
            f"history.replaceState(null, '', {json.dumps(self.state.query)})"
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
                    runs = await run.io_bound(both, state)
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
        self._show(partial(self.headline.set_text, self.say("compiling", seconds=seconds)))

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
            self.headline.set_text(self.say("working"))
            await asyncio.sleep(PAUSE)
            self.scored = card = await self.long(work.scored, self.state)
            self._show(lambda: self.headline.set_text(headline(self.state, card)))
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
        self.runs, self.scored, self.undone = None, None, []
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


def refusal(error: InputError, lang: Language = "en") -> None:
    """The page of an address that is not allowed."""
    with ui.element("div").classes("refusal"):
        parts.text("h1", "zombielaw")
        parts.text("p", say("refused_address", lang, why=in_language(error, lang))).props(
            "role=alert"
        )
        parts.text("a", say("start_again", lang)).props("href=/")
