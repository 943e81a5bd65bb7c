"""One page of one reader: its state, the work after a move, the frame around the views, and what these are made of."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
from nicegui import Client, background_tasks, run, ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement
from nicegui.elements.mixins.value_element import ValueElement
from nicegui.events import UiEventArguments, ValueChangeEventArguments

from zombielaw.experiments import api
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.display import SIDES, told
from zombielaw.experiments.explorer.state import VIEWS, State, checked, read_state
from zombielaw.experiments.words.texts import in_language, say, speaking
from zombielaw.sim.months import month_read

HERE = Path(__file__).parent
PAUSE = 0.25
"""Seconds without a move after which longer work begins."""
LATE = 2.0
"""Seconds after which readers see how long a run takes."""
DRAG = 1.0
"""Seconds within which moves, as of a dragged slider, are one step for the browser's Back."""
BACK = 'addEventListener("popstate", () => emitEvent("back", location.search));'
NUMBERS, STALE = "numbers", "stale"
"""Classes of a part that shows numbers, and of one whose numbers are of the former settings: it is greyed, says so, and
is not exported."""


class Part:
    """A part of a page: the bar above, the levers beside, or a view."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def build(self) -> None:
        """Make its elements, empty."""

    def show(self) -> None:
        """Show the state of the page, and its two runs if they are there."""

    def fold(self, narrow: bool) -> None:
        """Fold what a narrow screen has no room for."""


class View(Part):
    """One view of a page; a subclass defines the steps that it needs."""

    async def later(self) -> None:
        """Do the longer work of the view; :meth:`Page.long` ends it when the reader moves on."""


def month_of(state: State) -> int:
    """Month up to which files are shown: that of the address, or the last."""
    month, last = month_read(state.month) if state.month else None, state.months - 1
    return last if month is None else max(0, min(month, last))


# ---- fields, texts, tables and charts


def text(tag: str, words: str, classes: str = "") -> TextElement:
    """A text in an element of HTML, such as ``h2``."""
    return TextElement(tag=tag, text=words).classes(classes)


def status(words: str = "", classes: str = "") -> TextElement:
    """A text that is read out when it changes."""
    return text("p", words, classes).props("role=status aria-live=polite")


def button(words: str, pressed: Callable[[Any], object]) -> ui.button:
    """A button. ``pressed``: a handler, as of :meth:`Page.heard`."""
    return ui.button(words).props("outline no-caps dense").on("click", pressed)


def select(
    label: str, options: Mapping[str, str], value: str, chosen: Callable[[Any], object]
) -> ui.select:
    """A list to choose from: words by value. ``chosen``: a handler, as of :meth:`Page.heard`."""
    element = ui.select(dict(options), label=label, value=value).props(
        "dense outlined options-dense"
    )
    return element.on("update:model-value", chosen)


def field(label: str, value: object, changed: Callable[[Any], object]) -> ui.input:
    """A field of text. ``changed``: a handler, as of :meth:`Page.heard`."""
    return ui.input(label, value=str(value)).props("dense outlined").on("change", changed)


class Slider(ui.slider):
    """A slider that moves before the server answers, so that keys pressed quickly all count.

    ``moved``: a handler, as of :meth:`Page.heard`; it is called when :func:`show` sets the value, too.
    """

    LOOPBACK = False

    def __init__(
        self, low: float, high: float, step: float, label: str, moved: Callable[[Any], object]
    ) -> None:
        super().__init__(min=low, max=high, step=step, on_change=moved)
        self.props["aria-label"] = label


def show(element: ValueElement[Any], value: object) -> None:
    """Show a value that was set from elsewhere; what a browser has added up to nearly that value stays."""
    old = element.value
    near = (
        isinstance(old, float)
        and isinstance(value, float)
        and math.isclose(old, value, rel_tol=1e-5)
    )
    if old != value and not near:
        element.set_value(value)


def fresh(part: Element) -> None:
    """Mark a part as one that shows numbers of the present settings."""
    part.classes(NUMBERS, remove=STALE)


def age(within: Element) -> None:
    """Mark the numbers within an element as those of the former settings, until they are drawn anew."""
    for one in within.descendants():
        if NUMBERS in one.classes:
            one.classes(STALE)


class Html(ui.html):
    """HTML of our own, of which every word from elsewhere is escaped; it can be scrolled by keyboard."""

    def __init__(self) -> None:
        super().__init__("", sanitize=False)
        self.classes("scrolls").props("tabindex=0")

    def set_content(self, content: str) -> Html:
        """Show HTML of the present settings."""
        fresh(self)
        return super().set_content(content)

    def set_table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Show a table."""
        table = pd.DataFrame([[str(cell) for cell in row] for row in rows], columns=pd.Index(head))
        with pd.option_context("display.max_colwidth", None):
            self.set_content(table.to_html(index=False, border=0))


class Chart(ui.echart):
    """A chart of ECharts, empty at first. ``head``: its title, in an exported figure too."""

    def __init__(self, head: str, classes: str) -> None:
        super().__init__({"animation": False}, renderer="svg")
        self.head = head
        self.classes(f"chart {classes}").props["role"] = "img"
        self.props["aria-label"] = head

    def draw(self, options: dict[str, Any], label: str, unit: str = "") -> None:
        """Draw options, if they have changed. ``label``: its numbers in words; ``unit``: said in an exported figure."""
        fresh(self)
        self.props["data-title"], self.props["data-unit"] = self.head, unit
        self.props["aria-label"] = f"{self.head}: {label}"
        self.options.clear()
        self.options.update(options)
        self.update()


class Page:
    """The page of one reader.

    ``runs``: of A and of B; ``scored``: the scorecard; both None while they are computed. ``answered``: True once the
    engine has.
    """

    def __init__(
        self,
        state: State,
        client: Client,
        bar: type[Part],
        panel: type[Part],
        views: Mapping[str, type[View]],
    ) -> None:
        self.state, self.client = state, client
        self.parts, self.views = (bar, panel), views
        self.predicted: dict[str, int] = {}  # side of zero, by guided step
        self.runs: tuple[api.Run, api.Run] | None = None
        self.scored: pd.DataFrame | None = None
        self.alive, self.answered, self._version = True, False, 0
        self._pushed = self._went = 0.0
        self._later: asyncio.Task[None] | None = None

    def heard(self, does: Callable[[Any], object]) -> Callable[[UiEventArguments], object]:
        """A handler in the reader's language. ``does``: takes what the browser tells, which may be anything."""

        def handler(event: UiEventArguments) -> object:
            changed = isinstance(event, ValueChangeEventArguments)
            with speaking(self.state.lang):
                return does(getattr(event, "value" if changed else "args", None))

        return handler

    def refused(self, error: InputError) -> None:
        """Tell the reader why something is not done."""
        self.alert.set_text(say("refused", why=in_language(error, self.state.lang)))

    # ---- the frame

    def build(self) -> None:
        """Make the page."""
        ui.add_css(HERE / "page.css")
        scripts = (BACK, (HERE / "page.js").read_text(encoding="utf-8"))
        ui.add_head_html("".join(f"<script>{script}</script>" for script in scripts))
        ui.on("back", lambda event: self._back(event.args))
        self.dark, self.root = ui.dark_mode(), ui.element("div")
        self._fill()

    def _fill(self) -> None:
        """Make all parts in the language and theme of the state."""
        state = self.state
        self.dark.set_value(state.theme == "dark")
        self.root.clear()
        with self.root, speaking(state.lang):
            lang = "zh-CN" if state.lang == "zh" else "en"
            self.client.run_javascript(f"document.documentElement.lang = {json.dumps(lang)}")
            self.root.style(f"--stale: {json.dumps(say('stale'), ensure_ascii=False)}")
            ui.colors(primary="#8a9097" if state.theme == "dark" else "#4a5157", **SIDES)
            ui.page_title(say("title"))
            self.bar, self.panel = (part(self) for part in self.parts)
            with ui.element("header").classes("top"):
                self.bar.build()
                with ui.tabs().props("no-caps align=left shrink") as self.tabs:
                    for view in VIEWS:
                        ui.tab(view, say(f"view.{view}"))
                self.tabs.on("update:model-value", self.heard(self._look))
            with ui.element("div").classes("body"):
                self.panel.build()
                with ui.element("div").classes("result").props("id=result tabindex=-1"):
                    with ui.element("div").classes("told"):
                        with ui.element("div") as self.told:
                            self.headline, self.basis = (
                                status("", "headline"),
                                text("p", "", "faint"),
                            )
                        self.progress = text("p", "", "faint")
                        self.alert = text("p", "", "alert").props("role=alert")
                    self.container = ui.element("section").classes("view")
            self._open_view()

    def _open_view(self) -> None:
        show(self.tabs, self.state.view)
        self.container.clear()
        self.told.set_visibility(True)
        self.view = self.views[self.state.view](self)
        self.container.props["aria-label"] = say(f"view.{self.state.view}")
        with self.container:
            self.view.build()
        self._update()

    def _update(self) -> None:
        """Show in the view and the sentence what is there."""
        self.view.show()
        self._tell()

    # ---- moves

    def _look(self, view: object) -> None:
        """Open another view."""
        if view in VIEWS:
            self.go(replace(self.state, view=str(view)))

    def go(self, state: State, remember: bool = True) -> None:
        """Move to a state, if it is allowed; otherwise say why not, and stay.

        ``remember``: the browser can come back to the state that is left.
        """
        before = self.state
        with self.root, speaking(state.lang):
            self.alert.set_text("")
            try:
                self.state = checked(state)
            except InputError as error:
                self.refused(error)
            if remember and self.state != before:
                self._address()
            if (self.state.lang, self.state.theme) != (before.lang, before.theme):
                self._fill()
            else:
                self.panel.show()
                self.bar.show()
                if self.state.view != before.view:
                    self._open_view()
            if self.state != before:
                self.refresh(keep=self.state.asked == before.asked)

    def _back(self, query: object) -> None:
        """Go where the browser went back to, or on to."""
        if isinstance(query, str):
            with suppress(InputError):
                given = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
                self.go(read_state(given), remember=False)

    def note(self, **local: Any) -> None:
        """Keep in the address a choice that moves no number: a month, a case."""
        self.state = replace(self.state, **local)
        self._address(new=False)

    def _address(self, new: bool = True) -> None:
        """Write the address. ``new``: as one that the browser can go back from, but for those that come at once."""
        history, now = ui.navigate.history, time.monotonic()
        with self.root:
            write = history.push if new and now - self._pushed > DRAG else history.replace
            write(self.state.query)
        self._pushed = now if new else self._pushed

    # ---- what follows a move

    @property
    def card(self) -> pd.DataFrame | None:
        """The scorecard; before the engine has answered at all, the stored answer."""
        return self.scored if self.answered else work.opening(self.state)

    def refresh(self, keep: bool = False) -> None:
        """Run A and B anew, once the reader rests, and show them.

        ``keep``: nothing was moved, so that runs and comparison stay.
        """
        self._version += 1
        if not keep:
            self.runs = self.scored = None
            age(self.container)
        with speaking(self.state.lang):
            self._tell()
        self.start_later()

    def _tell(self) -> None:
        """Say the answer."""
        answer, basis = told(self.state, self.card)
        self.headline.set_text(answer)
        self.basis.set_text(basis)

    def _running(self, _: int, __: int) -> None:
        """Say how long the run takes, once it does: the first compiles the model."""
        seconds = time.monotonic() - self._went
        if seconds > LATE:
            self.progress.set_text(say("running", seconds=f"{seconds:.0f}"))

    def _show(self, shown: Callable[[], object]) -> None:
        if self.alive and not self.client.is_deleted:
            with self.root, speaking(self.state.lang):
                shown()

    def start_later(self) -> None:
        """Begin the work that the view waits for anew."""
        if self._later is not None:
            self._later.cancel()
        if self.alive:
            self._later = background_tasks.create(self._settle())

    async def _settle(self) -> None:
        try:
            if self.runs is None:
                await asyncio.sleep(PAUSE)
                self._went = time.monotonic()
                self.runs = await self.long(work.both, self.state, on_progress=self._running)
            self._show(partial(self.progress.set_text, ""))
            self._show(self._update)
            if self.scored is None:
                self.scored = await self.long(work.scored, self.state)
                self.answered = True
                self._show(self._update)
            if self.alive:
                with self.root, speaking(self.state.lang):
                    await self.view.later()
        except InputError as error:
            self._show(partial(self.refused, error))
        except Exception as error:
            why = say("refused", why=f"{type(error).__name__}: {error}")
            self._show(partial(self.alert.set_text, why))
            raise

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

        work_of = asyncio.ensure_future(
            run.io_bound(partial(copy_context().run, does, *given, progress))
        )
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
            work_of.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    def close(self) -> None:
        """Free the runs of a page whose reader has left, and end its work."""
        self.alive = False
        self.runs, self.scored = None, None
        if self._later is not None:
            self._later.cancel()


def refusal(why: str) -> None:
    """The page that is shown while there are as many as there may be."""
    with ui.element("div").classes("refusal"):
        text("h1", "zombielaw")
        text("p", why).props("role=alert")
        ui.link(say("start_again"), "/")
