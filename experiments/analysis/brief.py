"""The page for a minister: a sentence on each reform in plain words, and four rows of numbers below."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from zombielaw.experiments.analysis.compared import (
    DRAWS,
    EXPECTED,
    FEW,
    SHOWN,
    WHOLE,
    others,
    per,
)
from zombielaw.experiments.analysis.comparison import LONG, Tables, called, facts_of
from zombielaw.experiments.analysis.prices import FURTHER
from zombielaw.experiments.analysis.wording import NOTHING, Row, number, paragraphs, table
from zombielaw.experiments.words.texts import say

USE, WRONGFUL, DAYS = SHOWN[0], f"{EXPECTED}wrongful", "official_days"
DEAR = 0.1
"""Part of today's working days of officials from which on a reform is called dear."""
LIKELY = {"very_likely": 0.9, "likely": 2.0 / 3.0, "unsure": 0.0}
"""Least share of draws that agree, for each of the words for how sure a reform is (those of the climate panel)."""


class Cost(NamedTuple):
    """Further working days a year, to two digits: at the lowest, the assumed and the highest prices."""

    low: float
    value: float
    high: float


def brief(tables: Tables) -> str:
    """The page below its question, as Markdown; empty where there is no year, no reform, too many, or given files."""
    rows = others(tables[WHOLE]) if WHOLE in tables else {}
    if not 1 <= len(rows) <= FEW or per(tables[WHOLE]):
        return ""
    unpriced = bool(facts_of(tables).get("unpriced"))
    words, drawn = names(tables), others(tables.get(DRAWS, tables[WHOLE]))
    costs = {name: cost(tables, name, own[DAYS]) for name, own in rows.items()}
    sentences = [
        say(
            "brief.sentence",
            name=words[name],
            use=say(f"brief.use.{side(own[USE], drawn[name][USE])}"),
            wrongful=say(f"brief.wrongful.{side(own[WRONGFUL], drawn[name][WRONGFUL])}"),
            cost=say(f"brief.cost.{dear(costs[name], own[DAYS]['base'], unpriced)}"),
            sure=say(f"brief.sure.{sure(own, drawn[name])}"),
        )
        for name, own in rows.items()
    ]
    first = next(iter(rows.values()))
    each = [(own, drawn[name], costs[name]) for name, own in rows.items()]
    body = [
        (
            say(f"brief.row.{row}"),
            number(first[outcome]["base"]),
            *(number(own[outcome]["value"]) for own, _, _ in each),
        )
        for row, outcome in (("use", USE), ("wrongful", WRONGFUL))
    ]
    body.append(
        (
            say("brief.row.days", dear=f"{100.0 * DEAR:.0f}"),
            NOTHING,
            *(_days(of) for _, _, of in each),
        )
    )
    agree = ("; ".join(_draws(of[outcome]) for outcome in (USE, WRONGFUL)) for _, of, _ in each)
    body.append((say("brief.row.draws"), NOTHING, *agree))
    today = called(tables, str(tables[WHOLE]["scenario"].iloc[0]))
    heads = ["", today, *words.values()]
    return paragraphs(*sentences, table(heads, body, right=range(1, len(heads))))


def names(tables: Tables) -> dict[str, str]:
    """The reforms on the page: by number in the order of the question, where their names are long."""
    full = {name: called(tables, name) for name in others(tables[WHOLE])}
    if max(map(len, full.values())) <= LONG:
        return full
    if len(full) == 1:
        return dict.fromkeys(full, say("compared.the_reform"))
    return {name: say("brief.number", number=at) for at, name in enumerate(full, 1)}


def side(own: Row, drawn: Row) -> str:
    """``more`` or ``fewer`` where the interval at the defaults lies to one side of zero, or nearly all draws agree."""
    if own["difference_low"] > 0.0 or own["difference_high"] < 0.0:
        return "more" if own["difference"] > 0.0 else "fewer"
    agreed = (word for word in ("more", "fewer") if _agree(drawn, word) >= LIKELY["very_likely"])
    return next(agreed, "unclear")


def cost(tables: Tables, name: str, days: Row) -> Cost:
    """Further working days of a scenario: those of checks and case files, and own work at prices and their ends."""
    own = others(tables[FURTHER])[name]
    prices = sorted(float(own[end]["value"]) for end in ("low", "own_days", "high"))
    return Cost(*(float(f"{days['difference'] + price:.2g}") for price in prices))


def dear(further: Cost, today: float, unpriced: bool) -> str:
    """``saves``, ``cheap``, ``dear`` or ``unclear``; ``unknown`` where a lever without a price may decide."""
    if further.low > DEAR * today:
        return "dear"
    if unpriced:
        return "unknown"
    if further.high < 0.0:
        return "saves"
    return "cheap" if further.high <= DEAR * today else "unclear"


def sure(own: Mapping[str, Row], drawn: Mapping[str, Row]) -> str:
    """The word of :data:`LIKELY` for the least agreement of draws with a change; ``unasked`` without draws."""
    if "same_sign" not in drawn[USE]:
        return "unasked"
    sides = {one: side(own[one], drawn[one]) for one in (USE, WRONGFUL)}
    shares = [_agree(drawn[one], word) for one, word in sides.items() if word != "unclear"]
    return next(word for word, least in LIKELY.items() if min(shares, default=0.0) >= least)


def _agree(drawn: Row, word: str) -> float:
    """Share of draws in which there are more, or fewer; zero where chance hides it, and without draws."""
    same, alike = drawn.get("same_sign", math.nan), (drawn["difference"] > 0.0) == (word == "more")
    return float(same if alike else 1.0 - same) if math.isfinite(same) else 0.0


def _days(of: Cost) -> str:
    ends = say("interval", low=number(of.low, "+"), high=number(of.high, "+"))
    return number(of.value, "+") + (ends if of.low < of.high else "")


def _draws(row: Row) -> str:
    """Number of draws in which there are more, of all."""
    if not math.isfinite(row.get("same_sign", math.nan)):
        return NOTHING
    draws = row["difference_draws"]
    return say("brief.of", count=f"{_agree(row, 'more') * draws:.0f}", draws=f"{draws:.0f}")
