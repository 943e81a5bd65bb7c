"""A table of scenarios that a user brings: estimates at each, and paired differences from the first row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from zombielaw.experiments.analysis.estimates import estimate, half_width, runs_of_measures
from zombielaw.experiments.analysis.outcomes import Outcome
from zombielaw.experiments.analysis.wording import NOTHING, difference, interval, number, table
from zombielaw.experiments.config.options import MONTHS, real, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.designs.user_table import read_design
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.runs.results import DECLARED, Results
from zombielaw.experiments.runs.run_design import Precision
from zombielaw.experiments.runs.study_store import digest_of
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
from zombielaw.sim.measures import MEASURES

ESTIMATED = (
    "charges_286_1", "charges_287_2", "convictions_286_1", "convictions_287_2", "share_286_1_charges",
    "application_rate_statute", "wrongful_statute", "mislabelled_statute", "impunity_statute", "harm_per_provider_year",
    "official_days",
)  # fmt: skip
"""Measures that are estimated beside that of ``study.measure``; the table of runs has all."""
OUTCOMES = {
    one.name: Outcome(
        one.name, one.unit, one.numerator + ("" if one.denominator == "1" else f", per {one.denominator}")
    )
    for one in MEASURES
}


def check(settings: Settings) -> Settings:
    """Read the table. The key of the study follows what it says, wherever it lies."""
    measure = settings.study_keys["measure"]
    if measure not in OUTCOMES:
        raise InputError(
            f"study.measure={measure} is not a measure{nearest(measure, OUTCOMES)}; see docs/data_dictionary.md."
        )
    design = read_design(settings, Path(settings.study_keys["table"]))
    return replace(settings, also={"study.table": digest_of(design.to_dict("list"))})


def analyse(work: Work) -> Tables:
    """Run the scenarios, until the measure is as precise as was asked, and estimate the measures."""
    keys = work.settings.study_keys
    wanted, measures = keys["precision"], dict.fromkeys((keys["measure"], *ESTIMATED))

    design = read_design(work.settings, Path(keys["table"]))

    def width(results: Results) -> float:
        return half_width(estimate(runs_of_measures(results.runs(keys["measure"]), {keys["measure"]: keys["measure"]})))

    precision = Precision(wanted, width) if wanted else None
    results = work.run(design, measures=DECLARED, precision=precision, levels=tuple(design))
    reached = width(results)
    work.manifest |= {"table": Path(keys["table"]).name, "half_width": reached}
    work.facts |= {"measure": keys["measure"], "half_width": reached, "wanted": wanted}
    if wanted:
        work.manifest["precision_reached"] = reached <= wanted
    runs = runs_of_measures(results.runs(*measures), {name: name for name in measures})
    return {"estimates": estimate(runs, base=0)}


def report(tables: Finished) -> str:
    """The measure that was named, at each scenario and against the first."""
    measure, wanted = tables.facts["measure"], tables.facts["wanted"]
    design = tables["design"].set_index(POINT)
    labels = [name for name in design if str(name).startswith(LABEL)] or design.columns
    names = design[labels].astype(str).agg(", ".join, axis=1)
    estimates = tables["estimates"]
    rows = [
        (row[POINT], names[row[POINT]], interval(row), difference(row) if row[POINT] else NOTHING, int(row["runs"]),
         f"two groups of runs: {row['upper_share']:.0%} in the upper" if row["upper_share"] > 0.0 else "")
        for row in estimates[estimates["outcome"] == measure].to_dict("records")
    ]  # fmt: skip
    reached = tables.facts["half_width"]
    lines = [
        f"`{measure}` ({OUTCOMES[measure].unit}: {OUTCOMES[measure].meaning}) of each scenario, with 95 % intervals; "
        "differences are paired.",
        table((POINT, "scenario", measure, "less the first", "runs", ""), rows, right=(0, 4)),
    ]
    if wanted:
        said = "unknown" if reached is None else number(reached)
        lines.append(f"The widest half-width is {said}; {number(wanted)} was asked for.")
    return "\n\n".join([*lines, "*estimates.csv* has further measures, *runs.parquet* all."])


STUDY = Study(
    question="A table of scenarios that you bring. One column per setting, named as on the command line "
    "(policy.order_quality); label.<word> is carried along.",
    keys={
        "table": word("data/example_design.csv", "a file name; give a CSV or Parquet table of scenarios"),
        "months": MONTHS,
        "precision": real(
            0.0, 0.0, 1e9, "half-width of study.measure at which no more replicates are added; 0 = run all"
        ),
        "measure": word(
            "application_rate_statute", "the name of a measure; give one, such as application_rate_statute"
        ),
    },
    outcomes=OUTCOMES,
    check=check,
    analyse=analyse,
    report=report,
)
