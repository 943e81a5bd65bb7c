"""Sets of reforms that are worth their price, over all values of the unmeasured numbers.

Every set of packages is run in each draw from the posterior, with the same random draws, and compared in what it brings
(use of 286-1) and what it costs (wrongful convictions, harm, official days). A set is on the front of a draw if no
other set is as good in all four and better in one. A set that is on the front of nearly every draw is a choice that no
number without data can turn into waste; which of those to choose is a matter of values, not of this model. Beside it
stands in how many draws 286-1 is alive under each set.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.discovery import checked
from zombielaw.experiments.analysis.estimates import RUNS, estimate
from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.outcomes import (
    LIFE,
    OUTCOMES,
    YEARLY,
    alive,
    by_year,
    last_read,
    outcomes_in,
    year_from,
)
from zombielaw.experiments.analysis.over_draws import draw_of
from zombielaw.experiments.analysis.pareto import dominated_by_none
from zombielaw.experiments.analysis.windows import span
from zombielaw.experiments.analysis.wording import interval, rows_by, table, written
from zombielaw.experiments.config.options import LONGEST, POSTERIOR, month, whole
from zombielaw.experiments.config.packages import SINGLE, fewest
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import draws_of
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.designs.reform_rows import reform_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import BLUE, GREY
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, named, say
from zombielaw.sim.parameters import TODAY

TABLE, FRONT = "outcomes", "front"
GOALS = {"expected_convictions_286_1": 1.0, "wrongful": -1.0, "harm": -1.0, "official_days": -1.0}
"""Outcomes that are weighed: 1 if more of it is good, -1 if less is."""
SURE = 0.9
"""Share of draws in which a set must be on the front, or off it, for the report to say so."""
HALF = 0.5
"""Share of draws above which the report calls 286-1 alive in most."""


def check(settings: Settings) -> Settings:
    """Refuse a command without draws, and a policy of one's own: the sets are laid over today's."""
    if not settings.draws:
        raise InputError(
            "parameters=median does not go with study=portfolio, which counts draws; leave it out, or give "
            "parameters=prior or posterior."
        )
    if settings.scenario.policy != TODAY or settings.scenario.changes:
        raise InputError("policy: this study lays every set of packages over today's policy; give it none.")
    return settings


def design_of(settings: Settings) -> pd.DataFrame:
    """Today, then every set of packages from a date on."""
    sets = [list(some) for size in range(1, len(SINGLE) + 1) for some in combinations(SINGLE, size)]
    start = settings.study_keys["start"]
    rows = [
        ("today", {}),
        *((" + ".join(some), {"policy": some, "start": start, "name": " + ".join(some)}) for some in sets),
    ]
    return reform_design(settings, rows)


def years_read(settings: Settings) -> range:
    """Full calendar years from the start of the reforms on, of those that are read.

    Raises InputError: there is none.
    """
    years = range(year_from(settings.month("start")), last_read(settings.scenario.months) + 1)
    if not years:
        raise InputError(
            "study.months={} is too short: no calendar year after study.start is read, for the "
            "last year of a run is left out; give study.months={} or more.",
            settings.scenario.months,
            12 * (years.start - 2014) + 2,
        )
    return years


def by_draw(runs: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of each set in each draw, over its runs: index ``point, draw``, a column for each outcome.

    ``runs``: columns :data:`~zombielaw.experiments.analysis.estimates.RUNS`.
    """
    groups = runs.assign(draw=draw_of(runs["replicate"])).groupby([POINT, "draw", "outcome"])
    sums = groups[["numerator", "denominator"]].sum()
    values: pd.DataFrame = (sums["numerator"] / sums["denominator"]).unstack("outcome")  # noqa: PD010
    return values


def fronts(means: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    """Share of draws in which each set is on the front, number in which 286-1 is alive: see the columns of ``front``.

    ``means``: of :func:`by_draw`. ``names``: of the sets, by point; the first is what the others are compared with.
    """
    signed = means[[*GOALS]] * pd.Series(GOALS)
    draws = signed.index.unique("draw")
    on = pd.DataFrame(
        {draw: pd.Series(dominated_by_none(_of(signed, draw).to_numpy()), _of(signed, draw).index) for draw in draws}
    ).reindex(names.index)
    living = alive(means).unstack("draw", fill_value=False)  # noqa: PD010
    wrongful = means["wrongful"].unstack("draw")  # noqa: PD010
    fewer = living & wrongful.lt(wrongful.loc[names.index[0]])
    shares = on.astype(float).mean(axis=1)
    ends = [wilson_interval(float(row.sum()), float(len(draws))) for row in on.to_numpy(dtype=float)]
    return pd.DataFrame(
        {
            POINT: names.index,
            "scenario": names.to_numpy(),
            "draws": len(draws),
            "on": on.sum(axis=1).to_numpy(),
            "share": shares.to_numpy(),
            "low": [low for low, _ in ends],
            "high": [high for _, high in ends],
            "alive": living.loc[names.index].sum(axis=1).to_numpy(),
            "alive_fewer_wrongful": fewer.loc[names.index].sum(axis=1).to_numpy(),
        }
    )


def _of(signed: pd.DataFrame, draw: int) -> pd.DataFrame:
    return signed[signed.index.get_level_values("draw") == draw].droplevel("draw")


def analyse(work: Work) -> Tables:
    """Run every set in each draw; count the draws in which it is on the front, and in which 286-1 is alive.

    In ``box`` stands which numbers bound the draws in which none works, sought in half of the draws.
    """
    settings, years = work.settings, years_read(work.settings)
    design = design_of(settings)
    results = work.run(design, yearly=YEARLY, reduce=expected)
    runs = outcomes_in(by_year(results), {"after": years}, settings.scale, [*GOALS, *LIFE])[RUNS]
    names = design.set_index(POINT)[f"{LABEL}name"].rename("scenario")
    work.facts |= {"years": span(years), "from": settings.drawn_from}
    means, drawn = by_draw(runs), draws_of(settings)
    none = none_works(means, names.index[0]).reindex(drawn.index, fill_value=False)
    return {
        TABLE: names.reset_index().merge(estimate(runs, base=0), on=POINT),
        FRONT: fronts(means, names),
        "box": checked(drawn, none.to_numpy(dtype=np.bool_)),
    }


def none_works(means: pd.DataFrame, today: int) -> pd.Series[bool]:
    """Draws in which no set makes 286-1 alive without more wrongful convictions than today's policy, by draw.

    ``means``: of :func:`by_draw`. ``today``: point of today's policy.
    """
    wrongful = means["wrongful"].unstack("draw")  # noqa: PD010
    works = alive(means).unstack("draw", fill_value=False) & wrongful.le(wrongful.loc[today])  # noqa: PD010
    none: pd.Series[bool] = ~works.drop(index=today).any()
    return none


HEADS = ("set", "front", "alive", "fewer", "convictions", "wrongful", "harm", "days")
"""Columns of the table of the report."""


def report(tables: Finished) -> str:
    """Sets on the front of nearly every draw; those under which 286-1 lives; benefits and costs of each."""
    front, whole, lang = tables[FRONT], tables[TABLE], tables.lang

    def in_words(names: Iterable[str]) -> str:
        """Sets of packages in words; empty if there is none."""
        sets = (" + ".join(named("policy", one, lang) for one in name.split(" + ")) for name in names)
        return say("list.comma", lang).join(sets)

    draws, living = front["draws"].iloc[0], front.set_index("scenario")["alive"]
    always = front[front["share"] >= SURE]["scenario"].tolist()
    never = front[front["share"] <= 1.0 - SURE]["scenario"].tolist()
    most = fewest(living[living > HALF * draws].index.drop(front["scenario"].iloc[0], errors="ignore"))
    rows = []
    for row in front.sort_values("share", ascending=False, kind="stable").to_dict("records"):
        own = rows_by(whole[whole[POINT] == row[POINT]], "outcome")
        ends = say("interval", lang, low=f"{row['low']:.0%}", high=f"{row['high']:.0%}")
        rows.append(
            (
                in_words([row["scenario"]]),
                f"{row['share']:.0%}{ends}",
                row["alive"],
                row["alive_fewer_wrongful"],
                *(interval(own[name], lang=lang) for name in GOALS),
            )
        )
    return written(
        __file__,
        "report",
        lang,
        facts=tables.facts,
        sure=SURE,
        always=in_words(always) or say("portfolio.none", lang),
        never=say("portfolio.rarely", lang, share=f"{1.0 - SURE:.0%}", sets=in_words(never))
        if never
        else say("portfolio.never", lang),
        source=say(f"over_draws.{tables.facts['from']}", lang),
        most=in_words(most) or say("portfolio.none", lang),
        today=living.iloc[0],
        draws=draws,
        life=LIFE,
        rows=table([say(f"portfolio.head.{name}", lang) for name in HEADS], rows, right=range(1, 8)),
    )


SHOWN = ("front", "expected_convictions_286_1", "official_days")
"""Panels: share of draws in which no other set beats it; its benefits and its costs."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``portfolio``: a row for each set, in three panels."""
    from matplotlib.ticker import FuncFormatter, PercentFormatter

    from zombielaw.experiments.figures.forest import short
    from zombielaw.experiments.figures.style import on_left, wrapped

    front, whole = tables[FRONT].sort_values("share").reset_index(drop=True), tables[TABLE]
    at = np.arange(len(front))
    sets = [
        page.say("portfolio.and").join(page.named("scenario", one) for one in name.split(" + "))
        for name in front["scenario"]
    ]
    titles = page.chosen("portfolio", {name: page.say(f"portfolio.{name}") for name in SHOWN})
    sets = page.rows(sets)
    figure = page.figure((0.3 if page.narrow else 0.19) * len(front) + 1.1)
    grid = figure.subplots(1, len(titles), squeeze=False)[0]
    for axes, (name, title) in zip(grid, titles.items(), strict=True):
        if name == SHOWN[0]:
            axes.barh(at, front["share"], color=BLUE, height=0.6)
            axes.hlines(at, front["low"], front["high"], color="black", linewidth=0.8)
            axes.set_xlim(0.0, 1.0)
            axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        else:
            rows = whole[whole["outcome"] == name].set_index(POINT).loc[front[POINT]]
            axes.hlines(at, rows["difference_low"], rows["difference_high"], color=GREY, linewidth=1.2)
            axes.plot(rows["difference"].fillna(0.0), at, "o", color=BLUE)
            axes.axvline(0.0, color="0.5", linewidth=0.6)
            axes.locator_params(axis="x", nbins=2 if page.narrow else 4)
            axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: short(tick)))
        axes.set_title("\n".join(wrapped(title, 11 if page.narrow else 21)), fontsize=7 if page.narrow else 8)
        axes.set_ylim(-0.7, len(at) - 0.3)
        axes.set_yticks(at, sets if on_left(axes) else [""] * len(at), fontsize=6 if page.narrow else 6.5)
        axes.tick_params(axis="x", labelsize=6 if page.narrow else 7)
    shares = tables[FRONT].set_index("scenario")["share"]
    best = page.say("portfolio.or").join(
        name.replace("\n", " ") for name, share in zip(sets, front["share"], strict=True) if share == shares.max()
    )
    fields = {"sets": best, "most": shares.max(), "today": shares.iloc[0], "draws": int(front["draws"].iloc[0])}
    page.title(figure, page.say("portfolio.title", **fields), page.say("drawn.place"))
    page.save(figure, "portfolio", page.say("portfolio.band"))


STUDY = Study(
    question="Which sets of reforms are worth their price over draws of the unmeasured numbers?",
    keys={
        "months": whole(182, 1, LONGEST, "length of a run; 182 months end in December 2030", "months"),
        "start": month("2026-01", "first month of the reforms"),
    },
    replicates=2,
    settings={"parameters": POSTERIOR, "draws": 40, "world": "region"},
    outcomes={name: OUTCOMES[name] for name in (*GOALS, *LIFE)},
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
