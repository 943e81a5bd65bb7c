"""A pilot: a package of reforms in half of the provinces, in two waves, for three years each; and its test.

The test is an exact conditional one. Given the sums of a table of four counts (pilot provinces and others, before and
during), the count of pilot provinces during the pilot is hypergeometric if rates changed alike in both. Sizes of
provinces and trends of the country play no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.analysis.information import Codes, Worth, binned, entropy, jointly, worth
from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio, wilson_interval
from zombielaw.experiments.config.packages import joined, packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import rows_beside
from zombielaw.experiments.designs.draws import stepped
from zombielaw.experiments.reducers.unpublished import YEAR
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.scenario import Change, Scenario

FIRST, WAVE, LENGTH = 7 * YEAR, YEAR, 3 * YEAR
"""Months from the start of the first wave to the end of the run, from wave to wave, and of a pilot."""
BEFORE, DURING, AFTER = (9, 8, 7), (5, 4), (1, 0)
"""Years before the end of the run: before any pilot, while both waves have it, and long after both."""
WINDOWS = {"before": BEFORE, "during": DURING, "after": AFTER}
LEVEL = 0.05
"""Level of the test."""
TESTED = {
    "referrals": "expected_referrals", "reviews that mention 286-1": "considered",
    "charges of 286-1": "expected_charges_286_1",
}  # fmt: skip
"""Counts that are tested, and the column of the expected number of each."""
REALISED = {
    "referrals": "referrals", "reviews that mention 286-1": "considered", "charges of 286-1": "charges_286_1"
}  # fmt: skip
"""The column of the counts themselves."""
PROVINCES, YEARS = (4, 8, 16, 31), (1, 2, 3)
"""Provinces that take part, half of them with the pilot, of the 31 of the country; years that are counted, on each side
of its start."""
ALL_PROVINCES = 31
CELLS = (("pilot", "during"), ("pilot", "before"), ("other", "during"), ("other", "before"))
"""The four counts of the test, in the order of :func:`p_value`."""
SAMPLES = 25
"""Countries drawn from each world."""


def levers_of_package(settings: Settings, package: str) -> dict[str, float]:
    """Values that a package gives to levers, as the model takes them."""
    policy = packages(settings)[package]
    return {name: float(getattr(policy, name)) for name in joined([package])}


def is_treated(province: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """True for provinces with the pilot: the even ones."""
    even: npt.NDArray[np.bool_] = province % 2 == 0
    return even


def with_pilot(scenario: Scenario, levers: Mapping[str, float]) -> Scenario:
    """A world with a pilot: each lever goes to the value of the package, and never back from what the world has."""
    known = {lever.name: lever for lever in declared(Policy)}
    waves = [tuple(range(first, scenario.size.provinces, 4)) for first in (0, 2)]
    changes = []
    for name, value in levers.items():
        own = float(getattr(scenario.policy, name))
        to = stepped(known[name], value, own)
        if to != own:
            for number, provinces in enumerate(waves):
                start = scenario.months - FIRST + number * WAVE
                changes.append(Change(name, known[name].kind(to), start, 0, start + LENGTH, provinces))
    return replace(scenario, changes=(*scenario.changes, *changes))


def cells_of(counts: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """A year's count of the mean province, pilot provinces and others, in each window.

    ``counts``: ``<place>, before_end, province, <columns>``: of one world.
    Returns a row per column; ``pilot_before, other_before, pilot_during, ...``.
    """
    names, treated = list(columns), is_treated(counts["province"].to_numpy(dtype=np.int64))
    cells = {}
    for window, years in WINDOWS.items():
        inside = counts["before_end"].isin(years).to_numpy()
        for side, here in (("pilot", treated), ("other", ~treated)):
            cells[f"{side}_{window}"] = counts.loc[inside & here, names].mean()
    return pd.DataFrame(cells)


def paired_cells(piloted: pd.DataFrame, as_it_is: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Cells of a world with a pilot: its level as it is, the same on both sides, and what the pilot changes on each.

    A world has a few runs, in which the two sides differ by chance, before the pilot and during it. That difference
    would be scaled to the country with all else, and pass for an effect.

    ``piloted``, ``as_it_is``: as :func:`cells_of` takes them: runs of the same luck with the pilot and without.
    """
    names = list(columns)
    usual, with_it = cells_of(as_it_is, names), cells_of(piloted, names)
    cells = {}
    for window in WINDOWS:
        level = (usual[f"pilot_{window}"] + usual[f"other_{window}"]) / 2.0
        for side in ("pilot", "other"):
            cell = f"{side}_{window}"
            cells[cell] = level + with_it[cell] - usual[cell]
    return pd.DataFrame(cells).clip(lower=0.0)


def log_ratio(pilot: Floats, pilot_before: Floats, other: Floats, other_before: Floats) -> Floats:
    """Change in pilot provinces less that in the others, of counts, in logs; half a count is added to each."""
    logs: Floats = np.log((pilot + 0.5) / (pilot_before + 0.5)) - np.log((other + 0.5) / (other_before + 0.5))
    return logs


def p_value(pilot: Floats, pilot_before: Floats, other: Floats, other_before: Floats) -> Floats:
    """Exact two-sided p value (twice the smaller tail) that rates changed alike: arrays of whole counts."""
    during, treated, total = pilot + other, pilot + pilot_before, pilot + pilot_before + other + other_before
    law = sp.stats.hypergeom(total, treated, during)
    tails = np.minimum(law.cdf(pilot), law.sf(pilot - 1.0))
    p_values: Floats = np.minimum(1.0, 2.0 * tails)
    return p_values


def power_of(worlds: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Power and size of the test by kind of world, by what is counted, by provinces and years.

    ``worlds``: ``kind, world, counted, scale`` (from the mean province of the world to one of the 31 of the country),
    and cells as of :func:`paired_cells`.
    Returns ``kind, counted, provinces, years, power, low, high, size, size_low, size_high, worlds``. Counts of a
    country are Poisson with the expected numbers of its world; under no effect all provinces change alike.
    """
    generator, rows = np.random.default_rng(seed), []
    for (kind, counted), group in worlds.groupby(["kind", "counted"], sort=False):
        cells = {
            name: group[name].to_numpy(dtype=float) for name in map(str, group) if name.startswith(("pilot_", "other_"))
        }
        scale = group["scale"].to_numpy(dtype=float)
        alike = unmoved(cells)
        for provinces in PROVINCES:
            for years in YEARS:
                times = (scale * years * provinces / 2.0)[:, None]

                def drawn(mean: Floats, times: Floats = times) -> Floats:
                    return generator.poisson(mean[:, None] * times, (len(mean), SAMPLES)).astype(float)

                powers, sizes = (
                    (p_value(*(drawn(means[f"{side}_{window}"]) for side, window in CELLS)) <= LEVEL).mean(axis=1)
                    for means in (cells, alike)
                )
                low, high = bootstrap_ratio(powers, np.ones(len(powers)))
                number = sizes.size * SAMPLES
                rows.append(
                    (kind, counted, provinces, years, powers.mean(), low, float(np.minimum(high, 1.0)), sizes.mean(),
                     *wilson_interval(sizes.sum() * SAMPLES, number), len(group))
                )  # fmt: skip
    sides = ("power", "low", "high", "size", "size_low", "size_high")
    return pd.DataFrame(rows, columns=["kind", "counted", "provinces", "years", *sides, "worlds"])


def unmoved(cells: Mapping[str, Floats]) -> dict[str, Floats]:
    """Cells of worlds in which the pilot changes nothing: both sides change as both together do."""
    before, during = (cells[f"pilot_{window}"] + cells[f"other_{window}"] for window in ("before", "during"))
    change = np.divide(during, before, out=np.zeros_like(during), where=before > 0.0)
    started = np.where(before > 0.0, 0.0, during / 2.0)  # what was nowhere before begins on both sides alike
    sides = {side: cells[f"{side}_before"] for side in ("pilot", "other")}
    return {
        **{f"{side}_before": mean for side, mean in sides.items()},
        **{f"{side}_during": mean * change + started for side, mean in sides.items()},
    }


def placebo_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Share of rejections of the test in runs without a pilot, on simulated cases.

    ``runs``: ``kind, point, replicate, before_end, province`` and the columns of :data:`REALISED`: worlds as they are.
    Runs without a case on one side are in no count.
    Returns ``kind, counted, rejected, of, share, low, high``.
    """
    treated = np.where(is_treated(runs["province"].to_numpy(dtype=np.int64)), "pilot", "other")
    window = np.select([runs["before_end"].isin(years) for years in (BEFORE, DURING)], ["before", "during"], "")
    rows = []
    for counted, column in REALISED.items():
        sums = runs[column].groupby([runs["kind"], runs["point"], runs["replicate"], treated, window]).sum()
        wide = sums.unstack([3, 4], fill_value=0)  # noqa: PD010 - of a series
        for kind, counts in wide.groupby(level=0, sort=False):
            four = [counts[place].to_numpy(dtype=float) for place in CELLS]
            some = (four[0] + four[2] > 0) & (four[1] + four[3] > 0)
            rejected, number = int((p_value(*(cell[some] for cell in four)) <= LEVEL).sum()), int(some.sum())
            share = rejected / number if number else np.nan
            rows.append((kind, counted, rejected, number, share, *wilson_interval(rejected, number)))
    return pd.DataFrame(rows, columns=["kind", "counted", "rejected", "of", "share", "low", "high"])


# ---- what each statistic would say of each world as it would be published: a yearly number of the country, with noise


PUBLICATIONS = 8
"""Times that a statistic is drawn anew for each world."""
USUAL_YEARS = 5
"""Years before the end of the run over which expected numbers are averaged: those of the diagnosis."""
BEST = 8
"""Number of statistics of which pairs are tried: those with most bits alone."""
NOTHING = "nothing"


class Statistic(NamedTuple):
    """Declaration of a statistic: see *statistics.csv*.

    ``window``: a window of the pilot, or empty: of a usual year. ``over``, ``under``: columns that are summed; with
    ``under`` a share. Without both: a number drawn at random. ``published``: it is published now.
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
    """Values of a statistic in each world, once for each publication.

    ``usual``: a row per world: expected numbers of a year in the country, without a pilot. ``pilots``: by column, a row
    per world: cells of the pilot as numbers of a year in half of the country.
    Returns a (publications, worlds) array; counts are Poisson, a share is one of counts; NaN where nothing is divided.
    """
    shape = PUBLICATIONS, len(usual)
    if not statistic.over:
        return generator.standard_normal(shape)
    if statistic.window:
        cells = pilots[statistic.over[0]]
        names = (f"pilot_{statistic.window}", "pilot_before", f"other_{statistic.window}", "other_before")
        return log_ratio(*(generator.poisson(cells[name].to_numpy(), shape).astype(float) for name in names))
    over = usual[[*statistic.over]].sum(axis=1).to_numpy()
    if not statistic.under:
        return generator.poisson(over, shape).astype(float)
    under = usual[[*statistic.under]].sum(axis=1).to_numpy()
    chance = np.clip(np.divide(over, under, out=np.zeros_like(over), where=under > 0.0), 0.0, 1.0)
    base = generator.poisson(under, shape)
    count = generator.binomial(base, chance)
    shares: Floats = np.divide(count, base, out=np.full(shape, np.nan), where=base > 0)
    return shares


def bits_about(
    answer: pd.Series[str], usual: pd.DataFrame, pilots: dict[str, pd.DataFrame], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Information, in bits, of each statistic alone and of pairs of the best about an answer.

    Returns ``statistic, bits, low, high, share, floor, entropy, worlds``, and ``first, second, ...`` with the ``gain``
    over the better of both alone: the best first.
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
