"""Bar above the views: the world, actions on the page, and downloads."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.captions import describe_world
from zombielaw.experiments.explorer.page import Part
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.explorer.state import EXPERIMENTS, WORLDS, State, number_in
from zombielaw.experiments.words.texts import named
from zombielaw.sim.months import month_date

ENDS = (122, 254)
"""Lengths of run that are offered; an address may have others."""


class TopBar(Part):
    """The bar of a page."""

    def build(self) -> None:
        """Make the bar."""
        page, state, seed = self.page, self.page.state, self.page.say("seed")
        ends = {str(one): month_date(one - 1) for one in sorted({*ENDS, state.months})}
        with ui.element("header").classes("top"):
            with ui.element("div").classes("name"):
                parts.text("a", page.say("skip"), "skip").props("href=#result")
                parts.text("h1", page.say("title"))
                parts.text("p", page.say("subtitle"), "faint")
            with (
                ui.element("div")
                .classes("fields")
                .props(f'role=group aria-label="{page.say("settings")}"')
            ):
                self.fields = {"experiment": self._names("experiment", EXPERIMENTS)}
                with parts.folded(page.say("more"), "take"):
                    self.fields |= {
                        "world": self._names("world", WORLDS),
                        "seed": parts.field(
                            seed, Control("number", state.seed, seed, self._seed, min=0)
                        ),
                        "months": self._choice("months", ends),
                    }
            with ui.element("div").classes("actions"):
                parts.button(page.say("reset"), self._reset)
                parts.button(page.say("copy_link"), self._copy_link)
                parts.button(page.say("copy_command"), self._copy_command)
                other = "light" if state.theme == "dark" else "dark"
                parts.button(page.say(f"to_{other}"), partial(self._set, "theme", other))
                language = "zh" if state.lang == "en" else "en"
                parts.button(page.say("lang"), partial(self._set, "lang", language))
                with parts.folded(page.say("take"), "take"):
                    for name in ("csv", "files_csv"):
                        parts.button(page.say(name), getattr(self, f"_{name}"))
                    for name in ("svg", "png"):
                        parts.button(page.say(name), partial(self._charts, name))
            self.notice = parts.status("", "status small")

    def show(self) -> None:
        """Show the state of the page."""
        for name, control in self.fields.items():
            control.show(getattr(self.page.state, name))

    # ---- fields

    def _choice(self, name: str, shown: dict[str, str]) -> Control:
        """A list of values of the state, each with its words."""
        page, title = self.page, self.page.say(name)
        now = getattr(page.state, name)

        def moved(value: str) -> None:
            if value in shown:
                chosen: dict[str, Any] = {name: type(now)(value), "case": "", "month": ""}
                page.go(replace(page.state, **chosen))

        return parts.field(title, Control("select", now, title, moved, [*shown.items()]))

    def _names(self, name: str, options: tuple[str, ...]) -> Control:
        return self._choice(name, {one: named(name, one, self.page.state.lang) for one in options})

    def _seed(self, text: str) -> None:
        page = self.page
        try:
            seed = number_in("seed", text)
        except InputError as error:
            page.alert.set_text(page.refused(error))
            return
        page.go(replace(page.state, seed=seed, case=""))

    # ---- actions

    def _reset(self) -> None:
        state = self.page.state
        self.page.go(State(view=state.view, lang=state.lang, theme=state.theme))

    def _set(self, key: str, value: str) -> None:
        other: dict[str, Any] = {key: value}
        self.page.go(replace(self.page.state, **other))

    def _copy(self, text: str, about: str = "") -> None:
        ui.clipboard.write(text)
        self.notice.set_text(f"{self.page.say('copied', text=text)} {about}")

    async def _copy_link(self) -> None:
        query = json.dumps(self.page.state.query)
        link = await ui.run_javascript(f"return new URL({query}, location.origin + '/').href")
        self._copy(link, self.page.say("link_is_local"))

    def _differs(self) -> bool:
        """True if A and B differ; otherwise the reader is told."""
        same = work.same(self.page.state)
        self.notice.set_text(self.page.say("nothing_to_copy") if same else "")
        return not same

    def _copy_command(self) -> None:
        if self._differs():
            self._copy(self.page.state.command)

    async def _csv(self) -> None:
        if self._differs():
            table = await self.page.long(work.differences, self.page.state)
            ui.download.content(table.to_csv(index=False), "differences.csv", "text/csv")

    def _files_csv(self) -> None:
        state = self.page.state
        # the engine is there; the runs may still be those of the former settings
        if self.page.runs is not None:
            cases = work.run_of(state.scenario("a"), state.seed).cases
            ui.download.content(cases.to_csv(), "files_of_a.csv", "text/csv")

    async def _charts(self, kind: str) -> None:
        """Export the figures that are shown, with what they rest on, unless one is of the former settings."""
        page, state = self.page, self.page.state
        key = page.say(f"export.key.{state.view}", seed=state.seed, runs=state.runs)
        about = f"{describe_world(state)} {key}"
        command = f"return zombielawCharts({json.dumps(kind)}, {json.dumps(state.view)}, {json.dumps(about)})"
        taken = await ui.run_javascript(command, timeout=30.0)
        self.notice.set_text("" if taken else page.say("export.none"))
