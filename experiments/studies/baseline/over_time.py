"""286-1 against 287-2 among providers over time."""

from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D

from zombielaw.experiments.figures.colours import COLOURS
from zombielaw.experiments.figures.style import PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

EVENTS = ((2019 + 10 / 12, "interpretation"), (2020 + 9 / 12, "campaign"))
LOOKS = {"286-1": ("o", "-"), "287-2": ("s", "--")}
"""Marker and line of each offence."""


def draw(tables: Finished, page: Page) -> None:
    """Draw charges per year as ``over_time``."""
    table = tables["over_time"]
    with house_style():
        figure = page.figure(3.0, PAGE * 0.8)
        axes = figure.subplots()
        for offence, rows in table.groupby("offence", sort=True):
            colour, year = COLOURS[str(offence)], rows["year"] + 0.5
            mark, line = LOOKS[str(offence)]
            axes.plot(year, rows["expected"], line, color=colour)
            axes.fill_between(year, rows["expected_low"], rows["expected_high"], color=colour, alpha=0.2, linewidth=0)
            axes.errorbar(
                year, rows["count"], yerr=[rows["count"] - rows["low"], rows["high"] - rows["count"]], fmt=mark,
                color=colour, elinewidth=0.8, markersize=3.6,
            )  # fmt: skip
            axes.annotate(
                str(offence), (year.iloc[-1], rows["expected"].iloc[-1]), (7, 0),
                textcoords="offset points", fontsize=8, color="0.15", va="center", weight="bold",
            )  # fmt: skip
        axes.set_yscale("symlog", linthresh=1.0)
        most = float(
            np.nanmax(table[["high", "expected_high", "expected", "count"]].to_numpy(dtype=float), initial=1.0)
        )
        axes.set_ylim(-0.08, 1.5 * most)
        ticks = [0.0, 0.5, *(10.0**power for power in range(6) if 10.0**power <= 1.5 * most)]
        axes.set_yticks(ticks, [f"{tick:,g}" for tick in ticks])
        years = [int(year) for year in table["year"]] or [2016]  # a run of months has no full year to show
        axes.set_xlim(min(years), max(years) + (2.4 if page.narrow else 1.6))
        axes.set_xticks(range(min(years), max(years) + 2, 2 if page.narrow else 1))
        for when, name in [event for event in EVENTS if min(years) <= event[0] <= max(years) + 1]:
            axes.axvline(when, color="0.4", linewidth=0.7, linestyle=":")
            axes.text(when - 0.05, 0.98, page.say(f"over_time.{name}"), fontsize=6.5, color="0.35", rotation=90,
                      va="top", ha="right", transform=axes.get_xaxis_transform())  # fmt: skip
        axes.set_ylabel(page.say("over_time.up"))
        axes.set_title(page.say("over_time.title"))
        grey = {"color": "0.3", "linewidth": 1.2}
        looks = [
            Line2D([], [], label=page.say("over_time.expected"), **grey),  # type: ignore[arg-type]
            Line2D([], [], marker="o", label=page.say("over_time.realised"), **(grey | {"linewidth": 0.8})),  # type: ignore[arg-type]
        ]
        page.legend(figure, handles=looks, loc="outside lower left", ncols=2)
        page.save(figure, "over_time", page.say("over_time.band"))
