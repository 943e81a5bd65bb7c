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
    policies = table["policy"].unique()[::-1]
    place = np.arange(len(policies))
    with house_style():
        figure, panels = plt.subplots(
            1, 2, figsize=(PAGE, 0.3 * len(policies) + 1.1), sharey=True, layout="constrained"
        )
        for axes, stage in zip(panels, ("charge", "verdict"), strict=True):
            shares = table[table["stage"] == stage].pivot_table(index="policy", columns="outcome", values="share")
            left = np.zeros(len(policies))
            for outcome, colour in COLOURS.items():
                share = shares.reindex(index=policies, columns=[*COLOURS], fill_value=0.0)[outcome].to_numpy()
                bars = axes.barh(place, share, 0.7, left=left, color=colour, label=LABELS.get(outcome, outcome))
                axes.bar_label(
                    bars, [f"{width:.0%}" if width >= 0.06 else "" for width in share], label_type="center",
                    fontsize=6.5, color="0.15" if outcome == "none" else "white",
                )  # fmt: skip
                left += share
            axes.set_xlim(0, 1)
            axes.grid(axis="y", visible=False)
            axes.set_xlabel(f"share of draws, {stage}")
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(place, policies)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(COLOURS))
        figure.suptitle("The same facts before officials of today and of each package", x=0.0, ha="left", fontsize=9)
        world = f"case {tables.facts['case']}, {tables.facts['draws']} draws of chance and of unknown facts"
        page.of(world).save(figure, "verdicts", "shares of draws")
