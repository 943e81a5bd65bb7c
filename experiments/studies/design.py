"""Scenarios that a user brings in a table: estimates at each, and paired differences from the first."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from zombielaw.experiments.analysis import compared, comparison
from zombielaw.experiments.analysis.estimates import estimate, half_width, runs_of_measures
from zombielaw.experiments.analysis.wording import difference, rendered
from zombielaw.experiments.config.schema import MONTHS, real, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import (
    EXAMPLE,
    SHARE,
    names_of,
    read_design,
    scale_of,
    table_at,
)
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.runs.run_design import DECLARED, Precision, Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
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
OUTCOMES = {one.name: one for one in MEASURES}
FEW = 40
"""Largest number of scenarios with a line of their own in the report."""


def check(settings: Settings) -> Settings:
    """Read the table. The key of the study follows what it says, wherever it lies."""
    measure = settings.study_keys["measure"]
    if measure not in OUTCOMES:
        raise InputError(
            "study.measure={} is not a measure{}; see docs/data_dictionary.md.",
            measure,
            nearest(measure, OUTCOMES),
        )
    design = read_design(settings, table_at(settings.study_keys["table"]))
    if SHARE in design.table:
        raise InputError(
            "share= is for a comparison: zombielaw compare study.table={}; here give provinces.",
            settings.study_keys["table"],
        )
    return replace(settings, design=design, also={"study.table": design.digest})


def analyse(work: Work) -> Tables:
    """Run the scenarios, until the measure is as precise as was asked, and estimate the measures."""
    keys = work.settings.study_keys
    wanted, measures = keys["precision"], dict.fromkeys((keys["measure"], *ESTIMATED))
    design = work.settings.design

    def width(results: Results) -> float:
        return half_width(
            estimate(runs_of_measures(results.runs(keys["measure"]), [keys["measure"]]))
        )

    precision = Precision(wanted, width, work.settings.draws) if wanted else None
    results = work.run(
        design, measures=DECLARED, reduce=by_place, until=precision, levels=tuple(design.table)
    )
    reached = width(results)
    work.manifest |= {
        "table": Path(keys["table"]).name,
        "half_width": reached,
    }
    work.facts |= {
        "measure": keys["measure"],
        "half_width": reached,
        "wanted": wanted,
        "places": compared.places_of(design.scenarios),
    }
    if wanted:
        work.manifest["precision_reached"] = reached <= wanted
    runs, scales = (
        runs_of_measures(results.runs(*measures), measures),
        scale_of(work.settings, design.table),
    )
    # counts of all scenarios at the scale of the first
    counts = runs["outcome"].isin(compared.COUNTS)
    runs.loc[counts, "denominator"] *= scales[0] / runs.loc[counts, "point"].map(scales)
    years = compared.window(work.settings.scenario.months, design.starts)
    tables = compared.compared(results, years, work.settings)
    return {"estimates": estimate(runs, base=0), **tables}


def report(tables: Finished) -> str:
    """The named measure at each scenario, and the comparison."""
    estimates = tables["estimates"]
    rows = estimates[estimates["outcome"] == tables.facts["measure"]].to_dict("records")
    known = sorted(
        (row for row in rows if math.isfinite(row["value"])), key=lambda row: float(row["value"])
    )
    return rendered(
        __file__,
        facts=tables.facts,
        about=OUTCOMES[tables.facts["measure"]],
        names=names_of(tables["design"]),
        rows=rows,
        ends=(known[0], known[-1]) if len(known) > 1 else (),
        few=FEW,
        difference=difference,
        comparison=Markup(comparison.report(tables)),
    )


STUDY = Study(
    question="A table of scenarios that you bring. One column per setting, "
    "named as on the command line (policy.order_quality); policy, start, end, ramp and provinces lay a reform; "
    "label.<word> is carried along.",
    keys={
        "table": word(EXAMPLE, "a file name; give a CSV or Excel table of scenarios"),
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
    columns=compared.COLUMNS,
    check=check,
    analyse=analyse,
    report=report,
    cards=comparison.cards,
    draw=draw_compared,
)
