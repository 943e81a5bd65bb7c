"""Rules of officials: how often they order, how many refusals they send, which offence they charge where both fit."""

from __future__ import annotations

from itertools import product

import pandas as pd
from scipy.stats import qmc

from zombielaw.experiments.analysis.compared import COMPARED, runs_of, window
from zombielaw.experiments.analysis.rules import ENDS, OUTCOMES, RULE, answers
from zombielaw.experiments.analysis.wording import rendered
from zombielaw.experiments.config.schema import LONGEST, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, table_of, value_in
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.studies.base import Finished, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, contrast

LEVELS = {
    "orders": (0.0, 0.1, 0.5, 0.75, 1.0),
    "referrals": (0.0, 0.1, 0.2, 0.4, 0.7, 1.0),
    "aid": (0.0, 0.25, 0.5, 0.9, 1.0),
}
"""Levels of each part of a rule, beside that of today."""
HELD = 24
"""Rules that are run beside those of the table, to see how far what lies between its levels can be trusted."""


def grid(settings: Settings) -> pd.DataFrame:
    """Today's rule, every other combination of levels, and the rules that are held out."""
    own = tuple(float(value_in(settings, key)) for key in RULE.values())
    levels = [sorted({*LEVELS[part], at}) for part, at in zip(RULE, own, strict=True)]
    rules = dict.fromkeys((own, *product(*levels)))
    held = qmc.Halton(len(RULE), rng=0).random(HELD).tolist()
    rows = [(False, *rule) for rule in rules] + [(True, *rule) for rule in held]
    keys = (f"{LABEL}held", *RULE.values())
    return table_of(dict(zip(keys, row, strict=True)) for row in rows)


def runs_read(results: Results, settings: Settings) -> pd.DataFrame:
    """Outcomes of the runs before division, in full calendar years."""
    runs = runs_of(results, window(settings.scenario.months, [None]), settings)
    return runs[runs["outcome"].isin(OUTCOMES)]


def tables_of(ran: Ran) -> Tables:
    """Answers at each rule of the table, and at those held out beside what the table says of them."""
    points = ran.points()
    rules, held = (
        points.loc[points["held"] == is_held, [*RULE, "outcome", *ENDS]]
        for is_held in (False, True)
    )
    between = answers(rules)(held[[*RULE]])
    own = held["outcome"].map(OUTCOMES.index).to_numpy()
    table, low, high = between[range(len(own)), own].T
    within = held["value"].between(low, high)
    return {"rules": rules, "held": held.assign(table=table, within=within)}


def report(finished: Finished) -> str:
    """Answers at today's rule, and how far the table is from the rules that were held out."""
    today, held = (finished[name].set_index("outcome") for name in ("rules", "held"))
    off = (held["table"] / held["value"] - 1.0).abs()
    rows = [
        (
            COMPARED[name].title,
            today.loc[name].iloc[0],
            off[name].median(),
            held["within"][name].mean(),
        )
        for name in OUTCOMES
    ]
    return rendered(
        __file__, rows=rows, rules=len(today) // len(OUTCOMES), held=len(held) // len(OUTCOMES)
    )


STUDY = contrast(
    question="Rules of officials: how often they order, how many refusals they send to the police, and which offence "
    "they charge where both fit; convictions of both, wrongful ones and official days at each.",
    keys={
        "months": whole(
            86, 14, LONGEST, "length of a run; 86 months end in December 2022", "months"
        ),
    },
    replicates=30,
    grid=grid,
    called=lambda _: {f"{LABEL}held": "held", **dict(zip(RULE.values(), RULE, strict=True))},
    measured=Measured(
        outcomes={name: COMPARED[name] for name in OUTCOMES},
        keeps={"reduce": by_place},
        runs=runs_read,
    ),
    tables=tables_of,
    report=report,
    columns=columns_beside(__file__),
)
