"""Sound orders against review in court: what both do to correct and to wrongful convictions of 286-1.

A conviction of 286-1 is correct where the law says that its elements are satisfied, and wrongful where they are not.
Regulators who expect review write fewer orders and refer fewer refusals: an assumption without data. So review is also
moved with officials who do not shy away from it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import Sums, estimate, runs_of
from zombielaw.experiments.analysis.outcomes import A_YEAR, Outcome
from zombielaw.experiments.analysis.pareto import SURE, front_of
from zombielaw.experiments.analysis.wording import difference, interval, listed, number, table
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, table_of, value_in
from zombielaw.experiments.reducers.charges_vs_law import SATISFIED, TABLE, applied
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work

QUALITY, REVIEW = "policy.order_quality", "policy.order_review"
SHYNESS = ("world.order_shyness", "world.transfer_shyness")
GRID, OWN, UNSHY = "grid", "own quality", "not shy"
"""Settings beside the base: both levers; review at the command's own quality; the same with nobody shy of review."""
NEXT_TO_NONE = 1e-4
"""Convictions a year that are written as none."""
OUTCOMES = {
    "correct": Outcome("Correct", A_YEAR, "expected convictions of 286-1 where its elements are satisfied"),
    "wrongful": Outcome("Wrongful", A_YEAR, "expected convictions of 286-1 where its elements are not satisfied"),
    "no_offence": Outcome("No offence", A_YEAR, "of the wrongful: the elements of no offence are satisfied"),
    "open": Outcome("Open", A_YEAR, "convictions of 286-1 where the law is undetermined: neither correct nor wrongful"),
    "wrongful_share": Outcome("Wrongful share", "share", "wrongful among the correct and wrongful"),
    "orders": Outcome("Written orders", A_YEAR, "expected written orders"),
    "referrals": Outcome("Referrals", A_YEAR, "expected referrals of refusals to the police"),
}
YEARLY = {"orders": "expected_orders", "referrals": "expected_referrals"}


def design_of(settings: Settings) -> pd.DataFrame:
    """The command's own scenario; quality x review on even levels; review alone, with shy officials and without."""
    levels = np.linspace(0.0, 1.0, settings.study_keys["levels"]).round(4).tolist()
    quality, review = value_in(settings, QUALITY), value_in(settings, REVIEW)
    shy, unshy = {key: value_in(settings, key) for key in SHYNESS}, dict.fromkeys(SHYNESS, 0.0)
    points = [(BASE, quality, review, shy), *((GRID, one, other, shy) for one in levels for other in levels)]
    points += [(OWN, quality, level, shy) for level in levels] + [(UNSHY, quality, level, unshy) for level in levels]
    rows: dict[tuple[float, float, bool], dict[str, object]] = {}
    for setting, one, other, officials in points:  # a point that several settings name is run once
        if (setting, other) != (UNSHY, review):
            row = {f"{LABEL}setting": setting, QUALITY: one, REVIEW: other, **officials}
            rows.setdefault((one, other, setting == UNSHY), row)
    return table_of(rows.values())


def runs_before_division(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run."""
    factor = settings.scale * 12.0 / settings.scenario.months
    convicted = results.table(TABLE).query("act == 'conviction' and applied == '286-1'")
    satisfied, undetermined = convicted["law"].isin(SATISFIED), convicted["law"] == "open"
    masks = {
        "correct": satisfied, "wrongful": ~satisfied & ~undetermined, "no_offence": convicted["law"] == "none",
        "open": undetermined,
    }  # fmt: skip
    place = [convicted[POINT], convicted["replicate"]]
    sums = {name: convicted["expected"].where(mask, 0.0).groupby(place).sum() * factor for name, mask in masks.items()}
    years = results.years().groupby([POINT, "replicate"])[list(YEARLY.values())].sum() * factor
    counted: Sums = {name: (total, 1.0) for name, total in sums.items()}
    counted["wrongful_share"] = sums["wrongful"], sums["correct"] + sums["wrongful"]
    counted |= {name: (years[column], 1.0) for name, column in YEARLY.items()}
    return runs_of({name: counted[name] for name in OUTCOMES})


def analyse(work: Work) -> Tables:
    """Estimate every point, and the front of correct against wrongful convictions among shy officials."""
    settings, design = work.settings, design_of(work.settings)
    results = work.run(design, yearly=tuple(YEARLY.values()), reduce=applied)
    runs = runs_before_division(results, settings)
    levels = design.rename(columns={QUALITY: "order_quality", REVIEW: "order_review", f"{LABEL}setting": "setting"})
    levels = levels[[POINT, "setting", "order_quality", "order_review"]]
    shy = levels.loc[levels["setting"] != UNSHY, POINT]
    front = levels.merge(front_of(runs[runs[POINT].isin(shy)], "correct", "wrongful"), on=POINT)
    front["in_runs"] = front[["correct", "wrongful"]].sum(axis=1) * (
        settings.replicates * settings.scenario.months / 12.0 / settings.scale
    )
    return {"points": levels.merge(estimate(runs, base=0), on=POINT), "front": front}


def report(tables: Finished) -> str:
    """Paired differences of review and of the corners of the grid; the front in numbers."""
    points, front = tables["points"], tables["front"]
    cells = {(row["point"], row["outcome"]): row for row in points.to_dict("records")}
    own = {name: cells[0, name] for name in OUTCOMES}
    moved = ("correct", "wrongful", "orders", "referrals")
    rows = [
        (f"{point.order_quality:g}", f"{point.order_review:g}", "not shy of review" if point.setting == UNSHY else "",
         *(difference(cells[point.point, name], NEXT_TO_NONE) for name in moved))
        for point in _shown(points).itertuples()
    ]  # fmt: skip
    sure = front[front["front"] == "on"].sort_values(["wrongful", "order_quality"])
    named = listed(f"({point.order_quality:g}, {point.order_review:g})" for point in sure.itertuples())
    count = front["front"].value_counts()
    return "\n".join(
        [
            f"At order_quality={own['correct']['order_quality']:g} and order_review={own['correct']['order_review']:g} "
            f"(the command's own) the country has {interval(own['correct'])} correct and {interval(own['wrongful'])} "
            f"wrongful convictions of 286-1 a year (expected). The wrongful are a share of "
            f"{interval(own['wrongful_share'])} of both. The {own['correct']['runs']} runs of this point hold "
            f"{number(front['in_runs'].iloc[0])} convictions: few, whatever the interval.",
            "",
            "Paired differences from this point, per year in the country:",
            "",
            table(("order_quality", "order_review", "officials", "correct", "wrongful", "written orders", "referrals"),
                  rows, right=(0, 1)),
            "",
            f"Of {len(front)} points with shy officials, {count.get('on', 0)} are on the front of correct against "
            f"wrongful convictions in at least {SURE:.0%} of resamples ((quality, review): {named}), "
            f"{count.get('off', 0)} are off it as surely, {count.get('undecided', 0)} are not told apart. "
            f"The command's own point is on it in {front['front_share'].iloc[0]:.0%} of resamples.",
        ]
    )  # fmt: skip


def _shown(points: pd.DataFrame) -> pd.DataFrame:
    """Points of the report: review alone, with shy officials and without, and the corners of the grid."""
    each = points.drop_duplicates(POINT)
    own = each["order_quality"] == each["order_quality"].iloc[0]
    corner = each["order_quality"].isin([0.0, 1.0]) & each["order_review"].isin([0.0, 1.0])
    chosen = each[(own | corner) & (each["setting"] != BASE)].assign(last=each["setting"] == UNSHY)
    ordered: pd.DataFrame = chosen.sort_values(["order_quality", "last", "order_review"])
    return ordered


STUDY = Study(
    question="Sound orders against review of orders in court: correct and wrongful convictions of 286-1, and the "
    "front between them.",
    keys={"months": MONTHS, "levels": whole(3, 2, 21, "levels of each of the two levers, from 0 to 1")},
    replicates=24,
    outcomes=OUTCOMES,
    columns=(
        ("points", "setting", "", f"{BASE}: the command's own; {GRID}; {OWN}; {UNSHY}: officials not shy of review"),
        ("front", "front_share", "share", "resamples of the runs in which the point is on the front"),
        ("front", "front", "", f"on, off (in {SURE:.0%} of resamples), or undecided"),
        ("front", "in_runs", "convictions", "expected convictions in all runs of the point together"),
    ),
    analyse=analyse,
    report=report,
)
