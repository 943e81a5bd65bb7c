"""Every lever alone, to both ends of its declared range or each other option, paired with today."""

from __future__ import annotations

import math

import pandas as pd

from zombielaw.experiments.analysis import windows
from zombielaw.experiments.analysis.estimates import LEVELS, clear_side
from zombielaw.experiments.analysis.intervals import LEVEL
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, OUTCOMES, REALISED, by_year, realised, years_of
from zombielaw.experiments.analysis.over_draws import OVER_DRAWS
from zombielaw.experiments.analysis.wording import NOTHING, difference, interval, number, paragraphs, rows_by, table
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, contrasts
from zombielaw.experiments.studies.base import Finished, Page, Tables, columns_beside
from zombielaw.experiments.studies.contrast import BY_YEAR, Ran, contrast
from zombielaw.experiments.words.levers import lever_words

DRAWN = ("application_rate", "expected_charges_286_1", "wrongful_share", "impunity", "harm", "official_days")
"""Outcomes that are drawn and reported; the tables have all."""
MAIN = ("expected_charges_286_1", "wrongful_share", "harm")
"""Outcomes of the figure; its supplement has the rest."""
MOST = 12
"""Levers of the figure; its supplement has all."""
LARGEST = 3
"""Levers that the report names for each outcome."""
MUCH = 1000.0
"""Variance-reduction factor above which the report gives no further digits."""


def tables_of(ran: Ran) -> Tables:
    """Each contrast against the command's own point."""
    levers, years, points = lever_table(contrasts(ran.work.settings)), by_year(ran.results), ran.points()
    ran.work.facts["years"] = windows.span(years_of(years))
    return {
        "today": windows.today(years, ran.work.settings.scale),
        "effects": levers.merge(points, on=POINT),
        "base": points[points[POINT] == 0].filter([POINT, "outcome", *LEVELS, *OVER_DRAWS]),
        "realised": levers.merge(realised(ran.results), on=POINT, how="right"),
    }


def lever_table(design: pd.DataFrame) -> pd.DataFrame:
    """Say what each point but the first moves: down or up, or to another option of a choice."""
    sides = {"low": "down", "high": "up"}
    rows = [
        (row[POINT], key.removeprefix("policy."), sides.get(row[f"{LABEL}end"], "other"), design[key].iloc[0], row[key])
        for row in design.to_dict("records")
        if (key := row[f"{LABEL}setting"]) != BASE
    ]
    return pd.DataFrame(rows, columns=[POINT, "lever", "side", "own", "to"])


def report(tables: Finished) -> str:
    """The largest differences of each outcome, then what pairing does for each lever."""
    effects, base = tables["effects"], rows_by(tables["base"], "outcome")
    runs = tables["base"]["runs"].max()
    lines = [
        f"- {OUTCOMES[name].title} ({OUTCOMES[name].unit}): {interval(base[name])} {tables.facts['own']}. "
        f"{_largest(effects[effects['outcome'] == name])}"
        for name in DRAWN
    ]
    quartiles = [
        f"{OUTCOMES[row['outcome']].title.lower()} {factor(1.0, row['median'])} ({factor(1.0, row['low'])} to "
        f"{factor(1.0, row['high'])}; {row['moved']} move it)"
        for row in pairing(effects[effects["outcome"].isin(DRAWN)]).to_dict("records")
    ]
    return paragraphs(
        "\n".join(lines),
        windows.today_sentence(tables["today"]),
        f"Means of {tables.facts['years']} (impunity: of the whole run). {runs} paired runs; "
        f"{effects['point'].nunique()} contrasts of {effects['lever'].nunique()} levers. "
        f"Were nothing moved, about {1.0 - LEVEL:.0%} of the intervals would not cover zero.",
        f"Variance-reduction factor of pairing, median and quartiles over contrasts: {'; '.join(quartiles)}.",
        f"The same from {runs} runs, to each end or option ({NOTHING} none, = no run moves):",
        factors(effects),
    )


def _largest(effects: pd.DataFrame) -> str:
    """The largest differences of one outcome."""
    known = effects.dropna(subset=["difference", "difference_low"])
    order = known.sort_values("difference", key=abs, ascending=False, kind="stable").head(LARGEST)
    named = [f"`policy.{row['lever']}={row['to']}` {difference(row)}" for row in order.to_dict("records")]
    return (
        f"Largest differences: {'; '.join(named)}. The intervals of {(clear_side(known) != 0).sum()} of {len(effects)} "
        f"contrasts do not cover zero; {len(effects) - len(known)} have nothing to divide by; in "
        f"{effects['two_groups'].sum()} the runs fall into two groups."
    )


def pairing(effects: pd.DataFrame) -> pd.DataFrame:
    """Quartiles of the variance-reduction factor of each outcome over contrasts in which something moves.

    A factor without a bound counts as the largest.
    """
    rows = []
    for outcome, chosen in effects.groupby("outcome", sort=False):
        moved = chosen["difference"].notna() & (chosen["difference"] != 0.0)
        known = chosen.loc[moved, "variance_ratio"].dropna()
        quartiles = [float(known.quantile(part, interpolation="nearest")) for part in (0.25, 0.5, 0.75)]
        rows.append((outcome, len(chosen), len(known), *quartiles))
    return pd.DataFrame(rows, columns=["outcome", "contrasts", "moved", "low", "median", "high"])


def factors(effects: pd.DataFrame) -> str:
    """The variance-reduction factor of pairing for each lever and drawn outcome, as a table in Markdown."""
    with_factor = effects.assign(factor=[factor(*row) for row in effects[["difference", "variance_ratio"]].to_numpy()])
    rows = []
    for lever, chosen in with_factor.groupby("lever", sort=False):
        cells = [", ".join(chosen.loc[chosen["outcome"] == name, "factor"]) for name in DRAWN]
        rows.append((f"`{lever}`", ", ".join(map(str, chosen["to"].unique())), *cells))
    return table(("lever", "to", *(OUTCOMES[name].title.lower() for name in DRAWN)), rows, right=range(2, 8))


def factor(moved: float, ratio: float) -> str:
    """A variance-reduction factor for a reader; a dash where there is none, ``=`` where no run moves."""
    if math.isnan(ratio):
        return NOTHING
    if math.isinf(ratio) and moved == 0.0:
        return "="
    return "> 1,000" if ratio > MUCH else number(ratio) if ratio >= 100.0 else f"{ratio:.2g}"


def draw(tables: Finished, page: Page) -> None:
    """Draw the levers that move most as ``levers``; the table *effects* has all of them and further outcomes."""
    from zombielaw.experiments.figures import effects, names

    moved, own = tables["effects"], page.named("scenario", tables.facts["own"])
    groups = {lever: group for group, inside in lever_words().items() for lever in inside}
    place = [*groups]
    rows = moved.assign(
        row=[
            names.lever(row["lever"], page)
            + (f": {page.named('option', str(row['to']).lower())}" if row["side"] == "other" else "")
            for row in moved.to_dict("records")
        ],
        group=[page.named("group", groups.get(lever, "law")) for lever in moved["lever"]],
        order=[place.index(lever) if lever in groups else len(place) for lever in moved["lever"]],
    ).sort_values("order", kind="stable")
    largest = _most(rows[rows["outcome"].isin(MAIN)])
    clear = rows[clear_side(rows) != 0].assign(size=lambda some: some["difference"].abs())
    most = {
        name: names.lever(str(of_outcome.sort_values("size", kind="stable")["lever"].iloc[-1]), page)
        for name in MAIN if len(of_outcome := clear[clear["outcome"] == name])
    }  # fmt: skip
    listed = page.say("levers.and").join(
        page.say("levers.most", lever=lever, outcome=names.outcome(name, OUTCOMES[name], page))
        for name, lever in most.items()
    )
    effects.draw(
        rows[rows["lever"].isin(largest)], {one: OUTCOMES[one] for one in MAIN}, page, "levers",
        page.say("levers.band", own=own, years=tables.facts["years"]),
        sides={side: page.say(f"levers.{side}") for side in ("down", "up", "other")},
        title=page.say("levers.title", number=rows["lever"].nunique(), own=own, listed=listed)
        if most else page.say("levers.none", own=own),
    )  # fmt: skip


def _most(effects: pd.DataFrame) -> list[str]:
    """Levers of the largest effects clear of zero, each outcome measured by its own largest."""
    clear = effects[clear_side(effects) != 0]
    size = clear["difference"].abs() / clear.groupby("outcome")["difference"].transform(lambda one: one.abs().max())
    by: pd.Series[float] = size.groupby(clear["lever"]).max()
    return by.nlargest(MOST).index.tolist() or effects["lever"].unique().tolist()


STUDY = contrast(
    question="Every lever alone, to both ends of its declared range or each other option, paired with today.",
    keys={"months": MONTHS},
    replicates=6,
    grid=contrasts,
    outcomes={name: OUTCOMES[name] for name in BY_CHARGES},
    precise="expected_charges_286_1",
    reads={**BY_YEAR, "measures": REALISED},
    tables=tables_of,
    columns=(*columns_beside(__file__), *windows.COLUMNS),
    words=report,
    draw=draw,
)
