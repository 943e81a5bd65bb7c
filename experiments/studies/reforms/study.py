"""The paper's reforms from a month on: its packages alone and together over time, and F1-F19 one by one.

Every row is paired against today: the same random draws, the same past, levers moved for good from ``study.start`` on.
Effects are read from the fifth year after the start on; the last year of a run is not read, for what is still pending
is booked in it. The signs that the paper expects are one family of tests, corrected by Holm. A reform whose sign rests
on a number without data is run once more under another value of it, beside today under the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import LEVELS, RUNS, estimate
from zombielaw.experiments.analysis.intervals import LEVEL, holm
from zombielaw.experiments.analysis.outcomes import (
    OUTCOMES,
    YEARLY,
    by_year,
    full_years,
    outcomes_in,
    permanent,
    year_from,
    years_after,
)
from zombielaw.experiments.analysis.wording import NOTHING, Row, interval, listed, number, table
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.reforms import Proposal, read_proposals
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, table_of, value_in
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
from zombielaw.sim.analysis.diagnosis import ALIVE, DEAD, LINES, UNCLEAR
from zombielaw.sim.parameters import Policy, declared

READ = (
    "convictions_286_1", "share_of_convictions", "application_rate", "wrongful_share", "wrongful", "harm",
    "official_days",
)  # fmt: skip
PACKAGE, REFORM, AGAIN = "package", "reform", "again"
"""Kinds of points beside today: a reform run a second time under other numbers of the world, and today under these."""
NUMBERS = ["base", "value", "difference", "difference_low", "difference_high", "p", "pairs", "two_groups"]
SIGNS = {1: "up", -1: "down", 0: ""}
AGREE, CONTRARY, UNDECIDED = "agree", "contrary", "undecided"
"""Verdicts; undecided where the interval covers zero, or chance would do as much after Holm."""
SURE = 1.0 - LEVEL
"""A p-value after Holm below this decides."""


def check(settings: Settings) -> Settings:
    """Refuse runs that end before effects can be read."""
    years_after(settings)
    return settings


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


def analyse(work: Work) -> Tables:
    """Estimate every reform against today, and the packages over time."""
    settings, after, proposals = work.settings, years_after(work.settings), read_proposals(READ)
    start, design = settings.study_keys["start"], design_of(settings, proposals)
    years = by_year(work.run(design, yearly=YEARLY, reduce=expected))
    kinds, names = design[f"{LABEL}kind"], design[[POINT, f"{LABEL}name"]].rename(columns={f"{LABEL}name": "name"})
    again = design[kinds == AGAIN]
    runs = outcomes_in(years, {"after": after}, settings.scale, READ)[RUNS]
    points = names.merge(estimate(runs[~runs[POINT].isin(again[POINT])], base=0, drawn=False), on=POINT)
    effects = points[points[POINT] > 0]
    joint = years[years[POINT].isin(design.loc[kinds.isin([BASE, PACKAGE]), POINT])]
    lines = estimate(outcomes_in(joint, around(full_years(years)[:-1], start), settings.scale, READ), drawn=False)
    work.facts |= {"years": f"{after[0]}-{after[-1]}", "start": start}
    return {
        "levels": points[[POINT, "name", "outcome", *LEVELS]],
        "effects": effects,
        "over_time": names.merge(lines.rename(columns={"window": "year"}), on=POINT),
        "proposals": sign_table(proposals, effects),
        "again": again_table(proposals, again, runs),
    }


def around(years: list[int], start: int) -> dict[str, list[int]]:
    """Each year with its neighbours, as far as they lie on the same side of the start of a reform."""
    first = year_from(start)
    sides = [[year for year in years if year < first], [year for year in years if year >= first]]
    return {str(year): [near for near in side if abs(near - year) <= 1] for side in sides for year in side}


def sign_table(proposals: Mapping[str, Proposal], effects: pd.DataFrame) -> pd.DataFrame:
    """Each proposal and outcome: the paired effect, the sign expected, the sign found.

    Returns
    -------
    DataFrame
        ``reform, words, levers, says, outcome, unit``, :data:`NUMBERS`, ``expected, found, p_holm, verdict``; a
        proposal that is not run has one row, whose verdict says why. ``found`` is the sign of an interval clear of
        zero, ``p_holm`` the p-value corrected over all expected signs; ``verdict`` needs both, and is empty where the
        paper expects nothing of the outcome.
    """
    about = [
        (
            name,
            proposal.reform,
            ", ".join(f"{lever} {value}" for lever, value in proposal.levers.items()),
            proposal.says,
        )
        for name, proposal in proposals.items()
    ]
    effects = effects.rename(columns={"name": "reform"})[["reform", "outcome", *NUMBERS]]
    signs = pd.DataFrame(about, columns=["reform", "words", "levers", "says"]).merge(effects, how="left", on="reform")
    signs.insert(5, "unit", signs["outcome"].map({name: OUTCOMES[name].unit for name in READ}))
    signs["expected"] = [
        SIGNS[proposals[reform].expects.get(outcome, 0)]
        for reform, outcome in zip(signs["reform"], signs["outcome"], strict=True)
    ]
    signs["found"] = signs.apply(found_sign, axis="columns")
    family = signs["expected"] != ""
    signs.loc[family, "p_holm"] = holm(signs.loc[family, "p"].tolist())
    idle = {name: f"not modelled: {proposal.not_run}" for name, proposal in proposals.items() if proposal.not_run}
    signs["verdict"] = signs["reform"].map(idle).fillna("")
    signs.loc[family, "verdict"] = signs[family].apply(verdict, axis="columns")
    return signs


def found_sign(effect: Row) -> str:
    """Sign of an effect whose interval lies on one side of zero; nothing else."""
    return SIGNS[1 if effect["difference_low"] > 0.0 else -1 if effect["difference_high"] < 0.0 else 0]


def verdict(sign: Row) -> str:
    """Does a sign found agree with the one expected, beyond chance?"""
    if not (sign["found"] and sign["p_holm"] < SURE):
        return UNDECIDED
    return AGREE if sign["found"] == sign["expected"] else CONTRARY


def again_table(proposals: Mapping[str, Proposal], design: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Expected signs of what is run again: ``reform, words, world, outcome, expected``, :data:`NUMBERS`, ``found``."""
    rows = []
    for name, points in design.groupby(f"{LABEL}name", sort=False):
        proposal, (today, reformed) = proposals[str(name)], points[POINT]
        effects = estimate(runs[runs[POINT].isin([today, reformed])], base=today, drawn=False)
        effect = effects[effects[POINT] == reformed].set_index("outcome")
        world = ", ".join(f"{key} {value:g}" for key, value in proposal.again.items())
        for outcome, sign in proposal.expects.items():
            row = effect.loc[outcome, NUMBERS]
            about = {"reform": name, "words": proposal.reform, "world": world, "outcome": outcome}
            rows.append({**about, "expected": SIGNS[sign], **row, "found": found_sign(row)})
    return pd.DataFrame(rows)


def state_of(rate: Row, share: Row) -> str:
    """Dead, alive or unclear by the lines of the diagnosis, each by its whole interval."""
    if rate["high"] < LINES["life"].low:
        return DEAD
    return ALIVE if rate["low"] >= LINES["life"].high and share["low"] >= LINES["share"].high else UNCLEAR


def report(tables: Finished) -> str:
    """Which packages bring 286-1 back into use, and which of the paper's signs are found."""
    levels, signs, effects = (
        tables["levels"],
        tables["proposals"].fillna({"found": "", "verdict": ""}),
        tables["effects"],
    )
    cells = {(row["name"], row["outcome"]): row for row in levels.to_dict("records")}
    states = {
        name: state_of(cells[name, "application_rate"], cells[name, "share_of_convictions"])
        for name in levels["name"].unique()
        if name not in set(signs["reform"])
    }
    rows = [(name, state, *(interval(cells[name, outcome]) for outcome in READ)) for name, state in states.items()]
    heads = ("package", "state", *(f"{OUTCOMES[name].title}, {OUTCOMES[name].unit}" for name in READ))
    return "\n".join(
        [
            packages_told(states, effects),
            "",
            signs_told(signs, effects),
            "",
            f"Expected means of {tables.facts['years']}, {levels['runs'].max()} runs of each, 95 % intervals:",
            "",
            table(heads, rows, right=range(2, len(heads))),
            "",
            "Paired differences from today, and the sign that the paper expects:",
            "",
            table(("reform", "outcome", "expected", "today", "difference (95 %)", "found", "p, Holm", "verdict"),
                  [_sign_row(row) for row in signs[signs["verdict"] != ""].to_dict("records")], right=(3, 4, 6)),
            "",
            "Signs that rest on a number without data, run again under another value, paired with today under the "
            "same; single tests, not corrected:",
            "",
            again_told(tables["again"].fillna({"found": ""}), signs),
        ]
    )  # fmt: skip


def packages_told(states: Mapping[str, str], effects: pd.DataFrame) -> str:
    """Which packages are alive, dead or unclear, and what they change of errors and of days."""
    rate, share = LINES["life"], LINES["share"]
    under = "; ".join(
        f"{state} under {listed(name for name in states if states[name] == state)}" for state in (ALIVE, UNCLEAR, DEAD)
    )
    rows = {(row["name"], row["outcome"]): row for row in effects.to_dict("records")}
    moved = [
        f"{name} has {interval(rows[name, 'wrongful'], 'difference', '+')} wrongful convictions a year and "
        f"×{number(rows[name, 'official_days']['value'] / rows[name, 'official_days']['base'])} official days"
        for name in states
        if (name, "wrongful") in rows
    ]
    return (
        f"286-1 is {under}. (By the lines of the diagnosis, each by its whole interval: dead where the application "
        f"rate is below {rate.low:g}; alive where it is {rate.high:g} or more and the share of convictions "
        f"{share.high:g} or more; else unclear.) Less today, paired, {'; '.join(moved)}."
    )


def signs_told(signs: pd.DataFrame, effects: pd.DataFrame) -> str:
    """How many of the signs that the paper expects are found."""
    asked = signs[signs["outcome"].notna() & (signs["verdict"] != "")]
    counts, before = asked["verdict"].value_counts(), (asked["found"] == asked["expected"]).sum()
    unsaid = sorted(set(signs["reform"]) - set(signs.loc[signs["verdict"] != "", "reform"]))
    grouped = sorted(set(effects.loc[effects["two_groups"], "name"]))
    return (
        f"Of {len(asked)} signs that the paper expects: "
        f"{', '.join(f'{counts.get(word, 0)} {word}' for word in (AGREE, CONTRARY, UNDECIDED))}, after Holm at "
        f"p = {SURE:.2g}. Before it {before} have an interval clear of zero on the expected side."
        + (f" The paper leaves the sign open for {listed(unsaid)}." if unsaid else "")
        + (f" Runs fall into two groups, so that a value is an average between them, typical of neither, under: "
           f"{listed(grouped)}." if grouped else "")
    )  # fmt: skip


def _sign_row(row: Row) -> tuple[str, ...]:
    reform = f"{row['reform']} {row['words']}"
    if not isinstance(row["outcome"], str):
        return (reform, *[""] * 6, row["verdict"])
    return reform, *_effect_cells(row), number(row["p_holm"]), row["verdict"]


def _effect_cells(row: Row) -> tuple[str, ...]:
    return (
        f"{OUTCOMES[row['outcome']].title}, {OUTCOMES[row['outcome']].unit}", row["expected"], number(row["base"]),
        interval(row, "difference", "+"), row["found"] or NOTHING,
    )  # fmt: skip


def again_told(again: pd.DataFrame, signs: pd.DataFrame) -> str:
    """What is run again, beside what was found the first time."""
    first = {(row["reform"], row["outcome"]): row["found"] for row in signs.to_dict("records")}
    rows = [
        (f"{row['reform']} {row['words']}", row["world"], *_effect_cells(row),
         first[row["reform"], row["outcome"]] or NOTHING)
        for row in again.to_dict("records")
    ]  # fmt: skip
    head = ("reform", "under", "outcome", "expected", "today", "difference (95 %)", "found", "found above")
    return table(head, rows, right=(4, 5))


STUDY = Study(
    question="The reforms that Pan and Xiong propose, as permanent changes of levers: their packages alone and "
    "together over time, and F1-F19 one by one (data/reforms.yaml), paired against today.",
    keys={
        "months": whole(314, 1, 600, "length of a run; 314 months end in December 2041", "months"),
        "start": whole(122, 0, 588, "first month of a reform; 122 is January 2026", "months since November 2015"),
    },
    replicates=6,
    outcomes={name: OUTCOMES[name] for name in READ},
    columns=(
        ("over_time", "year", "calendar year", "middle of the years that are read: it and its neighbours on its side "
         "of the start"),
        ("proposals, again", "expected", "", "sign that the paper expects: up, down, or none"),
        ("proposals, again", "found", "", "sign of a difference whose interval is clear of zero"),
        ("proposals", "p_holm", "", "p corrected by Holm over all expected signs"),
        ("proposals", "verdict", "", f"{AGREE} or {CONTRARY}: a sign found with p_holm below {SURE:.2g}; else "
         f"{UNDECIDED}; why, where a proposal is not modelled"),
        ("again", "world", "", "numbers of the world under which the reform and today are run again"),
    ),
    check=check,
    analyse=analyse,
    report=report,
)  # fmt: skip
