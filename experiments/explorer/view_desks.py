"""Desks: every case file a dot that goes from desk to desk, or falls off; A beside B."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.explorer import parts
from zombielaw.experiments.explorer.desks import dots, name_of, step_of, words
from zombielaw.experiments.explorer.page import View, month_of
from zombielaw.sim.months import month_date


class DesksView(View):
    """The files of one run of A and one of B, month by month."""

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        parts.text("h2", page.say("desks.head"))
        self.about = parts.text("p", "", "faint")
        self.drawing = parts.Drawn("desks", month=self._month, picked=self._picked)
        parts.text("p", page.say("desks.doubt"), "doubt")

    def show(self) -> None:
        """Show the runs of the page."""
        page = self.page
        if page.runs is None:
            return
        state = page.state
        self.every = step_of(*page.runs)
        about = page.say("desks.about", seed=state.seed, every=self.every)
        self.about.set_text(
            about if self.every == 1 else f"{about} {page.say('desks.every', every=self.every)}"
        )
        self.drawing.show(
            {
                "months": state.months,
                "first": month_date(0),
                "words": words(state.lang),
                "at": month_of(state),
                "sides": {
                    side: dots(run, self.every) for side, run in zip("ab", page.runs, strict=True)
                },
            }
        )

    def sentence(self) -> str:
        """Count what is drawn: files of both runs, and those convicted of 286-1, happened and expected."""
        runs, told = self.page.runs, dict[str, object]()
        for side, run in zip("ab", runs or (), strict=False):
            months = run.record.months
            told[f"files_{side}"] = f"{len(run.record.files['opened']):,}"
            told[f"happened_{side}"] = int(months["convictions_286_1"].sum())
            told[f"expected_{side}"] = number(months["expected_convictions_286_1"].sum())
        return self.page.say("desks.sentence", **told) if told else ""

    def _month(self, month: Any) -> None:
        last = self.page.state.months - 1
        if isinstance(month, int) and 0 <= month <= last:
            self.page.note(month="" if month == last else month_date(month))

    def _picked(self, what: Any) -> None:
        """Show the story of the file of a dot: ``what`` is its policy and its number."""
        runs = self.page.runs
        if (
            runs is None
            or not isinstance(what, list)
            or len(what) != 2
            or what[0] not in ("a", "b")
        ):
            return
        run, dot = runs["ab".index(what[0])], what[1]
        if isinstance(dot, int) and (name := name_of(run, dot, self.every)):
            self.page.go(replace(self.page.state, case=name, only="", view="case"))
