"""Learning on and off, in pairs: effect of the loop of use and familiarity on 286-1, and distance from a trap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import Multiple, multiple_of
from zombielaw.experiments.analysis.outcomes import (
    OUTCOMES,
    YEARLY,
    check_read,
    outcomes_in,
    read_of,
    years_of,
)
from zombielaw.experiments.analysis.wording import Row, rendered, rows_by
from zombielaw.experiments.config.settings import PACKAGES, Settings
from zombielaw.experiments.config.values import joined
from zombielaw.experiments.data.files import read_yaml
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.reducers.unpublished import TABLE, counts
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.studies.base import Finished, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, contrast
from zombielaw.experiments.words.texts import LANGUAGES
from zombielaw.sim.analysis.diagnosis import PROBES, WINDOW, supply
from zombielaw.sim.analysis.theory import kappa_min

TODAY, LIVELY = "today", "lively"
AS_DECLARED, NO_RIVAL, NO_OFFENCE, NOTHING_LEARNT = (
    "as declared",
    "287-2 held",
    "both held",
    "all held",
)
FORMS: Mapping[str, Mapping[str, Any]] = {
    AS_DECLARED: {},
    NO_RIVAL: {"world.rival_learns": False},
    NO_OFFENCE: {"world.familiarity_learns": False},
    NOTHING_LEARNT: {f"world.{name}": value for name, value in PROBES["no_feedback"].world.items()},
}
"""Stocks held at their start: none; the familiarity of officials with 287-2; that with both offences; all that is
learnt."""
OWN, BOTH, EVERYTHING = "286-1", "both offences", "everything"
LEARNT = {
    OWN: (NO_RIVAL, NO_OFFENCE),
    BOTH: (AS_DECLARED, NO_OFFENCE),
    EVERYTHING: (AS_DECLARED, NOTHING_LEARNT),
}
"""Pairs of forms behind each multiple: with the mechanism, and without."""
CONVICTIONS = "expected_convictions_286_1"
SHOWN = (CONVICTIONS, "share_of_convictions")
WORLD, FORM = f"{LABEL}world", f"{LABEL}form"


def worlds() -> dict[str, dict[str, Any]]:
    """Settings of each world: today, each package in force for ever, and the experiment in which 286-1 lives."""
    lively = read_yaml(CONFIGS / "experiment" / f"{LIVELY}.yaml")
    cells = {
        f"{group}.{name}": value
        for group in ("world", "policy")
        for name, value in lively[group].items()
    }
    reforms = {
        name: {f"policy.{key}": value for key, value in joined([name]).items()} for name in PACKAGES
    }
    return {TODAY: {}, **reforms, LIVELY: cells}


def design_of(settings: Settings) -> pd.DataFrame:
    """Each world with each form of learning; a setting that a world does not move has the command's own value."""
    every = worlds()
    moved = {key for cells in (*every.values(), *FORMS.values()) for key in cells}
    own = {key: settings.plain[key] for key in sorted(moved)}
    return table_of(
        [
            {WORLD: world, FORM: form, **own, **cells, **held}
            for world, cells in every.items()
            for form, held in FORMS.items()
        ]
    )


def runs_of(results: Results, settings: Settings) -> pd.DataFrame:
    """Outcomes of runs before division, over the years that are read."""
    years = read_of(results.years())
    return outcomes_in(years, {"all": years_of(years)}, settings.scale, SHOWN)


def tables_of(ran: Ran) -> Tables:
    """Effect of learning on each world, as a multiple over pairs of runs; and how far it is from a trap."""
    design = ran.design
    points = dict(zip(zip(design[WORLD], design[FORM], strict=True), design[POINT], strict=True))
    rows = [
        (world, learnt, outcome, *multiple_of(of, points[world, form], points[world, without]))
        for outcome, of in ran.runs.groupby("outcome", sort=False)
        for world in worlds()
        for learnt, (form, without) in LEARNT.items()
    ]
    return {
        "multiples": pd.DataFrame(rows, columns=["world", "learnt", "outcome", *Multiple._fields]),
        "trap": _traps(ran.results.table(TABLE), design, ran.settings),
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
            rows.append(
                (
                    row[WORLD],
                    settings.scale * yearly,
                    own,
                    kappa_min(familiarity_pull(scenario.world)),
                )
            )
    return pd.DataFrame(rows, columns=["world", "files", "kappa", "kappa_needed"])


def report(tables: Finished) -> str:
    """Effect of learning today; then every world."""
    traps = rows_by(tables["trap"], "world")

    def times(trap: Row) -> float:
        return trap["kappa_needed"] / trap["kappa"] if trap["kappa"] else math.nan

    return rendered(
        __file__,
        multiples=rows_by(tables["multiples"], "world", "learnt", "outcome"),
        traps=traps,
        times=times,
        outcomes=SHOWN,
        learnt=[*LEARNT],
        strong=[world for world, trap in traps.items() if times(trap) <= 1.0],
        months=tables.facts["months"],
    )


STUDY = contrast(
    question="Does learning by use hold 286-1 down? Learning on and off in pairs, today, under each package and in a "
    "world where 286-1 lives, with the distance from a trap.",
    replicates=40,
    grid=design_of,
    measured=Measured(
        outcomes={name: OUTCOMES[name] for name in SHOWN},
        keeps={"yearly": YEARLY, "reduce": counts, "measures": ()},
        runs=runs_of,
    ),
    tables=tables_of,
    check=check_read,
    columns=columns_beside(__file__),
    report=report,
    languages=LANGUAGES,
)
