"""What becomes of worlds drawn from the priors: shares of each answer, over time, and what tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.figures.style import PAGE, Recipe, house_style, save

LOOKS: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
    ("alive", ""): ("alive", {"color": "#0072B2"}),
    ("undecided", "neither alive nor dead"): ("neither alive nor dead", {"color": "#B5D5EA"}),
    ("starved", ""): ("starved", {"color": "#E69F00"}),
    ("excluded", ""): ("excluded", {"color": "#D55E00"}),
    ("trapped", ""): ("trapped", {"color": "#CC79A7"}),
    ("deterred", ""): ("deterred", {"color": "#009E73"}),
    ("displaced", ""): ("displaced", {"color": "#7A4B9A"}),
    ("undecided", "several causes"): ("several causes", {"color": "#555555"}),
    ("undecided", "revived, signs do not fit"): ("one probe revives, signs do not fit", {"color": "#8A8A8A"}),
    ("undecided", "revived by all together"): ("only all probes together revive", {"color": "#B4B4B4"}),
    ("undecided", "not even by all together"): ("not even together", {"color": "#D9D9D9"}),
    ("undecided", "too few files"): ("too few files to tell", {"color": "#F2F2F2"}),
}
"""Answers in the order in which a bar shows them: words and look."""
PRACTICES = {"today": "today's levers", "any": "any levers"}
SHOWN = 2
"""Settings shown for each answer."""


def draw(tables: Mapping[str, pd.DataFrame], folder: Path, recipe: Recipe) -> None:
    """Draw the figure.

    Parameters
    ----------
    tables
        ``shares, over_time, telling`` as the study writes them.
    """
    shares, over_time, telling = tables["shares"], tables["over_time"], tables["telling"]
    told = telling[telling["found"] != "undecided"].groupby(["practice", "found"], sort=False).head(SHOWN)
    below = 0.15 * max(4, len(told)) + 0.3 if len(told) else 0.0
    with house_style():
        figure = plt.figure(figsize=(PAGE, 3.6 + below), layout="constrained")
        heights = [0.95, 1.25, *([below] if below else [])]
        rows = figure.add_gridspec(len(heights), 1, height_ratios=heights)
        _bars(figure.add_subplot(rows[0]), shares)
        parts = rows[1].subgridspec(1, 2)
        for place, (practice, words) in enumerate(PRACTICES.items()):
            axes = figure.add_subplot(parts[place])
            _areas(axes, over_time, practice)
            axes.set_title(f"{'bc'[place]}  Over time, {words}, with feedback", fontsize=8)
            axes.set_ylabel("share of worlds" if place == 0 else "")
        if len(told):
            _strip(figure.add_subplot(rows[2]), told)
        handles = [Patch(edgecolor="0.5", linewidth=0.4, facecolor=look["color"], label=words)
                   for words, look in LOOKS.values()]  # fmt: skip
        figure.legend(handles=handles, loc="outside upper left", ncols=4, fontsize=6.5, columnspacing=1.2,
                      handlelength=1.3)  # fmt: skip
        save(figure, folder, "emergence", recipe)


def _bars(axes: Axes, shares: pd.DataFrame) -> None:
    families = list(dict.fromkeys(zip(shares["practice"], shares["feedback"], strict=True)))
    by = {(row["practice"], row["feedback"], row["found"], row["why"]): row for row in shares.to_dict("records")}
    for place, (practice, feedback) in enumerate(families):
        start = 0.0
        for answer, (_, look) in LOOKS.items():
            share = by[practice, feedback, *answer]["share"]
            if share > 0.0:
                axes.barh(place, share, left=start, height=0.72, edgecolor="0.5", linewidth=0.3, **look)
            if share >= 0.035:
                ink = "white" if sum(to_rgb(look["color"])) < 1.55 else "0.1"
                axes.text(
                    start + share / 2, place, f"{100 * share:.0f}", fontsize=6, ha="center", va="center", color=ink
                )
            start += share
    number = int(shares["of"].max())
    axes.set_yticks(range(len(families)), [f"{PRACTICES[practice]}, {feedback}" for practice, feedback in families])
    axes.set_ylim(len(families) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks(np.linspace(0.0, 1.0, 6), [f"{value:.0f}" for value in np.linspace(0, 100, 6)])
    axes.set_xlabel("worlds (%)", labelpad=1)
    axes.grid(visible=False)
    axes.set_title(
        f"a  What becomes of 286-1 in {number} worlds of the declared priors, from a neutral start", fontsize=8
    )


def _areas(axes: Axes, over_time: pd.DataFrame, practice: str) -> None:
    mine = over_time[(over_time["practice"] == practice) & (over_time["feedback"] == "with feedback")]
    years = 2015 + (mine["at"].drop_duplicates().sort_values().to_numpy() + 10) / 12.0
    bands = [("alive", ("alive", ""), mine["state"] == "alive"),
             ("unclear", ("undecided", "neither alive nor dead"), mine["state"] == "unclear")]  # fmt: skip
    dead = mine["state"] == "dead"
    causes = ("starved", "excluded", "trapped", "deterred", "displaced")
    bands += [(cause, (cause, ""), dead & (mine["found"] == cause)) for cause in causes]
    bands.append(("other", ("undecided", "revived by all together"), dead & ~mine["found"].isin(causes)))
    at = sorted(mine["at"].unique())
    heights = [
        (mine[chosen].groupby("at")["worlds"].sum().reindex(at, fill_value=0) / mine["of"].max()).to_numpy()
        for _, _, chosen in bands
    ]
    axes.stackplot(
        years, heights, colors=[LOOKS[key][1]["color"] for _, key, _ in bands], edgecolor="0.5", linewidth=0.3
    )
    axes.set_xlim(years[0], max(years[-1], years[0] + 1e-6))
    axes.set_ylim(0.0, 1.0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("end of the five years that are read", labelpad=1)
    axes.text(0.98, 0.94, "grey: dead, undecided of what", fontsize=6, ha="right", va="top", transform=axes.transAxes)
    axes.grid(visible=False)


def _strip(axes: Axes, told: pd.DataFrame) -> None:
    names = []
    for place, row in enumerate(told.to_dict("records")):
        sure = row["p_holm"] < 0.05
        colour = LOOKS[row["found"], ""][1]["color"]
        axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=1.4)
        axes.plot(row["auc"], place, "o", color=colour, markerfacecolor=colour if sure else "white", markersize=4.5)
        setting = row["setting"].split(".", 1)[1].replace("_", " ")
        names.append(f"{row['found']}, {PRACTICES[row['practice']]}: {setting}")
    axes.axvline(0.5, color="0.3", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(names)), names, fontsize=6)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("chance that such a world has the larger value than another world (95 % interval)", labelpad=1)
    axes.set_title("d  Which settings tell the answers apart (filled: p < 0.05 after Holm), with feedback", fontsize=8)
