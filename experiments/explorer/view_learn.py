"""Six guided steps: read, predict, see, with the chart beside them. The model gives the right answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from nicegui import ui

from zombielaw.experiments.analysis.compared import WHOLE
from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.wording import interval
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.board import Board
from zombielaw.experiments.explorer.page import View
from zombielaw.experiments.explorer.reading import READ, there
from zombielaw.experiments.explorer.state import State, Stop, stops
from zombielaw.experiments.words.texts import named

CHANGES = {"more": "more", "fewer": "fewer", "none": "no_change"}
"""Predictions, and their words."""
SIDES = {1: "more", -1: "fewer", 0: "none"}
"""The prediction that is right, by the side of zero on which an interval lies."""


class LearnView(View):
    """View of one guided step at a time; the page keeps the answers."""

    @property
    def stop(self) -> Stop:
        """The step that is shown."""
        return next((one for one in stops() if one.name == self.page.state.stop), stops()[0])

    @property
    def waits(self) -> bool:
        """True while the answer to the step is computed; False once the reader has moved something else."""
        return self.page.asked == self.stop.name and self._state(self.stop) == self.page.state

    def build(self) -> None:
        """Make its elements, once for all steps: a button made anew has lost the focus and the presses on their way."""
        page = self.page
        parts.text("h2", page.say("learn.head"))
        with ui.element("nav").classes("tabs steps").props(f'aria-label="{page.say("learn.steps")}"'):
            self.steps = {stop.name: parts.button("", partial(self._open, stop.name)) for stop in stops()}
        with ui.element("div").classes("learning"):
            with ui.element("article").classes("card"):
                self._card()
            with ui.element("section").props(f'aria-label="{page.say("board.head")}"'):
                self.hidden = parts.text("p", page.say("learn.hidden"), "faint")
                with ui.element("div") as self.seen:
                    self.board = Board(page)
        self._links()
        parts.text("p", page.say("learn.doubt"), "doubt")
        self._show()

    def _card(self) -> None:
        page = self.page
        self.place = parts.text("p", "", "faint")
        self.title = parts.text("h3", "").props("tabindex=-1")
        self.text = parts.text("p", "")
        with ui.element("fieldset"):
            parts.text("legend", page.say("learn.predict"), "faint")
            self.choices = {
                change: parts.button(page.say(f"learn.{key}"), partial(self._predict, change))
                for change, key in CHANGES.items()
            }
        parts.button(page.say("learn.see"), self._see)
        self.answer = parts.status("", "answer")
        with ui.element("div") as self.after:
            self.why = parts.text("p", "")
            with ui.element("div").classes("actions"):
                self.look = parts.button("", lambda: page.look(self.stop.view))
                self.next = parts.button(page.say("learn.next"), self._next)

    def update(self) -> None:
        """Show the scorecard once the step is answered."""
        self.board.show()
        self._show()

    async def later(self) -> None:
        """Answer the step that was asked, once the differences are there."""
        if not self.waits:
            return
        page, stop = self.page, self.stop
        tables = await page.long(work.differences, page.state)
        whole = tables[WHOLE]
        rows = whole[(whole["point"] == 1) & (whole["outcome"] == stop.outcome)]
        row, lang = rows.iloc[0], page.state.lang
        size = f"{interval(row, 'difference', '+', lang=lang)}, {named('unit', row['unit'], lang)}"
        page.answers[stop.name] = SIDES[int(clear_side(rows).iloc[0])], size
        page.asked = ""
        self._show()

    def _show(self) -> None:
        """Show the step, the prediction and the answer of the model."""
        page, lang, stop = self.page, self.page.state.lang, self.stop
        place = stops().index(stop)
        for number, (name, step) in enumerate(self.steps.items(), 1):
            step.set_text(f"{number} ✓" if name in page.answers else str(number))
            step.props(f"aria-current={'step' if name == stop.name else 'false'}")
        self.place.set_text(page.say("learn.stop", number=place + 1, total=len(stops())))
        self.title.set_text(stop.title[lang])
        self.text.set_text(stop.text[lang])
        for change, choice in self.choices.items():
            choice.props(f"aria-pressed={'true' if page.predicted.get(stop.name) == change else 'false'}")
        self.answer.set_text(self._answer(stop))
        self.after.set_visibility(stop.name in page.answers)
        self.why.set_text(stop.why[lang])
        self.look.set_text(page.say(f"view.{stop.view}"))
        self.next.set_visibility(stop != stops()[-1])
        seen = stop.name in page.answers and self._state(stop) == page.state
        self.hidden.set_visibility(not seen)
        self.seen.set_visibility(seen)
        page.headline.set_visibility(seen)  # it would tell what is asked

    def _answer(self, stop: Stop) -> str:
        page = self.page
        if self.waits:
            return page.say("working")
        if stop.name not in page.answers:
            return ""
        change, size = page.answers[stop.name]
        key = "right" if change == page.predicted.get(stop.name) else "wrong"
        words = page.say(f"learn.{CHANGES[change]}")
        return page.say(f"learn.{key}", change=words, difference=page.say("compare.difference"), size=size)

    def _links(self) -> None:
        """Links to pages on the words, the law and the doubts, where the documentation is installed."""
        page = self.page
        with ui.element("p").classes("faint"):
            for name in READ:
                if there(name):
                    link = parts.text("a", page.say(f"read.{name}")).classes("read")
                    link.props(f'href="/read/{name}" target=_blank')

    # ---- what is done

    def _open(self, name: str) -> None:
        self.page.note(stop=name)
        self._show()
        if name in self.page.answers:
            self.page.go(self._state(self.stop))
            self._show()

    def _next(self) -> None:
        self._open(stops()[stops().index(self.stop) + 1].name)
        ui.run_javascript(f"getHtmlElement({self.title.id}).focus()")  # the button that was pressed is hidden now

    def _predict(self, change: str) -> None:
        self.page.predicted[self.stop.name] = change
        self._show()

    def _state(self, stop: Stop) -> State:
        return replace(stop.state(self.page.state.lang, self.page.state.theme), stop=self.page.state.stop)

    def _see(self) -> None:
        stop = self.stop
        if stop.name not in self.page.predicted:
            self.answer.set_text(self.page.say("learn.first"))
            return
        self.page.asked = stop.name
        self.page.go(self._state(stop))
        self._show()
        self.page.start_later()
