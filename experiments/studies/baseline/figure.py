"""The three figures of the baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from zombielaw.experiments.analysis.wording import NOTHING, number
from zombielaw.experiments.figures import matrix
from zombielaw.experiments.figures.colours import BLUE, COLOURS, GREY, OLIVE
from zombielaw.experiments.figures.style import PAGE, Page
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw ``funnel``, ``over_time`` and ``mischarge``."""
    for one in (draw_funnel, draw_over_time, draw_mischarge):
        one(tables, page)


BANDS: dict[str, tuple[float, dict[str, Any]]] = {
    "observed": (0.42, {"color": OLIVE, "alpha": 0.4}),
    "licensees": (0.28, {"facecolor": "none", "edgecolor": "0.2", "linestyle": "--"}),
}
"""Bands by the start of their columns' names: half of the height in rows, and look."""

FLOOR = 0.01


def draw_funnel(tables: Finished, page: Page) -> None:
    """Draw the numbers left at each stage, with published figures as bands."""
    table = tables["funnel"]
    figure = page.figure(0.36 * len(table) + 0.9, PAGE * 0.8)
    axes = figure.subplots()
    place = np.arange(len(table))[::-1]
    value = table["per_year"].clip(lower=FLOOR)
    axes.barh(place, value, color=np.where(table["side"], GREY, BLUE), height=0.62, alpha=0.85)
    axes.hlines(place, table["low"].clip(lower=FLOOR), table["high"], color="black", linewidth=0.9)
    axes.plot(
        table["expected_per_year"],
        place,
        "D",
        color="white",
        markeredgecolor="black",
        markersize=4,
        markeredgewidth=0.8,
        label=page.say("funnel.expected"),
    )
    for name, (half, look) in BANDS.items():
        low, words = table[f"{name}_low"].clip(lower=FLOOR), page.say(f"funnel.{name}")
        axes.barh(
            place,
            table[f"{name}_high"] - low,
            2 * half,
            left=low,
            linewidth=0.8,
            label=words,
            **look,
        )
    for across, up, count in zip(value, place, table["per_year"], strict=True):
        text = f"{count:,.0f}" if count >= 10 else f"{count:.2g}"
        # over bands, which are hatched in grey
        halo = [withStroke(linewidth=1.8, foreground="white")]
        axes.text(
            across * 1.15,
            up + 0.36,
            text,
            fontsize=6.5,
            va="center",
            color="0.1",
            zorder=5,
            path_effects=halo,
        )
    axes.set_xscale("log")
    axes.set_xlim(FLOOR, max(float(value.max()), 1.0) * 6)
    axes.set_yticks(place, [page.named("stage", stage) for stage in table["stage"]])
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(page.say("funnel.across", years=tables.facts["years"]))
    page.title(figure, _falls(table, page))
    if page.narrow:
        page.legend(figure, loc="outside lower left")
    else:
        axes.legend(loc="lower right")
    page.save(figure, "funnel", page.say("funnel.band"))


def _falls(table: pd.DataFrame, page: Page) -> str:
    """Say how many of the first stage come to the last, and which step is the steepest; of steps to zero, none is."""
    main = table[~table["side"].astype(bool)]
    count, names = main["per_year"], [page.named("stage", stage) for stage in main["stage"]]
    ends = {
        "start": f"{float(f'{count.iloc[0]:.3g}'):,.0f}",
        "end": number(float(f"{count.iloc[-1]:.2g}")),
    }
    steps = (count / count.shift()).to_numpy()
    steps = np.where(steps > 0.0, steps, np.inf)  # the first has none
    at = int(steps.argmin())
    if not np.isfinite(steps[at]):
        return page.say("funnel.ends", **ends)
    one = number(float(f"{1.0 / steps[at]:.2g}"))
    return page.say("funnel.title", **ends, before=names[at - 1], after=names[at], one=one)


def draw_mischarge(tables: Finished, page: Page) -> None:
    """Draw the matrix of the offence by law against the offence charged."""
    table = tables["mischarge"].set_index("law")
    shares = matrix.agreement(table)
    title = page.say(
        "mischarge.few" if any(map(np.isnan, shares.values())) else "mischarge.title", **shares
    )
    matrix.draw(
        table,
        page,
        "mischarge",
        page.say("mischarge.band"),
        title=title,
        across=page.say("mischarge.across"),
        files=table.sum(axis="columns").round().astype(int),
        nothing=page.say("charge.none"),
    )


EVENTS = ((2019 + 10 / 12, "interpretation"), (2020 + 9 / 12, "campaign"))
LOOKS = {"286-1": ("o", "-"), "287-2": ("s", "--")}
"""Marker and line of each offence."""


def draw_over_time(tables: Finished, page: Page) -> None:
    """Charges per year of 286-1 and 287-2."""
    table = tables["over_time"]
    figure = page.figure(3.0, PAGE * 0.8)
    axes = figure.subplots()
    for offence, rows in table.groupby("offence", sort=True):
        colour, year = COLOURS[str(offence)], rows["year"] + 0.5
        mark, line = LOOKS[str(offence)]
        axes.plot(year, rows["expected"], line, color=colour)
        axes.fill_between(
            year, rows["expected_low"], rows["expected_high"], color=colour, alpha=0.2, linewidth=0
        )
        axes.errorbar(
            year,
            rows["count"],
            yerr=[rows["count"] - rows["low"], rows["high"] - rows["count"]],
            fmt=mark,
            color=colour,
            elinewidth=0.8,
            markersize=3.6,
        )
        axes.annotate(
            str(offence),
            (year.iloc[-1], rows["expected"].iloc[-1]),
            (7, 0),
            textcoords="offset points",
            fontsize=8,
            color="0.15",
            va="center",
            weight="bold",
        )
    axes.set_yscale("symlog", linthresh=1.0)
    most = float(
        np.nanmax(
            table[["high", "expected_high", "expected", "count"]].to_numpy(dtype=float), initial=1.0
        )
    )
    axes.set_ylim(-0.08, 1.5 * most)
    ticks = [0.0, 0.5, *(10.0**power for power in range(6) if 10.0**power <= 1.5 * most)]
    axes.set_yticks(ticks, [f"{tick:,g}" for tick in ticks])
    # a run of months has no full year to show
    years = [int(year) for year in table["year"]] or [2016]
    axes.set_xlim(min(years), max(years) + (2.4 if page.narrow else 1.6))
    axes.set_xticks(range(min(years), max(years) + 2, 2 if page.narrow else 1))
    for when, name in [event for event in EVENTS if min(years) <= event[0] <= max(years) + 1]:
        axes.axvline(when, color="0.4", linewidth=0.7, linestyle=":")
        axes.text(
            when - 0.05,
            0.98,
            page.say(f"over_time.{name}"),
            fontsize=6.5,
            color="0.35",
            rotation=90,
            va="top",
            ha="right",
            transform=axes.get_xaxis_transform(),
        )
    axes.set_ylabel(page.say("over_time.up"))
    page.title(figure, _moves(table, page))
    realised, expected = (page.say(f"over_time.{name}") for name in ("realised", "expected"))
    looks = [
        Line2D([], [], label=expected, color="0.3", linewidth=1.2),
        Line2D([], [], label=realised, color="0.3", linewidth=0.8, marker="o"),
    ]
    page.legend(figure, handles=looks, loc="outside lower left", ncols=2)
    page.save(figure, "over_time", page.say("over_time.band"))


def _moves(table: pd.DataFrame, page: Page) -> str:
    """Say the expected charges of each offence in the first year and in the last."""
    if table.empty:
        return page.say("over_time.none")
    first, last = (
        {
            row["offence"]: number(row["expected"])
            for row in table[table["year"] == year].to_dict("records")
        }
        for year in (table["year"].min(), table["year"].max())
    )
    moved = page.say("over_time.and").join(
        page.say(
            "over_time.moved", offence=offence, before=before, after=last.get(offence, NOTHING)
        )
        for offence, before in first.items()
    )
    return page.say(
        "over_time.title", first=table["year"].min(), last=table["year"].max(), moved=moved
    )
