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

import pandas as pd

from zombielaw.experiments.analysis.outcomes import years_after
from zombielaw.experiments.analysis.wording import Row, interval, number, paragraphs, rows_by, table
from zombielaw.experiments.config.options import month, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.orders.points import YEARLY, points_of
from zombielaw.experiments.studies.orders.regimes import MULTIPLES, REGIMES, RULES, design_of, world_of
from zombielaw.sim.analysis.lines import LINES

TEN = 10


def check(settings: Settings) -> Settings:
    """Refuse runs that are too short to read."""
    years_after(settings)
    return settings


def analyse(work: Work) -> Tables:
    """Run every regime; each point beside theory."""
    settings, after = work.settings, years_after(work.settings)
    worlds = {name: world_of(settings, regime) for name, regime in REGIMES.items()}
    designs = {
        name: design_of(world, REGIMES[name].ways, settings.month("start")) for name, world in worlds.items()
    }  # all are made before any is run, so that what is refused is refused at once
    found = []
    for name, world in worlds.items():
        results = work.run(designs[name], part=name, world=world, yearly=YEARLY, reduce=expected)
        found.append(points_of(world, results, after).assign(regime=name))
    work.facts["years"] = f"{after[0]}-{after[-1]}"
    work.manifest["regimes"] = {name: world.plain for name, world in worlds.items()}
    return {"orders": pd.concat(found, ignore_index=True)}


def report(tables: Finished) -> str:
    """Ten times the orders, and the rule, in every regime; points and elasticities beside theory."""
    points = tables["orders"]
    parts = dict.fromkeys(zip(points["regime"], points["way"], strict=True))
    shown = points[points["multiple"].isin((MULTIPLES[0], TEN))].to_dict("records")
    arcs = [f"to ×{multiple}, found (theory or check)" for multiple in MULTIPLES[1:]]
    return paragraphs(
        "\n".join(bullet(points, *part) for part in parts),
        f"Means of {tables.facts['years']}, 95 % intervals. *Share* is that of 286-1 in files in which both offences "
        "are open. *Theory* is independent of the runs in the trapped world alone, where it is the exact expected "
        "path. In the others it is a *check*, no independent prediction: a curve anchored at ×1. *Given* is the same "
        "curve with the rival's familiarity and the merit of the files as in the runs. × is the multiple of the first "
        "point without the rule.",
        table(
            ("regime, orders by", "rule", "asked", "orders", "286-1 charged a year", "theory or check", "share",
             "theory or check", "given (check)", "share, all files", "×", "287-2 charged, ×", "application rate"),
            [row_of(row) for row in shown], right=(2, 3),
        ),
        "Elasticity of the share: change of its logarithm over that of the orders, or over a push on its log-odds.",
        table(("regime, orders by", "rule", "small change, theory or check", "per logit, theory or check", *arcs),
              [elasticities_of(rows) for _, rows in points.groupby(["regime", "way", "rule"], sort=False)]),
    )  # fmt: skip


def bullet(points: pd.DataFrame, regime: str, way: str) -> str:
    """What ten times the orders, and the rule, do in a regime: found, and what theory or the check says."""
    by = rows_by(points[(points["regime"] == regime) & (points["way"] == way)], "rule", "multiple")
    one, ten, ruled = by[RULES[0], MULTIPLES[0]], by[RULES[0], TEN], by[RULES[1], MULTIPLES[0]]
    theory = "closed form" if REGIMES[regime].closed else "check"

    def beside(row: Row, name: str) -> str:
        foreseen = number(row[f"{name}_theory"] / one[f"{name}_theory"])
        return f"×{interval(row, f'{name}_times')}, {theory} ×{foreseen}"

    given = ten["share_given"] / one["share"]
    less = f" or, given the rival and the files, ×{number(given)}" if math.isfinite(given) else ""
    bites = f"; it bites in {number(100.0 * one['reach'])} % of those files" if math.isfinite(one["reach"]) else ""
    return (
        f"- *{regime}, orders by {way}.* Ten times the orders asked make ×{ten['orders']:.1f}. Charges of 286-1: "
        f"{beside(ten, 'count')}. Share of 286-1 where both offences are open: {beside(ten, 'share')}{less}; "
        f"{where(one, ten)}. The special-law rule for good: share {beside(ruled, 'share')}; charges "
        f"{beside(ruled, 'count')}{bites}."
    )


def where(one: Row, ten: Row) -> str:
    """On which side of the line of a living provision the share lies before and after, by its whole interval."""
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
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
)
