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
        line = Curve(page.say("pulse.theory"), (theory["lasting"] / 12.0).tolist(), theory["size"].tolist())
        title = page.named("pulse", str(order))
        panels.append(Panel(title, page.say("pulse.alive"), values.to_numpy(dtype=float), curves=[line]))
    across = Axis(page.say("pulse.across"), [float(months) / 12.0 for months in values.columns], log=True)
    up = Axis(page.say("pulse.up"), values.index.tolist())
    page = page.of(page.say("pulse.world", reforms=len(cells)))
    band = page.say("pulse.band", alive=f"{ALIVE:g}")
    draw_maps(panels, across, up, page, "pulse", band, shared=True, contours=False)
