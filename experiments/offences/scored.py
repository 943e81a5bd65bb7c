"""Predictions held against outcomes: a log score and a CRPS for each row, of the theory and of its rivals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
import scipy as sp
from pydantic import Field, Strict, model_validator

from zombielaw.experiments.data.files import read_csv, unknown_name
from zombielaw.experiments.data.typed import Entry, fits, placed, typed
from zombielaw.experiments.errors import InputError, Message
from zombielaw.experiments.offences.engine import SHOWN, Flows
from zombielaw.experiments.offences.ranges import Array

PERSONS = " persons"
PER = " per "
SPREAD = 0.1
"""Coefficient of variation of an outcome around its expectation, beyond chance, where its row gives no noise."""
ALL = "all"
FLOOR = 1e-12
"""Least probability that a log score is taken of."""


Day = Annotated[date, Strict(False), fits(bool, "a date such as 2019-11-01")]
Bound = Annotated[
    float,
    Strict(False),
    fits(lambda one: 0.0 <= one < math.inf, "a number from 0 on, or nothing for no bound"),
]


class Row(Entry):
    """A row of a table of outcomes, by its cells that say something; four are for the reader.

    ``below_from, below_to``: window of what a ratio of units is divided by, if it is another. ``noise``: coefficient of
    variation of an outcome around its expectation, beyond chance.
    """

    unit: str
    quantity: str
    since: Day = Field(alias="from")
    until: Day = Field(alias="to")
    low: Bound = 0.0
    high: Bound = math.inf
    below_from: Day = Field(default_factory=lambda row: row["since"])
    below_to: Day = Field(default_factory=lambda row: row["until"])
    noise: Annotated[
        float,
        Strict(False),
        fits(lambda one: 0.0 < one <= 1.0, "a coefficient of variation above 0, at most 1"),
    ] = SPREAD
    confidence: Any = None
    source: Any = None
    closes: Any = None
    reason: Any = None

    @model_validator(mode="after")
    def _in_order(self) -> Row:
        for start, end in ((self.since, self.until), (self.below_from, self.below_to)):
            if end < start:
                raise InputError("{} lies before {}; from comes first", end, start)
        if not self.low <= self.high:
            raise InputError("low={:g} lies above high={:g}; change places", self.low, self.high)
        return self


class Part(NamedTuple):
    """Cases (or persons) of units, summed over a window; divided by the base, where there is one."""

    units: tuple[str, ...]
    quantity: tuple[str, bool]  # stage, and whether persons are counted
    base: tuple[str, bool] | None
    start: date
    end: date


@dataclass(frozen=True)
class Outcome:
    """A row of outcomes: a part, divided by another where there is one, and the bounds between which it lies."""

    line: int
    above: Part
    below: Part | None
    low: float
    high: float
    label: str
    noise: float = SPREAD

    @property
    def ratio(self) -> bool:
        """True for a share or a ratio, false for a count."""
        return self.below is not None or self.above.base is not None

    @property
    def kind(self) -> str:
        """Level, share of a stage, or ratio of units."""
        return "ratio" if self.below else "share" if self.above.base else "level"

    @property
    def units(self) -> tuple[str, ...]:
        """Units that it speaks of."""
        return (*self.above.units, *(self.below.units if self.below else ()))


def read_outcomes(path: Path, units: Mapping[str, Any], known: bool = True) -> list[Outcome]:
    """Read a table of outcomes, or of what will be counted, if they are not ``known`` yet.

    Raises InputError: a column or a row is wrong; it names the line.
    """
    table = read_csv(path, dtype=str, keep_default_na=False)
    if table.empty:
        raise InputError("{}: has no rows; give one outcome a line.", path)
    return [
        _outcome(path, line, cells, units, known)
        for line, cells in enumerate(table.to_dict("records"), start=2)
    ]


def _outcome(
    path: Path, line: int, cells: Mapping[Any, str], units: Mapping[str, Any], known: bool
) -> Outcome:
    where = Message("{}, line {}", path, line)

    def place(*keys: object) -> str:
        return Message("{}: {}", where, keys[-1]) if keys else where

    row: Row = typed(Row, {key: cell for key, cell in cells.items() if cell.strip()}, place)
    over, slash, under = row.unit.replace(" ", "").partition("/")
    sums = [tuple(names.split("+")) for names in (over, under or over)]
    quantity, per, base = row.quantity.partition(PER)
    with placed(where):
        for name in (*sums[0], *sums[1]):
            if name not in units:
                raise unknown_name(name, units, "unit of an offence")
        if not slash and row.model_fields_set & {"below_from", "below_to"}:
            raise InputError("below_from and below_to are for ratios of units; leave them empty")
        if known and row.low == 0.0 and row.high == math.inf:
            raise InputError("low and high are both empty; give one of them or both")
        bounds = [end for end in (row.low, row.high) if math.isfinite(end)]
        if not (slash or per) and any(end % 1.0 for end in bounds):
            raise InputError("low={:g}, high={:g}: counts are whole numbers", row.low, row.high)
        if (slash or per) and row.low == row.high:
            raise InputError("a ratio needs low below high: give the interval in which it lies")
        counted, divided = _quantity(quantity), _quantity(base) if per else None
    above = Part(sums[0], counted, divided, row.since, row.until)
    below = Part(sums[1], counted, divided, row.below_from, row.below_to) if slash else None
    label = f"{row.unit}, {row.quantity}, {row.since} to {row.until}"
    return Outcome(line, above, below, row.low, row.high, label, row.noise)


def _quantity(text: str) -> tuple[str, bool]:
    """Stage of a quantity, and whether persons are counted."""
    name = text.strip()
    stage = name.removesuffix(PERSONS)
    if stage not in SHOWN:
        raise unknown_name(stage, SHOWN, "quantity")
    return stage, stage != name


# ---- what is predicted of a row


def expected(flows: Mapping[str, Flows], outcome: Outcome, persons: Array) -> Array:
    """Prediction of a row in each draw, shape ``(draws,)``; ``persons`` per case."""

    def cases(part: Part, quantity: tuple[str, bool]) -> Array:
        every = [flows[unit].between(quantity[0], part.start, part.end) for unit in part.units]
        return np.asarray(np.sum(every, axis=0) * (persons if quantity[1] else 1.0))

    def amount(part: Part) -> Array:
        above = cases(part, part.quantity)
        return above if part.base is None else _divided(above, cases(part, part.base))

    above = amount(outcome.above)
    return above if outcome.below is None else _divided(above, amount(outcome.below))


def _divided(above: Array, below: Array) -> Array:
    """A quotient, NaN where nothing is divided."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0.0)


def chance_within(mean: Array, outcome: Outcome) -> float:
    """Probability of what was observed: of counts negative binomial, of ratios log-normal around each draw."""
    low, high = outcome.low, outcome.high
    if outcome.ratio:
        ends = [np.log(end) if end > 0.0 else -math.inf for end in (low, high)]
        upper, lower = (
            sp.stats.norm.cdf((end - np.log(mean)) / outcome.noise) for end in (ends[1], ends[0])
        )
        return float(np.mean(upper - lower))
    size = outcome.noise**-2
    share = size / (size + np.maximum(mean, FLOOR))
    upper = sp.stats.nbinom.cdf(high, size, share) if math.isfinite(high) else np.ones_like(mean)
    lower = sp.stats.nbinom.cdf(low - 1.0, size, share) if low > 0.0 else np.zeros_like(mean)
    return float(np.mean(upper - lower))


def sample(mean: Array, outcome: Outcome, seed: int) -> Array:
    """One outcome for each draw, as :func:`chance_within` has it."""
    luck = np.random.default_rng([seed, outcome.line])
    if outcome.ratio:
        return np.asarray(mean * np.exp(outcome.noise * luck.standard_normal(mean.size)))
    return luck.poisson(mean * luck.gamma(outcome.noise**-2, outcome.noise**2, mean.size)).astype(
        float
    )


def crps(values: Array, outcome: Outcome) -> float:
    """CRPS of a sample on the scale of logarithms (of counts: of one more).

    Bounds are scored as bounds: what lies within them is taken together in one point, which keeps the score proper.
    """
    scale = np.log if outcome.ratio else np.log1p
    bounds = (outcome.low, outcome.high)
    ends = [float(scale(end)) if end > 0.0 or not outcome.ratio else -math.inf for end in bounds]
    x = np.asarray(scale(values))
    x = np.sort(np.where(x < ends[0], x - ends[0], np.where(x > ends[1], x - ends[1], 0.0)))
    weights = 2.0 * np.arange(1, x.size + 1) - x.size - 1.0
    return float(np.abs(x).mean() - (weights * x).sum() / x.size**2)


def scores(
    foreseen: Mapping[str, Sequence[Array]], outcomes: Sequence[Outcome], seed: int = 1
) -> pd.DataFrame:
    """Scores of each row under each theory; ``foreseen``: by theory, what it foresees of each row, shape ``(draws,)``.

    Returns ``line, unit, kind, outcome, theory, low, high, q05, q50, q95, log_score, crps``: higher log scores and
    lower CRPS are better.
    """
    rows = []
    for place, outcome in enumerate(outcomes):
        for theory, means in foreseen.items():
            mean = means[place]
            known = mean[np.isfinite(mean)]
            if not known.size or not known.any():
                raise InputError(
                    "line {}: {}: nothing is foreseen in this window; check it.",
                    outcome.line,
                    outcome.label,
                )
            drawn = sample(known, outcome, seed)
            low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95])
            rows.append(
                {
                    "line": outcome.line,
                    "unit": outcome.label.partition(",")[0],
                    "kind": outcome.kind,
                    "outcome": outcome.label,
                    "theory": theory,
                    "low": outcome.low,
                    "high": outcome.high,
                    "q05": low,
                    "q50": middle,
                    "q95": high,
                    "log_score": math.log(max(chance_within(known, outcome), FLOOR)),
                    "crps": crps(drawn, outcome),
                }
            )
    return pd.DataFrame(rows)


def by_unit(rows: pd.DataFrame, apart: str) -> pd.DataFrame:
    """Mean scores of each unit by kind and theory, then of all but one, every unit counting once."""
    keys = ["unit", "kind", "theory"]
    units = rows.groupby(keys, sort=False)[["log_score", "crps"]].mean().reset_index()
    others = units[units["unit"] != apart].assign(unit=ALL)
    return pd.concat(
        [units, others.groupby(keys, sort=False).mean().reset_index()], ignore_index=True
    )
