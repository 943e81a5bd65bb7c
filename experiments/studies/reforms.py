"""The paper's reforms from a month on: its packages alone and together over time, and F1-F19 one by one.

Every row is paired against today: the same luck, the same past, levers moved for good from ``study.start`` on. Effects
are read from the fifth year after the start on; the last year of a run is not read, for what is still open is booked
in it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from experiments import store
from experiments.comparison import effects, estimates
from experiments.design import BASE, CHANGES, LABEL, POINT, table_of
from experiments.execute import run_design
from experiments.expected import expected
from experiments.outcomes import OUTCOMES, YEARLY, dictionary, permanent, quotients, year_from, yearly, years_after
from experiments.proposals import Proposal, read_proposals
from experiments.quantities import written
from experiments.settings import Settings, packages
from experiments.study import Made, kept
from sim.parameters import Policy, declared

AFTER = "after"
NUMBERS = ("base", "value", "difference", "low", "high", "runs", "two_peaked")
EXPECTED_WORDS = {1: "up", -1: "down", 0: ""}
UNDECIDED = "undecided"
"""Verdict where the interval covers zero."""


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    after = years_after(settings)

    def make(settings: Settings, key: str) -> Made:
        return _make(settings, key, after)

    return kept(settings, make, _show)


def design_of(settings: Settings, proposals: Mapping[str, Proposal]) -> pd.DataFrame:
    """Today, each package, and each proposal that has levers."""
    start = settings.study_keys["start"]
    rows: list[tuple[str, str, Mapping[str, Any]]] = []
    for name, policy in packages(settings).items():
        moved = {
            lever.name: lever.shown(getattr(policy, lever.name))
            for lever in declared(Policy)
            if getattr(policy, lever.name) != getattr(settings.scenario.policy, lever.name)
        }
        rows.append(("package" if rows else BASE, name, moved))
    rows += [("reform", name, proposal.levers) for name, proposal in proposals.items() if proposal.levers]
    return table_of(
        {f"{LABEL}kind": kind, f"{LABEL}name": name, CHANGES: permanent(settings, levers, start)}
        for kind, name, levers in rows
    )


def _make(settings: Settings, key: str, after: range) -> Made:
    proposals = read_proposals()
    design = design_of(settings, proposals)
    results = run_design(settings, design, yearly=YEARLY, reduce=expected)
    table = yearly(results)
    runs = quotients(table, {AFTER: after}, settings.scale)
    names = design[f"{LABEL}name"]
    moved = effects(runs).drop(columns="window")
    levels = estimates(runs).drop(columns="window")
    for one in (moved, levels):
        one.insert(1, "name", one[POINT].map(names))
    joint = design[design[f"{LABEL}kind"] != "reform"][POINT]
    each = around(sorted(set(table["year"]))[:-1], settings.study_keys["start"])
    lines = estimates(quotients(table[table["point"].isin(joint)], each, settings.scale))
    lines = lines.rename(columns={"window": "year"})
    lines.insert(1, "name", lines[POINT].map(names))
    signs = sign_table(proposals, moved)
    span = f"{after[0]}-{after[-1]}"

    def fill(folder: Path) -> None:
        from experiments.figures import reforms as figure  # noqa: PLC0415 - drawn only when something was run
        from experiments.figures.style import Recipe  # noqa: PLC0415

        results.write(folder)
        tables = folder / "tables"
        store.write_csv(folder / "data_dictionary.csv", dictionary())
        store.write_csv(tables / "levels.csv", levels)
        store.write_csv(tables / "effects.csv", moved)
        store.write_csv(tables / "over_time.csv", lines)
        store.write_csv(tables / "proposals.csv", signs)
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


def sign_table(proposals: Mapping[str, Proposal], moved: pd.DataFrame) -> pd.DataFrame:
    """Each proposal and outcome: the paired effect, the sign expected, the sign found.

    Returns
    -------
    DataFrame
        ``reform, words, levers, says, outcome, unit, base, value, difference, low, high, runs, two_peaked, expected,
        found, verdict``; a proposal that is not run has one row, whose verdict says why. ``verdict`` is empty where the
        paper expects nothing of the outcome.
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
            wanted, found = proposal.expects.get(outcome, 0), found_sign(row["low"], row["high"])
            verdict = "" if not wanted else UNDECIDED if not found else "agree" if found == wanted else "contrary"
            told = {column: row[column] for column in NUMBERS}
            signs = {"expected": EXPECTED_WORDS[wanted], "found": EXPECTED_WORDS[found], "verdict": verdict}
            rows.append({**head, "outcome": outcome, "unit": OUTCOMES[outcome].unit, **told, **signs})
    return pd.DataFrame(rows)


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
    named = [name for name in dict.fromkeys(levels["name"]) if name not in set(signs["reform"])]
    head = ("count", "share", "life", "wrongful", "wrongful_count", "harm", "days")
    lines = [
        f"Expected means of {span}, {int(levels['runs'].max())} runs of each, 95 % intervals; counts and days "
        "a year in the country.",
        "",
        "| package | 286-1 applied | share | life | wrongful share | wrongful a year | harm per provider-year | days |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    cells = {(row["name"], row["measure"]): row for row in levels.to_dict("records")}
    lines += [
        f"| {name} | " + " | ".join(_between(cells[name, outcome], "value") for outcome in head) + " |"
        for name in named
    ]
    lines += ["", "Paired differences from today, and the sign that the paper expects:", ""]
    lines += ["| reform | outcome | expected | today | difference (95 %) | found | verdict |"]
    lines += ["| --- | --- | --- | ---: | ---: | --- | --- |"]
    for row in signs.to_dict("records"):
        if pd.isna(row["outcome"]):
            lines.append(f"| {row['reform']} {row['words']} | | | | | | {row['verdict']} |")
        elif isinstance(row["verdict"], str):
            lines.append(
                f"| {row['reform']} {row['words']} | {row['outcome']} | {row['expected']} | "
                f"{written(row['base'])} | {_between(row, 'difference', '+')} | {_found(row)} | {row['verdict']} |"
            )
    told = signs[signs["outcome"].notna()]["verdict"].value_counts()
    said = ", ".join(f"{told.get(word, 0)} {word}" for word in ("agree", "contrary", UNDECIDED))
    peaked = sorted(set(moved.loc[moved["two_peaked"].astype(bool), "name"]))
    silent = sorted(set(signs["reform"]) - set(signs.loc[signs["verdict"].notna(), "reform"]))
    lines += [
        "",
        f"Of {int(told.sum())} signs that the paper expects: {said}. Intervals are not corrected for their number."
        + (f" The paper leaves the sign open for {', '.join(silent)}." if silent else "")
        + (
            f" Runs fall into two groups, so that a mean describes no run, under: {', '.join(peaked)}."
            if peaked
            else ""
        ),
    ]
    return "\n".join(lines)
