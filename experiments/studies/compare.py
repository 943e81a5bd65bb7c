"""One reform or several against today, or against another: paired, by year, in all years after it, and where it holds.

They stand in the words of the command (``zombielaw compare policy=judiciary start=2026-01``) or in the rows of a table.
Each is laid over the command's own policy; all share their random draws and their past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis import comparison
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
    parts_of,
    runs_of,
)
from zombielaw.experiments.analysis.compared_design import design_of, facts_of
from zombielaw.experiments.analysis.prices import KEYS, further
from zombielaw.experiments.config.options import LONGEST, posterior_draws, whole, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import over_posterior
from zombielaw.experiments.designs.grids import scale_of, scenarios
from zombielaw.experiments.reducers.by_place import ELIGIBLE, ERRORS, PANEL, TABLE, by_place
from zombielaw.experiments.runs.study_store import digest_of
from zombielaw.experiments.studies import base
from zombielaw.experiments.studies.base import Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, contrast, draw_compared
from zombielaw.experiments.words.texts import LANGUAGES, language

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
    """Read the reforms. The key of the study follows what they set, wherever their table or their packages lie."""
    also = {"study.table": digest_of(design_of(settings)[0].to_dict("list"))}
    if settings.study_keys["posterior_draws"] and not settings.draws:
        also |= over_posterior(settings, 1, 1).with_contents.also
    return replace(settings, also=also)


class Known(dict[str, pd.DataFrame]):
    """Tables by name, with plain facts: of a study of which not all is known yet."""

    def __init__(self, tables: Tables, facts: Mapping[str, Any]) -> None:
        super().__init__(tables)
        self.facts = facts


def tables_of(ran: Ran) -> Tables:
    """Each scenario against the first: in the whole window, where it holds, by year, and over draws."""
    settings = ran.work.settings
    design, years = design_of(settings)
    ran.work.facts["years"] = f"{years[0]}-{years[-1]}"
    ran.work.large["places"] = covering(
        ran.results.table(TABLE), design, scale_of(settings, design)
    )
    every = scenarios(settings, design)
    ran.work.facts |= facts_of(settings, design, every)
    tables = compared(ran.results, years, settings, [WHOLE], parts=parts_of(every, design))
    known, lang = Known(tables, base.facts_of(settings) | ran.work.facts), settings.lang
    if answer := comparison.answer(known, lang):
        ran.work.answer(f"# {comparison.question(known, lang)}\n\n{answer}")
    tables |= compared(ran.results, years, settings, [YEARS, SPANS])
    tables |= further(ran.results, years, settings, every)
    draws = settings.study_keys["posterior_draws"]
    if draws and not settings.draws:
        world = over_posterior(settings, draws, RUNS_OF_A_DRAW)
        drawn = ran.work.run(design, DRAWS, world, reduce=by_place)
        for table in compared(drawn, years, settings, [WHOLE]).values():
            tables[DRAWS] = table
    ran.work.facts["failures"] = sum(len(results.failures) for results in ran.work.parts.values())
    return tables


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
    grid=lambda settings: design_of(settings)[0],
    measured=Measured(
        outcomes=COMPARED,
        precise=f"{EXPECTED}convictions_286_1",
        keeps={"reduce": by_place},
        runs=lambda results, settings: runs_of(results, design_of(settings)[1], settings),
    ),
    tables=tables_of,
    columns=(*COLUMNS, *columns_beside(__file__), *PLACES),
    report=lambda tables: comparison.report(tables, language()),
    title=lambda tables: comparison.question(tables, language()),
    cards=lambda tables: comparison.cards(tables, language()),
    folds=True,
    draw=draw_compared,
    check=check,
    languages=LANGUAGES,
)
