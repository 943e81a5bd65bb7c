"""The ledger of a run: one row per file, as arrays to count from and as a table to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from zombielaw.sim.decisions.perception import A_SHIFT, TRUTH_BITS
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import NONE, OFFENCES, RIVAL_NAMES
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.months import month_date
from zombielaw.sim.record import (
    FIELD_OF,
    LAWS,
    LEDGER,
    MONTHS,
    NEVER,
    RIVAL_CHANCES,
    WHOLE,
    YES_NO,
    Columns,
    File,
    law_columns,
    rival_columns,
)

UNDETERMINED = 1 << A_SHIFT - 1
"""Bit of a column ``law_...``: the law leaves open what prevails. The others are one for each that may, none first."""


def _prevailing(code: int) -> str:
    """Name of what prevails: one offence, ``either`` (the law leaves the choice), ``open`` or ``none``."""
    if code & UNDETERMINED:
        return "open"
    if code == 1 << NONE:
        return "none"
    names = [name for number, name in enumerate(OFFENCES) if code >> (number + 1) & 1]
    return names[0] if len(names) == 1 else "either: " + " or ".join(names)


_PREVAILING = tuple(_prevailing(code) for code in range(1 << A_SHIFT))
_ANSWER = len(_PREVAILING) - 1
_CODE_OF = {name: code for code, name in reversed(list(enumerate(_PREVAILING)))}
_EACH_RIVAL = sum(1 << TRUTH_BITS * rival for rival in range(len(RIVAL_NAMES)))
_RIVAL_AT = {
    start + name: (field, number)
    for field, (start, _) in RIVAL_CHANCES.items()
    for number, name in enumerate(RIVAL_NAMES)
}
_LAW_AT = {
    f"{start}_{reading}{suffix}": (what, number * len(READINGS) + place, shift)
    for number, suffix in enumerate(LAWS)
    for place, reading in enumerate(READINGS)
    for start, what, shift in (
        ("law", "law", 0),
        ("met_286_1", "met", 0),
        ("met_287_2", "met", TRUTH_BITS),
        ("met_other", "other", 2 * TRUTH_BITS),
    )
} | {
    f"met_{name}": ("met", 0, TRUTH_BITS * (2 + number)) for number, name in enumerate(RIVAL_NAMES)
}
"""Places in the packed answers of the law: kind, place of reading and law, first bit among the truths."""


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


class Files:
    """The ledger of a run, from the arrays that the run left.

    Parameters
    ----------
    source : array of records, or what gives the same by field and by rows
        A file each: ``law`` has 8 numbers, and so has each of ``RIVAL_CHANCES``. ``law`` are packed answers of the law:
        the four readings under the law in force, then under the thresholds of 2019.
    """

    def __init__(self, source: Any, replicate: int) -> None:
        self._source, self._replicate = source, replicate

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column; of ``law_...`` the bits of what prevails, see :data:`UNDETERMINED`."""
        if name in FIELD_OF:
            return np.asarray(self._source[FIELD_OF[name]])
        if name in _RIVAL_AT:
            field, number = _RIVAL_AT[name]
            return np.asarray(self._source[field])[:, number]
        what, place, shift = _LAW_AT[name]
        codes = self._codes[place]
        if what == "law":
            return np.asarray(codes & _ANSWER)
        truths = codes >> A_SHIFT + shift
        return np.asarray(_greatest(truths) if what == "other" else truths & 3)

    @cached_property
    def _codes(self) -> npt.NDArray[np.int64]:
        """Packed answers by place: a file's other fields are not read again with each."""
        return np.ascontiguousarray(np.transpose(self._source["law"]), dtype=np.int64)

    def only(self, rows: npt.NDArray[np.intp]) -> Files:
        """The ledger of some of its files."""
        return Files(self._source[rows], self._replicate)

    def frame(self) -> pd.DataFrame:
        """Table with one row per file, in the order of opening month and provider."""
        opened, provider = self["opened"], self["provider"]
        order = np.lexsort((provider, opened))
        text: dict[str, pa.Array] = {"file": file_names(provider[order], opened[order])}
        data: dict[str, Any] = {
            "replicate": np.full(order.size, self._replicate, dtype=np.int64),
            "file": None,
        }
        for name, column in {**LEDGER, **rival_columns(), **law_columns()}.items():
            values = self[name][order]
            if name.startswith("law_"):
                data[name], text[name] = None, _named(values, _PREVAILING)
            elif column.names:
                data[name], text[name] = None, _named(values, column.names)
            elif name in MONTHS or name in YES_NO:
                data[name] = pd.arrays.IntegerArray(
                    np.where(values < 0, 1, values).astype(np.int16), values < 0
                )
            elif name.startswith("met_"):
                data[name] = values.astype(np.int8)
            else:
                data[name] = values.astype(np.int64 if values.dtype.kind == "i" else np.float64)
        return pd.DataFrame(data | dict(pa.table(text).to_pandas().items()), copy=False)


class Table:
    """A table of ledger or panel that exists, as one reads it from a file, column by column like a run's own."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column.

        Raises
        ------
        ValueError
            It holds a word that no record has.
        """
        column = self._table[name]
        if name.startswith("law_"):
            return _codes(column, _CODE_OF)
        if name in LEDGER and LEDGER[name].names:
            return _codes(column, {word: code for code, word in enumerate(LEDGER[name].names)})
        if name in MONTHS or name in YES_NO:
            return column.astype("Int64").to_numpy(dtype=np.int64, na_value=NEVER)
        return column.to_numpy()

    def only(self, rows: npt.NDArray[np.intp]) -> Table:
        """Some of its rows."""
        return Table(self._table.iloc[rows])

    def frame(self) -> pd.DataFrame:
        """The table."""
        return self._table


def columns_of(table: Columns | pd.DataFrame) -> Columns:
    """Ledger or panel by column, whether it is a table or not."""
    return Table(table) if isinstance(table, pd.DataFrame) else table


def decided(files: Columns) -> npt.NDArray[np.intp]:
    """Rows of the files that came to a charging decision, in the order of opening month and provider.

    Only these have chances of a charge and of a conviction; in this order their sums are the same by every engine.
    """
    rows = np.flatnonzero(files["charged"] >= 0)
    return rows[np.lexsort((files["provider"][rows], files["opened"][rows]))]


def _codes(words: pd.Series, code_of: Mapping[str, int]) -> npt.NDArray[np.int64]:
    codes = {word: NEVER if pd.isna(word) else code_of.get(word) for word in words.unique()}
    if unknown := [word for word, code in codes.items() if code is None]:
        raise ValueError(
            f"{words.name} holds {unknown[0]!r}; allowed: {', '.join(code_of)}, or nothing."
        )
    return words.map(codes).to_numpy(dtype=np.int64)


def _greatest(truths: npt.NDArray[Any]) -> npt.NDArray[np.int8]:
    """The greatest of the truths of all rivals, packed from the first bit on."""
    some = np.zeros(truths.shape, dtype=np.int8)
    some[truths & _EACH_RIVAL * OPEN != 0] = OPEN
    some[truths & _EACH_RIVAL * MET != 0] = MET
    return some


def files_of(files: Sequence[File], replicate: int) -> Files:
    """The ledger of a list of files."""
    kinds: list[tuple[Any, ...]] = [
        (FIELD_OF[name], np.int64 if whole else np.float64) for name, whole in WHOLE.items()
    ]
    kinds += [("law", np.int64, (len(LAWS) * len(READINGS),))]
    kinds += [(field, np.float64, (len(RIVAL_NAMES),)) for field in RIVAL_CHANCES]
    source = np.empty(len(files), np.dtype(kinds))
    for name, *_ in kinds:
        values = [getattr(file, name) for file in files]
        source[name] = np.reshape(values, source[name].shape)
    return Files(source, replicate)
