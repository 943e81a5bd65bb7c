"""The registered predictions: their tables, and the flows behind them made again from their draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.behaviour import read_behaviour
from zombielaw.experiments.offences.declaration import built_in, units_of
from zombielaw.experiments.offences.engine import (
    ACCEPTED,
    BEGUN,
    LAST_YEAR,
)
from zombielaw.experiments.offences.foreseen import (
    ORDER_FREE,
    REGISTERED,
    every_theory,
    quantiles_of,
)
from zombielaw.experiments.offences.learnt import (
    LEVEL,
    WANTS,
    World,
    common_level,
    learnt,
    who_wants,
)
from zombielaw.experiments.offences.ranges import Array
from zombielaw.experiments.offences.scored import Made, Outcome, Part, expected
from zombielaw.experiments.paths import RESULTS

FOLDER = RESULTS / "predictions"
OUTCOMES = FOLDER / "outcomes.csv"
"""What was counted, collected by others: docs/predictions.md."""
DRAWS, SEED, DIGITS = 1000, 1, 6
"""Number of joint draws, their seed, and digits to which they are kept: predictions follow from the kept draws."""


class Ratio(NamedTuple):
    """A pair with and without the order: one unit's files over another's, in windows of years."""

    name: str
    above: str
    years_above: tuple[int, int]
    below: str
    years_below: tuple[int, int]
    per: str | None

    @property
    def outcome(self) -> Outcome:
        """The same as a row that can be observed."""
        base = (self.per, False) if self.per else None
        above, below = (
            Part((unit,), (ACCEPTED, False), base, date(first, 1, 1), date(last, 12, 31))
            for unit, (first, last) in (
                (self.above, self.years_above),
                (self.below, self.years_below),
            )
        )
        return Outcome(0, above, below, 0.0, 0.0, self.name)


RATIOS = (
    Ratio(
        "343 after over before", "mining_after", (2012, 2015), "mining_before", (2008, 2010), BEGUN
    ),
    Ratio("201 after over before", "tax_after", (2011, 2014), "tax_before", (2006, 2008), BEGUN),
    Ratio(
        "134-1 item 2 over items 1 and 3",
        "danger_ordered",
        (2022, 2025),
        "danger_unordered",
        (2022, 2025),
        None,
    ),
)
"""Files that reach the prosecutor: per violation found, and of 134-1, of which findings are not counted, as counts."""


def ratios_of(made: Made, persons: Array) -> pd.DataFrame:
    """Each ratio under each theory, with the interval that refutes B3: from the line on to the side of *order_free*.

    The line is the geometric mean of the medians of the registered theory and of *the order costs nothing*, so that the
    interval holds at least half of what the latter predicts; ``within`` is the share of the draws that it holds.
    """
    rows = []
    for ratio in RATIOS:
        values = {theory: expected(flows, ratio.outcome, persons) for theory, flows in made.items()}
        middles = {theory: float(np.median(drawn)) for theory, drawn in values.items()}
        line, above = (
            np.sqrt(middles[REGISTERED] * middles[ORDER_FREE]),
            middles[ORDER_FREE] > middles[REGISTERED],
        )
        for theory, drawn in values.items():
            inside = drawn >= line if above else drawn <= line
            windows = {
                f"years_{side}": f"{first}-{last}"
                for side, (first, last) in (
                    ("above", ratio.years_above),
                    ("below", ratio.years_below),
                )
            }
            rows.append(
                {
                    "ratio": ratio.name,
                    "above": ratio.above,
                    "below": ratio.below,
                    **windows,
                    "quantity": ACCEPTED,
                    "per": ratio.per or "",
                    "theory": theory,
                    **quantiles_of(drawn),
                    "refuted_from": line if above else 0.0,
                    "refuted_to": np.inf if above else line,
                    "within": float(inside.mean()),
                }
            )
    return pd.DataFrame(rows)


def made_of(draw: Mapping[str, Array]) -> Made:
    """Flows of the units of the package under all theories, for given draws of the inputs."""
    offences = built_in()
    return every_theory(offences, units_of(offences.values()), draw, read_behaviour())


def wanted_by(draw: Mapping[str, Array], outcomes: Sequence[Outcome]) -> list[Array]:
    """What each member of the second theory foresees of each row of the first units."""
    return who_wants(World(built_in(), draw, read_behaviour(), LAST_YEAR), outcomes)


def foreseen_by(
    made: Made, persons: Array, outcomes: Sequence[Outcome], wanted: Sequence[Array]
) -> dict[str, list[Array]]:
    """What each theory foresees of each row; two of them learn from the units that are not scored."""
    return {
        **{
            theory: [expected(flows, row, persons) for row in outcomes]
            for theory, flows in made.items()
        },
        LEVEL: learnt(common_level(made[REGISTERED], outcomes, persons), outcomes),
        WANTS: learnt(wanted, outcomes),
    }


def refuted(made: Made, persons: Array) -> dict[str, tuple[float, float]]:
    """How often B3 is refuted if a theory is true: by two of three ratios, and by both if 201, an exit, is no test."""
    ends = (
        ratios_of(made, persons)
        .drop_duplicates("ratio")[["refuted_from", "refuted_to"]]
        .to_numpy(dtype=float)
    )
    shares = {}
    for theory in (REGISTERED, ORDER_FREE):
        values = np.array([expected(made[theory], ratio.outcome, persons) for ratio in RATIOS])
        inside = (values >= ends[:, :1]) & (values <= ends[:, 1:])
        shares[theory] = (
            float((inside.sum(axis=0) > 1).mean()),
            float((inside[0] & inside[2]).mean()),
        )
    return shares


def read_draws(folder: Path = FOLDER) -> dict[str, Array]:
    """The kept draws of the registered predictions. Raises InputError: there are none."""
    path = folder / "draws.csv"
    if not path.is_file():
        raise InputError(
            "{}: no such file; the registered predictions stand in a checkout of the project.", path
        )
    return {str(name): column.to_numpy(dtype=float) for name, column in pd.read_csv(path).items()}


def as_written(table: pd.DataFrame) -> pd.DataFrame:
    """A table with numbers as they are kept."""
    return table.map(lambda value: float(f"{value:.4g}") if isinstance(value, float) else value)


def check_same(made: Made, persons: Array, folder: Path = FOLDER) -> None:
    """Raises InputError: this version of the engine does not say what is registered."""
    kept = pd.read_csv(folder / "ratios.csv", keep_default_na=False)
    again = as_written(ratios_of(made, persons))
    if not np.allclose(kept["q50"].astype(float), again["q50"].astype(float), rtol=1e-3):
        raise InputError(
            "{}: this version of the project does not say what was registered; go to the commit "
            "that manifest.json names, and score there.",
            folder,
        )
