"""Shapley values of the causes of disuse that Pan and Xiong name, with synergies.

A cause is *removed* by setting its levers to the value of a reform, over the whole run. Every set of causes is removed
in a world of its own, with the same luck. What a cause adds to the set before it, averaged over all orders, is its part
in the difference between the world as it is and one without any of the causes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.comparison import estimates
from zombielaw.experiments.analysis.outcomes import OUTCOMES, YEARLY, dictionary, quotients, yearly
from zombielaw.experiments.analysis.quantities import written
from zombielaw.experiments.analysis.shapley import Attribution, attribution
from zombielaw.experiments.config.options import MONTHS, Options
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import coalitions
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept

READ = ("count", "share", "life", "wrongful_count")
"""Outcomes that are attributed."""


@dataclass(frozen=True)
class Cause:
    """One cause.

    Attributes
    ----------
    words : str
    removed : mapping
        Settings under which it is gone.
    why : str
        Where the cause stands in the paper, and where the value comes from.
    """

    words: str
    removed: Mapping[str, Any]
    why: str


CAUSES = {
    "clarity": Cause(
        "unclear subject and duty", {"policy.identity_clarity": 0.7, "policy.obligation_clarity": 0.7},
        "B1, B2; the values of the legislature's package",
    ),
    "order_element": Cause(
        "order as an element", {"policy.order_element_required": False},
        "B3, B11, B16; the deletion that some scholars ask for",
    ),
    "order_quality": Cause(
        "poor orders", {"policy.order_quality": 0.95, "policy.mandate_clarity": 1.0},
        "B4, B17; the values of the regulators' and the legislature's package",
    ),
    "transfer": Cause(
        "few transfers", {"policy.transfer_rate": 0.3, "policy.transfer_supervision": 1.0},
        "B18; the values of the regulators' and the judiciary's package",
    ),
    "charge_preference": Cause(
        "preference for 287-2", {"policy.charge_preference": 0.5},
        "B6; 0.5 is no preference, the value of the judiciary's package",
    ),
    "rival_familiarity": Cause(
        "familiarity with 287-2", {"world.rival_learns": False, "world.initial_familiarity_287_2": 0.0},
        "B5, B26; the rival stays as unfamiliar as a new offence, which no reform could bring about",
    ),
}  # fmt: skip
"""What is removed, and how; values were fixed before any run."""

STUDY = Options(
    question=("Shapley values and synergies of the causes that Pan and Xiong name, from every set of causes removed."),
    keys={"months": MONTHS},
    replicates=5,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    if settings.scenario.months < 26:
        raise InputError(
            f"study.months={settings.scenario.months} is too short: outcomes are read from full calendar years; "
            "give 26 or more."
        )
    return kept(settings, _make, _show)


def design_of(settings: Settings) -> pd.DataFrame:
    """Every set of causes removed; the number of a point has bit k set if cause k is removed."""
    return coalitions(settings, {name: CAUSES[name].removed for name in CAUSES})


def attributed(runs: pd.DataFrame, outcome: str) -> Attribution:
    """Shapley values and synergies of one outcome, over the replicates that every set has.

    Parameters
    ----------
    runs : DataFrame
        Outcomes before division, as of ``quotients``, of the points of :func:`design_of`.
    """
    mine = runs[runs["measure"] == outcome]
    over, under = (
        mine.set_index(["point", "replicate"])[part].unstack("replicate").dropna(axis="columns")  # noqa: PD010
        for part in ("numerator", "denominator")
    )
    return attribution(list(CAUSES), over.to_numpy(dtype=float), under.to_numpy(dtype=float))


def _make(settings: Settings, key: str) -> Made:
    design = design_of(settings)
    results = run_design(settings, design, yearly=YEARLY, reduce=expected)
    table = yearly(results)
    years = sorted(set(table["year"]))
    runs = quotients(table, {"all": years}, settings.scale, READ)
    levels = estimates(runs).drop(columns="window")
    found = {outcome: attributed(runs, outcome) for outcome in READ}
    values = pd.concat([found[outcome].values.assign(outcome=outcome) for outcome in READ])  # noqa: PD011
    pairs = pd.concat([found[outcome].synergies.assign(outcome=outcome) for outcome in READ])
    for one in (values, pairs):
        one.insert(0, "outcome", one.pop("outcome"))
    ends = {outcome: {"none": found[outcome].none, "all": found[outcome].all} for outcome in READ}

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.attribution import figure  # noqa: PLC0415 - drawn only when something was run

        results.write(folder)
        tables = folder / "tables"
        store.write_csv(folder / "data_dictionary.csv", dictionary())
        store.write_csv(tables / "levels.csv", levels)
        store.write_csv(tables / "values.csv", values)
        store.write_csv(tables / "synergies.csv", pairs)
        store.write_csv(tables / "causes.csv", cause_table())
        ends_table = [(outcome, end["none"], end["all"], len(years)) for outcome, end in ends.items()]
        store.write_csv(
            tables / "ends.csv", pd.DataFrame(ends_table, columns=["outcome", "none_removed", "all_removed", "years"])
        )
        world = f"{settings.scenario.size.providers:,} providers, scaled by {settings.scale:.4g}"
        band = f"{len(design)} sets of causes, each with these runs; bars: bootstrap 95 % intervals over runs"
        recipe = Recipe(key, settings.seed, settings.replicates, world, band)
        words = {name: cause.words for name, cause in CAUSES.items()}
        titles = {outcome: (OUTCOMES[outcome].label, OUTCOMES[outcome].unit) for outcome in READ}
        figure.draw(values, pairs, ends, words, titles, folder / "figures", recipe)

    return fill, results.manifest()


def cause_table() -> pd.DataFrame:
    """The declaration of the causes: ``cause, words, removed, why``."""
    rows = [
        (name, cause.words, ", ".join(f"{key}={value}" for key, value in cause.removed.items()), cause.why)
        for name, cause in CAUSES.items()
    ]
    return pd.DataFrame(rows, columns=["cause", "words", "removed", "why"])


def _show(folder: Path) -> None:
    console = Console(width=130)
    console.print(findings(folder), highlight=False, markup=False)


def findings(folder: Path) -> str:
    """What the study found, from its tables."""
    tables = {
        name: pd.read_csv(folder / "tables" / f"{name}.csv")
        for name in ("values", "synergies", "causes", "ends", "levels")
    }
    values, words = tables["values"], dict(zip(tables["causes"]["cause"], tables["causes"]["words"], strict=True))
    cells = {(row["cause"], row["outcome"]): row for row in values.to_dict("records")}
    heads = [f"{OUTCOMES[outcome].label}, {OUTCOMES[outcome].unit}" for outcome in READ]
    lines = [
        f"Shapley values (95 %), {int(tables['levels']['runs'].max())} runs of each set of causes:",
        "",
        f"| cause removed | {' | '.join(heads)} |",
        f"| --- |{' ---: |' * len(heads)}",
    ]
    lines += [
        f"| {said} | {' | '.join(_told(cells[cause, outcome]) for outcome in READ)} |" for cause, said in words.items()
    ]
    ends = {row["outcome"]: row for row in tables["ends"].to_dict("records")}
    for name, column in (("as it is", "none_removed"), ("none of the causes", "all_removed")):
        lines.append(f"| *{name}* | {' | '.join(written(ends[outcome][column]) for outcome in READ)} |")
    lines += ["", *[f"- {_sentence(tables, outcome, words)}" for outcome in READ]]
    peaked = tables["levels"].query("upper_share.notna()", engine="python")
    if len(peaked):
        lines[-1] += (
            f" In {peaked['point'].nunique()} of {tables['levels']['point'].nunique()} sets the runs of an outcome "
            "fall into two groups; its mean then describes no run."
        )
    return "\n".join(lines)


def _told(row: Mapping[Any, Any]) -> str:
    told = written(row["value"], "+")
    if math.isfinite(row["low"]):
        told += f" ({written(row['low'], '+')} to {written(row['high'], '+')})"
    return told


def _sentence(tables: Mapping[str, pd.DataFrame], outcome: str, words: Mapping[str, str]) -> str:
    values = tables["values"].query("outcome == @outcome").sort_values("value", key=abs, ascending=False)
    pairs = tables["synergies"].query("outcome == @outcome").sort_values("value", key=abs, ascending=False)
    first, pair = values.iloc[0].to_dict(), pairs.iloc[0].to_dict()
    silent = [words[row["cause"]] for row in values.to_dict("records") if row["low"] <= 0.0 <= row["high"]]
    text = (
        f"*{OUTCOMES[outcome].label} ({OUTCOMES[outcome].unit})*: the largest value is that of "
        f"{words[first['cause']]}, {_told(first)}; alone it adds {written(first['alone'], '+')}, last "
        f"{written(first['last'], '+')}. The largest synergy is {words[pair['cause']]} with {words[pair['other']]}, "
        f"{_told(pair)}."
    )
    if silent:
        text += f" Intervals cover zero for {', '.join(silent)}."
    return text
