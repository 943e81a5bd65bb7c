"""Learning on and off, in pairs: effect of the loop of use and familiarity on 286-1, and its place on the map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.counts import pull_of, states_at
from zombielaw.experiments.analysis.estimates import Multiple, draw_of, multiple_of
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
from zombielaw.experiments.data.laws import LAWS
from zombielaw.experiments.designs.draws import over_draws, over_posterior
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.reducers.unpublished import TABLE, counts
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.studies.base import Finished, Page, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, contrast
from zombielaw.experiments.words.texts import LANGUAGES
from zombielaw.sim.analysis.diagnosis import PROBES, WINDOW, supply
from zombielaw.sim.analysis.theory import kappa_beside_rival, kappa_min

TODAY, LIVELY = "today", "lively"
AS_DECLARED, NO_RIVAL, NO_OFFENCE, NOTHING_LEARNT, UNPRACTISED = (
    "as declared",
    "287-2 held",
    "both held",
    "all held",
    "uses teach nothing",
)
FORMS: Mapping[str, Mapping[str, Any]] = {
    AS_DECLARED: {},
    NO_RIVAL: {"world.rival_learns": False},
    NO_OFFENCE: {"world.familiarity_learns": False},
    NOTHING_LEARNT: {f"world.{name}": value for name, value in PROBES["no_feedback"].world.items()},
    UNPRACTISED: {"world.lesson": 0.0},
}
"""Stocks held at their start: none; the familiarity of officials with 287-2; that with both offences; all that is
learnt. Then: officials are trained, but learn nothing from use."""
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
DRAWS = 20
"""Draws of the posterior in which today is placed on the map, where the command has none."""
PLACED = (
    "world",
    "form",
    "draw",
    "files",
    "desk",
    "share",
    "kappa",
    "needed_beside",
    "kappa_needed",
    "states",
)


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
        **_maps(ran),
    }


def _maps(ran: Ran) -> Tables:
    """Place of each world on the map, and of today in each draw: those of the command, else of the posterior."""
    settings = ran.settings
    placed = _placed(ran.results, ran.design, settings)
    if settings.draws:
        cloud = placed[(placed["world"] == TODAY) & (placed["form"] == AS_DECLARED)]
        middle = placed.drop(columns=["draw", "states"]).groupby(["world", "form"], sort=False)
        places = middle.median().reset_index()
        beta = places["kappa_needed"].map(pull_of)
        at = zip(places["kappa"].tolist(), places["share"].tolist(), beta.tolist(), strict=True)
        return {"map": places.assign(states=[states_at(*one) for one in at]), "cloud": cloud}
    drawn = over_posterior(settings, DRAWS, replicates=2)
    today = table_of([{WORLD: TODAY, FORM: AS_DECLARED}])
    cloud = _placed(ran.work.run(today, "cloud", drawn, reduce=counts), today, drawn)
    return {"map": placed.drop(columns="draw"), "cloud": cloud}


def _placed(results: Results, design: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Files a year in the country and of a desk, share charged and learning strength: docs/theory.md."""
    counted = results.table(TABLE)
    parts = counted.assign(draw=draw_of(counted["replicate"])).groupby([POINT, "draw"])
    runs, sums = parts["replicate"].nunique(), parts[["considered", "considered_286_1"]].sum()
    files, share = sums["considered"] / runs, sums["considered_286_1"] / sums["considered"]
    every = dict(zip(sums.index, zip(files.tolist(), share.tolist(), strict=True), strict=True))
    rows = []
    labels = [(row[WORLD], row[FORM]) for row in design.to_dict("records")]
    for draw, each in enumerate(over_draws(settings, scenarios(settings, design))):
        learning = {
            world: one
            for (world, form), one in zip(labels, each, strict=True)
            if form == AS_DECLARED
        }
        for point, (world, form) in enumerate(labels):
            if form not in (AS_DECLARED, UNPRACTISED) or (point, draw) not in every:
                continue
            scenario, (number, charged) = learning[world], every[point, draw]
            kappa = supply(number / settings.scenario.months * WINDOW, scenario, 1.0)
            beta = familiarity_pull(scenario.world)
            desk = kappa * scenario.world.forgetting / scenario.world.lesson
            needed = kappa_beside_rival(beta), kappa_min(beta)
            yearly = settings.scale * number * 12.0 / settings.scenario.months
            measured = (yearly, desk, charged, kappa, *needed)
            rows.append((world, form, draw, *measured, states_at(kappa, charged, beta)))
    return pd.DataFrame(rows, columns=PLACED)


def report(tables: Finished) -> str:
    """Effect of learning today; then every world."""
    places, cloud = tables["map"], tables["cloud"]
    traps = rows_by(places[places["form"] == AS_DECLARED], "world")

    def times(trap: Row) -> float:
        return trap["needed_beside"] / trap["kappa"] if trap["kappa"] else math.nan

    return rendered(
        __file__,
        multiples=rows_by(tables["multiples"], "world", "learnt", "outcome"),
        traps=traps,
        times=times,
        outcomes=SHOWN,
        learnt=[*LEARNT],
        strong=[world for world, trap in traps.items() if times(trap) <= 1.0],
        months=tables.facts["months"],
        draws=len(cloud),
        drawn_strong=int((cloud["kappa"] >= cloud["needed_beside"]).sum()),
        drawn_two=int(cloud["states"].notna().sum()),
        two=[world for world, trap in traps.items() if isinstance(trap.get("states"), str)],
    )


def draw(tables: Finished, page: Page) -> None:
    """Draw the map of files and shares, as ``map``, where a desk has a file today."""
    from zombielaw.experiments.figures.law_map import draw_map

    if rows_by(tables["map"], "world", "form")[TODAY, AS_DECLARED]["desk"]:
        draw_map(tables["map"], tables["cloud"], page)


STUDY = contrast(
    question="Does learning by use hold 286-1 down? Learning on and off in pairs, today, under each package and in a "
    "world where 286-1 lives, with the map of files and shares.",
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
    data=(LAWS,),
    report=report,
    draw=draw,
    languages=LANGUAGES,
)
