"""Up and down: states of rest as lines, runs as points; the map of states; the command's own world apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from zombielaw.experiments.figures.states import COLOURS, LIVES, MARKS, SHARE, curve, expected, points, theory_key
from zombielaw.experiments.figures.style import ALIVE, DEAD, GREY, Page, house_style
from zombielaw.experiments.studies.base import Finished

STATES = {"dead": ("dead from both starts", DEAD, "s"), "alive": ("alive from both starts", ALIVE, "o"),
          "two": ("depends on the start", "#7A4B9A", "D"), "mixed": ("runs disagree", "#B58900", "X")}  # fmt: skip
WAYS = {"up": DEAD, "down": ALIVE}
"""Colour of a ramp: that of the state that it comes out of."""
WORLDS = {"own": ":", "lively": "-"}


def draw(tables: Finished, page: Page) -> None:
    """Draw the page."""
    steps, ramps, curves = tables["steps"], tables["ramps"], tables["curves"]
    border, full, facts = tables["map_border"], tables["full_model"], tables.facts
    with house_style():
        figure, grid = page.panels(2, 3, 5.6)
        clarity, supply, states, pooled, own_clarity, own_orders = grid.flat
        for axes, sweep in ((clarity, "clarity"), (supply, "supply")):
            curve(axes, curves[curves["sweep"] == sweep])
            expected(axes, steps[steps["sweep"] == sweep], "level")
            for begin, mine in steps[steps["sweep"] == sweep].groupby("start"):
                points(axes, mine, "level", str(begin), COLOURS[str(begin)])
        curve(pooled, curves[curves["sweep"] == "pooling"])
        for axes, ramp in ((clarity, "clarity"), (pooled, "supply")):
            for direction, colour in WAYS.items():
                _way(axes, ramps[(ramps["ramp"] == ramp) & (ramps["direction"] == direction)], colour)
        for axes in (clarity, supply, pooled):
            axes.set_ylim(-0.03, 1.0)
        pooled.set(xlabel="pooling of 16 offices", ylabel=SHARE, title="d  Case supply up and down")
        clarity.set(xlabel="clarity of subject and duty", ylabel=SHARE, title="a  Clarity, mean field")
        supply.set(xlabel="eligible files per office and month", title="b  Case supply, mean field")
        _map(states, steps[steps["sweep"] == "map"], border)
        for axes, lever, label, title in (
            (own_clarity, "clarity", "clarity of subject and duty", "e  Clarity, full model"),
            (own_orders, "orders", "corrective_order_rate", "f  Orders, full model"),
        ):
            for (world, start), mine in full[full["lever"] == lever].groupby(["world", "start"]):
                points(axes, mine, "level", str(start), COLOURS[str(start)], WORLDS[str(world)])
            axes.set(xlabel=label, title=title)
            axes.set_ylim(-0.03, 1.0)
        _key(own_orders, ramps["year"].nunique())
        page.legend(figure, *own_orders.get_legend_handles_labels(), loc="outside lower left", ncols=3)
        own = f"own world of {facts['providers']:,} providers"
        page = page.of(f"{facts['months']} months; a-d experiment=meanfield, e-f full model, {own}")
        page.save(figure, "hysteresis", "bars: bootstrap 95 % intervals, last two (e-f: ten) years")


def _way(axes: Axes, ramp: pd.DataFrame, colour: str) -> None:
    """One way of a ramp: runs with their interval, the expected path, an arrow."""
    mine = ramp.dropna(subset="share").sort_values("year")
    axes.fill_between(mine["level"], mine["low"], mine["high"], color=colour, alpha=0.18, linewidth=0)
    axes.plot(mine["level"], mine["share"], color=colour, linewidth=2.0, alpha=0.45)
    axes.plot(mine["level"], mine["theory"], color=colour, linewidth=0.8, linestyle=":")
    if len(mine) >= 3:
        steepest = int(mine["share"].diff().abs().to_numpy()[1:].argmax())
        begin, end = mine[["level", "share"]].to_numpy()[steepest : steepest + 2]
        look = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.2}
        axes.annotate("", end, begin, arrowprops=look, zorder=5)


def _map(axes: Axes, cells: pd.DataFrame, border: pd.DataFrame) -> None:
    axes.fill_betweenx(border["kappa"], border["alpha_high"], border["alpha_low"], color="0.9", linewidth=0)
    for edge in ("alpha_low", "alpha_high"):
        axes.plot(border[edge], border["kappa"], color="black", linewidth=1.0)
    wide = cells.pivot_table(index=["alpha", "kappa"], columns="start", values="alive", dropna=False).dropna()
    for cell in wide.reset_index().to_dict("records"):
        _, colour, mark = STATES[state_of(cell["dead"], cell["alive"])]
        axes.plot(cell["alpha"], cell["kappa"], mark, color=colour, markersize=4.5, markeredgecolor="white",
                  markeredgewidth=0.5)  # fmt: skip
    axes.set_yscale("log")
    axes.set_ylim(0.8 * cells["kappa"].min(), 1.25 * cells["kappa"].max())
    axes.set_xlim(cells["alpha"].min() - 0.4, cells["alpha"].max() + 0.4)
    axes.set(xlabel="advantage $\\alpha$, logits", ylabel="learning strength $\\kappa$", title="c  States, mean field")


def state_of(dead: float, alive: float) -> str:
    """Key of :data:`STATES` from the share of runs that live, by start; nine in ten is agreement."""
    ends = [1 if share >= 0.9 else 0 if share <= 0.1 else None for share in (dead, alive)]
    return {(0, 0): "dead", (1, 1): "alive", (0, 1): "two"}.get((ends[0], ends[1]), "mixed")  # type: ignore[arg-type]


def _key(axes: Axes, years: int) -> None:
    """Give an axes all looks of the page, for the legend."""
    look: dict[str, Any] = {"linestyle": "none", "markersize": 4.5}
    for start, colour in COLOURS.items():
        words = f"runs, {LIVES[start]} start"
        axes.plot([], [], MARKS[start], color=colour, markerfacecolor="white", label=words, **look)
    axes.plot([], [], MARKS["dead"], color=GREY, label="a, b: only some runs live", **look)
    theory_key(
        axes, "theory at rest: stable; c: tipping points", "theory at rest: unstable", "a, b: theory, same months"
    )
    axes.fill_between([], [], color="0.9", label="c: two stable states in theory")
    for world, dashes in WORLDS.items():
        axes.plot([], [], color=GREY, linestyle=dashes, linewidth=0.8, label=f"e, f: {world} world")
    axes.plot([], [], color=GREY, linewidth=2.2, alpha=0.5, label=f"a, d: ramp of {years} years")
    axes.plot([], [], color=GREY, linewidth=0.8, linestyle=":", label="a, d: the same, theory")
    for words, colour, mark in STATES.values():
        axes.plot([], [], mark, color=colour, label=f"c: {words}", **look)
