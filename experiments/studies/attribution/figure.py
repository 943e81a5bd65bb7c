"""Attribution: Shapley values with intervals; the synergies of pairs apart."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.colours import OLIVE, WINE
from zombielaw.experiments.figures.style import Page, bare, house_style, wrapped
from zombielaw.experiments.studies.attribution.study import READ
from zombielaw.experiments.studies.base import Finished

SHADES = LinearSegmentedColormap.from_list("less and more", [OLIVE, "0.97", WINE])
MAIN = (READ[1], READ[3])
"""Outcomes of the figure: the first orders its rows. Its supplement has all."""


def draw(tables: Finished, page: Page) -> None:
    """Draw Shapley values as ``attribution``, and synergies of pairs as ``attribution_supplement``."""
    values, ends = tables["values"], tables["ends"].set_index("outcome")
    causes = [str(cause) for cause in tables["causes"]["cause"]]
    first = values[values["outcome"] == MAIN[0]].set_index("cause")["value"]
    order: list[str] = sorted(causes, key=lambda cause: -float(first.get(cause, 0.0)))
    table = values.rename(columns={"value": "difference", "low": "difference_low", "high": "difference_high"})
    table = table.assign(
        output=table["outcome"], side="other", two_groups=False,
        row=[page.named("removed", cause) for cause in table["cause"]],
        order=[order.index(cause) for cause in table["cause"]],
    ).sort_values("order", kind="stable")  # fmt: skip
    outputs = [
        forest.Output(
            name, names.outcome(name, OUTCOMES[name], page),
            page.say("attribution.label", unit=names.unit(OUTCOMES[name], page),
                     none=f"{float(ends['none_removed'][name]):.2g}", every=f"{float(ends['all_removed'][name]):.2g}"),
        )
        for name in MAIN
    ]  # fmt: skip
    band = page.say("attribution.band", years=tables.facts["years"])
    forest.draw(table, outputs, page, "attribution", band, sides={"other": ""}, title=page.say("attribution.title"))
    _draw_pairs(tables["synergies"], order, page, band)


def _draw_pairs(pairs: pd.DataFrame, order: list[str], page: Page, band: str) -> None:
    named = [f"{page.named('removed', cause)}  {number + 1}" for number, cause in enumerate(order)]
    with house_style():
        figure, grid = page.panels(2, 2, 4.2)
        for axes, outcome in zip(grid.flat, READ, strict=True):
            power = _heat(axes, pairs[pairs["outcome"] == outcome], order)
            unit = names.unit(OUTCOMES[outcome], page)
            axes.set_title(names.outcome(outcome, OUTCOMES[outcome], page), fontsize=8)
            axes.set_xlabel(page.say("attribution.pairs", unit=unit, power=f"{10.0**power:g}"), fontsize=6.5)
            axes.set_xticks(range(len(order)), range(1, len(order) + 1))
            left = axes.get_subplotspec().is_first_col()
            axes.set_yticks(range(len(order)), named if left else range(1, len(order) + 1))
            axes.tick_params(length=0, labelsize=6.5)
        figure.suptitle("\n".join(wrapped(page.say("attribution.supplement"), 100)), x=0.0, ha="left", fontsize=9)
        page.save(figure, "attribution_supplement", band)


def _heat(axes: Axes, pairs: pd.DataFrame, order: list[str]) -> int:
    """The lower triangle, in units of a power of ten, which is returned; grey where the interval covers zero."""
    widest = float(pairs["value"].abs().max()) or 1.0
    power = min(0, math.floor(math.log10(widest)) - 1)
    values = pd.DataFrame(math.nan, index=order, columns=order)
    for row in pairs.to_dict("records"):
        one, other = sorted((row["cause"], row["other"]), key=order.index)
        values.loc[other, one] = row["value"]
        covers, strong = row["low"] <= 0.0 <= row["high"], abs(row["value"]) > 0.6 * widest
        axes.text(
            order.index(one), order.index(other), _short(row["value"] / 10.0**power), ha="center", va="center",
            fontsize=6, color="white" if strong else "0.5" if covers else "black",
        )  # fmt: skip
    axes.imshow(values, cmap=SHADES, norm=TwoSlopeNorm(0.0, -widest, widest), aspect="auto")
    bare(axes)
    return power


def _short(value: float) -> str:
    """A whole number with its sign; nothing for what rounds to 0."""
    text = f"{value:+.0f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else ""
