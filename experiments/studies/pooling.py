"""Offices that share lessons, at fixed files: test whether the outcome follows one effective number of offices.

Of ``n`` offices each use teaches its own office in full and every sister by the share ``mu``. In theory they are worth
``n / (1 + mu (n - 1))`` offices that share nothing, and the learning strength kappa is that of a file's lesson in one
office over this number. The study reaches the same effective number by several numbers of offices and compares.

With a short memory (lesson and forgetting both larger, so that kappa is the same) few files are remembered at a time;
chance then moves familiarity, the closed forms do not hold, and no theory is drawn.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.analysis.wording import listed, number, table, written
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.traps import POOLING, curve, points, preset, refuse_own_world
from zombielaw.sim.decisions.learning import monthly

OFFICES, EFFECTIVE = "world.procuratorates", f"{LABEL}effective"
NUMBERS = (4, 8, 16, 48)
"""Offices of the province."""
FILES = 48
"""Eligible files a month of all offices together."""
WORTH = (2.0, 16.0)
"""Fewest and most effective offices: kappa from 14 to 1.7."""
MEMORIES = {"long": 1.0, "short": 8.0}
"""Multiple of the lesson and of the monthly forgetting of ``experiment=meanfield``."""


def world_of(settings: Settings, memory: str) -> Settings:
    """The mean field with all files on the desks of one province, under a memory."""
    months, times = settings.study_keys["months"], MEMORIES[memory]
    size = (f"world.providers={2 * FILES}", f"world.courts={min(NUMBERS)}")
    plain = preset(settings, "meanfield", months, *size)
    if times == 1.0:
        return plain
    world = plain.scenario.world
    yearly = 1.0 - (1.0 - times * monthly(world.forgetting)) ** closed.YEAR
    memory_of = (f"world.lesson={times * world.lesson:.6g}", f"world.forgetting={yearly:.6g}")
    return preset(settings, "meanfield", months, *size, *memory_of)


def pooling_for(offices: int, effective: float) -> float:
    """Share of lessons that makes a number of offices worth fewer: ``(n / effective - 1) / (n - 1)``."""
    return (offices / effective - 1.0) / (offices - 1)


def design_of(levels: list[float]) -> pd.DataFrame:
    """Each effective number by all numbers of offices that can reach it, from both starts."""
    return table_of(
        {EFFECTIVE: level, OFFICES: offices, POOLING: round(pooling_for(offices, level), 6), closed.FAMILIARITY: start}
        for level in (round(level, 6) for level in levels)
        for offices in NUMBERS
        if offices >= level
        for start in closed.START_OF
    )


def analyse(work: Work) -> Tables:
    """Run both memories; compare the runs with theory where it holds."""
    design = design_of(np.geomspace(*WORTH, work.settings.study_keys["levels"]).tolist())
    worlds = {memory: world_of(work.settings, memory) for memory in MEMORIES}
    points = [
        points_of(memory, world, work.run(design, part=memory, world=world, reduce=closed.afterwards))
        for memory, world in worlds.items()
    ]
    return {"points": pd.concat(points, ignore_index=True), "curve": curve_of(worlds["long"])}


def points_of(memory: str, world: Settings, results: Results) -> pd.DataFrame:
    """One row per point: result of the runs, beside theory where the memory is long."""
    design = results.design.drop(columns=closed.FAMILIARITY)
    design = design.rename(columns={OFFICES: "offices", POOLING: "pooling", EFFECTIVE: "effective"})
    remembered = FILES / design["offices"] / monthly(world.scenario.world.forgetting)
    theory = closed.beside_theory(world, results, closed.pooled_map if memory == "long" else None)
    return design.assign(memory=memory, remembered=remembered).merge(theory, on=POINT)


def curve_of(world: Settings) -> pd.DataFrame:
    """States of rest: one row per state, by learning strength (``level``)."""
    first = scenarios(world, table_of([{OFFICES: 1, POOLING: 0.0, "world.courts": 1}]))[0]
    unit, strongest = closed.pooled_map(first, 0), closed.kappa(first, 0)
    effective = np.geomspace(WORTH[0] / 1.2, WORTH[1] * 1.2, 241).tolist()
    return closed.states_of_rest((strongest / worth, replace(unit, supply=unit.supply / worth)) for worth in effective)


def explained(points: pd.DataFrame, by: str) -> float:
    """Part of the variance of the share between points that lies between the values of a column."""
    total = float(((points["share"] - points["share"].mean()) ** 2).sum())
    within = float(((points["share"] - points.groupby(by)["share"].transform("mean")) ** 2).sum())
    return 1.0 - within / total if total else np.nan


def row_of(points: pd.DataFrame) -> tuple[str, ...]:
    """Row of the report for a memory and a start: the shares, what explains them, how far equals differ."""
    several = points[points.groupby("effective")["offices"].transform("size") > 1]
    ranges = several.groupby("effective")["share"].agg(np.ptp)
    split = closed.disagree(several).groupby(several["effective"]).any()
    return (
        *points[["memory", "start"]].iloc[0], str(len(points)),
        f"{points['share'].min():.3f} to {points['share'].max():.3f}",
        f"{explained(several, 'effective'):.1%}", f"{explained(several, 'offices'):.1%}",
        f"{ranges[~split].max():.3f}", f"{split.sum()} of {len(split)}", number(ranges[split].max()),
    )  # fmt: skip


def report(tables: Finished) -> str:
    """Variance explained by the effective number, distance from theory, and rest of the start."""
    points = tables["points"]
    rows = [row_of(group) for _, group in points.groupby(["memory", "start"], sort=False)]
    long = points[points["memory"] == "long"]
    off, some = (long["share"] - long["theory"]).abs(), closed.disagree(long)
    memories = []
    for memory, group in points.groupby("memory", sort=False):
        starts = group.pivot_table(index=["effective", "offices"], columns="start", values="share")
        left, held = starts["alive"] - starts["dead"], group["remembered"]
        memories.append(written(__file__, "memory", memory=str(memory).capitalize(), least=held.min(), most=held.max(),
                                apart=left.max(), mean=left.mean()))  # fmt: skip
    head = ("memory", "start", "points", "share of 286-1", "explained by effective number", "by number of offices",
            "largest difference at one effective number, runs agree", "numbers at which runs disagree",
            "largest difference there")  # fmt: skip
    return written(
        __file__, "report", effective=listed(row[4] for row in rows), offices=listed(row[5] for row in rows),
        rows=table(head, rows, right=range(2, 9)), agree=off[~some].max(), differ=number(off[some].max()),
        some=some.sum(), foreseen=closed.foreseen(long).sum(), points=len(long), memories="\n".join(memories),
    )  # fmt: skip


SHADES = (0.1, 0.4, 0.62, 0.8)
"""Places on the scale magma by number of offices, in their order."""
LOOKS = (("o", 8.5), ("s", 6.0), ("^", 5.0), ("x", 4.0))
"""Mark and its size by number of offices, in their order; marks that overlap stay visible."""
DASHES = ("-", "--", "-.", ":")


def draw(tables: Finished, page: Page) -> None:
    """Draw runs of the long memory that began with the provision in use as ``pooling``; the table has the others."""
    import matplotlib.pyplot as plt

    from zombielaw.experiments.figures.style import on_left

    table, rest = tables["points"], tables["curve"]
    living = table[(table["memory"] == "long") & (table["start"] != "dead")]
    numbers = sorted(table["offices"].unique())
    colours = dict(zip(numbers, plt.get_cmap("magma")(SHADES), strict=False))
    titles = page.chosen("pooling", {across: page.say(f"pooling.by.{across}") for across in ("pooling", "kappa")})
    figure, grid = page.panels(len(titles), 2, 2.6, sharey=True)
    for axes, (across, title) in zip(grid, titles.items(), strict=True):
        for place, (offices, some) in enumerate(living.groupby("offices")):
            mark, size = LOOKS[place % len(LOOKS)]
            line = DASHES[place % len(DASHES)] if across == "pooling" else "none"
            points(axes, some, across, "alive", colours[offices], line, size, mark)
        if across == "kappa":
            curve(axes, rest)
            axes.set_xscale("log")
            axes.set_xlim(0.9 * rest["level"].min(), 1.1 * rest["level"].max())
            axes.set_xticks([2, 4, 8, 16], ["2", "4", "8", "16"])
            axes.minorticks_off()
        axes.set(xlabel=page.say(f"pooling.{across}"), title=title)
        if on_left(axes):
            axes.set_ylabel(page.say("states.share"))
    first = grid[0]
    first.set_ylim(-0.04, 1.02)
    for (offices, colour), (mark, size), dashes in zip(colours.items(), LOOKS, DASHES, strict=False):
        label = page.say("pooling.offices", number=f"{offices:g}")
        first.plot([], [], mark, color=colour, markersize=size, markerfacecolor="white", linestyle=dashes,
                   linewidth=0.8, label=label)  # fmt: skip
    first.plot([], [], color="black", linewidth=1.0, label=page.say("states.stable"))
    first.plot([], [], color="black", linewidth=1.0, linestyle="--", label=page.say("states.unstable"))
    page.legend(figure, *first.get_legend_handles_labels(), loc="outside lower left", ncols=3)
    alike = living.groupby("effective")["share"]
    apart = float((alike.max() - alike.min()).max())
    title = page.say("pooling.title", apart=apart, least=f"{min(numbers):g}", most=f"{max(numbers):g}")
    page.title(figure, title, page.say("hysteresis.theory.place"))
    page = page.of(page.say("pooling.world", months=tables.facts["months"], files=FILES))
    page.save(figure, "pooling", page.say("pooling.band"))


STUDY = Study(
    question="Offices x pooling of lessons at fixed files: does the outcome follow one effective number of offices? "
    "It has its own worlds (experiment=meanfield): one with a long memory, as theory asks, and one with a short one.",
    keys={"months": closed.LONG, "levels": whole(7, 2, 60, "levels of the effective number of offices, from 2 to 16")},
    replicates=4,
    medians_only="its world is that of the closed forms, at given numbers",
    own_priors=False,
    columns=columns_beside(__file__),
    check=refuse_own_world,
    analyse=analyse,
    report=report,
    draw=draw,
)
