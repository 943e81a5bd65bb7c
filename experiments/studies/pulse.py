"""Temporary reforms by size and length: state of 286-1 15 years later, with the special-law rule and without.

In the world of the closed forms the least length that leaves a lasting practice is known; it is drawn over the share of
runs that live. The same reform in an excluded and in a starved world shows what a pulse leaves where there is no trap.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.analysis.wording import difference, rows_by, table, written
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, pulses
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.traps import LONGEST, ONE_OFFICE, ORDERS, preset, refuse_own_world, table_of_sizes
from zombielaw.sim.analysis.theory import equilibria

LEVER = "policy.charge_preference"
RULE = {"policy.concurrence": "special_first"}
PUSHES, YEARS = (1.0, 4.0), (0.5, 10.0)
"""Smallest and largest size (logits on alpha) and length (years): the worked example in docs/theory.md."""
START = closed.YEAR
"""First month of the reform in the mean field."""
OTHER_WORLDS = ("excluded", "starved")
OTHER_START = 122
"""First month of the reform in the other worlds: January 2026."""
WITHOUT, WITH = "none", "reform and rule"
UNSAID = ("start", "alpha", "kappa", "states")
"""Columns of the comparison with theory that are the same for all reforms."""


def levels_of(settings: Settings) -> tuple[list[float], list[int]]:
    """Sizes in logits, lengths in whole months, at about equal ratios and each once."""
    sizes = np.linspace(*PUSHES, settings.study_keys["sizes"]).round(4).tolist()
    lengths = np.geomspace(*YEARS, settings.study_keys["lengths"]) * closed.YEAR
    return sizes, sorted({round(length) for length in lengths.tolist()})


def field_of(settings: Settings) -> Settings:
    """The mean field of one office, at rest in the dead state."""
    months = START + 2 * int(YEARS[1] * closed.YEAR) + closed.AFTER
    born = preset(settings, "meanfield", months, *ONE_OFFICE)
    dead = equilibria(closed.expected_map(born.scenario, 0))[0].familiarity
    return preset(settings, "meanfield", months, *ONE_OFFICE, f"world.initial_familiarity_286_1={dead:.6g}")


def design_of(field: Settings, sizes: Sequence[float], lengths: Sequence[int]) -> pd.DataFrame:
    """Size x length x order, after a row without a reform."""
    levels = [closed.preference_for(field.scenario, size) for size in sizes]
    return pulses(LEVER, levels, lengths, start=START, rule=RULE, orders=ORDERS)


def analyse(work: Work) -> Tables:
    """Run the grid in the mean field, and the largest reform in every world."""
    field, (sizes, lengths) = field_of(work.settings), levels_of(work.settings)
    results = work.run(design_of(field, sizes, lengths), part="grid", world=field, reduce=closed.afterwards)
    worlds = [largest(work, name, sizes[-1], lengths[-1]) for name in ("meanfield", *OTHER_WORLDS)]
    return {
        "cells": cells_of(field, results, sizes),
        "curves": table_of_sizes(field.scenario, np.linspace(*PUSHES, 13).tolist()),
        "worlds": pd.concat(worlds, ignore_index=True),
    }


def cells_of(field: Settings, results: Results, sizes: Sequence[float]) -> pd.DataFrame:
    """One row per reform (the first: none): result of its runs, beside theory."""
    push = {str(closed.preference_for(field.scenario, size)): size for size in sizes}
    cells = results.design[[POINT]].assign(
        order=results.design[f"{LABEL}order"],
        size=results.design[f"{LABEL}size"].map(push).fillna(0.0),
        months=results.design[f"{LABEL}length"].replace(BASE, "0").astype(int),
        during=results.table("after").groupby(POINT)["during"].mean(),
    )
    cells = cells.merge(closed.beside_theory(field, results).drop(columns=[*UNSAID]), on=POINT)
    return cells.merge(table_of_sizes(field.scenario, sizes), on=["order", "size"], how="left")


def largest(work: Work, name: str, size: float, months: int) -> pd.DataFrame:
    """The largest reform with the rule at once, in another world, against the same months without it."""
    world = preset(work.settings, name, OTHER_START + months + closed.AFTER)
    level = closed.preference_for(world.scenario, size)
    design = pulses(LEVER, [level], [months], start=OTHER_START, rule=RULE, orders=("together",))
    after = work.run(design, part=name, world=world, reduce=closed.afterwards).table("after")
    without, reformed = (after[after[POINT] == point] for point in (0, 1))
    table = pd.DataFrame([closed.outcome(runs) for runs in (without, reformed)])
    means = after.groupby(POINT)[["during", "charges"]].mean()
    table.loc[1, ["difference", "difference_low", "difference_high"]] = closed.apart(reformed, without)
    return table.join(means).assign(world=name, reform=[WITHOUT, WITH])


def report(tables: Finished) -> str:
    """Reforms that last, beside theory; effect of the order; the largest reform in every world."""
    cells = tables["cells"]
    none, grid = cells.iloc[0], cells[cells["size"] > 0.0]
    groups = {order: grid[grid["order"] == order] for order in ORDERS}
    alive = [groups[order].set_index(["size", "months"])["alive"] for order in ORDERS[1:]]
    sizes = sorted(set(grid["size"]))
    heads = ("order", "reforms", "alive", "dead", "inconclusive", "conclusive on the side of the expected path",
             "on the side of the critical length")  # fmt: skip
    lasting, fallen = (side.sum() for side in by_most(grid))
    worlds = tables["worlds"].groupby("world", sort=False)
    return written(
        __file__, "report", lasting=lasting, fallen=fallen, reforms=len(grid), none=none,
        orders=table(heads, [row_of(*group) for group in groups.items()], right=range(1, 7)),
        critical=table(("order", *[f"{size:g} logits" for size in sizes]),
                       [(order, *critical_years(group)) for order, group in groups.items()],
                       right=range(1, len(sizes) + 1)),
        none_alive=living_runs(cells.head(1)), runs=groups["rule first"]["runs"].sum(),
        first=living_runs(groups["rule first"]), last=living_runs(groups["rule last"]),
        moved=(alive[0] != alive[1]).sum(), pairs=len(alive[0]),
        worlds="\n".join(world_line(str(name), group) for name, group in worlds),
    )  # fmt: skip


def living_runs(points: pd.DataFrame) -> int:
    """Runs of points that are alive."""
    return round(float((points["alive"] * points["runs"]).sum()))


def by_most(group: pd.DataFrame) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Points at which most runs are alive, and at which most are dead: the interval lies on one side of one half."""
    return group["alive_low"] > 0.5, group["alive_high"] < 0.5


def row_of(order: str, group: pd.DataFrame) -> tuple[object, ...]:
    """Reforms of an order by the result of most of their runs, and by the side on which theory has them."""
    alive, dead = by_most(group)
    clear = alive | dead
    foreseen = [group["months"] >= group[name] for name in ("visible", "lasting")]
    agree = [f"{(alive == side)[clear].sum()} of {clear.sum()}" for side in foreseen]
    return order, len(group), alive.sum(), dead.sum(), (~clear).sum(), *agree


def critical_years(group: pd.DataFrame) -> list[str]:
    """Critical lengths by size."""
    years = group.drop_duplicates("size").sort_values("size")["lasting"] / closed.YEAR
    return [f"{least:.1f}" if np.isfinite(least) else f"above {LONGEST // closed.YEAR}" for least in years]


def world_line(name: str, group: pd.DataFrame) -> str:
    """Lasting effect of the largest reform in a world."""
    base, after = (rows_by(group, "reform")[reform] for reform in (WITHOUT, WITH))
    return written(
        __file__, "world", world=name, during=_share(after["during"]), share=_share(after["share"]),
        without=_share(base["share"]), difference=difference(after), charges=after["charges"],
    )  # fmt: skip


def _share(value: float) -> str:
    return "no share (no charge)" if np.isnan(value) else f"{value:.1%}"


def draw(tables: Finished, page: Page) -> None:
    """Draw a map for each order; the row without a reform is not drawn."""
    from zombielaw.experiments.figures.heat import Axis, Curve, Panel
    from zombielaw.experiments.figures.heat import draw as draw_maps

    cells, curves = tables["cells"], tables["curves"]
    grid = cells[cells["size"] > 0.0]
    panels = []
    for order, group in grid.groupby("order", sort=False):
        values = group.pivot_table(index="size", columns="months", values="alive", dropna=False)
        longest = float(values.columns.max()) / 12.0
        theory = curves[(curves["order"] == order) & (curves["lasting"] / 12.0 <= longest)]
        line = Curve(page.say("pulse.theory"), (theory["lasting"] / 12.0).tolist(), theory["size"].tolist())
        title = page.named("pulse", str(order))
        panels.append(Panel(title, page.say("pulse.alive"), values.to_numpy(dtype=float), curves=[line]))
    across = Axis(page.say("pulse.across"), [float(months) / 12.0 for months in values.columns], log=True)
    up = Axis(page.say("pulse.up"), values.index.tolist())
    page = page.of(page.say("pulse.world", reforms=len(cells)))
    band = page.say("pulse.band", alive=f"{closed.ALIVE:g}")
    alone = grid[grid["order"] == grid["order"].iloc[0]]
    weak, strong = (_lasts(alone[alone["size"] == size], page) for size in (alone["size"].min(), alone["size"].max()))
    draw_maps(
        panels, across, up, page, "pulse", band, shared=True, numbers=False,
        title=page.say("pulse.title", weak=weak, strong=strong), place=page.say("hysteresis.theory.place"),
    )  # fmt: skip


def _lasts(cells: pd.DataFrame, page: Page) -> str:
    """The least length of those tried from which on most runs still apply the provision, in words."""
    lasting = cells[cells["alive"] > 0.5]["months"]
    years = float(lasting.min() if len(lasting) else cells["months"].max()) / 12.0
    return page.say("pulse.years" if len(lasting) else "pulse.longer", years=f"{years:.2g}")


STUDY = Study(
    question="A temporary reform, by size and length: does 286-1 live 15 years after it ended, alone or with the "
    "special-law rule before or after it? It has worlds of its own (experiment=meanfield, excluded, starved).",
    keys={
        "sizes": whole(4, 2, 40, "sizes of the reform, from 1 to 4 logits"),
        "lengths": whole(6, 2, 40, "lengths of the reform, from half a year to 10 years"),
    },
    replicates=6,
    medians_only="its worlds are those of the closed forms and of named diagnoses, at given numbers",
    own_priors=False,
    columns=columns_beside(__file__),
    check=refuse_own_world,
    analyse=analyse,
    report=report,
    draw=draw,
)
