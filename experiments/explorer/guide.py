"""Six guided steps above the scorecard: read, predict, then see what the model says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
from nicegui import ui

from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.wording import interval
from zombielaw.experiments.explorer import parts
from zombielaw.experiments.explorer.page import Page
from zombielaw.experiments.explorer.state import Stop, stops
from zombielaw.experiments.words.texts import named

CHANGES = {1: "more", -1: "fewer", 0: "no_change"}
"""Predictions, by the side of zero on which the interval of the difference then lies."""


class Guide:
    """The step of the address, and the prediction of the reader.

    ``seen``: called with False while a step waits for a prediction, which the results would give away.
    """

    def __init__(self, page: Page, seen: Callable[[bool], object]) -> None:
        self.page, self.seen = page, seen
        with parts.folded(page.say("learn.head"), "learn", opened=bool(page.state.stop)):
            with (
                ui.element("nav")
                .classes("tabs steps")
                .props(f'aria-label="{page.say("learn.steps")}"')
            ):
                self.steps = {
                    stop.name: parts.button(str(number), partial(self._open, stop))
                    for number, stop in enumerate(stops().values(), 1)
                }
            with ui.element("article").classes("card") as self.card:
                self.title, self.text = parts.text("h3", ""), parts.text("p", "")
                with ui.element("fieldset"):
                    parts.text("legend", page.say("learn.predict"), "faint")
                    self.choices = {
                        side: parts.button(
                            page.say(f"learn.{change}"), partial(self._predict, side)
                        )
                        for side, change in CHANGES.items()
                    }
                self.answer, self.why = parts.status("", "answer"), parts.text("p", "")
            parts.text("p", page.say("learn.doubt"), "doubt")

    def show(self) -> None:
        """Show the step, the prediction and the answer of the model, if there is one for these settings."""
        page, lang, stop = self.page, self.page.state.lang, stops().get(self.page.state.stop)
        self.card.set_visibility(stop is not None)
        for name, step in self.steps.items():
            step.props(f"aria-current={'step' if name == page.state.stop else 'false'}")
        if stop is None:
            self.seen(True)
            return
        predicted, asked = page.predicted.get(stop.name), stop.asks(page.state)
        self.title.set_text(stop.title[lang])
        self.text.set_text(stop.text[lang])
        for side, choice in self.choices.items():
            choice.props(f"aria-pressed={'true' if predicted == side else 'false'}")
        waits, card = predicted is None or not asked, page.scored
        answer = page.say("working") if card is None else self._answer(stop, card, predicted)
        self.answer.set_text("" if waits else answer)
        self.why.set_text("" if waits else stop.why[lang])
        self.seen(not (waits and asked))

    def _answer(self, stop: Stop, card: pd.DataFrame, predicted: int | None) -> str:
        page, lang = self.page, self.page.state.lang
        rows = card[(card["point"] == 1) & (card["outcome"] == stop.outcome)]
        row, side = rows.iloc[0], int(clear_side(rows).iloc[0])
        return page.say(
            f"learn.{'right' if side == predicted else 'wrong'}",
            change=page.say(f"learn.{CHANGES[side]}"),
            difference=page.say("compare.difference"),
            size=f"{interval(row, 'difference', '+', lang=lang)}, {named('unit', row['unit'], lang)}",
        )

    def _open(self, stop: Stop) -> None:
        self.page.go(stop.state(self.page.state.lang, self.page.state.theme))
        self.show()

    def _predict(self, side: int) -> None:
        self.page.predicted[self.page.state.stop] = side
        self.show()
