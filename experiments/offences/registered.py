"""The registered predictions: their tables, and the flows behind them made again from their draws."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
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
    CONVICTED,
    DROPPED,
    FILED,
    PROSECUTED,
    PUBLISHED,
    RECEIVED,
    REFERRED,
    SATISFIED,
    YEAR,
)
from zombielaw.experiments.offences.foreseen import (
    ORDER_FREE,
    REGISTERED,
    WITH_COMPLAINANT,
    every_theory,
    full_years,
    kills,
    quantiles_of,
    year_shown,
)
from zombielaw.experiments.offences.ranges import Array
from zombielaw.experiments.offences.scored import Made, Outcome, Part, expected
from zombielaw.experiments.paths import RESULTS

FOLDER = RESULTS / "predictions"
OUTCOMES = FOLDER / "outcomes.csv"
"""What was counted, collected by others: docs/predictions.md."""
DRAWS, SEED, DIGITS = 1000, 1, 6
"""Number of joint draws, their seed, and digits to which they are kept: predictions follow from the kept draws."""
FIRST_YEAR = 2003
QUANTITIES = (REFERRED, FILED, ACCEPTED, DROPPED, PROSECUTED, RECEIVED, CONVICTED, PUBLISHED)
SHARES = ((FILED, REFERRED), (ACCEPTED, FILED), (DROPPED, ACCEPTED), (PROSECUTED, ACCEPTED), (PUBLISHED, CONVICTED))
"""Shares of stages: of the second, how many pass the first."""


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
            for unit, (first, last) in ((self.above, self.years_above), (self.below, self.years_below))
        )
        return Outcome(0, above, below, 0.0, 0.0, self.name)


RATIOS = (
    Ratio("343 after over before", "mining_after", (2012, 2015), "mining_before", (2008, 2010), BEGUN),
    Ratio("201 after over before", "tax_after", (2011, 2014), "tax_before", (2006, 2008), BEGUN),
    Ratio("134-1 item 2 over items 1 and 3", "danger_ordered", (2022, 2025), "danger_unordered", (2022, 2025), None),
)
"""Files that reach the prosecutor: per violation found, and of 134-1, of which findings are not counted, as counts."""


def tables_of(made: Made, persons: Array) -> dict[str, pd.DataFrame]:
    """Tables of the predictions: by unit and year, ratios with what refutes B3, and shares of stages."""
    return {
        "predictions": pd.DataFrame(_rows(made, persons)),
        "ratios": ratios_of(made, persons),
        "shares": pd.DataFrame(_shares(made)),
    }


def _rows(made: Made, persons: Array) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for unit, registered in made[REGISTERED].items():
        begun = (np.flatnonzero(registered.stages[BEGUN][0]) + registered.first) // YEAR
        for year in range(max(int(begun[0]), FIRST_YEAR), int(begun[-1]) + 1):
            killer = kills(registered, year_shown(registered, year))
            for quantity, theory in product(QUANTITIES, made):
                cases = made[theory][unit].year(quantity, year)
                counted = {"cases": cases, "persons": cases * persons}
                for name in counted if theory in (REGISTERED, WITH_COMPLAINANT) else ("cases",):
                    rows.append(
                        {
                            "unit": unit,
                            "year": year,
                            "quantity": quantity,
                            "counted": name,
                            "theory": theory,
                            "kills": killer,
                            **quantiles_of(counted[name]),
                        }
                    )
    return rows


def ratios_of(made: Made, persons: Array) -> pd.DataFrame:
    """Each ratio under each theory, with the interval that refutes B3: from the line on to the side of *order_free*.

    The line is the geometric mean of the medians of the registered theory and of *the order costs nothing*, so that the
    interval holds at least half of what the latter predicts; ``within`` is the share of the draws that it holds.
    """
    rows = []
    for ratio in RATIOS:
        values = {theory: expected(flows, ratio.outcome, persons) for theory, flows in made.items()}
        middles = {theory: float(np.median(drawn)) for theory, drawn in values.items()}
        line, above = np.sqrt(middles[REGISTERED] * middles[ORDER_FREE]), middles[ORDER_FREE] > middles[REGISTERED]
        for theory, drawn in values.items():
            inside = drawn >= line if above else drawn <= line
            windows = {
                f"years_{side}": f"{first}-{last}"
                for side, (first, last) in (("above", ratio.years_above), ("below", ratio.years_below))
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


def _shares(made: Made) -> list[dict[str, object]]:
    """Shares of stages over the last five full years of a unit."""
    rows: list[dict[str, object]] = []
    for theory, by_unit in made.items():
        for unit, own in by_unit.items():
            years = full_years(own)[-5:]
            start, end = date(years[0], 1, 1), date(years[-1], 12, 31)
            for passing, before in ((ACCEPTED, SATISFIED), *SHARES):
                share = own.between(passing, start, end) / own.between(before, start, end)
                rows.append(
                    {
                        "unit": unit,
                        "years": f"{years[0]}-{years[-1]}",
                        "share": f"{passing} per {before}",
                        "theory": theory,
                        **quantiles_of(share),
                    }
                )
    return rows


def made_of(draw: Mapping[str, Array]) -> Made:
    """Flows of the units of the package under all theories, for given draws of the inputs."""
    offences = built_in()
    return every_theory(offences, units_of(offences.values()), draw, read_behaviour())


def read_draws(folder: Path = FOLDER) -> dict[str, Array]:
    """The kept draws of the registered predictions. Raises InputError: there are none."""
    path = folder / "draws.csv"
    if not path.is_file():
        raise InputError(f"{path}: no such file; the registered predictions stand in a checkout of the project.")
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
            f"{folder}: this version of the project does not say what was registered; go to the commit that "
            "manifest.json names, and score there."
        )
