"""What a temporary reform leaves: the share of runs that live 15 years after, over length and size, with theory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zombielaw.experiments.figures.heat import Axis, Curve, Panel
from zombielaw.experiments.figures.heat import draw as draw_maps
from zombielaw.experiments.figures.style import Recipe


def draw(cells: pd.DataFrame, curves: pd.DataFrame, folder: Path, recipe: Recipe) -> None:
    """Draw a map for each order.

    Parameters
    ----------
    cells, curves : DataFrame
        Columns as in ``cells.csv`` and ``curves.csv`` of the study; the row without a reform is not drawn.
    """
    grid = cells[cells["size"] > 0.0]
    panels = []
    for order, mine in grid.groupby("order", sort=False):
        values = mine.pivot_table(index="size", columns="months", values="probability", dropna=False)
        longest = float(values.columns.max()) / 12.0
        theory = curves[(curves["order"] == order) & (curves["lasting"] / 12.0 <= longest)]
        line = Curve("theory: least length that lasts", (theory["lasting"] / 12.0).tolist(), theory["size"].tolist())
        title = {"alone": "reform alone"}.get(str(order), f"special-law {order}")
        panels.append(Panel(title, "P(286-1 alive 15 years after)", values.to_numpy(dtype=float), curves=[line]))
    across = Axis("length of each, years", [float(months) / 12.0 for months in values.columns], log=True)
    up = Axis("size, logits on alpha", values.index.tolist())
    draw_maps(panels, across, up, folder, "pulse", recipe, shared=True, contours=False)
