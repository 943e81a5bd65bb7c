"""Scores of probabilities against what happened in coded cases, beside the base rate of the other cases.

A probability that is counted in draws gets one draw more, spread evenly over all that might have happened; a base rate
one case more. So nothing that happened has the probability zero, and every score is finite.
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
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import OFFENCES

LAW = {f"law, {reading}": f"bits_{reading}" for reading in READINGS}
PROSECUTOR, WAY = "officials, before the prosecutor", "officials, from the start"
SPLIT = ("285-3", "225", "286-1")
"""Offences of which a seller of VPNs is convicted, in published judgments."""


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
    answers = bits.to_numpy()[:, None] >> np.arange(len(PREVAILING)) & 1
    sums: Floats = (answers / answers.sum(axis=1, keepdims=True)).sum(axis=0)
    return sums


def chances_of(draws: pd.DataFrame, by: str) -> tuple[Sequence[str], Floats]:
    """What a forecaster says might happen in a case, and with which probability."""
    if by in LAW:
        return PREVAILING, with_one_more(law_sums(draws[LAW[by]]), len(draws))
    stage, names = ("verdict", VERDICTS) if by == PROSECUTOR else ("end", ENDS)
    return names, with_one_more(draws[[f"p_{stage}_{column(name)}" for name in names]].sum().to_numpy(), len(draws))


def scores_of(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """What each forecaster gave to what happened in each case.

    Parameters
    ----------
    draws : DataFrame
        ``case`` and the columns of ``draws_of``, under one policy.

    Returns
    -------
    DataFrame
        ``case, happened, by, chance, log, brier, base_chance, base_log, base_brier``. A case that ended without a
        conviction is scored from its start alone, where its end can be told apart.
    """
    told = {name: happened(case) for name, case in cases.items()}
    convicted = [name for name, end in told.items() if end in OFFENCES]
    ended = [name for name, end in told.items() if end in ENDS]
    rows = []
    for by in (*LAW, PROSECUTOR, WAY):
        scored = ended if by == WAY else convicted
        ends = [told[name] for name in scored]
        for number, name in enumerate(scored):
            names, chances = chances_of(draws[draws["case"] == name], by)
            wide = ENDS if by == WAY else VERDICTS
            base, at = base_rate(ends, number, wide), wide.index(told[name])
            place = names.index(told[name])
            rows.append(
                (name, told[name], by, chances[place], log_score(chances[place]), brier_score(chances, place),
                 base[at], log_score(base[at]), brier_score(base, at))
            )  # fmt: skip
    columns = ["case", "happened", "by", "chance", "log", "brier", "base_chance", "base_log", "base_brier"]
    return pd.DataFrame(rows, columns=columns)


def all_chances(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """What each forecaster gives to all that might happen in each case: ``case, by, what, chance``."""
    rows = [
        (name, by, what, chance)
        for name in cases
        for by in (*LAW, PROSECUTOR, WAY)
        for what, chance in zip(*chances_of(draws[draws["case"] == name], by), strict=True)
    ]
    return pd.DataFrame(rows, columns=["case", "by", "what", "chance"])


def summary_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean scores of each forecaster: ``by, cases, log, base_log, gain, low, high, brier, base_brier, better``.

    ``gain`` is the mean log score above the base rate, with the bootstrap interval over the cases; ``better`` the
    number of cases to which the forecaster gave more than the base rate.
    """
    rows = []
    for by, mine in scores.groupby("by", sort=False):
        gain = (mine["log"] - mine["base_log"]).to_numpy()
        means = mine[["log", "base_log", "brier", "base_brier"]].mean()
        rows.append(
            (by, len(mine), means["log"], means["base_log"], gain.mean(), *bootstrap_ratio(gain, np.ones(len(gain))),
             means["brier"], means["base_brier"], int((gain > 0.0).sum()))
        )  # fmt: skip
    columns = ["by", "cases", "log", "base_log", "gain", "low", "high", "brier", "base_brier", "better"]
    return pd.DataFrame(rows, columns=columns)


def drivers_of(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """What makes the score of officials from the start: the stages on the way to what happened, by case.

    Returns
    -------
    DataFrame
        ``case, happened, start, filed, charge, court, least``: the probability that a matter comes to the prosecutor,
        is charged there with the offence of the conviction, and the convictions of it per charge; and the stage that
        gives least. For an end without conviction the probability of the end stands as ``filed``.
    """
    rows = []
    for name, case in cases.items():
        mine, end = draws[draws["case"] == name], happened(case)
        if end not in ENDS:
            continue
        start = mine["start"].iloc[0]
        if end not in OFFENCES:
            _, chances = chances_of(mine, WAY)
            rows.append((name, end, start, chances[ENDS.index(end)], math.nan, math.nan, "the end"))
            continue
        charge, verdict = (mine[f"p_{stage}_{column(end)}"].mean() for stage in ("charge", "verdict"))
        filed = 1.0 if start == "charge" else float(with_one_more(_yes_no(mine["filed"]), len(mine))[1])
        court = verdict / charge if charge > 0.0 else math.nan
        stages = {"the way to the prosecutor": filed, "the charge": charge, "the court": court}
        rows.append((name, end, start, filed, charge, court, min(stages, key=lambda stage: stages[stage])))
    return pd.DataFrame(rows, columns=["case", "happened", "start", "filed", "charge", "court", "least"])


def _yes_no(filed: pd.Series[bool]) -> Floats:
    return np.array([float((~filed).sum()), float(filed.sum())])


def split_of(cases: Mapping[str, Case], draws: pd.DataFrame, published: Sequence[float]) -> pd.DataFrame:
    """Convictions of sellers of VPNs: the published split over :data:`SPLIT` beside the shares of officials.

    Returns
    -------
    DataFrame
        ``case, 285-3, 225, 286-1, others, log, per_judgment``: a row for each coded case of a VPN, then their mean, an
        even split and the published split itself. Shares are of convictions of the three, before the prosecutor;
        ``others`` is what ends otherwise; ``log`` is the multinomial log score of the published judgments, up to a
        constant. Nothing is tuned to them.
    """
    sellers = [name for name, case in cases.items() if case.facts.vpn_tools.low >= 1.0]
    rows = {name: chances_of(draws[draws["case"] == name], PROSECUTOR)[1] for name in sellers}
    counted = np.array(published, dtype=np.float64)
    found: list[tuple[str, Floats, float]] = []
    if rows:
        for name, chances in {**rows, "mean of these": np.mean([*rows.values()], axis=0)}.items():
            three = np.array([chances[VERDICTS.index(offence)] for offence in SPLIT])
            found.append((name, three / three.sum(), 1.0 - float(three.sum())))
    found.append(("even split", np.full(len(SPLIT), 1.0 / len(SPLIT)), math.nan))
    found.append(("as published", counted / counted.sum(), math.nan))
    done = [(name, *three, others, float(counted @ np.log(three))) for name, three, others in found]
    table = pd.DataFrame(done, columns=["case", *SPLIT, "others", "log"])
    return table.assign(per_judgment=table["log"] / counted.sum())
