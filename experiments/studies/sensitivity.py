"""Sensitivity of the outcomes to unmeasured numbers, and the share of differences between runs that is random.

All numbers that have a prior are drawn: those of the world, and today's practice among the levers. Sobol's shares of
variance are those of groups of numbers, for runs are too few to tell a hundred numbers apart; no number is held fixed.
A plane over all numbers, the simplest emulator, names single ones and says how much it foresees.
A lever that the command moves is a step from the practice that is drawn (``policy=all`` asks the same of the reforms).
All indices are of means over replicates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import sensitivity as indices
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year
from zombielaw.experiments.analysis.sensitivity import NOISY
from zombielaw.experiments.analysis.wording import interval, listed, number, table, written
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.priors import ANSWERS
from zombielaw.experiments.designs.draws import stepped, with_compliance
from zombielaw.experiments.designs.grids import POINT, value_in
from zombielaw.experiments.designs.groups import GROUPS, read_groups
from zombielaw.experiments.designs.samples import Floats, at_quantiles, prior, saltelli
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures import names
from zombielaw.experiments.figures.colours import OLIVE, WINE
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside

if TYPE_CHECKING:
    from zombielaw.experiments.figures import forest

RARE = 1e-3
"""Floor of a logarithm of uses per year in the country: one in a thousand years."""
OUTCOMES = outcomes_beside(__file__)
"""Outcomes; a share whose denominator is 0 counts as 0: of no eligible file, none is applied."""
MEASURES = (
    "application_rate_statute_thresholds2019",
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_applied",
    "expected_wrongful_share",
    "harm_per_provider_year",
    "non_compliant_share",
)
LEAST = 0.005
"""Share of variance that is named at least; a smaller one is written as nothing."""
JOINT = 0.05
"""Level at which all slopes that are named hold together."""


def check(settings: Settings) -> Settings:
    """Refuse a sample that Sobol's sequence cannot have, or that has fewer points than a plane has slopes."""
    base, count = settings.study_keys["base"], len(group_of())
    least = 1 << math.floor(math.log2(count / 2 + 1) + 1)
    if base & (base - 1) or base < least:
        raise InputError(
            "study.base={} is no power of two, or has too few points for {} numbers; allowed: {}, {}, {}, ... 65536.",
            base,
            count,
            least,
            2 * least,
            4 * least,
        )
    return settings


def group_of() -> dict[str, str]:
    """The group of each number that has a prior, by full key."""
    return {key: name for name, group in read_groups().items() for key in group.numbers}


def design_of(settings: Settings, keys: list[str], unit: Floats) -> pd.DataFrame:
    """The design of a sample in the unit cube; answers that leave too few to comply are scaled down."""
    held = sum(value_in(settings, answer) for answer in ANSWERS if answer not in keys)
    sample = with_compliance(at_quantiles(keys, unit, prior, settings.priors), held)
    for key in sample:
        lever, own = parameter_of(str(key)), value_in(settings, str(key))
        if lever.today:
            sample[key] = [stepped(lever, own, today) for today in sample[key]]
    return sample.rename_axis(POINT).reset_index()


def outcomes_of(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run: ``point, replicate`` as index. Runs that failed are no rows."""
    place = [POINT, "replicate"]
    parts = ["numerator", "denominator"]
    wide = results.runs().pivot_table(parts, place, "measure", "first", observed=True)
    over, under = wide["numerator"], wide["denominator"]

    def share(part: pd.Series[float], of: pd.Series[float]) -> pd.Series[float]:
        return (part / of.where(of > 0.0)).fillna(0.0)

    ours, rival = over["expected_convictions_286_1"], over["expected_convictions_287_2"]
    harm = over["harm_per_provider_year"] / under["harm_per_provider_year"]
    columns = {
        "application_rate": share(over["expected_applied"], under["application_rate_statute_thresholds2019"]),
        "share_of_convictions": share(ours, ours + rival),
        "log_convictions": np.log10((ours * per_year(settings)).clip(lower=RARE)),
        "wrongful_share": share(over["expected_wrongful_share"], under["expected_wrongful_share"]),
        "log_harm": np.log10(harm.clip(lower=RARE)),
        "compliance": 1.0 - over["non_compliant_share"] / under["non_compliant_share"],
    }
    return pd.DataFrame(columns)


def analyse(work: Work) -> Tables:
    """Draw all numbers; share out the variance between groups; lay a plane over single numbers."""
    settings, groups = work.settings, group_of()
    keys, family = list(groups), len(set(groups.values())) + 2
    unit = saltelli(list(groups.values()), settings.study_keys["base"], settings.seed)
    results = work.run(design_of(settings, keys, unit), measures=MEASURES, levels=keys)
    sampled = outcomes_of(results, settings)
    means = indices.means_of(sampled)
    work.facts["points"] = len(unit)
    slopes = indices.slopes_of(keys, unit, means, family)
    slopes.insert(1, "group", slopes["parameter"].map(groups))
    return {
        "groups": indices.sobol_of(list(groups.values()), means, settings.seed),
        "numbers": slopes,
        "random_draws": indices.draws_of(sampled, family),
        "means": means.add_prefix("outcome.").reset_index(),
    }


def report(tables: Finished) -> str:
    """Groups and numbers that move each outcome; the largest indices; the part of random draws in the variance."""
    shares, slopes, draws = tables["groups"], tables["numbers"], tables["random_draws"]
    moved, named, rows = [], [], []
    for row in draws.to_dict("records"):
        outcome = row["outcome"]
        by_group, single = (some[some["outcome"] == outcome] for some in (shares, slopes))
        cells = ["the same at all points" if by_group.empty else "not read: more than half is random draws", "", "", ""]
        if not by_group.empty and not row["share_of_means"] > NOISY:
            cells = largest(by_group, single)
            moved.append(f"* {outcome}: {supported(by_group)}.")
            named.append(f"* {outcome}: {sloping(single)}.")
        random = (
            "unknown" if math.isnan(row[name]) else f"{row[name]:.0%}" for name in ("share_of_runs", "share_of_means")
        )
        rows.append((outcome, *cells, *random))
    groups = draws[draws["upper_share"].notna()].to_dict("records")
    return written(
        __file__,
        "report",
        numbers=slopes["parameter"].nunique(),
        groups=shares["group"].nunique(),
        facts=tables.facts,
        moved="\n".join(moved),
        joint=JOINT,
        named="\n".join(named),
        rows=table(
            (
                "outcome",
                "largest first order",
                "largest total",
                "sum of first",
                "plane foresees",
                "draws, one run",
                "draws, means",
            ),
            rows,
        ),
        grouped=listed(f"{row['outcome']} ({row['upper_share']:.0%} in the upper)" for row in groups),
    )


def largest(shares: pd.DataFrame, slopes: pd.DataFrame) -> list[str]:
    """Largest first and total share of one outcome, the sum of the first, and the fit of the plane."""
    first, total = (shares[shares["order"] == order].sort_values("value") for order in ("first", "total"))
    return [
        *(f"{_words(top['group'])} {interval(top)}" for top in (first.iloc[-1], total.iloc[-1])),
        number(first["value"].sum()),
        f"{max(0.0, slopes['held_out'].iloc[0]):.0%}",
    ]


def supported(shares: pd.DataFrame) -> str:
    """Groups of one outcome whose index has an interval above zero, with order and value; the largest first."""
    support: dict[str, list[str]] = {}
    clear = shares[(shares["low"] > 0.0) & (shares["value"] >= LEAST)].sort_values("value", ascending=False)
    for row in clear.to_dict("records"):
        support.setdefault(row["group"], []).append(f"{row['order']} {row['value']:.2f}")
    return "; ".join(f"{_words(group)} ({', '.join(values)})" for group, values in support.items()) or "none"


def clear_slopes(slopes: pd.DataFrame) -> pd.DataFrame:
    """Slopes that are not zero, all together; the steepest first."""
    return slopes[slopes["p"] < JOINT].sort_values("slope", key=abs, ascending=False, kind="stable")


def sloping(slopes: pd.DataFrame) -> str:
    """The numbers of one outcome whose slope is clear."""
    steepest = (
        f"{row['parameter'].rpartition('.')[2]} {row['slope']:+.2f}" for row in clear_slopes(slopes).to_dict("records")
    )
    return "; ".join(steepest) or "none"


def _words(group: str) -> str:
    return group.replace("_", " ")


ORDERS = {"first": (OLIVE, "o"), "second": (WINE, "s")}
"""First and total order: colour and marker."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``sensitivity`` and, where any single number is named, ``sensitivity_numbers``."""
    from zombielaw.experiments.figures import forest

    groups, numbers = tables["groups"], tables["numbers"]
    if groups.empty:
        return
    noisy = dict(zip(tables["random_draws"]["outcome"], tables["random_draws"]["share_of_means"] > NOISY, strict=True))
    total = groups[groups["order"] == "total"].groupby("group")["value"].max().sort_values(ascending=False)
    shown = groups.assign(
        side=groups["order"].map({"first": "first", "total": "second"}),
        difference=groups["value"],
        row=[page.named("unknown", name) for name in groups["group"]],
    )
    largest = groups[groups["order"] == "total"].sort_values("value").drop_duplicates("outcome", keep="last")["group"]
    first = largest.mode()[0]
    title = page.say(
        "sobol.title", group=page.named("unknown", first), most=int((largest == first).sum()), all=len(largest)
    )
    forest.draw(
        _in_order(shown, "group", total.index),
        _panels(noisy, "sobol", page, signed=False),
        page,
        "sensitivity",
        page.say("sobol.band"),
        sides={name: page.say(f"sobol.{name}") for name in ORDERS},
        looks=ORDERS,
        title=title,
        place=page.say("drawn.place"),
        pale="sensitivity.pale",
    )
    steepest = numbers[numbers["p"] < JOINT].assign(size=lambda rows: rows["slope"].abs())
    if steepest.empty:
        return
    order = steepest.groupby("parameter")["size"].max().sort_values(ascending=False)
    shown = numbers.assign(
        side="other",
        difference=numbers["slope"],
        row=[names.number(key, page) for key in numbers["parameter"]],
    )
    most = steepest.sort_values("size", kind="stable").iloc[-1]
    title = page.say(
        "slopes.title",
        number=len(order),
        all=numbers["parameter"].nunique(),
        slope=most["slope"],
        name=names.number(most["parameter"], page),
        outcome=names.outcome(most["outcome"], OUTCOMES[most["outcome"]], page),
    )
    forest.draw(
        _in_order(shown, "parameter", order.index),
        _panels(noisy, "slopes", page, signed=True),
        page,
        "sensitivity_numbers",
        page.say("slopes.band"),
        sides={"other": ""},
        title=title,
        place=page.say("drawn.place"),
        pale="sensitivity.pale",
    )


def _panels(noisy: Mapping[str, bool], words: str, page: Page, *, signed: bool) -> list[forest.Output]:
    """Panels, one for each outcome; a label marks those that are mostly chance."""
    from zombielaw.experiments.figures import forest

    return [
        forest.Output(
            name,
            names.outcome(name, about, page),
            page.say("sensitivity.noisy" if noisy[name] else f"{words}.label"),
            signed=signed,
        )
        for name, about in OUTCOMES.items()
    ]


def _in_order(table: pd.DataFrame, column: str, order: pd.Index[str]) -> pd.DataFrame:
    """Rows of a forest plot in the order of some names of a column; other rows are left out, and no row has a head."""
    some = table[table[column].isin(order)]
    place = some[column].map({name: number for number, name in enumerate(order)}).to_numpy()
    rows = some.drop(columns="group").iloc[np.argsort(place, kind="stable")]
    return rows.assign(
        output=rows["outcome"], difference_low=rows["low"], difference_high=rows["high"], two_groups=False
    )


STUDY = Study(
    question="Which unmeasured numbers of the world and of today's practice move the outcomes? Shares of variance of "
    "groups of numbers, slopes of single numbers, and the share of random draws.",
    keys={
        "months": MONTHS,
        "base": whole(128, 2, 65_536, "base sample of Sobol, a power of two; points are base x (groups + 2)"),
    },
    replicates=2,
    data=(GROUPS,),
    medians_only="it samples the priors itself",
    outcomes=OUTCOMES,
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
