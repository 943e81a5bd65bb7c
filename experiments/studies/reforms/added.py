"""Effects beyond a product of declared rates, as a list with numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

import pandas as pd

from zombielaw.experiments.analysis.beyond import beside, together
from zombielaw.experiments.analysis.outcomes import OUTCOMES, head_in
from zombielaw.experiments.analysis.wording import NOTHING, interval, number, table
from zombielaw.experiments.words.texts import LANGUAGES, Language, named, say

WAYS = {
    "learning": ("training", "guiding_cases", "pooling"),
    "deterrence and correction": ("inspection_rate",),
    "knowledge of the duty": ("popularisation",),
}
"""Channel through which a lever works, beside the rates that it moves."""
SATURATION = "saturation"
ONLY_AGENTS = ("wrongful", "harm", "official_days")
"""Outcomes that the product does not have."""


def added(
    beyond: pd.DataFrame,
    moved: Mapping[str, Collection[str]],
    levels: pd.DataFrame,
    today: float,
    runs: pd.DataFrame,
    packages: Mapping[str, int],
) -> pd.DataFrame:
    """The list: ``what, name``, and the columns of the table *beyond*.

    ``beyond``: multiples of convictions by reform. ``moved``: levers of each. ``levels``: estimates of outcomes, with
    the ``name`` of their point. ``today``: convictions a year by the product. ``runs``: of
    convictions, before division. ``packages``: their points by name, today first and all together last.
    """
    first, *single, last = packages

    def level(outcome: str, name: str) -> pd.DataFrame:
        there = levels[(levels["name"] == name) & (levels["outcome"] == outcome)]
        return there.rename(columns={"value": "model"})[["name", "model", "low", "high"]]

    rows = [beside({first: today}, level("expected_convictions_286_1", first)).assign(what="level, a year")]
    for what, levers in WAYS.items():
        chosen = beyond[[name != last and not {*levers}.isdisjoint(moved[name]) for name in beyond["name"]]]
        rows.append(chosen.assign(what=what))
    multiples = beyond.set_index("name")["funnel"]
    whole = float(multiples[last] / multiples[single].prod())
    joint = together(runs, packages[first], [packages[name] for name in single], packages[last])
    model = pd.DataFrame([(last, *joint)], columns=["name", "model", "low", "high"])
    rows.append(beside({last: whole}, model).assign(what=SATURATION))
    rows += [beside({}, level(outcome, name)).assign(what=outcome) for outcome in ONLY_AGENTS for name in (first, last)]
    every = pd.concat(rows, ignore_index=True)
    return every[["what", *every.columns.drop("what")]]


def added_table(rows: pd.DataFrame, called: Callable[[str], str] = str, lang: Language = LANGUAGES[0]) -> str:
    """The list for a reader. ``called``: words of a package or a proposal."""
    lines = [
        (
            head_in(lang, row["what"], OUTCOMES[row["what"]])
            if row["what"] in ONLY_AGENTS
            else named("added", row["what"], lang),
            called(row["name"]),
            number(row["funnel"]),
            interval(row, "model", ends=("low", "high"), lang=lang),
            interval(row, "beyond", lang=lang) if math.isfinite(row["beyond"]) else NOTHING,
        )
        for row in rows.to_dict("records")
    ]
    heads = [say(f"reforms.head.{name}", lang) for name in ("what", "under")]
    heads += [say(f"beyond.head.{name}", lang) for name in ("funnel", "model", "beyond")]
    return table(heads, lines, right=(2, 3, 4))
