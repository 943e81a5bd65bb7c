"""The funnel: where 286-1 falls away, on a log scale, with observed bands."""

from __future__ import annotations

from typing import Any

import numpy as np

from zombielaw.experiments.figures.colours import BLUE, GREY, OLIVE
from zombielaw.experiments.figures.style import PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

BANDS: dict[str, tuple[float, dict[str, Any]]] = {
    "observed": (0.42, {"color": OLIVE, "alpha": 0.4}),
    "licensees": (0.28, {"facecolor": "none", "edgecolor": "0.2", "linestyle": "--"}),
}
"""By start of the columns' names: half of the height in rows, look."""

FLOOR = 0.01


def draw(tables: Finished, page: Page) -> None:
    """Draw the funnel as ``funnel``."""
    table = tables["funnel"]
    with house_style():
        figure = page.figure(0.36 * len(table) + 0.9, PAGE * 0.8)
        axes = figure.subplots()
        place = np.arange(len(table))[::-1]
        value = table["per_year"].clip(lower=FLOOR)
        axes.barh(place, value, color=np.where(table["side"], GREY, BLUE), height=0.62, alpha=0.85)
        axes.hlines(place, table["low"].clip(lower=FLOOR), table["high"], color="black", linewidth=0.9)
        axes.plot(
            table["expected_per_year"], place, "D", color="white", markeredgecolor="black", markersize=4,
            markeredgewidth=0.8, label=page.say("funnel.expected"),
        )  # fmt: skip
        for name, (half, look) in BANDS.items():
            low, words = table[f"{name}_low"].clip(lower=FLOOR), page.say(f"funnel.{name}")
            axes.barh(place, table[f"{name}_high"] - low, 2 * half, left=low, linewidth=0.8, label=words, **look)
        for across, up, number in zip(value, place, table["per_year"], strict=True):
            text = f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
            axes.text(across * 1.15, up + 0.36, text, fontsize=6.5, va="center", color="0.1", zorder=5)
        axes.set_xscale("log")
        axes.set_xlim(FLOOR, max(float(value.max()), 1.0) * 6)
        axes.set_yticks(place, [page.named("stage", stage) for stage in table["stage"]])
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(page.say("funnel.across", years=tables.facts["years"]))
        axes.set_title(page.say("funnel.title"))
        if page.narrow:
            page.legend(figure, loc="outside lower left")
        else:
            axes.legend(loc="lower right")
        page.save(figure, "funnel", page.say("funnel.band"))
