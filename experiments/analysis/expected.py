"""Expected outcomes of each draw: the first number, with luck taken out, and who charges the same files with what.

One run of a tenth of the country is mostly luck where convictions are rare. ``data/expected.csv`` therefore holds the
mean of several runs for each draw of the baseline, under a key of model, draws and scenario; it is written by
``zombielaw.experiments.publish.expected``. A command with that key reads it; any other runs each of its draws once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.compared import COMPARED, months_for
from zombielaw.experiments.analysis.estimates import RANGE, draw_of, middle_of
from zombielaw.experiments.analysis.intervals import interval_of_median
from zombielaw.experiments.analysis.outcomes import outcomes_in
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import read_csv
from zombielaw.experiments.designs.draws import over_draws
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.reducers.same_files import (
    CHARGES,
    CONSIDERED,
    SATISFIED,
    TABLE,
    same_files,
)
from zombielaw.experiments.runs.run_design import Results
from zombielaw.sim.analysis.diagnosis import WINDOW, supply
from zombielaw.sim.analysis.theory import kappa_min
from zombielaw.sim.digest import source_digest
from zombielaw.sim.scenario import Scenario

STORED = "expected.csv"
OUTCOMES = (
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "harm",
    "official_days",
)
HOW: Mapping[str, Any] = {
    "yearly": (*OUTCOMES[:3], "harm", "providers", "official_days"),
    "reduce": same_files,
}
"""What is kept of a run."""
OWN = table_of([{f"{LABEL}name": "own"}])
"""The design: the command's own scenario."""
ERROR = "error of "
"""Beginning of the column with the standard error of another, from the runs of a draw."""


def until(scenario: Scenario, year: int) -> Scenario:
    """The scenario cut at the end of a calendar year, or at its last change: later months are not read."""
    ends = [change.start + 1 if change.end is None else change.end for change in scenario.changes]
    return replace(
        scenario, months=min(scenario.months, max([months_for(range(year, year + 1)), *ends]))
    )


def key_of(drawn: Settings) -> str:
    """Key of expected values: of the model, and of the scenario in each draw."""
    what = (source_digest(), drawn.scale, [*over_draws(drawn, [drawn.scenario])])
    return sha256(repr(what).encode()).hexdigest()[:16]


def stored(drawn: Settings) -> pd.DataFrame | None:
    """Expected values of each draw under the key of a command, as :func:`of_draws`; None if the file has others."""
    rows = read_csv(DATA / STORED)
    own = rows[rows["key"] == key_of(drawn)]
    return None if own.empty else own.drop(columns="key").set_index("draw")


def first_number() -> dict[str, float]:
    """Convictions of 286-1 over the stored draws of the plain command: median, and the middle 90 %."""
    rows = read_csv(DATA / STORED)
    row = middle_rows(rows[rows["key"] == rows["key"].iloc[0]]).iloc[0]
    return {name: float(row[name]) for name in ("median", "draw_low", "draw_high")}


def of_draws(results: Results, years: Collection[int], drawn: Settings) -> pd.DataFrame:
    """Mean of each outcome over the runs of each draw, and its standard error; a year in the country.

    Returns, by draw, ``runs``; :data:`OUTCOMES`; files in which 286-1 may be charged (``considered``); those that
    satisfy it, with and without 287-2, by the charge that is expected (``<law> to <charge>``); ``strength, needed``:
    see :func:`strength_of`; and the error of each outcome.
    """
    scale = drawn.scale
    outcomes = outcomes_in(results.years(), {"": years}, scale, OUTCOMES, COMPARED)
    values = outcomes.assign(value=outcomes["numerator"] / outcomes["denominator"]).pivot_table(
        "value", "replicate", "outcome"
    )[[*OUTCOMES]]
    files = results.table(TABLE).query("year in @years").drop(columns=["point", "year"])
    runs = values.join(files.groupby("replicate").sum() * scale / len(years))
    each = runs.groupby(draw_of(runs.index))
    spread = each[[*OUTCOMES]].std()
    error = spread.div(np.sqrt(each.size()), axis="index").add_prefix(ERROR)
    table = each.mean().join(error).assign(runs=each.size()).rename_axis("draw")
    scenarios = [one for (one,) in over_draws(drawn, [drawn.scenario])]
    pairs = [
        strength_of(scenarios[draw], table.loc[draw, CONSIDERED] / scale)
        for draw in table.index.to_numpy()
    ]
    return table.assign(
        strength=[strength for strength, _ in pairs], needed=[needed for _, needed in pairs]
    )


def strength_of(scenario: Scenario, files: float) -> tuple[float, float]:
    """Learning strength of a procuratorate, and the least with which a trap can be: docs/theory.md.

    ``files``: in which 286-1 may be charged, a year in the world.
    """
    pull = familiarity_pull(scenario.world)
    return supply(files * WINDOW / 12.0, scenario, 1.0), kappa_min(pull)


def middle_rows(drawn: pd.DataFrame) -> pd.DataFrame:
    """Median of each outcome over draws, its 95 % interval from so many draws, and the middle 90 % of the draws.

    Returns ``outcome, draws, runs, median, median_low, median_high, draw_low, draw_high``.
    """
    rows = []
    for name in OUTCOMES:
        # a draw may expect less than nothing; no number of these can be so (docs/method.md, Intervals)
        values = drawn[name].to_numpy(dtype=float).clip(0.0)
        draws, median, low, high = middle_of(values)
        rows.append(
            (name, draws, drawn["runs"].min(), median, *interval_of_median(values), low, high)
        )
    columns = [
        "outcome",
        "draws",
        "runs",
        "median",
        "median_low",
        "median_high",
        "draw_low",
        "draw_high",
    ]
    return pd.DataFrame(rows, columns=columns)


def learning_table(drawn: pd.DataFrame) -> pd.DataFrame:
    """Multiple by which learning falls short of a trap, over draws: ``draws, none, strong, median, low, high``.

    ``none``: draws in which no strength would make a trap; ``strong``: those that have the strength. ``median, low,
    high``: the strength that is needed over that there is, infinite where there is none, and its middle 90 %.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        short = (drawn["needed"] / drawn["strength"]).fillna(np.inf).to_numpy(dtype=float)
    ends = np.quantile(short, [0.5, (1.0 - RANGE) / 2.0, (1.0 + RANGE) / 2.0], method="lower")
    none, strong = (int(one.sum()) for one in (np.isinf(drawn["needed"]), short <= 1.0))
    columns = ["draws", "none", "strong", "median", "low", "high"]
    return pd.DataFrame([(len(drawn), none, strong, *ends)], columns=columns)


def charged_table(drawn: pd.DataFrame) -> pd.DataFrame:
    """Charge of the files that satisfy 286-1, with and without 287-2: ``law, charge, draws, files, share, low, high``.

    ``files``: files of that law, mean over draws, a year in the country. ``share``: of the files of all draws together.
    ``median, low, high``: over the draws that have such files, each with its own share; ``draws`` is their number.
    """
    rows = []
    for law in SATISFIED:
        files = drawn[[f"{law} to {charge}" for charge in CHARGES]].set_axis([*CHARGES], axis=1)
        total = files.sum(axis=1)
        shares = files.div(total.where(total > 0.0), axis="index")
        for charge in CHARGES:
            draws, *spread = middle_of(shares[charge].to_numpy(dtype=float))
            whole = files[charge].sum() / total.sum() if total.sum() else np.nan
            rows.append((law, charge, draws, total.mean(), whole, *spread))
    columns = ["law", "charge", "draws", "files", "share", "median", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
