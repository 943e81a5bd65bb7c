"""A against B over shared draws: the scorecard, charges by year, the funnel."""

from __future__ import annotations

from nicegui import ui

from zombielaw.experiments.analysis.scorecard import verdicts
from zombielaw.experiments.analysis.wording import interval, number
from zombielaw.experiments.explorer import charts, parts, work
from zombielaw.experiments.explorer.captions import describe_world, rows, words
from zombielaw.experiments.explorer.guide import Guide
from zombielaw.experiments.explorer.page import View
from zombielaw.experiments.words.texts import named

OFFENCES = ("286_1", "287_2")


class CompareView(View):
    """View of a comparison: scorecard, years, funnel."""

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
        self.head = parts.text("h2", page.say("board.waiting"))
        self.about = parts.text("p", "", "faint")
        self.board = parts.Drawn("score").classes("scrolls").props("tabindex=0")
        parts.text("p", page.say("compare.doubt"), "doubt")
        self.years = {}
        with ui.element("div").classes("pair"):
            for part in OFFENCES:
                with ui.element("figure"):
                    head = page.say("compare.years", offence=part.replace("_", "-"))
                    parts.text("figcaption", head)
                    self.years[part] = parts.chart(head, "years")
        self.unit = parts.text("p", "", "faint")
        parts.text("h2", page.say("compare.funnel"))
        self.funnel = parts.chart(page.say("compare.funnel"), "funnel")
        self.stages = parts.text("p", "", "faint")

    def show(self) -> None:
        """Show the runs of the page, and the scorecard if it is there."""
        page = self.page
        self.guide.show()
        if page.runs is None:
            return
        self._funnel()
        self._board()

    def _funnel(self) -> None:
        """Show the funnel of the scorecard, or at once that of its first run; none without a full calendar year."""
        page, lang = self.page, self.page.state.lang
        card = page.alone if page.scored is None else page.scored
        if card.empty:
            return
        funnels = work.funnels(card)
        in_words = "; ".join(
            f"{side.upper()}, {named('stage', stage, lang)}: {number(count)}, {number(expected)}"
            for side, one in funnels.items()
            for stage, count, expected in one.itertuples(index=False)
        )
        label = f"{page.say('compare.funnel')}: {in_words}"
        parts.draw(self.funnel, charts.funnel(funnels, lang, page.state.theme), label)
        first = card.iloc[0]
        about = {"unit": named("unit", first["unit"], lang), **first[["years", "runs"]]}
        self.stages.set_text(page.say("compare.funnel_unit", **about))

    def _board(self) -> None:
        """Show the scorecard: six rows with the levels of A and B and the interval of B − A, then the verdicts."""
        page, card = self.page, self.page.scored
        if card is None or card.empty:
            self.head.set_text(page.say("board.waiting" if card is None else "no_years"))
            return
        one, lang = card.iloc[0], page.state.lang
        about = {"years": one["years"], "runs": one["runs"], "world": describe_world(page.state)}
        self.head.set_text(page.say("board.head"))
        self.about.set_text(page.say("board.about", **about))
        self.board.show(
            {
                "rows": rows(card),
                "words": words(lang, page.state.per),
                "verdicts": verdicts(card, lang),
            }
        )

    async def later(self) -> None:
        """Work out the years, from runs that the scorecard has made."""
        page = self.page
        if page.scored is None or page.scored.empty:
            return
        charged = await page.long(work.charged, page.state)
        unit = named("unit", charged["unit"].iloc[0], page.state.lang)
        self.unit.set_text(page.say("compare.years_unit", unit=unit))
        for part, chart in self.years.items():
            of = charged[charged["outcome"] == f"expected_charges_{part}"]
            in_words = "; ".join(
                f"{'AB'[row['point']]}, {row['year']}: {interval(row, lang=page.state.lang)}"
                for row in of.to_dict("records")
            )
            head = page.say("compare.years", offence=part.replace("_", "-"))
            options = charts.by_year(of, page.state.theme)
            parts.draw(chart, options, f"{head}: {in_words}")
