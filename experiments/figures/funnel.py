"""The funnel: where 286-1 falls away, on a log scale, with observed bands."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.figures.style import BLUE, GREY, PAGE, Recipe, house_style, save


def draw(table: pd.DataFrame, folder: Path, recipe: Recipe, years: str) -> None:
    """Draw the funnel.

    Parameters
    ----------
    table : DataFrame
        Columns ``meaning, per_year, low, high, expected_per_year, observed_low, observed_high, side``: yearly numbers
        at the scale of the country; ``side`` marks a branch that does not lead to 286-1.
    years : str
        The years that the numbers are means of.
    """
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE * 0.72, 0.36 * len(table) + 0.9))
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
        seen = table["observed_low"].notna().to_numpy()
        for number in np.flatnonzero(seen).tolist():
            low, high = table["observed_low"].iloc[number], table["observed_high"].iloc[number]
            axes.fill_between(
                [max(low, floor), high], place[number] - 0.42, place[number] + 0.42, color="#E69F00", alpha=0.35, lw=0,
                label="published figure, as a band" if number == np.flatnonzero(seen)[0] else None,
            )  # fmt: skip
        for row, value in enumerate(table["per_year"]):
            text = f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
            axes.text(max(value, floor) * 1.15, place[row] + 0.36, text, fontsize=6.5, va="center", color="0.2")
        axes.set_xscale("log")
        axes.set_xlim(floor, max(float(table["per_year"].max()), 1.0) * 6)
        axes.set_yticks(place, table["meaning"])
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(f"per year in the country, {years} (log scale)")
        axes.set_title("Where Art. 286-1 falls away")
        axes.legend(loc="lower right")
        save(figure, folder, "funnel", recipe)
