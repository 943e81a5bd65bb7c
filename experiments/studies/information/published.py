"""What each statistic would say of each world as it would be published: a yearly number of the country, with noise."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.information import Codes, Worth, binned, entropy, jointly, worth
from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.data.files import rows_beside
from zombielaw.experiments.studies.information import pilot

PUBLICATIONS = 8
"""Times that a statistic is drawn anew for each world."""
YEARS = 5
"""Years before the end of the run over which expected numbers are averaged: those of the diagnosis."""
BEST = 8
"""Statistics of which pairs are tried: those that say most alone."""
NOTHING = "nothing"


class Statistic(NamedTuple):
    """Declaration of a statistic: see *statistics.csv*.

    Attributes
    ----------
    window : str
        A window of the pilot, or empty: of a usual year.
    over, under : tuple of str
        Columns that are summed; with ``under`` a share. Without both: a number drawn at random.
    published : bool
        It is published now.
    """

    name: str
    title: str
    unit: str
    window: str
    over: tuple[str, ...]
    under: tuple[str, ...]
    published: bool
    meaning: str


STATISTICS = {
    row["name"]: Statistic(
        row["name"], row["title"], row["unit"], row["window"], tuple(row["over"].split()), tuple(row["under"].split()),
        row["published"] == "yes", row["meaning"],
    )
    for row in rows_beside(__file__, "statistics.csv")
}  # fmt: skip
"""Every statistic, by name."""


def published(
    statistic: Statistic, usual: pd.DataFrame, pilots: dict[str, pd.DataFrame], generator: np.random.Generator
) -> Floats:
    """What a statistic would say of each world, once for each publication.

    Parameters
    ----------
    usual : DataFrame
        A row per world: expected numbers of a year in the country, without a pilot.
    pilots : dict of str to DataFrame
        By column, a row per world: cells of the pilot as numbers of a year in half of the country.

    Returns
    -------
    (publications, worlds) array
        Counts are Poisson, a share is one of counts; NaN where nothing is divided.
    """
    shape = PUBLICATIONS, len(usual)
    if not statistic.over:
        return generator.standard_normal(shape)
    if statistic.window:
        cells = pilots[statistic.over[0]]
        names = (f"pilot_{statistic.window}", "pilot_before", f"other_{statistic.window}", "other_before")
        return pilot.log_ratio(*(generator.poisson(cells[name].to_numpy(), shape).astype(float) for name in names))
    over = usual[[*statistic.over]].sum(axis=1).to_numpy()
    if not statistic.under:
        return generator.poisson(over, shape).astype(float)
    under = usual[[*statistic.under]].sum(axis=1).to_numpy()
    chance = np.clip(np.divide(over, under, out=np.zeros_like(over), where=under > 0.0), 0.0, 1.0)
    base = generator.poisson(under, shape)
    count = generator.binomial(base, chance)
    shares: Floats = np.divide(count, base, out=np.full(shape, np.nan), where=base > 0)
    return shares


def told(
    answer: pd.Series[str], usual: pd.DataFrame, pilots: dict[str, pd.DataFrame], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each statistic alone, and pairs of the best, tell about an answer.

    Returns
    -------
    tuple of DataFrame
        ``statistic, bits, low, high, share, floor, entropy, worlds``, and ``first, second, ...`` with the ``gain`` over
        the better of both alone: the best first.
    """
    generator = np.random.default_rng(seed)
    codes: Codes = np.unique(answer.to_numpy(), return_inverse=True)[1].astype(np.int64)
    cells = {
        name: np.array([binned(values) for values in published(one, usual, pilots, generator)])
        for name, one in STATISTICS.items()
    }
    rest = entropy(codes), len(codes)
    alone = {name: worth(codes, bins, seed) for name, bins in cells.items()}
    singles = pd.DataFrame([(name, *one, *rest) for name, one in alone.items()],
                           columns=["statistic", *Worth._fields, "entropy", "worlds"])  # fmt: skip
    singles = singles.sort_values("bits", ascending=False, kind="stable", ignore_index=True)
    best = [name for name in singles["statistic"] if name != NOTHING][:BEST]
    rows = []
    for one, other in combinations(best, 2):
        both = worth(codes, jointly(cells[one], cells[other]), seed)
        rows.append((one, other, *both, both.bits - max(alone[one].bits, alone[other].bits), *rest))
    columns = ["first", "second", *Worth._fields, "gain", "entropy", "worlds"]
    pairs = pd.DataFrame(rows, columns=columns).sort_values("bits", ascending=False, kind="stable", ignore_index=True)
    return singles, pairs
