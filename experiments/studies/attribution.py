"""Shapley values of the causes of disuse that Pan and Xiong name.

Deleting the order element is two things: the change of law, and the channel of referrals straight from findings that
regulators may open then. They are two entries, so that neither is told as the other.

A cause is *removed* by setting its levers to the value of a reform, over the whole run. Every set of causes is removed
in a world of its own, with the same random draws. What a cause adds to the set before it, averaged over all orders, is
its part in the difference between the world as it is and one without any of the causes.

A *coalition* is a set of causes removed; its number has bit ``k`` set if cause ``k`` is in it: row 0 is none removed,
the last row all. The mean is the Shapley value of a cause (Shapley 1953).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import beyond, windows
from zombielaw.experiments.analysis.estimates import RUNS, estimate, table_by_draw
from zombielaw.experiments.analysis.intervals import (
    Floats,
    bootstrap_interval,
    influence,
    resampled,
    widened,
)
from zombielaw.experiments.analysis.outcomes import (
    OUTCOMES,
    by_year,
    head_in_words,
    outcomes_of,
    title_in_words,
    years_of,
)
from zombielaw.experiments.analysis.wording import rendered, rows_by
from zombielaw.experiments.config.schema import PRACTICE
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, coalitions
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.base import Finished, Page, Tables, Work, columns_beside
from zombielaw.experiments.studies.contrast import BY_YEAR, Measured, Ran, contrast
from zombielaw.experiments.words.texts import LANGUAGES, language, named, say


def shapley_values(worth: Floats) -> Floats:
    """Shapley value of each cause.

    ``worth``, (2^k,) or (2^k, m) array: outcome of each coalition, by its number; columns are
    games of their own.
    Returns a (k,) or (k, m) array: in the unit of the outcome; sums to ``worth[-1] - worth[0]``.
    """
    numbers = np.arange(worth.shape[0])
    causes, sizes = worth.shape[0].bit_length() - 1, np.bitwise_count(numbers)
    weights = np.array([1.0 / (causes * math.comb(causes - 1, size)) for size in range(causes)])
    values = []
    for bit in range(causes):
        without = numbers[numbers >> bit & 1 == 0]
        values.append(
            np.tensordot(
                weights[sizes[without]], worth[without | 1 << bit] - worth[without], axes=1
            )
        )
    return np.array(values).reshape(causes, *worth.shape[1:])


@dataclass(frozen=True)
class Attribution:
    """Tables of an attribution.

    ``values``: one row per cause: ``cause, value, low, high, alone, last``. ``alone`` is what the cause adds to nothing
    repaired, ``last`` what it adds to everything else. ``none, all``: outcome with nothing and with everything
    repaired; ``values["value"]`` sums to their difference.
    """

    values: pd.DataFrame
    none: float
    all: float


def attribution(
    causes: Sequence[str],
    numerator: Floats,
    denominator: Floats | None = None,
    logarithm: bool = False,
) -> Attribution:
    """Attribute an outcome to causes, with bootstrap intervals over replicates.

    ``causes``: names, cause ``k`` being bit ``k`` of a coalition's number. ``numerator``, (2^k, replicates) array:
    outcome of each coalition and replicate. Replicate ``r`` has the same luck in every coalition. ``denominator``,
    (2^k, replicates) array: for an outcome that is a ratio of sums over replicates (a share); without it the outcome is
    the mean. ``logarithm``: attribute the logarithm of the outcome: stages of a chain multiply. All numbers are
    logarithms.
    Returns bootstrap intervals: replicates are resampled, jointly for all coalitions, so that the luck they share stays
    paired; no narrower than :func:`widened` asks, and NaN with fewer than two. All values are NaN where a coalition has
    nothing to divide by, or nothing whose logarithm could be taken. Raises InputError: a coalition has no run.
    """
    sets = 2 ** len(causes)
    under = np.ones_like(numerator) if denominator is None else denominator
    if numerator.shape[0] != sets or not numerator.size:
        raise InputError(
            "The outcome has the shape {}; allowed: ({}, replicates), one row for each set of causes.",
            numerator.shape,
            sets,
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        worth = np.maximum(numerator.sum(axis=1) / under.sum(axis=1), 0.0)
        moved = influence(numerator, under)
        if logarithm:
            moved, worth = moved / worth[:, None], np.log(worth)
    if not np.isfinite(worth).all():
        columns = dict.fromkeys(("value", "low", "high", "alone", "last"), math.nan)
        return Attribution(pd.DataFrame({"cause": causes, **columns}), worth[0], worth[-1])
    value = shapley_values(worth)
    replicates = numerator.shape[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = resampled(numerator) / resampled(under)
        drawn = np.log(drawn) if logarithm else drawn
    drawn = drawn[:, np.isfinite(drawn).all(axis=0)]  # a resample without any case tells nothing
    value_low, value_high = widened(
        bootstrap_interval(shapley_values(drawn), replicates), value, shapley_values(moved)
    )
    alone = 1 << np.arange(len(causes))
    values = {
        "cause": np.array(causes),
        "value": value,
        "low": np.minimum(value_low, value),
        "high": np.maximum(value_high, value),
        "alone": worth[alone] - worth[0],
        "last": worth[-1] - worth[(len(worth) - 1) ^ alone],
    }
    return Attribution(pd.DataFrame(values), float(worth[0]), float(worth[-1]))


READ = ("expected_convictions_286_1", "share_of_convictions", "application_rate", "wrongful")
"""Outcomes that are attributed."""
COUNT = READ[0]
"""Outcome that is also attributed as a product, for the stages of the chain multiply."""
ALL = "all"
"""All causes removed."""


class Cause(NamedTuple):
    """A cause of disuse, in words, and its removal.

    ``removed``: settings under which it is gone. ``why``: where the cause stands in the paper, and where
    the value comes from.
    """

    words: str
    removed: Mapping[str, Any]
    why: str


CAUSES = {
    "clarity": Cause(
        "unclear subject and duty",
        {"policy.identity_clarity": 0.7, "policy.obligation_clarity": 0.7},
        "B1, B2; the values of the legislature's package",
    ),
    "order_element": Cause(
        "order as an element",
        {"policy.order_element_required": False},
        "B3, B11, B16; the deletion that Zheng and Liu ask for, the change of law alone",
    ),
    "direct_referral": Cause(
        "no referral from a finding",
        {"policy.direct_transfer_rate": PRACTICE.transfer_rate},
        "no cause of the paper: the channel that regulators may open once the order is deleted; no data, the value is "
        "today's share of refused orders that are referred",
    ),
    "order_quality": Cause(
        "poor orders",
        {"policy.order_quality": 0.95, "policy.mandate_clarity": 1.0},
        "B4, B17; the values of the regulators' and the legislature's package",
    ),
    "referral": Cause(
        "few referrals",
        {"policy.transfer_rate": 0.3, "policy.transfer_supervision": 1.0},
        "B18; the values of the regulators' and the judiciary's package",
    ),
    "charge_preference": Cause(
        "preference for 287-2",
        {"policy.charge_preference": 0.5},
        "B6; 0.5 is no preference, the value of the judiciary's package",
    ),
    "rival_familiarity": Cause(
        "familiarity with 287-2",
        {"world.rival_learns": False, "world.initial_familiarity_287_2": 0.0},
        "B5, B26; the rival stays as unfamiliar as a new offence, which no reform could bring about",
    ),
}
"""Causes and how each is removed; values were fixed before any run."""


def design_of(settings: Settings) -> pd.DataFrame:
    """Every set of causes removed; the number of a point has bit k set if cause k is removed."""
    return coalitions(settings, {name: cause.removed for name, cause in CAUSES.items()})


def attributed(runs: pd.DataFrame, outcome: str, logarithm: bool = False) -> Attribution:
    """Shapley values of one outcome, or of its logarithm, over the replicates that every set has.

    ``runs``: outcomes before division, of the points of :func:`design_of`.
    """
    wide = runs[runs["outcome"] == outcome].pivot_table(
        index="replicate", columns="point", values=RUNS[3:]
    )
    wide = table_by_draw(wide.dropna())
    return attribution(
        list(CAUSES), wide["numerator"].to_numpy().T, wide["denominator"].to_numpy().T, logarithm
    )


def tables_of(ran: Ran) -> Tables:
    """Attribute each outcome to the causes."""
    settings, design, runs, work = ran.settings, ran.design, ran.runs, ran.work
    years = by_year(ran.results)
    every = years_of(years)
    parts = {outcome: attributed(runs, outcome) for outcome in READ}
    factors = attributed(runs, COUNT, logarithm=True).values  # noqa: PD011 - a table
    values = {outcome: part.values for outcome, part in parts.items()}  # noqa: PD011 - a table
    ends = [(outcome, part.none, part.all, windows.span(every)) for outcome, part in parts.items()]
    work.facts["years"] = windows.span(every)
    removed = {
        name: ", ".join(f"{key}={to}" for key, to in cause.removed.items())
        for name, cause in CAUSES.items()
    }
    causes = [(name, cause.words, removed[name], cause.why) for name, cause in CAUSES.items()]
    alone = {1 << place: name for place, name in enumerate(CAUSES)} | {len(design) - 1: ALL}
    points = design[design[POINT].isin([0, *alone])]
    products = beyond.of_design(settings, points, every, "convictions_286_1")
    effects = estimate(runs[runs["outcome"] == COUNT], base=0)
    return {
        beyond.TABLE: beyond.multiples(products, effects, alone, without_loops(work, points)),
        "levels": estimate(runs),
        "today": windows.today(years, settings.scale),
        "values": pd.concat(values, names=["outcome", ""]).reset_index("outcome"),
        "multiples": factors.set_index("cause").transform(np.exp).reset_index(),
        "causes": pd.DataFrame(causes, columns=["cause", "words", "removed", "why"]),
        "ends": pd.DataFrame(ends, columns=["outcome", "none_removed", "all_removed", "years"]),
    }


def without_loops(work: Work, points: pd.DataFrame) -> dict[int, float]:
    """The count at some points of the design, by agents who learn and fear nothing."""
    design = points.assign(**beyond.LOOPS_OFF, **{POINT: range(len(points))})
    results = work.run(design, "loops_off", **BY_YEAR)
    runs = outcomes_of(results, work.settings.scale, [COUNT])
    values = estimate(runs).set_index(POINT)["value"]
    return {point: float(values[at]) for at, point in enumerate(points[POINT])}


def report(tables: Finished) -> str:
    """All values; what each cause adds alone and last to the count, as a factor too; the funnel beside the model."""
    levels = tables["levels"]
    words = _causes(tables)
    labels = {**words, ALL: say("attribution.all")}
    of_count = (
        tables["values"].query("outcome == @COUNT").sort_values("value", key=abs, kind="stable")
    )
    return rendered(
        __file__,
        largest=of_count.iloc[-1],
        unit=OUTCOMES[COUNT].unit,
        grouped=levels.loc[levels["upper_share"].notna(), "point"].nunique(),
        sets=levels["point"].nunique(),
        today=windows.today_sentence(tables["today"]),
        years=tables.facts["years"],
        runs=levels["runs"].max(),
        heads={name: head_in_words(name, OUTCOMES[name]) for name in READ},
        causes=words,
        cells=rows_by(tables["values"], "cause", "outcome"),
        ends=rows_by(tables["ends"], "outcome"),
        first=COUNT,
        factors=tables["multiples"].to_dict("records"),
        beyond=beyond.reader_table(tables[beyond.TABLE], say("attribution.alone"), labels, "added"),
    )


def _causes(tables: Finished) -> dict[str, str]:
    """Causes in words of the language of a report."""
    causes = tables["causes"]
    if language() == LANGUAGES[0]:
        return dict(zip(causes["cause"], causes["words"], strict=True))
    return {cause: named("removed", cause) for cause in causes["cause"]}


MAIN = (READ[1], READ[3])
"""Outcomes of the figure: the first orders its rows."""


def draw(tables: Finished, page: Page) -> None:
    """Draw Shapley values as ``attribution``."""
    from zombielaw.experiments.figures import rows

    values, ends = tables["values"], tables["ends"].set_index("outcome")
    causes = [str(cause) for cause in tables["causes"]["cause"]]
    first = values[values["outcome"] == MAIN[0]].set_index("cause")["value"]
    order: list[str] = sorted(causes, key=lambda cause: -float(first.get(cause, 0.0)))
    table = values.rename(
        columns={"value": "difference", "low": "difference_low", "high": "difference_high"}
    )
    table = table.assign(
        output=table["outcome"],
        side="other",
        two_groups=False,
        row=[named("removed", cause) for cause in table["cause"]],
        order=[order.index(cause) for cause in table["cause"]],
    ).sort_values("order", kind="stable")
    outputs = [
        rows.Output(
            name,
            title_in_words(name, OUTCOMES[name]),
            say(
                "attribution.label",
                unit=named("unit", OUTCOMES[name].unit),
                none=f"{float(ends['none_removed'][name]):.2g}",
                every=f"{float(ends['all_removed'][name]):.2g}",
            ),
        )
        for name in MAIN
    ]
    band = say("attribution.band", years=tables.facts["years"])
    title = say(
        "attribution.title",
        number=len(order),
        cause=named("removed", order[0]),
        value=100.0 * float(first[order[0]]),
        wrongful=values.set_index(["outcome", "cause"])["value"][MAIN[1], order[0]],
        none=ends["none_removed"][MAIN[0]],
        every=ends["all_removed"][MAIN[0]],
    )
    rows.draw_forest(table, outputs, page, "attribution", band, sides={"other": ""}, title=title)


STUDY = contrast(
    question="Shapley values of the causes of disuse that Pan and Xiong name, from every set of causes removed.",
    replicates=8,
    grid=design_of,
    measured=Measured(outcomes={name: OUTCOMES[name] for name in READ}),
    tables=tables_of,
    columns=(*columns_beside(__file__), *beyond.COLUMNS, *windows.COLUMNS),
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
