"""The scorecard as the page shows it: six rows, each with the levels of A and B as dots and the interval of B − A."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.scorecard import SCORED, change, rows_of, title_of
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.explorer import parts
from zombielaw.experiments.explorer.page import Page
from zombielaw.experiments.words.texts import Language, say


def rows(card: pd.DataFrame) -> list[dict[str, Any]]:
    """The six rows as ``drawings.js`` takes them, in no language."""
    with_b = bool((card["point"] == 1).any())
    found = rows_of(card, 1 if with_b else 0)
    return [_row(name, found[name], with_b) for name in SCORED]


def _row(name: str, row: Any, with_b: bool) -> dict[str, Any]:
    base, low, high = row["base"], row["difference_low"], row["difference_high"]
    ends = with_b and math.isfinite(low) and math.isfinite(base)
    texts = {"now": row["value"], "change": row["difference"], "low": low, "high": high}
    signs = {"now": "", "change": "+", "low": "+", "high": "+"}
    told = {part: number(value, signs[part]) if with_b else None for part, value in texts.items()}
    return {
        "name": name, "base": _known(base), "value": _known(row["value"]) if with_b else None,
        "low": float(base + low) if ends else None, "high": float(base + high) if ends else None,
        "clear": change(row) if with_b else "none",
        "text": {"before": number(base), **told, **({} if ends else {"low": None, "high": None})},
    }  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def words(lang: Language) -> dict[str, str]:
    """What ``drawings.js`` says beside the numbers."""
    return {
        **{name: title_of(name, lang) for name in SCORED},
        **{f"clear.{one}": say(f"clear.{one}", lang) for one in ("more", "fewer", "none")},
        **{name: say(f"board.{name}", lang) for name in ("outcome", "levels", "picture", "change")},
        "ends": say("board.ends", lang, low="{low}", high="{high}"),
    }


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
        self.about.set_text(page.say("board.about", years=one["years"], runs=one["runs"], world=page.world_told()))
        self.drawing.show({"rows": rows(scored.card), "words": words(page.state.lang)})
