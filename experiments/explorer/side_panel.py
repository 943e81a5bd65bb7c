"""The levers of both policies, from their declarations: packages, single levers, and when and where they hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from nicegui import ui

from zombielaw.experiments.config.values import typed_value
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import parts
from zombielaw.experiments.explorer.page import Page, Part
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.explorer.state import DATES, PACKAGES
from zombielaw.experiments.words.names import Shown, levers
from zombielaw.experiments.words.texts import named, speaking
from zombielaw.sim.parameters import Declared

FIRST = (
    "corrective_order_rate",
    "transfer_rate",
    "charge_preference",
    "court_scrutiny",
    "training",
)
"""Levers that are seen at once; all others are under *more*."""
NO_UNIT = ("share", "choice", "yes/no")
STEPS = 100
"""Steps of a slider over the range of its lever."""


class SidePanel(Part):
    """The levers of a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        with speaking(page.state.lang):
            self.levers = levers()
        self.controls: dict[tuple[str, str], Control] = {}
        self.values: dict[tuple[str, str], Any] = {}

    def build(self) -> None:
        """Make the panel."""
        page = self.page
        aside = ui.element("aside").props(f'aria-label="{page.say("levers")}"')
        with aside, parts.folded(page.say("levers"), "all", opened=True):
            parts.text("p", page.say("levers_about"), "faint")
            first = [next(one for one in self.levers if one.about.name == name) for name in FIRST]
            self._packages()
            for one in first:
                self._lever(one)
            with parts.folded(page.say("more_levers"), "more"):
                for group in dict.fromkeys(one.group for one in self.levers):
                    with parts.folded(page.say(f"group.{group}"), "group"):
                        for one in self.levers:
                            if one.group == group and one not in first:
                                self._lever(one)
                with parts.folded(page.say("group.when"), "group"):
                    self._dates()
        self.show()

    def show(self) -> None:
        """Show the state of the page."""
        base = self.page.state.base
        for side in ("a", "b"):
            own = self.page.side(side)
            self.controls[side, "package"].show(
                own.packages[0] if len(own.packages) == 1 else "+" if own.packages else ""
            )
            for one in self.levers:
                name = one.about.name
                value = own.value(name, base)
                self.controls[side, name].show(typed_value(value))
                shown = self._shown(one.about, value)
                if not self._options(one.about):
                    self.controls[side, name].announce(shown)
                if self.values[side, name].text != shown:
                    self.values[side, name].set_text(shown)
                    moved = value != base.plain[f"policy.{name}"]
                    self.values[side, name].classes(**{"add" if moved else "remove": "moved"})
            for name in DATES:
                self.controls[side, f"when.{name}"].show(own.when.get(name, ""))

    # ---- parts of it

    def _rows(self, title: str) -> Iterator[tuple[str, str]]:
        """Rows, one for each policy: its side, and the label of a field in it."""
        for side in "ab":
            with ui.element("div").classes(f"row side-{side}"):
                parts.text("span", side.upper(), "side")
                yield side, self.page.say("lever_of", title=title, side=side.upper())

    def _packages(self) -> None:
        page = self.page
        with ui.element("div").classes("lever"):
            parts.text("p", page.say("package"), "title")
            for side, label in self._rows(page.say("package")):
                shown = [("", named("package", "today", page.state.lang))]
                shown += [
                    (one, named("package", one, page.state.lang))
                    for one in PACKAGES
                    if one != "today"
                ]
                shown += [("+", page.say("several"))] if len(page.side(side).packages) > 1 else []
                self.controls[side, "package"] = Control(
                    "select", "", label, partial(self._package, side), shown
                )

    def _package(self, side: str, name: str) -> None:
        if name in PACKAGES:
            self.page.move(side, packages=(name,), levers={})
        elif not name:
            self.page.move(side, packages=(), levers={})

    def _lever(self, one: Shown) -> None:
        page, about = self.page, one.about
        with ui.element("div").classes("lever"):
            parts.text("p", one.title, "title")
            parts.text("p", one.meaning, "faint")
            for side, label in self._rows(one.title):
                self.controls[side, about.name] = self._control(
                    about, label, partial(self._moved, side, about)
                )
                self.values[side, about.name] = parts.text("span", "", "value")
            today = self._shown(about, about.shown(about.default))
            with ui.element("div").classes("today"):
                share = 0.0
                if not self._options(about):
                    share = (float(about.default) - about.about.low) / (
                        about.about.high - about.about.low
                    )
                    ui.element("i").style(f"left: {100 * share:.1f}%").props("aria-hidden=true")
                parts.text("span", page.say("today_is", value=today), "faint").style(
                    f"margin-left: {70 * share:.0f}%" if share else ""
                )

    def _control(self, about: Declared, label: str, moved: Any) -> Control:
        options = self._options(about)
        if options:
            return Control("select", "", label, moved, options)
        low, high = about.about.low, about.about.high
        return Control(
            "range",
            about.default,
            label,
            moved,
            min=low,
            max=high,
            step=f"{(high - low) / STEPS:g}",
        )

    def _options(self, about: Declared) -> list[tuple[str, str]]:
        names = about.about.options or (("true", "false") if about.kind is bool else ())
        return [(name, named("option", name, self.page.state.lang)) for name in names]

    def _shown(self, about: Declared, value: object) -> str:
        for name, words in self._options(about):
            if name == typed_value(value):
                return words
        if not isinstance(value, int | float):
            return str(value)
        unit = about.about.unit.removesuffix("s") if value == 1 else about.about.unit
        words = (
            "" if about.about.unit in NO_UNIT else f" {named('unit', unit, self.page.state.lang)}"
        )
        return f"{value:.4g}{words}"

    def _moved(self, side: str, about: Declared, text: str) -> None:
        page = self.page
        try:
            own = page.side(side).moved(about.name, _value(about, text), page.state.base)
        except InputError as error:
            page.alert.set_text(page.refused(error))
            return
        page.move(side, levers=own.levers)

    def _dates(self) -> None:
        page = self.page
        parts.text("p", page.say("when_about"), "faint")
        for name in DATES:
            with ui.element("div").classes("lever"):
                parts.text("p", page.say(f"when.{name}"), "title")
                for side, label in self._rows(page.say(f"when.{name}")):
                    self.controls[side, f"when.{name}"] = Control(
                        "text", "", label, partial(self._dated, side, name)
                    )

    def _dated(self, side: str, name: str, text: str) -> None:
        rest = {key: value for key, value in self.page.side(side).when.items() if key != name}
        given = "".join(text.split())
        self.page.move(side, when={**rest, name: given} if given else rest)


def _value(about: Declared, text: str) -> object:
    """Value of a field, as the command line would have it; text that is no number stays text, and is refused later."""
    if about.about.options:
        return text
    if about.kind is bool:
        return {"true": True, "false": False}.get(text, text)
    try:
        return float(text)
    except ValueError:
        return text
