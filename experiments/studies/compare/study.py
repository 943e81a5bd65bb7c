"""One reform or several against today, or against another: paired, by year, by province, and in all years after it.

They stand in the words of the command (``zombielaw compare policy=judiciary start=2026-01``) or in the rows of a table.
Each is laid over the command's own policy; all share their random draws and their past.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.compared import (
    COLUMNS,
    COMPARED,
    compared,
    first_difference,
    names_of,
    told,
    window,
)
from zombielaw.experiments.config.options import LONGEST, whole, word
from zombielaw.experiments.config.reforms import AGAINST, reforms_in
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import scenarios
from zombielaw.experiments.designs.reforms import reform_design
from zombielaw.experiments.designs.user_table import read_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.runs.study_store import digest_of
from zombielaw.experiments.studies.base import Study, Tables, Work

REFORMS = "study.reforms"


def design_of(settings: Settings) -> tuple[pd.DataFrame, range]:
    """What is compared, the base first, and the calendar years in which.

    Raises
    ------
    InputError
        No reform, one that is not allowed, or no full year of the run after its start.
    """
    text, file, months = (settings.study_keys[key] for key in ("reforms", "table", "months"))
    if bool(text) == bool(file):
        raise InputError(
            "Name what is compared, in words or in a table: zombielaw compare policy=judiciary start=2026-01; or "
            "zombielaw compare study.table=my.csv, with a row for each scenario, the first of which is the base."
        )
    if file:
        design = read_design(settings, Path(file))
    else:
        reforms = enumerate(reforms_in(text, REFORMS))
        design = reform_design(
            settings, [(f"reform {number}" if number else AGAINST, each) for number, each in reforms]
        )
    if len(design) < 2:
        raise InputError(f"{file} has one row; give the base in the first and a reform in each other.")
    found = scenarios(settings, design)
    for name, one in zip(names_of(design)[1:], found[1:], strict=True):
        if first_difference(found[0], one) is None:
            raise InputError(f"{name} is in no month and province other than what it is compared with; move a lever.")
    years = window(found)
    if not years:
        raise InputError(
            f"study.months={months} is too short: no full calendar year begins after the reform; give "
            f"study.months={12 * (years.start - 2014) - 10} or more."
        )
    return design, years


def check(settings: Settings) -> Settings:
    """Read the reforms. The key of the study follows what they set, wherever their table or their packages lie."""
    design, _ = design_of(settings)
    return replace(settings, also={"study.table": digest_of(design.to_dict("list"))})


def analyse(work: Work) -> Tables:
    """Run every scenario, and compare each with the first."""
    design, years = design_of(work.settings)
    work.facts["years"] = f"{years[0]}-{years[-1]}"
    return compared(work.run(design, reduce=by_place), years, work.settings.scale)


STUDY = Study(
    question="Your reforms against today, or against each other: use of both offences, wrongful and mislabelled "
    "convictions, harm and official days, as paired differences by year and province.",
    keys={
        "months": whole(254, 1, LONGEST, "length of a run; 254 months end in December 2036", "months"),
        "reforms": word("", "reforms in words, such as policy=judiciary start=2026-01 or policy.order_quality=0.9"),
        "table": word("", "a file name; give a CSV or Parquet table of scenarios"),
    },
    replicates=20,
    outcomes=COMPARED,
    columns=COLUMNS,
    check=check,
    analyse=analyse,
    report=told,
)
