"""Diagnosis of 286-1: answers over seeds and draws, causes with what would revive it, and the signs that decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from nicegui import ui

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.captions import answer_in_words, doubt
from zombielaw.experiments.explorer.page import Page, View
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.opinion.words import law_text
from zombielaw.sim.analysis.diagnosis import (
    AFTER_PULSE,
    CAUSES,
    IN_USE,
    LINES,
    PROBE_OF,
    PROBES,
    PULSE_MONTHS,
)
from zombielaw.sim.law.truth import NAMES

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
        parts.field(
            which, Control("select", self.side, which, self._chosen, [("a", "A"), ("b", "B")])
        )
        parts.text("h2", page.say("why.title"))
        with ui.element("div").classes("scrolls") as self.answers:
            self.doubt = parts.status("", "lead")
            self.so_far, self.head, self.revived = (parts.text("p", "", "faint") for _ in range(3))
            self.cards = ui.element("div").classes("cards")
            with parts.folded(page.say("why.signs")):
                self.signs = parts.html()
        parts.text("p", page.say("why.doubt"), "doubt")
        self._count(work.stored(page.state, self.side))

    def _count(self, answers: Mapping[str, Mapping[str, int]]) -> None:
        """Say how often each answer was given."""
        page = self.page
        self.doubt.set_text(doubt(answers, page.state.lang) if answers else page.say("working"))

    async def later(self) -> None:
        """Diagnose, once for each seed, then for each draw; the first has its causes and signs shown."""
        page, state = self.page, self.page.state
        scenario, known = state.scenario(self.side), work.stored(state, self.side)
        if scenario.months < LEAST:
            self.doubt.set_text(page.say("why.short"))
            return
        asked = work.batches(scenario, state.seed)[: 1 if known else None]
        answers: dict[str, Counter[str]] = {}

        def progress(done: int, total: int) -> None:
            self.so_far.set_text(page.say("progress", done=done, total=total))

        for done, batch in enumerate(asked, 1):
            diagnosed = await page.long(
                work.diagnosed, batch.scenario, batch.seed, on_progress=progress
            )
            answers.setdefault(batch.kind, Counter())[diagnosed.diagnosis.conclusion] += 1
            if done == 1:
                parts.fresh(self.answers)
                self._show_diagnosis(diagnosed)
            self._count(known or answers)
            self.so_far.set_text(
                page.say("why.so_far", done=done, total=len(asked)) if done < len(asked) else ""
            )

    def _show_diagnosis(self, diagnosed: work.Diagnosed) -> None:
        page, one = self.page, diagnosed.diagnosis
        answer = answer_in_words(one.conclusion, page.state.lang)
        values = {"runs": work.DIAGNOSED, "probes": len(PROBES), "seed": page.state.seed}
        self.head.set_text(page.say("why.head", side=self.side.upper(), answer=answer, **values))
        names = page.say("list.between").join(page.say(f"probe.{name}") for name in one.revived_by)
        revived = page.say("why.revived", probes=names) if names else page.say("why.revived_none")
        self.revived.set_text("" if one.conclusion == IN_USE else revived)
        self.cards.clear()
        with self.cards:
            for name in CAUSES:
                self._card(name, diagnosed)
        head = [page.say(f"why.sign.{name}") for name in ("name", "value", "low", "high")]
        rows = [
            (page.say(f"sign.{name}"), number(value), f"{line.low:g}", f"{line.high:g}")
            for name, value in {**one.parts, **one.signs}.items()
            for line in [next(line for of, line in LINES.items() if name.startswith(of))]
        ]
        self.signs.set_content(parts.table(head, rows, (1, 2, 3)))

    def _card(self, name: str, diagnosed: work.Diagnosed) -> None:
        page, one = self.page, diagnosed.diagnosis
        dead = one.conclusion != IN_USE
        verdict = (
            "cannot"
            if dead and not diagnosed.findable[name]
            else NAMES[one.causes[name]].replace(" ", "_")
        )
        revives = (
            "its_probe"
            if not dead
            else "revives"
            if PROBE_OF[name] in one.revived_by
            else "revives_not"
        )
        with ui.element("article").classes(f"card {verdict}"):
            parts.text("h3", law_text(f"term.{name}", page.state.lang))
            parts.text("p", page.say(f"why.{verdict}"), "verdict")
            parts.text("p", page.say(f"cause.{name}"), "faint")
            probe = page.say(f"probe.{PROBE_OF[name]}")
            parts.text("p", page.say(f"why.{revives}", probe=probe), "faint")

    def _chosen(self, side: str) -> None:
        if side in ("a", "b"):
            self.side = side
            self._count(work.stored(self.page.state, side))
            self.page.start_later()
