"""The ways of case files: where each went by the end of a month, and how many took each step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

OPEN = "pending"
"""Where a file is that had not ended by that month."""
STARTS = {"inspection": "found", "police": "traced", "injected": "found"}
REACHED = {"ordered": "first_order", "refused": "first_due", "referred": "referred", "filed": "filed"}
"""Steps between the start and the charge, and the month of the ledger from which on a file has taken it."""
CHARGES = ("charged_286_1", "charged_287_2", "charged_other")
ENDS = ("convicted_286_1", "convicted_287_2", "convicted_other")
BEFORE_REFUSAL = ("found", "ordered")
"""Steps from which a file goes on before an order is refused; the others come after."""


def ways(ledger: pd.DataFrame, month: int) -> pd.Series[str]:
    """Steps of each file that was opened by the end of a month, joined by `` > ``, by name of the file.

    The last step is how the file ended (with the offence, if somebody was convicted), or :data:`OPEN`.
    """
    rows = ledger[(ledger["opened"] <= month).fillna(False).to_numpy(dtype=bool)].set_index("file")
    way = rows["began"].astype(str).map(STARTS)
    for name, column in REACHED.items():
        there = _by(rows[column], month)
        if name == "referred":
            there &= (way != "traced").to_numpy()  # who is traced is with the police from the start
        way = way.where(~there, way + f" > {name}")
    charge = _offence(rows["charge"], CHARGES)
    charged = _by(rows["charged"], month) & (charge != "").to_numpy()
    way = way.where(~charged, way + " > " + charge)
    end = rows["end"].astype(str).str.replace(" ", "_")
    end = end.where(end != "convicted", _offence(rows["verdict"], ENDS))
    return (way + " > " + end.where(_by(rows["closed"], month), OPEN)).rename("way")


def steps(way: pd.Series[str]) -> pd.DataFrame:
    """How many files went from step to step: ``source, target, files``, from the ways of files."""
    passed: dict[tuple[str, str], int] = {}
    for text, files in way.value_counts().items():
        for pair in pairwise(str(text).split(" > ")):
            passed[pair] = passed.get(pair, 0) + int(files)
    return pd.DataFrame([(*pair, files) for pair, files in passed.items()], columns=["source", "target", "files"])


def taking(way: pd.Series[str], source: str, target: str) -> list[str]:
    """Names of the files that took a step."""
    step = f" {source} > {target} "
    return [str(name) for name, text in way.items() if step in f" {text} "]


def _by(months: pd.Series, month: int) -> np.ndarray:
    return (months <= month).fillna(False).to_numpy(dtype=bool)


def _offence(codes: pd.Series, names: tuple[str, str, str]) -> pd.Series[str]:
    said = codes.astype(str)
    known = {"286-1": names[0], "287-2": names[1], "none": "", "nan": "", "acquitted": ""}
    return said.map(lambda offence: known.get(offence, names[2]))
