"""``zombielaw score predictions observed=file.csv``: registered predictions held against outcomes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.wording import number, table
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.arguments import split
from zombielaw.experiments.offences.declaration import units_of
from zombielaw.experiments.offences.engine import REGISTERED
from zombielaw.experiments.offences.registered import (
    FIRST,
    LEVEL,
    SECOND,
    WANTS,
    foreseen_of,
    registered,
)
from zombielaw.experiments.offences.scored import ALL, by_unit, read_outcomes, scores
from zombielaw.experiments.runs.study_store import on_disk
from zombielaw.experiments.words.texts import language, say

KEYS = {"observed": "observed=outcomes.csv", "out": "out=scores", "lang": "lang=zh"}
APART = "wages"
"""Unit whose counts an earlier review had printed before the declarations."""
SHOWN = (REGISTERED, "complainant", LEVEL, WANTS)
"""Theories in the figure."""


def score(words: Sequence[str]) -> str:
    """Score a table of outcomes; write the scores and a figure into a folder, and return them in words.

    Raises InputError: no table, a bad row, or an engine that does not say what was registered. Raises StoreError: the
    folder cannot be written.
    """
    plain, given = split("score", words, KEYS)
    if plain not in ([FIRST], [SECOND]) or "observed" not in given:
        raise InputError(
            "score takes: zombielaw score predictions observed=outcomes.csv, or score second; docs/predictions.md says "
            "how."
        )
    known, observed = registered(plain[0]), Path(given["observed"])
    units = units_of(known.offences.values())
    outcomes = read_outcomes(observed, units)
    foreseen = foreseen_of(known, outcomes)
    rows = scores(foreseen, outcomes)
    folder = Path(given.get("out", "scores"))
    from zombielaw.experiments.figures.rows import draw_scores  # noqa: PLC0415
    from zombielaw.experiments.figures.style import Look, Page  # noqa: PLC0415

    names = {theory: say(f"score.{theory}") for theory in foreseen}
    called = {rf"\b{unit}\b": one.name[language()] for unit, one in units.items()}
    called[r"\+"] = " + "
    levels = rows.replace({"outcome": called}, regex=True)[
        (rows["kind"] == "level").to_numpy() | (rows["kind"] != "level").all()
    ]
    with on_disk(f"out={folder}"):
        folder.mkdir(parents=True, exist_ok=True)
        written = rows.map(lambda one: float(f"{one:.4g}") if isinstance(one, float) else one)
        written.to_csv(folder / "scores.csv", index=False)
        world = say("score.world", draws=known.draw["persons"].size)
        page = Page(folder, observed.name, 1, 1, world, Look(formats=("png",)))
        draw_scores(levels, SHOWN, names, page)
    return f"{summary(rows, names)}\n\n{folder}\n"


def summary(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """Scores by unit and theory, and every row of the registered theory."""
    cells = by_unit(rows, APART).set_index(["unit", "kind", "theory"])
    units = [
        (
            say("score.all") if unit == ALL else str(unit),
            say(f"score.{kind}"),
            *(f"{number(own['log_score'])} ({number(own['crps'])})" for _, own in group.iterrows()),
        )
        for (unit, kind), group in cells.groupby(["unit", "kind"], sort=False)
    ]
    own = rows[rows["theory"] == REGISTERED].to_dict("records")
    each = [
        (
            str(row["line"]),
            row["outcome"],
            _between(row["low"], row["high"]),
            f"{number(row['q50'])} ({_between(row['q05'], row['q95'])})",
            number(row["log_score"]),
            number(row["crps"]),
        )
        for row in own
    ]
    heads = [
        say(f"score.{key}")
        for key in ("line", "outcome", "observed", "foreseen", "log_score", "crps")
    ]
    return "\n\n".join(
        [
            say("score.answer", rows=len(own)),
            table([say("score.unit"), say("score.kind"), *names.values()], units),
            table(heads, each, right=(4, 5)),
        ]
    )


def _between(low: float, high: float) -> str:
    """Two ends; the upper may be open."""
    return f"{number(low)} … {number(high) if math.isfinite(high) else '∞'}"
