"""Signs of reforms: what the paper expects of each outcome, what is found, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.intervals import LEVEL, holm
from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.analysis.wording import NOTHING, Row, interval, listed, number, rows_by, table
from zombielaw.experiments.data.reforms import Proposal
from zombielaw.experiments.designs.grids import LABEL, POINT

READ = (
    "expected_convictions_286_1", "share_of_convictions", "application_rate", "wrongful_share", "wrongful", "harm",
    "official_days",
)  # fmt: skip
NUMBERS = ["base", "value", "difference", "difference_low", "difference_high", "p", "pairs", "two_groups"]
SIGNS = {1: "up", -1: "down", 0: ""}
AGREE, CONTRARY, UNDECIDED = "agree", "contrary", "undecided"
"""Verdicts; undecided where the interval covers zero, or chance would do as much after Holm."""
SURE = 1.0 - LEVEL
"""A p-value after Holm below this decides."""


def sign_table(proposals: Mapping[str, Proposal], effects: pd.DataFrame) -> pd.DataFrame:
    """Each proposal and outcome: the paired effect, the sign expected, the sign found.

    Returns
    -------
    DataFrame
        ``reform, words, levers, says, outcome, unit``, :data:`NUMBERS`, ``expected, found, p_holm, verdict``; a
        proposal that is not run has one row, whose verdict says why. ``found`` is the sign of an interval clear of
        zero, ``p_holm`` the p-value corrected over all expected signs; ``verdict`` needs both, and is empty where the
        paper expects nothing of the outcome.
    """
    about = [(name, one.reform, ", ".join(f"{lever} {to}" for lever, to in one.levers.items()), one.says)
             for name, one in proposals.items()]  # fmt: skip
    effects = effects.rename(columns={"name": "reform"})[["reform", "outcome", *NUMBERS]]
    signs = pd.DataFrame(about, columns=["reform", "words", "levers", "says"]).merge(effects, how="left", on="reform")
    signs.insert(5, "unit", signs["outcome"].map({name: OUTCOMES[name].unit for name in READ}))
    signs["expected"] = [
        SIGNS[proposals[reform].expects.get(outcome, 0)]
        for reform, outcome in zip(signs["reform"], signs["outcome"], strict=True)
    ]
    signs["found"] = signs.apply(found_sign, axis="columns")
    family = signs["expected"] != ""
    signs.loc[family, "p_holm"] = holm(signs.loc[family, "p"].tolist())
    idle = {name: f"not modelled: {proposal.not_run}" for name, proposal in proposals.items() if proposal.not_run}
    signs["verdict"] = signs["reform"].map(idle).fillna("")
    signs.loc[family, "verdict"] = signs[family].apply(verdict, axis="columns")
    return signs


def found_sign(effect: Row) -> str:
    """Sign of an effect whose interval lies on one side of zero; nothing else."""
    return SIGNS[1 if effect["difference_low"] > 0.0 else -1 if effect["difference_high"] < 0.0 else 0]


def verdict(sign: Row) -> str:
    """Does a sign found agree with the one expected, beyond chance?"""
    if not (sign["found"] and sign["p_holm"] < SURE):
        return UNDECIDED
    return AGREE if sign["found"] == sign["expected"] else CONTRARY


def again_table(proposals: Mapping[str, Proposal], design: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Expected signs of what is run again: ``reform, words, world, outcome, expected``, :data:`NUMBERS`, ``found``."""
    parts = []
    for name, points in design.groupby(f"{LABEL}name", sort=False):
        proposal, (today, reformed) = proposals[str(name)], points[POINT]
        effects = estimate(runs[runs[POINT].isin([today, reformed])], base=today)
        effect = effects[effects[POINT] == reformed].set_index("outcome").loc[list(proposal.expects), NUMBERS]
        effect.insert(0, "expected", [SIGNS[sign] for sign in proposal.expects.values()])
        world = ", ".join(f"{key} {value:g}" for key, value in proposal.again.items())
        parts.append(effect.reset_index().assign(reform=name, words=proposal.reform, world=world))
    again: pd.DataFrame = pd.concat(parts, ignore_index=True)
    again["found"] = again.apply(found_sign, axis="columns")
    return again


def signs_told(signs: pd.DataFrame, effects: pd.DataFrame) -> str:
    """How many of the signs that the paper expects are found."""
    asked = signs[signs["outcome"].notna() & (signs["verdict"] != "")]
    counts, before = asked["verdict"].value_counts(), (asked["found"] == asked["expected"]).sum()
    unsaid = sorted(set(signs["reform"]) - set(signs.loc[signs["verdict"] != "", "reform"]))
    grouped = sorted(set(effects.loc[effects["two_groups"], "name"]))
    said = ", ".join(f"{counts.get(word, 0)} {word}" for word in (AGREE, CONTRARY, UNDECIDED))
    return (
        f"Of {len(asked)} signs that the paper expects: {said}, after Holm at p = {SURE:.2g}. Before it {before} have "
        f"an interval clear of zero on the expected side. The paper leaves the sign open for {listed(unsaid)}. Runs "
        "fall into two groups, so that a value is an average between them, typical of neither, under: "
        f"{listed(grouped)}."
    )


def verdicts_told(signs: pd.DataFrame) -> str:
    """The verdict on each expected sign, and why a proposal is not modelled."""
    rows = [(*_cells(row), number(row["p_holm"]), row["verdict"]) for row in signs.to_dict("records")]
    head = ("reform", "outcome", "expected", "today", "difference (95 %)", "found", "p, Holm", "verdict")
    return table(head, rows, right=(3, 4, 6))


def _cells(row: Row) -> tuple[str, ...]:
    if not isinstance(row["outcome"], str):
        return (f"{row['reform']} {row['words']}", *[NOTHING] * 5)
    return (f"{row['reform']} {row['words']}", OUTCOMES[row["outcome"]].head, row["expected"], number(row["base"]),
            interval(row, "difference", "+"), row["found"] or NOTHING)  # fmt: skip


def again_told(again: pd.DataFrame, signs: pd.DataFrame) -> str:
    """What is run again, beside what was found the first time."""
    first = rows_by(signs, "reform", "outcome")
    rows = []
    for row in again.to_dict("records"):
        reform, *effect = _cells(row)
        rows.append((reform, row["world"], *effect, first[row["reform"], row["outcome"]]["found"] or NOTHING))
    head = ("reform", "under", "outcome", "expected", "today", "difference (95 %)", "found", "found above")
    return table(head, rows, right=(4, 5))
