"""Scores of probabilities against what happened in coded cases, beside the base rate of the other cases.

The Brier score takes shares of draws and probabilities as they are. So does the log score where officials give
probabilities, before the prosecutor. What is counted in draws, the law and the way to the prosecutor, gets one draw
more there, spread evenly over all that might have happened, or a count of none would be worth minus infinity. A term
to which the draws gave less than that one adds is *at the floor*: it tells how many draws there were. A base rate gets
one case more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio
from zombielaw.experiments.data.cases import Case, happened
from zombielaw.experiments.reducers.coded_case import PREVAILING, column
from zombielaw.sim.analysis.replay import ENDS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.law.offences import OFFENCES

LAW, BITS = "law, ", "bits_"
"""Beginning of the name of the law under a reading as a forecaster, and of its column of what may prevail."""
PROSECUTOR, WAY = "officials, before the prosecutor", "officials, from the start"


def log_score(chance: float) -> float:
    """Logarithm of the probability of what happened: 0 is certain, lower is worse."""
    return math.log(chance) if chance > 0.0 else -math.inf


def brier_score(chances: Floats, place: int) -> float:
    """Sum of squared errors over all that might have happened: 0 is certain and right, 2 certain and wrong."""
    return float(np.sum((chances - np.eye(len(chances))[place]) ** 2))


def with_one_more(sums: Floats, number: float) -> Floats:
    """Shares of sums over a number of draws or cases, and over one more that is spread evenly."""
    done: Floats = (sums + 1.0 / len(sums)) / (number + 1.0)
    return done


def base_rate(ends: Sequence[str], left_out: int, names: Sequence[str]) -> Floats:
    """Shares of what happened in the other cases: leave one out."""
    others = [end for number, end in enumerate(ends) if number != left_out]
    return with_one_more(np.array([float(others.count(name)) for name in names]), len(others))


def law_sums(bits: pd.Series[int]) -> Floats:
    """Draws in which each of ``PREVAILING`` prevails; what a tie or an open answer leaves is shared evenly."""
    answers = bits.to_numpy(dtype=np.int64)[:, None] >> np.arange(len(PREVAILING)) & 1
    sums: Floats = (answers / answers.sum(axis=1, keepdims=True)).sum(axis=0)
    return sums


def forecasters(draws: pd.DataFrame) -> list[str]:
    """Forecasters of these draws: the law under each reading that they have, and officials twice."""
    asked = draws.columns[draws.notna().any()]
    return [
        *(LAW + name.removeprefix(BITS) for name in asked if name.startswith(BITS)),
        PROSECUTOR,
        WAY,
    ]


def sums_of(draws: pd.DataFrame, by: str) -> tuple[Sequence[str], Floats]:
    """Ends that a forecaster holds possible in a case, and the draws of each: counted, or the sum of probabilities."""
    if by.startswith(LAW):
        return PREVAILING, law_sums(draws[BITS + by.removeprefix(LAW)])
    stage, names = ("verdict", VERDICTS) if by == PROSECUTOR else ("end", ENDS)
    return names, draws[[f"p_{stage}_{column(name)}" for name in names]].sum().to_numpy()


def scores_of(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """Probability that each forecaster gave to the end of each case, and its scores.

    ``draws``: ``case`` and the columns of ``draws_of``, under one policy.
    Returns ``case, happened, by, draws, chance, brier, log, at_floor, base_chance, base_brier, base_log``. A case that
    ended without a conviction is scored from its start alone, where its end can be told apart; the law under a reading
    of a case's own in that case alone.
    """
    end_of = {name: happened(case) for name, case in cases.items()}
    convicted = [name for name, end in end_of.items() if end in OFFENCES]
    ended = [name for name, end in end_of.items() if end in ENDS]
    rows = []
    for by in forecasters(draws):
        scored, wide = (ended, ENDS) if by == WAY else (convicted, VERDICTS)
        ends = [end_of[name] for name in scored]
        for number, name in enumerate(scored):
            own = draws[draws["case"] == name]
            if by not in forecasters(own):
                continue
            names, sums = sums_of(own, by)
            shares, place = sums / len(own), names.index(end_of[name])
            counted = shares if by == PROSECUTOR else with_one_more(sums, len(own))
            at_floor = by != PROSECUTOR and bool(sums[place] < 1.0 / len(sums))
            base, at = base_rate(ends, number, wide), wide.index(end_of[name])
            rows.append(
                (
                    name,
                    end_of[name],
                    by,
                    len(own),
                    shares[place],
                    brier_score(shares, place),
                    log_score(counted[place]),
                    at_floor,
                    base[at],
                    brier_score(base, at),
                    log_score(base[at]),
                )
            )
    columns = [
        "case",
        "happened",
        "by",
        "draws",
        "chance",
        "brier",
        "log",
        "at_floor",
        "base_chance",
        "base_brier",
        "base_log",
    ]
    return pd.DataFrame(rows, columns=columns)


def all_chances(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """Probability that each forecaster gives to each possible end of a case, unchanged: ``case, by, what, chance``."""
    rows = []
    for name in cases:
        own = draws[draws["case"] == name]
        for by in forecasters(own):
            names, sums = sums_of(own, by)
            rows += [
                (name, by, what, given / len(own)) for what, given in zip(names, sums, strict=True)
            ]
    return pd.DataFrame(rows, columns=["case", "by", "what", "chance"])


def summary_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean scores of each forecaster, the Brier score first: it needs no floor.

    Returns ``by, cases, brier, base_brier, brier_gain, brier_low, brier_high, log, base_log, gain, low, high, at_floor,
    floor_share, better``. ``brier_gain`` is how far the mean Brier score lies below that of the base rate, ``gain`` how
    far the mean log score lies above, both with the bootstrap interval over the cases; ``at_floor`` counts the cases at
    the floor, ``floor_share`` is their part of the sum of the log scores; ``better`` counts the cases to which the
    forecaster gave more than the base rate.
    """
    rows = []
    for by, own in scores.groupby("by", sort=False):
        sharper, gain = own["base_brier"] - own["brier"], own["log"] - own["base_log"]
        means = own[["brier", "base_brier", "log", "base_log"]].mean()
        total = own["log"].sum()
        floor_share = (
            own.loc[own["at_floor"], "log"].sum() / total
            if total and math.isfinite(total)
            else math.nan
        )
        rows.append(
            (
                by,
                len(own),
                means["brier"],
                means["base_brier"],
                sharper.mean(),
                *_over_cases(sharper),
                means["log"],
                means["base_log"],
                gain.mean(),
                *_over_cases(gain),
                int(own["at_floor"].sum()),
                floor_share,
                int((own["chance"] > own["base_chance"]).sum()),
            )
        )
    columns = [
        "by",
        "cases",
        "brier",
        "base_brier",
        "brier_gain",
        "brier_low",
        "brier_high",
        "log",
        "base_log",
        "gain",
        "low",
        "high",
        "at_floor",
        "floor_share",
        "better",
    ]
    return pd.DataFrame(rows, columns=columns)


def _over_cases(gains: pd.Series[float]) -> tuple[float, float]:
    """Bootstrap interval of a mean over the cases; none if a case is minus infinity."""
    values: Floats = np.asarray(gains, dtype=np.float64)
    if not np.isfinite(values).all():
        return math.nan, math.nan
    low, high = bootstrap_ratio(values, np.ones(len(values)))
    return low, high


def drivers_of(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """Stages that make the score of officials from the start, on the way to the end of each case.

    Returns ``case, happened, start, filed, charge, court, least``: the share of draws in which a matter comes to the
    prosecutor, the probability that it is charged there with the offence of the conviction, and the convictions of it
    per charge; and the stage that gives least. For an end without conviction its probability stands as ``filed``.
    """
    rows = []
    for name, case in cases.items():
        own, end = draws[draws["case"] == name], happened(case)
        if end not in ENDS:
            continue
        start = own["start"].iloc[0]
        if end not in OFFENCES:
            rows.append(
                (
                    name,
                    end,
                    start,
                    own[f"p_end_{column(end)}"].mean(),
                    math.nan,
                    math.nan,
                    "the end",
                )
            )
            continue
        charge, verdict = (
            own[f"p_{stage}_{column(end)}"].mean() for stage in ("charge", "verdict")
        )
        filed = 1.0 if start == "charge" else float(own["filed"].mean())
        court = verdict / charge if charge > 0.0 else math.nan
        stages = {"the way to the prosecutor": filed, "the charge": charge, "the court": court}
        rows.append(
            (name, end, start, filed, charge, court, min(stages, key=lambda stage: stages[stage]))
        )
    return pd.DataFrame(
        rows, columns=["case", "happened", "start", "filed", "charge", "court", "least"]
    )
