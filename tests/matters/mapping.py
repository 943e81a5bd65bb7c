"""From the codes of the code-book to the facts of an opinion, by the rows of ``mapping.csv``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from zombielaw.experiments.data.acts import Acts, Told, is_yes_no
from zombielaw.experiments.data.cases import interval_from
from zombielaw.experiments.opinion.outcome import TEXTS_READ
from zombielaw.sim.law.facts import ANY_DAY, Facts, Interval

HERE = Path(__file__).parent
DAYS = ("conduct_end_day", "order_day", "judgment_day")


@cache
def rows() -> list[dict[str, str]]:
    """Rows of the mapping: act, condition, fact, value and reason."""
    table = pd.read_csv(HERE / "mapping.csv", dtype=str, keep_default_na=False)
    return table.to_dict("records")  # type: ignore[return-value]


def read(name: str) -> Any:
    """A file of this folder."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _words(value: Any) -> set[str]:
    """Words of a code: yes and no, a word, or those of a list or of orders."""
    if isinstance(value, dict):
        return _words(list(value.values()))
    if isinstance(value, list):
        return set().union(*map(_words, value))
    return {
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    }


def _fits(when: str, codes: Mapping[str, Any]) -> bool:
    """True if each condition holds: ``key=a|b`` one of the words, ``key!=a|b`` none, ``key`` that it is coded."""
    for one in when.split():
        key, sign, allowed = one.partition("=")
        none = key.endswith("!")
        words = _words(codes.get(key.rstrip("!"), []))
        if (not words) if not sign else none == bool(words & {*allowed.split("|")}):
            return False
    return True


def _ends(value: Any) -> list[Any]:
    """Least and most of a number, of a day, or of records of several kinds."""
    if isinstance(value, dict):
        return [sum(ends) for ends in zip(*map(_ends, value.values()), strict=True)]
    return value if isinstance(value, list) else [value, value]


def _value(written: str, codes: Mapping[str, Any]) -> Any:
    """Value of a fact, none if nothing is told: the first of ``a|b`` that is; ``a..`` at least, ``..a`` at most."""
    if written in ("yes", "no"):
        return written == "yes"
    for one in written.split("|"):
        key, _, limit = one.strip(".").partition("<")
        told = float(key) if key.isdigit() else codes.get(key)
        if told is None:
            continue
        low, high = _ends(told)
        if limit:
            return [high < int(limit), low < int(limit)]
        return [0 if one.startswith("..") else low, math.inf if one.endswith("..") else high]
    return None


def _told(matter: Mapping[str, Any]) -> Iterator[tuple[str, Interval]]:
    """Facts that the rows give, in their order; one of an act once for each act that fits."""
    orders = [one for one in matter["orders"] if one.get("obeyed") is not True]
    days = [one["day"] for one in matter["orders"] if "day" in one]
    of_all = {**matter, "last": max(days, key=_ends) if days else None}
    for row in rows():
        counted = {*row["when"].partition("orders=")[2].partition(" ")[0].split("|")}
        of_all["count"] = sum(one["form"] in counted for one in orders)
        for act in matter["acts"]:
            codes = of_all | act
            fits = not row["act"] or act["act"] in row["act"].split("|")
            if fits and _fits(row["when"], codes):
                value = _value(row["value"], codes)
                if value is not None:
                    yield row["fact"], interval_from(row["fact"], value)


def told_of(matter: Mapping[str, Any]) -> Told:
    """Facts and acts of a coded matter.

    Of a yes or no the first row that fits counts; of amounts the largest, for two acts may tell of the same money.
    """
    found: dict[str, Interval] = {}
    for name, fact in _told(matter):
        if name not in found or (not is_yes_no(name) and name not in DAYS and fact > found[name]):
            found[name] = fact
    ended = found.get("conduct_end_day", ANY_DAY).low
    if "judgment_day" not in found and not math.isinf(ended):
        # each matter was decided, on some day between its end and the collection
        found["judgment_day"] = Interval(ended, TEXTS_READ)
    acts = Acts(**{name: found.pop(name) for name in Acts._fields if name in found})
    return Told(Facts()._replace(**found), acts)
