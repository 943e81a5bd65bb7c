"""Offices that share lessons, at fixed files: does the outcome follow one effective number of offices?

Of ``n`` offices each use teaches its own office in full and every sister by the share ``mu``. In theory they are worth
``n / (1 + mu (n - 1))`` offices that share nothing, and the learning strength kappa is that of a file's lesson in one
office over this number. The study reaches the same effective number by several numbers of offices and compares.

With a short memory (lesson and forgetting both larger, so that kappa is the same) few files are remembered at a time;
chance then moves familiarity, the mean field does not hold, and no theory is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.closed_form_world import (
    ALIVE,
    LOOK,
    STARTS,
    YEAR,
    afterwards,
    expected_path,
    kappa,
    outcome,
    pooled_map,
    preset,
    refuse_own_world,
    stable_states,
    states_of_rest,
    torn,
)
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results, manifest_of, write_results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.decisions.learning import monthly

FAMILIARITY, POOLING, OFFICES = "world.initial_familiarity_286_1", "policy.pooling", "world.procuratorates"
NUMBERS = (4, 8, 16, 48)
"""Offices of the province."""
FILES = 48
"""Eligible files a month of all of them together."""
EFFECTIVE = (2.0, 16.0)
"""Fewest and most effective offices: kappa from 14 to 1.7."""
MEMORIES = {"long": 1.0, "short": 8.0}
"""Multiple of the lesson and of the monthly forgetting of ``experiment=meanfield``."""
CURVE = 241
"""Points of the theory curve."""


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    refuse_own_world(settings)
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    levels = np.geomspace(*EFFECTIVE, settings.study_keys["levels"]).tolist()
    design = design_of(levels)
    worlds = {memory: world_of(settings, memory) for memory in MEMORIES}
    found = {memory: run_design(world, design, reduce=afterwards) for memory, world in worlds.items()}
    points = pd.concat([points_of(memory, worlds[memory], found[memory]) for memory in MEMORIES], ignore_index=True)
    curve = curve_of(worlds["long"])

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.pooling import figure  # noqa: PLC0415 - drawn only when something was run

        write_results(folder, found)
        store.write_csv(folder / "tables" / "points.csv", points)
        store.write_csv(folder / "tables" / "curve.csv", curve)
        store.write_csv(folder / "data_dictionary.csv", pd.DataFrame(COLUMNS, columns=["column", "meaning"]))
        world = f"{settings.study_keys['months']} months, {FILES} files a month in all (experiment=meanfield)"
        band = "bars: bootstrap 95 % intervals of the last two years"
        recipe = Recipe(key, settings.seed, settings.replicates, world, band)
        figure.draw(points, curve, folder / "figures", recipe)

    return fill, manifest_of(found)


COLUMNS = [
    ("memory", "long: experiment=meanfield; short: lesson and monthly forgetting both eight times as large"),
    ("start", "dead or alive: familiarity 0 or 0.9 with 286-1 at the start"),
    ("offices", "offices of the province, n"),
    ("pooling", "share of a lesson that reaches each sister office, mu"),
    ("effective", "effective number of offices, n / (1 + mu (n - 1))"),
    ("kappa", "learning strength: files a month x lesson / (effective number x monthly forgetting)"),
    ("remembered", "eligible files of an office within its memory of 1 / forgetting months"),
    ("share, low, high", "286-1 among expected charges of both in the last two years, bootstrap 95 % interval"),
    ("theory", "the same on the expected path of theory from the same start; empty for the short memory"),
    ("alive, alive_low, alive_high", f"share of runs above {ALIVE:g}, Clopper-Pearson 95 % interval"),
    ("runs", "runs"),
    ("states", "theory: number of stable states; empty for the short memory"),
    ("level", "kappa, in the curve of theory"),
    ("familiarity", "theory: familiarity at rest"),
    ("stable", "theory: is the state of rest stable"),
]  # fmt: skip


# ---- worlds and design


def world_of(settings: Settings, memory: str) -> Settings:
    """The mean field with all files on the desks of one province, under a memory."""
    months, times = settings.study_keys["months"], MEMORIES[memory]
    size = (f"world.providers={2 * FILES}", f"world.courts={min(NUMBERS)}")
    plain = preset(settings, "meanfield", months, *size)
    if times == 1.0:
        return plain
    world = plain.scenario.world
    yearly = 1.0 - (1.0 - times * monthly(world.forgetting)) ** YEAR
    return preset(
        settings, "meanfield", months, *size, f"world.lesson={times * world.lesson:.6g}",
        f"world.forgetting={yearly:.6g}",
    )  # fmt: skip


def pooling_for(offices: int, effective: float) -> float:
    """Share of lessons that makes a number of offices worth fewer: ``(n / effective - 1) / (n - 1)``."""
    return (offices / effective - 1.0) / (offices - 1)


def design_of(levels: list[float]) -> pd.DataFrame:
    """Each effective number by all numbers of offices that can reach it, from both starts."""
    return table_of(
        {
            f"{LABEL}effective": level, OFFICES: offices, POOLING: round(pooling_for(offices, level), 6),
            FAMILIARITY: start,
        }
        for level in (round(level, 6) for level in levels)
        for offices in NUMBERS
        if offices >= level
        for start in STARTS.values()
    )  # fmt: skip


# ---- tables


def points_of(memory: str, world: Settings, results: Results) -> pd.DataFrame:
    """One row per point: what the runs came to, beside theory where the mean field holds."""
    after, starts = results.table("after"), {start: name for name, start in STARTS.items()}
    rows = []
    for row, scenario in zip(results.design.to_dict("records"), scenarios(world, results.design), strict=True):
        theory, states = np.nan, np.nan
        if memory == "long":
            theory = float(expected_path(scenario, pooled_map)[1][-LOOK:].mean())
            states = stable_states(pooled_map(scenario, 0))
        rows.append(
            {
                "memory": memory, "start": starts[row[FAMILIARITY]], "offices": row[OFFICES], "pooling": row[POOLING],
                "effective": row[f"{LABEL}effective"], "kappa": kappa(scenario, 0),
                "remembered": FILES / row[OFFICES] / monthly(scenario.world.forgetting),
                **outcome(after[after["point"] == row[POINT]]), "theory": theory, "states": states,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def curve_of(world: Settings) -> pd.DataFrame:
    """States of rest: one row per state, by learning strength (``level``)."""
    first = scenarios(world, table_of([{OFFICES: 1, POOLING: 0.0, "world.courts": 1}]))[0]
    unit, strongest = pooled_map(first, 0), kappa(first, 0)
    effective = np.geomspace(EFFECTIVE[0] / 1.2, EFFECTIVE[1] * 1.2, CURVE).tolist()
    return states_of_rest((strongest / number, replace(unit, supply=unit.supply / number)) for number in effective)


# ---- words


def explained(points: pd.DataFrame, by: str) -> float:
    """Part of the variance of the share between points that lies between the values of a column."""
    total = float(((points["share"] - points["share"].mean()) ** 2).sum())
    within = float(((points["share"] - points.groupby(by)["share"].transform("mean")) ** 2).sum())
    return 1.0 - within / total if total else np.nan


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    points = pd.read_csv(folder / "tables" / "points.csv")
    lines = []
    for (memory, start), mine in points.groupby(["memory", "start"], sort=False):
        several = mine[mine.groupby("effective")["offices"].transform("size") > 1]
        ranges = several.groupby("effective")["share"].agg(lambda values: float(values.max() - values.min()))
        split = torn(several).groupby(several["effective"]).any()
        many = f"{several['offices'].min():g} to {several['offices'].max():g} offices"
        apart = f", and means differ by up to {ranges[split].max():.3f}" if split.any() else ""
        lines.append(
            f"{str(memory).capitalize()} memory, {'living' if start == 'alive' else start} start: the share goes from "
            f"{mine['share'].min():.3f} to {mine['share'].max():.3f} over {len(mine)} points. The effective number "
            f"explains {explained(several, 'effective'):.1%} of the variance between points, the number of offices "
            f"{explained(several, 'offices'):.1%}. At one effective number, {many} differ by "
            f"{ranges[~split].max():.3f} at most where all runs of a point agree on life or death; at "
            f"{int(split.sum())} of {len(split)} effective numbers only some runs of a point live{apart}."
        )
    long = points[points["memory"] == "long"]
    off = (long["share"] - long["theory"]).abs()
    inside = (long["theory"] >= long["low"]) & (long["theory"] <= long["high"])
    lines.append(
        f"Long memory, against theory: where all runs of a point agree, {off[~torn(long)].max():.3f} from the expected "
        f"path at most; {_most(off[torn(long)])} at the {int(torn(long).sum())} others. {int(inside.sum())} of "
        f"{len(long)} points have it in their interval."
    )
    for memory, mine in points.groupby("memory", sort=False):
        starts = mine.pivot_table(index=["effective", "offices"], columns="start", values="share")
        left = starts["alive"] - starts["dead"]
        least, most = mine["remembered"].min(), mine["remembered"].max()
        lines.append(
            f"{str(memory).capitalize()} memory ({least:.0f} to {most:.0f} files of an office within it): living and "
            f"dead start end {left.max():.3f} apart at most, {left.mean():.3f} on average."
        )
    return "\n".join(f"- {line}" for line in lines)


def _most(values: pd.Series[float]) -> str:
    return f"{values.max():.3f}" if len(values) else "nothing"


def _show(folder: Path) -> None:
    points = pd.read_csv(folder / "tables" / "points.csv")
    console = Console(width=118)
    console.print("286-1 among expected charges of both offences, last two years, with bootstrap 95 % intervals")
    for row in points.to_dict("records"):
        told = f"{row['share']:.3f} ({row['low']:.3f}-{row['high']:.3f})"
        theory = "" if np.isnan(row["theory"]) else f"   theory {row['theory']:.3f}"
        offices = f"{row['offices']:3.0f} offices, pooling {row['pooling']:.3f} = {row['effective']:5.2f}"
        console.print(
            f"{row['memory']:6}{offices} from {row['start']:6}{told:>22}{theory}", highlight=False, markup=False
        )
