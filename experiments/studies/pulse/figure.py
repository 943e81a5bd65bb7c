"""What a temporary reform leaves: the share of runs that live 15 years after, over length and size, with theory."""

from __future__ import annotations

from zombielaw.experiments.analysis.closed_form_world import ALIVE
from zombielaw.experiments.figures.heat import Axis, Curve, Panel
from zombielaw.experiments.figures.heat import draw as draw_maps
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw a map for each order; the row without a reform is not drawn."""
    cells, curves = tables["cells"], tables["curves"]
    grid = cells[cells["size"] > 0.0]
    panels = []
    for order, group in grid.groupby("order", sort=False):
        values = group.pivot_table(index="size", columns="months", values="alive", dropna=False)
        longest = float(values.columns.max()) / 12.0
        theory = curves[(curves["order"] == order) & (curves["lasting"] / 12.0 <= longest)]
        line = Curve("theory: least length that lasts", (theory["lasting"] / 12.0).tolist(), theory["size"].tolist())
        title = {"alone": "reform alone"}.get(str(order), f"special-law {order}")
        panels.append(Panel(title, "share of runs alive 15 years after", values.to_numpy(dtype=float), curves=[line]))
    across = Axis("length of each, years", [float(months) / 12.0 for months in values.columns], log=True)
    up = Axis("log-odds of 286-1 added, logits", values.index.tolist())
    page = page.of(f"{len(cells)} reforms of one office with seven files a month (experiment=meanfield)")
    band = f"alive: 286-1 above {ALIVE:g} of expected charges in the two years to 15 after the end"
    draw_maps(panels, across, up, page, "pulse", band, shared=True, contours=False)
