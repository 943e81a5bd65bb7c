"""Reforms as rows of a design: settings of each, over the policy of the command, with a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import (
    LABEL,
    NAME,
    PROVINCES,
    SHARE,
    labels_in,
    table_of,
    value_in,
)
from zombielaw.experiments.designs.reform_words import AGAINST, laid, reforms_in, typed_value
from zombielaw.experiments.errors import InputError, Said
from zombielaw.experiments.words.levers import title
from zombielaw.experiments.words.reforms import (
    lever_value_in_words,
    provinces_in_words,
    share_in_words,
)
from zombielaw.experiments.words.texts import LANGUAGES, Language, say
from zombielaw.sim.parameters import Policy, declared


def worded_design(
    settings: Settings, text: str, where: str, lang: Language = LANGUAGES[0]
) -> pd.DataFrame:
    """The design of reforms in words: the base of comparison, then one row per reform, named in a language.

    Raises InputError: as of :func:`reform_design`, or words that cannot be read.
    """
    reforms = enumerate(reforms_in(text, where))
    named = [(Said("reform {}", number) if number else AGAINST, each) for number, each in reforms]
    return reform_design(settings, named, lang=lang)


def reform_design(
    settings: Settings,
    reforms: Iterable[tuple[str, Mapping[str, Any]]],
    table: bool = False,
    lang: Language = LANGUAGES[0],
) -> pd.DataFrame:
    """One row per reform.

    ``reforms``: place of each, for messages, and its values: see ``designs.reform_words``.
    ``table``: they are rows of a table, which may set anything else too. ``lang``: language of the names.
    Raises InputError: a reform that is not allowed, or two of one name.
    """
    rows: list[dict[str, Any]] = []
    places: list[str] = []
    for where, given in reforms:
        name, cells, share = laid(settings, given, where, table, lang)
        if share != 1.0 and not rows:
            raise InputError(
                "{}: share= is of a reform, and this is what the reforms are compared with; leave it out.",
                where,
            )
        cells |= {SHARE: share} if share != 1.0 else {}
        rest = {
            key: value
            for key, value in given.items()
            if key.startswith(("world.", "law.", "label."))
        }
        own = "today" if not name and not rest else name
        places.append(where)
        rows.append({**({} if NAME in rest else {NAME: own}), **rest, **cells})
    keys = dict.fromkeys(key for row in rows for key in row)
    plain = {**settings.plain, SHARE: 1.0}
    filled = [{key: row.get(key, plain.get(key)) for key in keys} for row in rows]
    numbers = [row.get(PROVINCES, plain[PROVINCES]) for row in filled]
    for place, row, number in zip(places, filled, numbers, strict=True):
        if row.get(SHARE, 1.0) != 1.0 and number != numbers[0]:
            raise InputError(
                "{}: share= joins the reform, province by province, with what it is compared with, and that has "
                "{}={}, not {}; give both the same.",
                place,
                PROVINCES,
                numbers[0],
                number,
            )
    names = [tuple(str(row[key]) for key in labels_in(keys)) for row in filled]
    for number, one in enumerate(names):
        if one in names[:number]:
            raise InputError(
                "{}: another scenario is called {}, too; name them apart: name=...",
                places[number],
                one,
            )
    if (
        all(row[CHANGES] == filled[0][CHANGES] for row in filled)
        and filled[0][CHANGES] == settings.plain[CHANGES]
    ):
        filled = [{key: value for key, value in row.items() if key != CHANGES} for row in filled]
    return table_of(filled)


def moved_by(design: pd.DataFrame, own: Mapping[str, Any], lang: Language) -> list[tuple[str, str]]:
    """Name of each scenario of a design, and in words the settings that it moves from those of the command.

    ``own``: settings of the command by key.
    """
    rows = design.to_dict("records")
    labels = labels_in(design)
    keys = [str(name) for name in design if name in own and name != CHANGES]
    return [
        (
            ", ".join(str(row[name]) for name in labels),
            _sets(
                [
                    (_moved(key, own[key], row[key], lang), "")
                    for key in keys
                    if row[key] != own[key]
                ]
                + [
                    _changed(one, {**own, **row}, lang)
                    for one in json.loads(row.get(CHANGES, "[]"))
                ],
                lang,
            )
            + share_in_words(row.get(SHARE, 1.0), lang),
        )
        for row in rows
    ]


def _sets(moved: Sequence[tuple[str, str]], lang: Language) -> str:
    """Settings that are moved, and when; a time that all share is given once."""
    if not moved:
        return say("sets.nothing", lang)
    between, times = say("list.between", lang), {when for _, when in moved}
    if len(times) == 1:
        return between.join(what for what, _ in moved) + times.pop()
    return between.join(what + when for what, when in moved)


def _moved(key: str, before: object, to: object, lang: Language) -> str:
    lever = key.removeprefix("policy.")
    if lever == key:
        return say(
            "sets.lever", lang, lever=f"`{key}`", before=typed_value(before), to=typed_value(to)
        )
    ends = {
        end: lever_value_in_words(lever, value, lang)
        for end, value in (("before", before), ("to", to))
    }
    return say("sets.lever", lang, lever=title(lever, lang), **ends)


def _changed(change: Mapping[str, Any], own: Mapping[Any, Any], lang: Language) -> tuple[str, str]:
    """One change over time, of ``policy.changes`` in a design, in words: lever, time and place.

    ``own``: settings of the scenario by key.
    """
    where = provinces_in_words(change.get("provinces", ()), own["world.provinces"], lang)
    when = [
        say(f"sets.{key}", lang, value=change[key])
        for key in ("start", "end", "ramp_months")
        if change.get(key)
    ]
    what = f"policy.{change['lever']}"
    return _moved(what, own.get(what, 1.0), change["to"], lang), "".join([*when, where])


def levers_of(settings: Settings, policy: Policy) -> dict[str, Any]:
    """Levers that a policy moves from that of a command, as a user writes them."""
    return {
        lever.name: lever.shown(getattr(policy, lever.name))
        for lever in declared(Policy)
        if getattr(policy, lever.name) != getattr(settings.scenario.policy, lever.name)
    }


def package_design(settings: Settings, cases: Iterable[str]) -> pd.DataFrame:
    """Every coded case under the policy of the command and each package.

    Returns ``label.case``, ``label.policy``, and the levers that any package moves.
    """
    moved = {name: levers_of(settings, policy) for name, policy in packages(settings).items()}
    keys = dict.fromkeys(f"policy.{lever}" for levers in moved.values() for lever in levers)
    own = {key: value_in(settings, key) for key in keys}
    return table_of(
        {
            f"{LABEL}case": case,
            f"{LABEL}policy": name,
            **own,
            **{f"policy.{key}": to for key, to in levers.items()},
        }
        for case in cases
        for name, levers in moved.items()
    )
