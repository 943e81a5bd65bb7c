"""The mischarge matrix: what the law says against what is charged."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from zombielaw.experiments.figures.style import COLUMN, PAGE, SHADES, Page, house_style
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix as ``mischarge``."""
    table = tables["mischarge"].set_index("law").rename(columns={"none": "no charge"})
    total = table.sum(axis="columns")
    share = table.div(total, axis="index").to_numpy(dtype=float)
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE * 0.7, COLUMN * 0.95), layout="constrained")
        picture = axes.imshow(share, vmin=0.0, vmax=1.0, cmap=SHADES, aspect="auto")
        for (row, column), count in np.ndenumerate(table.to_numpy()):
            label = f"{count:g}\n{share[row, column]:.0%}" if total.iloc[row] else "0"
            ink = "white" if share[row, column] > 0.55 else "0.15"
            axes.text(column, row, label, ha="center", va="center", fontsize=6.5, color=ink)
        axes.set_xticks(range(len(table.columns)), table.columns)
        axes.set_yticks(range(len(table)), [f"{name} (n={number})" for name, number in total.items()])
        axes.grid(visible=False)
        axes.set(xlabel="charge", ylabel="satisfied in law (2019 thresholds)")
        axes.set_title("What the law says and what is charged")
        figure.colorbar(picture, ax=axes, label="share of row", shrink=0.8)
        page.save(figure, "mischarge", "counts of all runs")
