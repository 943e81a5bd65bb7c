"""Scenarios of a comparison: read from words or a table, with what its report says of them beside its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.compared import names_of, years_compared
from zombielaw.experiments.analysis.prices import BOOKED, PRICES, YUAN, unpriced
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import SHARE
from zombielaw.experiments.designs.reform_rows import worded_design
from zombielaw.experiments.designs.user_table import read_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.sim.parameters import Policy
from zombielaw.sim.scenario import Scenario

REFORMS = "study.reforms"


def design_of(settings: Settings, lang: Language = LANGUAGES[0]) -> tuple[pd.DataFrame, range]:
    """Scenarios that are compared, the base first, named in a language; and the calendar years compared.

    Raises InputError: no reform, one that is not allowed, or no full year of the run after its start.
    """
    text, file = (settings.study_keys[key] for key in ("reforms", "table"))
    if bool(text) == bool(file):
        raise InputError(
            "Name what is compared, in words or in a table: zombielaw compare policy=judiciary start=2026-01; or "
            "zombielaw compare study.table=my.csv, with a row for each scenario, the first of which is the base."
        )
    design = (
        read_design(settings, Path(file), lang)
        if file
        else worded_design(settings, text, REFORMS, lang)
    )
    if len(design) < 2:
        raise InputError(
            "{} has one row; give the base in the first and a reform in each other.", file
        )
    return design, years_compared(settings, design, settings.study_keys["years"])


def repeals(scenario: Scenario) -> bool:
    """True if a scenario at some time does not require the order as an element."""
    moved = (change.to for change in scenario.changes if change.lever == "order_element_required")
    return not scenario.policy.order_element_required or not all(moved)


def places_of(every: Sequence[Scenario]) -> list[tuple[tuple[int, ...], int]]:
    """Sets of provinces to which scenarios confine a change, each once, with the number of provinces of the world."""
    return sorted(
        {
            (change.provinces, one.size.provinces)
            for one in every
            for change in one.changes
            if change.provinces
        }
    )


def facts_of(settings: Settings, design: pd.DataFrame, every: Sequence[Scenario]) -> dict[str, Any]:
    """Facts that the report needs beside its tables.

    Scenarios that repeal an element; whether one narrows 287-2; levers that some scenario moves
    and that have no price; provinces, as of :func:`places_of`; whether a reform covers a share of
    the country; and names in other languages.
    """
    moved = {change.lever for one in every for change in one.changes}
    levers = {one for one in Policy._fields if one in moved or f"policy.{one}" in design}
    names = zip(names_of(design), every, strict=True)
    return {
        "repeals": [name for name, one in names if repeals(one) and not repeals(every[0])],
        "narrowed": any(change.lever == "aiding_scope" for one in every for change in one.changes),
        "unpriced": unpriced(levers, (*BOOKED, *PRICES)),
        "places": places_of(every),
        "share": SHARE in design,
        YUAN: settings.study_keys.get("price_yuan"),
        "names": {lang: names_in(settings, lang) for lang in LANGUAGES[1:]},
    }


def names_in(settings: Settings, lang: Language) -> dict[str, str]:
    """Names of the scenarios in a language, by their names in the tables."""
    tables, here = (names_of(design_of(settings, one)[0]) for one in (LANGUAGES[0], lang))
    return {name: label for name, label in zip(tables, here, strict=True) if name != label}
