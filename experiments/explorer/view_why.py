"""Why is it dead? Five causes with their signs on their lines, what brings it to life, and a map of two levers."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.page import Page, View
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.opinion.words import say as glossary
from zombielaw.experiments.words.levers import title
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, CAUSES, PROBE_OF, PROBES, PULSE_MONTHS
from zombielaw.sim.analysis.lines import LINES
from zombielaw.sim.law.truth import MET, OPEN

LEAST = PULSE_MONTHS + AFTER_PULSE
"""Months of a run that can be diagnosed."""


class WhyView(View):
    """The fourth view."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.side = "a" if work.same(page.state) else "b"

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        which = page.say("why.of")
        parts.field(which, Control("select", self.side, which, self._chosen, [("a", "A"), ("b", "B")]))
        parts.text("h2", page.say("why.title"))
        self.head = parts.status(page.say("working"), "lead")
        self.parts = parts.text("p", "", "faint")
        self.revived = parts.text("p", "")
        self.cards = ui.element("div").classes("cards")
        parts.text("h2", page.say("why.map"))
        self.progress = parts.status("", "faint")
        self.map = parts.chart(page.say("why.map"), "map")
        self.map_unit = parts.text("p", "", "faint")
        with parts.folded(page.say("as_table")):
            self.table = parts.html()
        parts.text("p", page.say("why.doubt"), "doubt")

    async def later(self) -> None:
        """Diagnose, then map."""
        page = self.page
        state, lang = page.state, page.state.lang
        scenario = state.scenario(self.side)
        if scenario.months < LEAST:
            self.head.set_text(page.say("why.short"))
        else:
            self._told(await page.long(work.diagnosed, scenario, state.seed, told=self._at(self.head)))
        found = await page.long(work.mapped, scenario, state.seed, state.base.scale, told=self._at(self.progress))
        self.progress.set_text("")
        self.map_unit.set_text(page.say("why.map_unit", runs=work.MAPPED, side=self.side.upper()))
        across, up = (title(lever, lang) for lever in (work.ACROSS, work.UP))
        rows = [
            (f"{found.up[place]:.2g}", *(f"{value:.3g}" for value in row))
            for place, row in enumerate(found.convictions)
        ]
        head = [f"{up} \\ {across}", *(f"{value:.2g}" for value in found.across)]
        self.table.set_content(parts.table(head, rows, range(1, len(head))))
        told = f"{page.say('why.here')}: {across} {found.here[0]:.3g}, {up} {found.here[1]:.3g}"
        parts.draw(self.map, charts.heat(found, (across, up), lang, state.theme), f"{page.say('why.map')}. {told}")

    def _at(self, where: TextElement) -> Callable[[int, int], object]:
        return lambda done, total: where.set_text(self.page.say("progress", done=done, total=total))

    def _told(self, found: work.Found) -> None:
        page, lang = self.page, self.page.state.lang
        one = found.diagnosis
        cause = glossary(f"term.{one.found}", lang) if one.found in CAUSES else ""
        key = "one" if cause else one.found
        said = page.say(f"why.found.{key}", cause=cause)
        self.head.set_text(
            page.say("why.head", side=self.side.upper(), found=said, runs=work.DIAGNOSED, probes=len(PROBES))
        )
        self.parts.set_text("; ".join(
            page.say(f"why.part.{name}", value=charts.shown(value), line=f"{LINES[name].high:g}")
            for name, value in one.parts.items()
        ))  # fmt: skip
        names = "; ".join(page.say(f"probe.{name}") for name in one.revived_by)
        alive = one.found == "alive"
        self.revived.set_text(
            "" if alive else page.say("why.revived", probes=names) if names else page.say("why.revived_none")
        )
        self.cards.clear()
        with self.cards:
            for name in CAUSES:
                self._card(name, found)

    def _card(self, name: str, found: work.Found) -> None:
        page, lang = self.page, self.page.state.lang
        truth = found.diagnosis.causes[name]
        state = "met" if truth == MET else "open" if truth == OPEN else "not_met"
        dead = found.diagnosis.found != "alive"
        state = "cannot" if dead and not found.findable[name] else state
        with ui.element("article").classes(f"card {state}"):
            parts.text("h3", glossary(f"term.{name}", lang))
            parts.text("p", page.say(f"why.{state}"), "verdict")
            parts.text("p", page.say(f"cause.{name}"), "faint")
            with ui.element("ul"):
                for sign in work.SIGNS_OF[name]:
                    line, value = LINES[sign.line], found.diagnosis.signs[sign.name]
                    end = "high" if sign.high else "low"
                    asked = page.say(f"why.asks_{end}", line=f"{getattr(line, end):g}")
                    mark = {MET: "✓ ", OPEN: "? "}.get(sign.holds(value), "✗ ")
                    words = page.say(
                        "why.sign", name=page.say(f"sign.{sign.name}"), value=charts.shown(value), line=asked
                    )
                    parts.text("li", mark + words)
            revives = PROBE_OF[name] in found.diagnosis.revived_by
            mark = "" if not dead else "✓ " if revives else "✗ "
            parts.text("p", mark + page.say("why.probe", probe=page.say(f"probe.{PROBE_OF[name]}")), "faint")

    def _chosen(self, side: str) -> None:
        if side in ("a", "b"):
            self.side = side
            self.page.start_later()
