"""What theory says without any run: states of rest along each lever, the border of the map, how far clarity reaches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.analysis.closed_form_world import preset
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import scenarios, table_of
from zombielaw.experiments.studies.hysteresis.worlds import CLARITY, POOLING, SUPPLY
from zombielaw.sim.analysis.theory import Unit, cusp, flow_folds, folds, kappa_min


def curves_of(worlds: dict[str, Settings]) -> pd.DataFrame:
    """States of rest: ``sweep, level, familiarity, share, stable``.

    Over clarity, over the files of an office, interpolated between whole numbers, and over pooling.
    """
    levels = np.linspace(0.0, 1.0, 201).tolist()
    moved = scenarios(worlds["clear"], table_of(dict.fromkeys(CLARITY, level) for level in levels))
    shared = scenarios(worlds["many"], table_of({POOLING: level} for level in levels))
    unit = closed.expected_map(worlds["single"].scenario, 0)
    named: dict[str, list[tuple[float, Unit]]] = {
        "clarity": [(level, closed.expected_map(given, 0)) for level, given in zip(levels, moved, strict=True)],
        "supply": [(level, replace(unit, files=level)) for level in np.linspace(*SUPPLY, 361).tolist()],
        "pooling": [(level, closed.pooled_map(given, 0)) for level, given in zip(levels, shared, strict=True)],
    }
    return pd.concat(
        [closed.states_of_rest(units).assign(sweep=name) for name, units in named.items()], ignore_index=True
    )


def border_of(single: Settings) -> pd.DataFrame:
    """Folds of the flow in closed form: ``kappa, alpha_low, alpha_high``, from the cusp (both the same) on."""
    beta = closed.coefficients(single.scenario, 0)[1]
    least = kappa_min(beta)
    rows = [(least, *[cusp(least).alpha] * 2)]
    for level in np.geomspace(least * 1.001, 40.0, 120).tolist():
        corners = flow_folds(beta, level)
        if corners is not None:
            rows.append((level, corners.alpha_low, corners.alpha_high))
    return pd.DataFrame(rows, columns=["kappa", "alpha_low", "alpha_high"])


def tipping_of(clear: Settings) -> pd.DataFrame:
    """How far clarity moves alpha, at the default pull and at that of the sweep, beside the distance of the folds."""
    worlds = {"default pull": preset(clear, "meanfield", clear.scenario.months), "the sweep": clear}
    rows = []
    for name, world in worlds.items():
        ends = scenarios(world, table_of(dict.fromkeys(CLARITY, level) for level in (0.0, 1.0)))
        lowest, highest = (closed.coefficients(scenario, 0)[0] for scenario in ends)
        corners = folds(closed.expected_map(world.scenario, 0))
        edges = (np.nan, np.nan) if corners is None else (corners.alpha_high, corners.alpha_low)
        rows.append((name, lowest, highest, *edges))
    return pd.DataFrame(rows, columns=["world", "alpha_unclear", "alpha_clear", "alpha_living_ends", "alpha_dead_ends"])
