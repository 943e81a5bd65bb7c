"""The scorecard of a comparison: use, share, the rival, wrongful convictions, harm and cost, each in one row.

A row has the level of each side, the paired difference and its interval; the page and the report show the same six.
"""

from __future__ import annotations

import math

import pandas as pd

from zombielaw.experiments.analysis.compared import WHOLE, Ran, compared
from zombielaw.experiments.analysis.outcomes import outcomes_beside
from zombielaw.experiments.analysis.wording import Row, number, rows_by
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.words.texts import Language, say

SCORED = outcomes_beside(__file__, "scorecard.csv")
"""The six outcomes, in the order in which they are shown."""
USE, SHARE, RIVAL, WRONGFUL, HARM, DAYS = SCORED


def scorecard(results: Ran, years: range, scale: float) -> pd.DataFrame:
    """The six rows of each scenario of a design that was run with the reducer ``by_place``; the first is the base.

    ``years``: calendar years that are averaged. ``scale``: providers of the country per provider of the world.
    Returns ``point, scenario, outcome, value, low, high, base, difference, difference_low, difference_high, ...`` as
    :func:`~zombielaw.experiments.analysis.compared.compared` does; empty without years or runs.
    """
    return compared(results, years, scale, [WHOLE], outcomes=SCORED).get(WHOLE, pd.DataFrame())


def rows_of(card: pd.DataFrame, point: int) -> dict[str, Row]:
    """The six rows of one scenario, by outcome."""
    return {name: row for name, row in rows_by(card[card[POINT] == point], "outcome").items() if name in SCORED}


def title_of(outcome: str, lang: Language) -> str:
    """An outcome of the scorecard in words."""
    return say(f"scorecard.{outcome}", lang)


def change(row: Row) -> str:
    """Is a difference clear? ``more``, ``fewer`` or ``none``: by the side of zero on which its interval lies."""
    return "more" if row["difference_low"] > 0.0 else "fewer" if row["difference_high"] < 0.0 else "none"


def percent(row: Row, lang: Language) -> str:
    """A difference as a part of the level of the base, such as ``+35 %``; in words where the base is nothing."""
    base, moved = float(row["base"]), float(row["difference"])
    if moved == 0.0:
        return say("scorecard.same", lang)
    if not base or not math.isfinite(base):
        return number(moved, "+")
    return f"{100.0 * moved / base:+,.0f} %"


def sentence(rows: dict[str, Row], lang: Language) -> str:
    """The levels of use and error and the change of cost, in a sentence; the difference of use has its interval."""
    use, wrongful, days = rows[USE], rows[WRONGFUL], rows[DAYS]
    return say(
        "scorecard.sentence", lang, before=number(use["base"]), now=number(use["value"]),
        change=number(use["difference"], "+"), low=number(use["difference_low"], "+"),
        high=number(use["difference_high"], "+"), wrongful_before=number(wrongful["base"]),
        wrongful_now=number(wrongful["value"]), days=percent(days, lang), clear=say(f"clear.{change(use)}", lang),
    )  # fmt: skip
