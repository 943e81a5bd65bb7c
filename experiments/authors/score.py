"""``zombielaw score predictions observed=file.csv``: registered predictions held against outcomes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.wording import number, table
from zombielaw.experiments.authors.asked import split
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.foreseen import REGISTERED
from zombielaw.experiments.offences.registered import check_same, made_of, read_draws
from zombielaw.experiments.offences.scored import read_outcomes, scores
from zombielaw.experiments.runs.study_store import on_disk
from zombielaw.experiments.words.texts import LANGUAGES, Language, say

WHAT = "predictions"
KEYS = {"observed": "observed=outcomes.csv", "out": "out=scores", "lang": "lang=zh"}


def answer(words: Sequence[str]) -> str:
    """Score a table of outcomes; write the scores and a figure into a folder, and return them in words.

    Raises InputError: no table, a bad row, or an engine that does not say what was registered. Raises StoreError: the
    folder cannot be written.
    """
    plain, given = split("score", words, KEYS)
    if plain != [WHAT] or "observed" not in given:
        raise InputError(
            "score takes: zombielaw score predictions observed=outcomes.csv; docs/predictions.md says how."
        )
    lang = next((one for one in LANGUAGES if one == given.get("lang", LANGUAGES[0])), None)
    if lang is None:
        raise InputError("lang={} is not known; allowed: {}.", given["lang"], LANGUAGES)
    draw = read_draws()
    made = made_of(draw)
    outcomes = read_outcomes(Path(given["observed"]), made[REGISTERED])
    check_same(made, draw["persons"])
    rows = scores(made, outcomes, draw["persons"])
    folder = Path(given.get("out", "scores"))
    from zombielaw.experiments.figures.scored import draw as draw_scores  # noqa: PLC0415

    words_of = {theory: say(f"score.{theory}", lang) for theory in made}
    with on_disk(f"out={folder}"):
        folder.mkdir(parents=True, exist_ok=True)
        rows.to_csv(folder / "scores.csv", index=False)
        draw_scores(
            rows,
            [*made],
            {**words_of, **{key: say(f"score.{key}", lang) for key in ("axis", "title")}},
            folder / "scores.png",
        )
    return f"{summary(rows, words_of, lang)}\n\n{folder}\n"


def summary(rows: pd.DataFrame, names: dict[str, str], lang: Language) -> str:
    """Sums of the scores by theory, and every row of the registered theory."""
    sums = rows.groupby("theory", sort=False)[["log_score", "crps"]].sum()
    registered = sums.loc[REGISTERED]
    totals = [
        (
            names[str(theory)],
            number(row["log_score"]),
            number(registered["log_score"] - row["log_score"], "+"),
            number(row["crps"]),
            number(registered["crps"] - row["crps"], "+"),
        )
        for theory, row in sums.iterrows()
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
    keys = (
        ("theory", "log_score", "ahead", "crps", "less"),
        ("line", "outcome", "observed", "foreseen", "log_score", "crps"),
    )
    heads = [tuple(say(f"score.{key}", lang) for key in these) for these in keys]
    return "\n\n".join(
        [
            say("score.answer", lang, rows=len(own)),
            table(heads[0], totals, right=(1, 2, 3, 4)),
            table(heads[1], each, right=(4, 5)),
        ]
    )


def _between(low: float, high: float) -> str:
    """Two ends; the upper may be open."""
    return f"{number(low)} … {number(high) if math.isfinite(high) else '∞'}"
