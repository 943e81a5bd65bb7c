"""Coded cases: the form of the studies *cases*, of all of them, and *replay*, of one.

Each case goes through law and officials over draws of what it leaves unknown, under the policy of the command and each
reform package. The draws are counted; what law and officials give is drawn as bars.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.config.schema import whole, word
from zombielaw.experiments.config.settings import Settings, packages
from zombielaw.experiments.data.cases import Case, digest_of_cases, happened, read_priors
from zombielaw.experiments.designs.grids import LABEL, POINT, package_design
from zombielaw.experiments.opinion.explain import offences_in_words
from zombielaw.experiments.reducers.coded_case import (
    BLOCK,
    TABLE,
    case_file,
    column,
    draws_of,
)
from zombielaw.experiments.studies.base import Study, Work
from zombielaw.experiments.words.texts import speaking
from zombielaw.sim.analysis.replay import ENDS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.law.assess import Assessment
from zombielaw.sim.law.offences.rivals import truth_of_any
from zombielaw.sim.law.truth import NAMES

FILE = word("", "a file of your own cases, such as my.yaml")
"""The key ``file`` of both studies."""
STAGES = {"charge": CHARGES, "verdict": VERDICTS, "end": ENDS}
"""Possible results: before the prosecutor a charge and a verdict; from the start of the case an end."""


def keyed(settings: Settings, cases: Iterable[Case]) -> Settings:
    """The settings with the content of the cases, so that the key of the study follows it, wherever their file lies."""
    return replace(settings, also={"study.file": digest_of_cases(cases, read_priors())})


def in_fact(case: Case) -> str:
    """Decision of officials in fact, in a word: a figure to compare with, no input."""
    return happened(case) or ("no charge" if case.outcome else "not told")


@speaking("en")
def law_in_words(assessment: Assessment) -> tuple[str, str, str, str]:
    """Truth of 286-1, of 287-2 and of any other offence, and what may prevail, in words."""
    own, rival, other = (
        NAMES[truth]
        for truth in (assessment.a_286_1, assessment.b_287_2, truth_of_any(assessment.rivals))
    )
    return own, rival, other, offences_in_words(assessment.prevailing)


def handled_in(
    work: Work, cases: Mapping[str, Case], once: Mapping[str, Case] | None = None
) -> pd.DataFrame:
    """Run the draws of each case and policy: ``point, replicate, <columns of draws_of>, case, policy``.

    ``once``: further cases, under the first policy alone.
    """
    settings, priors, draws = work.settings, read_priors(), work.settings.study_keys["draws"]
    cases = {**cases, **(once or {})}
    design = package_design(settings, cases)
    first = design[f"{LABEL}policy"] == next(iter(packages(settings)))
    design = design[first | ~design[f"{LABEL}case"].isin(once or {})].reset_index(drop=True)
    design[POINT] = range(len(design))
    blocks = replace(settings, replicates=math.ceil(draws / BLOCK))
    subjects = [case_file(cases[name], priors) for name in design[f"{LABEL}case"]]
    handled: pd.DataFrame = work.run(
        design, world=blocks, custom=draws_of, subjects=subjects
    ).table(TABLE)
    work.manifest["file"] = Path(settings.study_keys["file"]).name
    names = {f"{LABEL}{name}": name for name in ("case", "policy")}
    handled = handled[handled["draw"] < draws]
    return handled.merge(design.rename(columns=names)[[POINT, *names.values()]], on=POINT)


def officials_of(draws: pd.DataFrame) -> pd.DataFrame:
    """Decisions of officials, by case and policy. ``draws``: as of :func:`handled_in`.

    Returns ``case, policy, stage, outcome, count, draws, share, low, high, expected_share``: counts with their Wilson
    interval, and the mean of the probabilities that officials acted on.
    """
    parts = []
    for stage, names in STAGES.items():
        shares = shares_of(draws, ["case", "policy"], stage, names, of="draws").rename(
            columns={stage: "outcome"}
        )
        chances = draws.groupby(["case", "policy"], sort=False)[
            [f"p_{stage}_{column(name)}" for name in names]
        ].mean()
        shares.insert(2, "stage", stage)
        parts.append(shares.assign(expected_share=chances.to_numpy().ravel()))
    return pd.concat(parts, ignore_index=True)


def study_of_cases(*, keys: Mapping[str, Any], draws: int, **own: Any) -> Study:
    """A study of the draws of coded cases; ``draws``: how many if none are given."""
    of = "draws of chance and of the facts that the case leaves unknown"
    return Study(
        keys={**keys, "file": FILE, "draws": whole(draws, 10, 100_000, of)},
        runs="study.draws",
        medians_only="it draws the unknown facts of a case, and officials handle it at given numbers",
        **own,
    )
