"""Runs until the paired differences of a study are known well enough: two keys that studies of contrasts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, half_width
from zombielaw.experiments.config.options import real, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.stopping import Precision
from zombielaw.experiments.studies.base import Work
from zombielaw.sim.parameters import Declared


def precise_keys(outcome: str) -> dict[str, Declared]:
    """The two keys of a study; an outcome of it that is asked about if none is named."""
    return {
        "precision": real(
            0.0, 0.0, 1e9, "half-width of each paired difference of study.of at which no runs are added; 0 = run all"
        ),
        "of": word(outcome, "an outcome of the study, of which study.precision is asked"),
    }


def check_of(settings: Settings, outcomes: Iterable[str]) -> Settings:
    """Refuse an outcome that the study has not, or that nothing is asked of."""
    check_known(settings.study_keys["of"], list(outcomes), "study.of", "outcome of this study")
    return settings


def precise(work: Work, runs_of: Callable[[Results], pd.DataFrame], base: int = 0) -> dict[str, Any]:
    """What ``work.run`` is to be told: until when runs are added.

    Parameters
    ----------
    runs_of
        Outcomes of runs before division, of the results so far.
    base
        Point from which the others differ.
    """
    wanted, outcome = (work.settings.study_keys[key] for key in ("precision", "of"))
    if not wanted:
        return {}

    def width(results: Results) -> float:
        runs = runs_of(results)
        found = estimate(runs[runs["outcome"] == outcome], base)
        ends = found.loc[found["point"] != base, ["difference_low", "difference_high"]]
        reached = half_width(ends.set_axis(["low", "high"], axis="columns"))
        work.manifest |= {"half_width": reached, "precision_reached": reached <= wanted}
        return reached

    return {"until": Precision(wanted, width, work.settings.draws)}
