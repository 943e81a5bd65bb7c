"""Where each published figure lies among those that the model would have brought."""

from __future__ import annotations

import numpy as np

from zombielaw.experiments.designs.targets import FIT
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished

EDGE = 0.025
"""Figures this near to an end are surprises."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``validate``: a row for each figure."""
    rows = tables["figures"].iloc[::-1].reset_index(drop=True)
    with house_style():
        figure = page.figure((0.26 if page.narrow else 0.19) * len(rows) + 1.0)
        axes = figure.subplots()
        for low, high in ((0.0, EDGE), (1.0 - EDGE, 1.0)):
            axes.axvspan(low, high, color=ORANGE, alpha=0.25, linewidth=0)
        at = np.arange(len(rows))
        for use, mark, colour in (("fit", "o", BLUE), ("check", "D", GREY)):
            mine = (rows["use"] == FIT) == (use == "fit")
            axes.plot(rows["place"][mine], at[mine], mark, color=colour, label=page.say(f"validate.{use}"))
        first = rows["target"] != rows["target"].shift(-1)  # of its target, from the top: it alone names it
        axes.set_yticks(at, page.rows(
            (f"{page.named('target', target)}, " if named else "") + page.named("part", str(part))
            for target, part, named in zip(rows["target"], rows["part"], first, strict=True)
        ))  # fmt: skip
        axes.set(xlim=(-0.01, 1.01), xlabel=page.say("validate.across"))
        axes.set_title(page.say("validate.title"))
        page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        page.save(figure, "validate", page.say("validate.band"))
