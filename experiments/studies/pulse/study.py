"""A temporary reform by size and length: does 286-1 live 15 years after it ended, with the special-law rule or without?

In the world of the closed forms the least length that leaves a lasting practice is known; it is drawn over the share of
runs that live. The same reform in an excluded and in a starved world shows what a pulse leaves where there is no trap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.closed_form_world import (
    AFTER,
    ALIVE,
    LOOK,
    YEAR,
    afterwards,
    expected_map,
    expected_path,
    moment,
    preference_for,
    preset,
    refuse_own_world,
)
from zombielaw.experiments.analysis.intervals import clopper_pearson_interval, paired_difference
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, pulses, scenarios
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results, manifest_of, write_results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.analysis.theory import critical_pulse, equilibria
from zombielaw.sim.parameters import SPECIAL_FIRST
from zombielaw.sim.scenario import Scenario

LEVER = "policy.charge_preference"
RULE = {"policy.concurrence": "special_first"}
ORDERS = ("alone", "rule first", "rule last")
PUSHES, YEARS = (1.0, 4.0), (0.5, 10.0)
"""Smallest and largest size (logits on alpha) and length (years): the worked example in docs/theory.md."""
START = YEAR
"""First month of the reform in the mean field."""
OFFICE = ("world.providers=14", "world.procuratorates=1", "world.courts=1")
"""One office with seven files a month: each run is one learning unit."""
OTHER_WORLDS = ("excluded", "starved")
OTHER_START = 122
"""First month of the reform in the other worlds: January 2026."""
CURVE = 13
"""Points of a theory curve."""


class Theory(NamedTuple):
    """Shortest reform, months, infinite if none up to twice the longest suffices."""

    lasting: float  # leaves the unit above the unstable state
    visible: float  # leaves an expected share above ALIVE in the months in which the study looks


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    refuse_own_world(settings)
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    field = field_of(settings)
    sizes, lengths = levels_of(settings)
    design = design_of(field, sizes, lengths)
    results = run_design(field, design, reduce=afterwards)
    cells = cells_of(field, results, sizes)
    curves = curves_of(field)
    others = {name: world_of(settings, name, sizes[-1], lengths[-1]) for name in ("meanfield", *OTHER_WORLDS)}
    worlds = pd.concat([table for table, _ in others.values()], ignore_index=True)
    parts = {"grid": results, **{name: found for name, (_, found) in others.items()}}

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.pulse import figure  # noqa: PLC0415 - drawn only when something was run

        write_results(folder, parts)
        store.write_csv(folder / "tables" / "cells.csv", cells)
        store.write_csv(folder / "tables" / "curves.csv", curves)
        store.write_csv(folder / "tables" / "worlds.csv", worlds)
        store.write_csv(folder / "data_dictionary.csv", pd.DataFrame(COLUMNS, columns=["column", "meaning"]))
        world = f"{len(design)} reforms of one office with seven files a month (experiment=meanfield)"
        band = f"alive: 286-1 above {ALIVE:g} of expected charges in the two years to 15 after the end"
        figure.draw(cells, curves, folder / "figures", Recipe(key, settings.seed, settings.replicates, world, band))

    return fill, manifest_of(parts)


COLUMNS = [
    ("order", "the reform alone, after the special-law rule, or before it; the rule lasts as long as the reform"),
    ("size", "logits that the reform adds to alpha, through charge_preference"),
    ("months", "length of the reform"),
    ("runs", "runs"),
    ("alive", f"runs whose share in the two years to 15 after the end of all reforms is above {ALIVE:g}"),
    ("probability, low, high", "alive / runs, with Clopper-Pearson 95 % interval"),
    ("during", "mean share of 286-1 in the last two years of the reforms"),
    ("after", "mean share in the two years to 15 after their end"),
    ("expected_after", "the same on the expected path of theory"),
    ("lasting", "theory: shortest reform, months, that leaves the office above the unstable state"),
    ("visible", f"theory: shortest reform, months, with an expected share above {ALIVE:g} 15 years after"),
    ("world", "experiment"),
    ("base", "share in the same months without any reform"),
    ("difference", "after - base, paired, with bootstrap 95 % interval"),
]


def levels_of(settings: Settings) -> tuple[list[float], list[int]]:
    """Sizes in logits, lengths in whole months, at about equal ratios and each once."""
    sizes = np.linspace(*PUSHES, settings.study_keys["sizes"]).round(4).tolist()
    lengths = np.geomspace(*YEARS, settings.study_keys["lengths"]) * YEAR
    return sizes, sorted({round(length) for length in lengths.tolist()})


def field_of(settings: Settings) -> Settings:
    """The mean field of one office, at rest in the dead state."""
    months = START + 2 * int(YEARS[1] * YEAR) + AFTER
    born = preset(settings, "meanfield", months, *OFFICE)
    dead = equilibria(expected_map(born.scenario, 0))[0].familiarity
    return preset(settings, "meanfield", months, *OFFICE, f"world.initial_familiarity_286_1={dead:.6g}")


def design_of(field: Settings, sizes: Sequence[float], lengths: Sequence[int]) -> pd.DataFrame:
    """Size x length x order, after a row without a reform."""
    levels = [preference_for(field.scenario, size) for size in sizes]
    return pulses(LEVER, levels, lengths, start=START, rule=RULE, orders=ORDERS)


def cells_of(field: Settings, results: Results, sizes: Sequence[float]) -> pd.DataFrame:
    """One row per reform (the first: none): how many runs live, beside theory."""
    design = results.design
    push = {str(preference_for(field.scenario, size)): size for size in sizes}
    theory = {(order, size): theory_of(field.scenario, order, size) for order in ORDERS for size in sizes}
    table = results.table("after")
    rows = []
    for row, scenario in zip(design.to_dict("records"), scenarios(field, design), strict=True):
        mine = table[table["point"] == row[POINT]]
        order, size = row[f"{LABEL}order"], push.get(row[f"{LABEL}size"], 0.0)
        months = int(row[f"{LABEL}length"]) if size else 0
        alive, runs = int((mine["share"] > ALIVE).sum()), len(mine)
        stop = moment(scenario)
        expected = float(expected_path(scenario)[1][stop - LOOK : stop].mean())
        known = theory.get((order, size), Theory(np.nan, np.nan))
        rows.append(
            (order, size, months, runs, alive, alive / runs if runs else np.nan, *clopper_pearson_interval(alive, runs),
             mine["during"].mean(), mine["share"].mean(), expected, *known)
        )  # fmt: skip
    columns = ["order", "size", "months", "runs", "alive", "probability", "low", "high", "during", "after"]
    return pd.DataFrame(rows, columns=[*columns, "expected_after", "lasting", "visible"])


def curves_of(field: Settings) -> pd.DataFrame:
    """Theory by size: ``order, size, lasting, visible``, months."""
    sizes = np.linspace(*PUSHES, CURVE).tolist()
    rows = [(order, size, *theory_of(field.scenario, order, size)) for order in ORDERS for size in sizes]
    return pd.DataFrame(rows, columns=["order", "size", "lasting", "visible"])


def theory_of(scenario: Scenario, order: str, size: float) -> Theory:
    """Shortest reforms of a size."""
    normal = expected_map(scenario, 0)
    pulse = replace(normal, alpha=normal.alpha + size)
    special = expected_map(scenario.under(scenario.policy._replace(concurrence=SPECIAL_FIRST)), 0)
    phases = {"alone": (pulse,), "rule first": (special, pulse), "rule last": (pulse, special)}[order]
    begin, barrier = (state.familiarity for state in equilibria(normal)[:2])
    longest = 2 * int(YEARS[1] * YEAR)

    def left(length: int) -> float:
        now = begin
        for phase in phases:
            for _ in range(length):
                now = phase.step(now)
        return now

    def lasts(length: int) -> bool:
        return left(length) > barrier

    def shows(length: int) -> bool:
        now, shares = left(length), []
        for _ in range(AFTER):
            shares.append(float(normal.share(now)))
            now = normal.step(now)
        return float(np.mean(shares[-LOOK:])) > ALIVE

    lasting = critical_pulse(normal, pulse) if order == "alone" else _shortest(lasts, longest)
    return Theory(lasting if lasting <= longest else np.inf, _shortest(shows, longest))


def _shortest(enough: Callable[[int], bool], longest: int) -> float:
    """The least length that is enough, of those up to the longest; infinite if none is."""
    if not enough(longest):
        return np.inf
    low, high = 0, longest
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return float(high)


def world_of(settings: Settings, name: str, size: float, months: int) -> tuple[pd.DataFrame, Results]:
    """The largest reform with the rule at once, in another world, against the same months without it."""
    world = preset(settings, name, OTHER_START + months + AFTER)
    level = preference_for(world.scenario, size)
    design = pulses(LEVER, [level], [months], start=OTHER_START, rule=RULE, orders=("together",))
    results = run_design(world, design, reduce=afterwards)
    found = results.table("after").assign(uses=lambda table: (table["share"] * table["charges"]).fillna(0.0))
    sides = [found[found[POINT] == point].set_index("replicate") for point in (0, 1)]
    both = sides[0].index.intersection(sides[1].index)
    sides = [side.loc[both] for side in sides]
    rows = []
    for reform, mine in zip(("none", "reform and rule"), sides, strict=True):
        alive, charges = int((mine["share"] > ALIVE).sum()), mine["charges"].mean()
        after = mine["uses"].mean() / charges if charges else np.nan
        interval = clopper_pearson_interval(alive, len(mine))
        rows.append((name, reform, len(mine), alive, *interval, mine["during"].mean(), after, charges))
    table = pd.DataFrame(
        rows, columns=["world", "reform", "runs", "alive", "low", "high", "during", "after", "charges"]
    )
    arrays = [mine[column].to_numpy(dtype=float) for mine in reversed(sides) for column in ("uses", "charges")]
    moved = paired_difference(*arrays)
    for column, value in zip(("difference", "difference_low", "difference_high"), moved, strict=True):
        table[column] = [np.nan, value]
    return table, results


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    cells = pd.read_csv(folder / "tables" / "cells.csv")
    worlds = pd.read_csv(folder / "tables" / "worlds.csv")
    none, grid = cells[cells["size"] == 0.0].iloc[0], cells[cells["size"] > 0.0]
    lines = [
        f"One office of the mean field, dead at the start; without a reform {none['alive']:.0f} of {none['runs']:.0f} "
        f"runs live at the end (95 % interval {none['low']:.0%}-{none['high']:.0%})."
    ]
    for order, mine in grid.groupby("order", sort=False):
        clear = mine[(mine["low"] > 0.5) | (mine["high"] < 0.5)]
        agree = int(((clear["low"] > 0.5) == (clear["months"] >= clear["visible"])).sum())
        lasting = int(((clear["low"] > 0.5) == (clear["months"] >= clear["lasting"])).sum())
        lines.append(
            f"{str(order).capitalize()}: of {len(mine)} reforms, {int((mine['low'] > 0.5).sum())} leave more runs "
            f"alive than dead 15 years after (interval above one half), {int((mine['high'] < 0.5).sum())} fewer, "
            f"{len(mine) - len(clear)} cannot be told. Of the {len(clear)} that can be told, {agree} are on the side "
            f"that the expected path has 15 years after, {lasting} on the side of the critical length, at which a "
            f"reform lasts for good. Critical lengths, years: {_lengths(mine)}."
        )
    first, last = (grid[grid["order"] == order].set_index(["size", "months"]) for order in ORDERS[1:])
    apart = first["alive"] - last["alive"]
    lines.append(
        f"Over all reforms with the rule, {int(first['alive'].sum())} of {int(first['runs'].sum())} runs live with the "
        f"rule first and {int(last['alive'].sum())} with the rule last; the order moves the count in "
        f"{int((apart != 0).sum())} of {len(apart)} reforms."
    )
    for name, mine in worlds.groupby("world", sort=False):
        base, after = (mine[mine["reform"] == reform].iloc[0] for reform in ("none", "reform and rule"))
        covers = after["difference_low"] <= 0.0 <= after["difference_high"]
        lines.append(
            f"The largest reform and the rule at once in the world *{name}*: 286-1 has {_share(after['during'])} of "
            f"expected charges in their last two years, {_share(after['after'])} 15 years after; without them "
            f"{_share(base['after'])}; paired difference {after['difference']:+.2g} ({after['difference_low']:+.2g} to "
            f"{after['difference_high']:+.2g}{', covers zero' if covers else ''}); expected charges of both offences "
            f"in these two years: {after['charges']:.1f} a run."
        )
    return "\n".join(f"- {line}" for line in lines)


def _lengths(mine: pd.DataFrame) -> str:
    least = mine.drop_duplicates("size").set_index("size")["lasting"] / YEAR
    longest = 2 * YEARS[1]
    return ", ".join(
        f"{years:.1f} at {size:g} logits" if np.isfinite(years) else f"above {longest:g} at {size:g} logits"
        for size, years in least.items()
    )


def _share(value: float) -> str:
    return "no share (no charge)" if np.isnan(value) else f"{value:.1%}"


def _show(folder: Path) -> None:
    cells = pd.read_csv(folder / "tables" / "cells.csv")
    console = Console(width=118)
    console.print("Runs in which 286-1 lives 15 years after a temporary reform, with Clopper-Pearson 95 % intervals")
    for row in cells.to_dict("records"):
        told = f"{row['probability']:.2f} ({row['low']:.2f}-{row['high']:.2f})"
        least = "" if np.isnan(row["lasting"]) else f"least lasting length {row['lasting'] / YEAR:.1f} years"
        reform = f"{row['order']:12}{row['size']:5.2f} logits {row['months'] / YEAR:6.2f} years"
        console.print(f"{reform:44}{told:>24}   {least}", highlight=False, markup=False)
    console.print(f"In other worlds: {folder / 'tables' / 'worlds.csv'}", highlight=False, soft_wrap=True)
