"""One case file in a sentence: at which elements each offence fails, and on what its verdict rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.words.texts import Language, named, say
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import UNDETECTED_UNDER

ONLY = ("", "diverted", "convicted_286_1", "acquitted")
"""Files that a reader may ask for: all; charged with 287-2 where 286-1 is satisfied; convicted of 286-1; acquitted."""
PARTS_OF_WEIGHT = ("aided_crime", "serious", "fivefold")
"""Elements of 287-2 that its element ``weight`` joins; the last one stands in place of the others."""


def selected(ledger: pd.DataFrame, only: str) -> pd.DataFrame:
    """The files of a ledger that are asked for: one of :data:`ONLY`."""
    charge, verdict = (ledger[name].astype(str) for name in ("charge", "verdict"))
    kept = {
        "": pd.Series(True, index=ledger.index),
        "diverted": (charge == "287-2") & (ledger[f"met_286_1_{UNDETECTED_UNDER}"] == MET),
        "convicted_286_1": verdict == "286-1",
        "acquitted": verdict == "acquitted",
    }
    return ledger[kept[only].fillna(False).to_numpy(dtype=bool)]


def conclusion(explained: pd.DataFrame, lang: Language) -> str:
    """Sentence on each offence: satisfied on the true facts, or the elements at which it fails, or those that are open.

    ``explained``: as of :func:`zombielaw.experiments.analysis.story.explained`.
    """
    return _gap(lang).join(
        _of(str(offence), elements, lang)
        for offence, elements in explained.groupby("offence", sort=False)
    )


def _gap(lang: Language) -> str:
    return " " if lang == "en" else ""


def _of(offence: str, elements: pd.DataFrame, lang: Language) -> str:
    elements = elements[~elements["element"].isin(PARTS_OF_WEIGHT)]

    def names(truth: str) -> str:
        words = [
            named("element", str(one), lang)
            for one in elements.loc[elements["truth"] == truth, "element"]
        ]
        return say("list.comma", lang).join(words)

    lacking, unsettled = names("not met"), names("open")
    if lacking:
        return say("conclusion.fails", lang, offence=offence, elements=lacking)
    if unsettled:
        return say("conclusion.open", lang, offence=offence, elements=unsettled)
    return say("conclusion.met", lang, offence=offence)


def judged(row: Mapping[str, Any], lang: Language) -> str:
    """Grounds of the verdict of a file: how the court examined it, and a plea; nothing of a file without a verdict.

    ``row``: of the ledger.
    """
    if pd.isna(row["judged"]):
        return ""
    offence = str(row["verdict"])
    outcome = {"acquitted": "acquitted", "none": "withdrawn"}.get(offence, "convicted")
    return _gap(lang).join(
        [
            say(f"judged.{outcome}", lang, offence=offence),
            say("judged.tested" if row["scrutiny"] == 1 else "judged.by_file", lang),
            say("judged.plea" if row["plea"] == 1 else "judged.no_plea", lang),
        ]
    )
