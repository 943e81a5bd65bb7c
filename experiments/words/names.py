"""Levers, numbers and reforms in a reader's words: ``order rate at 0.9 from January 2018``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from zombielaw.experiments.words.texts import LANGUAGES, joined, language, named, say, speaking
from zombielaw.sim.months import month_date
from zombielaw.sim.parameters import Declared, Headcounts, Policy, declared
from zombielaw.sim.world import province_shares


@cache
def lever_words() -> dict[str, dict[str, dict[str, str]]]:
    """Group, lever, and its words: ``en`` and ``zh`` title, ``about`` its meaning in Chinese."""
    read: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (Path(__file__).parent / "levers.yaml").read_text(encoding="utf-8")
    )
    return read


def title(lever: str) -> str:
    """Title of a lever, or its name where the file has none."""
    for inside in lever_words().values():
        if lever in inside:
            return inside[lever][language()]
    return lever.replace("_", " ")


class Shown(NamedTuple):
    """Words of a lever for a reader, with its declaration."""

    group: str
    title: str
    meaning: str
    about: Declared  # its declaration: range, unit, meaning


def levers() -> tuple[Shown, ...]:
    """Every lever that is declared, by group; one that the file does not name comes last, under its own name."""
    known = {lever.name: lever for lever in declared(Policy)}
    shown = [
        Shown(
            group,
            one[language()],
            one["about"] if language() == "zh" else known[name].about.meaning,
            known[name],
        )
        for group, inside in lever_words().items()
        for name, one in inside.items()
        if name in known
    ]
    rest = known.keys() - {one.about.name for one in shown}
    return (
        *shown,
        *(Shown("law", name, known[name].about.meaning, known[name]) for name in sorted(rest)),
    )


TIMES = ("months", "month", "per year", "per month", "multiple")
"""Units of levers that a reader needs beside the number."""


def month_in_words(month: int) -> str:
    """A month since November 2015 in words: January 2018; in Chinese 2018-01."""
    written = month_date(month)
    return f"{date.fromisoformat(f'{written}-01'):%B %Y}" if language() == LANGUAGES[0] else written


def lever_value_in_words(lever: str, value: object) -> str:
    """A value of a lever. ``value``: as the command writes it: a number, yes or no, or the name of an option."""
    if isinstance(value, bool | str):
        return named("option", str(value).lower())
    kinds = (*declared(Policy), *declared(Headcounts))
    unit = next(one.about.unit for one in kinds if one.name == lever)
    unit = "month" if (value, unit) == (1.0, "months") else unit
    return joined(f"{value:.3g}", named("unit", unit) if unit in TIMES else "")


def provinces_in_words(provinces: Sequence[int], of: int) -> str:
    """Provinces of a world, which has ``of`` of them, and the part of its providers that they hold; nothing of none."""
    if not provinces:
        return ""
    share = province_shares(of)[np.isin(range(of), provinces)].sum()
    numbers = say("list.comma").join(map(str, provinces))
    key = f"provinces.{'one' if len(provinces) == 1 else 'several'}"
    return say(key, provinces=numbers, share=f"{share:.0%}")


def share_in_words(share: float) -> str:
    """Share of the country that a reform covers; nothing of all of it."""
    return "" if share == 1.0 else say("provinces.share", share=f"{100.0 * share:g}%")


def reform_in_words(
    packages: Sequence[str],
    levers: Mapping[str, Any],
    when: Mapping[str, int],
    place: str,
) -> str:
    """Name of a reform: its packages and single levers, its time and its place; what it has not is left out.

    ``levers``: value by lever. ``when``: ``start, end`` (months since November 2015) and ``ramp`` (months), as far as
    the reform says them. ``place``: as of :func:`provinces_in_words` or :func:`share_in_words`; empty for everywhere.
    """
    what = [" + ".join(named("policy", one) for one in packages)] if packages else []
    for lever, value in levers.items():
        head, kind = (
            title(lever),
            "option" if isinstance(value, bool | str) else "lever",
        )
        name = f"{head[0].lower()}{head[1:]}"
        what.append(say(f"name.{kind}", lever=name, value=lever_value_in_words(lever, value)))
    parts = [say("name.and").join(what)]
    parts += [
        say(f"name.{end}", month=month_in_words(when[end]))
        for end in ("start", "end")
        if end in when
    ]
    parts += [say("name.ramp", months=when["ramp"])] if when.get("ramp") else []
    return "".join([*parts, place])


def in_chinese(key: str) -> str:
    """Meaning of a number in Chinese, by its full key."""
    return _chinese()[key.partition(".")[2]]


@cache
def _chinese() -> dict[str, str]:
    numbers: dict[str, str] = yaml.safe_load(
        Path(__file__).with_name("numbers.yaml").read_text(encoding="utf-8")
    )
    with speaking("zh"):
        return numbers | {lever.about.name: lever.meaning for lever in levers()}
