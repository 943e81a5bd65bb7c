"""Score of the opinion and of the model's officials on the coded judgments.

``python -m benchmarks.judgments open`` prints the half on which the rule of the opinion may be tried; ``aside`` prints
the half that was set aside, and writes its scores to docs/validation.md.
"""

from __future__ import annotations

import sys

import pandas as pd

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.data.cases import NOT_ALLEGED, Case, read_cases, read_priors
from zombielaw.experiments.data.files import read_yaml_file
from zombielaw.experiments.opinion.outcome import UNDECIDED, Matter
from zombielaw.experiments.paths import DATA, DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.reducers.coded_case import TABLE, case_file, column, draws_of
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import OFFENCES
from zombielaw.sim.luck import Luck
from zombielaw.sim.scenario import Scenario

FILE = DATA / "judgments" / "judgments.yaml"
ASIDE = "aside"
SHOWN = {
    "best": "right: opinion",
    "either": "its next counted too",
    "open": "opinion open",
    "charged": "right: officials' likeliest charge",
    "chance": "officials, expected",
    "base": "right: base rate",
}
"""Lines of the table: right answers, but for the third."""


def alleged(case: Case) -> Facts:
    """The facts that a judgment has; what it does not have is for the rule of the opinion."""
    return case.facts._replace(
        **{
            name: Facts._field_defaults[name]
            for name, coding in case.codings.items()
            if coding.source == NOT_ALLEGED
        }
    )


def answers() -> pd.DataFrame:
    """Judgments: the offences of the conviction, what the opinion says, and what officials charge most likely."""
    rows, priors = [], read_priors()
    cases, written = read_cases(FILE, own=True), read_yaml_file(FILE, endless=True).data["cases"]
    for case, row in zip(cases.values(), written, strict=True):
        convicted = row["outcome"]["charge_convicted"]
        says = Matter(alleged(case)).outcome
        draws = draws_of(Scenario(), case_file(case, priors), Luck(1, 0))[TABLE]
        chances = {name: draws[f"p_charge_{column(name)}"].mean() for name in OFFENCES}
        rows.append(
            {
                "judgment": case.id,
                "half": row["text"]["half"],
                "convicted": convicted,
                "best": says.best,
                "next": says.next,
                "charged": max(chances, key=chances.__getitem__),
                "chance": sum(chances[name] for name in convicted),
            }
        )
    return pd.DataFrame(rows)


def scores(rows: pd.DataFrame, base: str) -> str:
    """Table of right answers by offence, of all, and of those for which the opinion names a next offence."""
    one_of = rows.assign(base=base).apply(
        lambda row: row[["best", "next", "charged", "base"]].isin(row["convicted"]), axis=1
    )
    marks = one_of.assign(
        either=one_of["best"] | one_of["next"],
        open=rows["best"] == UNDECIDED,
        chance=rows["chance"],
    )
    by_offence = marks.groupby(rows["convicted"].str[0])
    contested = marks[~rows["next"].isin(["none", ""])]
    head = [f"{name} ({len(of)})" for name, of in by_offence]
    head += [f"all ({len(marks)})", f"all with a next offence ({len(contested)})"]
    lines = [
        [
            words,
            *(f"{of[one].sum():.3g}" for _, of in by_offence),
            *map(hits, (marks[one], contested[one])),
        ]
        for one, words in SHOWN.items()
    ]
    return table(["judgments", *head], lines, range(1, len(head) + 1))


def hits(marks: pd.Series[float]) -> str:
    """Right answers with their Wilson interval."""
    low, high = wilson_interval(float(marks.sum()), len(marks))
    return f"{marks.sum():.3g} ({low:.0%} to {high:.0%})"


if __name__ == "__main__":
    judgments = answers()
    of_half = judgments["half"] == sys.argv[1]
    commonest = judgments.loc[judgments["half"] != ASIDE, "convicted"].str[0].mode()[0]
    part = scores(judgments[of_half], commonest)
    print(judgments[of_half].drop(columns="half").to_string(), part, sep="\n")
    if sys.argv[1] == ASIDE:
        write_part(DOCS / "validation.md", "judgments", part)
