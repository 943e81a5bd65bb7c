"""``zombielaw score predictions observed=file.csv``: registered predictions held against outcomes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.wording import number, table
from zombielaw.experiments.authors.asked import language, split
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.declaration import built_in, units_of
from zombielaw.experiments.offences.foreseen import ORDER_FREE, REGISTERED, WITH_COMPLAINANT
from zombielaw.experiments.offences.learnt import LEVEL, WANTS, identified
from zombielaw.experiments.offences.registered import (
    as_written,
    check_same,
    foreseen_by,
    made_of,
    read_draws,
    refuted,
    wanted_by,
)
from zombielaw.experiments.offences.scored import ALL, by_unit, read_outcomes, scores
from zombielaw.experiments.offences.second import SECOND_FOLDER, foreseen_of, offences
from zombielaw.experiments.runs.study_store import on_disk
from zombielaw.experiments.words.texts import LANGUAGES, Language, say

FIRST, SECOND = "predictions", "second"
KEYS = {"observed": "observed=outcomes.csv", "out": "out=scores", "lang": "lang=zh"}
APART = "wages"
"""Unit whose counts an earlier review had printed before the declarations."""
SHOWN = (REGISTERED, WITH_COMPLAINANT, LEVEL, WANTS)
"""Theories in the figure."""


def answer(words: Sequence[str]) -> str:
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
    lang = language(given.get("lang", LANGUAGES[0]))
    draw, observed, told, learnt = read_draws(), Path(given["observed"]), "", pd.DataFrame()
    if plain == [FIRST]:
        made, units = made_of(draw), units_of(built_in().values())
        outcomes = read_outcomes(observed, made[REGISTERED])
        check_same(made, draw["persons"])
        wanted = wanted_by(draw, outcomes)
        foreseen, learnt = (
            foreseen_by(made, draw["persons"], outcomes, wanted),
            identified(wanted, outcomes),
        )
        rates = refuted(made, draw["persons"])
        of = {"true": rates[REGISTERED], "false": rates[ORDER_FREE]}
        told = say(
            "score.refutes",
            lang,
            **{name: f"{three:.0%}" for name, (three, _) in of.items()},
            **{f"{name}_two": f"{two:.0%}" for name, (_, two) in of.items()},
        )
    else:
        units = units_of(offences().values())
        outcomes = read_outcomes(observed, units)
        foreseen = foreseen_of({**draw, **read_draws(SECOND_FOLDER)}, outcomes)
    rows = scores(foreseen, outcomes)
    folder = Path(given.get("out", "scores"))
    from zombielaw.experiments.figures.scored import draw as draw_scores  # noqa: PLC0415
    from zombielaw.experiments.figures.style import Look, Page  # noqa: PLC0415

    names = {theory: say(f"score.{theory}", lang) for theory in foreseen}
    called = {rf"\b{unit}\b": one.name[lang] for unit, one in units.items()}
    called[r"\+"] = " + "
    levels = rows.replace({"outcome": called}, regex=True)[
        (rows["kind"] == "level").to_numpy() | (rows["kind"] != "level").all()
    ]
    with on_disk(f"out={folder}"):
        folder.mkdir(parents=True, exist_ok=True)
        as_written(rows).to_csv(folder / "scores.csv", index=False)
        as_written(learnt).to_csv(folder / "learnt.csv", index=False)
        world = say("score.world", lang, draws=len(draw["persons"]))
        page = Page(folder, observed.name, 1, 1, world, Look(lang=lang, formats=("png",)))
        draw_scores(levels, SHOWN, names, page)
    return f"{summary(rows, names, lang)}\n\n{told}\n\n{folder}\n"


def summary(rows: pd.DataFrame, names: dict[str, str], lang: Language) -> str:
    """Scores by unit and theory, and every row of the registered theory."""
    cells = by_unit(rows, APART).set_index(["unit", "kind", "theory"])
    units = [
        (
            say("score.all", lang) if unit == ALL else str(unit),
            say(f"score.{kind}", lang),
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
        say(f"score.{key}", lang)
        for key in ("line", "outcome", "observed", "foreseen", "log_score", "crps")
    ]
    return "\n\n".join(
        [
            say("score.answer", lang, rows=len(own)),
            table([say("score.unit", lang), say("score.kind", lang), *names.values()], units),
            table(heads, each, right=(4, 5)),
        ]
    )


def _between(low: float, high: float) -> str:
    """Two ends; the upper may be open."""
    return f"{number(low)} … {number(high) if math.isfinite(high) else '∞'}"
