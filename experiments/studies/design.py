"""Scenarios that a user brings, in a table or as ranges: estimates at each, and paired differences from the first."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import compared, comparison
from zombielaw.experiments.analysis.compared_design import places_of
from zombielaw.experiments.analysis.discovery import box
from zombielaw.experiments.analysis.estimates import estimate, half_width, runs_of_measures
from zombielaw.experiments.analysis.outcomes import Outcome
from zombielaw.experiments.analysis.wording import NOTHING, difference, interval, number, paragraphs, table
from zombielaw.experiments.config.options import MONTHS, option, ranges, real, whole, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios
from zombielaw.experiments.designs.user_table import EXAMPLE, in_ranges, read_design, table_at
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.runs.results import DECLARED, Results
from zombielaw.experiments.runs.stopping import Precision
from zombielaw.experiments.runs.study_store import digest_of
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.contrast import draw_compared
from zombielaw.sim.measures import MEASURES

ESTIMATED = (
    "charges_286_1",
    "charges_287_2",
    "convictions_286_1",
    "convictions_287_2",
    "share_286_1_charges",
    "application_rate_statute",
    "wrongful_statute",
    "mislabelled_statute",
    "impunity_statute",
    "harm_per_provider_year",
    "official_days",
)
"""Measures that are estimated beside that of ``study.measure``; the table of runs has all."""
OUTCOMES = {
    one.name: Outcome(
        one.name, one.unit, one.numerator + ("" if one.denominator == "1" else f", per {one.denominator}")
    )
    for one in MEASURES
}
FEW = 40
"""Largest number of scenarios with a line of their own in the report."""
AT_LEAST, AT_MOST = "at_least", "at_most"


def design_of(settings: Settings) -> pd.DataFrame:
    """The scenarios, the one that the others are compared with first."""
    keys = settings.study_keys
    if not keys["ranges"]:
        return read_design(settings, table_at(keys["table"]))
    return in_ranges(settings, json.loads(keys["ranges"]), keys["samples"], keys["levels"])


def goal_of(settings: Settings) -> tuple[str, str, float] | None:
    """The outcome that is to be reached, on which side of which number; None if none is named."""
    outcome, side, bound = (settings.study_keys[key] for key in ("goal", "side", "reach"))
    if not outcome:
        return None
    if outcome not in compared.COMPARED:
        near = nearest(outcome, compared.COMPARED)
        raise InputError("study.goal={} is no outcome{}; allowed: {}.", outcome, near, compared.COMPARED)
    return outcome, side, bound


def check(settings: Settings) -> Settings:
    """Read table or ranges. The key of the study follows what they say, wherever the table lies."""
    measure = settings.study_keys["measure"]
    if measure not in OUTCOMES:
        raise InputError(
            "study.measure={} is not a measure{}; see docs/data_dictionary.md.", measure, nearest(measure, OUTCOMES)
        )
    _check_used(settings)
    goal, design = goal_of(settings), design_of(settings)
    years = compared.window(scenarios(settings, design))
    if goal and not years:
        raise InputError(
            "study.goal is read in full calendar years, and none follows the first change; give "
            "study.months={} or more.",
            compared.months_for(years),
        )
    return replace(settings, also={"study.table": digest_of(design.to_dict("list"))})


def _check_used(settings: Settings) -> None:
    """Refuse a key that has no effect because of another key."""
    given = {key for key, about in STUDY.keys.items() if settings.study_keys[key] != about.shown(about.default)}
    for key, of, without in (
        ("table", "ranges", False),
        ("samples", "ranges", True),
        ("levels", "ranges", True),
        ("levels", "samples", False),
        ("side", "goal", True),
        ("reach", "goal", True),
    ):
        if key in given and (of in given) is not without:
            how = f"is read with study.{of} only" if without else f"is not read with study.{of}"
            raise InputError("study.{} {}; {}.", key, how, "give that too" if without else "leave one of them out")


def analyse(work: Work) -> Tables:
    """Run the scenarios, until the measure is as precise as was asked, and estimate the measures."""
    keys = work.settings.study_keys
    wanted, measures = keys["precision"], dict.fromkeys((keys["measure"], *ESTIMATED))
    design = design_of(work.settings)

    def width(results: Results) -> float:
        return half_width(estimate(runs_of_measures(results.runs(keys["measure"]), [keys["measure"]])))

    precision = Precision(wanted, width, work.settings.draws) if wanted else None
    results = work.run(design, measures=DECLARED, reduce=by_place, until=precision, levels=tuple(design))
    reached = width(results)
    work.manifest |= {"table": "" if keys["ranges"] else Path(keys["table"]).name, "half_width": reached}
    every = scenarios(work.settings, design)
    work.facts |= {"measure": keys["measure"], "half_width": reached, "wanted": wanted, "places": places_of(every)}
    if wanted:
        work.manifest["precision_reached"] = reached <= wanted
    runs = runs_of_measures(results.runs(*measures), measures)
    years = compared.window(every)
    tables = compared.compared(results, years, work.settings)
    goal, boxes = goal_of(work.settings), {}
    if goal and tables:
        boxes["reached"] = reached_in(design, tables[compared.WHOLE], goal)
        work.facts["goal"] = f"{goal[0]} of {goal[1].replace('_', ' ')} {number(goal[2])}"
    return {"estimates": estimate(runs, base=0), **tables, **boxes}


def reached_in(design: pd.DataFrame, whole_window: pd.DataFrame, goal: tuple[str, str, float]) -> pd.DataFrame:
    """The box of settings in which the goal is reached: see ``analysis.discovery``. The first scenario is left out."""
    outcome, side, bound = goal
    values = whole_window[whole_window["outcome"] == outcome].set_index(POINT)["value"]
    points = design[design[POINT] > 0].set_index(POINT)
    known = values.reindex(points.index).to_numpy(dtype=float)
    keys = [str(key) for key in points if not str(key).startswith(LABEL)]
    return box(points, np.asarray(known >= bound if side == AT_LEAST else known <= bound), keys)


def report(tables: Finished) -> str:
    """The box in which the goal is reached, the named measure at each scenario, and the comparison."""
    measure, wanted, reached = (tables.facts[name] for name in ("measure", "wanted", "half_width"))
    names, estimates = compared.names_of(tables["design"]), tables["estimates"]
    rows = [
        (
            row[POINT],
            names[row[POINT]],
            interval(row),
            difference(row) if row[POINT] else NOTHING,
            int(row["runs"]),
            f"two groups of runs: {row['upper_share']:.0%} in the upper" if row["upper_share"] > 0.0 else "",
        )
        for row in estimates[estimates["outcome"] == measure].to_dict("records")
    ]
    width = "unknown" if reached is None else number(reached)
    rest = f", and {len(rows) - FEW} more in *estimates.csv*" if len(rows) > FEW else ""
    least, most = (rows[place] for place in _ends(estimates[estimates["outcome"] == measure]["value"]))
    return paragraphs(
        _reached(tables),
        f"Over {len(rows)} scenarios `{measure}` is least at *{least[1]}*, {least[2]}, and largest at *{most[1]}*, "
        f"{most[2]}."
        if len(rows) > 1
        else "",
        f"`{measure}` ({OUTCOMES[measure].unit}: {OUTCOMES[measure].meaning}) of each scenario{rest}, with 95 % "
        "intervals; differences are paired.",
        table((POINT, "scenario", measure, "less the first", "runs", ""), rows[:FEW], right=(0, 4)),
        f"The widest half-width is {width}; {number(wanted)} was asked for." if wanted else "",
        "*estimates.csv* has further measures, *runs.parquet* all.",
        comparison.report(tables),
    )


def _ends(values: pd.Series[float]) -> tuple[int, int]:
    """Places of the least and of the largest value; the first place for both if there is no value."""
    filled = values.fillna(values.mean()).fillna(0.0).to_numpy()
    return int(filled.argmin()), int(filled.argmax())


def _reached(tables: Finished) -> str:
    if "reached" not in tables:
        return ""
    boxes, goal = tables["reached"], tables.facts["goal"]
    if boxes.empty or boxes["reaching"].isna().all():
        return f"No scenario reaches {goal}."
    first, bounds = boxes.iloc[0], boxes[boxes["bounds"]]
    where = "; ".join(f"{row['setting']} within {row['within']}" for row in bounds.to_dict("records"))
    return (
        f"{goal} is reached by {first['share']:.0%} of the {first['holds']} scenarios with "
        f"{where or 'any values, so that no setting decides it'}; {first['reaching']:.0%} of all that reach it are "
        "among these. (The box is found by peeling, from values that have an error of their own; *reached.csv*.)"
    )


STUDY = Study(
    question="A table of scenarios that you bring, or ranges of settings that are sampled. One column per setting, "
    "named as on the command line (policy.order_quality); policy, start, end, ramp and provinces lay a reform; "
    "label.<word> is carried along.",
    keys={
        "table": word(EXAMPLE, "a file name; give a CSV, Excel or Parquet table of scenarios"),
        "ranges": ranges("ranges of settings in place of a table"),
        "samples": whole(0, 0, 20_000, "points of a Latin hypercube in the ranges; 0 = a grid"),
        "levels": whole(5, 2, 101, "even values of each number in a grid"),
        "goal": word("", "an outcome to be reached, such as expected_convictions_286_1"),
        "side": option(AT_LEAST, "on which side of study.reach it is reached", AT_LEAST, AT_MOST),
        "reach": real(1.0, -1e12, 1e12, "number that the outcome is to reach"),
        "months": MONTHS,
        "precision": real(
            0.0, 0.0, 1e9, "half-width of study.measure at which no more replicates are added; 0 = run all"
        ),
        "measure": word(
            "application_rate_statute", "the name of a measure; give one, such as application_rate_statute"
        ),
    },
    outcomes={**OUTCOMES, **compared.COMPARED},
    columns=(*compared.COLUMNS, *columns_beside(__file__)),
    check=check,
    analyse=analyse,
    report=report,
    cards=comparison.cards,
    draw=draw_compared,
)
