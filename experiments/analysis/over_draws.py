"""Runs over draws of unmeasured numbers: what differs between draws (parameters) and between runs (chance), apart.

Replicates are numbered by draw (``PER_DRAW``). Runs of one draw share their parameters and are not independent of each
other, so whatever resamples or tests runs takes the sums of each draw as one: :func:`by_draw`.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import Floats, divided, quantiles
from zombielaw.experiments.analysis.wording import Row, paragraphs
from zombielaw.experiments.config.schema import PER_DRAW
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.opinion.explain import listed
from zombielaw.experiments.words.texts import language, say

Whole = npt.NDArray[np.int64]
OVER_DRAWS = ["draws", "draw_median", "draw_low", "draw_high", "parameter_sd", "chance_sd"]
OVER_DRAWS_OF_DIFFERENCES = [*(f"difference_{name}" for name in OVER_DRAWS), "same_sign"]
RANGE = 0.9
"""Middle part of the draws that their range holds."""
MEANINGS = {
    "low, high; difference_low, difference_high; p": "over draws: of the mean over all draws, from so many draws "
    "and runs; each draw is taken as one",
    "draws": "draws in which the value is defined",
    "draw_median": "median of the draws' own values, chance taken out",
    "draw_low, draw_high": "parameter uncertainty: the middle 90 % of the draws' own values, chance taken out",
    "parameter_sd": "parameter uncertainty: standard deviation between draws, chance taken out",
    "chance_sd": "chance: standard deviation between runs of one draw",
    "difference_draws ... difference_chance_sd": "the same of the difference, paired within each draw",
    "same_sign": "share of draws whose own difference, chance taken out, has the sign of their mean; empty where more "
    "than half of what differs between draws may be chance",
}
"""Meaning of the columns that estimates over draws have beside the usual."""


def draw_of(replicates: npt.ArrayLike) -> Whole:
    """Draw of each replicate; 0 at the medians."""
    return np.asarray(replicates, dtype=np.int64) // PER_DRAW


def by_draw(draw: Whole, *parts: Floats) -> list[Floats]:
    """Arrays over runs as sums over the runs of each draw; as they are if all runs are of one draw.

    ``draw``, (runs,) array: draw of each run. ``*parts``, (..., runs) arrays: such as numerators and denominators; a
    run in which one of them is no number is in no sum.
    Returns (..., draws) arrays: NaN of a draw without a run.
    """
    if len(set(draw)) < 2:
        return [*parts]
    known = np.asarray(np.isfinite(parts).all(axis=0))
    count = _sums(draw, known)
    return [
        np.where(count > 0.0, _sums(draw, np.where(known, part, 0.0)), math.nan) for part in parts
    ]


def _sums(draw: Whole, values: npt.NDArray[Any]) -> Floats:
    """Sums over the runs of each draw: (..., runs) to (..., draws)."""
    sums: Floats = np.einsum(
        "...r,dr->...d", values.astype(np.float64), np.unique(draw)[:, None] == draw
    )
    return sums


def table_by_draw(wide: pd.DataFrame) -> pd.DataFrame:
    """A table of runs, replicates as index, as one of sums over the runs of each draw: see :func:`by_draw`."""
    draw = draw_of(wide.index)
    return wide if len(set(draw)) < 2 else wide.groupby(draw).sum(min_count=1)


def middle_of(values: Floats) -> tuple[Any, ...]:
    """Number of values of draws, their median and the ends of their middle :data:`RANGE`, along the last axis."""
    return np.isfinite(values).sum(axis=-1), *quantiles(
        values, [0.5, (1.0 - RANGE) / 2.0, (1.0 + RANGE) / 2.0]
    )


def spread_of(draw: Whole, here: Floats, there: Floats | None = None) -> tuple[Any, ...]:
    """Spread between draws, and between runs of one draw: columns :data:`OVER_DRAWS`, a row for each of the arrays.
    Of differences, paired within each draw, :data:`OVER_DRAWS_OF_DIFFERENCES`.

    Each draw has its own value, the ratio of sums over its runs (less the same at the base). Chance is the variance of
    what single runs add to it, pooled over draws. The variance of the draws' values holds parameters and, divided by
    the runs of a draw, chance: the parameters' part is what is left (analysis of variance, one-way, random effects).
    The range is that of the draws' values after they are drawn together about their mean to this variance (Louis 1984).

    ``draw``, (runs,) array: draw of each run. ``here, there``, (2, rows, runs) arrays: numerators and denominators; at
    the base.
    """
    values, whole, parameters, chance = _of_draws(draw, here, there)
    mean = _mean(values)
    together = (
        mean
        + (values - mean) * np.sqrt(np.where(whole > 0.0, divided(parameters, whole), 0.0))[:, None]
    )
    spread = *middle_of(together), np.sqrt(parameters), np.sqrt(chance)
    if there is None:
        return spread
    same = np.where(np.isnan(values), math.nan, np.sign(together) == np.sign(mean))
    return *spread, np.where(parameters >= 0.5 * whole, _mean(same)[:, 0], math.nan)


def only_chance(row: Row) -> bool:
    """True if what differs between the draws of a difference cannot be told from chance: their middle is a point."""
    return bool(row["difference_parameter_sd"] == 0.0 < row["difference_chance_sd"])


def _mean(values: Floats) -> Floats:
    """Means along the last axis, which is kept, of the values that are numbers; NaN where none is."""
    number = np.isfinite(values).sum(axis=-1, keepdims=True).astype(np.float64)
    return divided(np.nansum(values, axis=-1, keepdims=True), number)


def _variance(values: Floats) -> Floats:
    """Variances along the last axis of the values that are numbers; NaN of fewer than two."""
    number = np.isfinite(values).sum(axis=-1).astype(np.float64)
    return divided(np.nansum((values - _mean(values)) ** 2, axis=-1), np.maximum(number - 1.0, 0.0))


def _of_draws(
    draw: Whole, here: Floats, there: Floats | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """The draws' own values, (rows, draws), and their variance, with the parts that parameters and chance have in it.

    NaN of a draw without a value, and in rows without two of them or without a draw of two runs.
    """
    sides = [here] if there is None else [here, there]
    known = np.asarray(np.isfinite(sides).all(axis=(0, 1)))
    runs, (_, of_draw) = _sums(draw, known), np.unique(draw, return_inverse=True)
    values, added = np.zeros(runs.shape), np.zeros(known.shape)
    for sign, (over, under) in zip((1.0, -1.0), sides, strict=False):
        sums, weight = (_sums(draw, np.where(known, part, 0.0)) for part in (over, under))
        own = divided(sums, weight)
        values += sign * own
        moved = np.where(known, over - own[:, of_draw] * under, math.nan)
        added += sign * divided(moved, divided(weight, runs)[:, of_draw])
    within = _sums(draw, np.where(known, np.nan_to_num(added), 0.0))
    apart = (added - divided(within, runs)[:, of_draw]) ** 2
    chances = divided(
        _sums(draw, np.nan_to_num(apart)),
        np.where(np.isnan(values), 0.0, np.maximum(runs - 1.0, 0.0)),
    )
    whole, chance = _variance(values), _mean(chances)[:, 0]
    shares = _mean(np.where(np.isnan(values), math.nan, divided(np.ones_like(runs), runs)))[:, 0]
    told = np.isfinite(whole) & np.isfinite(chance)
    parameters = np.where(told, np.maximum(0.0, whole - chance * shares), math.nan)
    return (
        np.where(told[:, None], values, math.nan),
        whole,
        parameters,
        np.where(told, chance, math.nan),
    )


def draws_note(draws: int, replicates: int, source: str) -> str:
    """Note on reading tables of runs over ``draws``, with ``replicates`` runs of each; nothing at the medians."""
    if not draws:
        return ""
    note = say(
        "over_draws.told",
        draws=draws,
        replicates=replicates,
        source=say(f"over_draws.{source}"),
        share=f"{RANGE:.0%}",
    )
    return paragraphs(say("over_draws.head"), note)


def own_priors_note(settings: Settings) -> str:
    """Note on the beliefs behind a study, where they are a user's own; nothing where they are the declared ones."""
    if not settings.priors:
        return ""
    says = listed(dict.fromkeys(prior.says for prior in settings.priors.values()), language())
    drawn = settings.posterior is not None
    under = (
        "posterior"
        if drawn and not settings.posterior_file
        else "posterior_file"
        if drawn
        else "priors"
    )
    name = Path(settings.priors_file).name
    return say(f"own_priors.{under}", file=name, number=len(settings.priors), says=says)
