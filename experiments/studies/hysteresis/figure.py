"""Does the share of 286-1 depend on where a world began? In the world of the theory, in today's, in a lively one."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from zombielaw.experiments.figures.colours import ALIVE, DEAD
from zombielaw.experiments.figures.states import COLOURS, MARKS, curve, points
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished

STATES = {"dead": (DEAD, "s"), "alive": (ALIVE, "o"), "two": ("#7A4B9A", "D"), "mixed": ("#B58900", "X")}
WORLDS = ("own", "lively")
THEORY: dict[str, Any] = {"stable": "-", "unstable": "--"}


def draw(tables: Finished, page: Page) -> None:
    """Draw the three worlds as ``hysteresis``, and when the start decides as ``hysteresis_supplement``."""
    steps, curves, full = tables["steps"], tables["curves"], tables["full_model"]
    with house_style():
        figure, grid = page.panels(1, 3, 2.9, sharey=True)
        theory, *others = grid[0]
        _starts(theory, steps[steps["sweep"] == "clarity"], curves[curves["sweep"] == "clarity"])
        theory.set_title(page.say("hysteresis.theory"))
        for axes, world in zip(others, WORLDS, strict=True):
            _starts(axes, full[(full["lever"] == "clarity") & (full["world"] == world)], None)
            axes.set_title(page.say(f"hysteresis.{world}"))
        for axes in grid[0]:
            axes.set_xlabel(page.say("hysteresis.clarity"))
            if axes.get_subplotspec().is_first_col():
                axes.set_ylabel(page.say("states.share"))
        _legend(figure, page, ("dead", "alive"))
        figure.suptitle(page.say("hysteresis.title"), x=0.0, ha="left", fontsize=9)
        world = page.say("hysteresis.world", months=tables.facts["months"], providers=tables.facts["providers"])
        page.of(world).save(figure, "hysteresis", page.say("hysteresis.band"))
        _supplement(tables, page)


def _supplement(tables: Finished, page: Page) -> None:
    steps, curves = tables["steps"], tables["curves"]
    figure, grid = page.panels(1, 2, 3.1)
    supply, states = grid[0]
    _starts(supply, steps[steps["sweep"] == "supply"], curves[curves["sweep"] == "supply"])
    supply.set(
        xlabel=page.say("hysteresis.files"), ylabel=page.say("states.share"), title=page.say("hysteresis.supply")
    )
    _map(states, steps[steps["sweep"] == "map"], tables["map_border"], page)
    _legend(figure, page, ("dead", "alive"))
    figure.suptitle(page.say("hysteresis.supplement.title"), x=0.0, ha="left", fontsize=9)
    world = page.say("hysteresis.world.theory", months=tables.facts["months"])
    page.of(world).save(figure, "hysteresis_supplement", page.say("hysteresis.supplement.band"))


def _starts(axes: Axes, runs: pd.DataFrame, theory: pd.DataFrame | None) -> None:
    """Runs from either start over a setting, with the states of rest of the theory behind them."""
    if theory is not None:
        curve(axes, theory)
    for start, mine in runs.groupby("start"):
        points(axes, mine, "level", str(start), COLOURS[str(start)], "-" if theory is None else "none")
    axes.set_ylim(-0.04, 1.02)


def _legend(figure: Figure, page: Page, starts: tuple[str, ...]) -> None:
    looks = [
        Line2D([], [], marker=MARKS[start], color=COLOURS[start], markerfacecolor="white", linestyle="none",
               markersize=5, label=page.say(f"states.start.{start}"))
        for start in starts
    ]  # fmt: skip
    looks += [
        Line2D([], [], color="black", linewidth=1.0, linestyle=dashes, label=page.say(f"states.{name}"))
        for name, dashes in THEORY.items()
    ]
    page.legend(figure, handles=looks, loc="outside lower left", ncols=4)


def _map(axes: Axes, cells: pd.DataFrame, border: pd.DataFrame, page: Page) -> None:
    """Where the start decides: runs as marks, the wedge of the theory behind them."""
    axes.fill_betweenx(border["kappa"], border["alpha_high"], border["alpha_low"], color="0.88", linewidth=0)
    wide = cells.pivot_table(index=["alpha", "kappa"], columns="start", values="alive", dropna=False).dropna()
    for cell in wide.reset_index().to_dict("records"):
        colour, mark = STATES[state_of(cell["dead"], cell["alive"])]
        axes.plot(cell["alpha"], cell["kappa"], mark, color=colour, markersize=5, markeredgecolor="white",
                  markeredgewidth=0.5)  # fmt: skip
    axes.set_yscale("log")
    axes.set_ylim(0.8 * cells["kappa"].min(), 1.25 * cells["kappa"].max())
    axes.set_xlim(cells["alpha"].min() - 0.4, cells["alpha"].max() + 0.4)
    axes.set_yticks([1.0, 3.0, 10.0], ["1", "3", "10"])
    axes.minorticks_off()
    axes.set(xlabel=page.say("hysteresis.alpha"), ylabel=page.say("states.kappa"), title=page.say("hysteresis.map"))
    for name, (colour, mark) in STATES.items():
        axes.plot([], [], mark, color=colour, markersize=5, label=page.say(f"hysteresis.{name}"))
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.22), ncols=2, fontsize=6.5, handletextpad=0.3)


def state_of(dead: float, alive: float) -> str:
    """Key of :data:`STATES` from the share of runs that live, by start; nine in ten is agreement."""
    ends = [1 if share >= 0.9 else 0 if share <= 0.1 else None for share in (dead, alive)]
    return {(0, 0): "dead", (1, 1): "alive", (0, 1): "two"}.get((ends[0], ends[1]), "mixed")  # type: ignore[arg-type]
