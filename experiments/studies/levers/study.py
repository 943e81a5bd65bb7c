"""Every lever alone, to both ends of its declared range or each other option, paired with today."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.comparison import effects, estimates
from zombielaw.experiments.analysis.intervals import LEVEL
from zombielaw.experiments.analysis.merits import MERITS, REALISED, YEARLY, dictionary, merits
from zombielaw.experiments.analysis.quantities import against, own_name, told, told_difference, written
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, contrasts
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.reducers.reducer import WHOLE
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept

DRAWN = {"life": False, "count": True, "wrongful": False, "impunity": True, "harm": False, "days": True}
"""Outcomes that are drawn, and whether on a log scale; the table has all."""
LARGEST = 3
"""Levers that the findings name for each outcome."""
MUCH = 1000.0
"""Variance ratio above which no reader asks how much."""


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    design = contrasts(settings)
    results = run_design(settings, design, yearly=YEARLY, reduce=expected)
    levers = lever_table(design)
    runs = merits(results, settings)
    moved = levers.merge(effects(runs.rename(columns={"quantity": "measure"}).assign(window=WHOLE)), on=POINT)
    moved = moved.drop(columns="window").rename(columns={"measure": "outcome"})
    base = against(runs[runs["point"] == 0]).drop(columns=["difference", "difference_low", "difference_high"])
    drawn = estimates(results.runs(*REALISED)).drop(columns="window")
    realised = levers.merge(drawn, on=POINT, how="right")

    def fill(folder: Path) -> None:
        results.write(folder)
        store.write_csv(folder / "tables" / "effects.csv", moved)
        store.write_csv(folder / "tables" / "base.csv", base)
        store.write_csv(folder / "tables" / "realised.csv", realised)
        store.write_csv(folder / "data_dictionary.csv", dictionary())
        _draw(moved, folder, settings, key)

    return fill, results.manifest()


def lever_table(design: pd.DataFrame) -> pd.DataFrame:
    """What each point but the first moves.

    Returns
    -------
    DataFrame
        ``point, lever, side, own, to``: side is ``down`` or ``up``, or ``other`` for the option of a choice.
    """
    sides = {"low": "down", "high": "up"}
    rows = []
    for row in design.to_dict("records"):
        key, end = row[f"{LABEL}setting"], row[f"{LABEL}end"]
        if key != BASE:
            lever = str(key).removeprefix("policy.")
            rows.append((row[POINT], lever, sides.get(end, "other"), design[key].iloc[0], row[key]))
    return pd.DataFrame(rows, columns=[POINT, "lever", "side", "own", "to"])


def _draw(moved: pd.DataFrame, folder: Path, settings: Settings, key: str) -> None:
    from zombielaw.experiments.figures import forest  # noqa: PLC0415 - drawn only when something was run
    from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415

    option = np.where(moved["side"] == "other", ": " + moved["to"].astype(str), "")
    table = moved.assign(output=moved["outcome"], row=(moved["lever"] + option).str.replace("_", " "))
    outputs = [
        forest.Output(name, MERITS[name].title, f"change, {MERITS[name].unit}", log) for name, log in DRAWN.items()
    ]
    points = moved["point"].nunique() + 1
    world = f"{points} points, {settings.scenario.size.providers:,} providers scaled by {settings.scale:.4g}"
    band = (
        f"paired differences from {own_name(settings)} of sums of probabilities, {settings.scenario.months} months; "
        "lines: bootstrap 95 % intervals over runs; b, d and f on a log scale to either side of zero"
    )
    recipe = Recipe(key, settings.seed, settings.replicates, world, band)
    sides = {"down": "low end of its range", "up": "high end", "other": "another option"}
    forest.draw(
        table, outputs, folder / "figures", "levers", recipe, sides=sides,
        title=f"Each lever alone, against {own_name(settings)}",
    )  # fmt: skip


def pairing(moved: pd.DataFrame) -> pd.DataFrame:
    """What pairing is worth, by outcome: quartiles of the variance ratio over contrasts in which something moves.

    Returns
    -------
    DataFrame
        ``outcome, contrasts, moved, low, median, high``; a ratio without a bound counts as the largest.
    """
    rows = []
    for outcome in dict.fromkeys(moved["outcome"]):
        mine = moved[moved["outcome"] == outcome]
        known = mine[mine["difference"].notna() & (mine["difference"] != 0.0)]["variance_ratio"].dropna()
        quartiles = [float(known.quantile(part, interpolation="nearest")) for part in (0.25, 0.5, 0.75)]
        rows.append((outcome, len(mine), len(known), *quartiles))
    return pd.DataFrame(rows, columns=["outcome", "contrasts", "moved", "low", "median", "high"])


def worth(moved: pd.DataFrame) -> str:
    """The variance ratio of pairing for each lever and drawn outcome, as a table in Markdown."""
    titles = [MERITS[outcome].title.lower() for outcome in DRAWN]
    lines = [f"| lever | to | {' | '.join(titles)} |", f"| --- | --- |{' ---: |' * len(titles)}"]
    for lever, mine in moved.groupby("lever", sort=False):
        to = list(dict.fromkeys(mine["to"]))
        cells = [
            ", ".join(_ratio(mine[(mine["outcome"] == outcome) & (mine["to"] == end)].iloc[0]) for end in to)
            for outcome in DRAWN
        ]
        lines.append(f"| `{lever}` | {', '.join(map(str, to))} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(row: pd.Series) -> str:
    """A variance ratio for a reader; a dash where there is none, ``=`` where no run moves."""
    ratio = float(row["variance_ratio"])
    if math.isnan(ratio):
        return "–"
    if math.isinf(ratio) and row["difference"] == 0.0:
        return "="
    return "> 1,000" if ratio > MUCH else written(ratio) if ratio >= 100.0 else f"{ratio:.2g}"


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    moved, own = _read(folder)
    moved = moved.rename(columns={"low": "difference_low", "high": "difference_high"})
    runs = int(own["life"]["runs"])
    lines = [
        f"* {runs} paired runs; {moved['point'].nunique()} contrasts of {moved['lever'].nunique()} levers. Were "
        f"nothing moved, about {1.0 - LEVEL:.0%} of the intervals would not cover zero."
    ]
    for outcome in DRAWN:
        mine = moved[moved["outcome"] == outcome]
        known = mine.dropna(subset=["difference", "difference_low"])
        clear = known[(known["difference_low"] > 0.0) | (known["difference_high"] < 0.0)]
        order = known["difference"].abs().sort_values(ascending=False, kind="stable").index[:LARGEST]
        largest: list[dict[Any, Any]] = known.loc[order].to_dict("records")
        named = [f"`policy.{row['lever']}={row['to']}` {told_difference(row)}" for row in largest]
        peaks = int(mine["two_peaked"].sum())
        void = len(mine) - len(known)
        lines.append(
            f"* {MERITS[outcome].title} ({MERITS[outcome].unit}): {told(own[outcome])} as the command has it. Largest "
            f"differences: {'; '.join(named)}. The intervals of {len(clear)} of {len(mine)} contrasts do not cover zero"
            + (f"; {void} have nothing to divide by" if void else "")
            + (f"; in {peaks} the runs fall into two groups." if peaks else ".")
        )
    quartiles = [
        f"{MERITS[row['outcome']].title.lower()} {row['median']:.2g} ({row['low']:.2g} to {row['high']:.2g}; "
        f"{row['moved']} move it)"
        for row in pairing(moved[moved["outcome"].isin(list(DRAWN))]).to_dict("records")
    ]
    lines.append(f"* Variance ratio of pairing, median and quartiles over contrasts: {'; '.join(quartiles)}.")
    legend = f"Variance ratio of pairing, from {runs} runs, to each end or option (– none, = no run moves):"
    return "\n".join(lines) + f"\n\n{legend}\n\n{worth(moved)}"


def _read(folder: Path) -> tuple[pd.DataFrame, dict[str, dict[Any, Any]]]:
    """Effects, and the estimates of the command's own point by outcome."""
    base = pd.read_csv(folder / "tables" / "base.csv")
    own = {str(row["quantity"]): row for row in base.to_dict("records")}
    return pd.read_csv(folder / "tables" / "effects.csv"), own


def _show(folder: Path) -> None:
    moved, own = _read(folder)
    console = Console(width=140)
    console.print("Paired differences of expected outcomes; beside each what pairing is worth (variance ratio)")
    console.print(f"{'lever':24}{'to':>14}" + "".join(f"{name:>17}" for name in DRAWN), highlight=False)
    levels = "".join(f"{own[name]['value']:>11.3g}{'':6}" for name in DRAWN)
    console.print(f"{'(as it is)':38}{levels}", highlight=False, markup=False)
    for _, rows in moved.groupby("point"):
        cells = {row["outcome"]: row for row in rows.to_dict("records")}
        line = f"{cells['life']['lever']:24}{cells['life']['to']!s:>14}"
        for cell in (cells[name] for name in DRAWN):
            mark = "*" if cell["low"] > 0.0 or cell["high"] < 0.0 else " "
            ratio = cell["variance_ratio"]
            worth = "x>999" if ratio > 999.0 else f"x{ratio:.{3 if ratio >= 100.0 else 2}g}"
            line += f"{cell['difference']:>+10.2g}{mark}{worth:>6}"
        console.print(line, highlight=False, markup=False)
    console.print("* the 95 % interval does not cover zero")
