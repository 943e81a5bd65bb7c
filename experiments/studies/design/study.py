"""A table of scenarios that a user brings: all measures of every run, estimates, and effects against the first row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.comparison import effects, estimates, half_width
from zombielaw.experiments.config.options import MONTHS, Options, real, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.designs.user_table import read_design
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.run_design import Precision, run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.measures import MEASURES

SHOWN = (
    "charges_286_1", "charges_287_2", "convictions_286_1", "convictions_287_2", "share_286_1_charges", "life_statute",
    "wrongful_statute", "mislabelled_statute", "impunity_statute", "harm_per_provider_year", "official_days",
)  # fmt: skip
"""Measures with estimates and effects beside that of ``study.measure``; the table of runs has all."""

STUDY = Options(
    question=(
        "A table of scenarios that you bring: study=design study.table=scenarios.csv. One column per setting, "
        "named as on the command line (policy.order_quality); label.<word> is carried along."
    ),
    keys={
        "months": MONTHS,
        "precision": real(
            0.0, 0, 1e9, "half-width of study.measure at which no more replicates are added", "0 = run all"
        ),
        "table": word("data/example_design.csv", "a file name: a CSV or Parquet table of scenarios"),
        "measure": word("life_statute", "the name of a measure"),
    },
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    measure = settings.study_keys["measure"]
    names = [declared.name for declared in MEASURES]
    if measure not in names:
        raise InputError(
            f"study.measure={measure} is not a measure{nearest(measure, names)}; see docs/data_dictionary.md."
        )
    design = read_design(settings, Path(settings.study_keys["table"]))
    content = store.digest_of(design.to_dict("list"))  # the key follows what the table says, wherever it lies

    def make(_: Settings, key: str) -> Made:
        return _make(settings, design, measure)

    return kept(replace(settings, also={"study.table": content}), make, lambda folder: _show(folder, measure))


def _make(settings: Settings, design: pd.DataFrame, measure: str) -> Made:
    wanted = settings.study_keys["precision"]

    def width(results: Results) -> float:
        return half_width(estimates(results.runs(measure)))

    results = run_design(settings, design, precision=Precision(wanted, width) if wanted else None)
    runs = results.runs(*dict.fromkeys((measure, *SHOWN)))
    found, moved = estimates(runs), effects(runs)

    def fill(folder: Path) -> None:
        results.write(folder)
        store.write_csv(folder / "tables" / "estimates.csv", found)
        store.write_csv(folder / "tables" / "effects.csv", moved)

    reached = width(results)
    manifest = {**results.manifest(), "table": settings.study_keys["table"], "half_width": reached}
    return fill, {**manifest, "precision_reached": reached <= wanted} if wanted else manifest


def _show(folder: Path, measure: str) -> None:
    found = pd.read_csv(folder / "tables" / "estimates.csv").query("measure == @measure").set_index("point")
    design = pd.read_csv(folder / "tables" / "design.csv").set_index(POINT)
    labels = [str(column) for column in design if str(column).startswith(LABEL)] or list(design.columns)
    names = design[labels].astype(str).agg(", ".join, axis=1).to_dict()
    console = Console(width=118)
    console.print(f"{measure} of each scenario, with 95 % interval")
    for point, row in found.iterrows():
        told = f"{row['value']:.4g} ({row['low']:.4g}-{row['high']:.4g})"
        peaks = f"two groups of runs: {row['upper_share']:.0%} in the upper" if pd.notna(row["upper_share"]) else ""
        console.print(f"{point:>5}  {names[point][:60]:62}{told:>28}  {peaks}", highlight=False, markup=False)
