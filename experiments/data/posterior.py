"""Draws from a posterior: worlds that ``study=calibrate`` simulated, taken by their weights."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zombielaw.experiments.data.files import read_csv
from zombielaw.experiments.errors import InputError, Said, nearest
from zombielaw.experiments.paths import DATA
from zombielaw.sim.parameters import ParameterError, Policy, WorldParameters, checked, declared

POSTERIOR = "posterior.csv"


def read_posterior(own: str = "") -> pd.DataFrame:
    """Read draws: one row per draw, a column per number by full key.

    ``own``: a user's file, such as ``tables/posterior.csv`` of a calibration; that of the repository if empty.
    Raises InputError: the file cannot be read, or has a column that is no number of the model, or a value that is not
    allowed.
    """
    path = Path(own) if own else DATA / POSTERIOR
    table = read_csv(path)
    known = {f"world.{one.name}": one for one in declared(WorldParameters) if one.kind is float}
    known |= {
        f"policy.{lever.name}": lever
        for lever in declared(Policy)
        if lever.kind is float and lever.today
    }
    for key in table:
        if key not in known:
            raise InputError(
                "{}: {} is no number that draws move{}; a column is the full key of a number of the "
                "world, or of a lever of which today's practice is not known.",
                path,
                key,
                nearest(str(key), known),
            )
        for row, value in enumerate(table[key], start=2):
            try:
                checked(known[str(key)], value, str(key))
            except ParameterError as error:
                raise InputError("{}, row {}: {}", path, row, Said(*error.args)) from None
    if table.empty:
        raise InputError("{}: no row; a row is a draw.", path)
    return table
