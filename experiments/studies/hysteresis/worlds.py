"""Worlds and designs of the study: every level of a lever from both starts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, even, grid, table_of, value_in
from zombielaw.experiments.studies.hysteresis.ramps import Ramp
from zombielaw.experiments.studies.presets import ONE_OFFICE, preset

CLARITY = ("policy.identity_clarity", "policy.obligation_clarity")
ORDERS, POOLING = "policy.corrective_order_rate", "policy.pooling"
CLEAR_WORLD = ("world.element_clarity=3", "policy.charge_preference=0.94")
"""Clarity pulls with the upper end of its prior, and preference puts the tipping points inside its range: at the
default pull its whole range moves alpha by less than the distance of the tipping points."""
MANY = ("world.providers=64", "world.procuratorates=16", "world.courts=16")
"""Sixteen offices with two files a month each, alone or as one: kappa 1.1 to 18, beyond both tipping points."""
SUPPLY = (2, 20)
"""Eligible files a month, fewest and most."""
ADVANTAGE, FILES = (-7.0, -2.5), (1, 28)
"""Sides of the map: alpha, and eligible files a month (kappa 0.6 to 16); beta is 8."""


def worlds_of(settings: Settings) -> dict[str, Settings]:
    """The mean field with clear elements, with one office, with many offices; the lively world; the command's own."""
    months = settings.study_keys["months"]
    return {
        "clear": preset(settings, "meanfield", months, *CLEAR_WORLD),
        "single": preset(settings, "meanfield", months, *ONE_OFFICE),
        "many": preset(settings, "meanfield", months, *MANY),
        "lively": preset(settings, "lively", months),
        "own": settings,
    }


def sweeps_of(worlds: dict[str, Settings]) -> dict[str, tuple[Settings, pd.DataFrame]]:
    """World and design of each sweep of the mean field."""
    clear, single = worlds["clear"], worlds["single"]
    levels, sides = (worlds["own"].study_keys[name] for name in ("levels", "map_levels"))
    starts = list(closed.START_OF)
    clarity = grid({CLARITY[0]: even(levels), closed.FAMILIARITY: starts})
    clarity[CLARITY[1]] = clarity[CLARITY[0]]
    supply = grid({"world.providers": [2 * files for files in spread(*SUPPLY, levels)], closed.FAMILIARITY: starts})
    alpha = closed.coefficients(single.scenario, 0)[0]
    advantages = [closed.preference_for(single.scenario, level - alpha) for level in np.linspace(*ADVANTAGE, sides)]
    providers = [2 * files for files in spread(*FILES, sides)]
    cells = grid({"policy.charge_preference": advantages, "world.providers": providers, closed.FAMILIARITY: starts})
    return {"clarity": (clear, clarity), "supply": (single, supply), "map": (single, cells)}


def full_design(world: Settings, levels: int) -> pd.DataFrame:
    """The full model: both clarities, then the order rate, on even levels from 0 to 1."""
    base = {key: value_in(world, key) for key in (*CLARITY, ORDERS)}
    moves = [("clarity", level, dict.fromkeys(CLARITY, level)) for level in even(levels)]
    moves += [("orders", level, {ORDERS: level}) for level in even(levels)]
    return table_of(
        {f"{LABEL}lever": lever, f"{LABEL}level": level, **base, **moved, closed.FAMILIARITY: start}
        for lever, level, moved in moves
        for start in closed.START_OF
    )


def ramps_in(worlds: dict[str, Settings]) -> dict[str, Ramp]:
    """Levers that slowly rise and fall: two in the mean field, one in the lively world."""
    return {
        "clarity": Ramp(worlds["clear"], CLARITY, closed.expected_map),
        "supply": Ramp(worlds["many"], (POOLING,), closed.pooled_map),
        "orders": Ramp(worlds["lively"], (ORDERS,)),
    }


def spread(low: int, high: int, number: int) -> list[int]:
    """Whole numbers at about equal ratios, each once."""
    return sorted({round(value) for value in np.geomspace(low, high, number).tolist()})
