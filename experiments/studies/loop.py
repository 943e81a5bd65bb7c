"""Learning on and off, in pairs: does the loop of use and familiarity hold 286-1 down? How far is a trap?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import multiple_of
from zombielaw.experiments.analysis.outcomes import OUTCOMES, YEARLY, outcomes_in, read_of
from zombielaw.experiments.analysis.wording import NOTHING, interval, number, rows_by, table, written
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.config.packages import PACKAGES, joined
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import read_yaml
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.reducers.unpublished import TABLE, counts
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.sim.analysis.diagnosis import PROBES, WINDOW, supply
from zombielaw.sim.analysis.theory import kappa_min

TODAY, LIVELY = "today", "lively"
FORMS: Mapping[str, Mapping[str, Any]] = {
    "as declared": {},
    "familiarity held": {"world.familiarity_learns": False},
    "all learning held": {f"world.{name}": value for name, value in PROBES["no_feedback"].world.items()},
}
"""What is learnt: everything; all but familiarity with 286-1 and 287-2; nothing. What is held stays at its start."""
CONVICTIONS = "expected_convictions_286_1"
SHOWN = (CONVICTIONS, "share_of_convictions")
WORLD, FORM = f"{LABEL}world", f"{LABEL}form"


def worlds() -> dict[str, dict[str, Any]]:
    """Settings of each world: today, each package in force for ever, and the experiment in which 286-1 lives."""
    lively = read_yaml(CONFIGS / "experiment" / f"{LIVELY}.yaml")
    cells = {f"{group}.{name}": value for group in ("world", "policy") for name, value in lively[group].items()}
    reforms = {name: {f"policy.{key}": value for key, value in joined([name]).items()} for name in PACKAGES}
    return {TODAY: {}, **reforms, LIVELY: cells}


def design_of(settings: Settings) -> pd.DataFrame:
    """Each world with each form of learning; a setting that a world does not move has the command's own value."""
    every = worlds()
    moved = {key for cells in (*every.values(), *FORMS.values()) for key in cells}
    own = {key: settings.plain[key] for key in sorted(moved)}
    return table_of([
        {WORLD: world, FORM: form, **own, **cells, **held}
        for world, cells in every.items() for form, held in FORMS.items()
    ])  # fmt: skip


def analyse(work: Work) -> Tables:
    """Run all points with the same luck; what learning makes of a world is a multiple over pairs of runs."""
    settings, design = work.settings, design_of(work.settings)
    results = work.run(design, yearly=YEARLY, reduce=counts, measures=())
    years = read_of(results.years())
    runs = outcomes_in(years, {"all": sorted(set(years["year"]))}, settings.scale, SHOWN, OUTCOMES)
    points = dict(zip(zip(design[WORLD], design[FORM], strict=True), design[POINT], strict=True))
    rows = [
        (world, form, outcome, *multiple_of(of, points[world, "as declared"], points[world, form]))
        for outcome, of in runs.groupby("outcome", sort=False)
        for world in worlds() for form in FORMS if FORMS[form]
    ]  # fmt: skip
    return {
        "multiples": pd.DataFrame(rows, columns=["world", "form", "outcome", "multiple", "low", "high"]),
        "trap": _traps(results.table(TABLE), design, settings),
    }


def _traps(counted: pd.DataFrame, design: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Learning strength of an office in each world beside the least with which a trap can be: docs/theory.md."""
    runs = counted.groupby(POINT)["replicate"].nunique()
    files = counted.groupby(POINT)["considered"].sum() / runs / (settings.scenario.months / 12.0)
    rows = []
    for scenario, row in zip(scenarios(settings, design), design.to_dict("records"), strict=True):
        if not FORMS[row[FORM]]:
            yearly = float(files[row[POINT]])
            own = supply(yearly * WINDOW / 12.0, scenario, 1.0)
            rows.append((row[WORLD], settings.scale * yearly, own, kappa_min(familiarity_pull(scenario.world))))
    return pd.DataFrame(rows, columns=["world", "files", "kappa", "kappa_needed"])


def report(tables: Finished) -> str:
    """What learning does today and where it does more; then every world."""
    multiples, traps = rows_by(tables["multiples"], "world", "form", "outcome"), rows_by(tables["trap"], "world")

    def cell(world: str, form: str, outcome: str = CONVICTIONS) -> str:
        return f"×{interval(multiples[world, form, outcome], 'multiple', ends=('low', 'high'))}"

    held = [form for form in FORMS if FORMS[form]]
    rows = [
        (world, *(cell(world, form, outcome) for outcome in SHOWN for form in held), number(trap["files"]),
         number(trap["kappa"]), number(trap["kappa_needed"]),
         number(trap["kappa_needed"] / trap["kappa"]) if trap["kappa"] else NOTHING)
        for world, trap in traps.items()
    ]  # fmt: skip
    head = ["world", *(f"{OUTCOMES[outcome].title}, {form}" for outcome in SHOWN for form in held), "files a year",
            "learning strength", "least for a trap", "times"]  # fmt: skip
    today = traps[TODAY]
    inside = [world for world, trap in traps.items() if trap["kappa"] >= trap["kappa_needed"]]
    return written(
        __file__, "report", familiarity=cell(TODAY, held[0]), everything=cell(TODAY, held[1]),
        package=cell("all", held[0]), lively=cell(LIVELY, held[0]), kappa=number(today["kappa"]),
        needed=number(today["kappa_needed"]),
        times=number(today["kappa_needed"] / today["kappa"]) if today["kappa"] else NOTHING,
        strong=", ".join(inside) or "none", months=tables.facts["months"],
        table=table(head, rows, right=range(1, len(head))),
    )  # fmt: skip


STUDY = Study(
    question="Does learning by use hold 286-1 down? Learning on and off in pairs, today, under each package and in a "
    "world where 286-1 lives, with the distance from a trap.",
    keys={"months": MONTHS},
    replicates=40,
    columns=columns_beside(__file__),
    outcomes={name: OUTCOMES[name] for name in SHOWN},
    analyse=analyse,
    report=report,
)
