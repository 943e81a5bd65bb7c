"""Boundary between 286-1 and 287-2: knowing standard x consequence threshold x concurrence rule.

What the law says of the files on which prosecutors decide, against what officials charge and convict of. The threshold
moves the law and officials, the other two officials alone. The rows of a matrix are the files that reach a prosecutor,
so a lever that moves filing changes which files there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import RUNS, clear_side, estimate, runs_of, runs_of_measures
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year
from zombielaw.experiments.analysis.wording import interval, text_beside
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, grid
from zombielaw.experiments.reducers.charges_vs_law import ACTS, SATISFIED, TABLE, applied
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Ran, contrast
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS
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
CHARGED = ("share_286_1", "substitution")
"""Shares of the cases of 286-1, of which the title says what moves them most."""
SHOWN = ("satisfied", "share_286_1", "substitution", "wrongful")
MISLABELLED = {"mislabelled": "mislabelled_statute_thresholds2019"}


def tables_of(ran: Ran) -> Tables:
    """The matrix of each point, and outcomes against today's levels."""
    matrices = matrices_of(ran.results.table(TABLE), per_year(ran.work.settings))
    return {"matrices": ran.named.merge(matrices, on=POINT), "indices": ran.points()}


def matrices_of(files: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The matrix of each point, a row per cell; a row of the matrix without files has no shares."""
    cell = ["act", "law", "applied"]
    runs = files.assign(outcome=files[cell].agg("|".join, axis=1), numerator=files["expected"])
    runs["denominator"] = runs.groupby([POINT, "replicate", "act", "law"])["expected"].transform("sum")
    cells = runs.groupby([POINT, "outcome", *cell], sort=False, as_index=False)[["count", "expected"]].sum()
    cells["files"] = cells.groupby([POINT, "act", "law"])["count"].transform("sum")
    cells[["count", "expected"]] *= factor / files["replicate"].nunique()
    matrices = cells.merge(estimate(runs[RUNS]).rename(columns={"value": "share"}), on=[POINT, "outcome"])
    return matrices[[POINT, "act", "law", "files", "applied", "count", "expected", "share", "low", "high"]]


def runs_before_division(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run."""
    files, factor = results.table(TABLE), per_year(settings)
    files = files[files["law"] != "open"]
    charge, conviction = (files["act"] == act for act in ACTS)
    satisfied, convicted = charge & files["law"].isin(SATISFIED), conviction & (files["applied"] != "none")

    def total(mask: pd.Series[bool]) -> pd.Series[float]:
        return files["expected"].where(mask, 0.0).groupby([files[POINT], files["replicate"]]).sum()

    sums = runs_of(
        {
            "satisfied": (total(satisfied) * factor, 1.0),
            "share_286_1": (total(satisfied & (files["applied"] == "286-1")), total(satisfied)),
            "substitution": (total(satisfied & (files["applied"] == "287-2")), total(satisfied)),
            "wrongful": (total(convicted & (files["law"] == "none")), total(convicted)),
        }
    )
    return pd.concat([sums, runs_of_measures(results.runs(), MISLABELLED)])


def numbers_of(tables: Finished) -> dict[str, Any]:
    """The ends of the share charged with 286-1, and the files behind today's."""
    indices, matrices = tables["indices"], tables["matrices"]
    shares = indices[indices["outcome"] == "share_286_1"].sort_values("value")
    least, most = (
        f"{interval(row)} ({', '.join(f'{name}={row[name]}' for name in LEVELS)})"
        for row in (shares.iloc[0], shares.iloc[-1])
    )
    charged = matrices[at(matrices, NOW) & (matrices["act"] == ACTS[0])].drop_duplicates("law")
    behind = charged.loc[charged["law"].isin(SATISFIED), "files"].sum()
    return {"least": least, "most": most, "points": indices[POINT].nunique(), "behind": behind}


def at(table: pd.DataFrame, levels: Mapping[str, object]) -> pd.Series[bool]:
    """Rows at these levels."""
    return pd.concat([table[name] == level for name, level in levels.items()], axis=1).all(axis=1)


def moved(points: pd.DataFrame, lever: str) -> pd.DataFrame:
    """Rows of one lever at its other levels, all else as today."""
    others = {name: level for name, level in NOW.items() if name != lever}
    rows: pd.DataFrame = points[at(points, others) & (points[lever] != NOW[lever])]
    return rows


def rows_of(each: pd.DataFrame) -> pd.DataFrame:
    """Points at which one lever is moved."""
    rows = [(row[POINT], f"{name}={row[name]}") for name in LEVELS for row in moved(each, name).to_dict("records")]
    return pd.DataFrame(rows, columns=[POINT, "lever"]).set_index(POINT)


def draw(tables: Finished, page: Page) -> None:
    """Draw differences from today as ``boundary_charge``, and today's convictions as ``boundary_conviction``."""
    from zombielaw.experiments.figures import forest, matrix

    indices, matrices = tables["indices"], tables["matrices"]
    rows = pd.concat([
        lever_rows.assign(
            row=[page.say(f"boundary.{name}.{str(level).removesuffix('.0')}") for level in lever_rows[name]],
            group=page.say(f"boundary.{name}"),
        )
        for name in reversed(LEVELS) for lever_rows in (moved(indices, name),)
    ])  # fmt: skip
    forest.draw(
        rows.assign(output=rows["outcome"], side="other"),
        [forest.Output(name, page.say(f"boundary.{name}"), page.say(f"boundary.{name}.unit")) for name in SHOWN],
        page, "boundary_charge", page.say("boundary.band"), sides={"other": ""}, title=_largest(rows, page),
    )  # fmt: skip
    now = matrices[(matrices["act"] == "conviction") & at(matrices, NOW)]
    counts = now.pivot_table(index="law", columns="applied", values="expected").reindex(LAW_ANSWERS, columns=APPLIED)
    files = now.groupby("law")["files"].first().reindex(LAW_ANSWERS).fillna(0).astype(int)
    some = files[files > 0].index
    shares = matrix.agreement(counts.loc[some])
    title = page.say(f"boundary.matrix.{'few' if any(map(isnan, shares.values())) else 'title'}", **shares)
    matrix.draw(
        counts.loc[some], page, "boundary_conviction", page.say("boundary.matrix.band"), title=title,
        across=page.say("boundary.matrix.across"),
        files=files.loc[some], nothing=page.say("boundary.matrix.none"),
    )  # fmt: skip


def _largest(rows: pd.DataFrame, page: Page) -> str:
    """Say which rule moves each share of the cases of 286-1 most, of the changes whose interval is clear of zero."""
    clear = rows[clear_side(rows) != 0]
    largest = [
        of_outcome.iloc[int(of_outcome["difference"].abs().to_numpy().argmax())]
        for name in CHARGED if len(of_outcome := clear[clear["outcome"] == name])
    ]  # fmt: skip
    listed = page.say("boundary.and").join(
        page.say(f"boundary.most.{row['outcome']}", rule=row["group"], points=100.0 * row["difference"])
        for row in largest
    )
    return page.say("boundary.title" if largest else "boundary.none", number=len(LEVELS), listed=listed)


STUDY = contrast(
    question="Knowing standard x consequence threshold x concurrence rule: what the law says of files against what is "
    "charged and convicted.",
    keys={"months": MONTHS},
    replicates=12,
    grid=lambda _: grid({f"policy.{name}": levels for name, levels in LEVELS.items()}),
    called=lambda _: {f"policy.{name}": name for name in LEVELS},
    base=NOW,
    outcomes=OUTCOMES,
    precise="share_286_1",
    runs=runs_before_division,
    reads={"measures": tuple(MISLABELLED.values()), "reduce": applied},
    tables=tables_of,
    columns=columns_beside(__file__),
    main_table="indices",
    words=text_beside(__file__),
    numbers=numbers_of,
    rows=rows_of,
    shown=SHOWN,
    least=5e-4,
    draw=draw,
)
