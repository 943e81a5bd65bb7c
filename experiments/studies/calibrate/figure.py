"""What the data leave of the priors, and whether the method holds on data that the simulator made."""

from __future__ import annotations

import numpy as np

from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw ``calibrate`` and ``calibrate_method``."""
    with house_style():
        _groups(tables, page)
        _coverage(tables, page)


def _groups(tables: Finished, page: Page) -> None:
    rows = tables["groups"].sort_values("narrowed").reset_index(drop=True)
    at = np.arange(len(rows))
    figure = page.figure(0.2 * len(rows) + 0.9)
    axes = figure.subplots()
    axes.barh(at, 0.9, left=0.05, height=0.6, color="0.9", label=page.say("calibrate.prior"))
    axes.hlines(at, rows["low"], rows["high"], color=BLUE, linewidth=2.0, label=page.say("calibrate.posterior"))
    axes.plot(rows["median"], at, "o", color=BLUE)
    axes.axvline(0.5, color="0.5", linewidth=0.6)
    axes.set_yticks(at, page.rows(
        f"{page.named('unknown', row['group'])} ({max(0.0, row['narrowed']):.0%})" for row in rows.to_dict("records")
    ))  # fmt: skip
    axes.set(xlim=(0.0, 1.0), xlabel=page.say("calibrate.across"))
    axes.set_title(page.say("calibrate.title"))
    page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    page.save(figure, "calibrate", page.say("calibrate.band"))


def _coverage(tables: Finished, page: Page) -> None:
    rows = tables["coverage"].iloc[::-1].reset_index(drop=True)
    at = np.arange(len(rows))
    figure = page.figure(0.2 * len(rows) + 0.9)
    axes = figure.subplots()
    for level, mark, colour in ((50, "o", BLUE), (90, "s", ORANGE)):
        error = float(rows[f"error_{level}"].iloc[0])
        axes.axvspan(level / 100 - 2 * error, level / 100 + 2 * error, color=GREY, alpha=0.2, linewidth=0)
        axes.axvline(level / 100, color=GREY, linewidth=0.7)
        axes.plot(rows[f"cover_{level}"], at, mark, color=colour, label=page.say("calibrate.cover", level=level))
    axes.set_yticks(at, page.rows(page.named("unknown", name) for name in rows["quantity"]))
    axes.set(xlim=(0.0, 1.0), xlabel=page.say("calibrate.held"))
    axes.set_title(page.say("calibrate.method"))
    page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    page.save(figure, "calibrate_method", page.say("calibrate.method_band"))
