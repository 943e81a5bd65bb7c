"""What moves the outcomes: effects of Morris, Sobol's total shares, and PAWN where it is above its floor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.sensitivity import NOISY
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.colours import SHADES
from zombielaw.experiments.figures.style import PAGE, Page, bare, house_style, letters, wrapped
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.sensitivity.study import OUTCOMES

NAMED = 2
"""Parameters of largest effect on each outcome that are drawn."""
FLOOR = "noise floor"
"""Row of what parameters that do nothing stay below."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``sensitivity_morris``, ``sensitivity_sobol`` and ``sensitivity_pawn``."""
    _draw_morris(tables["morris"], page)
    if not tables["sobol"].empty:
        _draw_sobol(tables["sobol"], tables["random_draws"], page)
        _draw_pawn(tables["pawn"], page)


def _draw_morris(table: pd.DataFrame, page: Page) -> None:
    size = table["mu_star"] / table.groupby("outcome")["mu_star"].transform("max")
    top = table.sort_values("mu_star", ascending=False).groupby("outcome").head(NAMED)["parameter"].unique()
    order = size.groupby(table["parameter"]).max().loc[top].sort_values(ascending=False).index.tolist()
    rows = _rows(table.rename(columns={"mu_star": "difference"}), order, page)
    outputs = [
        forest.Output(
            name,
            names.outcome(name, about, page),
            page.say("morris.label", unit=page.named("effect", about.unit)),
            signed=False,
        )
        for name, about in OUTCOMES.items()
    ]
    forest.draw(
        rows, outputs, page, "sensitivity_morris", page.say("morris.band"), sides={"other": ""},
        title=page.say("morris.title"), pale="sensitivity.pale",
    )  # fmt: skip


def _draw_sobol(table: pd.DataFrame, draws: pd.DataFrame, page: Page) -> None:
    total = table[table["order"] == "total"].rename(columns={"value": "difference"})
    order = total.groupby("parameter")["difference"].max().sort_values(ascending=False).index.tolist()
    chance = dict(zip(draws["outcome"], draws["share_of_means"], strict=True))
    outputs = [
        forest.Output(
            name, names.outcome(name, about, page),
            page.say("sobol.noisy" if chance[name] > NOISY else "sobol.label"), signed=False,
        )
        for name, about in OUTCOMES.items()
    ]  # fmt: skip
    forest.draw(
        _rows(total, order, page), outputs, page, "sensitivity_sobol", page.say("sobol.band"), sides={"other": ""},
        title=page.say("sobol.title"), pale="sensitivity.pale",
    )  # fmt: skip


def _rows(table: pd.DataFrame, order: list[str], page: Page) -> pd.DataFrame:
    """Rows of a forest plot in the order of some parameters."""
    some = table[table["parameter"].isin(order)]
    place = some["parameter"].map(order.index)
    return some.assign(
        output=some["outcome"], side="other", difference_low=some["low"], difference_high=some["high"],
        two_groups=False, row=[_named(key, page) for key in some["parameter"]],
    ).iloc[np.argsort(place.to_numpy(), kind="stable")]  # fmt: skip


def _draw_pawn(table: pd.DataFrame, page: Page) -> None:
    wide = table.pivot_table(index="parameter", columns="outcome", values="median").reindex(columns=list(OUTCOMES))
    floor = wide.loc[FLOOR] if FLOOR in wide.index else pd.Series(0.0, wide.columns)
    values = wide.drop(index=FLOOR, errors="ignore")
    values = values.loc[values.max(axis=1).sort_values(ascending=False).index]
    above = values.gt(floor)
    with house_style():
        rows = ["\n".join(wrapped(_named(str(key), page), 22 if page.narrow else 40)) for key in values.index]
        room = int((page.width(PAGE) - 1.5) / len(OUTCOMES) / 0.062)
        upright = room < 9
        heads = [wrapped(names.outcome(name, about, page), 22 if upright else room) for name, about in OUTCOMES.items()]
        deep = 0.065 * max(letters(line) for head in heads for line in head) if upright else 0.12 * max(map(len, heads))
        figure = page.figure(1.0 + deep + 0.25 * len(rows))
        axes = figure.subplots()
        axes.imshow(values.where(above), vmin=0.0, vmax=1.0, cmap=SHADES, aspect="auto")
        for (down, right), value in np.ndenumerate(values.to_numpy()):
            if above.iloc[down, right]:
                axes.text(right, down, f"{value:.2f}", ha="center", va="center", fontsize=7,
                          color="white" if value > 0.5 else "0.1")  # fmt: skip
            elif np.isfinite(value):
                axes.text(right, down, "·", ha="center", va="center", fontsize=9, color="0.5")
        axes.set_yticks(range(len(rows)), rows, fontsize=6.5)
        axes.set_xticks(
            range(len(heads)), ["\n".join(head) for head in heads], fontsize=6.5, rotation=90 if upright else 0
        )
        axes.xaxis.tick_top()
        bare(axes)
        axes.set_xticks(np.arange(len(heads) + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
        axes.grid(which="minor", color="0.85", linewidth=0.6)
        axes.tick_params(which="both", length=0)
        figure.suptitle(page.say("pawn.title"), x=0.0, ha="left", fontsize=9)
        page.save(figure, "sensitivity_pawn", page.say("pawn.band"))


def _named(key: str, page: Page) -> str:
    return page.named("parameter", key.rpartition(".")[2])
