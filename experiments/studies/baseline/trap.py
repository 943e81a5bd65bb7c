"""Distance of today from a trap, and the ceiling that the funnel puts on the application rate."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.wording import number, rows_by
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.words.texts import LANGUAGES, Language, say
from zombielaw.sim.analysis.diagnosis import WINDOW, supply
from zombielaw.sim.analysis.theory import kappa_min
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.scenario import Scenario


def trap_table(ledger: pd.DataFrame, panel: pd.DataFrame, scenario: Scenario, scale: float) -> pd.DataFrame:
    """The bound on traps under the levers of the scenario.

    A trap is two stable states of an office that learns by use: dead and alive (docs/theory.md). The flow of small
    steps has none below a learning strength ``kappa_min`` that its pull of familiarity sets. Whatever officials choose,
    286-1 can be applied only to providers whose file reaches a prosecutor.

    ``ledger``, ``panel``: of all runs, every month. ``scale``: providers of the country per provider of the world.
    Returns ``quantity, value, low, high``. Files are those in which a charge of 286-1 was possible, a year in the
    country. ``kappa`` is that of the diagnosis: lessons of sister offices and of the country count as an office's own.
    """
    years = panel["replicate"].nunique() * scenario.months / 12.0
    files = float((ledger["p_charge_286_1"] > 0.0).sum()) / years
    offices, pull = scenario.size.procuratorates, familiarity_pull(scenario.world)
    kappa, needed = supply(files * WINDOW / 12.0, scenario, 1.0), kappa_min(pull)
    eligible = ledger[f"met_286_1_{UNDETECTED_UNDER}"] == MET
    all_eligible = float(eligible.sum() + panel["undetected_286_1"].sum())
    decided = float((eligible & ledger["charged"].notna()).sum())
    ceiling = decided / all_eligible if all_eligible else math.nan
    ends = wilson_interval(decided, all_eligible) if all_eligible else (math.nan, math.nan)
    times = needed / kappa if kappa else math.inf
    rows = [
        ("familiarity_pull", pull),
        ("kappa", kappa),
        ("kappa_needed", needed),
        ("files", scale * files),
        ("files_needed", scale * files * times),
        ("offices", scale * offices),
        ("offices_needed", scale * offices / times),
    ]
    whole = [*((*row, math.nan, math.nan) for row in rows), ("ceiling", ceiling, *ends)]
    table = pd.DataFrame(whole, columns=["quantity", "value", "low", "high"])
    return table.replace([np.inf, -np.inf], np.nan)


def trap_sentences(table: pd.DataFrame, lang: Language = LANGUAGES[0]) -> str:
    """Distance of today from a trap, in sentences."""
    rows = rows_by(table, "quantity")
    values, ceiling = {name: float(row["value"]) for name, row in rows.items()}, rows["ceiling"]
    if math.isnan(ceiling["value"]):
        bound = say("trap.no_ceiling", lang)
    else:
        bound = say("trap.ceiling", lang, **{name: f"{ceiling[name]:.1%}" for name in ("value", "low", "high")})
    if math.isnan(values["kappa_needed"]):
        return say("trap.none", lang, pull=number(values["familiarity_pull"]), bound=bound)
    if math.isnan(values["files_needed"]):
        return say("trap.no_files", lang, bound=bound)
    counts = {name: number(values[name]) for name in ("files_needed", "files", "offices_needed", "offices")}
    return say(
        "trap.told", lang, needed=number(values["kappa_needed"]), own=number(values["kappa"]), bound=bound, **counts
    )
