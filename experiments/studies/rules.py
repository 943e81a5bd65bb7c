"""Rules of officials: how often they order, how many refusals they send, which offence they charge where both fit."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.compared import COMPARED, runs_of, window
from zombielaw.experiments.analysis.rules import ENDS, OUTCOMES, RULE, answers
from zombielaw.experiments.analysis.wording import interval, rows_by, table
from zombielaw.experiments.config.schema import LONGEST, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, table_of, value_in
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.studies.base import Finished, Tables
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
    held = sp.stats.qmc.Halton(len(RULE), rng=0).random(HELD).tolist()
    rules = [own, *(rule for rule in product(*levels) if rule != own)]
    return table_of(
        {f"{LABEL}held": is_held, **dict(zip(RULE.values(), rule, strict=True))}
        for is_held, of in ((False, rules), (True, held))
        for rule in of
    )


def runs_read(results: Results, settings: Settings) -> pd.DataFrame:
    """Outcomes of the runs before division, in full calendar years."""
    runs = runs_of(results, window(settings.scenario.months, [None]), settings)
    return runs[runs["outcome"].isin(OUTCOMES)]


def tables_of(ran: Ran) -> Tables:
    """Answers at each rule of the table, and at those held out beside what the table says of them."""
    points = ran.points()
    columns = [*RULE, "outcome", *ENDS]
    rules, held = (points.loc[points["held"] == is_held, columns] for is_held in (False, True))
    between = answers(rules).at(held[[*RULE]])
    own = held["outcome"].map(OUTCOMES.index).to_numpy()
    ends = between[np.arange(len(held)), own]
    ran.work.facts |= {"rules": len(rules) // len(OUTCOMES), "held": HELD}
    return {
        "rules": rules,
        "held": held.assign(**{f"table_{end}": ends[:, at] for at, end in enumerate(ENDS)}),
    }


def report(finished: Finished) -> str:
    """Answers at today's rule, and how far the table is from the rules that were held out."""
    today = rows_by(finished["rules"].head(len(OUTCOMES)), "outcome")
    held = finished["held"]
    held["off"] = (held["table_value"] / held["value"] - 1.0).abs()
    held["within"] = held["value"].between(held["table_low"], held["table_high"])
    by = held.groupby("outcome")[["off", "within"]]
    typical, within = by.median()["off"], by.mean()["within"]
    rows = [
        (
            COMPARED[name].title,
            interval(today[name]),
            f"{typical[name]:.1%}",
            f"{within[name]:.0%}",
        )
        for name in OUTCOMES
    ]
    head = (
        "per year in the country",
        "today (95 % interval)",
        "median distance",
        "share within the interval",
    )
    return (
        f"{finished.facts['rules']} rules were run. Between them the table is read in straight lines. "
        f"{finished.facts['held']} further rules were run to see how far it is then from the model:\n\n"
        f"{table(head, rows)}"
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
    columns=(
        (
            "rules, held",
            "orders",
            "share",
            "findings that are ordered: policy.corrective_order_rate",
        ),
        ("rules, held", "referrals", "share", "refusals that are sent: policy.transfer_rate"),
        ("rules, held", "aid", "share", "287-2 where both fit: policy.charge_preference"),
        ("held", "table_...", "as the outcome", "the same, as the table of the other rules has it"),
    ),
)
