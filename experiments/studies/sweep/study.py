"""Two levers over their whole ranges: use of 286-1 and wrongful convictions at every pair of levels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.comparison import estimates
from zombielaw.experiments.analysis.merits import MERITS, REALISED, YEARLY, dictionary, merits
from zombielaw.experiments.analysis.quantities import against, own_name, told, told_difference
from zombielaw.experiments.config.options import Options, whole, word
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, ends, table_of, value_in
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.parameters import Policy, declared

GRID = "grid"
SIDES = ("x", "y")
MAPS = ("share", "count", "wrongful_count")
"""Outcomes that are drawn; the table has all."""

STUDY = Options(
    question="Two levers over their whole ranges: share and count of 286-1 and wrongful convictions, as maps.",
    keys={
        "months": whole(122, 14, 600, "length of a run, with a full calendar year in it", "months"),
        "x": word("corrective_order_rate", "the name of a lever"),
        "y": word("charge_preference", "the name of a lever"),
        "levels": whole(
            5, 2, 101, "levels of a lever that is a number, over its declared range; a choice has all its options"
        ),
    },
    replicates=10,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    levers_of(settings)
    return kept(settings, _make, _show)


def levers_of(settings: Settings) -> tuple[str, str]:
    """The two levers, as ``policy.<lever>``.

    Raises
    ------
    InputError
        One of them is no lever, or both are the same.
    """
    names = [lever.name for lever in declared(Policy)]
    chosen = []
    for side in SIDES:
        given = settings.study_keys[side].removeprefix("policy.")
        if given not in names:
            near = nearest(given, names)
            allowed = "; see docs/parameters.md" if near else f"; allowed: {', '.join(names)}"
            raise InputError(f"study.{side}={settings.study_keys[side]} is not a lever{near}{allowed}.")
        chosen.append(f"policy.{given}")
    if chosen[0] == chosen[1]:
        raise InputError(f"study.x and study.y are both {chosen[0]}; give two levers.")
    return chosen[0], chosen[1]


def levels_of(key: str, number: int) -> list[Any]:
    """Even levels over the declared range of a lever, or all its options."""
    parameter = parameter_of(key)
    if parameter.about.options or parameter.kind is bool:
        return list(ends(key))
    low, high = (float(end) for end in ends(key))
    return [float(level) for level in np.linspace(low, high, number).round(6)]


def design_of(settings: Settings) -> pd.DataFrame:
    """The command's own scenario, then every pair of levels; the first lever varies fastest."""
    x, y = levers_of(settings)
    along, up = (levels_of(key, settings.study_keys["levels"]) for key in (x, y))
    own = {x: value_in(settings, x), y: value_in(settings, y)}
    return table_of(
        [
            {f"{LABEL}setting": BASE, **own},
            *({f"{LABEL}setting": GRID, x: left, y: right} for right in up for left in along),
        ]
    )


def _make(settings: Settings, key: str) -> Made:
    design = design_of(settings)
    results = run_design(settings, design, yearly=YEARLY, reduce=expected)
    named = dict(zip(levers_of(settings), SIDES, strict=True))
    points = design.rename(columns={**named, f"{LABEL}setting": "setting"})
    runs = merits(results, settings)
    found = points.merge(against(runs), on=POINT)
    ranges = along(points, runs)
    realised = points.merge(estimates(results.runs(*REALISED)).drop(columns="window"), on=POINT)

    def fill(folder: Path) -> None:
        results.write(folder)
        store.write_csv(folder / "tables" / "points.csv", found)
        store.write_csv(folder / "tables" / "ranges.csv", ranges)
        store.write_csv(folder / "tables" / "realised.csv", realised)
        levers = pd.DataFrame(
            [(side, lever.removeprefix("policy."), parameter_of(lever).about.meaning, parameter_of(lever).about.unit)
             for lever, side in named.items()],
            columns=["side", "lever", "meaning", "unit"],
        )  # fmt: skip
        store.write_csv(folder / "tables" / "levers.csv", levers)
        store.write_csv(folder / "data_dictionary.csv", dictionary())
        _draw(found, levers, folder, settings, key)

    return fill, results.manifest()


def along(points: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Each quantity at the last level of a lever less the same at its first, the other lever next to the command's own.

    Parameters
    ----------
    points : DataFrame
        ``point, setting, x, y``, the command's own first.
    runs : DataFrame
        Quantities of each run, as of ``merits``.

    Returns
    -------
    DataFrame
        ``side, at, first, last, quantity, difference, difference_low, difference_high, runs``: paired; ``at`` is the
        level of the other lever.
    """
    own, grid = points.iloc[0], points[points["setting"] == GRID]
    parts = []
    for side, other in (SIDES, SIDES[::-1]):
        line = nearest_line(grid, other, own[other])
        first, last = line.iloc[0], line.iloc[-1]
        moved = against(runs[runs[POINT].isin([first[POINT], last[POINT]])], base=int(first[POINT]))
        moved = moved[moved[POINT] == last[POINT]]
        parts.append(moved.assign(side=side, at=first[other], first=first[side], last=last[side]))
    columns = ["side", "at", "first", "last", "quantity", "difference", "difference_low", "difference_high", "runs"]
    ranges: pd.DataFrame = pd.concat(parts, ignore_index=True)[columns]
    return ranges


def _draw(found: pd.DataFrame, levers: pd.DataFrame, folder: Path, settings: Settings, key: str) -> None:
    from zombielaw.experiments.figures import heat  # noqa: PLC0415 - drawn only when something was run
    from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415

    grid, own = found[found["setting"] == GRID], found[found["setting"] == BASE].iloc[0]
    sides = {
        row["side"]: heat.Axis(
            f"{row['lever'].replace('_', ' ')} ({row['unit']})", [*map(_word, dict.fromkeys(grid[row["side"]]))]
        )
        for row in levers.to_dict("records")
    }
    panels = []
    for name in MAPS:
        mine = grid[grid["quantity"] == name]
        shape = len(sides["y"].levels), len(sides["x"].levels)
        peaks = mine["upper_share"].notna().to_numpy().reshape(shape)
        merit = MERITS[name]
        panels.append(heat.Panel(merit.title, merit.unit, mine["value"].to_numpy().reshape(shape), peaks, least=0.0))
    world = f"{len(grid) // len(MERITS)} points, {settings.scenario.size.providers:,} providers"
    band = (
        f"colours: means of sums of probabilities, {settings.scenario.months} months, scaled by {settings.scale:.4g}; "
        "lines: interpolated between levels; intervals in points.csv"
    )
    recipe = Recipe(key, settings.seed, settings.replicates, world, band)
    heat.draw(
        panels, sides["x"], sides["y"], folder / "figures", "sweep", recipe,
        today=(_word(own["x"]), _word(own["y"])), named=own_name(settings),
    )  # fmt: skip


def _word(level: Any) -> float | str:
    """A level as a figure shows it."""
    if isinstance(level, bool | np.bool_):
        return "yes" if level else "no"
    return level.replace("_", " ") if isinstance(level, str) else float(level)


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    found, levers, ranges = (pd.read_csv(folder / "tables" / f"{name}.csv") for name in ("points", "levers", "ranges"))
    names = dict(zip(levers["side"], levers["lever"], strict=True))
    grid, own = found[found["setting"] == GRID], found[found["setting"] == BASE]
    owned: dict[str, dict[Any, Any]] = {row["quantity"]: row for row in own.to_dict("records")}

    def where(row: Any) -> str:
        return f"`policy.{names['x']}={row['x']}`, `policy.{names['y']}={row['y']}`"

    lines = [f"* {owned[MAPS[0]]['runs']} runs a point; the command's own point is {where(owned[MAPS[0]])}."]
    for name in MAPS:
        merit, mine = MERITS[name], grid[grid["quantity"] == name].dropna(subset="value")
        text = f"* {merit.title} ({merit.unit}, expected): {told(owned[name])} there; "
        if mine.empty:
            lines.append(f"{text}nothing to divide by on the map.")
            continue
        cells: list[dict[Any, Any]] = mine.sort_values("value", kind="stable").to_dict("records")
        least, most = cells[0], cells[-1]
        text += f"on the map from {told(least)} at {where(least)} to {told(most)} at {where(most)}."
        moves: list[dict[Any, Any]] = ranges[ranges["quantity"] == name].to_dict("records")
        for row in moves:
            other = SIDES[row["side"] == SIDES[0]]
            text += (
                f" From `policy.{names[row['side']]}={row['first']}` to {row['last']}, at "
                f"`policy.{names[other]}={row['at']}`: {told_difference(row)}."
            )
        peaks = int(mine["upper_share"].notna().sum())
        lines.append(text + (f" At {peaks} of {len(mine)} points the runs fall into two groups." if peaks else ""))
    return "\n".join(lines)


def nearest_line(grid: pd.DataFrame, side: str, value: Any) -> pd.DataFrame:
    """Points of a map at the level of one side that is nearest to a value."""
    levels = list(dict.fromkeys(grid[side]))
    near = value if value in levels else min(levels, key=lambda level: abs(level - value))
    chosen: pd.DataFrame = grid[grid[side] == near]
    return chosen


def _show(folder: Path) -> None:
    found, levers = (pd.read_csv(folder / "tables" / f"{name}.csv") for name in ("points", "levers"))
    x, y = levers["lever"]
    console = Console(width=140)
    console.print("Expected (95 %): share of charges; charges and wrongful convictions a year in the country")
    console.print(f"{x[:21]:>21}{y[:21]:>22}{'share 286-1':>30}{'charges 286-1':>30}{'wrongful':>30}", highlight=False)
    for _, rows in found.groupby("point"):
        cells: dict[str, dict[Any, Any]] = {row["quantity"]: row for row in rows.to_dict("records")}
        own = cells[MAPS[0]]
        line = f"{own['x']!s:>21}{own['y']!s:>22}"
        line += "".join(f"{told(cells[name]):>30}" for name in MAPS)
        console.print(f"{line}{'  own' if own['setting'] == BASE else ''}", highlight=False, markup=False)
