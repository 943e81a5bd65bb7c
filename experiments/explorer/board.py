"""The scorecard as the page shows it: six rows, each with the levels of A and B as dots and the interval of B − A.

Below stands under which of the two 286-1 is alive, with both parts of that verdict.
"""

from __future__ import annotations

from zombielaw.experiments.analysis.scorecard import verdicts
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
        page, card = self.page, self.page.scored
        if card is None or card.empty:
            self.head.set_text(page.say("board.waiting" if card is None else "no_years"))
            return
        one, lang = card.iloc[0], page.state.lang
        self.head.set_text(page.say("board.head"))
        self.about.set_text(
            page.say(
                "board.about",
                years=one["years"],
                runs=one["runs"],
                world=describe_world(page.state),
            )
        )
        shown = {
            "rows": rows(card),
            "words": words(lang, page.state.per),
            "verdicts": verdicts(card, lang),
        }
        self.drawing.show(shown)
