"""Do the headline claims survive other forms of the model? Claims x forms, each with an interval and an answer.

A form is another rule of learning or choice that is as defensible as the model's own: a few settings. Under each form
the same levers are moved, with the same random draws. What counts as a change, and the lines of the levels, are those
of the diagnosis, fixed before any run; a smaller change that is clear of zero is told as such, not as none.

In the world of the closed forms (``experiment=trapped``), where familiarity alone decides, the claims are others: what
carries an office over the barrier, and what stays.
"""

from __future__ import annotations

import json
import math

import pandas as pd

from zombielaw.experiments.analysis.wording import NOTHING, interval, listed, number, paragraphs, table
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import value_in
from zombielaw.experiments.designs.prior_worlds import check_length
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.diagnosis_tallies import TALLIES, tallies
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.structure import claims as claiming
from zombielaw.experiments.studies.structure.claims import EVERY, FAILS, HOLDS, MARGIN, SMALL, UNSURE
from zombielaw.experiments.studies.structure.forms import CHECKS, FORMS, TIMES, design_of, forms_of


def check(settings: Settings) -> Settings:
    """Refuse runs that are too short, and checks that cannot be raised as this study does."""
    check_length(settings)
    own, most = value_in(settings, CHECKS), float(parameter_of(CHECKS).about.high)
    if not settings.scenario.world.injected and not 0.0 < TIMES * own <= most:
        raise InputError(
            f"{CHECKS}={own:g} cannot be raised {TIMES}-fold, as this study does; allowed: above 0, at most "
            f"{most / TIMES:g}."
        )
    return settings


def analyse(work: Work) -> Tables:
    """Ask every claim of every form."""
    settings, design = work.settings, design_of(work.settings)
    counted = work.run(design, reduce=tallies, levels=(CHECKS,)).table(TALLIES)
    about = [(form, json.dumps(cells)) for form, cells in forms_of(settings).items()]
    claims = claiming.TRAP_CLAIMS if settings.scenario.world.injected else claiming.CLAIMS
    table = claiming.claims_of(design, counted, claims)
    return {"claims": table, "forms": pd.DataFrame(about, columns=["form", "settings"])}


def report(tables: Finished) -> str:
    """Under how many forms each claim holds, and its number in the declared form."""
    claims = tables["claims"]
    answers = claims.groupby(claims["claim"].map(lambda name: EVERY[name].text), sort=False)["answer"].agg(set)
    declared = claims[claims["form"] == next(iter(FORMS))].set_index("claim")["answer"]
    pairs = zip(claims["answer"], claims["claim"].map(declared), strict=True)
    turned = claims[[{*pair} == {HOLDS, FAILS} for pair in pairs]]
    said = [f"- {row['form']}: {EVERY[row['claim']].text} {row['answer']} ({interval(row, EVERY[row['claim']].about)})"
            for row in turned.to_dict("records")]  # fmt: skip
    parts = [
        f"Of {len(answers)} claims, tried under {claims['form'].nunique()} forms of the model, "
        f"{(answers == {HOLDS}).sum()} hold under every form, "
        f"{answers.map({FAILS, SMALL}.issuperset).sum()} under none, and "
        f"{(answers == {UNSURE}).sum()} are inconclusive under every form.",
        f"- Hold under every form: {listed(answers.index[answers == {HOLDS}])}.\n"
        f"- Hold under some and fail under others: {listed(answers.index[answers.map({HOLDS, FAILS}.issubset)])}.\n"
        "- Fail or stay below the margin under every form: "
        f"{listed(answers.index[answers.map({FAILS, SMALL}.issuperset)])}.\n"
        f"- Inconclusive under every form: {listed(answers.index[answers == {UNSURE}])}.",
        table(("claim", "unit", "holds if", "as it is", "as declared (95 % interval)", "answer", "multiple",
               *claiming.ANSWERS, "range over the forms"),
              [row_of(group) for _, group in claims.groupby("claim", sort=False)], right=(3, *range(7, 11))),
        f"{claims['pairs'].min()} runs or more a cell. *Below the margin*: an effect that is clear of zero and smaller "
        f"than {MARGIN:g}. *Inconclusive*: the interval covers the line. Forms that turn an answer of the declared "
        "form round:" + ("".join(f"\n{line}" for line in said) or " none."),
    ]  # fmt: skip
    if claims["cannot_fail"].any():
        parts.append(
            "°: in so many forms the claim cannot fail, because the same reform for good does not lift use beyond the "
            "margin; there it says nothing about memory."
        )
    grouped = claims[claims["two_groups"]]
    if len(grouped):
        where = dict.fromkeys(f"{row['form']} ({row['outcome']})" for row in grouped.to_dict("records"))
        parts.append(f"Averages between two groups of runs, typical of neither: {listed(where)}.")
    return paragraphs(*parts)


def row_of(forms: pd.DataFrame) -> tuple[str, ...]:
    """Row of the report for a claim: its number in the declared form, its answers and range over all forms."""
    own, claim, idle = forms.iloc[0], EVERY[forms["claim"].iloc[0]], forms["cannot_fail"].sum()
    count, values = forms["answer"].value_counts(), forms[claim.about]
    times = NOTHING if math.isnan(own["ratio"]) else f"×{interval(own, 'ratio')}"
    return (
        claim.text + (f" °{idle}" if idle else ""), claiming.OUTCOMES[claim.outcome].unit, claim.rule(),
        number(own["base"]), interval(own, claim.about), own["answer"], times,
        *[str(count.get(word, 0)) for word in claiming.ANSWERS], f"{number(values.min())} to {number(values.max())}",
    )  # fmt: skip


STUDY = Study(
    question="Do the headline claims survive other forms of learning and choice? Today's levers where files are "
    "plenty, so that shares can be read: refusals and items as in the named experiments, half of refusals referred.",
    keys={"months": MONTHS},
    replicates=5,
    settings={"world": "classroom", "world.refusal": 0.15, "world.items_per_month": 1000, "policy.transfer_rate": 0.5},
    outcomes=claiming.OUTCOMES,
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
)
