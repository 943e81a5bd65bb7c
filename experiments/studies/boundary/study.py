"""Where the line between 286-1 and 287-2 runs: knowing standard x consequence threshold x concurrence rule.

What the law says of the files on which prosecutors decide, against what officials charge and convict of. The threshold
moves the law and officials, the other two officials alone. The rows of a matrix are the files that reach a prosecutor,
so a lever that moves filing changes which files there are.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.quantities import COLUMNS, against, of_measures, told, told_difference
from zombielaw.experiments.config.options import MONTHS, Options
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, grid
from zombielaw.experiments.reducers.charges_vs_law import ACTS, LAW, MADE_OUT, TABLE, applied
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.measures import APPLIED
from zombielaw.sim.parameters import TODAY, Policy, declared

KNOWING, THRESHOLD, RULE = "policy.knowing_standard", "policy.consequence_threshold", "policy.concurrence"
RULES = next(lever.about.options for lever in declared(Policy) if lever.name == "concurrence")
LEVELS = {
    RULE: RULES,
    KNOWING: (0.0, TODAY.knowing_standard, 1.0),
    THRESHOLD: (0.25, TODAY.consequence_threshold, 4.0),
}
"""The factorial: the rules; strict, today's and presumed knowing; a quarter, one and four times the statutory mark."""
NAMES = {KNOWING: "knowing_standard", THRESHOLD: "consequence_threshold", RULE: "concurrence"}
INDICES = {
    "share_286_1": "charges of 286-1 where it is made out, of the charged files in which it is",
    "substitution": "charges of 287-2 where 286-1 is made out, likewise",
    "wrongful": "convictions where no offence is made out, of all in files that the law does not leave open",
    "made_out": "files in which 286-1 is made out, per year in the country, of those charged or dropped by prosecutors",
}
"""Quantities of ``indices.csv``, all of sums of probabilities, and :data:`REALISED`."""
LEAST = 5e-4
"""A difference below it is told as none."""
REALISED = {"mislabelled": "mislabelled_statute_marks2019"}
"""Convictions of one offence where only others are made out, of all: the declared measure."""

STUDY = Options(
    question=(
        "Knowing standard x consequence threshold x concurrence rule: what the law says against what is charged."
    ),
    keys={"months": MONTHS},
    replicates=12,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    design = grid(LEVELS)
    results = run_design(settings, design, reduce=applied)
    levels = design.rename(columns=NAMES)
    runs = results.table(TABLE)
    factor = settings.scale * 12.0 / settings.scenario.months
    matrices = levels.merge(matrices_of(runs, factor), on=POINT)
    counted = [indices_of(runs, factor), of_measures(results.runs(*REALISED.values()), REALISED)]
    indices = levels.merge(against(pd.concat(counted), today_of(levels)), on=POINT)

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.boundary import figure  # noqa: PLC0415 - drawn only when something was run

        results.write(folder)
        store.write_csv(folder / "tables" / "matrices.csv", matrices)
        store.write_csv(folder / "tables" / "indices.csv", indices)
        meanings = pd.DataFrame({**INDICES, **REALISED}.items(), columns=["quantity", "meaning"])
        store.write_csv(folder / "data_dictionary.csv", meanings)
        world = f"{len(design)} points, {settings.scenario.size.providers:,} providers scaled by {settings.scale:.4g}"
        band = "sums of probabilities, reading of the statute, 2019 marks; 95 % intervals: matrices.csv"
        for act in ACTS:
            recipe = Recipe(key, settings.seed, settings.replicates, world, band)
            figure.draw(matrices[matrices["act"] == act], folder / "figures", recipe, act)

    return fill, results.manifest()


def today_of(levels: pd.DataFrame) -> int:
    """The point of today's levels."""
    at = levels["knowing_standard"].eq(TODAY.knowing_standard) & levels["concurrence"].eq(RULES[TODAY.concurrence])
    return int(levels.loc[at & levels["consequence_threshold"].eq(TODAY.consequence_threshold), POINT].iloc[0])


def matrices_of(runs: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The matrix of each point, tidy.

    Returns
    -------
    DataFrame
        ``point, act, law, files, applied, count, expected, share, low, high``: files of the row in all runs; realised
        and expected per year in the country; the expected share of the row with its interval over runs, which a row of
        a few files makes too narrow. A row without files has no shares.
    """
    factors = runs.assign(files=runs.groupby([POINT, "replicate", "act", "law"])["expected"].transform("sum"))
    factors["quantity"] = factors["act"] + "|" + factors["law"] + "|" + factors["applied"]
    parts = factors.rename(columns={"expected": "numerator", "files": "denominator"})
    shares = against(parts[COLUMNS])[["point", "quantity", "value", "low", "high"]]
    shares[["act", "law", "applied"]] = shares["quantity"].str.split("|", expand=True)
    cells = runs.groupby([POINT, "act", "law", "applied"])[["count", "expected"]].sum()
    cells = cells * factor / runs["replicate"].nunique()
    rows = runs.groupby([POINT, "act", "law"])["count"].sum().rename("files").reset_index()
    table = shares.rename(columns={"value": "share"}).merge(cells.reset_index(), on=[POINT, "act", "law", "applied"])
    table = table.merge(rows, on=[POINT, "act", "law"])
    order = [(act, law, name) for act, law, name in product(ACTS, LAW, APPLIED)]
    rank = {cell: place for place, cell in enumerate(order)}
    place = [rank[cell] for cell in zip(table["act"], table["law"], table["applied"], strict=True)]
    table = table.assign(place=place).sort_values([POINT, "place"], ignore_index=True)
    return table[[POINT, "act", "law", "files", "applied", "count", "expected", "share", "low", "high"]]


def indices_of(runs: pd.DataFrame, factor: float) -> pd.DataFrame:
    """:data:`INDICES` of each run before division."""
    runs = runs[runs["law"] != "open"]
    charge, conviction = (runs["act"] == act for act in ACTS)
    met, guilty = charge & runs["law"].isin(MADE_OUT), conviction & (runs["applied"] != "none")
    masks = {
        "share_286_1": (met & (runs["applied"] == "286-1"), met),
        "substitution": (met & (runs["applied"] == "287-2"), met),
        "wrongful": (guilty & (runs["law"] == "none"), guilty),
    }
    place = [POINT, "replicate"]
    sums = {
        name: [runs["expected"].where(mask, 0.0).groupby([runs[key] for key in place]).sum() for mask in pair]
        for name, pair in masks.items()
    }
    files = sums["share_286_1"][1] * factor
    sums["made_out"] = [files, files * 0.0 + 1.0]
    parts = [
        pd.DataFrame({"numerator": over, "denominator": under}).reset_index().assign(quantity=name)
        for name, (over, under) in sums.items()
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    indices = pd.read_csv(folder / "tables" / "indices.csv")
    matrices = pd.read_csv(folder / "tables" / "matrices.csv")
    base = today_of(_levels(indices))
    own = _by_quantity(indices[indices[POINT] == base])
    rows = matrices[(matrices[POINT] == base) & (matrices["act"] == ACTS[0])].drop_duplicates("law")
    behind = int(rows.loc[rows["law"].isin(MADE_OUT), "files"].sum())
    lines = [
        f"At today's three levels {told(own['made_out'])} files a year in the country are decided on by prosecutors "
        f"with 286-1 made out (reading of the statute, 2019 marks): {behind} files in {int(own['made_out']['runs'])} "
        f"runs. Charged with 286-1 is a share of {told(own['share_286_1'])} of them (expected), with 287-2 of "
        f"{told(own['substitution'])}. Of all expected convictions of providers a share of {told(own['wrongful'])} "
        "falls on files with no offence made out. One lever moved, paired differences:",
        "",
        f"| lever | {' | '.join(_TOLD.values())} |",
        "| --- | --- | --- | --- | --- |",
    ]
    today = {name: own["made_out"][name] for name in NAMES.values()}
    for name in NAMES.values():
        for level in dict.fromkeys(indices[name]):
            if level != today[name]:
                where = {**today, name: level}
                mine = _by_quantity(indices[(indices[list(where)] == pd.Series(where)).all(axis=1)])
                told_of = [told_difference(mine[quantity], LEAST) for quantity in _TOLD]
                lines.append(f"| {name}={level} | {' | '.join(told_of)} |")
    shares = indices[indices["quantity"] == "share_286_1"].sort_values("value")
    least, most = (
        f"{told(row)} at {', '.join(f'{name}={row[name]}' for name in NAMES.values())}"
        for row in (shares.iloc[0], shares.iloc[-1])
    )
    lines += [
        "",
        f"Over the {len(shares)} points the share charged with 286-1 where it is made out runs from {least} to {most}; "
        "ends of many points with noise, so they lie further apart than they would again.",
    ]
    return "\n".join(lines)


_TOLD = {
    "made_out": "files a year with 286-1 made out", "share_286_1": "share charged with 286-1",
    "substitution": "share charged with 287-2", "wrongful": "share of convictions with nothing made out",
}  # fmt: skip


def _by_quantity(indices: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    return {row["quantity"]: row for row in indices.to_dict("records")}


def _levels(indices: pd.DataFrame) -> pd.DataFrame:
    return indices[[POINT, *NAMES.values()]].drop_duplicates(ignore_index=True)


def _show(folder: Path) -> None:
    indices = pd.read_csv(folder / "tables" / "indices.csv")
    console = Console(width=118)
    console.print(
        "Files in which 286-1 is made out and that reach a prosecutor (sums of probabilities, 95 % intervals)"
    )
    head = f"{'concurrence':>14}{'knowing':>9}{'threshold':>11}{'files a year':>26}{'charged 286-1':>26}{'287-2':>26}"
    console.print(head, highlight=False)
    for _, rows in indices.groupby(POINT):
        told_of = {row["quantity"]: told(row) for row in rows.to_dict("records")}
        row = rows.iloc[0]
        line = f"{row['concurrence']:>14}{row['knowing_standard']:>9g}{row['consequence_threshold']:>11g}"
        line += "".join(f"{told_of[name]:>26}" for name in ("made_out", "share_286_1", "substitution"))
        console.print(line, highlight=False, markup=False)
