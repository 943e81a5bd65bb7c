"""Six guided stops: set the levers, predict, see. What is right is what the model answers."""

from __future__ import annotations

from functools import partial

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from zombielaw.experiments.analysis.compared import WHOLE
from zombielaw.experiments.analysis.scorecard import change as change_of
from zombielaw.experiments.analysis.wording import interval, rows_by
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.page import Page, View
from zombielaw.experiments.explorer.state import State, Stop, stops

CHANGES = {"more": "more", "fewer": "fewer", "none": "no_change"}
"""Predictions, and their words."""


class LearnView(View):
    """The stops."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.predicted: dict[str, str] = {}
        self.answers: dict[str, TextElement] = {}
        self.cards: dict[str, Element] = {}
        self.buttons: dict[str, dict[str, TextElement]] = {}
        self.asked = ""

    def build(self) -> None:
        """Make its elements."""
        page, lang = self.page, self.page.state.lang
        parts.text("h2", page.say("learn.head"))
        for number, stop in enumerate(stops(), 1):
            with ui.element("article").classes("card") as self.cards[stop.name]:
                parts.text("p", page.say("learn.stop", number=number, total=len(stops())), "faint")
                parts.text("h3", stop.title[lang])
                parts.text("p", stop.text[lang])
                parts.button(page.say("learn.set"), partial(self._set, stop))
                with ui.element("fieldset"):
                    parts.text("legend", page.say("learn.predict"), "faint")
                    self.buttons[stop.name] = {
                        change: parts.button(page.say(f"learn.{key}"), partial(self._predict, stop.name, change))
                        for change, key in CHANGES.items()
                    }
                    self._press(stop.name, "")
                parts.button(page.say("learn.see"), partial(self._see, stop))
                self.answers[stop.name] = parts.status("", "answer")
        parts.text("p", page.say("learn.doubt"), "doubt")

    async def later(self) -> None:
        """Answer the stop that was asked, once the differences are there."""
        stop = next((one for one in stops() if one.name == self.asked), None)
        if stop is None or self._state(stop) != self.page.state:
            return
        page = self.page
        tables = await page.long(work.differences, page.state)
        whole = tables[WHOLE]
        row = rows_by(whole[whole["point"] == 1], "outcome")[stop.outcome]
        change = change_of(row)
        key = "right" if change == self.predicted[stop.name] else "wrong"
        said = page.say(
            f"learn.{key}", change=page.say(f"learn.{CHANGES[change]}"),
            difference=f"{page.say('compare.difference')}: {interval(row, 'difference', '+', lang=page.state.lang)}.",
        )  # fmt: skip
        self.answers[stop.name].set_text(f"{said} {stop.why[page.state.lang]}")
        self.asked = ""
        with self.cards[stop.name]:
            parts.button(page.say(f"view.{stop.view}"), partial(page.look, stop.view))

    def _predict(self, name: str, change: str) -> None:
        self.predicted[name] = change
        self._press(name, change)

    def _press(self, name: str, change: str) -> None:
        for other, choice in self.buttons[name].items():
            choice.props(f"aria-pressed={'true' if other == change else 'false'}")

    def _state(self, stop: Stop) -> State:
        return stop.state(self.page.state.lang, self.page.state.theme)

    def _set(self, stop: Stop) -> None:
        self.page.go(self._state(stop))

    def _see(self, stop: Stop) -> None:
        if stop.name not in self.predicted:
            self.answers[stop.name].set_text(self.page.say("learn.first"))
            return
        self.asked = stop.name
        self.answers[stop.name].set_text(self.page.say("working"))
        self._set(stop)
        self.page.start_later()
