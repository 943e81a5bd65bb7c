"""Unknown facts of a coded case with which verdicts differ: two groups of draws are compared for each fact.

A fact is shown where neither group is small, and where chance could not make the difference: where verdicts are dealt
out anew among the draws, the largest difference of all facts and verdicts, in standard errors, stays below it in 95 %
of the deals. Probabilities are mostly near none or near one, so no normal distribution is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import LEVEL, Floats
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.law.facts import ANY_DAY, Facts, is_yes_no
from zombielaw.sim.law.offences import A_286_1, B_287_2

Bools = npt.NDArray[np.bool_]
LEAST = 30
"""Least number of draws in a group."""
MOST = 6
"""Largest number of facts that are shown: those with the largest difference."""
DEALS = 400
"""Times that verdicts are dealt out anew."""
YES_NO, DAY, AMOUNT = "yes_no", "day", "amount"
"""Kinds of facts: whether it is so; the split is the first day of the later group; above the split, or not."""


def differences(known: Facts, drawn: Sequence[Facts], verdicts: Floats) -> pd.DataFrame:
    """Unknown facts with which the mean probability of a verdict differs, the largest difference first.

    ``known``: what the case says. ``drawn``: the facts of each draw. ``verdicts``, (draws, verdicts) array: probability
    of each of ``VERDICTS`` in each draw.
    Returns ``fact, kind, split, draws_above, draws_below, verdict_286_1_above, ..., verdict, above, below, difference,
    low, high``: the groups above the split and below it (if so and if not), the probabilities of 286-1 and 287-2 in
    both, and of the verdict that differs most; the interval of that difference, for all facts and verdicts at once.
    """
    groups = {}
    for name in Facts._fields:
        fact = getattr(known, name)
        if fact.low == fact.high:
            continue
        values = np.array([getattr(one, name).low for one in drawn])
        kind = (
            YES_NO if is_yes_no(name) else DAY if Facts._field_defaults[name] == ANY_DAY else AMOUNT
        )
        split = 0.5 if kind == YES_NO else float(np.median(values))
        above = values >= split if kind == DAY else values > split
        if min(above.sum(), (~above).sum()) >= LEAST:
            groups[name] = kind, split, above
    rows = []
    sides_of = {name: above for name, (_, _, above) in groups.items()}
    errors, most_by_chance = _errors(sides_of, verdicts), _largest_by_chance(sides_of, verdicts)
    for name, (kind, split, above) in groups.items():
        high, low = verdicts[above].mean(axis=0), verdicts[~above].mean(axis=0)
        most = int(np.abs(high - low).argmax())
        gap, width = high[most] - low[most], most_by_chance * errors[name][most]
        if abs(gap) > width:
            both = [side[code] for code in (A_286_1, B_287_2, most) for side in (high, low)]
            rows.append(
                (
                    name,
                    kind,
                    split,
                    int(above.sum()),
                    int((~above).sum()),
                    *both[:4],
                    VERDICTS[most],
                    *both[4:],
                    gap,
                    gap - width,
                    gap + width,
                )
            )
    sides = [
        f"verdict_{offence}_{side}" for offence in ("286_1", "287_2") for side in ("above", "below")
    ]
    columns = [
        "fact",
        "kind",
        "split",
        "draws_above",
        "draws_below",
        *sides,
        "verdict",
        "above",
        "below",
        "difference",
        "low",
        "high",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("difference", key=np.abs, ascending=False, kind="stable").head(MOST)


def _errors(groups: Mapping[str, Bools], verdicts: Floats) -> dict[str, Floats]:
    """Standard error of the difference of each verdict, by fact, if the fact makes none."""
    spread = verdicts.std(axis=0, ddof=1)
    return {
        name: spread * np.sqrt(1.0 / above.sum() + 1.0 / (~above).sum())
        for name, above in groups.items()
    }


def _largest_by_chance(groups: Mapping[str, Bools], verdicts: Floats) -> float:
    """The largest difference of all facts and verdicts, in standard errors, that chance leaves out at the level."""
    errors = np.array([*_errors(groups, verdicts).values()])
    if not errors.any():
        return 0.0
    weights = np.array([above / above.sum() - ~above / (~above).sum() for above in groups.values()])
    deal, largest = np.random.default_rng(0), []
    for _ in range(DEALS):
        gaps = np.abs(weights @ deal.permutation(verdicts))
        largest.append(np.divide(gaps, errors, out=np.zeros_like(gaps), where=errors > 0.0).max())
    return float(np.quantile(largest, LEVEL))
