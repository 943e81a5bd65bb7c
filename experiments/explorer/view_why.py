"""Diagnosis of 286-1: answers over seeds and draws, causes with their signs, probes that revive, a map of levers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.page import Page, View
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.opinion.words import say as glossary
from zombielaw.experiments.words.levers import title
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, CAUSES, PROBE_OF, PROBES, PULSE_MONTHS, Diagnosis
from zombielaw.sim.analysis.lines import LINES
from zombielaw.sim.law.truth import MET, OPEN

KINDS = ("seed", "draw")
LEAST = PULSE_MONTHS + AFTER_PULSE
"""Months of a run that can be diagnosed."""


class WhyView(View):
    """View of the diagnosis."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.side = "a"

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        which = page.say("why.of")
        parts.field(which, Control("select", self.side, which, self._chosen, [("a", "A"), ("b", "B")]))
        parts.text("h2", page.say("why.title"))
        with ui.element("div").classes("scrolls") as self.answers:
            self.doubt = {kind: parts.status(page.say("working") if kind == "seed" else "", "lead") for kind in KINDS}
            self.so_far = parts.text("p", "", "faint")
            self.head = parts.text("p", "", "faint")
            self.parts = parts.text("p", "", "faint")
            self.revived = parts.text("p", "")
            self.cards = ui.element("div").classes("cards")
        parts.text("h2", page.say("why.map"))
        points = work.STEPS**2 * page.state.runs
        self.draw_map = parts.button(page.say("why.draw_map", runs=points), self._map)
        self.progress = parts.status("", "faint")
        self.map = parts.chart(page.say("why.map"), "map")
        self.map.set_visibility(False)
        self.map_unit = parts.text("p", "", "faint")
        with parts.folded(page.say("as_table")):
            self.table = parts.html()
        parts.text("p", page.say("why.doubt"), "doubt")

    async def later(self) -> None:
        """Diagnose, once for each seed, then for each draw; the first has its signs shown."""
        page, state = self.page, self.page.state
        scenario = state.scenario(self.side)
        if scenario.months < LEAST:
            self.doubt["seed"].set_text(page.say("why.short"))
            return
        asked = work.batches(scenario, state.seed)
        answers: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for number, batch in enumerate(asked):
            diagnosed = await page.long(work.diagnosed, batch.scenario, batch.seed, on_progress=self._at(self.so_far))
            answers[batch.kind].append(diagnosed.diagnosis.conclusion)
            if number == 0:
                parts.fresh(self.answers)
                self._show_diagnosis(diagnosed)
            for kind, given in answers.items():
                self.doubt[kind].set_text(self._answers(kind, given))
            done = number + 1 == len(asked)
            self.so_far.set_text("" if done else page.say("why.so_far", done=number + 1, total=len(asked)))

    def _answers(self, kind: str, given: list[str]) -> str:
        """Count of each answer in words, the most frequent first."""
        page = self.page
        if not given:
            return ""
        counted = Counter(given).most_common()
        each = [page.say("why.in", answer=self._answer(answer), count=count) for answer, count in counted]
        return page.say(f"why.doubt.{kind}", total=len(given), answers=page.say("list.between").join(each))

    def _answer(self, answer: str) -> str:
        if answer in CAUSES:
            return glossary(f"term.{answer}", self.page.state.lang)
        return self.page.say(f"why.answer.{answer}")

    async def _map(self) -> None:
        """Draw the map, which takes longer than all else on the page."""
        page, state, lang = self.page, self.page.state, self.page.state.lang
        years = work.years_of(state)
        if not years:
            self.progress.set_text(page.say("no_years"))
            return
        lever_map = await page.long(work.mapped, state, self.side, on_progress=self._at(self.progress))
        self.progress.set_text("")
        self.map_unit.set_text(
            page.say(
                f"why.map_unit{state.per}", runs=state.runs, side=self.side.upper(), years=f"{years[0]}-{years[-1]}"
            )
        )
        across, up = (title(lever, lang) for lever in (work.ACROSS, work.UP))
        rows = [
            (f"{lever_map.up[place]:.2g}", *(f"{value:.3g}" for value in row))
            for place, row in enumerate(lever_map.convictions)
        ]
        head = [f"{up} \\ {across}", *(f"{value:.2g}" for value in lever_map.across)]
        self.table.set_content(parts.table(head, rows, range(1, len(head))))
        here = f"{page.say('why.here')}: {across} {lever_map.here[0]:.3g}, {up} {lever_map.here[1]:.3g}"
        self.map.set_visibility(True)
        parts.draw(self.map, charts.heat(lever_map, (across, up), lang, state.theme), f"{page.say('why.map')}. {here}")

    def _at(self, where: TextElement) -> Callable[[int, int], object]:
        return lambda done, total: where.set_text(self.page.say("progress", done=done, total=total))

    def _show_diagnosis(self, diagnosed: work.Diagnosed) -> None:
        page, lang = self.page, self.page.state.lang
        one = diagnosed.diagnosis
        cause = glossary(f"term.{one.conclusion}", lang) if one.conclusion in CAUSES else ""
        key = "one" if cause else one.conclusion
        answer = page.say(f"why.found.{key}", cause=cause)
        self.head.set_text(
            page.say(
                "why.head",
                side=self.side.upper(),
                answer=answer,
                runs=work.DIAGNOSED,
                probes=len(PROBES),
                seed=page.state.seed,
            )
        )
        between = page.say("list.between")
        self.parts.set_text(
            between.join(
                page.say(f"why.part.{name}", value=charts.shown(value, lang), line=f"{LINES[name].high:g}")
                for name, value in one.parts.items()
            )
        )
        names = between.join(page.say(f"probe.{name}") for name in one.revived_by)
        alive = one.conclusion == "alive"
        self.revived.set_text(
            "" if alive else page.say("why.revived", probes=names) if names else page.say("why.revived_none")
        )
        self.cards.clear()
        with self.cards:
            for name in CAUSES:
                self._card(name, diagnosed)

    def _card(self, name: str, diagnosed: work.Diagnosed) -> None:
        page, lang = self.page, self.page.state.lang
        truth = diagnosed.diagnosis.causes[name]
        state = "met" if truth == MET else "open" if truth == OPEN else "not_met"
        dead = diagnosed.diagnosis.conclusion != "alive"
        state = "cannot" if dead and not diagnosed.findable[name] else state
        with ui.element("article").classes(f"card {state}"):
            parts.text("h3", glossary(f"term.{name}", lang))
            parts.text("p", page.say(f"why.{state}"), "verdict")
            parts.text("p", page.say(f"cause.{name}"), "faint")
            with ui.element("ul"):
                for sign in work.SIGNS_OF[name]:
                    parts.text("li", self._sign(sign, diagnosed.diagnosis))
            revives = PROBE_OF[name] in diagnosed.diagnosis.revived_by
            key = "its_probe" if not dead else "revives" if revives else "revives_not"
            probe = page.say(f"probe.{PROBE_OF[name]}")
            parts.text("p", page.say("why.probe", revives=page.say(f"why.{key}"), probe=probe), "faint")

    def _sign(self, sign: work.Sign, diagnosis: Diagnosis) -> str:
        """A sign in words; a value that divides by zero says neither yes nor no."""
        page, lang = self.page, self.page.state.lang
        line, value = LINES[sign.line], diagnosis.signs[sign.name]
        end = "high" if sign.high else "low"
        asked = page.say(f"why.asks_{end}", line=f"{getattr(line, end):g}")
        if sign.name == "rival" and math.isnan(diagnosis.parts["share"]):
            holds, shown = "unknown", page.say("why.nothing")
        elif math.isnan(value):
            holds, shown = "unknown", page.say("why.nothing_there")
        else:
            holds, shown = {MET: "holds", OPEN: "between"}.get(sign.holds(value), "fails"), charts.shown(value, lang)
        return page.say(
            "why.sign", holds=page.say(f"why.{holds}"), name=page.say(f"sign.{sign.name}"), value=shown, line=asked
        )

    def _chosen(self, side: str) -> None:
        if side in ("a", "b"):
            self.side = side
            self.page.start_later()
