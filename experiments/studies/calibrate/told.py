"""What a calibration says: whether the method holds, what was learned, what could not be."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.posterior import FEW
from zombielaw.experiments.analysis.wording import Row, interval, listed, number, paragraphs, rows_by, table
from zombielaw.experiments.studies.base import Finished

LITTLE = 0.1
"""Part of a variance below which a group is said to have learned next to nothing."""
SURE = 3.0
"""A Bayes factor between this and its inverse says next to nothing (Jeffreys: barely worth mentioning)."""
HEAVY = 0.3
"""Weights in the identified product that are named."""


def report(tables: Finished) -> str:
    """The finding first; whether it may be believed; then groups, product, prediction, feedback."""
    groups, facts = tables["groups"].sort_values("narrowed", ascending=False), tables.facts
    most = groups[groups["narrowed"] >= LITTLE]["group"].tolist()
    return paragraphs(
        _finding(tables, most),
        _method(tables),
        f"Ruled out: {1.0 - facts['not_ruled_out']:.0%} of the prior. {facts['points_first']} worlds of the prior and "
        f"{facts['points_second']} of those not ruled out were simulated. After weighting, the posterior is worth "
        f"{number(facts['effective'])} independent draws"
        f"{' (few: read it as rough)' if facts['effective'] < FEW else ''}.",
        table(
            ("group", "what it is", "posterior quantile of its prior (90 %)", "narrowed"),
            [(row["group"].replace("_", " "), row["meaning"],
              f"{row['median']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
              f"{max(0.0, row['narrowed']):.0%}") for row in groups.to_dict("records")],
            right=(2, 3),
        ),
        "*Narrowed*: part of the prior variance that the data took away. A group that is not narrowed has its prior "
        "still: nothing that is published speaks of it.",
        _product(tables["product"]),
        _prediction(tables["predicted"], tables["predicted_together"]),
        _feedback(tables["feedback"].to_dict("records")[0]),
    )  # fmt: skip


def _finding(tables: Finished, most: list[str]) -> str:
    states = rows_by(tables["chain"], "state")
    prior, posterior = (interval(states[name], "median", ends=("low", "high")) for name in ("prior", "posterior"))
    told = listed(name.replace("_", " ") for name in most) if most else "none"
    return (
        f"Of {len(tables['groups'])} groups of numbers the published figures narrow {len(most)} by a tenth or more: "
        f"{told}. Expected convictions of 286-1 a year, the product of the whole chain, go from {prior} to {posterior}."
    )


def _method(tables: Finished) -> str:
    coverage, explained = tables["coverage"], tables["emulator"]
    odd = coverage[coverage["p"] < 0.05 / len(coverage)]["quantity"].tolist()
    said = (
        "for no quantity do these places differ from even ones" if not odd else
        f"for {listed(name.replace('_', ' ') for name in odd)} these places are not even"
    )  # fmt: skip
    ends = explained.sort_values("explained").to_dict("records")
    least, most = (
        f"{row['explained']:.0%} ({row['target'].replace('_', ' ')}, {row['part']})" for row in (ends[0], ends[-1])
    )
    return (
        f"The method was tried on {tables.facts['sets']} sets of data that the simulator made, whose true values are "
        f"known. Where in its posterior does each true value lie? By Kolmogorov and Smirnov, with Bonferroni, {said}. "
        f"Intervals of 50 % hold {coverage['cover_50'].mean():.0%} of the true values and those of 90 % hold "
        f"{coverage['cover_90'].mean():.0%} (Monte-Carlo error of one quantity {coverage['error_50'].iloc[0]:.1%} and "
        f"{coverage['error_90'].iloc[0]:.1%}). The emulator explains from {least} to {most} of what differs between "
        "worlds. The rest comes from numbers in no group and from chance, and is part of each posterior."
    )


def _product(product: pd.DataFrame) -> str:
    heavy = product[product["weight"].abs() >= HEAVY].sort_values("weight", key=abs, ascending=False)
    told = listed(f"{row['group'].replace('_', ' ')} ({row['weight']:+.2f})" for row in heavy.to_dict("records"))
    return (
        f"What the figures fix best is one product of the groups: {product['narrowed'].iloc[0]:.0%} of its prior "
        f"variance is gone. It weighs {told or 'all of them about alike'} (weights of normal scores, of length one). "
        "A group may be high if another is low: single ones are not told apart."
    )


def _prediction(parts: pd.DataFrame, whole: pd.DataFrame) -> str:
    said = "; ".join(
        f"{row['target'].replace('_', ' ')} {row['part']}: {number(row['median'])} ({number(row['low'])} to "
        f"{number(row['high'])}), published {number(row['published'])}, p {number(row['p'])}"
        for row in parts.to_dict("records")
    )
    together = ", ".join(f"{row['target'].replace('_', ' ')} {number(row['p'])}" for row in whole.to_dict("records"))
    return (
        f"Fitted to figures up to 2020, those from 2021 on are predicted (90 %): {said}. Each pattern whole: p "
        f"{together}."
    )


def _feedback(row: Row) -> str:
    factor, low, high = row["bayes_factor"], row["low"], row["high"]
    verdict = (
        "about one: the figures cannot tell learning from its absence" if low > 1.0 / SURE and high < SURE else
        "not sure enough to say" if low < SURE and high > 1.0 / SURE else
        "the figures speak for learning" if factor > 1.0 else "the figures speak against learning"
    )  # fmt: skip
    return (
        f"Bayes factor of the model with its loops of learning over the same without: {number(factor)} "
        f"({number(low)} to {number(high)}), {verdict}."
    )
