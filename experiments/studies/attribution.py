"""Shapley values of the causes of disuse that Pan and Xiong name, with synergies.

Deleting the order element is two things: the change of law, and the channel of referrals straight from findings that
regulators may open then. They are two entries, so that neither is told as the other.

A cause is *removed* by setting its levers to the value of a reform, over the whole run. Every set of causes is removed
in a world of its own, with the same random draws. What a cause adds to the set before it, averaged over all orders, is
its part in the difference between the world as it is and one without any of the causes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import beyond, windows
from zombielaw.experiments.analysis.estimates import RUNS, estimate
from zombielaw.experiments.analysis.outcomes import (
    OUTCOMES,
    YEARLY,
    by_year,
    check_read,
    head_in,
    outcomes_in,
    title_in,
    years_of,
)
from zombielaw.experiments.analysis.over_draws import table_by_draw
from zombielaw.experiments.analysis.shapley import Attribution, attribution
from zombielaw.experiments.analysis.wording import Row, interval, listed, number, rows_by, table, written
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, coalitions
from zombielaw.experiments.figures import names
from zombielaw.experiments.figures.colours import OLIVE, WINE
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Axes, Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, named, say
from zombielaw.sim.parameters import TODAY

READ = ("expected_convictions_286_1", "share_of_convictions", "application_rate", "wrongful")
"""Outcomes that are attributed."""
COUNT = READ[0]
"""Outcome that is also attributed as a product, for the stages of the chain multiply."""
ALL = "all"
"""All causes removed."""
PAIRS = 3
"""Number of pairs that the report names."""
TIMES = ["value", "low", "high", "alone", "last"]


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
        {"policy.direct_transfer_rate": TODAY.transfer_rate},
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
    """Shapley values and synergies of one outcome, or of its logarithm, over the replicates that every set has.

    ``runs``: outcomes before division, of the points of :func:`design_of`.
    """
    wide = runs[runs["outcome"] == outcome].pivot_table(index="replicate", columns="point", values=RUNS[3:])
    wide = table_by_draw(wide.dropna())
    return attribution(list(CAUSES), wide["numerator"].to_numpy().T, wide["denominator"].to_numpy().T, logarithm)


def times(logarithms: pd.DataFrame) -> pd.DataFrame:
    """Turn the logarithms of a table into multiples."""
    return logarithms.assign(**{name: np.exp(logarithms[name]) for name in TIMES if name in logarithms})


def analyse(work: Work) -> Tables:
    """Attribute each outcome to the causes."""
    settings = work.settings
    design = design_of(settings)
    years = by_year(work.run(design, yearly=YEARLY, reduce=expected))
    every = years_of(years)
    runs = outcomes_in(years, {"all": every}, settings.scale, READ)[RUNS]
    parts = {outcome: attributed(runs, outcome) for outcome in READ}
    product = attributed(runs, COUNT, logarithm=True)
    values = {outcome: part.values for outcome, part in parts.items()}  # noqa: PD011 - a table
    pairs = {outcome: part.synergies for outcome, part in parts.items()}
    ends = [(outcome, part.none, part.all, windows.span(every)) for outcome, part in parts.items()]
    work.facts["years"] = windows.span(every)
    removed = {name: ", ".join(f"{key}={to}" for key, to in cause.removed.items()) for name, cause in CAUSES.items()}
    causes = [(name, cause.words, removed[name], cause.why) for name, cause in CAUSES.items()]
    alone = {1 << place: name for place, name in enumerate(CAUSES)} | {len(design) - 1: ALL}
    points = design[design[POINT].isin([0, *alone])]
    products = beyond.of_design(settings, points, every, "convictions_286_1")
    return {
        beyond.TABLE: beyond.multiples(products, estimate(runs[runs["outcome"] == COUNT], base=0), alone),
        "levels": estimate(runs),
        "today": windows.today(years, settings.scale),
        "values": pd.concat(values, names=["outcome", ""]).reset_index("outcome"),
        "synergies": pd.concat(pairs, names=["outcome", ""]).reset_index("outcome"),
        "multiples": times(product.values),
        "beyond_product": times(product.synergies),
        "causes": pd.DataFrame(causes, columns=["cause", "words", "removed", "why"]),
        "ends": pd.DataFrame(ends, columns=["outcome", "none_removed", "all_removed", "years"]),
    }


def report(tables: Finished) -> str:
    """The largest value and synergy of each outcome, then all values."""
    lang, levels, ends = tables.lang, tables["levels"], tables["ends"].set_index("outcome")
    words = _causes(tables)
    cells = rows_by(tables["values"], "cause", "outcome")
    rows = [
        (label, *(interval(cells[cause, name], sign="+", lang=lang) for name in READ)) for cause, label in words.items()
    ]
    for label, column in (("as_it_is", "none_removed"), ("none_left", "all_removed")):
        rows.append((say(f"attribution.{label}", lang), *map(number, ends.loc[list(READ), column])))
    grouped = levels.loc[levels["upper_share"].notna(), "point"].nunique()
    product = ""
    if beyond.TABLE in tables:
        labels, head = {**words, ALL: say("attribution.all", lang)}, say("attribution.alone", lang)
        rows_beyond = beyond.reader_table(tables[beyond.TABLE], head, labels, lang)
        product = written(__file__, "beyond", lang, rows=rows_beyond)
    factors, pairs = tables["multiples"].to_dict("records"), tables["beyond_product"]
    far = pairs.loc[np.log(pairs["value"]).abs().sort_values(ascending=False).index].head(PAIRS).to_dict("records")
    between = say("list.between", lang)

    def times_of(row: Row) -> str:
        return f"×{interval(row, lang=lang)}"

    heads = [say("attribution.removed", lang), *(head_in(lang, name, OUTCOMES[name]) for name in READ)]
    pairwise = (
        say("attribution.pair", lang, one=words[pair["cause"]], other=words[pair["other"]], times=times_of(pair))
        for pair in far
    )
    return written(
        __file__,
        "report",
        lang,
        sentences="\n".join(_sentence(tables, name, words) for name in READ),
        grouped=grouped,
        sets=levels["point"].nunique(),
        today=windows.today_sentence(tables["today"], lang),
        years=tables.facts["years"],
        runs=levels["runs"].max(),
        pairs=len(pairs),
        clear=((pairs["low"] > 1.0) | (pairs["high"] < 1.0)).sum(),
        table=table(heads, rows, right=range(1, len(READ) + 1)),
        factors=between.join(f"{words[row['cause']]} {times_of(row)}" for row in factors),
        beyond=between.join(pairwise),
        product=product,
    )


def _causes(tables: Finished) -> dict[str, str]:
    """Causes in words of the language of a report."""
    causes = tables["causes"]
    if tables.lang == LANGUAGES[0]:
        return dict(zip(causes["cause"], causes["words"], strict=True))
    return {cause: named("removed", cause, tables.lang) for cause in causes["cause"]}


def _sentence(tables: Finished, outcome: str, words: Mapping[str, str]) -> str:
    """The largest value and the largest synergy of an outcome."""
    values, pairs = (
        tables[name][tables[name]["outcome"] == outcome].sort_values("value", key=abs, ascending=False)
        for name in ("values", "synergies")
    )
    first, pair, lang = values.iloc[0], pairs.iloc[0], tables.lang
    unclear = listed(values.loc[(values["low"] <= 0.0) & (values["high"] >= 0.0), "cause"].map(words), lang)
    covers = unclear != listed([], lang)
    return written(
        __file__,
        "outcome",
        lang,
        title=title_in(lang, outcome, OUTCOMES[outcome]),
        unit=named("unit", OUTCOMES[outcome].unit, lang),
        first=words[first["cause"]],
        value=interval(first, sign="+", lang=lang),
        alone=number(first["alone"], "+"),
        last=number(first["last"], "+"),
        pair=words[pair["cause"]],
        other=words[pair["other"]],
        synergy=interval(pair, sign="+", lang=lang),
        unclear=say("attribution.unclear" if covers else "attribution.clear", lang, causes=unclear),
    )


MAIN = (READ[1], READ[3])
"""Outcomes of the figure: the first orders its rows. Its supplement has all."""


def draw(tables: Finished, page: Page) -> None:
    """Draw Shapley values as ``attribution``, and synergies of pairs as ``attribution_supplement``."""
    from zombielaw.experiments.figures import forest

    values, ends = tables["values"], tables["ends"].set_index("outcome")
    causes = [str(cause) for cause in tables["causes"]["cause"]]
    first = values[values["outcome"] == MAIN[0]].set_index("cause")["value"]
    order: list[str] = sorted(causes, key=lambda cause: -float(first.get(cause, 0.0)))
    table = values.rename(columns={"value": "difference", "low": "difference_low", "high": "difference_high"})
    table = table.assign(
        output=table["outcome"],
        side="other",
        two_groups=False,
        row=[page.named("removed", cause) for cause in table["cause"]],
        order=[order.index(cause) for cause in table["cause"]],
    ).sort_values("order", kind="stable")
    outputs = [
        forest.Output(
            name,
            names.outcome(name, OUTCOMES[name], page),
            page.say(
                "attribution.label",
                unit=names.unit(OUTCOMES[name], page),
                none=f"{float(ends['none_removed'][name]):.2g}",
                every=f"{float(ends['all_removed'][name]):.2g}",
            ),
        )
        for name in MAIN
    ]
    band = page.say("attribution.band", years=tables.facts["years"])
    title = page.say(
        "attribution.title",
        number=len(order),
        cause=page.named("removed", order[0]),
        outcome=names.outcome(MAIN[0], OUTCOMES[MAIN[0]], page),
        value=float(first[order[0]]),
    )
    forest.draw(table, outputs, page, "attribution", band, sides={"other": ""}, title=title)
    _draw_pairs(tables["synergies"], order, page, band)


def _draw_pairs(pairs: pd.DataFrame, order: list[str], page: Page, band: str) -> None:
    from zombielaw.experiments.figures.style import on_left

    named = [f"{page.named('removed', cause)}  {number + 1}" for number, cause in enumerate(order)]
    numbers = [str(number + 1) for number in range(len(order))]
    titles = {name: names.outcome(name, OUTCOMES[name], page) for name in READ}
    chosen = page.chosen("attribution_supplement", titles)
    figure, grid = page.panels(len(chosen), 2, 1.75 if page.narrow else 2.1)
    for axes, (outcome, title) in zip(grid, chosen.items(), strict=True):
        share = OUTCOMES[outcome].unit.startswith("share")
        synergies = pairs[pairs["outcome"] == outcome]
        points = {one: synergies[one] * 100.0 for one in ("value", "low", "high")} if share else {}
        _heat(axes, synergies.assign(**points), order)
        unit = names.unit(OUTCOMES[outcome], page)
        axes.set_title(title, fontsize=8)
        axes.set_xlabel(page.say("attribution.points", unit=unit) if share else unit, fontsize=6.5)
        axes.set_xticks(range(len(order)), numbers)
        left = on_left(axes)
        axes.set_yticks(range(len(order)), named if left else numbers)
        axes.tick_params(length=0, labelsize=6.5)
    of = pairs[pairs["outcome"] == READ[0]]
    most = of.sort_values("value", kind="stable").iloc[-1]
    one, other = (page.named("removed", most[cause]) for cause in ("cause", "other"))
    page.title(figure, page.say("attribution.supplement", one=one, other=other, outcome=titles[READ[0]]))
    page.save(figure, "attribution_supplement", page.say("attribution.pairs", band=band))


def _heat(axes: Axes, pairs: pd.DataFrame, order: list[str]) -> None:
    """The lower triangle, with numbers; grey where the interval covers zero."""
    from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

    from zombielaw.experiments.figures.style import bare

    widest = float(pairs["value"].abs().max()) or 1.0
    values = pd.DataFrame(math.nan, index=order, columns=order)
    for row in pairs.to_dict("records"):
        one, other = sorted((row["cause"], row["other"]), key=order.index)
        values.loc[other, one] = row["value"]
        covers, strong = row["low"] <= 0.0 <= row["high"], abs(row["value"]) > 0.6 * widest
        axes.text(
            order.index(one),
            order.index(other),
            _short(row["value"], widest),
            ha="center",
            va="center",
            fontsize=6,
            color="white" if strong else "0.5" if covers else "black",
        )
    shades = LinearSegmentedColormap.from_list("less and more", [OLIVE, "0.97", WINE])
    axes.imshow(values, cmap=shades, norm=TwoSlopeNorm(0.0, -widest, widest), aspect="auto")
    bare(axes)


def _short(value: float, widest: float) -> str:
    """A number with its sign, as exact as the widest needs; nothing for what is a hundredth of it."""
    text = f"{value:+.0f}" if widest >= 10.0 else f"{value:+.1f}"
    return text.replace("-", "\N{MINUS SIGN}") if abs(value) >= 0.01 * widest and float(text) else ""


STUDY = Study(
    question="Shapley values and synergies of the causes of disuse that Pan and Xiong name, from every set of causes "
    "removed.",
    keys={"months": MONTHS},
    check=check_read,
    replicates=8,
    outcomes={name: OUTCOMES[name] for name in READ},
    columns=(*columns_beside(__file__), *beyond.COLUMNS, *windows.COLUMNS),
    analyse=analyse,
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
