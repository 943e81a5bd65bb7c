"""Headline claims under other forms of the model: claims x forms, each with an interval and an answer.

A form is another rule of learning or choice that is as defensible as the model's own: a few settings. Under each form
the same levers are moved, with the same random draws. What counts as a change, and the lines of the levels, are those
of the diagnosis, fixed before any run; a smaller change that is clear of zero is told as such, not as none.

In the world of the closed forms (``experiment=trapped``), where familiarity alone decides, the claims are others: what
carries an office over the barrier, and what stays.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.estimates import Multiple, estimate, multiple_of
from zombielaw.experiments.analysis.outcomes import before_division, outcomes_beside
from zombielaw.experiments.analysis.wording import rendered, rows_by
from zombielaw.experiments.config.schema import CHANGES, parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of, value_in
from zombielaw.experiments.designs.prior_worlds import check_length
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.unpublished import TALLIES, tallies
from zombielaw.experiments.studies.base import Finished, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, contrast
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, LINES, PULSE_MONTHS

FORMS: dict[str, dict[str, Any]] = {
    "as declared": {},
    "no feedback": {
        f"world.{loop}_learns": False for loop in ("familiarity", "clarity", "trust", "risk")
    },
    "no familiarity": {"world.familiarity_learns": False},
    "no learnt clarity": {"world.clarity_learns": False},
    "no referral belief": {"world.trust_learns": False},
    "no deterrence": {"world.risk_learns": False},
    "rival unlearnt": {"world.rival_learns": False},
    "no card cases": {"world.outside_weight": 0.0},
    "share memory": {"world.memory": "share"},
    "consideration alone": {"world.blind_consideration": 0.01, "world.familiarity_gain": 0.0},
    "consideration x logit": {"world.blind_consideration": 0.01},
    "familiarity in proof alone": {"world.familiarity_gain": 0.0},
    "familiarity in choice alone": {"world.element_familiarity": 0.0},
    "own office alone": {"world.salience": 0.0, "policy.pooling": 0.0},
    "nation learns": {"world.salience": 20.0},
    "win odds weigh least": {"world.conviction_weight": 0.5},
    "win odds weigh most": {"world.conviction_weight": 2.0},
    "order judged as a whole": {"law.order_validity": "weighted"},
}
"""Forms by name: settings that differ from the command's. Numbers are ends of declared ranges, or the middle of the
prior of blind consideration, 0.001-0.1."""

FORM, REFORM = f"{LABEL}form", f"{LABEL}reform"
CHECKS, TIMES = "policy.inspection_rate", 10
RULE: dict[str, Any] = {"policy.concurrence": "special_first"}
CLEAR: dict[str, Any] = {"policy.identity_clarity": 0.7, "policy.obligation_clarity": 0.7}
FILES_TIMES = 3
NOW, ORDERS, SPECIAL, CLARITY, PACKAGE, PULSE = (
    "as is",
    "orders x10",
    "special law",
    "clarity",
    "package",
    "pulse",
)
FILES = f"files x{FILES_TIMES}"


def reforms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """Settings that each reform moves: ten times the command's checks, and so orders; the special-law rule and the
    clarity of the paper's packages; all three for good; and all three for three years that ended seven years ago. Where
    files are injected: three times the files; the rule for good, and for three years.
    """
    if settings.scenario.world.injected:
        files = {"world.providers": FILES_TIMES * settings.scenario.size.providers}
        return {NOW: {}, FILES: files, SPECIAL: RULE, PULSE: {}}
    orders = {CHECKS: TIMES * value_in(settings, CHECKS)}
    package = {**orders, **RULE, **CLEAR}
    return {NOW: {}, ORDERS: orders, SPECIAL: RULE, CLARITY: CLEAR, PACKAGE: package, PULSE: {}}


def forms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """Forms that differ in this world: a mechanism that is off already gives no form of its own."""
    keys = dict.fromkeys(key for cells in FORMS.values() for key in cells)
    base = {key: value_in(settings, key) for key in keys}
    made = scenarios(settings, table_of({**base, **cells} for cells in FORMS.values()))
    return {
        form: FORMS[form] for number, form in enumerate(FORMS) if made[number] not in made[:number]
    }


def design_of(settings: Settings) -> pd.DataFrame:
    """Forms x reforms, each row with every setting that any of them moves."""
    reforms, forms = reforms_of(settings), forms_of(settings)
    keys = dict.fromkeys(key for cells in (*FORMS.values(), *reforms.values()) for key in cells)
    base = {**{key: value_in(settings, key) for key in keys}, CHANGES: value_in(settings, CHANGES)}
    start = settings.scenario.months - AFTER_PULSE - PULSE_MONTHS
    passing = [
        {
            "lever": key.removeprefix("policy."),
            "to": value,
            "start": start,
            "end": start + PULSE_MONTHS,
        }
        for key, value in reforms.get(PACKAGE, RULE).items()
    ]
    pulse = {CHANGES: [*base[CHANGES], *passing]}
    return table_of(
        {**base, **cells, **(pulse if reform == PULSE else moved), FORM: form, REFORM: reform}
        for form, cells in forms.items()
        for reform, moved in reforms.items()
    )


LIFTS, UNMOVED, MORE, BELOW, ABOVE = "lifts", "unmoved", "more", "below", "above"
HOLDS, SMALL, FAILS, UNSURE = ("holds", "below the margin", "fails", "inconclusive")
MARGIN = LINES["application_rate"].high
"""The smallest change of a share that counts: a provision used less is clinically dead."""
OUTCOMES = outcomes_beside(__file__)
"""All over the last five years and eligible files."""
LINE = {
    "application_rate": LINES["application_rate"],
    "share_287_2": LINES["rival"],
    "share_of_charges": LINES["share"],
}
"""Lines of the diagnosis on which levels are judged."""


class Claim(NamedTuple):
    """A headline claim and how it is read.

    ``outcome``: one of :data:`OUTCOMES`. ``reform``: what is compared with the world as it is; or where a level is
    read. ``kind``: ``below`` and ``above``: a level lies beyond its line; ``more``: a difference is above zero;
    ``lifts``: above the margin; ``unmoved``: within the margin on both sides, and not clear of zero.
    """

    text: str
    outcome: str
    reform: str
    kind: str

    @property
    def about(self) -> str:
        """Column of the number that the claim is about: a level or a difference."""
        return "value" if self.kind in (BELOW, ABOVE) else "difference"

    @property
    def ends(self) -> tuple[str, str]:
        """Columns of the ends of its interval."""
        return ("low", "high") if self.about == "value" else ("difference_low", "difference_high")

    def rule(self) -> str:
        """Condition under which the claim holds, in signs."""
        if self.about == "value":
            line = LINE[self.outcome]
            return f"< {line.low:g}" if self.kind == BELOW else f"≥ {line.high:g}"
        return {
            MORE: "Δ > 0",
            LIFTS: f"Δ > {MARGIN:g}",
            UNMOVED: f"Δ within ±{MARGIN:g}, covers 0",
        }[self.kind]


CLAIMS: dict[str, Claim] = {
    "dead": Claim("286-1 is dead", "application_rate", NOW, BELOW),
    "crowded": Claim("287-2 takes its files", "share_287_2", NOW, ABOVE),
    "orders_count": Claim("ten times the orders: more cases", "charges_286_1", ORDERS, MORE),
    "orders_use": Claim("... but use per file unmoved", "use", ORDERS, UNMOVED),
    "rule": Claim("special-law rule lifts use", "use", SPECIAL, LIFTS),
    "clarity": Claim("clarity lifts use", "use", CLARITY, LIFTS),
    "package": Claim("all three for good lift use", "use", PACKAGE, LIFTS),
    "pulse": Claim("all three for 3 years: gone 7 years later", "use", PULSE, UNMOVED),
}
TRAP_CLAIMS: dict[str, Claim] = {
    "dead": CLAIMS["dead"],
    "files_tip": Claim(
        "three times the files carry it over the barrier", "share_of_charges", FILES, ABOVE
    ),
    "rule_tips": Claim("so does the special-law rule for good", "share_of_charges", SPECIAL, ABOVE),
    "pulse_stays": Claim(
        "the rule for 3 years: alive 7 years later", "share_of_charges", PULSE, ABOVE
    ),
}
"""Claims in the world of the closed forms."""
EVERY = {**CLAIMS, **TRAP_CLAIMS}


def runs_of(counted: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of runs before division, from their tallies at the end: ``point, replicate, at, <sums>``."""
    last = counted[counted["at"] == counted["at"].max()]
    return before_division(last.set_index([POINT, "replicate"]), OUTCOMES)


def claims_of(
    design: pd.DataFrame, runs: pd.DataFrame, claims: Mapping[str, Claim] = CLAIMS
) -> pd.DataFrame:
    """Every claim under every form.

    ``runs``: outcomes of all runs before division: see :func:`runs_of`.
    Returns ``form, claim, outcome``, the columns of estimates against the world as it is, ``ratio, ratio_low,
    ratio_high``, ``answer`` and ``cannot_fail``.
    """
    rows: list[dict[Any, Any]] = []
    for form, points in design.groupby(FORM, sort=False):
        point = points.set_index(REFORM)[POINT]
        estimates = rows_by(
            estimate(runs[runs[POINT].isin(point)], base=point[NOW]), POINT, "outcome"
        )
        answers: dict[str, dict[Any, Any]] = {}
        for name, claim in claims.items():
            row = estimates.get((point[claim.reform], claim.outcome))
            if row is None or not row["pairs"]:
                continue
            times = Multiple(*(math.nan,) * 3)
            if claim.reform != NOW:
                times = multiple_of(
                    runs[runs["outcome"] == claim.outcome], point[claim.reform], point[NOW]
                )
            ratio = dict(zip(("ratio", "ratio_low", "ratio_high"), times[:3], strict=True))
            verdict = answer(claim, *(row[end] for end in claim.ends))
            answers[name] = {
                "form": form,
                "claim": name,
                **row,
                **ratio,
                "answer": verdict,
                "cannot_fail": False,
            }
        if {"pulse", "package"} <= set(answers):
            answers["pulse"]["cannot_fail"] = answers["package"]["difference_high"] < MARGIN
        rows += answers.values()
    return pd.DataFrame(rows)


def answer(claim: Claim, low: float, high: float) -> str:
    """Answer that an interval gives to a claim: ``holds``, ``below the margin``, ``fails`` or ``inconclusive``."""
    if claim.about == "value":
        line = LINE[claim.outcome]
        below, above = high < line.low, low >= line.high
        holds, fails = (below, above) if claim.kind == BELOW else (above, below)
    else:
        within = low > -MARGIN and high < MARGIN
        if within and {LIFTS: low > 0.0, UNMOVED: low > 0.0 or high < 0.0}.get(claim.kind):
            return SMALL
        holds, fails = {
            MORE: (low > 0.0, high <= 0.0),
            LIFTS: (low > MARGIN, high < MARGIN),
            UNMOVED: (within, low > MARGIN or high < -MARGIN),
        }[claim.kind]
    return HOLDS if holds else FAILS if fails else UNSURE


def check(settings: Settings) -> Settings:
    """Refuse runs that are too short, and checks that cannot be raised as this study does."""
    check_length(settings)
    own, most = value_in(settings, CHECKS), float(parameter_of(CHECKS).about.high)
    if not settings.scenario.world.injected and not 0.0 < TIMES * own <= most:
        raise InputError(
            "{}={:g} cannot be raised {}-fold, as this study does; allowed: above 0, at most {:g}.",
            CHECKS,
            own,
            TIMES,
            most / TIMES,
        )
    return settings


def tables_of(ran: Ran) -> Tables:
    """Ask every claim of every form."""
    about = [(form, json.dumps(cells)) for form, cells in forms_of(ran.settings).items()]
    asked = TRAP_CLAIMS if ran.settings.scenario.world.injected else CLAIMS
    claims = claims_of(ran.design, ran.runs, asked)
    return {"claims": claims, "forms": pd.DataFrame(about, columns=["form", "settings"])}


def report(tables: Finished) -> str:
    """Each claim in the declared form, then the answer of every form to every claim."""
    claims = tables["claims"]
    answers = claims.groupby("claim", sort=False)["answer"].agg(set)
    cells = claims.assign(
        answer=claims["answer"] + claims["cannot_fail"].map({True: " °", False: ""})
    )
    matrix = cells.pivot_table("answer", "form", "claim", "first", fill_value="", sort=False)
    grouped = claims[claims["two_groups"]]
    return rendered(
        __file__,
        answers=[*answers.index],
        every=(answers == {HOLDS}).sum(),
        none_hold=answers.map({FAILS, SMALL}.issuperset).sum(),
        unsure=(answers == {UNSURE}).sum(),
        declared=[
            (row, EVERY[row["claim"]]) for row in claims.drop_duplicates("claim").to_dict("records")
        ],
        outcomes=OUTCOMES,
        forms=matrix.to_dict("index"),
        pairs=claims["pairs"].min(),
        margin=MARGIN,
        idle=claims["cannot_fail"].any(),
        grouped=[*dict.fromkeys(grouped["form"] + " (" + grouped["outcome"] + ")")],
    )


STUDY = contrast(
    question="Do the headline claims survive other forms of learning and choice? Today's levers where files are "
    "plenty, so that shares can be read: refusals and items as in the named experiments, half of refusals referred.",
    replicates=5,
    grid=design_of,
    measured=Measured(
        outcomes=OUTCOMES,
        keeps={"reduce": tallies, "levels": (CHECKS,)},
        runs=lambda results, _: runs_of(results.table(TALLIES)),
    ),
    tables=tables_of,
    settings={
        "world": "classroom",
        "world.refusal": 0.15,
        "world.items_per_month": 1000,
        "policy.transfer_rate": 0.5,
    },
    columns=columns_beside(__file__),
    check=check,
    report=report,
)
