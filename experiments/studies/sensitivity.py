"""Sensitivity of the outcomes to unmeasured numbers, and the share of differences between runs that is random.

All numbers that have a prior are drawn: those of the world, and today's practice among the levers. Sobol's shares of
variance are those of groups of numbers, for runs are too few to tell a hundred numbers apart; no number is held fixed.
A lever that the command moves is a step from the practice that is drawn (``policy=all`` asks the same of the reforms).
All indices are of means over replicates.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import LEVEL, upper_share
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year, title_in_words
from zombielaw.experiments.analysis.wording import rendered, within_sentence
from zombielaw.experiments.config.schema import MONTHS, parameter_of, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import Floats, problem, saltelli, stepped, values_at
from zombielaw.experiments.designs.grids import POINT, value_in
from zombielaw.experiments.designs.groups import GROUPS, read_groups
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import named, say

RESAMPLES = 500
NOISY = 0.5
"""Share of random draws in the variance of means beyond which no index of an outcome is read."""


def means_of(values: pd.DataFrame) -> pd.DataFrame:
    """Means over the replicates of each point.

    Raises InputError: every run of a point failed: the indices need all points.
    """
    means = values.groupby(POINT).mean()
    missing = sorted(set(range(int(means.index.max()) + 1)) - set(means.index))
    if missing:
        raise InputError(
            "No run of point {} succeeded, and the indices need all points; see the messages.",
            missing[0],
        )
    return means


def sobol_of(groups: list[str], means: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Sobol: ``outcome, group, order, value, low, high``; order ``first``, ``total``. None of a constant.

    ``groups``: the group of each number, in the order of the numbers; of one number each, they are the numbers
    themselves.
    """
    from SALib.analyze import sobol as analyser

    rows, names = [], list(dict.fromkeys(groups))
    for outcome in means.columns:
        values = means[outcome].to_numpy(dtype=float)
        if np.ptp(values) == 0.0:
            continue
        scaled = (values - values.mean()) / values.std()
        indices = analyser.analyze(
            problem(groups),
            scaled,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            seed=seed,
        )
        for order, name in (("first", "S1"), ("total", "ST")):
            for group, value, width in zip(
                names, indices[name], indices[f"{name}_conf"], strict=True
            ):
                rows.append((outcome, group, order, value, value - width, value + width))
    return pd.DataFrame(rows, columns=["outcome", "group", "order", "value", "low", "high"])


def draws_of(values: pd.DataFrame, family: int) -> pd.DataFrame:
    """Share of the variance over the sample that random draws make, by analysis of variance.

    ``values``: one column per outcome; ``point, replicate`` as index. ``family``: rows of the sample that differ in one
    group each, and one: two groups are looked for in the first and the last of each family, which are independent of
    each other.
    Returns ``outcome, mean, deviation, share_of_runs, share_of_means, upper_share``: share of the variance between runs
    that replicates of one point make; the same for means over the replicates, where what random draws do at all points
    alike cancels, since the points share them; and the share of independent points in the upper of two groups. With one
    replicate the shares are NaN.
    """
    rows = []
    place = values.index.unique(POINT) % family
    independent = (place == 0) | (place == family - 1)
    for outcome in values.columns:
        runs = values[outcome]
        groups = runs.groupby(POINT)
        means = groups.mean()
        repeats = float(groups.size().mean())
        within = float(groups.var(ddof=1).mean()) if repeats > 1.0 else math.nan
        apart = runs - runs.groupby("replicate").transform("mean")
        uneven = (
            float(apart.groupby(POINT).var(ddof=1).mean()) / repeats if repeats > 1.0 else math.nan
        )
        between = float(means.var(ddof=1))
        whole = max(0.0, between - uneven) + within
        rows.append(
            (
                outcome,
                float(means.mean()),
                math.sqrt(between),
                within / whole if whole else math.nan,
                float(np.minimum(uneven / between, 1.0)) if between else math.nan,
                upper_share(
                    means[independent].to_numpy(dtype=float), np.ones(int(independent.sum()))
                ),
            )
        )
    columns = ["outcome", "mean", "deviation", "share_of_runs", "share_of_means", "upper_share"]
    return pd.DataFrame(rows, columns=columns)


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


def check(settings: Settings) -> Settings:
    """Refuse a sample that Sobol's sequence cannot have."""
    base = settings.study_keys["base"]
    if base & (base - 1):
        raise InputError("study.base={} is no power of two; allowed: 2, 4, 8, ... 65536.", base)
    return settings


def group_of() -> dict[str, str]:
    """The group of each number that has a prior, by full key."""
    return {key: name for name, group in read_groups().items() for key in group.numbers}


def design_of(settings: Settings, keys: list[str], unit: Floats) -> pd.DataFrame:
    """The design of a sample in the unit cube; answers that leave too few to comply are scaled down."""
    sample = values_at(keys, unit, settings.priors, settings.plain)
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
        "application_rate": share(
            over["expected_applied"], under["application_rate_statute_thresholds2019"]
        ),
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
    means = means_of(sampled)
    work.facts["points"] = len(unit)
    return {
        "groups": sobol_of(list(groups.values()), means, settings.seed),
        "random_draws": draws_of(sampled, family),
        "means": means.add_prefix("outcome.").reset_index(),
    }


def report(tables: Finished) -> str:
    """Groups that move each outcome; the largest indices; the part of random draws in the variance."""
    shares, draws = tables["groups"], tables["random_draws"]
    noisy = set(draws.loc[draws["share_of_means"] > NOISY, "outcome"])
    read = {name: of for name, of in shares.groupby("outcome", sort=False) if name not in noisy}
    return rendered(
        __file__,
        numbers=len(group_of()),
        groups=shares["group"].nunique(),
        facts=tables.facts,
        moved={name: supported(of) for name, of in read.items()},
        largest={name: largest(of) for name, of in read.items()},
        known=set(shares["outcome"]),
        draws=draws,
        grouped=draws[draws["upper_share"].notna()],
    )


def largest(shares: pd.DataFrame) -> dict[str, Any]:
    """Largest ``first`` and ``total`` share of one outcome, and the ``sum`` of the first."""
    orders = {name: of.sort_values("value") for name, of in shares.groupby("order")}
    return {str(name): of.iloc[-1] for name, of in orders.items()} | {
        "sum": orders["first"]["value"].sum()
    }


def supported(shares: pd.DataFrame) -> dict[str, list[tuple[str, float]]]:
    """Groups of one outcome whose index has an interval above zero, with order and value; the largest first."""
    clear = shares[(shares["low"] > 0.0) & (shares["value"] >= LEAST)].sort_values(
        "value", ascending=False
    )
    support: dict[str, list[tuple[str, float]]] = {}
    for row in clear.to_dict("records"):
        support.setdefault(row["group"], []).append((row["order"], row["value"]))
    return support


MOST = 6
"""Groups that are drawn: those with the largest total share of any outcome."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``sensitivity``: total shares of groups of numbers as a map, but of outcomes that are mostly chance."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows

    shares, draws = tables["groups"], tables["random_draws"]
    noisy = draws.loc[draws["share_of_means"] > NOISY, "outcome"]
    shares = shares[(shares["order"] == "total") & ~shares["outcome"].isin(noisy)]
    if shares.empty:
        return
    largest = shares.sort_values("value").drop_duplicates("outcome", keep="last")["group"]
    first, most = largest.mode()[0], shares.groupby("group")["value"].max().nlargest(MOST)
    read = {name: about for name, about in OUTCOMES.items() if name in set(shares["outcome"])}
    clear = (shares["low"] > 0.0) & (shares["value"] >= LEAST)
    star = (shares["value"] == shares.groupby("outcome")["value"].transform("max")).map(
        {True: " *", False: ""}
    )
    cells = shares[shares["group"].isin(most.index)].assign(
        order=shares["group"].map(most),
        across=shares["outcome"].map({name: place for place, name in enumerate(read)}),
        number=(shares["value"].map("{:.0%}".format) + star).where(clear, ""),
        shade=shares["value"].where(clear, 0.0).clip(upper=1.0),
    )
    cells = cells.sort_values("order", kind="stable")
    heads = [title_in_words(name, about) for name, about in read.items()]
    top = shares[shares["group"] == first].sort_values("value")["outcome"].iloc[-1]
    draw_rows(
        cells,
        [named("unknown", name) for name in cells["group"]],
        {
            "": Panel(
                [Marks("across", text="number", shade="shade")],
                ticks=dict(enumerate(heads)),
                how={"xlim": (-0.5, len(read) - 0.5)},
            )
        },
        page,
        "sensitivity",
        say("sobol.band", left=shares["group"].nunique() - len(most)),
        title=say(
            "sobol.title",
            group=named("unknown", first),
            most=int((largest == first).sum()),
            all=len(largest),
            share=most[first],
            outcome=within_sentence(title_in_words(top, read[top])),
        ),
    )


STUDY = Study(
    question="Which unmeasured numbers of the world and of today's practice move the outcomes? Shares of variance of "
    "groups of numbers, and the share of random draws.",
    keys={
        "months": MONTHS,
        "base": whole(
            128, 2, 65_536, "base sample of Sobol, a power of two; points are base x (groups + 2)"
        ),
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
