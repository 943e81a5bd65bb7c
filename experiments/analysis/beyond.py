"""Numbers of the model beside the same by a product of declared rates, and their ratio.

The product is :mod:`zombielaw.sim.analysis.funnel`. It has every number at the command's own value, or at its median.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pandas as pd

from zombielaw.experiments.analysis.wording import interval, number, table
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, scale_of, scenarios
from zombielaw.experiments.words.texts import say
from zombielaw.sim.analysis import funnel
from zombielaw.sim.analysis.diagnosis import PROBES

TABLE = "beyond"
LOOPS_OFF = {
    f"world.{name}": value
    for probe in ("no_feedback", "undeterred")
    for name, value in PROBES[probe].world.items()
}
"""Agents who learn from nothing and fear nothing: between the funnel and the model."""
COLUMNS = (
    (TABLE, "name", "", "what is counted, or what is moved"),
    (
        TABLE,
        "funnel",
        "",
        "by a product of declared rates, without agents; in a study of changes, as a multiple of today",
    ),
    (TABLE, "model, low, high", "", "the same by the model, with its 95 % interval"),
    (TABLE, "loops_off", "", "the same by agents who learn and fear nothing, where they were run"),
    (
        TABLE,
        "beyond, beyond_low, beyond_high",
        "multiple",
        "the model over the funnel; in attribution over loops_off",
    ),
)
"""Meaning of the columns of the table."""


def of_design(
    settings: Settings, design: pd.DataFrame, years: Collection[int], name: str
) -> dict[int, float]:
    """A number a year in the country by the product, at each point of a design."""
    given = zip(design[POINT], scenarios(settings, design), strict=True)
    scales = scale_of(settings, design)
    return {
        int(point): scales[point] * funnel.yearly(one, years, [name])[name] for point, one in given
    }


def beside(products: Mapping[str, float], model: pd.DataFrame) -> pd.DataFrame:
    """The product beside the model: columns as :data:`COLUMNS`.

    ``products``: by name. ``model``: ``name, model, low, high``.
    """
    rows = model.assign(funnel=model["name"].map(products))
    return rows[["name", "funnel", "model", "low", "high"]].join(ratios(rows, "model"))


def ratios(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """A number over the funnel, and so its interval: ``beyond, beyond_low, beyond_high``; NaN where the funnel is 0.

    ``rows``: ``<name>, low, high, funnel``.
    """
    funnel = rows["funnel"].where(rows["funnel"] > 0.0)
    ends = {"beyond": name, "beyond_low": "low", "beyond_high": "high"}
    return pd.DataFrame({end: rows[of] / funnel for end, of in ends.items()})


def multiples(
    products: Mapping[int, float],
    effects: pd.DataFrame,
    names: Mapping[int, str],
    loops_off: Mapping[int, float] | None = None,
) -> pd.DataFrame:
    """Changes as multiples of the base, by the product and by the model: see :func:`beside`.

    ``products``: by point, the base first; ``loops_off``: the same by agents without loops, over whom the model is then
    set. ``effects``: estimates of one outcome with differences from the base.
    ``names``: of the points that are shown. The interval is that of the difference, over the base.
    """
    chosen = effects[effects[POINT].isin(names)]
    over = {
        end: (1.0 + chosen[of] / chosen["base"]).clip(lower=0.0)
        for end, of in (
            ("model", "difference"),
            ("low", "difference_low"),
            ("high", "difference_high"),
        )
    }
    model = pd.DataFrame({"name": chosen[POINT].map(names), **over})
    rows = beside(_over_base(products, names), model)
    if loops_off is None:
        return rows
    own = beside(_over_base(loops_off, names), model)
    return own.assign(loops_off=own["funnel"], funnel=rows["funnel"])


def _over_base(values: Mapping[int, float], names: Mapping[int, str]) -> dict[str, float]:
    """Values of points as multiples of the first, by name."""
    base, *_ = values.values()
    return {name: values[point] / base if base else math.nan for point, name in names.items()}


def reader_table(
    rows: pd.DataFrame, head: str, labels: Mapping[str, str], last: str = "beyond"
) -> str:
    """The table for a reader.

    ``head``: what stands in the first column. ``labels``: words of a name, where it has some. ``last``: key of the head
    of the last column.
    """
    plain = [name for name in ("funnel", "loops_off") if name in rows]
    lines = [
        (
            labels.get(row["name"], row["name"]),
            *(number(row[name]) for name in plain),
            interval(row, "model", ends=("low", "high")),
            interval(row, "beyond"),
        )
        for row in rows.to_dict("records")
    ]
    heads = [head, *(say(f"beyond.head.{name}") for name in (*plain, "model", last))]
    return table(heads, lines, right=range(1, len(heads)))
