"""The mischarge matrix: what the law says against what is charged."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from zombielaw.experiments.figures.style import COLUMN, PAGE, SHADES, Page, house_style
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix as ``mischarge``."""
    table = tables["mischarge"].set_index("law")
    counts = table.to_numpy(dtype=float)
    total = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, total, out=np.full_like(counts, np.nan), where=total > 0)
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE * 0.7, COLUMN * 0.95), layout="constrained")
        picture = axes.imshow(share, vmin=0.0, vmax=1.0, cmap=SHADES, aspect="auto")
        for row in range(counts.shape[0]):
            for column in range(counts.shape[1]):
                dark = np.nan_to_num(share[row, column]) > 0.55
                label = f"{counts[row, column]:.0f}" + (f"\n{share[row, column]:.0%}" if total[row, 0] else "")
                axes.text(column, row, label, ha="center", va="center", fontsize=6.5, color="white" if dark else "0.15")
        axes.set_xticks(range(len(table.columns)), ["no charge" if c == "none" else c for c in table.columns])
        axes.set_yticks(
            range(len(table.index)), [f"{name} (n={int(n)})" for name, n in zip(table.index, total[:, 0], strict=True)]
        )
        axes.grid(visible=False)
        axes.set_xlabel("charge")
        axes.set_ylabel("satisfied in law (2019 thresholds)")
        axes.set_title("What the law says and what is charged")
        figure.colorbar(picture, ax=axes, label="share of row", shrink=0.8)
        page.save(figure, "mischarge", "counts of all runs")
