"""Where case files go: the ways of files up to a month, A and B on one scale, cut in two at the refusal."""

from __future__ import annotations

from functools import partial
from typing import Any
from weakref import ref

import pandas as pd
from nicegui import ui

from zombielaw.experiments.analysis.ways import steps, taking
from zombielaw.experiments.door import Run
from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.page import Page, View
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.words.texts import named
from zombielaw.sim.months import month_date, month_read

HEIGHT = 250.0
"""Pixels of the larger chart."""
SHOWN = 24
"""Files of a step that are listed."""
TICK = 0.25
"""Seconds of a month while it plays."""


class FlowView(View):
    """The first view."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.ways: dict[str, pd.Series[str]] = {}
        self.counted: dict[str, pd.DataFrame] = {}
        self._of: dict[str, tuple[ref[Run], int]] = {}

    @property
    def month(self) -> int:
        """Month up to which files are shown."""
        last = self.page.state.months - 1
        said = month_read(self.page.state.month) if self.page.state.month else None
        return last if said is None else max(0, min(said, last))

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        self.head = parts.text("h2", "")
        with ui.element("div").classes("cursor"):
            self.play = parts.button(page.say("play"), self._play)
            self.cursor = Control(
                "range", self.month, page.say("month"), self._moved, min=0, max=page.state.months - 1, step=1
            )
            self.date = parts.text("span", "", "value")
            self.from_here = parts.button("", self._from_here)
            parts.button(page.say("b_at_once"), self._at_once)
        self.timer = ui.timer(TICK, self._tick, active=False)
        self.charts = {}
        for half in ("first", "second"):
            parts.text("h3", page.say(f"flow.{half}"), "wide")
            with ui.element("div").classes("pair wide"):
                for side in ("a", "b"):
                    with ui.element("figure").classes(f"side-{side}"):
                        parts.text("figcaption", side.upper())
                        label = f"{page.say(f'flow.{half}')}, {side.upper()}"
                        self.charts[half, side] = parts.chart(label, "sankey", partial(self._clicked, side))
                        self.charts[half, side].set_visibility(False)
        self.empty = {half: parts.text("p", "", "faint") for half in ("first", "second")}
        with ui.element("div").classes("narrow"):
            self.funnel = parts.chart(page.say("compare.funnel"), "funnel")
            parts.text("p", page.say("flow.phone"), "faint")
        parts.text("p", f"{page.say('flow.unit')} {page.say('flow.click')}", "faint")
        with ui.element("div").props("role=status").classes("files") as self.files:
            pass
        with parts.folded(page.say("as_table")):
            self.table = ui.element("div").classes("scrolls").props("tabindex=0")
        parts.text("p", page.say("flow.doubt"), "doubt")

    def update(self) -> None:
        """Show the runs of the page."""
        page, month = self.page, self.month
        if page.runs is None:
            return
        for side, run in zip("ab", page.runs, strict=True):
            kept, until = self._of.get(side, (None, -1))
            if kept is None or kept() is not run or until != month:  # what did not move is not counted again
                self._of[side], self.ways[side] = (ref(run), month), run.ways(month)
        date = month_date(month)
        self.head.set_text(page.say("flow.head", month=date, seed=page.state.seed))
        self.date.set_text(date)
        self.cursor.show(month)
        self.cursor.say(date)
        self.from_here.set_text(page.say("b_from", month=date))
        counted = {side: steps(way) for side, way in self.ways.items()}
        for place, half in enumerate(("first", "second")):
            mine = {side: charts.halves(table)[place] for side, table in counted.items()}
            some = any(len(table) for table in mine.values())
            self.empty[half].set_text("" if some else f"{page.say(f'flow.{half}')}: {page.say('none')}")
            heights = charts.one_scale(mine, HEIGHT) if some else {}
            for side, table in mine.items():
                where = self.charts[half, side]
                where.set_visibility(some)
                if some:
                    options = charts.sankey(table, side, page.state.lang, page.state.theme, heights[side])
                    parts.draw(where, options, self._told(side, table))
        self.counted = counted

    async def later(self) -> None:
        """Make what takes longer than the charts: the table with its many buttons, and the funnel of a phone."""
        page = self.page
        if page.runs is None or not self.counted:
            return
        self._table(self.counted)
        funnels = {side: run.funnel for side, run in zip("ab", page.runs, strict=True)}
        options = charts.funnel(funnels, work.published(page.state), page.state.lang, page.state.theme)
        parts.draw(self.funnel, options, page.say("compare.funnel"))

    def _told(self, side: str, table: pd.DataFrame) -> str:
        said = ", ".join(
            f"{self._name(one.source)} → {self._name(one.target)}: {one.files}" for one in table.itertuples()
        )
        return f"{side.upper()}: {said}"

    def _name(self, step: Any) -> str:
        return named("out", str(step), self.page.state.lang)

    def _table(self, counted: dict[str, pd.DataFrame]) -> None:
        page = self.page
        both = counted["a"].merge(counted["b"], on=["source", "target"], how="outer", suffixes=("_a", "_b"))
        both = both.fillna(0).astype({"files_a": int, "files_b": int})
        self.table.clear()
        with self.table, ui.element("table"):
            with ui.element("tr"):
                for key in ("source", "target", "files_a", "files_b"):
                    parts.text("th", page.say(key)).props("scope=col")
            for one in both.itertuples():
                with ui.element("tr"):
                    parts.text("td", self._name(one.source))
                    parts.text("td", self._name(one.target))
                    for side, files in (("a", one.files_a), ("b", one.files_b)):
                        with ui.element("td").classes("number"):
                            open_it = partial(self._open, side, str(one.source), str(one.target))
                            about = f"{self._name(one.source)} → {self._name(one.target)}, {side.upper()}: {files}"
                            parts.button(f"{files:,}", open_it, "plain").props(f'aria-label="{about}"')

    # ---- what is done

    def _clicked(self, side: str, data: Any) -> None:
        if isinstance(data, dict) and isinstance(data.get("source"), str) and isinstance(data.get("target"), str):
            self._open(side, data["source"], data["target"])

    def _open(self, side: str, source: str, target: str) -> None:
        page = self.page
        if side not in self.ways:
            return
        names = taking(self.ways[side], source, target)
        self.files.clear()
        with self.files:
            said = {"files": f"{len(names):,}", "source": self._name(source), "target": self._name(target)}
            parts.text("p", page.say("flow.files", side=side.upper(), **said))
            with ui.element("div").classes("chips"):
                for name in names[:SHOWN]:
                    parts.button(name, partial(page.open_case, name), "plain")

    def _moved(self, text: str) -> None:
        if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < self.page.state.months:
            self._to(int(text))

    def _to(self, month: int) -> None:
        last = month >= self.page.state.months - 1
        self.page.note(month="" if last else month_date(month))
        self.update()

    def _play(self) -> None:
        playing = not self.timer.active
        self.timer.active = playing
        self.play.set_text(self.page.say("stop" if playing else "play"))
        if playing and self.month >= self.page.state.months - 1:
            self._to(0)

    def _tick(self) -> None:
        self._to(self.month + 1)
        if self.month >= self.page.state.months - 1:
            self.timer.active = False
            self.play.set_text(self.page.say("play"))

    def _from_here(self) -> None:
        self.page.move("b", when={**self._undated(), "start": month_date(self.month)})

    def _at_once(self) -> None:
        self.page.move("b", when=self._undated())

    def _undated(self) -> dict[str, str]:
        return {key: value for key, value in self.page.state.b.when.items() if key != "start"}
