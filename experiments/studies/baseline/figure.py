"""The figure of the baseline: the funnel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patheffects import withStroke

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures.colours import BLUE, GREY, OLIVE
from zombielaw.experiments.figures.style import PAGE, Page
from zombielaw.experiments.studies.base import Finished

BANDS: dict[str, tuple[float, dict[str, Any]]] = {
    "observed": (0.42, {"color": OLIVE, "alpha": 0.4}),
    "licensees": (0.28, {"facecolor": "none", "edgecolor": "0.2", "linestyle": "--"}),
}
"""Bands by the start of their columns' names: half of the height in rows, and look."""

FLOOR = 0.01


def draw(tables: Finished, page: Page) -> None:
    """Draw ``funnel``: the numbers left at each stage, with published figures as bands."""
    table = tables["funnel"]
    figure = page.figure(0.36 * len(table) + 0.9, PAGE * 0.8)
    axes = figure.subplots()
    place = np.arange(len(table))[::-1]
    value = table["per_year"].clip(lower=FLOOR)
    axes.barh(place, value, color=np.where(table["side"], GREY, BLUE), height=0.62, alpha=0.85)
    axes.hlines(place, table["low"].clip(lower=FLOOR), table["high"], color="black", linewidth=0.9)
    axes.plot(
        table["expected_per_year"],
        place,
        "D",
        color="white",
        markeredgecolor="black",
        markersize=4,
        markeredgewidth=0.8,
        label=page.say("funnel.expected"),
    )
    for name, (half, look) in BANDS.items():
        low, words = table[f"{name}_low"].clip(lower=FLOOR), page.say(f"funnel.{name}")
        axes.barh(
            place,
            table[f"{name}_high"] - low,
            2 * half,
            left=low,
            linewidth=0.8,
            label=words,
            **look,
        )
    for across, up, count in zip(value, place, table["per_year"], strict=True):
        text = f"{count:,.0f}" if count >= 10 else f"{count:.2g}"
        # over bands, which are hatched in grey
        halo = [withStroke(linewidth=1.8, foreground="white")]
        axes.text(
            across * 1.15,
            up + 0.36,
            text,
            fontsize=6.5,
            va="center",
            color="0.1",
            zorder=5,
            path_effects=halo,
        )
    axes.set_xscale("log")
    axes.set_xlim(FLOOR, max(float(value.max()), 1.0) * 5)
    axes.set_yticks(place, [page.named("stage", stage) for stage in table["stage"]])
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(page.say("funnel.across", years=tables.facts["years"]))
    page.title(figure, _falls(table, page))
    if page.narrow:
        page.legend(figure, loc="outside lower left")
    else:
        axes.legend(loc="lower right")
    page.save(figure, "funnel", page.say("funnel.band"))


def _falls(table: pd.DataFrame, page: Page) -> str:
    """Say how many of the first stage come to the last, and which step is the steepest; of steps to zero, none is."""
    main = table[~table["side"].astype(bool)]
    count, names = main["per_year"], [page.named("stage", stage) for stage in main["stage"]]
    ends = {
        "start": f"{float(f'{count.iloc[0]:.3g}'):,.0f}",
        "end": number(float(f"{count.iloc[-1]:.2g}")),
    }
    steps = (count / count.shift()).to_numpy()
    steps = np.where(steps > 0.0, steps, np.inf)  # the first has none
    at = int(steps.argmin())
    if not np.isfinite(steps[at]):
        return page.say("funnel.ends", **ends)
    one = number(float(f"{1.0 / steps[at]:.2g}"))
    return page.say("funnel.title", **ends, before=names[at - 1], after=names[at], one=one)
