"""One reform or several against today, or against another: paired, by year, in all years after it, and where it holds.

They stand in the words of the command (``zombielaw compare policy=judiciary start=2026-01``) or in the rows of a table.
Each is laid over the command's own policy; all share their random draws and their past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis import comparison
from zombielaw.experiments.analysis.borne import borne
from zombielaw.experiments.analysis.brief import brief
from zombielaw.experiments.analysis.compared import (
    COLUMNS,
    COMPARED,
    DRAWS,
    EXPECTED,
    SPANS,
    WHOLE,
    YEARS,
    compared,
    covering,
    law_moved,
    parts_of,
    places_of,
    rests_of,
    runs_of,
    years_compared,
    years_of,
)
from zombielaw.experiments.analysis.expected import STORED, first_number
from zombielaw.experiments.analysis.prices import (
    BOOKED,
    FURTHER,
    KEYS,
    PRICES,
    YUAN,
    further,
    unpriced,
    with_prices,
    yuan_of,
)
from zombielaw.experiments.config.schema import LONGEST, posterior_draws, whole, word
from zombielaw.experiments.config.settings import Settings, reform_design
from zombielaw.experiments.designs.draws import over_posterior
from zombielaw.experiments.designs.grids import SHARE, read_design, scale_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_group import by_place_and_group
from zombielaw.experiments.reducers.by_place import ELIGIBLE, ERRORS, PANEL, TABLE, by_place
from zombielaw.experiments.studies import base
from zombielaw.experiments.studies.base import Finished, Page, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, contrast, draw_compared
from zombielaw.experiments.words.texts import LANGUAGES
from zombielaw.sim.parameters import Policy

RUNS_OF_A_DRAW = 2
"""Runs of each draw of the posterior: the fewest that separate chance from differences between draws."""
PLACES = (
    (
        "places",
        f"point, replicate, year, province, months, {', '.join((*PANEL, *ERRORS, ELIGIBLE))}",
        "",
        "sums of one run, in the world that was simulated: as in the panel; errors and files in which 286-1 is "
        "satisfied in the year in which they ended",
    ),
)


def check(settings: Settings) -> Settings:
    """Read the scenarios, the base first. The key of the study follows what they set, wherever it was written.

    Raises InputError: no reform, one that is not allowed, or no full year of the run after its start.
    """
    file = settings.study_keys["table"]
    if bool(settings.reforms) == bool(file):
        raise InputError(
            "Name what is compared, in words or in a table: zombielaw compare policy=judiciary start=2026-01; or "
            "zombielaw compare study.table=my.csv, with a row for each scenario, the first of which is the base."
        )
    design = (
        read_design(settings, Path(file)) if file else reform_design(settings, settings.reforms)
    )
    if len(design.scenarios) < 2:
        raise InputError(
            "{} has one row; give the base in the first and a reform in each other.", file
        )
    also = {"study.table": design.digest}
    if settings.study_keys["posterior_draws"] and not settings.draws:
        also |= over_posterior(settings, 1, 1).with_contents.also
    months, years = settings.scenario.months, settings.study_keys["years"]
    years_compared(months, design.names[1:], design.starts, years)
    return replace(settings, design=design, also=also)


def facts_of(settings: Settings) -> dict[str, Any]:
    """Facts that the report needs beside its tables.

    Scenarios that move the law; whether one narrows 287-2; levers that some scenario moves
    and that have no price; provinces, as of :func:`places_of`; whether a reform covers a share of
    the country; and names in other languages.
    """
    design, every = settings.design, settings.design.scenarios
    moved = {change.lever for one in every for change in one.changes}
    levers = {one for one in Policy._fields if one in moved or f"policy.{one}" in design.table}
    rests = {design.names[point] for point in rests_of(design.table).values()}
    return {
        "law": {name: moved for name, moved in law_moved(design).items() if name not in rests},
        "narrowed": any(change.lever == "aiding_scope" for one in every for change in one.changes),
        "unpriced": unpriced(levers, (*BOOKED, *PRICES)),
        "places": places_of(every),
        "share": SHARE in design.table,
        YUAN: yuan_of(settings),
        "names": design.named,
        "first_number": first_number(),
    }


class Known(dict[str, pd.DataFrame]):
    """Tables by name, with plain facts: of a study of which not all is known yet."""

    def __init__(self, tables: Tables, facts: Mapping[str, Any]) -> None:
        super().__init__(tables)
        self.facts = facts


def tables_of(ran: Ran) -> Tables:
    """Each scenario against the first: in the whole window, where it holds, by year, and over draws."""
    settings = ran.work.settings
    design, years = settings.design, years_of(settings)
    ran.work.facts["years"] = f"{years[0]}-{years[-1]}"
    ran.work.large["places"] = covering(
        ran.results.table(TABLE), design.table, scale_of(settings, design.table)
    )
    ran.work.facts |= facts_of(settings)
    tables = compared(
        ran.results, years, settings, [WHOLE], parts=parts_of(design.scenarios, design.table)
    )
    tables |= further(ran.results, years, settings, design.scenarios)
    if FURTHER in tables:
        tables[WHOLE] = with_prices(tables[WHOLE], tables[FURTHER])
    known = Known(tables, base.facts_of(settings) | ran.work.facts)
    if answer := comparison.answer(known):
        ran.work.answer(f"# {comparison.question(known)}\n\n{answer}")
    tables |= compared(ran.results, years, settings, [YEARS, SPANS])
    tables |= borne(ran.results, years, settings)
    draws = settings.study_keys["posterior_draws"]
    if draws and not settings.draws:
        world = over_posterior(settings, draws, RUNS_OF_A_DRAW)
        drawn = ran.work.run(design, DRAWS, world, reduce=by_place)
        for table in compared(drawn, years, settings, [WHOLE]).values():
            tables[DRAWS] = table
    ran.work.facts["failures"] = sum(len(results.failures) for results in ran.work.parts.values())
    return tables


def draw(tables: Finished, page: Page) -> None:
    """Draw the panels of the first page, and scenarios less the first, year by year and by who bears them."""
    from zombielaw.experiments.figures import reform

    draw_compared(tables, page)
    reform.draw_borne(tables, page)
    reform.draw_brief(tables, page)


STUDY = contrast(
    question="Your reforms against today, or against each other: use of both offences, wrongful and mislabelled "
    "convictions, harm and official days, as paired differences by year and where a reform holds.",
    keys={
        "months": whole(
            254, 1, LONGEST, "length of a run; 254 months end in December 2036", "months"
        ),
        "reforms": word(
            "",
            "reforms in words, such as policy=judiciary start=2026-01 or policy.order_quality=0.9",
        ),
        "table": word("", "a file name; give a CSV or Excel table of scenarios"),
        "years": word(
            "",
            "calendar years that are compared, as 2027-2029; by default all from the first difference on",
        ),
        "posterior_draws": posterior_draws(20),
        **KEYS,
    },
    replicates=40,
    grid=lambda settings: settings.design,
    measured=Measured(
        outcomes=COMPARED,
        precise=f"{EXPECTED}convictions_286_1",
        keeps={"reduce": by_place_and_group},
        runs=lambda results, settings: runs_of(results, years_of(settings), settings),
    ),
    tables=tables_of,
    columns=(*COLUMNS, *columns_beside(__file__), *PLACES),
    data=(STORED,),
    report=comparison.report,
    title=comparison.question,
    cards=comparison.cards,
    brief=brief,
    folds=True,
    draw=draw,
    check=check,
    languages=LANGUAGES,
)
