"""Where the line between 286-1 and 287-2 runs: knowing standard x consequence threshold x concurrence rule.

What the law says of the files on which prosecutors decide, against what officials charge and convict of. The threshold
moves the law and officials, the other two officials alone. The rows of a matrix are the files that reach a prosecutor,
so a lever that moves filing changes which files there are.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.estimates import RUNS, estimate, runs_of, runs_of_measures
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year
from zombielaw.experiments.analysis.wording import differences, interval, paragraphs, rows_by
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.designs.grids import POINT, grid
from zombielaw.experiments.reducers.charges_vs_law import ACTS, SATISFIED, TABLE, applied
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.precise import check_of, precise, precise_keys
from zombielaw.sim.parameters import TODAY, Policy, declared

RULES = next(lever.about.options for lever in declared(Policy) if lever.name == "concurrence")
LEVELS = {
    "concurrence": RULES,
    "knowing_standard": (0.0, TODAY.knowing_standard, 1.0),
    "consequence_threshold": (0.25, TODAY.consequence_threshold, 4.0),
}
"""The factorial: the rules; strict, today's and presumed knowing; a quarter, one and four times the statutory mark."""
NOW = {**{name: getattr(TODAY, name) for name in LEVELS}, "concurrence": RULES[TODAY.concurrence]}
"""Today's levels, in the order of :data:`LEVELS`."""
OUTCOMES = outcomes_beside(__file__)
"""All but the last are sums of probabilities."""
SHOWN = {
    "satisfied": "files a year with 286-1 satisfied", "share_286_1": "share charged with 286-1",
    "substitution": "share charged with 287-2", "wrongful": "wrongful share of convictions",
}  # fmt: skip
LEAST = 5e-4
"""A difference below it is written as none."""


def analyse(work: Work) -> Tables:
    """The matrix of each point, and outcomes against today's levels."""
    levels, mislabelled = grid(LEVELS), {"mislabelled": "mislabelled_statute_thresholds2019"}
    keys = {name: f"policy.{name}" for name in LEVELS}
    moved = levels.rename(columns=keys)
    factor, base = per_year(work.settings), int(points_by(levels)[tuple(NOW.values())])

    def runs_of(results: Results) -> pd.DataFrame:
        return pd.concat([outcomes_of(results.table(TABLE), factor), runs_of_measures(results.runs(), mislabelled)])

    until = precise(work, runs_of, base)
    results = work.run(moved, measures=list(mislabelled.values()), reduce=applied, levels=keys.values(), **until)
    return {
        "matrices": levels.merge(matrices_of(results.table(TABLE), factor), on=POINT),
        "indices": levels.merge(estimate(runs_of(results), base=base), on=POINT),
    }


def points_by(levels: pd.DataFrame) -> pd.Series[int]:
    """Number of the point by its levels."""
    return levels.drop_duplicates(POINT).set_index(list(LEVELS))[POINT]


def matrices_of(files: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The matrix of each point, tidy.

    Returns
    -------
    DataFrame
        ``point, act, law, files, applied, count, expected, share, low, high``: files of the row in all runs; realised
        and expected per year in the country; the expected share of the row with its interval over runs, which a row of
        a few files makes too narrow. A row without files has no shares.
    """
    cell = ["act", "law", "applied"]
    runs = files.assign(outcome=files[cell].agg("|".join, axis=1), numerator=files["expected"])
    runs["denominator"] = runs.groupby([POINT, "replicate", "act", "law"])["expected"].transform("sum")
    cells = runs.groupby([POINT, "outcome", *cell], sort=False, as_index=False)[["count", "expected"]].sum()
    cells["files"] = cells.groupby([POINT, "act", "law"])["count"].transform("sum")
    cells[["count", "expected"]] *= factor / files["replicate"].nunique()
    matrices = cells.merge(estimate(runs[RUNS]).rename(columns={"value": "share"}), on=[POINT, "outcome"])
    return matrices[[POINT, "act", "law", "files", "applied", "count", "expected", "share", "low", "high"]]


def outcomes_of(files: pd.DataFrame, factor: float) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run that are sums of probabilities."""
    files = files[files["law"] != "open"]
    charge, conviction = (files["act"] == act for act in ACTS)
    satisfied, convicted = charge & files["law"].isin(SATISFIED), conviction & (files["applied"] != "none")

    def total(mask: pd.Series[bool]) -> pd.Series[float]:
        return files["expected"].where(mask, 0.0).groupby([files[POINT], files["replicate"]]).sum()

    return runs_of(
        {
            "satisfied": (total(satisfied) * factor, 1.0),
            "share_286_1": (total(satisfied & (files["applied"] == "286-1")), total(satisfied)),
            "substitution": (total(satisfied & (files["applied"] == "287-2")), total(satisfied)),
            "wrongful": (total(convicted & (files["law"] == "none")), total(convicted)),
        }
    )


def report(tables: Finished) -> str:
    """How far the levers move the share charged with 286-1; today's levels; one lever moved at a time."""
    indices, matrices = tables["indices"], tables["matrices"]
    points = points_by(indices)
    base = points[tuple(NOW.values())]
    own = rows_by(indices[indices[POINT] == base], "outcome")
    charged = matrices[(matrices[POINT] == base) & (matrices["act"] == ACTS[0])].drop_duplicates("law")
    behind = charged.loc[charged["law"].isin(SATISFIED), "files"].sum()
    shares = indices[indices["outcome"] == "share_286_1"].sort_values("value")
    least, most = (
        f"{interval(row)} ({', '.join(f'{name}={row[name]}' for name in LEVELS)})"
        for row in (shares.iloc[0], shares.iloc[-1])
    )
    moved = {
        points[tuple({**NOW, name: level}.values())]: [f"{name}={level}"]
        for name, levels in LEVELS.items()
        for level in levels
        if level != NOW[name]
    }
    return paragraphs(
        f"Where the elements of 286-1 are satisfied, the share of files charged with it runs from {least} "
        f"to {most} over {len(points)} points. These are the ends of many noisy points: run again they would lie "
        "closer.",
        f"At today's levels prosecutors decide on {interval(own['satisfied'])} such files a year in the country "
        f"(text of the statute, thresholds of 2019): {behind:.0f} files in {own['satisfied']['runs']} runs. "
        f"Charged with 286-1 is a share of {interval(own['share_286_1'])} of them (expected), with 287-2 of "
        f"{interval(own['substitution'])}. Of all expected convictions of providers a share of "
        f"{interval(own['wrongful'])} falls on files in which the elements of no offence are satisfied.",
        "Paired differences from today's levels, one lever moved:",
        differences(indices, moved, ("lever",), SHOWN, LEAST),
    )


STUDY = Study(
    question="Knowing standard x consequence threshold x concurrence rule: what the law says of files against what is "
    "charged and convicted.",
    keys={"months": MONTHS, **precise_keys("share_286_1")},
    replicates=12,
    outcomes=OUTCOMES,
    columns=columns_beside(__file__),
    check=lambda settings: check_of(settings, OUTCOMES),
    analyse=analyse,
    report=report,
)
