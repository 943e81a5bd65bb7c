"""Worlds drawn from the declared priors, from a neutral start, and everything to run for a diagnosis of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings, scenario_with, words_of
from zombielaw.experiments.designs.grids import LABEL, POINT, table_of
from zombielaw.experiments.designs.samples import at_quantiles, quantile
from zombielaw.experiments.errors import InputError
from zombielaw.sim.analysis.diagnosis import PROBES, Probe, probes
from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared
from zombielaw.sim.record import RIVAL_NAMES
from zombielaw.sim.scenario import Scenario, ScenarioError

NEUTRAL: dict[str, Any] = {
    "world.initial_familiarity_286_1": 0.0,  # both offences came into force on 1 November 2015: nobody had used either
    "world.initial_familiarity_287_2": 0.0,
    "policy.charge_preference": 0.5,  # at equal merit either offence is charged as often
    "policy.concurrence": "habit",  # no rule of office puts one of them first
    "policy.training": 0.0,  # nobody is taught one of them
    "policy.guiding_cases": 0.0,  # no guiding case is issued on one of them
}
"""The neutral start. What the text asks (five elements against three) and the days it costs stay."""
AS_TEXT = ("policy.consequence_threshold",)
"""Levers that are the text of the law, which is as it stands."""
ANSWERS, MOST = ("world.refusal", "world.partial", "world.vanish"), 0.95
"""Shares of answers to an order other than compliance, and what they sum up to at most."""
ALTERNATIVES = ("world.blind_consideration", *(f"world.familiarity_apart_{name}" for name in RIVAL_NAMES))
"""Numbers that stand for another form of the model: an offence comes to mind, rivals differ in familiarity."""
WITHOUT_PART = ("world.special_law_push", "world.guiding_familiarity", "world.guiding_clarity")
"""Numbers that move nothing in a neutral world."""
TODAY, ANY = "today", "any"
"""Practice: levers as the command has them, or drawn evenly from their ranges."""
WITH, WITHOUT = "with feedback", "no feedback"
FAMILY = ["practice", "feedback"]
Whose = tuple[int, str, str]
"""World, practice, feedback."""
TOGETHER = "together"
ALL_AT_ONCE = Probe(
    "does it live under all probes at once?",
    policy={key: value for probe in PROBES.values() for key, value in probe.policy.items()},
    world={key: value for name in ("files", "undeterred") for key, value in PROBES[name].world.items()},
    pulse=PROBES["pulse"].pulse,
)
"""All causes taken away and all made clear, learning as it is. The diagnosis knows nothing of it."""


def check_length(settings: Settings) -> None:
    """Refuse a run that is too short for a pulse and what comes after it."""
    try:
        probes(settings.scenario)
    except ScenarioError as error:
        raise InputError(f"study.{error}") from None


def drawn_settings() -> tuple[list[str], list[str]]:
    """World parameters and levers that are drawn: all numbers but those of the neutral start, the text and of forms."""
    left_out = {*NEUTRAL, *AS_TEXT, *ALTERNATIVES, *WITHOUT_PART}
    found = [
        [f"{group}.{one.name}" for one in declared(of) if one.kind is float and f"{group}.{one.name}" not in left_out]
        for group, of in (("world", WorldParameters), ("policy", Policy))
    ]
    return found[0], found[1]


def prior(parameter: Declared, u: float) -> Any:
    """Value of a world parameter at a quantile: its default is the median, each half is log-uniform if it is long."""
    about, middle = parameter.about, float(parameter.default)
    low, high = (about.low, middle) if u < 0.5 else (middle, about.high)
    return quantile(replace(parameter, about=replace(about, low=low, high=high)), 2.0 * u if u < 0.5 else 2.0 * u - 1.0)


def worlds_of(settings: Settings, number: int) -> pd.DataFrame:
    """Latin hypercube of the priors: one row per world; levers stand beside, for the practice that takes them.

    Worlds in which too few would be left to comply with an order are no worlds and are left out.
    """
    world, levers = drawn_settings()
    unit = sp.stats.qmc.LatinHypercube(len(world) + len(levers), rng=settings.seed).random(number)
    worlds = at_quantiles(world, unit[:, : len(world)], prior)
    table = worlds.join(at_quantiles(levers, unit[:, len(world) :], quantile))
    return table[table[[*ANSWERS]].sum(axis=1) <= MOST].reset_index(drop=True)


def design_of(settings: Settings, worlds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, dict[Whose, Scenario]]:
    """Everything to run, each scenario once.

    Returns
    -------
    tuple
        The design; ``world, practice, feedback, probe, point``, which row is whose; scenarios as they are, by
        world, practice and feedback.
    """
    world_keys, levers = drawn_settings()
    probed = [f"{group}.{name}" for probe in PROBES.values() for group in ("policy", "world")
              for name in getattr(probe, group)]  # fmt: skip
    moved = list(dict.fromkeys([*worlds.columns, *NEUTRAL, *probed, CHANGES]))
    rows: list[dict[str, Any]] = []
    places: dict[Scenario, int] = {}
    owners: list[tuple[Any, ...]] = []
    as_is: dict[Whose, Scenario] = {}
    for number, values in enumerate(worlds.to_dict("records")):
        for practice, keys in ((TODAY, world_keys), (ANY, [*world_keys, *levers])):
            base = scenario_with(settings, {**{str(key): values[key] for key in keys}, **NEUTRAL})
            for feedback, start in ((WITH, base), (WITHOUT, PROBES["no_feedback"].of(base))):
                as_is[number, practice, feedback] = start
                for probe, scenario in {**probes(start), TOGETHER: ALL_AT_ONCE.of(start)}.items():
                    if scenario not in places:
                        places[scenario] = len(rows)
                        label = {f"{LABEL}world": number, f"{LABEL}practice": practice, f"{LABEL}probe": probe}
                        words = words_of(scenario)
                        rows.append({**label, **{key: words[key] for key in moved}})
                    owners.append((number, practice, feedback, probe, places[scenario]))
    return table_of(rows), pd.DataFrame(owners, columns=["world", *FAMILY, "probe", POINT]), as_is
