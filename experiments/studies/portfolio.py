"""Sets of reforms that are worth their price, over all values of the unmeasured numbers.

Every set of packages is run in each draw from the posterior, with the same random draws, and compared in what it brings
(use of 286-1) and what it costs (wrongful convictions, harm, official days). A set is on the front of a draw if no
other set is as good in all four and better in one. A set that is on the front of nearly every draw is a choice that no
number without data can turn into waste; which of those to choose is a matter of values, not of this model. Beside it
stands in how many draws 286-1 is alive under each set.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zombielaw.experiments.analysis.estimates import RUNS, draw_of, estimate
from zombielaw.experiments.analysis.intervals import Floats, wilson_interval
from zombielaw.experiments.analysis.outcomes import (
    LIFE,
    OUTCOMES,
    YEARLY,
    alive,
    by_year,
    last_read,
    outcomes_in,
    title_in_words,
    year_from,
)
from zombielaw.experiments.analysis.prices import unpriced
from zombielaw.experiments.analysis.windows import span
from zombielaw.experiments.analysis.wording import rendered, rows_by
from zombielaw.experiments.config.schema import LONGEST, POSTERIOR, month, whole
from zombielaw.experiments.config.settings import SINGLE, Design, Settings, fewest, reform_design
from zombielaw.experiments.config.values import joined, read_reform
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, named, say
from zombielaw.sim.parameters import TODAY

TABLE, FRONT = "outcomes", "front"
PRICE = "official_days"
GOALS = {"expected_convictions_286_1": 1.0, "wrongful": -1.0, "harm": -1.0, PRICE: -1.0}
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
        raise InputError(
            "policy: this study lays every set of packages over today's policy; give it none."
        )
    return settings


def design_of(settings: Settings) -> Design:
    """Today, then every set of packages from a date on."""
    sets = [list(some) for size in range(1, len(SINGLE) + 1) for some in combinations(SINGLE, size)]
    start = settings.study_keys["start"]
    rows = [
        ("today", {}),
        *(
            (" + ".join(some), {"policy": some, "start": start, "name": " + ".join(some)})
            for some in sets
        ),
    ]
    return reform_design(settings, [read_reform(where, given) for where, given in rows])


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


def dominated_by_none(values: Floats) -> NDArray[np.bool_]:
    """Points that no other point beats: as much of every good, and more of one.

    ``values``, (points, goods) array: a harm is a good with its sign turned.
    """
    ahead = values[None, :, :] - values[:, None, :]
    beaten = np.logical_and(np.all(ahead >= 0.0, axis=2), np.any(ahead > 0.0, axis=2))
    return np.asarray(~np.any(beaten, axis=1))


def fronts(means: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    """Share of draws in which each set is on the front, number in which 286-1 is alive: see the columns of ``front``.

    ``means``: of :func:`by_draw`. ``names``: of the sets, by point; the first is what the others are compared with.
    """
    signed = means[[*GOALS]] * pd.Series(GOALS)
    draws = signed.index.unique("draw")
    on = pd.DataFrame(
        {
            draw: pd.Series(
                dominated_by_none(_of(signed, draw).to_numpy()), _of(signed, draw).index
            )
            for draw in draws
        }
    ).reindex(names.index)
    living = alive(means).unstack("draw", fill_value=False)  # noqa: PD010
    wrongful = means["wrongful"].unstack("draw")  # noqa: PD010
    fewer = living & wrongful.lt(wrongful.loc[names.index[0]])
    shares = on.astype(float).mean(axis=1)
    ends = [
        wilson_interval(float(row.sum()), float(len(draws))) for row in on.to_numpy(dtype=float)
    ]
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
    """Run every set in each draw; count the draws in which it is on the front, and in which 286-1 is alive."""
    settings, years = work.settings, years_read(work.settings)
    design = design_of(settings)
    results = work.run(design, yearly=YEARLY, reduce=expected)
    runs = outcomes_in(by_year(results), {"after": years}, settings.scale, [*GOALS, *LIFE])[RUNS]
    names = design.table.set_index(POINT)[f"{LABEL}name"].rename("scenario")
    work.facts |= {"years": span(years), "from": settings.drawn_from}
    return {
        TABLE: names.reset_index().merge(estimate(runs, base=0), on=POINT),
        FRONT: fronts(by_draw(runs), names),
    }


HEADS = ("set", "front", "alive", "fewer", "convictions", "wrongful", "harm", "days")
"""Columns of the table of the report."""


def report(tables: Finished) -> str:
    """Sets on the front of nearly every draw; those under which 286-1 lives; benefits and costs of each."""
    front = tables[FRONT]
    living, shares = (front.set_index("scenario")[name] for name in ("alive", "share"))
    most = living[living > HALF * front["draws"].iloc[0]].index.drop(
        front["scenario"].iloc[0], errors="ignore"
    )
    return rendered(
        __file__,
        facts=tables.facts,
        sure=SURE,
        always=[*shares.index[shares >= SURE]],
        never=[*shares.index[shares <= 1.0 - SURE]],
        most=fewest(most),
        life=LIFE,
        front=front,
        heads=HEADS,
        goals=[*GOALS],
        outcomes=rows_by(tables[TABLE], "scenario", "outcome"),
        packages={name: joined([name]) for name in SINGLE},
        unpriced=unpriced,
    )


MOST = 4
"""Sets that are drawn beside today: those that are on the front most often."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``portfolio``: a row for each set most often on the front, and today; a panel for each goal."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows, percent, short

    front = tables[FRONT]
    sets = {
        name: say("portfolio.and").join(
            named("scenario", one) for one in (parts if len(parts) < len(SINGLE) else ["all"])
        )
        for name in front["scenario"]
        for parts in [name.split(" + ")]
    }
    today, most = front.iloc[0], front.iloc[1:].nlargest(MOST, "share")
    shares = pd.concat([front.iloc[:1], most]).set_index("scenario")["share"]
    ends = ["difference_draw_median", "difference_draw_low", "difference_draw_high"]
    table = tables[TABLE].fillna(dict.fromkeys(ends, 0.0))
    wide = table.pivot_table(ends, "scenario", "outcome").loc[shares.index]
    wide.columns = wide.columns.map(" ".join)
    wide = wide.assign(share=shares).sort_values("share", kind="stable")
    best = most[most["share"] == most["share"].max()]["scenario"]
    draw_rows(
        wide,
        [sets[name] for name in wide.index],
        {
            FRONT: Panel(
                [Marks("share", look="bar")],
                say("portfolio.unbeaten"),
                say("portfolio.worlds"),
                form=percent,
                how={"xlim": (0.0, 1.0)},
            )
        }
        | {
            name: Panel(
                [Marks(f"{ends[0]} {name}", (f"{ends[1]} {name}", f"{ends[2]} {name}"))],
                title_in_words(name, OUTCOMES[name]),
                say("effects.change", unit=named("unit", OUTCOMES[name].unit)),
                lines=[0.0],
                form=short,
            )
            for name in GOALS
        },
        page,
        "portfolio",
        say("portfolio.band"),
        title=say(
            "portfolio.title",
            sets=say("portfolio.or").join(sets[name] for name in best),
            most=most["share"].max(),
            today=today["share"],
            draws=int(today["draws"]),
        ),
        room=24,
    )


STUDY = Study(
    question="Which sets of reforms are worth their price over draws of the unmeasured numbers?",
    keys={
        "months": whole(
            182, 1, LONGEST, "length of a run; 182 months end in December 2030", "months"
        ),
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
