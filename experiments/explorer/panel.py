"""What a reader sets: the levers of both policies, from their declarations, and the bar with world and actions."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from zombielaw.experiments.config.schema import MOVED
from zombielaw.experiments.config.values import THEN, typed_value
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.display import describe_world, sides
from zombielaw.experiments.explorer.page import (
    Page,
    Part,
    Slider,
    button,
    field,
    select,
    show,
    status,
    text,
)
from zombielaw.experiments.explorer.state import (
    DATES,
    EXPERIMENTS,
    PACKAGES,
    WORLDS,
    Side,
    number_in,
)
from zombielaw.experiments.words.names import Shown, levers
from zombielaw.experiments.words.texts import LANGUAGES, joined, named, say, speaking
from zombielaw.sim.months import month_date
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
EDGE = 0.15
"""Part of a slider at either end where the label of today's mark would leave the panel."""
ENDS = (122, 254)
"""Lengths of run that are offered; an address may have others."""


class Panel(Part):
    """The levers of a page: those of B, and those of A, which are folded until they move."""

    def build(self) -> None:
        """Make the panel."""
        with ui.element("aside").props(f'aria-label="{say("levers")}"'):
            self.policies = [Policy(self.page, side) for side in "ba"]
            for policy in self.policies:
                policy.build()
        self.show()

    def show(self) -> None:
        """Show the state of the page."""
        for policy in self.policies:
            policy.show()

    def fold(self, narrow: bool) -> None:
        """Fold the levers of B, too, on a narrow screen."""
        self.policies[0].folded.set_value(not narrow)


class Policy(Part):
    """Levers of one policy: packages, single levers, and when and where they hold."""

    def __init__(self, page: Page, side: str) -> None:
        super().__init__(page)
        self.side = side
        self.controls: dict[str, ValueElement[Any]] = {}
        self.values: dict[str, ui.label] = {}

    @property
    def own(self) -> Side:
        """The policy as it is set."""
        policy: Side = getattr(self.page.state, self.side)
        return policy

    def build(self) -> None:
        """Make its elements."""
        shown = levers()
        first = [next(one for one in shown if one.about.name == name) for name in FIRST]
        opened = self.side == "b" or self.own != Side()
        self.folded = ui.expansion(say("policy_of", side=self.side.upper()), value=opened)
        with self.folded.classes(f"policy side-{self.side}"):
            text("p", say(f"levers_about.{self.side}"), "faint")
            self._package()
            for one in first:
                self._lever(one)
            with ui.expansion(say("more_levers")):
                for group in dict.fromkeys(one.group for one in shown):
                    text("h3", say(f"group.{group}"))
                    for one in shown:
                        if one.group == group and one not in first:
                            self._lever(one)
                text("h3", say("group.when"))
                text("p", say("when_about"), "faint")
                for name in DATES:
                    dated = field(
                        say(f"when.{name}"), "", self.page.heard(partial(self._dated, name))
                    )
                    self.controls[name] = dated.props(
                        f'aria-label="{self._label(say(f"when.{name}"))}"'
                    )

    def show(self) -> None:
        """Show the state of the page."""
        base, own, packages = self.page.state.base, self.own, self.own.packages
        show(
            self.controls["package"], packages[0] if len(packages) == 1 else "+" if packages else ""
        )
        for one in levers():
            name = one.about.name
            value, control = own.value(name, base), self.controls[name]
            if name not in self.values:
                show(control, typed_value(value))
                continue
            show(control, value)
            shown = _shown(one.about, value)
            self.values[name].set_text(shown)
            moved = value != base.plain[f"policy.{name}"]
            self.values[name].classes(**{"add" if moved else "remove": "moved"})
            if control.props.get("aria-valuetext") != shown:
                control.props["aria-valuetext"] = shown
        for name in DATES:
            show(self.controls[name], own.when.get(name, ""))

    # ---- parts of it

    def _label(self, title: str) -> str:
        return say("lever_of", title=title, side=self.side.upper())

    def _package(self) -> None:
        names = {"": named("package", "today")}
        names |= {one: named("package", one) for one in PACKAGES if one != "today"}
        if len(self.own.packages) > 1:
            names["+"] = say("several")
        chosen = self.page.heard(lambda _: self._packaged(self.controls["package"].value))
        self.controls["package"] = select(self._label(say("package")), names, "", chosen)

    def _packaged(self, name: object) -> None:
        if name in PACKAGES or name == "":
            self._move(packages=(name,) if name else (), levers={})

    def _lever(self, one: Shown) -> None:
        about, label = MOVED[one.about.name], self._label(one.title)
        default = about.shown(about.default)
        today = say("today_is", value=_shown(about, default, digits=2))
        names = _options(about)
        if names:
            chosen = self.page.heard(lambda _: self._moved(about, control.value))
            control = select(label, names, typed_value(default), chosen)
            self.controls[about.name] = control.props(f'hint="{today}"')
            return
        with ui.element("div").classes("lever"):
            text("span", one.title, "title")
            self.values[about.name] = ui.label().classes("value")
            text("p", one.meaning, "faint")
            low, high = about.about.low, about.about.high
            told = self.page.heard(partial(self._moved, about))
            slider = Slider(low, high, (high - low) / STEPS, label, told).props(
                f"color={self.side}"
            )
            place = (float(about.default) - low) / (high - low)
            mark: dict[str, Any] = {"value": float(about.default), "label": today}
            if not EDGE <= place <= 1.0 - EDGE:  # the label would leave the panel
                mark["classes"] = "starts" if place < EDGE else "ends"
            slider.props["marker-labels"] = [mark]
            self.controls[about.name] = slider

    # ---- moves

    def _move(self, **changes: Any) -> None:
        moved: dict[str, Any] = {self.side: replace(self.own, **changes)}
        self.page.go(replace(self.page.state, **moved))

    def _moved(self, about: Declared, value: object) -> None:
        if about.kind is bool:
            value = {"true": True, "false": False}.get(str(value), value)
        elif not about.about.options and isinstance(value, int | float):
            value = float(f"{value:.6g}")  # a browser adds up steps
        try:
            own = self.own.moved(about.name, value, self.page.state.base)
        except InputError as error:
            self.page.refused(error)
            return
        if own != self.own:
            self._move(levers=own.levers)

    def _dated(self, name: str, _: object) -> None:
        rest = {key: value for key, value in self.own.when.items() if key != name}
        between = " " if name == THEN else ""
        given = between.join(str(self.controls[name].value).split())
        self._move(when={**rest, name: given} if given else rest)


def _options(about: Declared) -> dict[str, str]:
    names = about.about.options or (("true", "false") if about.kind is bool else ())
    return {name: named("option", name) for name in names}


def _shown(about: Declared, value: object, digits: int = 4) -> str:
    """Value of a lever with its unit, in words."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return named("option", typed_value(value))
    unit = about.about.unit.removesuffix("s") if value == 1 else about.about.unit
    told = f"{value:.{digits}g}"
    return told if unit in NO_UNIT else f"{told} {named('unit', unit)}"


class Bar(Part):
    """The bar of a page: the world, and in a dialog size, seed, years, links and downloads."""

    def build(self) -> None:
        """Make the bar."""
        page, state = self.page, self.page.state
        text("a", say("skip"), "skip").props("href=#result")
        text("h1", say("title"))
        text("p", say("subtitle"), "faint")
        self.fields: dict[str, ValueElement[Any]] = {
            "experiment": self._choice("experiment", _names("experiment", EXPERIMENTS))
        }
        button(say("b_as_today"), page.heard(self._reset))
        language = next(one for one in LANGUAGES if one != state.lang)
        button(say("lang"), page.heard(partial(self._set, "lang", language)))
        self.dialog = ui.dialog().props(f'aria-label="{say("more")}"')
        button(say("more"), lambda _: self.dialog.open())
        with self.dialog, ui.card():
            months = sorted({*ENDS, state.months})
            seed = page.heard(lambda _: self._seed(str(self.fields["seed"].value)))
            self.fields |= {
                "world": self._choice("world", _names("world", WORLDS)),
                "months": self._choice("months", {str(one): month_date(one - 1) for one in months}),
                "seed": field(say("seed"), state.seed, seed),
            }
            theme = "light" if state.theme == "dark" else "dark"
            with ui.row():
                button(say("copy_link"), page.heard(self._copy_link))
                button(say("copy_command"), page.heard(self._copy_command))
                button(say(f"to_{theme}"), page.heard(partial(self._set, "theme", theme)))
            with ui.row():
                button(say("csv"), page.heard(self._csv))
                button(say("files_csv"), page.heard(self._files_csv))
                for kind in ("svg", "png"):
                    button(say(kind), page.heard(partial(self._charts, kind)))
            self.notice = status("", "notice")

    def show(self) -> None:
        """Show the state of the page."""
        for name, control in self.fields.items():
            show(control, str(getattr(self.page.state, name)))

    # ---- fields

    def _choice(self, name: str, shown: dict[str, str]) -> ValueElement[Any]:
        """A list of values of the state, each with its words."""
        now = getattr(self.page.state, name)

        def moved(_: object) -> None:
            if element.value in shown:
                chosen: dict[str, Any] = {name: type(now)(element.value), "case": "", "month": ""}
                self.page.go(replace(self.page.state, **chosen))

        element = select(say(name), shown, str(now), self.page.heard(moved))
        return element

    def _seed(self, given: str) -> None:
        try:
            seed = number_in("seed", given)
        except InputError as error:
            self.page.refused(error)
            return
        self.page.go(replace(self.page.state, seed=seed, case=""))

    # ---- actions

    def _reset(self, _: object) -> None:
        self.page.go(replace(self.page.state, b=Side(), stop="", case=""))

    def _set(self, key: str, value: str, _: object) -> None:
        other: dict[str, Any] = {key: value}
        self.page.go(replace(self.page.state, **other))

    def _copy(self, copied: str, about: str = "") -> None:
        ui.clipboard.write(copied)
        self.notice.set_text(joined(say("copied", text=copied), about))

    async def _copy_link(self, _: object) -> None:
        link = await ui.run_javascript("return location.href")
        with speaking(self.page.state.lang):
            self._copy(link, say("link_is_local"))

    def _differs(self) -> bool:
        """True if A and B differ; otherwise the reader is told."""
        same = work.same(self.page.state)
        self.notice.set_text(say("nothing_to_copy") if same else "")
        return not same

    def _copy_command(self, _: object) -> None:
        if self._differs():
            self._copy(self.page.state.command)

    async def _csv(self, _: object) -> None:
        with speaking(self.page.state.lang):
            differs = self._differs()
        if differs:
            table = await self.page.long(work.differences, self.page.state)
            ui.download.content(table.to_csv(index=False), "differences.csv", "text/csv")

    def _files_csv(self, _: object) -> None:
        state = self.page.state
        # the engine is there; the runs may still be those of the former settings
        if self.page.runs is not None:
            cases = work.run_of(state.scenario("a"), state.seed).cases
            ui.download.content(cases.to_csv(), "files_of_a.csv", "text/csv")

    async def _charts(self, kind: str, _: object) -> None:
        """Export the figures that are shown, with what they rest on, unless one is of the former settings."""
        state = self.page.state
        with speaking(state.lang):
            key = say(f"export.key.{state.view}", seed=state.seed, runs=state.runs)
            about = joined(sides(state), describe_world(state), key)
        given = ", ".join(map(json.dumps, (kind, state.view, about)))
        taken = await ui.run_javascript(f"return zombielawCharts({given})", timeout=30.0)
        with speaking(state.lang):
            self.notice.set_text("" if taken else say("export.none"))


def _names(group: str, names: tuple[str, ...]) -> dict[str, str]:
    return {one: named(group, one) for one in names}
