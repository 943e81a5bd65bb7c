"""Value of unpublished data for the diagnosis: information in each number, if it were published.

Worlds are drawn from the priors, and each is diagnosed. Each statistic that could be published is drawn for every world
as a yearly number of the country, with its noise, and its expected information about the answer is estimated.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.diagnosed import WHY, diagnosed
from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.information import Codes, Worth, binned, entropy, worth
from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.outcomes import outcomes_beside
from zombielaw.experiments.analysis.wording import rendered
from zombielaw.experiments.config.schema import whole
from zombielaw.experiments.designs.draws import from_priors
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.prior_worlds import FAMILY, WITH, check_probed, design_of
from zombielaw.experiments.reducers.unpublished import (
    FILES,
    PANEL,
    TABLE,
    TALLIES,
    beside_diagnosis,
)
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.analysis.diagnosis import AS_IS, DIAGNOSES, UNDECIDED
from zombielaw.sim.measures import Ratio

COLUMNS = [*PANEL, *FILES]
PUBLICATIONS = 8
"""Times that a statistic is drawn anew for each world."""
USUAL_YEARS = 5
"""Years before the end of the run over which expected numbers are averaged: those of the diagnosis."""
NOTHING = "nothing"


STATISTICS = outcomes_beside(__file__, "statistics.csv")
"""Every statistic, by name; without ``over`` a number drawn at random."""
PUBLISHED = {
    row["name"] for row in rows_beside(__file__, "statistics.csv") if row["published"] == "yes"
}
"""Statistics that are published now."""


def analyse(work: Work) -> Tables:
    """Run the worlds, diagnose them, and read what would be published."""
    settings = work.settings
    drawn = from_priors(settings.study_keys["worlds"], settings.seed, settings.priors)
    design, owners, as_is = design_of(settings, drawn, held={})
    results = work.run(
        design, part="drawn", world=replace(settings, priors={}), reduce=beside_diagnosis
    )
    found = diagnosed(results.table(TALLIES), owners, as_is)
    worlds = found[found["feedback"] == WITH].drop(columns=[POINT, *FAMILY])
    worlds["answer"] = worlds["found"] + (": " + worlds["why"]).where(worlds["why"] != "", "")
    own = owners[(owners["probe"] == AS_IS) & (owners["feedback"] == WITH)].merge(
        results.table(TABLE), on=POINT
    )
    expected = usual_years(own, settings.scale)
    known = worlds.merge(expected, on="world")
    worth_of = bits_about(known["answer"], known[COLUMNS], settings.seed)
    answers = [
        *(name for name in DIAGNOSES if name != UNDECIDED),
        *(f"{UNDECIDED}: {why}" for why in WHY),
    ]
    counted = shares_of(worlds.assign(kind="drawn"), ["kind"], "answer", answers, "worlds")
    return {
        "worlds": worlds,
        "answers": counted.drop(columns="kind"),
        "expected": expected,
        "worth": worth_of,
    }


def usual_years(own: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Expected numbers of a year in the country, of worlds as they are: ``world, <columns>``."""
    last = own[own["before_end"] < USUAL_YEARS]
    sums = last.groupby(["world", "replicate"])[COLUMNS].sum() * (scale / USUAL_YEARS)
    # an expectation in a few runs may be negative
    return sums.groupby("world").mean().clip(lower=0.0).reset_index()


def published(statistic: Ratio, usual: pd.DataFrame, generator: np.random.Generator) -> Floats:
    """Values of a statistic in each world, once for each publication.

    ``usual``: a row per world: expected numbers of a year in the country.
    Returns a (publications, worlds) array; counts are Poisson, a share is one of counts; NaN where nothing is divided.
    """
    shape = PUBLICATIONS, len(usual)
    if not statistic.over:
        return generator.standard_normal(shape)
    over = usual[[*statistic.over]].sum(axis=1).to_numpy()
    if not statistic.under:
        return generator.poisson(over, shape).astype(float)
    under = usual[[*statistic.under]].sum(axis=1).to_numpy()
    chance = np.clip(np.divide(over, under, out=np.zeros_like(over), where=under > 0.0), 0.0, 1.0)
    base = generator.poisson(under, shape)
    count = generator.binomial(base, chance)
    shares: Floats = np.divide(count, base, out=np.full(shape, np.nan), where=base > 0)
    return shares


def bits_about(answer: pd.Series[str], usual: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Information, in bits, of each statistic about an answer.

    Returns ``statistic, bits, low, high, share, floor, entropy, worlds``: the best first.
    """
    generator = np.random.default_rng(seed)
    codes: Codes = np.unique(answer.to_numpy(), return_inverse=True)[1].astype(np.int64)
    cells = {
        name: np.array([binned(values) for values in published(one, usual, generator)])
        for name, one in STATISTICS.items()
    }
    rest = entropy(codes), len(codes)
    alone = {name: worth(codes, bins, seed) for name, bins in cells.items()}
    columns = ["statistic", *Worth._fields, "entropy", "worlds"]
    singles = pd.DataFrame([(name, *one, *rest) for name, one in alone.items()], columns=columns)
    singles = singles.sort_values("bits", ascending=False, kind="stable", ignore_index=True)
    return singles


def report(tables: Finished) -> str:
    """The best statistic; statistics without information; what the diagnosis finds."""
    worth = tables["worth"]
    real = worth[worth["statistic"] != NOTHING]
    best, rest = real.iloc[0], real.iloc[1:]
    return rendered(
        __file__,
        best=best,
        near=int((rest["high"] >= best["low"]).sum()),
        silent=[STATISTICS[name].title for name in real.query("bits <= floor")["statistic"]],
        worth=worth,
        statistics=STATISTICS,
        published=PUBLISHED,
        answers=tables["answers"],
    )


def draw(tables: Finished, page: Page) -> None:
    """Draw ``information``: a row for each statistic that is clear of chance, and one for a number drawn at random."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows, percent

    table = tables["worth"].sort_values("bits", kind="stable")
    table = table.sort_values("statistic", key=lambda names: names != NOTHING, kind="stable")
    ends = ["bits", "low", "high", "floor"]
    table[ends] = table[ends].div(table["entropy"], axis="index")
    every, best = len(table), table.iloc[-1]
    table = table.query("low > floor or statistic == @NOTHING")
    names = [named("statistic", name) for name in table["statistic"]]
    clear, line = say("information.clear"), ("low", "high")
    marks = [
        Marks("floor", look="|", colour="0.4", label=say("information.floor")),
        Marks("bits", line, label=clear, where="low > floor"),
        Marks("bits", line, hollow=True, label=say("information.unclear"), where="low <= floor"),
    ]
    near = int((table["high"].iloc[1:-1] >= best["low"]).sum())
    fields = {"clear": len(table) - 1, "all": every - 1, "share": best["bits"], "near": near}
    draw_rows(
        table,
        [
            say("information.published", name=title) if name in PUBLISHED else title
            for name, title in zip(table["statistic"], names, strict=True)
        ],
        {
            "": Panel(
                marks,
                across=say("information.across"),
                form=percent,
                how={"xlim": (-0.01, None)},
            )
        },
        page,
        "information",
        say("information.band", left=every - len(table)),
        title=say("information.title", name=named("statistic", best["statistic"]), **fields),
    )


STUDY = Study(
    question="Which statistic that nobody publishes would tell most about what 286-1 dies of?",
    keys={
        "months": whole(122, 1, 600, "length of a run; 122 months end in December 2025", "months"),
        "worlds": whole(60, 4, 100_000, "worlds drawn from the priors"),
    },
    replicates=2,
    settings={"world": "classroom"},
    medians_only="it draws its worlds from the priors itself",
    columns=columns_beside(__file__),
    check=check_probed,
    analyse=analyse,
    report=report,
    draw=draw,
)
