"""Headline claims: the outcome of each, when it holds, and what a table of estimates says of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, multiple_of
from zombielaw.experiments.analysis.outcomes import before_division, outcomes_beside
from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.studies.structure import forms
from zombielaw.sim.analysis.lines import LINES

LIFTS, UNMOVED, MORE, BELOW, ABOVE = "lifts", "unmoved", "more", "below", "above"
HOLDS, SMALL, FAILS, UNSURE = ANSWERS = ("holds", "below the margin", "fails", "inconclusive")
MARGIN = LINES["application_rate"].high
"""The smallest change of a share that counts: a provision used less is clinically dead."""
OUTCOMES = outcomes_beside(__file__)
"""All over the last five years and eligible files."""
LINE = {
    "application_rate": LINES["application_rate"],
    "share_287_2": LINES["rival"],
    "share_of_charges": LINES["share"],
}
"""Lines of the diagnosis on which levels are judged."""


class Claim(NamedTuple):
    """A headline claim and how it is read.

    Attributes
    ----------
    outcome : str
        One of :data:`OUTCOMES`.
    reform : str
        What is compared with the world as it is; or where a level is read.
    kind : str
        ``below`` and ``above``: a level lies beyond its line; ``more``: a difference is above zero; ``lifts``: above
        the margin; ``unmoved``: within the margin on both sides, and not clear of zero.
    """

    text: str
    outcome: str
    reform: str
    kind: str

    @property
    def about(self) -> str:
        """Column of the number that the claim is about: a level or a difference."""
        return "value" if self.kind in (BELOW, ABOVE) else "difference"

    @property
    def ends(self) -> tuple[str, str]:
        """Columns of the ends of its interval."""
        return ("low", "high") if self.about == "value" else ("difference_low", "difference_high")

    def rule(self) -> str:
        """When it holds, in signs."""
        if self.about == "value":
            line = LINE[self.outcome]
            return f"< {line.low:g}" if self.kind == BELOW else f"≥ {line.high:g}"
        return {MORE: "Δ > 0", LIFTS: f"Δ > {MARGIN:g}", UNMOVED: f"Δ within ±{MARGIN:g}, covers 0"}[self.kind]


CLAIMS: dict[str, Claim] = {
    "dead": Claim("286-1 is dead", "application_rate", forms.NOW, BELOW),
    "crowded": Claim("287-2 takes its files", "share_287_2", forms.NOW, ABOVE),
    "orders_count": Claim("ten times the orders: more cases", "charges_286_1", forms.ORDERS, MORE),
    "orders_use": Claim("... but use per file unmoved", "use", forms.ORDERS, UNMOVED),
    "rule": Claim("special-law rule lifts use", "use", forms.SPECIAL, LIFTS),
    "clarity": Claim("clarity lifts use", "use", forms.CLARITY, LIFTS),
    "package": Claim("all three for good lift use", "use", forms.PACKAGE, LIFTS),
    "pulse": Claim("all three for 3 years: gone 7 years later", "use", forms.PULSE, UNMOVED),
}
TRAP_CLAIMS: dict[str, Claim] = {
    "dead": CLAIMS["dead"],
    "files_tip": Claim("three times the files carry it over the barrier", "share_of_charges", forms.FILES, ABOVE),
    "rule_tips": Claim("so does the special-law rule for good", "share_of_charges", forms.SPECIAL, ABOVE),
    "pulse_stays": Claim("the rule for 3 years: alive 7 years later", "share_of_charges", forms.PULSE, ABOVE),
}
"""Claims in the world of the closed forms."""
EVERY = {**CLAIMS, **TRAP_CLAIMS}


def claims_of(design: pd.DataFrame, counted: pd.DataFrame, claims: Mapping[str, Claim] = CLAIMS) -> pd.DataFrame:
    """Every claim under every form.

    Parameters
    ----------
    counted
        ``point, replicate, at, <sums>``: tallies of all runs.

    Returns
    -------
    DataFrame
        ``form, claim, outcome``, the columns of estimates against the world as it is, ``ratio, ratio_low, ratio_high``,
        ``answer`` and ``cannot_fail``.
    """
    last = counted[counted["at"] == counted["at"].max()].set_index([POINT, "replicate"])
    runs = before_division(last, OUTCOMES)
    rows: list[dict[Any, Any]] = []
    for form, points in design.groupby(forms.FORM, sort=False):
        point = points.set_index(forms.REFORM)[POINT]
        estimates = rows_by(estimate(runs[runs[POINT].isin(point)], base=point[forms.NOW]), POINT, "outcome")
        answers: dict[str, dict[Any, Any]] = {}
        for name, claim in claims.items():
            row = estimates.get((point[claim.reform], claim.outcome))
            if row is None or not row["pairs"]:
                continue
            times = (math.nan,) * 3
            if claim.reform != forms.NOW:
                times = multiple_of(runs[runs["outcome"] == claim.outcome], point[claim.reform], point[forms.NOW])
            ratio = dict(zip(("ratio", "ratio_low", "ratio_high"), times, strict=True))
            said = answer(claim, *(row[end] for end in claim.ends))
            answers[name] = {"form": form, "claim": name, **row, **ratio, "answer": said, "cannot_fail": False}
        if {"pulse", "package"} <= set(answers):
            answers["pulse"]["cannot_fail"] = answers["package"]["difference_high"] < MARGIN
        rows += answers.values()
    return pd.DataFrame(rows)


def answer(claim: Claim, low: float, high: float) -> str:
    """What an interval says of a claim: one of :data:`ANSWERS`."""
    if claim.about == "value":
        line = LINE[claim.outcome]
        below, above = high < line.low, low >= line.high
        holds, fails = (below, above) if claim.kind == BELOW else (above, below)
    else:
        within = low > -MARGIN and high < MARGIN
        if within and {LIFTS: low > 0.0, UNMOVED: low > 0.0 or high < 0.0}.get(claim.kind):
            return SMALL
        holds, fails = {
            MORE: (low > 0.0, high <= 0.0), LIFTS: (low > MARGIN, high < MARGIN),
            UNMOVED: (within, low > MARGIN or high < -MARGIN),
        }[claim.kind]  # fmt: skip
    return HOLDS if holds else FAILS if fails else UNSURE
