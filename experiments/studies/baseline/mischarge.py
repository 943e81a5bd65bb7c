"""The mischarge matrix: what the law says against what is charged."""

from __future__ import annotations

import numpy as np

from zombielaw.experiments.figures.style import COLUMN, PAGE, SHADES, Page, house_style
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix as ``mischarge``."""
    table = tables["mischarge"].set_index("law")
    total = table.sum(axis="columns")
    share = table.div(total, axis="index").to_numpy(dtype=float)
    with house_style():
        figure = page.figure(COLUMN * 0.95, PAGE * 0.7)
        axes = figure.subplots()
        picture = axes.imshow(share, vmin=0.0, vmax=1.0, cmap=SHADES, aspect="auto")
        for (row, column), count in np.ndenumerate(table.to_numpy()):
            label = f"{count:g}\n{share[row, column]:.0%}" if total.iloc[row] else "0"
            ink = "white" if share[row, column] > 0.55 else "0.15"
            axes.text(column, row, label, ha="center", va="center", fontsize=6.5, color=ink)
        axes.set_xticks(range(len(table.columns)), [page.named("charge", str(name)) for name in table.columns])
        rows = [
            page.say("mischarge.row", law=page.named("law", str(name)), number=number) for name, number in total.items()
        ]
        axes.set_yticks(range(len(table)), rows)
        axes.grid(visible=False)
        axes.set(xlabel=page.say("mischarge.across"), ylabel=page.say("mischarge.up"))
        axes.set_title(page.say("mischarge.title"))
        place = {"location": "bottom", "aspect": 28} if page.narrow else {"shrink": 0.8}
        figure.colorbar(picture, ax=axes, label=page.say("mischarge.share"), **place)
        page.save(figure, "mischarge", page.say("mischarge.band"))
