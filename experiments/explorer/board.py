"""The scorecard as the page shows it: six rows, each with the levels of A and B as dots and the interval of B − A."""

from __future__ import annotations

from zombielaw.experiments.explorer import parts
from zombielaw.experiments.explorer.captions import describe_world, rows, words
from zombielaw.experiments.explorer.page import Page


class Board:
    """The scorecard in a view."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.head = parts.text("h2", page.say("board.waiting"))
        self.about = parts.text("p", "", "faint")
        self.drawing = parts.Drawn("score").classes("scrolls").props("tabindex=0")

    def show(self) -> None:
        """Show the differences of the page, if they are there."""
        page, scored = self.page, self.page.scored
        if scored is None or scored.card.empty:
            self.head.set_text(page.say("board.waiting" if scored is None else "no_years"))
            return
        one = scored.card.iloc[0]
        self.head.set_text(page.say("board.head"))
        self.about.set_text(
            page.say("board.about", years=one["years"], runs=one["runs"], world=describe_world(page.state))
        )
        self.drawing.show({"rows": rows(scored.card), "words": words(page.state.lang)})
