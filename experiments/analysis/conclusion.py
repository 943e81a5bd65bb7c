"""One case file in a sentence: at which elements each offence fails, and on what its verdict rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.opinion.words import short_name
from zombielaw.experiments.words.texts import Language, named, say
from zombielaw.sim.law.truth import MET, OPEN

ONLY = ("", "diverted", "convicted_286_1", "acquitted")
"""Files that a reader may ask for: all; charged with 287-2 where 286-1 is satisfied; convicted of 286-1; acquitted.

The law is that of :func:`conclusion`, in force for the file, and not that with the thresholds of 2019 in all years."""
PARTS_OF_WEIGHT = ("aided_crime", "serious", "fivefold")
"""Elements of 287-2 that its element ``weight`` joins; the last one stands in place of the others."""


def selected(ledger: pd.DataFrame, only: str) -> pd.DataFrame:
    """The files of a ledger that are asked for: one of :data:`ONLY`."""
    charge, verdict = (ledger[name].astype(str) for name in ("charge", "verdict"))
    kept = {
        "": pd.Series(True, index=ledger.index),
        "diverted": (charge == "287-2") & (ledger["met_286_1_statute"] == MET),
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
    """Grounds of the verdict of a file, if there is one, and whether the file ended as the law says.

    ``row``: of the ledger.
    """
    said, verdict = [], str(row["verdict"])
    if not pd.isna(row["judged"]):
        outcome = {"acquitted": "acquitted", "none": "withdrawn"}.get(verdict, "convicted")
        said = [
            say(
                f"judged.{outcome}",
                lang,
                offence=short_name(verdict, lang) if outcome == "convicted" else "",
            ),
            say("judged.tested" if row["scrutiny"] == 1 else "judged.by_file", lang),
            say("judged.plea" if row["plea"] == 1 else "judged.no_plea", lang),
        ]
    return _gap(lang).join([*said, say(f"fate.{fate(row)}", lang)])


def fate(row: Mapping[str, Any]) -> str:
    """How the end of a file stands to the text of the statute on its true facts.

    ``right``: convicted of an offence that is satisfied. ``mislabelled``: of one that is not, while another is.
    ``wrong``: while none is. ``lost``: nobody is convicted, though one is satisfied. ``spared``: and none is.
    ``open``: the law has no answer. ``pending``: the file has not ended.
    """
    own = {"286-1": "met_286_1_statute", "287-2": "met_287_2_statute"}
    verdict = str(row["verdict"])
    convicted = verdict not in ("none", "acquitted")
    if not convicted and pd.isna(row["closed"]):
        return "pending"
    most = max(row[name] for name in (*own.values(), "met_other_statute"))
    truth = row[own.get(verdict, f"met_{verdict.replace('-', '_')}")] if convicted else most
    if OPEN in (truth, most):
        return "open"
    if truth == MET:
        return "right" if convicted else "lost"
    return "spared" if not convicted else "mislabelled" if most == MET else "wrong"
