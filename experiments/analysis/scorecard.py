"""The scorecard of a comparison: rows that say in levels and changes what a scenario does.

Numbers come from the table of the whole window (``compared``); what a reader sees of them is Markdown here, and drawn
by whoever shows a page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.compared import per
from zombielaw.experiments.analysis.outcomes import LIFE, alive
from zombielaw.experiments.analysis.prices import PRICED_DAYS
from zombielaw.experiments.analysis.wording import NOTHING, Row, number, rows_by, table
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.words.texts import say

CARD = {
    "use": "expected_convictions_286_1",
    "share": "share_of_convictions",
    "rival": "expected_convictions_287_2",
    "wrongful": "expected_wrongful",
    "harm": "harm",
    "days": "official_days",
    "priced": PRICED_DAYS,
}
"""Outcome of each row; where files are given, no work of the levers is priced."""
FACTORS = {"share": 100.0}
"""Factor that puts a row into its unit, where that is not the unit of its outcome."""
STEPS = 21
"""Places on the line of a row in text; odd, so that zero has one."""


class Line(NamedTuple):
    """A row of the scorecard, in the unit that its title names. An interval of a single run is NaN."""

    name: str  # a key of :data:`CARD`
    per: str  # as of :func:`zombielaw.experiments.analysis.compared.per`
    base: float  # level of the scenario that the others are compared with, and its 95 % interval
    base_low: float
    base_high: float
    value: float  # level of this scenario
    low: float
    high: float
    change: float  # the paired difference of the two
    change_low: float
    change_high: float
    # largest change of the row, over all scenarios and ends of intervals, without its sign
    reach: float

    @property
    def clear(self) -> bool:
        """True if the interval of the change lies to one side of zero."""
        return self.change_low > 0.0 or self.change_high < 0.0

    def place(self, change: float) -> float:
        """Place of a change on the line of the row: 0 at its left end, 0.5 at no change, 1 at its right end."""
        return 0.5 + 0.5 * change / self.reach if self.reach and math.isfinite(change) else 0.5

    @property
    def band(self) -> tuple[float, float]:
        """Places of the ends of the interval; both that of the change, where there is none."""
        ends = (self.change_low, self.change_high)
        low, high = (end if math.isfinite(end) else self.change for end in ends)
        return self.place(low), self.place(high)

    def title(self) -> str:
        """Title of the row: the thing counted, with its unit."""
        return say(f"card.{self.name}{self.per}")

    def cells(self) -> tuple[str, str, str, str]:
        """Level of the first scenario and of this one, the change, and its interval, as text."""
        ends = NOTHING
        if math.isfinite(self.change_low):
            ends = say(
                "interval.bare",
                low=number(self.change_low, "+"),
                high=number(self.change_high, "+"),
            )
        return number(self.base), number(self.value), number(self.change, "+"), ends


def scorecard(whole: pd.DataFrame) -> dict[str, tuple[Line, ...]]:
    """The rows of each scenario but the first, by its name.

    ``whole``: the table ``compared`` of ``analysis.compared``: a row for each scenario and outcome.
    """
    rows = whole[whole["outcome"].isin(CARD.values())]
    first = rows_by(rows[rows[POINT] == 0], "outcome")
    others = rows[rows[POINT] > 0]
    ends = others[["difference", "difference_low", "difference_high"]].abs().max(axis=1)
    reach = ends.groupby(others["outcome"]).max()
    card: dict[str, tuple[Line, ...]] = {}
    for scenario, own in others.groupby("scenario", sort=False):
        cells, lines = rows_by(own, "outcome"), []
        for name, outcome in CARD.items():
            if outcome not in cells:
                continue
            there, here = first[outcome], cells[outcome]
            numbers = (
                here["base"],
                there["low"],
                there["high"],
                here["value"],
                here["low"],
                here["high"],
                here["difference"],
                here["difference_low"],
                here["difference_high"],
                reach.get(outcome, math.nan),
            )
            lines.append(
                Line(name, per(whole), *(float(one) * FACTORS.get(name, 1.0) for one in numbers))
            )
        card[str(scenario)] = tuple(lines)
    return card


def verdicts(whole: pd.DataFrame, called: Callable[[str], str] = str) -> list[str]:
    """Sentences that say whether 286-1 is alive in each scenario, by whole intervals, and which part falls short.

    ``called``: the name of a scenario for a reader. A table of an earlier edition has no rates, and gets no verdict.
    """
    cells, sentences = rows_by(whole, "scenario", "outcome"), []
    for name in whole["scenario"].unique() if {*LIFE} <= {*whole["outcome"]} else ():
        # one run has no interval
        low, high = (
            {
                part: row[end] if math.isfinite(row[end]) else row["value"]
                for part in LIFE
                for row in [cells[name, part]]
            }
            for end in ("low", "high")
        )
        parts = {
            part: say(
                f"alive.{part}.{_answer(low[part] >= least, high[part] >= least)}",
                value=_in_percent(cells[name, part]),
                line=number(100.0 * least),
            )
            for part, least in LIFE.items()
        }
        sentences.append(
            say(f"alive.{_answer(alive(low), alive(high))}", name=called(name), **parts)
        )
    return sentences


def _answer(surely: bool, perhaps: bool) -> str:
    """Yes if the low end of an interval says so, no if not even the high end does."""
    return "yes" if surely else "unclear" if perhaps else "no"


def _in_percent(row: Row) -> str:
    """A share in per cent, with its interval where it has one."""
    value, low, high = (number(100.0 * row[end]) for end in ("value", "low", "high"))
    ends = say("interval", low=low, high=high) if math.isfinite(row["low"]) else ""
    return say("alive.value", value=value, ends=ends)


def drawn(line: Line) -> str:
    """The change of a row as a dot on a line of text, its interval thick: hollow where it covers zero."""
    at, low, high = (round((STEPS - 1) * place) for place in (line.place(line.change), *line.band))
    marks = ["━" if low <= step <= high else "─" for step in range(STEPS)]
    marks[STEPS // 2] = "┼"
    marks[at] = "●" if line.clear else "○"
    return "".join(marks)


def head(first: str) -> list[str]:
    """Heads of the columns. ``first``: name of the scenario that the others are compared with."""
    return [
        "",
        first,
        *(say(f"card.head.{name}") for name in ("value", "change", "interval", "line")),
    ]


def as_text(lines: Sequence[Line], first: str) -> str:
    """The rows of a scenario as a Markdown table. ``first``: as of :func:`head`."""
    rows = [(line.title(), *line.cells(), f"`{drawn(line)}`") for line in lines]
    return table(head(first), rows, right=(1, 2, 3))


def unclear(card: Mapping[str, Iterable[Line]]) -> list[str]:
    """Titles of the rows that for some scenario have an interval which covers zero."""
    return [
        *dict.fromkeys(line.title() for lines in card.values() for line in lines if not line.clear)
    ]
