"""286-1 against 287-2 among providers over time."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from zombielaw.experiments.figures.style import COLOURS, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

EVENTS = ((2019 + 10 / 12, "Interpretation"), (2020 + 9 / 12, "card campaign"))
FLOOR = 0.01


def draw(tables: Finished, page: Page) -> None:
    """Draw charges per year as ``over_time``."""
    table = tables["over_time"]
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE * 0.8, 3.0), layout="constrained")
        for offence, rows in table.groupby("offence", sort=True):
            colour, year = COLOURS[str(offence)], rows["year"].to_numpy() + 0.5
            axes.plot(year, np.maximum(rows["expected"], FLOOR), color=colour, label=f"{offence}, expected")
            axes.fill_between(
                year, np.maximum(rows["expected_low"], FLOOR), np.maximum(rows["expected_high"], FLOOR), color=colour,
                alpha=0.2, linewidth=0,
            )  # fmt: skip
            some = rows["count"].to_numpy() > 0
            shift = -0.08 if offence == "286-1" else 0.08
            axes.errorbar(
                year[some] + shift, rows["count"][some],
                yerr=[(rows["count"] - rows["low"])[some], (rows["high"] - rows["count"])[some]],
                fmt="o", color=colour, elinewidth=0.8, label=f"{offence}, realised",
            )  # fmt: skip
            none = ~some
            axes.plot(
                year[none] + shift, np.full(none.sum(), FLOOR * 1.3), "v", color=colour, markerfacecolor="none",
                label=f"{offence}, none in any run" if none.any() else None,
            )  # fmt: skip
        axes.set_yscale("log")
        axes.set_ylim(FLOOR, None)
        years = [int(year) for year in table["year"]] or [2016]  # a run of months has no full year to show
        axes.set_xlim(min(years), max(years) + 1)
        axes.set_xticks(range(min(years), max(years) + 2))
        for when, name in [event for event in EVENTS if min(years) <= event[0] <= max(years) + 1]:
            axes.axvline(when, color="0.4", linewidth=0.7, linestyle=":")
            axes.text(when + 0.05, 0.02, name, fontsize=6.5, color="0.35", rotation=90, va="bottom",
                      transform=axes.get_xaxis_transform())  # fmt: skip
        axes.set_ylabel("charges per year (log scale)")
        axes.set_title("Provider cases charged under Art. 286-1 and Art. 287-2")
        handles, labels = axes.get_legend_handles_labels()
        if labels:
            order = sorted(range(len(labels)), key=labels.__getitem__)
            ranked = [[handles[place] for place in order], [labels[place] for place in order]]
            figure.legend(*ranked, loc="outside lower center", ncols=3)
        page.save(figure, "over_time", "bars: exact, bands: bootstrap 95 % intervals of the mean")
