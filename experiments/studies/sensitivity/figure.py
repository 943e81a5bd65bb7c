"""What moves the outputs: Morris' plane of each output, Sobol's bars with luck, and PAWN as a map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from zombielaw.experiments.figures.style import GREY, OLIVE, PAGE, SHADES, WINE, Recipe, house_style, save

WORDS = {
    "life": "life of 286-1", "share": "share of 286-1", "count": "count of 286-1 (log10)",
    "wrongful": "wrongful convictions", "harm": "harm (log10)", "compliance": "compliance",
}  # fmt: skip
NAMED = 5
"""Parameters that are named in a plane of Morris."""


def draw(
    morris: pd.DataFrame, sobol: pd.DataFrame, pawn: pd.DataFrame, luck: pd.DataFrame, lucky: float, folder: Path,
    recipe: Recipe,
) -> None:  # fmt: skip
    """Draw ``sensitivity_morris``, ``sensitivity_sobol`` and ``sensitivity_pawn``.

    Parameters
    ----------
    morris, sobol, pawn, luck : DataFrame
        Tables of the study.
    lucky : float
        Share of luck in the variance of means beyond which bars are pale.
    """
    with house_style():
        _draw_morris(morris, folder, recipe)
        if not sobol.empty:
            _draw_sobol(sobol, luck, lucky, folder, recipe)
            _draw_pawn(pawn, folder, recipe)


def _draw_morris(table: pd.DataFrame, folder: Path, recipe: Recipe) -> None:
    figure, panels = plt.subplots(2, 3, figsize=(PAGE, 4.8), layout="constrained")
    for number, (axes, (output, words)) in enumerate(zip(panels.flat, WORDS.items(), strict=True)):
        mine = table[table["output"] == output].sort_values("mu_star", ascending=False)
        top, rest = mine.head(NAMED), mine.iloc[NAMED:]
        axes.plot(rest["mu_star"], rest["sigma"], "o", color=GREY, markersize=2.2, alpha=0.6)
        axes.hlines(top["sigma"], top["low"], top["high"], color=WINE, linewidth=0.6)
        axes.plot(top["mu_star"], top["sigma"], "o", color=WINE, markersize=3.6, zorder=5)
        most = max(float(top["high"].max()), float(mine["sigma"].max()), 1e-12) * 1.08
        line = np.array([0.0, most])
        axes.plot(line, line, color="0.6", linewidth=0.6, linestyle=":", zorder=0)
        axes.set_xlim(0.0, most)
        axes.set_ylim(0.0, max(float(mine["sigma"].max()), 1e-12) * 1.25)
        _name(axes, top, most)
        axes.set_title(f"{chr(97 + number)}  {words}")
        axes.locator_params(nbins=5)
    figure.supxlabel("μ*: mean absolute elementary effect, low to high end of the prior, in units of the output",
                     fontsize=8)  # fmt: skip
    figure.supylabel("σ of elementary effects (interaction or curvature)", fontsize=8)
    save(figure, folder, "sensitivity_morris", replace(recipe, band="lines: bootstrap 95 % intervals of μ*"))


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


def _draw_sobol(table: pd.DataFrame, luck: pd.DataFrame, lucky: float, folder: Path, recipe: Recipe) -> None:
    keys = list(dict.fromkeys(table["parameter"]))
    place = np.arange(len(keys))[::-1].astype(float)
    figure, panels = plt.subplots(
        2, 3, figsize=(PAGE, 1.4 + 0.4 * len(keys)), sharex=True, sharey=True, layout="constrained"
    )  # fmt: skip
    most = max(1.25, 1.05 * float(table["value"].max()))
    lucks = dict(zip(luck["output"], luck["luck_of_mean"], strict=True))
    for number, (axes, (output, words)) in enumerate(zip(panels.flat, WORDS.items(), strict=True)):
        mean = float(lucks[output])
        for order, shift, colour in (("first", 0.19, OLIVE), ("total", -0.19, WINE)):
            mine = table[(table["output"] == output) & (table["order"] == order)].set_index("parameter").reindex(keys)
            axes.barh(place + shift, mine["value"].clip(lower=0.0), height=0.36, color=colour, label=order,
                      alpha=0.3 if mean > lucky else 0.9)  # fmt: skip
            axes.hlines(place + shift, mine["low"], mine["high"], color="0.15", linewidth=0.8)
        axes.axvline(0.0, color="0.4", linewidth=0.6)
        axes.set_xlim(-0.25, most)
        axes.set_xticks([0.0, 0.5, 1.0])
        axes.set_yticks(place, [_plain(key) for key in keys])
        axes.tick_params(axis="y", labelsize=6.5, length=0)
        axes.grid(axis="y", visible=False)
        luck_too = f"; luck {mean:.0%}" if np.isfinite(mean) else ""
        axes.set_title(f"{chr(97 + number)}  {words}{luck_too}", fontsize=7.5)
    figure.supxlabel("share of the variance between points; pale: more than half is luck", fontsize=8)
    handles = [Patch(color=colour, label=f"{order} order") for order, colour in (("first", OLIVE), ("total", WINE))]
    figure.legend(handles=handles, loc="outside upper left", ncols=2)
    band = "lines: bootstrap 95 % intervals, which may leave the picture"
    save(figure, folder, "sensitivity_sobol", replace(recipe, band=band))


def _draw_pawn(table: pd.DataFrame, folder: Path, recipe: Recipe) -> None:
    keys = list(dict.fromkeys(table["parameter"]))
    wide = table.pivot_table(index="parameter", columns="output", values="median")
    wide = wide.reindex(index=keys, columns=list(WORDS))
    values = wide.to_numpy(dtype=float)
    figure, axes = plt.subplots(figsize=(PAGE * 0.7, 0.9 + 0.2 * len(keys)), layout="constrained")
    picture = axes.imshow(values, vmin=0.0, vmax=max(0.5, float(np.nanmax(values))), cmap=SHADES, aspect="auto")
    for (down, right), value in np.ndenumerate(values):
        if np.isfinite(value):
            axes.text(right, down, f"{value:.2f}", ha="center", va="center", fontsize=6.5,
                      color="white" if value > 0.33 else "0.2",
                      weight="bold" if value > values[-1, right] else "normal")  # fmt: skip
    axes.axhline(len(keys) - 1.5, color="0.3", linewidth=0.8)
    axes.set_yticks(range(len(keys)), [_plain(key) for key in keys], fontsize=6.5)
    axes.set_xticks(range(len(WORDS)), list(WORDS), fontsize=7)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_title("PAWN: how far a prior moves the whole distribution", fontsize=7.5)
    figure.colorbar(picture, ax=axes, label="median KS distance", pad=0.02)
    band = "median over slices of a prior; bold: above what 95 of 100 idle parameters stay below"
    save(figure, folder, "sensitivity_pawn", replace(recipe, band=band))


def _plain(key: str) -> str:
    return key.removeprefix("world.").replace("_", " ")
