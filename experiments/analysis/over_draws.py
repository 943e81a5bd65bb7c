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

from zombielaw.experiments.analysis.intervals import Floats, influence
from zombielaw.experiments.analysis.wording import Row, paragraphs
from zombielaw.experiments.config.options import PER_DRAW
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.opinion.explain import listed
from zombielaw.experiments.words.texts import LANGUAGES, Language, say

Whole = npt.NDArray[np.int64]
Pair = tuple[Floats, Floats]
"""Numerators and denominators of runs."""
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
    "same_sign": "share of draws whose own difference has the sign of their mean; empty where more than half of what "
    "differs between draws may be chance",
}
"""Meaning of the columns that estimates over draws have beside the usual."""


def draw_of(replicates: npt.ArrayLike) -> Whole:
    """Draw of each replicate; 0 at the medians."""
    return np.asarray(replicates, dtype=np.int64) // PER_DRAW


def by_draw(draw: Whole, *parts: Floats) -> list[Floats]:
    """Arrays over runs as sums over the runs of each draw; as they are if all runs are of one draw.

    ``draw``, (runs,) array: draw of each run. ``*parts``, (runs,) arrays: such as numerators and denominators; a run in
    which one of them is no number is in no sum.
    Returns (draws,) arrays: NaN of a draw without a run.
    """
    if len(set(draw)) < 2:
        return [*parts]
    known = np.isfinite(parts).all(axis=0)
    sums = pd.DataFrame({place: np.where(known, part, math.nan) for place, part in enumerate(parts)})
    sums = sums.groupby(draw).sum(min_count=1)
    return [*sums.to_numpy(dtype=float).T]


def table_by_draw(wide: pd.DataFrame) -> pd.DataFrame:
    """A table of runs, replicates as index, as one of sums over the runs of each draw: see :func:`by_draw`."""
    draw = draw_of(wide.index)
    return wide if len(set(draw)) < 2 else wide.groupby(draw).sum(min_count=1)


def middle_of(values: pd.Series[float]) -> dict[str, float]:
    """Median and middle :data:`RANGE` of values, one of each draw: ``draws, median, draw_low, draw_high``."""
    known = values.dropna()
    median, low, high = known.quantile([0.5, (1.0 - RANGE) / 2.0, (1.0 + RANGE) / 2.0])
    return {"draws": len(known), "median": median, "draw_low": low, "draw_high": high}


def spread_of(draw: Whole, here: Pair, there: Pair | None = None) -> tuple[Any, ...]:
    """Spread between draws, and between runs of one draw: :data:`OVER_DRAWS`.

    Each draw has its own value, the ratio of sums over its runs (less the same at the base). Chance is the variance of
    what single runs add to it, pooled over draws. The variance of the draws' values holds parameters and, divided by
    the runs of a draw, chance: the parameters' part is what is left (analysis of variance, one-way, random effects).
    The range is that of the draws' values after they are drawn together about their mean to this variance (Louis 1984).

    ``draw``, (runs,) array: draw of each run. ``here, there``, (runs,) arrays: numerators and denominators; at the
    base.
    """
    values, parameters, chance = _of_draws(draw, here, there)
    if not values.size:
        return 0, *[math.nan] * 5
    whole = float(values.var(ddof=1))
    together = values.mean() + (values - values.mean()) * (math.sqrt(parameters / whole) if whole else 0.0)
    middle = middle_of(pd.Series(together))
    return *middle.values(), math.sqrt(parameters), math.sqrt(chance)


def spread_of_difference(draw: Whole, here: Pair, there: Pair) -> tuple[Any, ...]:
    """:data:`OVER_DRAWS_OF_DIFFERENCES`, paired within each draw."""
    values, parameters, _ = _of_draws(draw, here, there)
    hidden = not values.size or parameters < 0.5 * float(values.var(ddof=1))
    same = math.nan if hidden else float(np.mean(np.sign(values) == np.sign(values.mean())))
    return *spread_of(draw, here, there), same


def only_chance(row: Row) -> bool:
    """True if what differs between the draws of a difference cannot be told from chance: their middle is a point."""
    return bool(row["difference_parameter_sd"] == 0.0 < row["difference_chance_sd"])


def _of_draws(draw: Whole, here: Pair, there: Pair | None) -> tuple[Floats, float, float]:
    """The draws' own values, and the variance that parameters and chance make of them; no values of one draw."""
    sides = [here] if there is None else [here, there]
    known = np.isfinite([part for side in sides for part in side]).all(axis=0)
    values, chances, shares = [], [], []
    for name in np.unique(draw[known]):
        of_draw = known & (draw == name)
        runs = [(over[of_draw], under[of_draw]) for over, under in sides]
        if not all(under.sum() for _, under in runs):
            continue
        value, added = (
            sum(sign * one for sign, one in zip((1.0, -1.0), each, strict=False))
            for each in ([over.sum() / under.sum() for over, under in runs], [influence(*side) for side in runs])
        )
        values.append(value)
        chances.append(np.var(added, ddof=1) if of_draw.sum() > 1 else math.nan)
        shares.append(1.0 / of_draw.sum())
    own_values = np.array(values)
    if own_values.size < 2 or not np.isfinite(chances).any():
        return np.array([]), math.nan, math.nan
    whole, chance = float(own_values.var(ddof=1)), float(np.nanmean(chances))
    parameters = max(0.0, whole - chance * float(np.mean(shares)))
    return own_values, parameters, chance


def draws_note(draws: int, replicates: int, source: str, lang: Language = LANGUAGES[0]) -> str:
    """Note on reading tables of runs over ``draws``, with ``replicates`` runs of each; nothing at the medians."""
    if not draws:
        return ""
    drawn_from = say(f"over_draws.{source}", lang)
    note = say("over_draws.told", lang, draws=draws, replicates=replicates, source=drawn_from, share=f"{RANGE:.0%}")
    return paragraphs(say("over_draws.head", lang), note)


def own_priors_note(settings: Settings, lang: Language) -> str:
    """Note on the beliefs behind a study, where they are a user's own; nothing where they are the declared ones."""
    if not settings.priors:
        return ""
    says = listed(dict.fromkeys(prior.says for prior in settings.priors.values()), lang)
    drawn = settings.posterior is not None
    under = "posterior" if drawn and not settings.posterior_file else "posterior_file" if drawn else "priors"
    name = Path(settings.priors_file).name
    return say(f"own_priors.{under}", lang, file=name, number=len(settings.priors), says=says)
