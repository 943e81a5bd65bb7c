"""The funnel: where 286-1 falls away, on a log scale, with observed bands."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from zombielaw.experiments.figures.style import BLUE, GREY, OLIVE, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

BANDS: dict[str, tuple[str, float, dict[str, Any]]] = {
    "observed": ("published figure, as a band", 0.42, {"color": OLIVE, "alpha": 0.4}),
    "licensees": ("licensees' part of it, at most", 0.28, {"facecolor": "none", "edgecolor": "0.2", "linestyle": "--"}),
}
"""By start of the columns' names: words, half of the height in rows, look."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the funnel as ``funnel``."""
    table = tables["funnel"]
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE * 0.8, 0.36 * len(table) + 0.9), layout="constrained")
        place = np.arange(len(table))[::-1]
        floor = 0.01
        colours = [GREY if side else BLUE for side in table["side"]]
        axes.barh(place, np.maximum(table["per_year"], floor), left=0, color=colours, height=0.62, alpha=0.85)
        known = table["low"].notna().to_numpy()
        axes.hlines(
            place[known], np.maximum(table["low"], floor)[known], table["high"][known], color="black", linewidth=0.9
        )
        expected = table["expected_per_year"].notna().to_numpy()
        axes.plot(
            table["expected_per_year"][expected], place[expected], "D", color="white", markeredgecolor="black",
            markersize=4, markeredgewidth=0.8, label="expected (sum of probabilities)",
        )  # fmt: skip
        for name, (words, half, look) in BANDS.items():
            seen = np.flatnonzero(table[f"{name}_low"].notna())
            for number in seen.tolist():
                low, high = table[f"{name}_low"].iloc[number], table[f"{name}_high"].iloc[number]
                axes.fill_between(
                    [max(low, floor), high], place[number] - half, place[number] + half, linewidth=0.8,
                    label=words if number == seen[0] else None, **look,
                )  # fmt: skip
        for row, value in enumerate(table["per_year"]):
            text = f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
            axes.text(
                max(value, floor) * 1.15, place[row] + 0.36, text, fontsize=6.5, va="center", color="0.1", zorder=5
            )
        axes.set_xscale("log")
        axes.set_xlim(floor, max(float(table["per_year"].max()), 1.0) * 6)
        axes.set_yticks(place, table["meaning"])
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(f"per year in the country, {tables.facts['years']} (log scale)")
        axes.set_title("Where Art. 286-1 falls away")
        axes.legend(loc="lower right")
        page.save(figure, "funnel", "lines: 95 % intervals of the mean")
