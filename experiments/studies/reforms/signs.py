"""Signs of reforms: the sign that the paper expects of each outcome, the sign found, and the verdict.

A verdict looks at the effect as a multiple of today's value, and at all expected signs together
(:mod:`~zombielaw.experiments.analysis.verdicts`). Where a sign rests on a number without data, the reform is run again
under another value of it, and a verdict that is another then *depends* on that number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.analysis.verdicts import ABOVE, BELOW, OPEN, WITHIN, Rule, sides_of
from zombielaw.experiments.analysis.wording import Row
from zombielaw.experiments.data.proposals import Proposal
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.words.texts import LANGUAGES, language, named
from zombielaw.sim.parameters import Policy, declared

READ = (
    "expected_convictions_286_1",
    "share_of_convictions",
    "application_rate",
    "wrongful_share",
    "wrongful",
    "harm",
    "official_days",
)
NUMBERS = [
    "base",
    "value",
    "difference",
    "difference_low",
    "difference_high",
    "pairs",
    "two_groups",
]
SIGNS = {1: "up", -1: "down", 0: ""}
AGREE, CONTRARY, EQUIVALENT, DEPENDS, UNDECIDED = (
    "agree",
    "contrary",
    "equivalent",
    "depends",
    "undecided",
)
"""Verdicts: an effect beyond the smallest of interest, as expected or contrary; a smaller effect; one that differs
under another unmeasured number; none yet."""
SIDES = {ABOVE: 1, BELOW: -1}


def family_of(
    proposals: Mapping[str, Proposal], design: pd.DataFrame, base: str, again: str
) -> pd.DataFrame:
    """Every expected sign, and each that is run again: ``reform, outcome, again, sign, point, base``.

    ``design``: with ``label.kind`` and ``label.name``; what is run again stands in two rows, the base first. ``base``,
    ``again``: kinds of the point of today, and of what is run again.
    """
    kinds, names = design[f"{LABEL}kind"], design[f"{LABEL}name"]
    rows = []
    for name, proposal in proposals.items():
        points = design[names == name]
        first, second = (
            points.loc[kinds != again, POINT].tolist(),
            points.loc[kinds == again, POINT].tolist(),
        )
        today = int(design.loc[kinds == base, POINT].iloc[0])
        for outcome, sign in proposal.expects.items():
            rows += [(name, outcome, False, sign, point, today) for point in first]
            if second:
                rows.append((name, outcome, True, sign, second[1], second[0]))
    return pd.DataFrame(rows, columns=["reform", "outcome", "again", "sign", "point", "base"])


def judged(family: pd.DataFrame, runs: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """The family with its ``verdict``: of the sign as it stands, and of it under the other number."""
    sides = sides_of(
        runs, family[["point", "base", "outcome"]].itertuples(index=False, name=None), rule
    )
    verdict_of = {OPEN: UNDECIDED, WITHIN: EQUIVALENT}
    verdicts = [
        verdict_of.get(side) or (AGREE if SIDES[side] == sign else CONTRARY)
        for side, sign in zip(sides, family["sign"], strict=True)
    ]
    return family.assign(verdict=verdicts)


def sign_table(
    proposals: Mapping[str, Proposal], effects: pd.DataFrame, family: pd.DataFrame
) -> pd.DataFrame:
    """Each proposal and outcome: the paired effect, the sign expected, the sign found.

    Returns ``reform, words, levers, says, outcome, unit``, :data:`NUMBERS`, ``expected, found, elasticity, built_in,
    verdict``; a proposal that is not run has one row, whose verdict says why. ``found`` is the sign of an interval
    clear of zero. ``verdict`` is empty where the paper expects nothing of the outcome.
    """
    about = [
        (name, one.reform, ", ".join(f"{lever} {to}" for lever, to in one.levers.items()), one.says)
        for name, one in proposals.items()
    ]
    effects = effects.rename(columns={"name": "reform"})[["reform", "outcome", *NUMBERS]]
    signs = pd.DataFrame(about, columns=["reform", "words", "levers", "says"]).merge(
        effects, how="left", on="reform"
    )
    signs.insert(5, "unit", signs["outcome"].map({name: OUTCOMES[name].unit for name in READ}))
    signs["expected"] = [
        SIGNS[proposals[reform].expects.get(outcome, 0)]
        for reform, outcome in zip(signs["reform"], signs["outcome"], strict=True)
    ]
    signs["found"] = signs.apply(clear_sign, axis="columns")
    signs["elasticity"] = [
        elasticity(proposals[row["reform"]], row) for row in signs.to_dict("records")
    ]
    signs["built_in"] = [proposals[reform].gate for reform in signs["reform"]]
    idle = {
        name: f"not modelled: {proposal.not_run}"
        for name, proposal in proposals.items()
        if proposal.not_run
    }
    signs["verdict"] = signs["reform"].map(idle).fillna("")
    first, second = (
        family[family["again"] == again].set_index(["reform", "outcome"])["verdict"].to_dict()
        for again in (False, True)
    )
    verdicts = {key: _joined(one, second.get(key, one)) for key, one in first.items()}
    pairs = zip(signs["reform"], signs["outcome"], signs["verdict"], strict=True)
    signs["verdict"] = [
        verdicts.get((reform, outcome), verdict) for reform, outcome, verdict in pairs
    ]
    return signs


def _joined(first: str, second: str) -> str:
    """The verdict on a sign and on the same under another number; as long as one is open, so are both."""
    if UNDECIDED in (first, second):
        return UNDECIDED
    return first if first == second else DEPENDS


def elasticity(proposal: Proposal, effect: Row) -> float:
    """Per cent by which an outcome moves for one per cent of the lever; NaN of several levers, choices, and nothing."""
    known = {lever.name: lever for lever in declared(Policy)}
    moved = [(known[name], to) for name, to in proposal.levers.items()]
    if len(moved) != 1 or moved[0][0].about.options or not (moved[0][0].default and moved[0][1]):
        return math.nan
    ((lever, to),) = moved
    if not (effect["base"] > 0.0 and effect["value"] > 0.0):
        return math.nan
    return math.log(effect["value"] / effect["base"]) / math.log(to / lever.default)


def clear_sign(effect: Row) -> str:
    """Sign of an effect whose interval lies on one side of zero; nothing else."""
    return SIGNS[
        1 if effect["difference_low"] > 0.0 else -1 if effect["difference_high"] < 0.0 else 0
    ]


def again_table(
    proposals: Mapping[str, Proposal], design: pd.DataFrame, runs: pd.DataFrame
) -> pd.DataFrame:
    """Expected signs of what is run again: ``reform, words, world, outcome, expected``, :data:`NUMBERS`, ``found``."""
    parts = []
    for name, points in design.groupby(f"{LABEL}name", sort=False):
        proposal, (today, reformed) = proposals[str(name)], points[POINT]
        effects = estimate(runs[runs[POINT].isin([today, reformed])], base=today)
        effect = (
            effects[effects[POINT] == reformed]
            .set_index("outcome")
            .loc[list(proposal.expects), NUMBERS]
        )
        effect.insert(0, "expected", [SIGNS[sign] for sign in proposal.expects.values()])
        world = ", ".join(f"{key} {value:g}" for key, value in proposal.again.items())
        parts.append(effect.reset_index().assign(reform=name, words=proposal.reform, world=world))
    again: pd.DataFrame = pd.concat(parts, ignore_index=True)
    again["found"] = again.apply(clear_sign, axis="columns")
    return again


def called(name: str) -> str:
    """A package, a set of them or a proposal in words; in English by its name in the tables."""
    if language() == LANGUAGES[0] or name[1:].isdigit():
        return name
    return " + ".join(named("policy", one) for one in name.split(" + "))
