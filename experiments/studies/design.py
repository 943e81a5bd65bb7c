"""Scenarios that a user brings, in a table or as ranges: estimates at each, and paired differences from the first."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from zombielaw.experiments.analysis import compared, comparison
from zombielaw.experiments.analysis.compared_design import places_of
from zombielaw.experiments.analysis.discovery import box
from zombielaw.experiments.analysis.estimates import estimate, half_width, runs_of_measures
from zombielaw.experiments.analysis.outcomes import Outcome
from zombielaw.experiments.analysis.wording import difference, number, rendered
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
        one.name,
        one.unit,
        one.numerator + ("" if one.denominator == "1" else f", per {one.denominator}"),
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
        raise InputError(
            "study.goal={} is no outcome{}; allowed: {}.", outcome, near, compared.COMPARED
        )
    return outcome, side, bound


def check(settings: Settings) -> Settings:
    """Read table or ranges. The key of the study follows what they say, wherever the table lies."""
    measure = settings.study_keys["measure"]
    if measure not in OUTCOMES:
        raise InputError(
            "study.measure={} is not a measure{}; see docs/data_dictionary.md.",
            measure,
            nearest(measure, OUTCOMES),
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
    given = {
        key
        for key, about in STUDY.keys.items()
        if settings.study_keys[key] != about.shown(about.default)
    }
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
            raise InputError(
                "study.{} {}; {}.",
                key,
                how,
                "give that too" if without else "leave one of them out",
            )


def analyse(work: Work) -> Tables:
    """Run the scenarios, until the measure is as precise as was asked, and estimate the measures."""
    keys = work.settings.study_keys
    wanted, measures = keys["precision"], dict.fromkeys((keys["measure"], *ESTIMATED))
    design = design_of(work.settings)

    def width(results: Results) -> float:
        return half_width(
            estimate(runs_of_measures(results.runs(keys["measure"]), [keys["measure"]]))
        )

    precision = Precision(wanted, width, work.settings.draws) if wanted else None
    results = work.run(
        design, measures=DECLARED, reduce=by_place, until=precision, levels=tuple(design)
    )
    reached = width(results)
    work.manifest |= {
        "table": "" if keys["ranges"] else Path(keys["table"]).name,
        "half_width": reached,
    }
    every = scenarios(work.settings, design)
    work.facts |= {
        "measure": keys["measure"],
        "half_width": reached,
        "wanted": wanted,
        "places": places_of(every),
    }
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


def reached_in(
    design: pd.DataFrame, whole_window: pd.DataFrame, goal: tuple[str, str, float]
) -> pd.DataFrame:
    """The box of settings in which the goal is reached: see ``analysis.discovery``. The first scenario is left out."""
    outcome, side, bound = goal
    values = whole_window[whole_window["outcome"] == outcome].set_index(POINT)["value"]
    points = design[design[POINT] > 0].set_index(POINT)
    known = values.reindex(points.index).to_numpy(dtype=float)
    keys = [str(key) for key in points if not str(key).startswith(LABEL)]
    return box(points, np.asarray(known >= bound if side == AT_LEAST else known <= bound), keys)


def report(tables: Finished) -> str:
    """The box in which the goal is reached, the named measure at each scenario, and the comparison."""
    estimates = tables["estimates"]
    rows = estimates[estimates["outcome"] == tables.facts["measure"]].to_dict("records")
    known = sorted(
        (row for row in rows if math.isfinite(row["value"])), key=lambda row: float(row["value"])
    )
    return rendered(
        __file__,
        tables.lang,
        facts=tables.facts,
        reached=tables.get("reached"),
        about=OUTCOMES[tables.facts["measure"]],
        names=compared.names_of(tables["design"]),
        rows=rows,
        ends=(known[0], known[-1]) if len(known) > 1 else (),
        few=FEW,
        difference=difference,
        comparison=Markup(comparison.report(tables)),
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
            0.0,
            0.0,
            1e9,
            "half-width of study.measure at which no more replicates are added; 0 = run all",
        ),
        "measure": word(
            "application_rate_statute",
            "the name of a measure; give one, such as application_rate_statute",
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
