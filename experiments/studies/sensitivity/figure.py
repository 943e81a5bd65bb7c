"""What moves the outcomes: Morris' plane of each, Sobol's bars with the share of random draws, PAWN as a map."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from zombielaw.experiments.analysis.sensitivity import NOISY
from zombielaw.experiments.figures.style import GREY, OLIVE, PAGE, SHADES, WINE, Page, bare, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.sensitivity.study import OUTCOMES

NAMED = 5
"""Parameters that are named in a plane of Morris."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``sensitivity_morris``, ``sensitivity_sobol`` and ``sensitivity_pawn``."""
    with house_style():
        _draw_morris(tables["morris"], page)
        if not tables["sobol"].empty:
            _draw_sobol(tables["sobol"], tables["random_draws"], page)
            _draw_pawn(tables["pawn"], page)


def _draw_morris(table: pd.DataFrame, page: Page) -> None:
    figure, panels = page.panels(2, 3, 4.8)
    for number, (axes, (name, outcome)) in enumerate(zip(panels.flat, OUTCOMES.items(), strict=True)):
        chosen = table[table["outcome"] == name].sort_values("mu_star", ascending=False)
        top, rest = chosen.head(NAMED), chosen.iloc[NAMED:]
        axes.plot(rest["mu_star"], rest["sigma"], "o", color=GREY, markersize=2.2, alpha=0.6)
        axes.hlines(top["sigma"], top["low"], top["high"], color=WINE, linewidth=0.6)
        axes.plot(top["mu_star"], top["sigma"], "o", color=WINE, markersize=3.6, zorder=5)
        most = max(float(top["high"].max()), float(chosen["sigma"].max()), 1e-12) * 1.08
        line = np.array([0.0, most])
        axes.plot(line, line, color="0.6", linewidth=0.6, linestyle=":", zorder=0)
        axes.set_xlim(0.0, most)
        axes.set_ylim(0.0, max(float(chosen["sigma"].max()), 1e-12) * 1.25)
        _name(axes, top, most)
        axes.set_title(f"{chr(97 + number)}  {outcome.title}")
        axes.locator_params(nbins=5)
    across = "μ*: mean absolute elementary effect, low to high end of the prior, in units of the outcome"
    figure.supxlabel(across, fontsize=8)
    figure.supylabel("σ of elementary effects (interaction or curvature)", fontsize=8)
    page.save(figure, "sensitivity_morris", "lines: bootstrap 95 % intervals of μ*")


def _name(axes: Axes, top: pd.DataFrame, most: float) -> None:
    """Write names on the right, each in a row of its own, with a thin line to its point."""
    height = axes.get_ylim()[1]
    rows = top.sort_values("sigma", ascending=False).to_dict("records")
    step, place = 0.095 * height, 1.05 * height
    for left, row in enumerate(reversed(rows)):  # the lowest row leaves room for those that follow it
        row["least"] = (left + 0.45) * step
    for row in rows:
        place = max(min(place - step, row["sigma"] + 0.06 * height), row["least"])
        axes.annotate(
            _plain(row["parameter"]), (row["mu_star"], row["sigma"]), (0.99 * most, place), fontsize=6.5, ha="right",
            va="center", zorder=4, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            arrowprops={"arrowstyle": "-", "color": "0.55", "linewidth": 0.5, "shrinkA": 0.0, "shrinkB": 2.0},
        )  # fmt: skip


def _draw_sobol(table: pd.DataFrame, draws: pd.DataFrame, page: Page) -> None:
    keys = list(dict.fromkeys(table["parameter"]))
    place = np.arange(len(keys))[::-1].astype(float)
    figure, panels = page.panels(2, 3, 1.4 + 0.4 * len(keys), sharex=True, sharey=True)
    most = max(1.25, 1.05 * float(table["value"].max()))
    random_share = dict(zip(draws["outcome"], draws["share_of_means"], strict=True))
    for number, (axes, (name, outcome)) in enumerate(zip(panels.flat, OUTCOMES.items(), strict=True)):
        mean = float(random_share[name])
        for order, shift, colour in (("first", 0.19, OLIVE), ("total", -0.19, WINE)):
            chosen = table[(table["outcome"] == name) & (table["order"] == order)].set_index("parameter").reindex(keys)
            axes.barh(place + shift, chosen["value"].clip(lower=0.0), height=0.36, color=colour, label=order,
                      alpha=0.3 if mean > NOISY else 0.9)  # fmt: skip
            axes.hlines(place + shift, chosen["low"], chosen["high"], color="0.15", linewidth=0.8)
        axes.axvline(0.0, color="0.4", linewidth=0.6)
        axes.set_xlim(-0.25, most)
        axes.set_xticks([0.0, 0.5, 1.0])
        axes.set_yticks(place, [_plain(key) for key in keys])
        axes.tick_params(axis="y", labelsize=6.5, length=0)
        axes.grid(axis="y", visible=False)
        random = f"; draws {mean:.0%}" if np.isfinite(mean) else ""
        axes.set_title(f"{chr(97 + number)}  {outcome.title}{random}", fontsize=7.5)
    figure.supxlabel("share of the variance between points; pale: more than half is random draws", fontsize=8)
    handles = [Patch(color=colour, label=f"{order} order") for order, colour in (("first", OLIVE), ("total", WINE))]
    page.legend(figure, handles=handles, loc="outside upper left", ncols=2)
    page.save(figure, "sensitivity_sobol", "lines: bootstrap 95 % intervals, which may leave the picture")


def _draw_pawn(table: pd.DataFrame, page: Page) -> None:
    keys = list(dict.fromkeys(table["parameter"]))
    wide = table.pivot_table(index="parameter", columns="outcome", values="median")
    values = wide.reindex(index=keys, columns=list(OUTCOMES)).to_numpy(dtype=float)
    figure = page.figure(0.9 + 0.2 * len(keys), PAGE * 0.7)
    axes = figure.subplots()
    picture = axes.imshow(values, vmin=0.0, vmax=max(0.5, float(np.nanmax(values))), cmap=SHADES, aspect="auto")
    for (down, right), value in np.ndenumerate(values):
        if np.isfinite(value):
            axes.text(right, down, f"{value:.2f}", ha="center", va="center", fontsize=6.5,
                      color="white" if value > 0.33 else "0.2",
                      weight="bold" if value > values[-1, right] else "normal")  # fmt: skip
    axes.axhline(len(keys) - 1.5, color="0.3", linewidth=0.8)
    axes.set_yticks(range(len(keys)), [_plain(key) for key in keys], fontsize=6.5)
    axes.set_xticks(range(len(OUTCOMES)), [textwrap.fill(one.title, 11) for one in OUTCOMES.values()], fontsize=6.5)
    bare(axes)
    axes.set_title("PAWN: how far a prior moves the whole distribution", fontsize=7.5)
    figure.colorbar(picture, ax=axes, label="median KS distance", pad=0.02)
    band = "median over slices of a prior; bold: above what 95 of 100 idle parameters stay below"
    page.save(figure, "sensitivity_pawn", band)


def _plain(key: str) -> str:
    return key.rpartition(".")[2].replace("_", " ")
