"""Which sets of reforms are worth their price, whatever the numbers are that nobody has measured?

Every set of packages is run in each draw from the posterior, with the same random draws, and compared in what it brings
(use of 286-1) and what it costs (wrongful convictions, harm, official days). A set is on the front of a draw if no
other set is as good in all four and better in one. A set that is on the front of nearly every draw is a choice that no
number without data can turn into waste; which of those to choose is a matter of values, not of this model.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.compared import COLUMNS, COMPARED, EXPECTED, WHOLE, compared, years_compared
from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.over_draws import draw_of
from zombielaw.experiments.analysis.pareto import dominated_by_none
from zombielaw.experiments.analysis.wording import interval, listed, rows_by, table, written
from zombielaw.experiments.config.options import LONGEST, POSTERIOR, month, whole
from zombielaw.experiments.config.packages import SINGLE
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.reforms import reform_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import BLUE, GREY
from zombielaw.experiments.reducers.by_place import TABLE, by_place
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.sim.parameters import TODAY

GOALS = {f"{EXPECTED}convictions_286_1": 1.0, f"{EXPECTED}wrongful": -1.0, "harm": -1.0, "official_days": -1.0}
"""What is weighed, and whether more of it is good."""
SURE = 0.9
"""Share of draws in which a set is on the front, or not, for it to be said."""


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
    rows = [("today", {}), *((" + ".join(some), {"policy": some, "start": start, "name": " + ".join(some)})
                             for some in sets)]  # fmt: skip
    return reform_design(settings, rows)


def by_draw(results: Results, years: range) -> pd.DataFrame:
    """Means of the goals over the runs of each set in each draw: index ``point, draw``."""
    places = results.table(TABLE)
    places = places[places["year"].isin(years)]
    places = places.assign(draw=draw_of(places["replicate"]))
    sums = places.groupby([POINT, "draw"])[["expected_convictions_286_1", "expected_wrongful", "harm", "providers",
                                            "official_days"]].sum()  # fmt: skip
    runs = places.groupby([POINT, "draw"])["replicate"].nunique()
    counts = sums.div(runs * len(years), axis="index")
    counts["harm"] = 12.0 * sums["harm"] / sums["providers"]
    found: pd.DataFrame = counts[[*GOALS]]
    return found


def fronts(means: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    """How often each set is on the front: ``point, scenario, draws, on, share, low, high``."""
    signed = means * pd.Series(GOALS)
    draws = signed.index.unique("draw")
    on = pd.DataFrame({
        draw: pd.Series(dominated_by_none(_of(signed, draw).to_numpy()), _of(signed, draw).index) for draw in draws
    })  # fmt: skip
    shares = on.astype(float).mean(axis=1)
    ends = [wilson_interval(float(row.sum()), float(len(draws))) for row in on.to_numpy(dtype=float)]
    return pd.DataFrame({
        POINT: on.index, "scenario": names.loc[on.index].to_numpy(), "draws": len(draws),
        "on": on.sum(axis=1).to_numpy(), "share": shares.to_numpy(), "low": [low for low, _ in ends],
        "high": [high for _, high in ends],
    })  # fmt: skip


def _of(signed: pd.DataFrame, draw: int) -> pd.DataFrame:
    return signed[signed.index.get_level_values("draw") == draw].droplevel("draw")


def analyse(work: Work) -> Tables:
    """Run every set in each draw, and ask in how many it is on the front."""
    settings = work.settings
    design = design_of(settings)
    years = years_compared(settings, design)
    results = work.run(design, measures=(), reduce=by_place)
    tables = compared(results, years, settings.scale, (WHOLE,))
    work.facts |= {"years": f"{years[0]}-{years[-1]}", "from": settings.drawn_from}
    names = tables[WHOLE].drop_duplicates(POINT).set_index(POINT)["scenario"]
    return {**tables, "front": fronts(by_draw(results, years), names)}


def report(tables: Finished) -> str:
    """Sets that are on the front of nearly every draw; what each brings and costs."""
    front, whole = tables["front"], tables[WHOLE]
    always = front[front["share"] >= SURE]["scenario"].tolist()
    never = front[front["share"] <= 1.0 - SURE]["scenario"].tolist()
    rows = []
    for row in front.sort_values("share", ascending=False, kind="stable").to_dict("records"):
        mine = rows_by(whole[whole[POINT] == row[POINT]], "outcome")
        rows.append((row["scenario"], f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})",
                     *(interval(mine[name]) for name in GOALS)))  # fmt: skip
    return written(
        __file__, "report", facts=tables.facts, sure=SURE, always=listed(always) if always else "no set",
        never=f"In {1.0 - SURE:.0%} or fewer: {listed(never)}." if never else "No set is off it nearly always.",
        draws=front["draws"].iloc[0],
        rows=table(("set", "draws on the front", "convictions of 286-1", "wrongful convictions",
                    "harm per provider-year", "official days"), rows, right=range(1, 6)),
    )  # fmt: skip


def draw(tables: Finished, page: Page) -> None:
    """Draw ``portfolio``: a row for each set, in three panels."""
    front, whole = tables["front"].sort_values("share").reset_index(drop=True), tables[WHOLE]
    at = np.arange(len(front))
    names = [
        " ".join(page.say(f"portfolio.{one}") if one in name else "–" for one in SINGLE) for name in front["scenario"]
    ]
    figure, grid = page.panels(1, 3, 0.2 * len(front) + 0.9)
    axes = grid.flat[0]
    axes.barh(at, front["share"], color=BLUE, height=0.6)
    axes.hlines(at, front["low"], front["high"], color="black", linewidth=0.8)
    axes.set(xlim=(0.0, 1.0), xlabel=page.say("portfolio.front"))
    for axes, outcome in zip(grid.flat[1:], (f"{EXPECTED}convictions_286_1", "official_days"), strict=True):
        rows = whole[whole["outcome"] == outcome].set_index(POINT).loc[front[POINT]]
        axes.hlines(at, rows["difference_low"], rows["difference_high"], color=GREY, linewidth=1.2)
        axes.plot(rows["difference"].fillna(0.0), at, "o", color=BLUE)
        axes.axvline(0.0, color="0.5", linewidth=0.6)
        axes.locator_params(axis="x", nbins=4)
        axes.set_xlabel(page.say(f"portfolio.{outcome}"))
    for number, axes in enumerate(grid.flat):
        axes.set_ylim(-0.7, len(at) - 0.3)
        axes.set_yticks(at, names if number == 0 or page.narrow else [""] * len(at))
    figure.suptitle(page.say("portfolio.title"), x=0.0, ha="left", fontsize=9)
    page.save(figure, "portfolio", page.say("portfolio.band"))


STUDY = Study(
    question="Which sets of reforms are worth their price over all that the data leave open?",
    keys={
        "months": whole(182, 1, LONGEST, "length of a run; 182 months end in December 2030", "months"),
        "start": month("2026-01", "first month of the reforms"),
    },
    replicates=2,
    settings={"parameters": POSTERIOR, "draws": 40, "world": "region"},
    outcomes=COMPARED,
    columns=(*COLUMNS, *columns_beside(__file__)),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
