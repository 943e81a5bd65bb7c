"""Do the headline claims survive other forms of the model? Claims x forms, each with an interval and an answer.

A form is another rule of learning or choice that is as defensible as the model's own: a few settings. Under each form
the same levers are moved, with the same luck. What counts as a change, and the lines of the levels, are those of the
diagnosis, fixed before any run; a smaller change that is clear of zero is told as such, not as none.

In the world of the closed forms (``experiment=trapped``), where familiarity alone decides, the claims are others: what
carries an office over the barrier, and what stays.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.intervals import bootstrap_ratio, paired_difference, upper_share
from zombielaw.experiments.analysis.quantities import ratio, times, told, written
from zombielaw.experiments.config.options import MONTHS, Options
from zombielaw.experiments.config.schema import CHANGES, parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of, value_in
from zombielaw.experiments.designs.prior_worlds import check_length
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.diagnosis_tallies import TALLIES, tallies
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, LINES, PULSE_MONTHS

FORMS: dict[str, dict[str, Any]] = {
    "as declared": {},
    "no feedback": {
        "world.familiarity_learns": False, "world.clarity_learns": False, "world.trust_learns": False,
        "world.risk_learns": False,
    },
    "no familiarity": {"world.familiarity_learns": False},
    "no learnt clarity": {"world.clarity_learns": False},
    "no transfer belief": {"world.trust_learns": False},
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
}  # fmt: skip
"""Forms by name: settings that differ from the command's. Numbers are ends of declared ranges, or the middle of the
prior of blind consideration, 0.001-0.1."""

CHECKS, TIMES = "policy.inspection_rate", 10
RULE: dict[str, Any] = {"policy.concurrence": "special_first"}
CLEAR: dict[str, Any] = {"policy.identity_clarity": 0.7, "policy.obligation_clarity": 0.7}
FILES_TIMES = 3
NOW, ORDERS, SPECIAL, CLARITY, PACKAGE, PULSE = "as is", "orders x10", "special law", "clarity", "package", "pulse"
FILES = f"files x{FILES_TIMES}"

LIFTS, UNMOVED, MORE, BELOW, ABOVE = "lifts", "unmoved", "more", "below", "above"
MARGIN = LINES["life"].high
"""The smallest change of a share that counts: a provision used less is clinically dead."""


@dataclass(frozen=True)
class Claim:
    """A headline claim and how it is read.

    Attributes
    ----------
    measure : str
        One of :data:`MEASURES`.
    reform : str
        What is compared with the world as it is; or where a level is read.
    kind : str
        ``below`` and ``above``: a level lies beyond its line; ``more``: a difference is above zero; ``lifts``: above
        the margin; ``unmoved``: within the margin on both sides, and not clear of zero.
    """

    text: str
    measure: str
    reform: str
    kind: str
    unit: str

    def rule(self) -> str:
        """When it holds, in signs."""
        line = LINES.get(self.measure)
        return {
            BELOW: f"< {line.low:g}" if line else "",
            ABOVE: f"≥ {line.high:g}" if line else "",
            MORE: "Δ > 0",
            LIFTS: f"Δ > {MARGIN:g}",
            UNMOVED: f"Δ within ±{MARGIN:g}, covers 0",
        }[self.kind]


MEASURES = {
    "life": ("convictions_286_1", "eligible"),
    "rival": ("charges_287_2", "both"),
    "share": ("charges_286_1", "both"),
    "use": ("charges_286_1", "sent_on"),
    "count": ("charges_286_1", "runs"),
}
"""Over the last five years and eligible files: convictions of 286-1 per file; 287-2 and 286-1 among charges of both;
charges of 286-1 per file that was sent on; charges of 286-1 in a run. All are expected."""

CLAIMS: dict[str, Claim] = {
    "dead": Claim("286-1 is dead", "life", NOW, BELOW, "convictions per eligible file"),
    "crowded": Claim("287-2 takes its files", "rival", NOW, ABOVE, "share of charges"),
    "orders_count": Claim("ten times the orders: more cases", "count", ORDERS, MORE, "charges a run"),
    "orders_use": Claim("... but use per file unmoved", "use", ORDERS, UNMOVED, "charges per file sent on"),
    "rule": Claim("special-law rule lifts use", "use", SPECIAL, LIFTS, "charges per file sent on"),
    "clarity": Claim("clarity lifts use", "use", CLARITY, LIFTS, "charges per file sent on"),
    "package": Claim("all three for good lift use", "use", PACKAGE, LIFTS, "charges per file sent on"),
    "pulse": Claim("all three for 3 years: gone 7 years later", "use", PULSE, UNMOVED, "charges per file sent on"),
}
TRAP_CLAIMS: dict[str, Claim] = {
    "dead": CLAIMS["dead"],
    "files_tip": Claim("three times the files carry it over the barrier", "share", FILES, ABOVE, "share of charges"),
    "rule_tips": Claim("so does the special-law rule for good", "share", SPECIAL, ABOVE, "share of charges"),
    "pulse_stays": Claim("the rule for 3 years: alive 7 years later", "share", PULSE, ABOVE, "share of charges"),
}
"""Claims in the world of the closed forms."""
COLUMNS = (
    ("form", "other rules of learning or choice; their settings are in forms.csv"),
    ("claim, measure, unit", "what is claimed, and the measure that it is read from"),
    ("as_is", "the measure in the world as it is, over the last five years of all runs"),
    ("value, low, high", "level, or paired difference under the reform; bootstrap 95 % interval over runs"),
    ("ratio, ratio_low, ratio_high", "the measure under the reform over that as it is, paired, likewise"),
    ("answer", "holds or fails: the whole interval lies where the claim says, or elsewhere; open otherwise"),
    ("answer", "below the margin: the whole interval is clear of zero and within the margin"),
    ("cannot_fail", "a pulse of what does not even lift for good (whole interval below the margin) leaves nothing"),
    ("runs, two_peaked", "runs that both sides have; whether those of either side fall into two groups"),
)
HOLDS, SMALL, FAILS, UNSURE = ANSWERS = ("holds", "below the margin", "fails", "open")

STUDY = Options(
    question=(
        "Do the headline claims survive other forms of learning and choice? Today's levers where files are "
        "plenty, so that shares can be read: refusals and illegal items as in the named experiments, half of "
        "the refusals sent on."
    ),
    keys={"months": MONTHS},
    replicates=5,
    settings={"world": "classroom", "world.refusal": 0.15, "world.items_per_month": 1000, "policy.transfer_rate": 0.5},
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    _check(settings)
    return kept(settings, _make, _show)


def reforms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """What each reform moves: ten times the command's checks, and so orders; the special-law rule and the clarity of
    the paper's packages; all three for good; and all three for three years that ended seven years ago. Where files are
    injected: three times the files; the rule for good, and for three years.
    """
    if settings.scenario.world.injected:
        files = {"world.providers": FILES_TIMES * settings.scenario.size.providers}
        return {NOW: {}, FILES: files, SPECIAL: RULE, PULSE: {}}
    orders = {CHECKS: TIMES * value_in(settings, CHECKS)}
    package = {**orders, **RULE, **CLEAR}
    return {NOW: {}, ORDERS: orders, SPECIAL: RULE, CLARITY: CLEAR, PACKAGE: package, PULSE: {}}


def claims_for(settings: Settings) -> dict[str, Claim]:
    """The claims that are asked of a world."""
    return TRAP_CLAIMS if settings.scenario.world.injected else CLAIMS


def forms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """The forms that are not this world already: what it has switched off needs no switching off."""
    keys = dict.fromkeys(key for cells in FORMS.values() for key in cells)
    base = {key: value_in(settings, key) for key in keys}
    made = scenarios(settings, table_of({**base, **cells} for cells in FORMS.values()))
    return {form: FORMS[form] for number, form in enumerate(FORMS) if made[number] not in made[:number]}


def design_of(settings: Settings) -> pd.DataFrame:
    """Forms x reforms, each row with every setting that any of them moves."""
    reforms, forms = reforms_of(settings), forms_of(settings)
    keys = dict.fromkeys(key for cells in (*FORMS.values(), *reforms.values()) for key in cells)
    base = {**{key: value_in(settings, key) for key in keys}, CHANGES: value_in(settings, CHANGES)}
    start = settings.scenario.months - AFTER_PULSE - PULSE_MONTHS
    passing = [
        {"lever": key.removeprefix("policy."), "to": value, "start": start, "end": start + PULSE_MONTHS}
        for key, value in reforms.get(PACKAGE, RULE).items()
    ]
    rows = []
    for form, cells in forms.items():
        for reform, moved in reforms.items():
            row = {**base, **cells, **moved, f"{LABEL}form": form, f"{LABEL}reform": reform}
            if reform == PULSE:
                row[CHANGES] = [*base[CHANGES], *passing]
            rows.append(row)
    return table_of(rows)


def _check(settings: Settings) -> None:
    check_length(settings)
    if settings.scenario.world.injected:
        return
    own, most = value_in(settings, CHECKS), float(parameter_of(CHECKS).about.high)
    if not 0.0 < TIMES * own <= most:
        raise InputError(
            f"{CHECKS}={own:g} cannot be raised {TIMES}-fold, as this study does; allowed: above 0, at most "
            f"{most / TIMES:g}."
        )


def claims_of(design: pd.DataFrame, runs: pd.DataFrame, claims: Mapping[str, Claim] = CLAIMS) -> pd.DataFrame:
    """Every claim under every form.

    Parameters
    ----------
    runs
        ``point, replicate, at, <sums>``: tallies of all runs.

    Returns
    -------
    DataFrame
        ``form, claim, measure, unit, as_is, value, low, high, ratio, ratio_low, ratio_high, answer, runs, two_peaked,
        cannot_fail``: the measure in the world as it is, the level or the paired difference that the claim is about,
        the measure as a multiple of that as it is, and whether the claim holds.
    """
    last = runs[runs["at"] == runs["at"].max()]
    last = last.assign(both=last["charges_286_1"] + last["charges_287_2"])
    place = {(row[f"{LABEL}form"], row[f"{LABEL}reform"]): row[POINT] for row in design.to_dict("records")}
    by_point = {point: group.set_index("replicate").sort_index() for point, group in last.groupby(POINT)}
    rows: list[dict[str, Any]] = []
    for form in dict.fromkeys(design[f"{LABEL}form"]):
        answers: dict[str, dict[str, Any]] = {}
        for name, claim in claims.items():
            there, here = by_point.get(place[form, NOW]), by_point.get(place[form, claim.reform])
            if there is not None and here is not None:
                head = {"form": form, "claim": name, "measure": claim.measure, "unit": claim.unit}
                answers[name] = {**head, **_read(claim, here, there), "cannot_fail": False}
        if {"pulse", "package"} <= set(answers):
            answers["pulse"]["cannot_fail"] = answers["package"]["high"] < MARGIN
        rows += answers.values()
    return pd.DataFrame(rows)


def _read(claim: Claim, here: pd.DataFrame, there: pd.DataFrame) -> dict[str, Any]:
    both = here.index.intersection(there.index)
    over, under = (here.loc[both, name].to_numpy(dtype=float) for name in MEASURES[claim.measure])
    base_over, base_under = (there.loc[both, name].to_numpy(dtype=float) for name in MEASURES[claim.measure])
    as_is = ratio(base_over, base_under)
    if claim.kind in (BELOW, ABOVE):
        value, (low, high) = ratio(over, under), bootstrap_ratio(over, under)
    else:
        value, low, high = paired_difference(over, under, base_over, base_under)
    multiple = times(over, under, base_over, base_under) if claim.reform != NOW else [float("nan")] * 3
    peaked = not np.isnan([upper_share(over, under), upper_share(base_over, base_under)]).all()
    return {
        "as_is": as_is, "value": value, "low": low, "high": high,
        **dict(zip(("ratio", "ratio_low", "ratio_high"), multiple, strict=True)),
        "answer": answer(claim, low, high), "runs": len(both), "two_peaked": bool(peaked),
    }  # fmt: skip


def answer(claim: Claim, low: float, high: float) -> str:
    """What an interval says of a claim: one of :data:`ANSWERS`."""
    if claim.kind in (BELOW, ABOVE):
        line = LINES[claim.measure]
        sides = high < line.low, low >= line.high
        holds, fails = sides if claim.kind == BELOW else sides[::-1]
        return HOLDS if holds else FAILS if fails else UNSURE
    if claim.kind == MORE:
        return HOLDS if low > 0.0 else FAILS if high <= 0.0 else UNSURE
    clear, within = low > 0.0 or high < 0.0, low > -MARGIN and high < MARGIN
    if claim.kind == UNMOVED:
        if within:
            return SMALL if clear else HOLDS
        return FAILS if low > MARGIN or high < -MARGIN else UNSURE
    if low > MARGIN:
        return HOLDS
    if high < MARGIN:
        return SMALL if low > 0.0 else FAILS
    return UNSURE


def _make(settings: Settings, key: str) -> Made:
    design = design_of(settings)
    results = run_design(settings, design, reduce=tallies)
    asked, forms = claims_for(settings), forms_of(settings)
    claims = claims_of(design, results.table(TALLIES), asked)

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.structure import figure  # noqa: PLC0415 - drawn only when something was run

        results.write(folder)
        store.write_csv(folder / "tables" / "claims.csv", claims)
        meanings = pd.DataFrame(COLUMNS, columns=["column", "meaning"])
        store.write_csv(folder / "data_dictionary.csv", meanings)
        about = [(form, json.dumps(cells)) for form, cells in forms.items()]
        store.write_csv(folder / "tables" / "forms.csv", pd.DataFrame(about, columns=["form", "settings"]))
        world = f"{settings.scenario.size.providers:,} providers"
        band = "brackets: bootstrap 95 % intervals, differences paired"
        if claims["two_peaked"].any():
            band += "; *: runs fall into two groups, the number is the mean of no run"
        if claims["cannot_fail"].any():
            band += "; °: cannot fail, the same for good does not lift"
        titles = {name: f"{claim.text}\n({claim.rule()})" for name, claim in asked.items()}
        figure.draw(claims, titles, folder / "figures", Recipe(key, settings.seed, settings.replicates, world, band))

    return fill, results.manifest()


def findings(folder: Path) -> str:
    """Under how many forms each claim holds, and its number in the declared form."""
    claims = pd.read_csv(folder / "tables" / "claims.csv")
    declared_form, every = next(iter(FORMS)), {**CLAIMS, **TRAP_CLAIMS}
    lines = [f"| claim | holds if | as it is | as declared (95 % interval) | multiple | {' | '.join(ANSWERS)} "
             "| range over the forms |",
             f"| --- | --- | ---: | ---: | ---: |{' ---: |' * len(ANSWERS)} ---: |"]  # fmt: skip
    for name in dict.fromkeys(claims["claim"]):
        claim, mine = every[name], claims[claims["claim"] == name].set_index("form")
        own, count = mine.loc[declared_form], mine["answer"].value_counts()
        multiple = "–"
        if math.isfinite(own["ratio"]):
            multiple = f"×{written(own['ratio'])} ({written(own['ratio_low'])} to {written(own['ratio_high'])})"
        idle = int(mine["cannot_fail"].sum())
        lines.append(
            f"| {claim.text} ({claim.unit}){f' °{idle}' if idle else ''} | {claim.rule()} | {written(own['as_is'])} | "
            f"{told(own)}, {own['answer']} | {multiple} | "
            f"{' | '.join(str(count.get(word, 0)) for word in ANSWERS)} | "
            f"{written(mine['value'].min())} to {written(mine['value'].max())} |"
        )
    other = claims.merge(claims[claims["form"] == declared_form], on="claim", suffixes=("", "_own"))
    turned = other[[{*pair} == {HOLDS, FAILS} for pair in zip(other["answer"], other["answer_own"], strict=True)]]
    said = [
        f"{row['form']}: {every[row['claim']].text} {row['answer']} ({told(row)})" for row in turned.to_dict("records")
    ]
    lines += [
        "",
        f"{claims['form'].nunique()} forms, {claims['runs'].min()} runs or more a cell. *Below the margin*: an effect "
        f"that is clear of zero and smaller than {MARGIN:g}. Forms that turn an answer of the declared "
        "form round: " + ("; ".join(said) if said else "none") + ".",
    ]
    if claims["cannot_fail"].any():
        lines.append(
            "°: in so many forms the claim cannot fail, because the same reform for good does not lift use beyond the "
            "margin; there it says nothing about memory."
        )
    peaked = claims[claims["two_peaked"]]
    if len(peaked):
        where = sorted({f"{row['form']} ({row['measure']})" for row in peaked.to_dict("records")})
        lines.append(f"Runs fall into two groups, so that the number is the mean of no run: {', '.join(where)}.")
    return "\n".join(lines)


def _show(folder: Path) -> None:
    claims = pd.read_csv(folder / "tables" / "claims.csv")
    claims["cell"] = [f"{value:+.3g} {said}" for value, said in zip(claims["value"], claims["answer"], strict=True)]
    order = [list(dict.fromkeys(claims[name])) for name in ("form", "claim")]
    wide = claims.pivot_table(index="form", columns="claim", values="cell", aggfunc="first").loc[order[0], order[1]]
    console = Console(width=150)
    console.print(
        "Claims (columns) x forms (rows): level or paired difference, and whether the claim holds", highlight=False
    )
    console.print(wide.rename_axis(index=None, columns=None).to_string(), highlight=False, markup=False)
