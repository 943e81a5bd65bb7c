"""One coded case through officials: how it ends, and what is charged, under each package of reforms."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Patch

from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.analysis.replay import BEFORE_COURT
from zombielaw.sim.law.offences import RIVALS

REGULATOR = BEFORE_COURT[:6]
"""Ends at the regulator's desk."""
PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "286-1": (("286-1",), BLUE),
    "287-2": (("287-2",), ORANGE),
    "other": (tuple(RIVALS), "0.52"),
    "no charge": ((*BEFORE_COURT[6:], "none", "acquitted"), "0.78"),
    "regulator": (REGULATOR, "0.92"),
}
"""Ends as a bar shows them: those of the table that they put together, and colour."""
PANELS = ("end", "charge", "verdict")
WORDS = (("coded", "case"), ("begins", "start"))
"""Group of the names, and fact of the study."""
LEAST = 0.08
"""Share above which a part of a bar has its number; that of 286-1 stands beside each bar."""
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
"""Under a number on a hatched bar."""


def draw(tables: Finished, page: Page) -> None:
    """Draw stacked shares of all ends, of charges and of verdicts as ``verdicts``."""
    table = tables["institutions"]
    policies = table["policy"].unique()[::-1]
    place = np.arange(len(policies))
    stages = [stage for stage in PANELS if (table["stage"] == stage).any()]
    figure, grid = page.panels(1, len(stages), 0.25 * len(policies) + 1.3, sharey=True)
    occurring = []
    for axes, stage in zip(grid[0], stages, strict=True):
        shares = table[table["stage"] == stage].pivot_table(index="policy", columns="outcome", values="share")
        shares, left = shares.reindex(index=policies), np.zeros(len(policies))
        for part, (outcomes, colour) in PARTS.items():
            share = shares.reindex(columns=list(outcomes)).fillna(0.0).sum(axis=1).to_numpy()
            if share.any():
                occurring.append(part)
            axes.barh(place, share, 0.72, left=left, color=colour, linewidth=0)
            for row in np.flatnonzero(share >= LEAST).tolist():
                dark = part in ("286-1", "287-2", "other") and not page.look.grey
                axes.text(
                    left[row] + share[row] / 2.0, row, f"{100 * share[row]:.0f}", fontsize=6.5, ha="center",
                    va="center", color="white" if dark else "0.1", bbox=PLATE if page.look.grey else None,
                )  # fmt: skip
            left += share
            if part == "286-1":
                for row in range(len(policies)):
                    axes.text(1.02, row, f"{100 * share[row]:.0f}", fontsize=6.5, color=BLUE, va="center")
        axes.text(1.02, len(policies) - 0.55, "286-1", fontsize=6.5, color=BLUE, weight="bold", va="bottom")
        axes.set_xlim(0, 1)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "50", "100"])
        axes.grid(visible=False)
        axes.set_xlabel(page.say("verdicts.across"))
        axes.set_title(page.say(f"verdicts.{stage}"), fontsize=7.5)
        axes.tick_params(axis="y", length=0)
    grid[0, 0].set_yticks(place, [page.named("scenario", policy) for policy in policies])
    looks = [
        Patch(color=colour, linewidth=0, label=page.say(f"verdicts.part.{part}"))
        for part, (_, colour) in PARTS.items()
        if part in occurring
    ]
    if looks:
        page.legend(figure, handles=looks, loc="outside lower left", ncols=5, handlelength=1.2, columnspacing=1.2)
    case, start = (page.named(group, tables.facts.get(name, "charge")) for group, name in WORDS)
    figure.suptitle(page.say("verdicts.title", case=case, start=start), x=0.0, ha="left", fontsize=9)
    page = page.of(page.say("verdicts.world", case=case, draws=tables.facts["draws"]))
    page.save(figure, "verdicts", page.say("verdicts.band"))
