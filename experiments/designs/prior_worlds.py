"""Worlds drawn from the declared priors, from a neutral start, and everything to run for a diagnosis of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from zombielaw.experiments.config.settings import Settings, scenario_with, words_of
from zombielaw.experiments.data.priors import KNOWN
from zombielaw.experiments.designs.draws import (
    in_draw,
    latin_hypercube,
    uncertain,
    values_at,
)
from zombielaw.experiments.designs.grids import LABEL, POINT, table_of
from zombielaw.experiments.errors import InputError
from zombielaw.sim.analysis.diagnosis import AS_IS, PROBES, Probe, probes
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.scenario import Scenario, ScenarioError

NEUTRAL: dict[str, Any] = {
    **dict.fromkeys(KNOWN, 0.0),  # nobody had used either offence
    "policy.charge_preference": 0.5,  # at equal merit either offence is charged as often
    "policy.concurrence": "habit",  # no rule of office puts one of them first
    "policy.training": 0.0,  # nobody is taught one of them
    "policy.guiding_cases": 0.0,  # no guiding case is issued on one of them
}
"""The neutral start. The elements that the text of the law asks (five against three) and their days are kept."""
AS_TEXT = ("policy.consequence_threshold",)
"""Levers that are part of the text of the law, which is not varied."""
WITHOUT_PART = ("world.special_law_push", "world.guiding_familiarity", "world.guiding_clarity")
"""Numbers that move nothing in a neutral world."""
TODAY = "today"
"""Practice of these worlds: that of today, drawn from its priors."""
WITH, WITHOUT = "with feedback", "no feedback"
FAMILY = ["practice", "feedback"]
Whose = tuple[int, str, str]
"""Owner of a scenario: number of the world, practice, feedback."""
TOGETHER = "together"
ALL_AT_ONCE = Probe(
    "does it live under all probes at once?",
    policy={key: value for probe in PROBES.values() for key, value in probe.policy.items()},
    world={
        key: value for name in ("files", "undeterred") for key, value in PROBES[name].world.items()
    },
    pulse=PROBES["pulse"].pulse,
)
"""All causes taken away and all doubts cleared at once, learning unchanged. The diagnosis does not use it."""


def check_length(settings: Settings) -> None:
    """Refuse a run that is too short for a pulse and the months after it that are measured."""
    try:
        probes(settings.scenario)
    except ScenarioError as error:
        raise InputError("study.{}", error) from None


def check_probed(settings: Settings) -> Settings:
    """Refuse changes of levers, and a run that is too short for the probes."""
    if settings.scenario.changes:
        raise InputError("policy.changes: this study moves levers by its probes; give it none.")
    check_length(settings)
    return settings


def worlds_of(settings: Settings, number: int) -> pd.DataFrame:
    """Latin hypercube of the priors: one row per world, of numbers and levers that neither the neutral start nor the
    text sets.

    The hypercube has a side for every lever, so that no world changes when a lever gets a prior or loses it.
    """
    left_out = {*NEUTRAL, *AS_TEXT, *WITHOUT_PART}
    drawn = [key for key in uncertain() if key not in left_out]
    levers = [f"policy.{lever.name}" for lever in declared(Policy) if lever.kind is float]
    sides = [key for key in drawn if key not in levers] + [
        key for key in levers if key not in left_out
    ]
    unit = pd.DataFrame(latin_hypercube(sides, number, settings.seed), columns=sides)[drawn]
    return values_at(drawn, unit.to_numpy(), settings.priors)


def design_of(
    settings: Settings, worlds: pd.DataFrame, held: Mapping[str, Any] = NEUTRAL
) -> tuple[pd.DataFrame, pd.DataFrame, dict[Whose, Scenario]]:
    """Everything to run, each scenario once.

    ``held``: settings that every world has, whatever was drawn.
    Returns the design; the owner of each row: ``world, practice, feedback, probe, point``, where a world without
    feedback is only run as it is; and the unchanged scenarios, by world, practice and feedback.
    """
    rows: list[dict[str, Any]] = []
    places: dict[Scenario, int] = {}
    owners: list[tuple[Any, ...]] = []
    as_is: dict[Whose, Scenario] = {}
    for number, values in enumerate(worlds.to_dict("records")):
        drawn = in_draw(settings.scenario, {str(key): value for key, value in values.items()})
        start = scenario_with(replace(settings, scenario=drawn), held)
        runs = {**probes(start), TOGETHER: ALL_AT_ONCE.of(start)}
        asked = [(WITH, probe, scenario) for probe, scenario in runs.items()]
        for feedback, probe, scenario in (*asked, (WITHOUT, AS_IS, runs["no_feedback"])):
            place = places.setdefault(scenario, len(rows))
            if place == len(rows):
                rows.append({f"{LABEL}world": number, f"{LABEL}probe": probe, **words_of(scenario)})
            owners.append((number, TODAY, feedback, probe, place))
            if probe == AS_IS:
                as_is[number, TODAY, feedback] = scenario
    return table_of(rows), pd.DataFrame(owners, columns=["world", *FAMILY, "probe", POINT]), as_is
