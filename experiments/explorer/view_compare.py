"""A against B over shared draws: the scorecard, charges by year, the funnel of one run, every outcome."""

from __future__ import annotations

import pandas as pd
from nicegui import ui

from zombielaw.experiments.analysis.compared import COMPARED, EXPECTED, WHOLE, kind_of
from zombielaw.experiments.analysis.wording import interval, number, rows_by
from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.board import Board
from zombielaw.experiments.explorer.guide import Guide
from zombielaw.experiments.explorer.page import View
from zombielaw.experiments.words.texts import named

OFFENCES = ("286_1", "287_2")


class CompareView(View):
    """View of a comparison: scorecard, years, funnel, every outcome."""

    def build(self) -> None:
        """Make its elements."""
        self.guide = Guide(self.page, self._seen)
        with ui.element("div") as self.results:
            self._results()
        self.guide.show()

    def _seen(self, seen: bool) -> None:
        """Show the results, or hide them until the reader has predicted them."""
        self.results.set_visibility(seen)
        self.page.headline.set_visibility(seen)

    def _results(self) -> None:
        page = self.page
        self.board = Board(page)
        parts.text("p", page.say("compare.doubt"), "doubt")
        self.years = {}
        with ui.element("div").classes("pair"):
            for part in OFFENCES:
                with ui.element("figure"):
                    head = page.say("compare.years", offence=part.replace("_", "-"))
                    parts.text("figcaption", head)
                    self.years[part] = parts.chart(head, "years")
        self.unit = parts.text("p", "", "faint")
        with parts.folded(page.say("as_table")):
            self.years_table = parts.html()
        parts.text("h2", page.say("compare.funnel"))
        self.funnel = parts.chart(page.say("compare.funnel"), "funnel")
        parts.text("p", page.say("compare.funnel_unit"), "faint")
        with parts.folded(page.say("as_table")):
            self.funnel_table = parts.html()
        with parts.folded(page.say("compare.every")):
            self.table_head = parts.text("p", page.say("compare.waiting"), "faint")
            self.table = parts.html()

    def update(self) -> None:
        """Show the runs of the page, and the differences if they are there."""
        page = self.page
        self.guide.show()
        if page.runs is None:
            return
        lang, theme = page.state.lang, page.state.theme
        runs = dict(zip("ab", page.runs, strict=True))
        if work.same(page.state):
            del runs["b"]
        funnels = {side: run.funnel for side, run in runs.items()}
        bands = work.published(page.state)
        known = "; ".join(f"{number(low)}–{number(high)}" for low, high in bands.values())
        rows = [
            (
                named("stage", stage, lang),
                *(
                    cell
                    for one in funnels.values()
                    for cell in (
                        f"{one['count'].iloc[place]:,.0f}",
                        number(one["expected"].iloc[place]),
                    )
                ),
                *([known if stage == "convictions_286_1" else ""] if bands else []),
            )
            for place, stage in enumerate(funnels["a"]["stage"])
        ]
        head = [
            page.say("case.step"),
            *(
                f"{side.upper()}, {page.say(what)}"
                for side in runs
                for what in ("happened", "expected")
            ),
            *([page.say("compare.published")] if bands else []),
        ]
        in_words = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in rows)
        parts.draw(
            self.funnel,
            charts.funnel(funnels, bands, lang, theme),
            f"{page.say('compare.funnel')}: {in_words}",
        )
        self.funnel_table.set_content(parts.table(head, rows, range(1, 6)))
        self.unit.set_text(page.say(f"compare.years_unit{page.state.per}"))
        self.board.show()

    async def later(self) -> None:
        """Work out the years, then every outcome, from runs that the scorecard has made."""
        page = self.page
        if page.scored is None or page.scored.empty:
            return
        charged = await page.long(work.charged, page.state)
        for part, chart in self.years.items():
            head = page.say("compare.years", offence=part.replace("_", "-"))
            parts.draw(
                chart, charts.by_year(charged, part, page.state.lang, page.state.theme), head
            )
        self.years_table.set_content(self._by_year(charged))
        tables = await page.long(work.differences, page.state)
        if tables:
            self._outcomes(tables[WHOLE])
        else:
            self.table_head.set_text(page.say("nothing_to_copy"))
            self.table.set_content("")

    def _by_year(self, charged: pd.DataFrame) -> str:
        page, lang = self.page, self.page.state.lang
        cells = rows_by(charged, "year", "point", "outcome")
        points = sorted(set(charged["point"]))
        head = [
            page.say("year"),
            *(f"{part.replace('_', '-')}, {'AB'[point]}" for part in OFFENCES for point in points),
        ]
        rows = [
            (
                year,
                *(
                    interval(cells[year, point, f"expected_charges_{part}"], lang=lang)
                    for part in OFFENCES
                    for point in points
                ),
            )
            for year in charged["year"].unique()
        ]
        return parts.table(head, rows, range(1, len(head)))

    def _outcomes(self, whole: pd.DataFrame) -> None:
        page, lang = self.page, self.page.state.lang
        a, b = (rows_by(whole[whole["point"] == point], "outcome") for point in (0, 1))
        row = next(iter(b.values()))
        self.table_head.set_text(page.say("compare.table", runs=row["pairs"], years=row["years"]))
        rows = []
        for name in COMPARED:
            low, high = b[name]["difference_low"], b[name]["difference_high"]
            kind = kind_of(name)
            difference = interval(b[name], "difference", "+", lang=lang)
            if low == high == b[name]["difference"] == 0.0:
                difference = page.say("compare.no_difference")
            elif low <= 0.0 <= high:
                difference += page.say("wording.covers")
            title = f"{named('outcome', name.removeprefix(EXPECTED), lang)} ({named('unit', b[name]['unit'], lang)})"
            counted = page.say(f"compare.kind.{kind}") if kind else ""
            rows.append(
                (
                    title,
                    counted,
                    interval(a[name], lang=lang),
                    interval(b[name], lang=lang),
                    difference,
                )
            )
        head = (
            page.say("compare.outcome"),
            page.say("compare.counted"),
            "A",
            "B",
            page.say("compare.difference"),
        )
        self.table.set_content(parts.table(head, rows, (2, 3, 4)))
