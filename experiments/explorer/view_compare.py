"""A against B: the funnel of one run, charges by year, and paired differences over runs that share their draws."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from zombielaw.experiments.analysis.compared import COMPARED, EXPECTED, WHOLE, kind_of
from zombielaw.experiments.analysis.wording import interval, number, rows_by
from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.page import View
from zombielaw.experiments.words.texts import named

OFFENCES = ("286_1", "287_2")
SHOWN = 24
"""Files that are listed."""


class CompareView(View):
    """The second view."""

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        self.table_head = parts.text("h2", page.say("compare.waiting"))
        self.table = parts.html()
        parts.text("h2", page.say("compare.funnel"))
        self.funnel = parts.chart(page.say("compare.funnel"), "funnel")
        parts.text("p", page.say("compare.funnel_unit"), "faint")
        with parts.folded(page.say("as_table")):
            self.funnel_table = parts.html()
        self.years = {}
        with ui.element("div").classes("pair"):
            for part in OFFENCES:
                with ui.element("figure"):
                    head = page.say("compare.years", offence=part.replace("_", "-"))
                    parts.text("figcaption", head)
                    self.years[part] = parts.chart(head, "years")
        parts.text("p", page.say("compare.years_unit"), "faint")
        self.changed = ui.element("div").classes("files")
        parts.text("p", page.say("compare.doubt"), "doubt")

    def update(self) -> None:
        """Show the runs of the page, and the differences if they are there."""
        page = self.page
        if page.runs is None:
            return
        lang, theme = page.state.lang, page.state.theme
        same = work.same(page.state)
        runs = dict(zip("ab", page.runs, strict=True))
        if same:
            del runs["b"]
        funnels = {side: run.funnel for side, run in runs.items()}
        bands = work.published(page.state)
        known = "; ".join(f"{number(low)}–{number(high)}" for low, high in bands.values())
        rows = [
            (named("stage", stage, lang), *(cell for one in funnels.values() for cell in (
                f"{one['count'].iloc[place]:,.0f}", number(one["expected"].iloc[place]))),
             *([known if stage == "convictions_286_1" else ""] if bands else []))
            for place, stage in enumerate(funnels["a"]["stage"])
        ]  # fmt: skip
        head = [
            page.say("case.step"),
            *(f"{side.upper()}, {page.say(what)}" for side in runs for what in ("happened", "expected")),
            *([page.say("compare.published")] if bands else []),
        ]
        told = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in rows)
        parts.draw(self.funnel, charts.funnel(funnels, bands, lang, theme), f"{page.say('compare.funnel')}: {told}")
        self.funnel_table.set_content(parts.table(head, rows, range(1, 6)))
        for part, chart in self.years.items():
            panels = {side: run.record.panel for side, run in runs.items()}
            head_of = page.say("compare.years", offence=part.replace("_", "-"))
            parts.draw(chart, charts.by_year(panels, part, lang, theme), head_of)
        self._differences(same)
        self._changed()

    def _differences(self, same: bool) -> None:
        page, lang = self.page, self.page.state.lang
        if WHOLE not in page.tables:
            self.table_head.set_text(page.say("same" if same else "compare.waiting"))
            self.table.set_content("")
            return
        whole = page.tables[WHOLE]
        a, b = (rows_by(whole[whole["point"] == point], "outcome") for point in (0, 1))
        row = next(iter(b.values()))
        self.table_head.set_text(page.say("compare.table", runs=row["pairs"], years=row["years"]))
        rows = []
        for name in COMPARED:
            low, high = b[name]["difference_low"], b[name]["difference_high"]
            kind = kind_of(name)
            said = interval(b[name], "difference", "+", lang=lang)
            if low == high == b[name]["difference"] == 0.0:
                said = page.say("compare.no_difference")
            elif low <= 0.0 <= high:
                said += page.say("wording.covers")
            title = named("outcome", name.removeprefix(EXPECTED), lang)
            counted = page.say(f"compare.kind.{kind}") if kind else ""
            rows.append((title, counted, interval(a[name], lang=lang), interval(b[name], lang=lang), said))
        head = (page.say("compare.outcome"), page.say("compare.counted"), "A", "B", page.say("compare.difference"))
        self.table.set_content(parts.table(head, rows, (2, 3, 4)))

    def _changed(self) -> None:
        page = self.page
        if page.runs is None:
            return
        found = work.changed(*page.runs)
        self.changed.clear()
        with self.changed:
            parts.text("p", page.say("compare.changed", files=f"{len(found):,}"))
            with ui.element("div").classes("chips"):
                for name, row in found.head(SHOWN).iterrows():
                    ends = " → ".join(
                        named("out", str(row[f"end_{side}"]).replace(" ", "_"), page.state.lang) for side in "ab"
                    )
                    parts.button(f"{name}: {ends}", partial(page.open_case, str(name)), "plain")
