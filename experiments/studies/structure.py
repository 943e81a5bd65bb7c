"""Do the headline claims survive other forms of the model? Claims x forms, each with an interval and an answer.

A form is another rule of learning or choice that is as defensible as the model's own: a few settings. Under each form
the same levers are moved, with the same luck. What counts as a change, and the lines of the levels, are those of the
diagnosis, fixed before any run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from rich.console import Console

from experiments import store
from experiments.design import CHANGES, LABEL, POINT, table_of, value_in
from experiments.errors import InputError
from experiments.execute import run_design
from experiments.settings import Settings, parameter_of
from experiments.statistics import bootstrap_ratio, paired_difference, upper_share
from experiments.study import Made, kept
from experiments.tallies import TALLIES, tallies
from experiments.worlds import check_length
from sim.diagnosis import AFTER_PULSE, LINES, PULSE_MONTHS

Floats = npt.NDArray[np.float64]

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
NOW, ORDERS, SPECIAL, CLARITY, PACKAGE, PULSE = "as is", "orders x10", "special law", "clarity", "package", "pulse"

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
        What is compared with the world as it is; that world itself for a level.
    kind : str
        ``below`` and ``above``: a level lies beyond its line; ``more``: a difference is above zero; ``lifts``: above
        the margin; ``unmoved``: within the margin on both sides.
    """

    text: str
    measure: str
    reform: str
    kind: str
    unit: str

    def rule(self) -> str:
        """When it holds, in signs."""
        line = LINES[self.measure] if self.reform == NOW else None
        return {
            BELOW: f"< {line.low:g}" if line else "",
            ABOVE: f"≥ {line.high:g}" if line else "",
            MORE: "Δ > 0",
            LIFTS: f"Δ > {MARGIN:g}",
            UNMOVED: f"|Δ| < {MARGIN:g}",
        }[self.kind]


MEASURES = {
    "life": ("convictions_286_1", "eligible"),
    "rival": ("charges_287_2", "both"),
    "use": ("charges_286_1", "sent_on"),
    "count": ("charges_286_1", "runs"),
}
"""Over the last five years and eligible files: convictions of 286-1 per file; 287-2 among charges of both; charges of
286-1 per file that was sent on, which is the share of the theory; charges of 286-1 in a run. All are expected."""

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
COLUMNS = (
    ("form", "other rules of learning or choice; their settings are in forms.csv"),
    ("claim, measure, unit", "what is claimed, and the measure that it is read from"),
    ("as_is", "the measure in the world as it is, over the last five years of all runs"),
    ("value, low, high", "level, or paired difference under the reform; bootstrap 95 % interval over runs"),
    ("answer", "holds or fails: the whole interval lies where the claim says, or elsewhere; open otherwise"),
    ("runs, two_peaked", "runs that both sides have; whether those of either side fall into two groups"),
)
HOLDS, FAILS, UNSURE = "holds", "fails", "open"


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    _check(settings)
    return kept(settings, _make, _show)


def reforms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """What each reform moves: ten times the command's checks, and so orders; the special-law rule and the clarity of
    the paper's packages; all three for good; and all three for three years that ended seven years ago.
    """
    orders = {CHECKS: TIMES * value_in(settings, CHECKS)}
    package = {**orders, **RULE, **CLEAR}
    return {NOW: {}, ORDERS: orders, SPECIAL: RULE, CLARITY: CLEAR, PACKAGE: package, PULSE: {}}


def design_of(settings: Settings) -> pd.DataFrame:
    """Forms x reforms, each row with every setting that any of them moves."""
    reforms = reforms_of(settings)
    keys = dict.fromkeys(key for cells in (*FORMS.values(), *reforms.values()) for key in cells)
    base = {**{key: value_in(settings, key) for key in keys}, CHANGES: value_in(settings, CHANGES)}
    start = settings.scenario.months - AFTER_PULSE - PULSE_MONTHS
    passing = [
        {"lever": key.removeprefix("policy."), "to": value, "start": start, "end": start + PULSE_MONTHS}
        for key, value in reforms[PACKAGE].items()
    ]
    rows = []
    for form, cells in FORMS.items():
        for reform, moved in reforms.items():
            row = {**base, **cells, **moved, f"{LABEL}form": form, f"{LABEL}reform": reform}
            if reform == PULSE:
                row[CHANGES] = [*base[CHANGES], *passing]
            rows.append(row)
    return table_of(rows)


def _check(settings: Settings) -> None:
    check_length(settings)
    own, most = value_in(settings, CHECKS), float(parameter_of(CHECKS).about.high)
    if not 0.0 < TIMES * own <= most:
        raise InputError(
            f"{CHECKS}={own:g} cannot be raised {TIMES}-fold, as this study does; allowed: above 0, at most "
            f"{most / TIMES:g}."
        )


def claims_of(design: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Every claim under every form.

    Parameters
    ----------
    runs
        ``point, replicate, at, <sums>``: tallies of all runs.

    Returns
    -------
    DataFrame
        ``form, claim, measure, unit, as_is, value, low, high, answer, runs, two_peaked``: the measure in the world as
        it is, the level or the paired difference that the claim is about, and whether it holds.
    """
    last = runs[runs["at"] == runs["at"].max()]
    last = last.assign(both=last["charges_286_1"] + last["charges_287_2"])
    place = {(row[f"{LABEL}form"], row[f"{LABEL}reform"]): row[POINT] for row in design.to_dict("records")}
    by_point = {point: group.set_index("replicate").sort_index() for point, group in last.groupby(POINT)}
    rows = []
    for form in FORMS:
        for name, claim in CLAIMS.items():
            there, here = by_point.get(place[form, NOW]), by_point.get(place[form, claim.reform])
            if there is not None and here is not None:
                rows.append((form, name, claim.measure, claim.unit, *_read(claim, here, there)))
    columns = ["form", "claim", "measure", "unit", "as_is", "value", "low", "high", "answer", "runs", "two_peaked"]
    return pd.DataFrame(rows, columns=columns)


def _read(claim: Claim, here: pd.DataFrame, there: pd.DataFrame) -> tuple[float, float, float, float, str, int, bool]:
    both = here.index.intersection(there.index)
    over, under = (here.loc[both, name].to_numpy(dtype=float) for name in MEASURES[claim.measure])
    base_over, base_under = (there.loc[both, name].to_numpy(dtype=float) for name in MEASURES[claim.measure])
    as_is = float(base_over.sum() / base_under.sum()) if base_under.sum() else float("nan")
    if claim.reform == NOW:
        value, (low, high) = as_is, bootstrap_ratio(over, under)
    else:
        value, low, high = paired_difference(over, under, base_over, base_under)
    peaked = not np.isnan([upper_share(over, under), upper_share(base_over, base_under)]).all()
    return as_is, value, low, high, answer(claim, low, high), len(both), bool(peaked)


def answer(claim: Claim, low: float, high: float) -> str:
    """Does an interval say that the claim holds, that it fails, or neither?"""
    line = LINES[claim.measure] if claim.reform == NOW else None
    holds, fails = {
        BELOW: (line is not None and high < line.low, line is not None and low >= line.high),
        ABOVE: (line is not None and low >= line.high, line is not None and high < line.low),
        MORE: (low > 0.0, high <= 0.0),
        LIFTS: (low > MARGIN, high < MARGIN),
        UNMOVED: (low > -MARGIN and high < MARGIN, low > MARGIN or high < -MARGIN),
    }[claim.kind]
    return HOLDS if holds else FAILS if fails else UNSURE


def _make(settings: Settings, key: str) -> Made:
    design = design_of(settings)
    results = run_design(settings, design, reduce=tallies)
    claims = claims_of(design, results.table(TALLIES))

    def fill(folder: Path) -> None:
        from experiments.figures import structure as figure  # noqa: PLC0415 - drawn only when something was run
        from experiments.figures.style import Recipe  # noqa: PLC0415

        results.write(folder)
        store.write_csv(folder / "tables" / "claims.csv", claims)
        meanings = pd.DataFrame(COLUMNS, columns=["column", "meaning"])
        store.write_csv(folder / "data_dictionary.csv", meanings)
        about = [(form, json.dumps(cells)) for form, cells in FORMS.items()]
        store.write_csv(folder / "tables" / "forms.csv", pd.DataFrame(about, columns=["form", "settings"]))
        world = f"{settings.scenario.size.providers:,} providers"
        band = "brackets: bootstrap 95 % intervals, differences paired"
        if claims["two_peaked"].any():
            band += "; *: runs fall into two groups, the number is the mean of no run"
        titles = {name: f"{claim.text}\n({claim.rule()})" for name, claim in CLAIMS.items()}
        figure.draw(claims, titles, folder / "figures", Recipe(key, settings.seed, settings.replicates, world, band))

    return fill, results.manifest()


def findings(folder: Path) -> str:
    """Under how many forms each claim holds, and its number in the declared form."""
    claims = pd.read_csv(folder / "tables" / "claims.csv")
    declared_form = next(iter(FORMS))
    lines = ["| claim | holds if | as declared (95 % interval) | holds | fails | open | range over the forms |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for name, claim in CLAIMS.items():
        mine = claims[claims["claim"] == name].set_index("form")
        own, count = mine.loc[declared_form], mine["answer"].value_counts()
        lines.append(
            f"| {claim.text} ({claim.unit}) | {claim.rule()} | {own['value']:.3f} "
            f"({own['low']:.3f} to {own['high']:.3f}), {own['answer']} | "
            f"{' | '.join(str(count.get(word, 0)) for word in (HOLDS, FAILS, UNSURE))} | "
            f"{mine['value'].min():.3f} to {mine['value'].max():.3f} |"
        )
    other = claims.merge(claims[claims["form"] == declared_form], on="claim", suffixes=("", "_own"))
    turned = other[
        (other["answer"] != other["answer_own"]) & (other["answer"] != UNSURE) & (other["answer_own"] != UNSURE)
    ]
    told = [f"{row['form']}: {CLAIMS[row['claim']].text} {row['answer']}" for row in turned.to_dict("records")]
    lines += [
        "",
        "Forms that turn an answer of the declared form round: " + ("; ".join(told) if told else "none") + ".",
    ]
    peaked = claims[claims["two_peaked"]]
    if len(peaked):
        where = sorted({f"{row['form']} ({row['measure']})" for row in peaked.to_dict("records")})
        lines.append(f"Runs fall into two groups, so that the number is the mean of no run: {', '.join(where)}.")
    lines.append(f"{claims['runs'].min()} runs or more a cell.")
    return "\n".join(lines)


def _show(folder: Path) -> None:
    claims = pd.read_csv(folder / "tables" / "claims.csv")
    claims["cell"] = [f"{value:+.3f} {said}" for value, said in zip(claims["value"], claims["answer"], strict=True)]
    wide = claims.pivot_table(index="form", columns="claim", values="cell", aggfunc="first").loc[
        list(FORMS), list(CLAIMS)
    ]
    console = Console(width=150)
    console.print(
        "Claims (columns) x forms (rows): level or paired difference, and whether the claim holds", highlight=False
    )
    console.print(wide.rename_axis(index=None, columns=None).to_string(), highlight=False, markup=False)
