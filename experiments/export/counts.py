"""``zombielaw counts FILE``: where counts of a law place it, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.counts import slopes, states_at
from zombielaw.experiments.analysis.wording import number, table
from zombielaw.experiments.config.schema import WORLD, at_defaults
from zombielaw.experiments.data.laws import as_table, read_counts
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.arguments import split
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.analysis.theory import kappa_beside_rival, kappa_min
from zombielaw.sim.parameters import WorldParameters

HEADS = ("provision", "place", "months", "desk", "share", "kappa", "states", "missing")


def counts(words: Sequence[str]) -> str:
    """Place the counts of a file on the map, in words. Raises InputError: no file, or a bad row."""
    plain, _ = split("counts", words, {"lang": "lang=zh"})
    if len(plain) != 1:
        raise InputError(
            "counts takes one table: zombielaw counts data/laws.csv; it has a row for each count."
        )
    world = at_defaults(WorldParameters, WORLD)
    beta, learnt = familiarity_pull(world), world.lesson / world.forgetting
    rows = as_table(read_counts(Path(plain[0])))
    some = rows[["desk", "share"]].notna().any(axis=1)
    cells = [_cells(row, learnt * row["desk"], beta) for row in rows[some].to_dict("records")]
    others = Counter(rows[~some][["provision", "missing"]].itertuples(index=False, name=None))
    return "\n\n".join(
        [
            say(
                "counts.answer",
                placed=int((rows["missing"].str.len() == 0).sum()),
                rows=len(rows),
                beside=number(kappa_beside_rival(beta)),
                alone=number(kappa_min(beta)),
            ),
            table([say(f"counts.{name}") for name in HEADS], cells, right=(3, 4, 5)),
            table(
                [say(f"counts.{name}") for name in ("provision", "windows", "missing")],
                [
                    (provision, count, _lacking(missing))
                    for (provision, missing), count in others.items()
                ],
            ),
            *_slopes(rows),
            say("counts.doubt"),
            "",
        ]
    )


def _lacking(missing: Sequence[str]) -> str:
    return say("list.comma").join(named("counts.stage", name) for name in missing)


def _cells(row: Mapping[Any, Any], kappa: float, beta: float) -> tuple[str, ...]:
    """Cells of a window of which something is known."""
    states = states_at(kappa, row["share"], beta)
    answer = say("counts.unplaced") if row["missing"] else named("counts.states", states or "none")
    measured = (number(row["desk"]), number(row["share"]), number(kappa))
    window = f"{row['begin']} … {row['end']}"
    return (row["provision"], row["place"], window, *measured, answer, _lacking(row["missing"]))


def _slopes(rows: pd.DataFrame) -> list[str]:
    """Slopes of provisions that have files and shares of three places or more."""
    lines = []
    for provision, own in rows.dropna(subset=["files", "share"]).groupby("provision", sort=False):
        panel = own.assign(uses=own["files"] * own["share"], year=own["begin"] + own["end"])
        if panel["place"].nunique() > 2:
            between, within = (
                f"{number(one.value)} ({number(one.low)}-{number(one.high)})"
                for one in slopes(panel)
            )
            lines.append(say("counts.slopes", provision=provision, between=between, within=within))
    return lines
