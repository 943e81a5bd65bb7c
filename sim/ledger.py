"""The ledger as a table: one row per file, in the order of opening month and provider."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from zombielaw.sim.decisions.conduct import A_SHIFT, TRUTH_BITS
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import NONE, OFFENCES
from zombielaw.sim.months import month_date
from zombielaw.sim.record import (
    FIELD_OF,
    LAWS,
    LEDGER,
    MONTHS,
    RIVAL_CHANCES,
    RIVAL_NAMES,
    WHOLE,
    YES_NO,
    File,
)


def _prevailing(code: int) -> str:
    """Name of what prevails: one offence, ``either`` (the law leaves the choice), ``open`` or ``none``."""
    if code >> (A_SHIFT - 1) & 1:
        return "open"
    if code == 1 << NONE:
        return "none"
    names = [name for number, name in enumerate(OFFENCES) if code >> (number + 1) & 1]
    return names[0] if len(names) == 1 else "either: " + " or ".join(names)


_PREVAILING = tuple(_prevailing(code) for code in range(1 << A_SHIFT))
_ANSWER = len(_PREVAILING) - 1


def ledger_frame(files: Sequence[File], replicate: int) -> pd.DataFrame:
    """The ledger of a list of files."""
    columns = {
        name: np.fromiter(map(attrgetter(FIELD_OF[name]), files), np.int64 if whole else np.float64, len(files))
        for name, whole in WHOLE.items()
    }
    codes = np.array([file.law for file in files], dtype=np.int64).reshape(len(files), len(LAWS) * len(READINGS))
    rivals = {
        name: np.array([getattr(file, name) for file in files]).reshape(len(files), len(RIVAL_NAMES))
        for name in RIVAL_CHANCES
    }
    return ledger_from_arrays(columns, rivals, codes, replicate)


def _named(codes: npt.NDArray[Any], names: Sequence[str]) -> pa.Array:
    """Text of each code; nothing where it is negative."""
    known = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.array(names, pa.large_string()).take(known)


def file_names(provider: npt.NDArray[Any], opened: npt.NDArray[Any]) -> pa.Array:
    """Names of files: the provider and the month in which the file was opened, as in ``P0000012-2019-11``."""
    months = int(opened.max()) + 1 if opened.size else 0
    when = [month_date(month) for month in range(months)]
    who = compute.utf8_lpad(pa.array(provider.astype(np.int64)).cast(pa.large_string()), 7, "0")
    p, nothing, dash = (pa.scalar(mark, pa.large_string()) for mark in ("P", "", "-"))
    return compute.binary_join_element_wise(
        compute.binary_join_element_wise(p, who, nothing), _named(opened, when), dash
    )


def ledger_from_arrays(
    columns: Mapping[str, npt.NDArray[Any]],
    rivals: Mapping[str, npt.NDArray[Any]],
    law: npt.NDArray[np.integer[Any]],
    replicate: int,
    only: Container[str] | None = None,
) -> pd.DataFrame:
    """The ledger: one row per file, in the order of opening month and provider.

    Parameters
    ----------
    columns : mapping of str to (files,) arrays
        One per declared column.
    rivals : mapping of str to (files, 8) arrays
        One per entry of ``RIVAL_CHANCES``.
    law : (files, 8) array
        Packed answers of the law: the four readings under the law in force, then under the thresholds of 2019.
    only : container of str, optional
        Columns to make, beside the names of replicate and file; all by default.
    """
    number_of_files = law.shape[0]
    order = np.lexsort((columns["provider"], columns["opened"])) if number_of_files else np.zeros(0, dtype=np.int64)
    text: dict[str, pa.Array] = {"file": file_names(columns["provider"][order], columns["opened"][order])}
    data: dict[str, Any] = {"replicate": np.full(number_of_files, replicate, dtype=np.int32), "file": None}
    for name, column in LEDGER.items():
        if only is not None and name not in only:
            continue
        values = columns[name][order]
        if column.names:
            data[name], text[name] = None, _named(values, column.names)
        elif name in MONTHS or name in YES_NO:
            data[name] = pd.arrays.IntegerArray(np.where(values < 0, 1, values).astype(np.int16), values < 0)
        else:
            data[name] = values.astype(np.int64 if values.dtype.kind == "i" else np.float64)
    for field, (start, _) in RIVAL_CHANCES.items():
        for number, name in enumerate(RIVAL_NAMES):
            if only is None or start + name in only:
                data[start + name] = rivals[field][order, number]
    codes = law[order].astype(np.int64)
    truths = codes >> A_SHIFT
    for number, name in enumerate(RIVAL_NAMES):
        if only is None or f"met_{name}" in only:
            data[f"met_{name}"] = (truths[:, 0] >> TRUTH_BITS * (number + 2) & 3).astype(np.int8)
    place = 0
    for suffix in LAWS:
        for reading in READINGS:
            name, truth = f"law_{reading}{suffix}", truths[:, place]
            data[name], text[name] = None, _named(codes[:, place] & _ANSWER, _PREVAILING)
            place += 1
            data[f"met_286_1_{reading}{suffix}"] = (truth & 3).astype(np.int8)
            data[f"met_287_2_{reading}{suffix}"] = (truth >> TRUTH_BITS & 3).astype(np.int8)
            some = np.zeros(number_of_files, dtype=np.int8)
            for rival in range(len(RIVAL_NAMES)):
                np.maximum(some, (truth >> TRUTH_BITS * (rival + 2) & 3).astype(np.int8), out=some)
            data[f"met_other_{reading}{suffix}"] = some
    return pd.DataFrame(data | dict(pa.table(text).to_pandas().items()), copy=False)
