"""More orders in a dead regime: the count of 286-1 and its share, with the special-law rule and without.

Orders are multiplied in two ways. *Levers*: the order rate goes up to 1, the rest is more checks; providers answer, so
that orders grow less than asked. *Files*: the same files reach fewer offices, so that an office has so many times its
orders, refusals and files while nobody behaves otherwise: what theory calls case supply. That the count then grows as
the orders do is nearly built in; what the share does is not.

Each point stands beside theory. In the trapped world that is the exact expected path of an office, which knows nothing
of the runs: an independent comparison. Elsewhere it is a check of consistency and no more: a curve anchored at *one*
point, the first without the rule, at so many times its case supply, with the push that the rule would have had in the
runs without it. A second line adds what that curve holds fixed, as in the runs: the rival's familiarity, and the merit
of the files.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, multiple_of
from zombielaw.experiments.analysis.outcomes import before_division, by_year, check_years, outcomes_beside, years_after
from zombielaw.experiments.analysis.wording import Row, interval, number, rows_by, table, written
from zombielaw.experiments.config.options import month, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios
from zombielaw.experiments.figures.colours import BLUE
from zombielaw.experiments.reducers.expected_by_year import expected, familiarity_pull
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Axes, Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.orders.regimes import MULTIPLES, REGIMES, RULES, design_of, exact, resting, world_of
from zombielaw.sim.analysis.lines import LINES

TEN = 10


def analyse(work: Work) -> Tables:
    """Run every regime; compare each point with theory."""
    settings, after = work.settings, years_after(work.settings)
    worlds = {name: world_of(settings, regime) for name, regime in REGIMES.items()}
    designs = {
        name: design_of(world, REGIMES[name].ways, settings.month("start")) for name, world in worlds.items()
    }  # all are made before any is run, so that what is refused is refused at once
    by_regime = []
    for name, world in worlds.items():
        results = work.run(designs[name], part=name, world=world, yearly=YEARLY, reduce=expected)
        by_regime.append(points_of(world, results, after).assign(regime=name))
    work.facts["years"] = f"{after[0]}-{after[-1]}"
    work.manifest["regimes"] = {name: world.plain for name, world in worlds.items()}
    return {"orders": pd.concat(by_regime, ignore_index=True)}


def report(tables: Finished) -> str:
    """Ten times the orders, and the rule, in every regime; points and elasticities beside theory."""
    points = tables["orders"]
    parts = dict.fromkeys(zip(points["regime"], points["way"], strict=True))
    shown = points[points["multiple"].isin((MULTIPLES[0], TEN))].to_dict("records")
    arcs = [f"to ×{multiple}, found (theory or check)" for multiple in MULTIPLES[1:]]
    return written(
        __file__, "report", bullets="\n".join(bullet(points, *part) for part in parts), years=tables.facts["years"],
        points=table(
            ("regime, orders by", "rule", "asked", "orders", "286-1 charged a year", "theory or check", "share",
             "theory or check", "given (check)", "share, all files", "×", "287-2 charged, ×", "application rate"),
            [row_of(row) for row in shown], right=(2, 3),
        ),
        elasticities=table(
            ("regime, orders by", "rule", "small change, theory or check", "per logit, theory or check", *arcs),
            [elasticities_of(rows) for _, rows in points.groupby(["regime", "way", "rule"], sort=False)],
        ),
    )  # fmt: skip


def bullet(points: pd.DataFrame, regime: str, way: str) -> str:
    """Effect of ten times the orders, and of the rule, in a regime: simulated, and by theory or the check."""
    by = rows_by(points[(points["regime"] == regime) & (points["way"] == way)], "rule", "multiple")
    one, ten, ruled = by[RULES[0], MULTIPLES[0]], by[RULES[0], TEN], by[RULES[1], MULTIPLES[0]]
    theory = "closed form" if REGIMES[regime].closed else "check"

    def beside(row: Row, name: str) -> str:
        foreseen = number(row[f"{name}_theory"] / one[f"{name}_theory"])
        return f"×{interval(row, f'{name}_times')}, {theory} ×{foreseen}"

    given = ten["share_given"] / one["share"]
    less = f" or, given the rival and the files, ×{number(given)}" if math.isfinite(given) else ""
    bites = f"; it bites in {number(100.0 * one['reach'])} % of those files" if math.isfinite(one["reach"]) else ""
    return written(
        __file__, "bullet", regime=regime, way=way, orders=ten["orders"], count=beside(ten, "count"),
        share=beside(ten, "share"), less=less, where=where(one, ten), ruled_share=beside(ruled, "share"),
        ruled_count=beside(ruled, "count"), bites=bites,
    )  # fmt: skip


def where(one: Row, ten: Row) -> str:
    """Side of the line of a living provision on which the share lies before and after, by its whole interval."""
    line = LINES["share"].high
    sides = ["above" if row["share_low"] >= line else "below" if row["share_high"] < line else "" for row in (one, ten)]
    if not all(sides):
        return f"an interval covers the line of a living provision, {line:g}"
    stays = sides[0] == sides[1]
    return f"it {'stays' if stays else 'comes to lie'} {sides[1]} the line of a living provision, {line:g}"


def row_of(row: Row) -> tuple[str, ...]:
    """A point beside theory."""
    return (
        f"{row['regime']}, {row['way']}", row["rule"], f"×{row['multiple']}", f"×{row['orders']:.1f}",
        interval(row, "count"), number(row["count_theory"]), interval(row, "share"), number(row["share_theory"]),
        number(row["share_given"]), interval(row, "share_all"), interval(row, "share_all_times"),
        interval(row, "rival_times"), interval(row, "application_rate"),
    )  # fmt: skip


def elasticities_of(points: pd.DataFrame) -> tuple[str, ...]:
    """Elasticities of a row of points: at its start, and to each multiple."""
    first, *more = points.to_dict("records")
    arcs = [f"{interval(row, 'elasticity')}; ({number(row['elasticity_theory'])})" for row in more]
    starts = number(first["elasticity_theory"]), number(first["elasticity_alpha"])
    return f"{first['regime']}, {first['way']}", first["rule"], *starts, *arcs


STATES = ("familiarity_286_1", "familiarity_287_2")
"""Columns of the yearly tables that are states, not sums."""
YEARLY = ("written_orders", "expected_charges_286_1", "expected_charges_287_2", *STATES)
OUTCOMES = outcomes_beside(__file__)
MULTIPLIED = ("count", "rival", "share", "share_all")
"""Outcomes that are also given as a multiple of those of the first point without the rule."""


def points_of(world: Settings, results: Results, after: range) -> pd.DataFrame:
    """Every point of a regime over the years read: ``rule, way, multiple`` and the columns of ``columns.csv``.

    The first point of a rule and way is that of its own orders, the first of a way that without the rule.
    """
    injected, place = world.scenario.world.injected, ["rule", "way", "multiple"]
    points = results.design.set_index(POINT)[[f"{LABEL}{name}" for name in place]].set_axis(place, axis="columns")
    fewer = points["multiple"].where((points["way"] == "files") & (not injected), 1)
    per = fewer * (1.0 if injected else world.scale) / len(after)
    numbers = points.index.to_series()
    first = numbers.groupby([points["rule"], points["way"]]).transform("first")
    unruled = numbers.groupby(points["way"]).transform("first")
    sums = sums_of(results, after)
    total, mean = sums.groupby(POINT).sum(), sums.groupby(POINT).mean()
    runs = before_division(sums, OUTCOMES, per.reindex(sums.index, level=POINT))
    written = total["contested" if injected else "written_orders"]
    points["orders"] = fewer * written / first.map(written)
    points = points.join(wide(estimate(runs))).join(mean[[*STATES, "contested"]])
    points["reach"], points["merit"] = (
        np.nan if injected else total[name] / total["contested"] for name in ("within_reach", "merit")
    )
    for name in MULTIPLIED:
        points = points.join(multiples(f"{name}_times", runs[runs["outcome"] == name], unruled))
    grown = multiples("elasticity", runs[runs["outcome"] == "share"], first)
    more = log_of(points["orders"]).replace(0.0, np.nan)
    points = points.join(grown.apply(log_of).div(more, axis="index"))
    ruled = total["ruled_286_1"] / (total["contested_286_1"] + total["contested_287_2"])
    start = points.assign(share_ruled=ruled, count_contested=per * mean["contested_286_1"])
    theory = theory_of(world, results, start, after)
    arc = log_of(theory["share_theory"] / first.map(theory["share_theory"])) / more
    theory["elasticity_theory"] = theory["elasticity_theory"].where(points["multiple"] == 1, arc)
    return points.join(theory)


def sums_of(results: Results, after: range) -> pd.DataFrame:
    """Sums of each run over the years read; states are means."""
    years = by_year(results).query("year in @after")
    place = [POINT, "replicate"]
    return years.groupby(place).agg(
        {name: "mean" if name in STATES else "sum" for name in years.columns.difference([*place, "year"])}
    )


def wide(estimates: pd.DataFrame) -> pd.DataFrame:
    """Estimates with one row per point: ``<outcome>, <outcome>_low, <outcome>_high``."""
    ends = {"": "value", "_low": "low", "_high": "high"}
    table = estimates.pivot_table(index=POINT, columns="outcome", values=list(ends.values()), dropna=False)
    return pd.DataFrame({f"{name}{end}": table[part, name] for name in OUTCOMES for end, part in ends.items()})


def multiples(name: str, runs: pd.DataFrame, of: pd.Series[int]) -> pd.DataFrame:
    """An outcome at each point over that at another: ``<name>, <name>_low, <name>_high``."""
    rows = [multiple_of(runs, int(here), int(there)) for here, there in zip(of.index, of, strict=True)]
    return pd.DataFrame(rows, index=of.index, columns=[name, f"{name}_low", f"{name}_high"])


def theory_of(world: Settings, results: Results, points: pd.DataFrame, after: range) -> pd.DataFrame:
    """Prediction of the theory for each point, or of a check that is anchored at the first point without the rule."""
    by, theory_rows = rows_by(points, "rule", "way", "multiple"), []
    for (rule, way, multiple), scenario in zip(by, scenarios(world, results.design), strict=True):
        if scenario.world.injected:
            theory_rows.append(exact(scenario, after))
        else:
            own, start, orders = by[RULES[0], way, multiple], by[RULES[0], way, 1], by[rule, way, multiple]["orders"]
            theory_rows.append(resting(start, own, orders, rule != RULES[0], familiarity_pull(scenario.world)))
    return pd.DataFrame(theory_rows, index=points.index)


def log_of(values: pd.Series[float]) -> pd.Series[float]:
    """Logarithms; NaN of what is not positive."""
    return values.where(values > 0.0).map(math.log)


ROWS = ("count", "share")
"""Rows of panels."""
RULE, WAY = "habit", "files"
"""Without a rule where both offences apply; more case files, all else equal."""
FLOOR = 0.1
"""Least count that is drawn."""


def draw(tables: Finished, page: Page) -> None:
    """Draw counts above shares, a column for each world, as ``orders``."""
    from matplotlib.lines import Line2D

    from zombielaw.experiments.figures.style import wrapped

    table = tables["orders"]
    rows = table[(table["rule"] == RULE) & (table["way"] == WAY)]
    regimes = list(dict.fromkeys(rows["regime"]))
    titles = page.chosen("orders", {regime: page.say(f"orders.{regime}") for regime in regimes})
    figure = page.figure(3.7)
    grid = figure.subplots(2, len(titles), sharex=True, sharey="row", squeeze=False)
    for column, (regime, title) in enumerate(titles.items()):
        for axes, name in zip(grid[:, column], ROWS, strict=True):
            _line(axes, rows[rows["regime"] == regime], name)
        grid[0, column].set_title("\n".join(wrapped(title, int(page.width() * 14 / len(titles)))), fontsize=8)
    for axes, name in zip(grid[:, 0], ROWS, strict=True):
        axes.set_ylabel(page.say(f"orders.{name}"))
    grid[0, 0].set_yscale("log")
    grid[0, 0].set_ylim(FLOOR, 3.0 * float(np.nanmax(rows[["count", "count_theory"]].to_numpy(dtype=float))))
    grid[1, 0].set_ylim(-0.04, 1.04)
    for axes in grid.flat:
        axes.set_xscale("log")
        axes.set_xlim(0.75, 40)
        axes.set_xticks([1, 10] if page.narrow else [1, 3, 10, 30])
        axes.xaxis.set_major_formatter("×{x:g}")
        axes.minorticks_off()
    grid[1, len(titles) // 2].set_xlabel(page.say("orders.across"), fontsize=7.5)
    ends = page.say("orders.and").join(_moved(rows[rows["regime"] == regime], regime, page) for regime in titles)
    page.title(figure, page.say("orders.title", most=rows["orders"].max(), ends=ends), page.say("orders.place"))
    looks = [
        Line2D([], [], color=BLUE, marker="o", linestyle="none", label=page.say("orders.runs")),
        Line2D([], [], color="0.3", linestyle="--", linewidth=1.1, label=page.say("orders.theory")),
    ]
    page.legend(figure, handles=looks, loc="outside lower left", ncols=2)
    page = page.of(page.say("orders.world", providers=tables.facts["providers"]))
    page.save(figure, "orders", page.say("orders.band"))


def _moved(rows: pd.DataFrame, regime: str, page: Page) -> str:
    """Effect of the most orders in a world: times the charges, and the share from and to."""
    first, last = (rows.sort_values("orders").iloc[at] for at in (0, -1))
    times = last["count"] / first["count"] if first["count"] else math.inf
    world = page.say(f"orders.{regime}")
    return page.say("orders.ends", world=world, times=times, low=first["share"], high=last["share"])


def _line(axes: Axes, rows: pd.DataFrame, name: str) -> None:
    orders = rows["orders"]
    axes.plot(orders, rows[f"{name}_theory"], color="0.3", linestyle="--", linewidth=1.1, zorder=1)
    axes.vlines(orders, rows[f"{name}_low"].clip(lower=FLOOR if name == "count" else None), rows[f"{name}_high"],
                color=BLUE, linewidth=1.0, zorder=2)  # fmt: skip
    axes.plot(orders, rows[name], "o", color=BLUE, markersize=4.5, zorder=3)


STUDY = Study(
    question="More orders in a dead regime: what happens to the count of 286-1 and to its share, with the special-law "
    "rule and without, beside the closed forms?",
    keys={
        "start": month("2026-01", "first month of the reform"),
        "months": whole(
            314, 1, 600, "length of a run; 314 months end in December 2041; the last year is not read", "months"
        ),
    },
    replicates=6,
    medians_only="it stands beside closed forms at given numbers",
    own_priors=False,
    columns=columns_beside(__file__),
    check=check_years,
    analyse=analyse,
    report=report,
    draw=draw,
)
