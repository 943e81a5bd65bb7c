"""The first number with both uncertainties: unmeasured numbers, by draws of the posterior, and chance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from zombielaw.experiments.analysis.compared import COMPARED, months_for
from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import outcomes_in
from zombielaw.experiments.analysis.over_draws import RANGE, middle_of
from zombielaw.experiments.analysis.wording import interval, rows_by
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import over_posterior
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.reducers.by_place import TABLE, by_place
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Work
from zombielaw.experiments.words.texts import say
from zombielaw.sim.scenario import Scenario

PART = "posterior"
OWN = table_of([{f"{LABEL}name": "own"}])
FIRST = 20
"""Draws of the first number."""
OUTCOMES = (
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "harm",
    "official_days",
)


def doubt_table(work: Work, panel: pd.DataFrame, years: Collection[int]) -> pd.DataFrame:
    """Run the command's own scenario once in each draw of the posterior, and in half as many of the prior; estimate
    outcomes there and at the medians.

    ``panel``: of the runs at the medians, with ``replicate, year``. ``years``: calendar years that are counted.
    Returns ``outcome, draws, median, draw_low, draw_high``: of the draws, with their middle 90 %; the same of the prior
    (``prior_median, prior_low, prior_high``), unless it is the user's own, which the draws are from; ``value, low,
    high``: the mean of the runs at the medians with its 95 % interval.
    """
    scale = work.settings.scale
    drawn = _in_draws(work.settings, work.settings.study_keys["posterior_draws"], years)
    work.facts["doubts_from"] = drawn.drawn_from
    rows = _rows(work.run(OWN, PART, drawn, reduce=by_place), years, scale)
    if drawn.posterior is not None:
        widest = replace(drawn, posterior=None, draws=(drawn.draws + 1) // 2)
        before = work.run(OWN, "prior", widest, reduce=by_place)
        prior = _rows(before, years, scale)[["median", "draw_low", "draw_high"]]
        rows[["prior_median", "prior_low", "prior_high"]] = prior
    medians = rows_by(estimate(_counted(panel.assign(point=0), years, scale)), "outcome")
    return rows.assign(
        **{end: [medians[name][end] for name in OUTCOMES] for end in ("value", "low", "high")}
    )


def first_number(settings: Settings, years: Collection[int]) -> str:
    """Provisional answer over :data:`FIRST` draws alone, shown as soon as the rules are compiled."""
    drawn = _in_draws(settings, FIRST, years)
    rows = _rows(run_design(drawn, OWN, measures=(), reduce=by_place), years, settings.scale)
    sentence = doubt_answer(rows, f"{min(years)}-{max(years)}")
    return say("baseline.provisional", answer=sentence)


def _in_draws(settings: Settings, draws: int, years: Collection[int]) -> Settings:
    drawn = over_posterior(settings, draws, replicates=1)
    return replace(drawn, scenario=until(drawn.scenario, max(years)))


def _counted(panel: pd.DataFrame, years: Collection[int], scale: float) -> pd.DataFrame:
    return outcomes_in(panel, {"years": years}, scale, OUTCOMES, COMPARED)


def _rows(results: Results, years: Collection[int], scale: float) -> pd.DataFrame:
    """``outcome, draws, median, draw_low, draw_high`` of runs in draws."""
    by_year = (
        results.table(TABLE)
        .groupby(["point", "replicate", "year"], as_index=False)
        .sum(numeric_only=True)
    )
    counted = _counted(by_year, years, scale)
    values = (counted["numerator"] / counted["denominator"]).groupby(counted["outcome"])
    middles = [(name, *middle_of(values.get_group(name).to_numpy())) for name in OUTCOMES]
    rows = pd.DataFrame(middles, columns=["outcome", "draws", "median", "draw_low", "draw_high"])
    # a single run may expect less than nothing; no number of these can be so (docs/method.md, Intervals)
    rows[rows.columns[2:]] = rows[rows.columns[2:]].clip(lower=0.0)
    return rows


def until(scenario: Scenario, year: int) -> Scenario:
    """The scenario cut at the end of a calendar year, or at its last change: later months are not read."""
    ends = [change.start + 1 if change.end is None else change.end for change in scenario.changes]
    return replace(
        scenario, months=min(scenario.months, max([months_for(range(year, year + 1)), *ends]))
    )


def doubt_answer(doubts: pd.DataFrame, years: str) -> str:
    """Convictions of both offences in a sentence, with the middle 90 % of the draws."""
    rows = rows_by(doubts, "outcome")
    own, rival = (
        interval(rows[name], "median", ends=("draw_low", "draw_high")) for name in OUTCOMES[:2]
    )
    return say(
        "doubt.answer",
        own=own,
        rival=rival,
        share=f"{RANGE:.0%}",
        draws=doubts["draws"].min(),
        years=years,
    )
