"""One coded case through officials: what is charged under each package of reforms."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from zombielaw.experiments.figures.style import BLUE, GREY, ORANGE, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

COLOURS = {"286-1": BLUE, "287-2": ORANGE, "other": GREY, "acquitted": "#CC79A7", "none": "0.88"}
LABELS = {"none": "no charge, or withdrawn"}


def draw(tables: Finished, page: Page) -> None:
    """Draw stacked shares of charges and of verdicts as ``verdicts``."""
    table = tables["institutions"]
    policies = list(dict.fromkeys(table["policy"]))
    with house_style():
        figure, panels = plt.subplots(
            1, 2, figsize=(PAGE, 0.3 * len(policies) + 1.1), sharey=True, layout="constrained"
        )
        for axes, stage in zip(panels, ("charge", "verdict"), strict=True):
            left = np.zeros(len(policies))
            for outcome, colour in COLOURS.items():
                rows = table[(table["stage"] == stage) & (table["outcome"] == outcome)].set_index("policy")
                if rows.empty:
                    continue
                share = rows["share"].reindex(policies).fillna(0.0).to_numpy()
                axes.barh(
                    np.arange(len(policies))[::-1], share, left=left, color=colour, height=0.7,
                    label=LABELS.get(outcome, outcome),
                )  # fmt: skip
                for place, (width, start) in enumerate(zip(share, left, strict=True)):
                    if width >= 0.06:
                        axes.text(
                            start + width / 2, len(policies) - 1 - place, f"{width:.0%}", ha="center", va="center",
                            fontsize=6.5, color="0.15" if outcome == "none" else "white",
                        )  # fmt: skip
                left += share
            axes.set_xlim(0, 1)
            axes.grid(axis="y", visible=False)
            axes.set_xlabel(f"share of draws, {stage}")
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(np.arange(len(policies))[::-1], policies)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(COLOURS))
        figure.suptitle("The same facts before officials of today and of each package", x=0.0, ha="left", fontsize=9)
        world = f"case {tables.facts['case']}, {tables.facts['draws']} draws of chance and of unknown facts"
        page.of(world).save(figure, "verdicts", "shares of draws")
