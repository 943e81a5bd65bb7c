"""The second predictions: new units and years, with the numbers that the outcomes of the first units taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zombielaw.experiments.offences.behaviour import read_behaviour
from zombielaw.experiments.offences.declaration import Offence, built_in, read_offence, units_of
from zombielaw.experiments.offences.foreseen import REGISTERED, every_theory, quantiles_of
from zombielaw.experiments.offences.learnt import (
    LEVEL,
    LEVELS,
    MECHANISMS,
    MEMBERS,
    PUSH,
    SEARCH,
    SECOND,
    WANTS,
    World,
    common_level,
    log_chances,
    moved,
    picked,
    weights,
)
from zombielaw.experiments.offences.ranges import Array, values
from zombielaw.experiments.offences.registered import OUTCOMES, SEED, made_of, read_draws, wanted_by
from zombielaw.experiments.offences.scored import Outcome, expected, read_outcomes
from zombielaw.experiments.paths import RESULTS

SECOND_FOLDER = RESULTS / "predictions_second_correction_1"
"""The second predictions in force: coded blind. The first set, coded by one who had seen outcomes, stays beside it."""
ROWS = SECOND / "rows.csv"
"""What will be scored."""
LAST = 2028
AGENTS, CHARGED_MORE = "agents", 2.58
"""The registered theory with 286-1 at the level of the agents, which the engine charges so many times as often
(``tests/test_offences_beside_agents.py``). It speaks for 286-1."""


def offences() -> dict[str, Offence]:
    """The first offences and the new ones, by name."""
    return {
        **built_in(),
        **{path.stem: read_offence(path) for path in sorted(SECOND.glob("*.yaml"))},
    }


def new_draws() -> dict[str, Array]:
    """Draws of the new inputs, and of the numbers that are learnt from all outcomes of the first units."""
    draw = read_draws()
    draws, made = draw["persons"].size, made_of(draw)[REGISTERED]
    outcomes = read_outcomes(OUTCOMES, made)
    ranges = {
        name: one
        for own in offences().values()
        for name, one in own.ranges.items()
        if name not in draw
    }
    level = weights(log_chances(common_level(made, outcomes, draw["persons"]), outcomes))
    wants = weights(log_chances(wanted_by(draw, outcomes), outcomes))
    return {
        **values(ranges, draws, SEED),
        **dict(zip(MECHANISMS, MEMBERS[picked(wants, draws)].T, strict=True)),
        LEVEL: LEVELS[picked(level, draws)],
    }


def foreseen_of(draw: Mapping[str, Array], outcomes: Sequence[Outcome]) -> dict[str, list[Array]]:
    """What each theory foresees of each row, for given draws of all inputs."""
    world = World(offences(), draw, read_behaviour(), LAST)
    made = every_theory(world.offences, units_of(built_in().values()), draw, world.behaviour, LAST)
    wanted = {
        unit: moved(world, unit, draw[PUSH], draw[SEARCH]) for one in outcomes for unit in one.units
    }
    foreseen = {
        theory: [expected(flows, one, draw["persons"]) for one in outcomes]
        for theory, flows in {**made, WANTS: wanted}.items()
    }
    registered = list(zip(foreseen[REGISTERED], outcomes, strict=True))
    foreseen[LEVEL] = [mean if one.ratio else mean * draw[LEVEL] for mean, one in registered]
    foreseen[AGENTS] = [
        mean / CHARGED_MORE if one.units == ("network",) else mean for mean, one in registered
    ]
    return foreseen


def predictions(draw: Mapping[str, Array]) -> pd.DataFrame:
    """Quantiles of what each theory foresees of each fixed row."""
    outcomes = read_outcomes(ROWS, units_of(offences().values()), known=False)
    return pd.DataFrame(
        {
            "line": one.line,
            "outcome": one.label,
            "theory": theory,
            **quantiles_of(mean[np.isfinite(mean)]),
        }
        for theory, means in foreseen_of(draw, outcomes).items()
        for one, mean in zip(outcomes, means, strict=True)
    )
