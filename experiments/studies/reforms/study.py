"""The paper's reforms from a month on: its packages alone and together over time, and F1-F19 one by one.

Every row is paired against today: the same luck, the same past, levers moved for good from ``study.start`` on. Effects
are read from the fifth year after the start on; the last year of a run is not read, for what is still open is booked
in it. The signs that the paper expects are one family of tests, corrected by Holm. A reform whose sign rests on a
number without data is run once more under another value of it, beside today under the same value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.comparison import effects, estimates
from zombielaw.experiments.analysis.intervals import LEVEL, holm, paired_p
from zombielaw.experiments.analysis.outcomes import (
    OUTCOMES,
    YEARLY,
    dictionary,
    permanent,
    quotients,
    year_from,
    yearly,
    years_after,
)
from zombielaw.experiments.analysis.quantities import written
from zombielaw.experiments.config.options import Options, whole
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.reforms import Proposal, read_proposals
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, table_of, value_in
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.analysis.diagnosis import ALIVE, DEAD, LINES, UNCLEAR
from zombielaw.sim.parameters import Policy, declared

AFTER = "after"
PACKAGE, REFORM, AGAIN = "package", "reform", "again"
"""Kinds of points beside today: a reform run a second time under other numbers of the world, and today under these."""
NUMBERS = ("base", "value", "difference", "low", "high", "p", "runs", "two_peaked")
EXPECTED_WORDS = {1: "up", -1: "down", 0: ""}
UNDECIDED = "undecided"
"""Verdict where the interval covers zero, or chance would do as much after Holm."""
SURE = 1.0 - LEVEL
"""A p-value after Holm below this decides."""

STUDY = Options(
    question=(
        "The reforms that Pan and Xiong propose, as permanent changes of levers: their packages alone and "
        "together over time, and F1-F19 one by one (data/reforms.yaml), paired against today."
    ),
    keys={
        "start": whole(122, 0, 588, "first month of the reforms; 122 is January 2026", "months since November 2015"),
        "months": whole(
            314, 1, 600, "length of a run; 314 months end in December 2041; the last year is not read", "months"
        ),
    },
    replicates=6,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    after = years_after(settings)

    def make(settings: Settings, key: str) -> Made:
        return _make(settings, key, after)

    return kept(settings, make, _show)


def design_of(settings: Settings, proposals: Mapping[str, Proposal]) -> pd.DataFrame:
    """Today, each package, each proposal that has levers; and what is run again, today before the reform."""
    start = settings.study_keys["start"]
    own = {
        f"world.{key}": value_in(settings, f"world.{key}") for proposal in proposals.values() for key in proposal.again
    }
    rows: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]] = []
    for name, policy in packages(settings).items():
        moved = {
            lever.name: lever.shown(getattr(policy, lever.name))
            for lever in declared(Policy)
            if getattr(policy, lever.name) != getattr(settings.scenario.policy, lever.name)
        }
        rows.append((PACKAGE if rows else BASE, name, moved, own))
    rows += [(REFORM, name, proposal.levers, own) for name, proposal in proposals.items() if proposal.levers]
    for name, proposal in proposals.items():
        if proposal.again:
            other = {**own, **{f"world.{key}": value for key, value in proposal.again.items()}}
            rows += [(AGAIN, name, levers, other) for levers in ({}, proposal.levers)]
    return table_of(
        {f"{LABEL}kind": kind, f"{LABEL}name": name, **numbers, CHANGES: permanent(settings, levers, start)}
        for kind, name, levers, numbers in rows
    )


def _make(settings: Settings, key: str, after: range) -> Made:
    proposals = read_proposals(OUTCOMES)
    design = design_of(settings, proposals)
    results = run_design(settings, design, yearly=YEARLY, reduce=expected)
    table = yearly(results)
    every = quotients(table, {AFTER: after}, settings.scale)
    names, again = design[f"{LABEL}name"], design[f"{LABEL}kind"] == AGAIN
    runs = every[~every["point"].isin(design[again][POINT])]
    moved = paired(runs)
    levels = estimates(runs).drop(columns="window")
    for one in (moved, levels):
        one.insert(1, "name", one[POINT].map(names))
    joint = design[design[f"{LABEL}kind"].isin([BASE, PACKAGE])][POINT]
    each = around(sorted(set(table["year"]))[:-1], settings.study_keys["start"])
    lines = estimates(quotients(table[table["point"].isin(joint)], each, settings.scale))
    lines = lines.rename(columns={"window": "year"})
    lines.insert(1, "name", lines[POINT].map(names))
    signs = sign_table(proposals, moved)
    twice = again_table(proposals, design[again], every)
    span = f"{after[0]}-{after[-1]}"

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.reforms import figure  # noqa: PLC0415 - drawn only when something was run

        results.write(folder)
        tables = folder / "tables"
        store.write_csv(folder / "data_dictionary.csv", dictionary())
        store.write_csv(tables / "levels.csv", levels)
        store.write_csv(tables / "effects.csv", moved)
        store.write_csv(tables / "over_time.csv", lines)
        store.write_csv(tables / "proposals.csv", signs)
        store.write_csv(tables / "again.csv", twice)
        store.write_json(folder / "summary.json", {"years": span, "start": settings.study_keys["start"]})
        world = f"{settings.scenario.size.providers:,} providers, scaled by {settings.scale:.4g}"
        recipe = Recipe(
            key,
            settings.seed,
            settings.replicates,
            world,
            "bands and bars: bootstrap 95 % intervals over runs, lines: three-year means",
        )
        began = 2015 + (settings.study_keys["start"] + 10) / 12.0
        figure.draw_lines(lines, began, folder / "figures", recipe)
        figure.draw_proposals(signs, span, folder / "figures", recipe)

    return fill, results.manifest()


def around(years: list[int], start: int) -> dict[str, list[int]]:
    """Each year with its neighbours, as far as they lie on the same side of the start of a reform."""
    first = year_from(start)
    sides = [[year for year in years if year < first], [year for year in years if year >= first]]
    return {str(year): [near for near in side if abs(near - year) <= 1] for side in sides for year in side}


def found_sign(low: float, high: float) -> int:
    """Sign of an effect whose interval lies on one side of zero; 0 else."""
    return 1 if low > 0.0 else -1 if high < 0.0 else 0


def paired(runs: pd.DataFrame, base: int = 0) -> pd.DataFrame:
    """Effects against a base, as of ``effects``, with ``p``: two-sided, paired."""
    moved = effects(runs, base).drop(columns="window")
    parts = runs.set_index(["point", "measure", "replicate"])[["numerator", "denominator"]].sort_index()
    chances = []
    for point, measure in zip(moved["point"], moved["measure"], strict=True):
        both = pd.concat([parts.loc[point, measure], parts.loc[base, measure]], axis=1, join="inner")
        chances.append(paired_p(*both.to_numpy(dtype=float).T))
    return moved.assign(p=chances)


def sign_table(proposals: Mapping[str, Proposal], moved: pd.DataFrame) -> pd.DataFrame:
    """Each proposal and outcome: the paired effect, the sign expected, the sign found.

    Returns
    -------
    DataFrame
        ``reform, words, levers, says, outcome, unit, base, value, difference, low, high, p, runs, two_peaked, expected,
        found, p_holm, verdict``; a proposal that is not run has one row, whose verdict says why. ``found`` is the sign
        of an interval clear of zero, ``p_holm`` the p-value corrected over all expected signs; ``verdict`` needs both,
        and is empty where the paper expects nothing of the outcome.
    """
    effect = {(row["name"], row["measure"]): row for row in moved.to_dict("records")}
    rows: list[dict[str, Any]] = []
    for name, proposal in proposals.items():
        levers = ", ".join(f"{lever} {value}" for lever, value in proposal.levers.items())
        head = {"reform": name, "words": proposal.reform, "levers": levers, "says": proposal.says}
        if not proposal.levers:
            rows.append({**head, "verdict": f"not modelled: {proposal.not_run}"})
            continue
        for outcome in OUTCOMES:
            row = effect[name, outcome]
            told = {column: row[column] for column in NUMBERS}
            signs = {"expected": EXPECTED_WORDS[proposal.expects.get(outcome, 0)],
                     "found": EXPECTED_WORDS[found_sign(row["low"], row["high"])]}  # fmt: skip
            rows.append({**head, "outcome": outcome, "unit": OUTCOMES[outcome].unit, **told, **signs})
    family = [one for one in rows if one.get("expected")]
    for one, corrected in zip(family, holm([one["p"] for one in family]), strict=True):
        one |= {"p_holm": corrected, "verdict": verdict(one["expected"], one["found"], corrected)}
    return pd.DataFrame([{**one, "verdict": one.get("verdict", "")} for one in rows])


def verdict(expected: str, found: str, p: float) -> str:
    """Does a sign found agree with the one expected, beyond chance?"""
    if not (found and p < SURE):
        return UNDECIDED
    return "agree" if found == expected else "contrary"


def again_table(proposals: Mapping[str, Proposal], design: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Expected signs of what is run again: ``reform, words, world, outcome, expected, base .. two_peaked, found``."""
    rows = []
    for name, points in design.groupby(f"{LABEL}name", sort=False):
        proposal, pair = proposals[str(name)], list(points[POINT])
        effect = {row["measure"]: row for row in paired(runs[runs["point"].isin(pair)], pair[0]).to_dict("records")}
        world = ", ".join(f"{key} {value:g}" for key, value in proposal.again.items())
        for outcome, sign in proposal.expects.items():
            row = effect[outcome]
            rows.append(
                {"reform": name, "words": proposal.reform, "world": world, "outcome": outcome,
                 "expected": EXPECTED_WORDS[sign], **{column: row[column] for column in NUMBERS},
                 "found": EXPECTED_WORDS[found_sign(row["low"], row["high"])]}
            )  # fmt: skip
    return pd.DataFrame(rows)


def state_of(life: Mapping[Any, Any], share: Mapping[Any, Any]) -> str:
    """Dead, alive or unclear by the lines of the diagnosis, each by its whole interval."""
    if life["high"] < LINES["life"].low:
        return DEAD
    return ALIVE if life["low"] >= LINES["life"].high and share["low"] >= LINES["share"].high else UNCLEAR


def _span(folder: Path) -> str:
    return str(json.loads((folder / "summary.json").read_text(encoding="utf-8"))["years"])


def _between(row: Mapping[Any, Any], middle: str, sign: str = "") -> str:
    told = written(row[middle], sign)
    if math.isfinite(row["low"]):
        told += f" ({written(row['low'], sign)} to {written(row['high'], sign)})"
    return told


def _found(row: Mapping[Any, Any]) -> str:
    return str(row["found"]) if isinstance(row["found"], str) and row["found"] else "–"


def _show(folder: Path) -> None:
    console = Console(width=130)
    span = _span(folder)
    levels = pd.read_csv(folder / "tables" / "levels.csv")
    console.print(f"Expected among providers, {span}, per year in the country or as a share, with 95 % interval")
    shown = ("count", "share", "life", "wrongful", "harm")
    console.print(f"{'':14}" + "".join(f"{name:>23}" for name in shown), highlight=False)
    for (_, name), rows in levels.groupby(["point", "name"], sort=True):
        cells = {row["measure"]: _between(row, "value") for row in rows.to_dict("records")}
        console.print(f"{name:14}" + "".join(f"{cells[outcome]:>23}" for outcome in shown), highlight=False)
    signs = pd.read_csv(folder / "tables" / "proposals.csv")
    for row in signs[signs["verdict"].notna()].to_dict("records"):
        what = (
            ""
            if pd.isna(row["outcome"])
            else f"{row['outcome']} {row['expected']} expected; {_between(row, 'difference', '+')}: "
        )
        console.print(f"{row['reform']:4} {row['words']}: {what}{row['verdict']}", highlight=False)


def findings(folder: Path) -> str:
    """What the study found, from its tables."""
    span = _span(folder)
    levels = pd.read_csv(folder / "tables" / "levels.csv")
    signs = pd.read_csv(folder / "tables" / "proposals.csv")
    moved = pd.read_csv(folder / "tables" / "effects.csv")
    again = pd.read_csv(folder / "tables" / "again.csv")
    named = [name for name in dict.fromkeys(levels["name"]) if name not in set(signs["reform"])]
    head = ("count", "share", "life", "wrongful", "wrongful_count", "harm", "days")
    lines = [
        f"Expected means of {span}, {int(levels['runs'].max())} runs of each, 95 % intervals; counts and days "
        "a year in the country.",
        "",
        "| package | 286-1 applied | share | life | state | wrongful share | wrongful a year | harm per provider-year "
        "| days |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    cells = {(row["name"], row["measure"]): row for row in levels.to_dict("records")}
    states = {name: state_of(cells[name, "life"], cells[name, "share"]) for name in named}
    for name in named:
        told = [_between(cells[name, outcome], "value") for outcome in head]
        told.insert(head.index("life") + 1, states[name])
        lines.append(f"| {name} | {' | '.join(told)} |")
    lines += ["", packages_told(states, moved)]
    lines += ["", "Paired differences from today, and the sign that the paper expects:", ""]
    lines += ["| reform | outcome | expected | today | difference (95 %) | found | p, Holm | verdict |"]
    lines += ["| --- | --- | --- | ---: | ---: | --- | ---: | --- |"]
    for row in signs.to_dict("records"):
        if pd.isna(row["outcome"]):
            lines.append(f"| {row['reform']} {row['words']} | | | | | | | {row['verdict']} |")
        elif isinstance(row["verdict"], str):
            lines.append(
                f"| {row['reform']} {row['words']} | {row['outcome']} | {row['expected']} | "
                f"{written(row['base'])} | {_between(row, 'difference', '+')} | {_found(row)} | "
                f"{written(row['p_holm'])} | {row['verdict']} |"
            )
    asked = signs[signs["outcome"].notna() & signs["verdict"].notna()]
    counts, before = asked["verdict"].value_counts(), int((asked["found"] == asked["expected"]).sum())
    said = ", ".join(f"{counts.get(word, 0)} {word}" for word in ("agree", "contrary", UNDECIDED))
    peaked = sorted(set(moved.loc[moved["two_peaked"].astype(bool), "name"]))
    silent = sorted(set(signs["reform"]) - set(signs.loc[signs["verdict"].notna(), "reform"]))
    lines += [
        "",
        f"Of {len(asked)} signs that the paper expects: {said}, after Holm at p = {SURE:.2g}. Before it {before} have "
        "an interval clear of zero on the expected side."
        + (f" The paper leaves the sign open for {', '.join(silent)}." if silent else "")
        + (
            f" Runs fall into two groups, so that a mean describes no run, under: {', '.join(peaked)}."
            if peaked
            else ""
        ),
        "",
        "Signs that rest on a number without data, run again under another value, paired with today under the same; "
        "single tests, not corrected:",
        "",
        "| reform | under | outcome | expected | today | difference (95 %) | found | found above |",
        "| --- | --- | --- | --- | ---: | ---: | --- | --- |",
    ]
    above = {(row["reform"], row["outcome"]): row for row in asked.to_dict("records")}
    lines += [
        f"| {row['reform']} {row['words']} | {row['world']} | {row['outcome']} | {row['expected']} | "
        f"{written(row['base'])} | {_between(row, 'difference', '+')} | {_found(row)} | "
        f"{_found(above[row['reform'], row['outcome']])} |"
        for row in again.to_dict("records")
    ]
    return "\n".join(lines)


def packages_told(states: Mapping[str, str], moved: pd.DataFrame) -> str:
    """Which packages are alive, dead or unclear, and what they change of errors and of days."""
    life, share = LINES["life"], LINES["share"]
    groups = [(word, [name for name in states if states[name] == word]) for word in (ALIVE, UNCLEAR, DEAD)]
    text = (
        f"By the lines of the diagnosis (dead: life below {life.low:g}; alive: life {life.high:g} or more and share "
        f"{share.high:g} or more; each by its whole interval, else unclear): "
        + "; ".join(f"{word} {', '.join(names) if names else 'none'}" for word, names in groups)
        + ". Less today, paired, "
    )
    rows = {(row["name"], row["measure"]): row for row in moved.to_dict("records")}
    told = [
        f"{name} has {_between(rows[name, 'wrongful_count'], 'difference', '+')} wrongful convictions a year and "
        f"×{written(rows[name, 'days']['value'] / rows[name, 'days']['base'])} official days"
        for name in states
        if (name, "days") in rows
    ]
    return f"{text}{'; '.join(told)}."
