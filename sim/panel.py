"""The panel of a run: one row per month and province."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim.record import PANEL, RIVAL_NAMES, RIVAL_PANEL, units

_RIVAL_AT = {
    start + name: (field, number)
    for field, (start, _) in RIVAL_PANEL.items()
    for number, name in enumerate(RIVAL_NAMES)
}


class Months:
    """The panel of a run, from the rows that the run wrote.

    Parameters
    ----------
    rows : (months, provinces) array
        As of ``panel_rows``.
    """

    def __init__(self, rows: Any, replicate: int) -> None:
        self._rows, self._replicate = rows, replicate

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column: one number for each month and province, the provinces of a month together."""
        if name in ("month", "province"):
            month, province = np.indices(self._rows.shape, dtype=np.int16)
            return np.ravel(month if name == "month" else province)
        field, number = _RIVAL_AT.get(name, (name, None))
        values: npt.NDArray[Any] = self._rows[field].reshape(self._rows.size, -1)[:, number or 0]
        return values / units(1.0) if name.startswith("expected_") or name == "official_days" else values

    def frame(self) -> pd.DataFrame:
        """The whole table."""
        data: dict[str, Any] = {"replicate": np.full(self._rows.size, self._replicate, dtype=np.int32)}
        data |= {name: self[name].copy() for name in ("month", "province", *PANEL, *_RIVAL_AT)}
        return pd.DataFrame(data)
