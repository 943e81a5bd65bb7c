"""The ways of case files: where each went by the end of a month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE
from zombielaw.sim.ledger import file_names
from zombielaw.sim.record import POLICE, Columns, End

OPEN = "pending"
"""Last step of a file that had not ended by that month."""
STARTS = ("found", "traced", "found")
"""First step, by how a file began: ``record.BEGAN``."""
REACHED = {
    "ordered": "first_order",
    "refused": "first_due",
    "referred": "referred",
    "filed": "filed",
}
"""Steps between the start and the charge, and the month of the ledger from which on a file has taken it."""
BITS = 5
"""Bits of each code of a way: 32 ends, charges or verdicts at most."""


def ways(files: Columns, month: int) -> pd.Series[str]:
    """Steps of each file that was opened by the end of a month, joined by `` > ``, by name of the file.

    The last step is how the file ended (with the offence, if somebody was convicted), or :data:`OPEN`.

    ``files``: of a ledger.
    """
    rows = np.flatnonzero(files["opened"] <= month)

    def by(column: str) -> npt.NDArray[np.bool_]:
        when = files[column][rows]
        return (when >= 0) & (when <= month)

    began = files["began"][rows]
    taken = [by(column) for column in REACHED.values()]
    # who is traced is with the police from the start
    taken[list(REACHED).index("referred")] &= began != POLICE
    end = np.where(by("closed"), files["end"][rows], End.OPEN)
    parts = (
        began,
        *taken,
        np.where(by("charged"), files["charge"][rows], NONE),
        end,
        files["verdict"][rows],
    )
    packed = np.zeros(rows.size, dtype=np.int64)
    for part in parts:
        packed = (packed << BITS) + np.maximum(part, 0)
    every, which = np.unique(packed, return_inverse=True)
    distinct = pd.Categorical([_way(_unpacked(one, len(parts))) for one in every.tolist()])
    names = file_names(files["provider"][rows], files["opened"][rows]).to_pandas()
    return pd.Series(distinct.take(which.ravel()), index=pd.Index(names, name="file"), name="way")


def _unpacked(packed: int, parts: int) -> list[int]:
    return [packed >> BITS * place & (1 << BITS) - 1 for place in reversed(range(parts))]


def _way(codes: list[int]) -> str:
    began, *taken, charge, end, verdict = codes
    names = [STARTS[began], *(name for name, there in zip(REACHED, taken, strict=True) if there)]
    names += [] if charge == NONE else [f"charged_{_offence(charge)}"]
    if end == End.CONVICTED:
        return " > ".join([*names, f"convicted_{_offence(verdict)}"])
    return " > ".join([*names, OPEN if end == End.OPEN else End(end).name.lower()])


def _offence(code: int) -> str:
    return {A_286_1: "286_1", B_287_2: "287_2"}.get(code, "other")
