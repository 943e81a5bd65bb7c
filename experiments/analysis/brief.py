"""The page for a minister: a sentence on each reform in plain words, and four rows of numbers below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from zombielaw.experiments.analysis.compared import (
    DRAWS,
    EXPECTED,
    FEW,
    SHOWN,
    WHOLE,
    others,
    per,
)
from zombielaw.experiments.analysis.comparison import Tables, called, facts_of, short
from zombielaw.experiments.analysis.prices import FURTHER
from zombielaw.experiments.analysis.wording import NOTHING, Row, interval, number, paragraphs, table
from zombielaw.experiments.words.texts import say

USE, WRONGFUL, DAYS = SHOWN[0], f"{EXPECTED}wrongful", "official_days"
JUDGED, ROWS = (USE, WRONGFUL), ("use", "wrongful", "days", "draws")
DEAR = 0.1
"""Part of today's working days of officials from which on a reform is called dear."""
LIKELY = {"very_likely": 0.9, "likely": 2.0 / 3.0, "unsure": 0.0}
"""Least share of draws that agree, for each of the words for how sure a reform is (those of the climate panel)."""


def brief(tables: Tables) -> str:
    """The page below its question, as Markdown; empty where there is no year, no reform, too many, or given files."""
    rows = others(tables[WHOLE]) if WHOLE in tables else {}
    if not 1 <= len(rows) <= FEW or per(tables[WHOLE]):
        return ""
    base, words = next(iter(rows.values())), names(tables)
    drawn = others(tables.get(DRAWS, tables[WHOLE]))
    labels = [say(f"brief.row.{row}", dear=f"{DEAR:.0%}") for row in ROWS]
    columns, sentences = [labels, [*(number(base[one]["base"]) for one in JUDGED), "", ""]], []
    for name, own in rows.items():
        sides, days = {one: side(own[one], drawn[name][one]) for one in JUDGED}, cost(tables, name)
        price = dear(days, own[DAYS]["base"], bool(facts_of(tables).get("unpriced")))
        sentences.append(
            say(
                "brief.sentence",
                name=words[name],
                use=say(f"brief.use.{sides[USE]}"),
                wrongful=say(f"brief.wrongful.{sides[WRONGFUL]}"),
                cost=say(f"brief.cost.{price}"),
                sure=say(f"brief.sure.{sure(sides, drawn[name])}"),
            )
        )
        further = {
            "value": days[1],
            "low": days[0] if days[0] < days[2] else math.nan,
            "high": days[2],
        }
        agreed = "; ".join(_draws(drawn[name][one]) for one in JUDGED)
        columns.append(
            [*(number(own[one]["value"]) for one in JUDGED), interval(further, sign="+"), agreed]
        )
    heads = ["", called(tables, str(tables[WHOLE]["scenario"].iloc[0])), *words.values()]
    return paragraphs(
        *sentences, table(heads, zip(*columns, strict=True), right=range(1, len(heads)))
    )


def names(tables: Tables) -> dict[str, str]:
    """The reforms on the page: the only one shortly, several by number in the order of the question."""
    rows = [*others(tables[WHOLE])]
    if len(rows) == 1:
        return {rows[0]: short(tables, rows[0])}
    return {name: say("brief.number", number=at) for at, name in enumerate(rows, 1)}


def side(own: Row, drawn: Row) -> str:
    """``more`` or ``fewer`` where the interval at the defaults lies to one side of zero, or nearly all draws agree."""
    if own["difference_low"] > 0.0 or own["difference_high"] < 0.0:
        return "more" if own["difference"] > 0.0 else "fewer"
    agreed = (word for word in ("more", "fewer") if _agree(drawn, word) >= LIKELY["very_likely"])
    return next(agreed, "unclear")


def cost(tables: Tables, name: str) -> list[float]:
    """Further working days a year, to two digits, own work at the lowest, the assumed and the highest prices."""
    own, days = others(tables[FURTHER])[name], others(tables[WHOLE])[name][DAYS]["difference"]
    prices = sorted(float(own[end]["value"]) for end in ("low", "own_days", "high"))
    return [float(f"{days + price:.2g}") for price in prices]


def dear(days: Sequence[float], today: float, unpriced: bool) -> str:
    """``saves``, ``cheap``, ``dear`` or ``unclear``; ``unknown`` where a lever without a price may decide."""
    if days[0] > DEAR * today:
        return "dear"
    if unpriced:
        return "unknown"
    if days[2] < 0.0:
        return "saves"
    return "cheap" if days[2] <= DEAR * today else "unclear"


def sure(sides: Mapping[str, str], drawn: Mapping[str, Row]) -> str:
    """The word of :data:`LIKELY` for the least agreement of draws with a change; ``unasked`` without draws."""
    if "same_sign" not in drawn[USE]:
        return "unasked"
    shares = [_agree(drawn[one], word) for one, word in sides.items() if word != "unclear"]
    return next(word for word, least in LIKELY.items() if min(shares, default=0.0) >= least)


def _agree(drawn: Row, word: str) -> float:
    """Share of draws in which there are more, or fewer; zero where chance hides it, and without draws."""
    same, alike = drawn.get("same_sign", math.nan), (drawn["difference"] > 0.0) == (word == "more")
    return float(same if alike else 1.0 - same) if math.isfinite(same) else 0.0


def _draws(row: Row) -> str:
    """Number of draws in which there are more, of all."""
    if not math.isfinite(row.get("same_sign", math.nan)):
        return NOTHING
    draws = row["difference_draws"]
    return say("brief.of", count=f"{_agree(row, 'more') * draws:.0f}", draws=f"{draws:.0f}")
