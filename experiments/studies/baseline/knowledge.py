"""Grounds on which knowledge rests in the files in which 287-2 prevails."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.opinion.explain import listed
from zombielaw.experiments.words.texts import LANGUAGES, Language, named, say
from zombielaw.sim.law.knowledge import GROUNDS
from zombielaw.sim.measures import UNDETECTED_UNDER


def knowledge_table(ledger: pd.DataFrame) -> pd.DataFrame:
    """Files in which 287-2 prevails, by the text of the statute and the thresholds of 2019, by ground of knowing."""
    grounds = ledger.loc[ledger[f"law_{UNDETECTED_UNDER}"] == "287-2", "knowledge"]
    counts = grounds.value_counts().reindex(GROUNDS[1:], fill_value=0)
    ends = [wilson_interval(count, counts.sum()) for count in counts]
    shares = counts / counts.sum()
    return pd.DataFrame(
        {
            "ground": counts.index,
            "files": counts.to_numpy(),
            "share": shares.to_numpy(),
            "low": [low for low, _ in ends],
            "high": [high for _, high in ends],
        }
    )


def knowledge_sentence(table: pd.DataFrame, runs: int, lang: Language = LANGUAGES[0]) -> str:
    """The shares in a sentence."""
    files = int(table["files"].sum())
    if not files:
        return say("knowledge.none", lang, runs=runs)
    parts = [
        say(
            "knowledge.part",
            lang,
            ground=named("ground", row["ground"], lang),
            files=f"{row['files']:,}",
            share=f"{row['share']:.1%}",
        )
        + say("interval", lang, low=f"{row['low']:.1%}", high=f"{row['high']:.1%}")
        for row in table.to_dict("records")
    ]
    return say("knowledge.told", lang, files=number(files), runs=runs, parts=listed(parts, lang))
