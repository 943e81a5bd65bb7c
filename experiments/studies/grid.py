"""Every combination of levels of some settings: each outcome at each, and less the command's own."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

from zombielaw.experiments.analysis.compared import (
    COMPARED,
    EXPECTED,
    SHOWN,
    outcomes_for,
    runs_of,
    window,
)
from zombielaw.experiments.config.schema import LONGEST, SETTINGS, levels, unknown_key, whole
from zombielaw.experiments.config.settings import Design, Settings
from zombielaw.experiments.config.values import read
from zombielaw.experiments.designs.grids import GRID, INPUTS, LEVELS, VARIED, over, table_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.studies.base import Tables
from zombielaw.experiments.studies.contrast import Measured, Ran, Shown, contrast, draw_grid
from zombielaw.sim.parameters import written

MOST = 20_000
"""Scenarios of the largest grid."""
WORDS = """\
{scenarios} scenarios, each against the command's own ({where}), of which {expected_convictions_286_1} convictions of \
286-1 {unit} are expected ({years}). Differences from it, {unit}:

{differences}"""


def levels_of(settings: Settings) -> dict[str, list[Any]]:
    """Levels by setting, as the command line writes them, each once.

    Raises InputError: none are given, a setting that there is not or that no scenario varies, one without a level, a
    level that is not allowed, or too many scenarios.
    """
    known = [key for key in SETTINGS if key.partition(".")[0] in VARIED and key not in INPUTS]
    levels = {}
    for key, given in json.loads(settings.study_keys["levels"] or "{}").items():
        if key not in known:
            raise InputError(unknown_key(key, known))
        if not isinstance(given, list) or not given:
            raise InputError(
                "{}={} has no levels; give a list of one or more, such as {}.",
                key,
                written(given),
                LEVELS,
            )
        levels[key] = list(
            dict.fromkeys(SETTINGS[key].shown(read(key, level, SETTINGS[key])) for level in given)
        )
    if not levels:
        raise InputError("A grid needs settings and their levels: study.levels='{}'.", LEVELS)
    if (points := prod(map(len, levels.values()))) > MOST:
        raise InputError(
            "A grid of {:,} scenarios is too large; allowed: {:,}. Give fewer levels.", points, MOST
        )
    return levels


def design_of(settings: Settings) -> Design:
    """The command's own scenario, then every other combination of levels; the last setting varies fastest."""
    levels = levels_of(settings)
    own = {key: settings.plain[key] for key in levels}
    every = (dict(zip(levels, values, strict=True)) for values in product(*levels.values()))
    return over(settings, table_of([own, *(each for each in every if each != own)]))


def years_of(settings: Settings) -> range:
    """Calendar years that are read."""
    return window(settings.scenario.months, settings.design.starts)


def check(settings: Settings) -> Settings:
    """Refuse levels that make no grid, and a run without a full year."""
    settings = replace(settings, design=design_of(settings))
    if not years_of(settings):
        raise InputError(
            "study.months={} has no full calendar year; give 14 or more.", settings.scenario.months
        )
    return settings


def tables_of(ran: Ran) -> Tables:
    """Every outcome at every combination, with its unit."""
    settings, design = ran.work.settings, ran.work.settings.design
    years, levels = years_of(settings), levels_of(settings)
    points = ran.points().drop(columns="window")
    about = outcomes_for(settings)
    units = [about[name].unit for name in points["outcome"]]
    points.insert(list(points).index("outcome") + 1, "unit", units)
    own = ", ".join(f"{key}={written(settings.plain[key])}" for key in levels)
    ran.work.facts |= {
        "years": f"{years[0]}-{years[-1]}",
        "settings": levels,
        "scenarios": len(design.scenarios) - 1,
        "where": own,
        "unit": units[0],
    }
    return {GRID: points}


STUDY = contrast(
    question="Every combination of levels of some settings, each against the command's own: use of both offences, "
    "wrongful and mislabelled convictions, harm and official days.",
    keys={
        "levels": levels(f"settings and the levels of each: {LEVELS}"),
        "months": whole(
            122, 14, LONGEST, "length of a run; 122 months end in December 2025", "months"
        ),
    },
    replicates=20,
    grid=lambda settings: settings.design,
    called=lambda settings: {key: key for key in levels_of(settings)},
    measured=Measured(
        outcomes=COMPARED,
        precise=f"{EXPECTED}convictions_286_1",
        keeps={"reduce": by_place},
        runs=lambda results, settings: runs_of(results, years_of(settings), settings),
    ),
    tables=tables_of,
    shown=Shown(words=WORDS, tables=(GRID,), outcomes=SHOWN),
    columns=(
        (GRID, "point", "", "number of the scenario; 0 is the command's own"),
        (
            GRID,
            "policy. ..., world. ..., law. ...",
            "as declared",
            "level of the setting of that name",
        ),
        (GRID, "unit", "", "unit of the outcome"),
    ),
    draw=draw_grid,
    check=check,
)
