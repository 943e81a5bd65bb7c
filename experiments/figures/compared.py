"""Scenarios less the first over time: a panel for each outcome."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from zombielaw.experiments.analysis.compared import (
    COMPARED,
    EXPECTED,
    MANY,
    SHOWN,
    WHOLE,
    others,
    over_time,
    per,
)
from zombielaw.experiments.analysis.comparison import called
from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.outcomes import title_in_words
from zombielaw.experiments.figures.colours import SERIES
from zombielaw.experiments.figures.style import Page, house_style, wrapped
from zombielaw.experiments.words.texts import language, say

LOOKS = tuple(zip(SERIES, 2 * ("-", "--", "-.", ":"), "os^DvPX<", strict=True))
"""Colour, line and marker of each scenario."""
ACROSS = 3


def draw(tables: Mapping[str, pd.DataFrame], page: Page) -> None:
    """Draw the differences as ``compared``, if there are few scenarios."""
    if WHOLE not in tables or not 1 <= len(others(tables[WHOLE])) <= MANY:
        return
    rows = in_time(tables)
    first, scenarios = rows["scenario"].iloc[0], list(others(tables[WHOLE]))
    titles = page.lettered({one: title_in_words(one, COMPARED[one]) for one in SHOWN})
    with house_style():
        figure, grid = page.panels(len(titles), ACROSS, 1.9)
        for axes, (outcome, title) in zip(grid, titles.items(), strict=True):
            for name, look in zip(scenarios, LOOKS, strict=False):
                _lines(
                    axes,
                    rows[rows["scenario"] == name],
                    outcome,
                    called(tables, name, language()),
                    look,
                )
            axes.axhline(0.0, color="0.4", linewidth=0.7)
            axes.set_title("\n".join(wrapped(title, 24)) if page.narrow else title)
            axes.set_ylabel(
                say("compared.up_harm" if outcome == "harm" else f"compared.up{per(rows)}")
            )
            axes.xaxis.set_major_locator(MaxNLocator(3 if page.narrow else 4, integer=True))
        shown = rows[rows["outcome"].isin(titles) & rows["scenario"].isin(scenarios)]
        handles, labels = grid[0].get_legend_handles_labels()
        page.legend(figure, handles, labels, loc="outside lower center", ncols=2)
        page.title(
            figure,
            say(
                "compared.title",
                first=called(tables, first, language()),
                clear=int((clear_side(shown) != 0).sum()),
                all=len(shown),
            ),
        )
        page.save(figure, "compared", say("compared.band"))


def in_time(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows that are drawn, by ``year``: single years, or spans of years at their middle."""
    rows = tables[over_time(tables)]
    if "year" in rows:
        return rows
    ends = rows["span"].str.split("-", expand=True).astype(float)
    return rows.assign(year=(ends[0] + ends[1]) / 2.0)


def _lines(
    axes: Axes, rows: pd.DataFrame, outcome: str, name: str, look: tuple[str, str, str]
) -> None:
    colour, line, mark = look
    series = rows[rows["outcome"] == outcome]
    axes.plot(series["year"], series["difference"], line, color=colour, label=name)
    axes.fill_between(
        series["year"],
        series["difference_low"],
        series["difference_high"],
        color=colour,
        alpha=0.18,
        linewidth=0,
    )
    if outcome.startswith(EXPECTED):
        drawn = rows[rows["outcome"] == outcome.removeprefix(EXPECTED)]
        axes.plot(
            drawn["year"],
            drawn["difference"],
            mark,
            color=colour,
            markersize=2.5,
            markerfacecolor="none",
        )
