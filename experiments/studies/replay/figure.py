"""One coded case through officials: how it ends, and what is charged, under each package of reforms."""

from __future__ import annotations

import numpy as np

from zombielaw.experiments.figures.style import OFFENCE_COLOURS, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.analysis.replay import BEFORE_COURT

BEFORE = dict(
    zip(
        BEFORE_COURT,
        ("#F4F4F4", "#E3E3E3", "#FCE8B2", "#CFE8CF", "#E6D9EE", "#CDE3F0", "#F3CFC6", "#D9D2C5", "0.88", "0.8"),
        strict=True,
    )
)
"""Pale: what is no conviction."""
COLOURS = {"none": "0.88", **BEFORE, **OFFENCE_COLOURS, "acquitted": "#F0E442"}
LABELS = {"none": "no charge, or withdrawn"}
LIGHT = {"none", *BEFORE, "acquitted", "287-1"}
PANELS = {"end": "End, from the start", "charge": "Charge, once before the prosecutor", "verdict": "Verdict, likewise"}


def draw(tables: Finished, page: Page) -> None:
    """Draw stacked shares of all ends, of charges and of verdicts as ``verdicts``."""
    table = tables["institutions"]
    policies = table["policy"].unique()[::-1]
    place = np.arange(len(policies))
    stages = [stage for stage in PANELS if (table["stage"] == stage).any()]
    with house_style():
        occurring = set(table.loc[table["share"] > 0.0, "outcome"])
        figure, grid = page.panels(1, len(stages), 0.3 * len(policies) + 1.4, sharey=True)
        panels, looks = grid[0], {}
        for axes, stage in zip(panels, stages, strict=True):
            shares = table[table["stage"] == stage].pivot_table(index="policy", columns="outcome", values="share")
            left = np.zeros(len(policies))
            for outcome, colour in COLOURS.items():
                if outcome not in shares or outcome not in occurring:
                    continue
                share = shares.reindex(index=policies)[outcome].fillna(0.0).to_numpy()
                bars = axes.barh(place, share, 0.7, left=left, color=colour)
                looks[LABELS.get(outcome, outcome)] = bars
                axes.bar_label(
                    bars, [f"{width:.0%}" if width >= 0.1 else "" for width in share], label_type="center",
                    fontsize=6.5, color="0.15" if outcome in LIGHT else "white",
                )  # fmt: skip
                left += share
            axes.set_xlim(0, 1)
            axes.grid(axis="y", visible=False)
            axes.set_xlabel("share of draws")
            axes.set_title(PANELS[stage], fontsize=7)
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(place, policies)
        if looks:
            page.legend(
                figure,
                [*looks.values()],
                [*looks],
                loc="outside lower center",
                ncols=6,
                fontsize=6.5,
                columnspacing=1.0,
                handlelength=1.2,
            )
        start = tables.facts.get("start", "charge")
        figure.suptitle(
            f"The same facts before officials of today and of each package; start: {start}",
            x=0.0,
            ha="left",
            fontsize=9,
        )
        world = f"case {tables.facts['case']}, {tables.facts['draws']} draws of chance and of unknown facts"
        page.of(world).save(figure, "verdicts", "shares of draws")
