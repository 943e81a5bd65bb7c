"""Ways of case files up to a month, A and B on one scale, cut in two at the refusal."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from nicegui import run, ui

from zombielaw.experiments.analysis.ways import BEFORE_REFUSAL, taking
from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.page import Page, View, month_of
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.words.texts import named
from zombielaw.sim.months import month_date

HEIGHT = 270.0
"""Pixels of the larger chart."""
SHOWN = 24
"""Files of a step that are listed."""
TICK = 0.25
"""Seconds of a month while it plays."""
HALVES = ("first", "second")


class FlowView(View):
    """The streams of files."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.counted: dict[str, pd.DataFrame] = {}

    @property
    def month(self) -> int:
        """Month up to which files are shown."""
        return month_of(self.page.state)

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
        self.charts, self.empty, self.files = {}, {}, {}
        for half in HALVES:
            parts.text("h3", page.say(f"flow.{half}"), "wide")
            with ui.element("div").classes("wide"):
                for side in ("a", "b"):
                    with ui.element("figure").classes(f"side-{side}"):
                        parts.text("figcaption", side.upper())
                        label = f"{page.say(f'flow.{half}')}, {side.upper()}"
                        self.charts[half, side] = parts.chart(label, "sankey", partial(self._clicked, side))
                        self.charts[half, side].set_visibility(False)
            self.empty[half] = parts.text("p", "", "faint")
            self.files[half] = ui.element("div").props("role=status").classes("files")
        with ui.element("div").classes("narrow"):
            self.funnel = parts.chart(page.say("compare.funnel"), "funnel")
            parts.text("p", page.say("flow.phone"), "faint")
        parts.text("p", page.say("flow.unit"), "faint")
        parts.text("p", page.say("flow.click"), "faint wide")
        with parts.folded(page.say("as_table")):
            self.table = ui.element("div").classes("scrolls").props("tabindex=0")
        parts.text("p", page.say("flow.doubt"), "doubt")

    def update(self) -> None:
        """Show the runs of the page."""
        page, month, state = self.page, self.month, self.page.state
        if page.runs is None:
            return
        date = month_date(month)
        self.head.set_text(page.say("flow.head", month=date, seed=state.seed))
        self.date.set_text(date)
        self.cursor.show(month)
        self.cursor.say(date)
        self.from_here.set_text(page.say("b_from", month=date))
        self.from_here.props("disabled" if not work.in_time(state, month) else "", remove="disabled")
        last = {side: self._steps(side, state.months - 1) for side in "ab"}
        self.counted = {side: charts.up_to(self._steps(side, month), last[side]) for side in "ab"}
        for place, half in enumerate(HALVES):
            thick = charts.thickness((charts.halves(table)[place] for table in last.values()), HEIGHT)
            tables = {side: charts.halves(table)[place] for side, table in self.counted.items()}
            some = any(table["files"].sum() for table in tables.values())
            self.empty[half].set_text("" if some else f"{page.say(f'flow.{half}')}: {page.say('none')}")
            for side, table in tables.items():
                where, there = self.charts[half, side], bool(table["files"].sum())
                where.set_visibility(there)
                if there:
                    options = charts.sankey(table, side, state.lang, state.theme, thick)
                    parts.draw(where, options, self._in_words(side, table))

    async def later(self) -> None:
        """Make the slower parts: the table with its many buttons, and the funnel of a phone."""
        page = self.page
        if page.runs is None or not self.counted:
            return
        self._table(self.counted)
        funnels = {side: await page.long(work.funnel_of, one) for side, one in zip("ab", page.runs, strict=True)}
        options = charts.funnel(funnels, work.published(page.state), page.state.lang, page.state.theme)
        parts.draw(self.funnel, options, page.say("compare.funnel"))

    def _steps(self, side: str, month: int) -> pd.DataFrame:
        """Steps of files by a month; ``both`` of the page, or the tick of *Play*, has counted them."""
        state = self.page.state
        return work.steps_of(state.scenario(side), state.seed, month)

    def _in_words(self, side: str, table: pd.DataFrame) -> str:
        steps = ", ".join(
            f"{self._name(source)} → {self._name(target)}: {files}"
            for source, target, files in table.itertuples(index=False)
            if files
        )
        return f"{side.upper()}: {steps}"

    def _name(self, step: Any) -> str:
        return named("out", str(step), self.page.state.lang)

    def _table(self, counted: dict[str, pd.DataFrame]) -> None:
        page = self.page
        both = counted["a"].merge(counted["b"], on=["source", "target"], how="outer", suffixes=("_a", "_b"))
        both = both.fillna(0).astype({"files_a": int, "files_b": int})
        both = both[(both["files_a"] > 0) | (both["files_b"] > 0)]
        parts.fresh(self.table)
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
                            open_it = partial(self._open, side, str(one.source), str(one.target), "table")
                            about = f"{self._name(one.source)} → {self._name(one.target)}, {side.upper()}: {files}"
                            parts.button(f"{files:,}", open_it, "plain").props(f'aria-label="{about}"')
            self.files["table"] = ui.element("div").props("role=status").classes("files")

    # ---- what is done

    def _clicked(self, side: str, data: Any) -> None:
        if isinstance(data, dict) and isinstance(data.get("source"), str) and isinstance(data.get("target"), str):
            self._open(side, data["source"], data["target"], HALVES[data["source"] not in BEFORE_REFUSAL])

    def _open(self, side: str, source: str, target: str, where: str) -> None:
        """List the files of a step below the chart or the table in which it was chosen."""
        page = self.page
        if page.runs is None:
            return
        names = taking(page.runs["ab".index(side)].ways(self.month), source, target)
        for place in self.files.values():
            place.clear()
        with self.files[where]:
            values = {"files": f"{len(names):,}", "source": self._name(source), "target": self._name(target)}
            parts.text("p", page.say("flow.files", side=side.upper(), **values))
            with ui.element("div").classes("chips"):
                for name in names[:SHOWN]:
                    parts.button(name, partial(page.open_case, name), "plain")
        ui.run_javascript(f"getHtmlElement({self.files[where].id}).scrollIntoView({{block: 'nearest'}})")

    async def _moved(self, text: str) -> None:
        if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < self.page.state.months:
            await self._to(int(text))

    async def _to(self, month: int) -> None:
        state = self.page.state
        for side in "ab":
            await run.io_bound(work.steps_of, state.scenario(side), state.seed, month)
        self.page.note(month="" if month >= state.months - 1 else month_date(month))
        self.update()

    async def _play(self) -> None:
        playing = not self.timer.active
        self.timer.active = playing
        self.play.set_text(self.page.say("stop" if playing else "play"))
        if playing and self.month >= self.page.state.months - 1:
            await self._to(0)

    async def _tick(self) -> None:
        await self._to(self.month + 1)
        if self.month >= self.page.state.months - 1:
            self.timer.active = False
            self.play.set_text(self.page.say("play"))

    def _from_here(self) -> None:
        if work.in_time(self.page.state, self.month):
            self.page.move("b", when={**self._undated(), "start": month_date(self.month)})

    def _at_once(self) -> None:
        self.page.move("b", when=self._undated())

    def _undated(self) -> dict[str, str]:
        return {key: value for key, value in self.page.state.b.when.items() if key != "start"}
