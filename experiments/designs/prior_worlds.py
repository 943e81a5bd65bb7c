"""Worlds drawn from the declared priors, from a neutral start, and everything to run for a diagnosis of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings, scenario_with, words_of
from zombielaw.experiments.data.priors import KNOWN
from zombielaw.experiments.designs.draws import in_draw, uncertain, with_compliance
from zombielaw.experiments.designs.grids import LABEL, POINT, table_of
from zombielaw.experiments.designs.samples import at_quantiles, latin_hypercube, prior, quantile
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
TODAY, ANY = "today", "any"
"""Practice: drawn from the priors of today's practice, or evenly from the ranges that a policy may set."""
WITH, WITHOUT = "with feedback", "no feedback"
FAMILY = ["practice", "feedback"]
Whose = tuple[int, str, str]
"""Owner of a scenario: number of the world, practice, feedback."""
TOGETHER = "together"
ALL_AT_ONCE = Probe(
    "does it live under all probes at once?",
    policy={key: value for probe in PROBES.values() for key, value in probe.policy.items()},
    world={key: value for name in ("files", "undeterred") for key, value in PROBES[name].world.items()},
    pulse=PROBES["pulse"].pulse,
)
"""All causes taken away and all doubts cleared at once, learning unchanged. The diagnosis does not use it."""


def check_length(settings: Settings) -> None:
    """Refuse a run that is too short for a pulse and the months after it that are measured."""
    try:
        probes(settings.scenario)
    except ScenarioError as error:
        raise InputError(f"study.{error}") from None


def drawn_settings() -> dict[str, list[str]]:
    """Settings that are drawn, by practice: numbers and levers that neither the neutral start nor the text sets."""
    left_out = {*NEUTRAL, *AS_TEXT, *WITHOUT_PART}
    numbers = [f"policy.{lever.name}" for lever in declared(Policy) if lever.kind is float]
    world, today = ([key for key in uncertain() if key.startswith(group)] for group in ("world.", "policy."))
    return {
        practice: [key for key in (*world, *levers) if key not in left_out]
        for practice, levers in ((TODAY, today), (ANY, numbers))
    }


def worlds_of(settings: Settings, number: int) -> dict[str, pd.DataFrame]:
    """Latin hypercube of the priors by practice: one row per world, whose numbers both practices share.

    Any practice has each lever at the same quantile of its range as today's has it of its prior.
    """
    drawn = drawn_settings()
    unit = pd.DataFrame(latin_hypercube(drawn[ANY], number, settings.seed), columns=drawn[ANY])
    world = [key for key in drawn[ANY] if key.startswith("world.")]
    shared = with_compliance(at_quantiles(world, unit[world].to_numpy(), prior, settings.priors))
    tables = {}
    for practice, value, own in ((TODAY, prior, settings.priors), (ANY, quantile, {})):
        levers = [key for key in drawn[practice] if key not in world]
        tables[practice] = shared.join(at_quantiles(levers, unit[levers].to_numpy(), value, own))
    return tables


def design_of(
    settings: Settings, worlds: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame, dict[Whose, Scenario]]:
    """Everything to run, each scenario once.

    Returns the design, unchanged worlds first; the owner of each row: ``world, practice, feedback, probe, point``; and
    the unchanged scenarios, by world, practice and feedback.
    """
    probed = [f"{group}.{name}" for probe in PROBES.values() for group in ("policy", "world")
              for name in getattr(probe, group)]  # fmt: skip
    moved = list(dict.fromkeys([*worlds[ANY].columns, *NEUTRAL, *probed, CHANGES]))
    as_is = {}
    for number in range(len(worlds[ANY])):
        for practice, table in worlds.items():
            values = {str(key): value for key, value in table.iloc[number].items()}
            levels = [key for key in values if practice == ANY and key.startswith("policy.")]
            drawn = in_draw(scenario_with(settings, {key: values[key] for key in levels}), values, levels)
            base = scenario_with(replace(settings, scenario=drawn), NEUTRAL)
            as_is[number, practice, WITH] = base
            as_is[number, practice, WITHOUT] = PROBES["no_feedback"].of(base)
    owned = [(whose, AS_IS, start) for whose, start in as_is.items()]
    for whose, start in as_is.items():
        under = {**probes(start), TOGETHER: ALL_AT_ONCE.of(start)}
        owned += [(whose, probe, scenario) for probe, scenario in under.items() if probe != AS_IS]
    rows: list[dict[str, Any]] = []
    places: dict[Scenario, int] = {}
    owners: list[tuple[Any, ...]] = []
    for (number, practice, feedback), probe, scenario in owned:
        if scenario not in places:
            places[scenario] = len(rows)
            label = {f"{LABEL}world": number, f"{LABEL}practice": practice, f"{LABEL}probe": probe}
            words = words_of(scenario)
            rows.append({**label, **{key: words[key] for key in moved}})
        owners.append((number, practice, feedback, probe, places[scenario]))
    return table_of(rows), pd.DataFrame(owners, columns=["world", *FAMILY, "probe", POINT]), as_is
