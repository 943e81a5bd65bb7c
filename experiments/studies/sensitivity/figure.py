"""What moves the outcomes: shares of variance of groups of numbers, and slopes of single ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.sensitivity import NOISY
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.colours import OLIVE, WINE
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.sensitivity.study import JOINT, OUTCOMES

ORDERS = {"first": (OLIVE, "o"), "second": (WINE, "s")}
"""First and total order: colour and marker."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``sensitivity`` and, where any single number is named, ``sensitivity_numbers``."""
    groups, numbers = tables["groups"], tables["numbers"]
    if groups.empty:
        return
    noisy = dict(zip(tables["random_draws"]["outcome"], tables["random_draws"]["share_of_means"] > NOISY, strict=True))
    total = groups[groups["order"] == "total"].groupby("group")["value"].max().sort_values(ascending=False)
    shown = groups.assign(
        side=groups["order"].map({"first": "first", "total": "second"}), difference=groups["value"],
        row=[page.named("unknown", name) for name in groups["group"]],
    )  # fmt: skip
    forest.draw(
        _in_order(shown, "group", total.index), _panels(noisy, "sobol", page, signed=False), page, "sensitivity",
        page.say("sobol.band"), sides={name: page.say(f"sobol.{name}") for name in ORDERS}, looks=ORDERS,
        title=page.say("sobol.title"), pale="sensitivity.pale",
    )  # fmt: skip
    steepest = numbers[numbers["p"] < JOINT].assign(size=lambda rows: rows["slope"].abs())
    if steepest.empty:
        return
    order = steepest.groupby("parameter")["size"].max().sort_values(ascending=False)
    shown = numbers.assign(
        side="other", difference=numbers["slope"],
        row=[page.named("parameter", key.rpartition(".")[2]) for key in numbers["parameter"]],
    )  # fmt: skip
    forest.draw(
        _in_order(shown, "parameter", order.index), _panels(noisy, "slopes", page, signed=True), page,
        "sensitivity_numbers", page.say("slopes.band"), sides={"other": ""}, title=page.say("slopes.title"),
        pale="sensitivity.pale",
    )  # fmt: skip


def _panels(noisy: Mapping[str, bool], words: str, page: Page, *, signed: bool) -> list[forest.Output]:
    """One panel for each outcome; one that is mostly chance says so."""
    return [
        forest.Output(
            name, names.outcome(name, about, page),
            page.say("sensitivity.noisy" if noisy[name] else f"{words}.label"), signed=signed,
        )
        for name, about in OUTCOMES.items()
    ]  # fmt: skip


def _in_order(table: pd.DataFrame, column: str, order: pd.Index[str]) -> pd.DataFrame:
    """Rows of a forest plot in the order of some names of a column; other rows are left out, and no row has a head."""
    some = table[table[column].isin(order)]
    place = some[column].map({name: number for number, name in enumerate(order)}).to_numpy()
    rows = some.drop(columns="group").iloc[np.argsort(place, kind="stable")]
    return rows.assign(
        output=rows["outcome"], difference_low=rows["low"], difference_high=rows["high"], two_groups=False
    )
