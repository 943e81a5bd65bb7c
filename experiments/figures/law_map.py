"""The map of a law: files a year of which a desk learns against the share charged, where two states are possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.counts import ALONE, BESIDE, LOGITS, pull_of, two_states
from zombielaw.experiments.analysis.wording import number, rows_by
from zombielaw.experiments.config.settings import PACKAGES
from zombielaw.experiments.data.laws import as_table, read_counts
from zombielaw.experiments.figures.colours import BLUE, DEAD, GREY, OLIVE, SERIES
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words.texts import named, say

ACROSS, UP = (1e-4, 1e2), (1e-3, 1.0)
"""Ends of the axes: files a year and desk, share charged."""
SHADES = {BESIDE: "0.9", ALONE: "0.75"}
"""Where two states are possible, by the rival."""
LOW = 1.15e-3
"""Height at which the diagonals are named."""
SIDES = ((-5, 3), (4, -9), (-4, -9), (-4, -9), (5, 3))
"""Places of the names of provisions beside their last count, points."""
TODAY = "today"
MARKS = "sD^vPX"
FORMS = ("uses teach nothing", "as declared")
WIDTHS = (0.8, 2.2)
"""Widths of the two parts of a line: a package without practice, and what practice adds."""


def _place(row: Mapping[str, Any] | pd.Series[Any]) -> tuple[float, float]:
    """Place of a row on the map."""
    return float(row["desk"]), float(row["share"])


def _rate(power: int, is_narrow: bool) -> str:
    """Name of the diagonal of ten to a power charges a year."""
    if is_narrow:
        return f"{10.0**power:g}"
    if power < 0:
        return say("map.uses.rare", years=f"{10**-power:,}")
    return say("map.uses", uses=f"{10**power:,}")


def draw_map(places: pd.DataFrame, cloud: pd.DataFrame, page: Page) -> None:
    """Draw worlds, draws of today and public counts on the map, as ``map``.

    ``places, cloud``: as of ``study=loop``. Shades and the strength of public counts are those of today's medians.
    """
    figure = page.figure(5.2 if page.narrow else 4.4)
    axes = figure.subplots()
    own = rows_by(places, "world", "form")
    today = own[TODAY, FORMS[1]]
    learnt = places["kappa"].sum() / places["desk"].sum()
    beta = pull_of(today["kappa_needed"])
    desks = np.geomspace(*ACROSS, 241)
    fields = [two_states(desk * learnt, beta) for desk in desks]
    shares = sp.special.expit(LOGITS)
    for name, shade in SHADES.items():
        field = np.stack([one[name] for one in fields], axis=1).astype(float)
        axes.contourf(desks, shares, field, levels=[0.5, 1.5], colors=[shade], zorder=0)
        axes.fill_between([], [], color=shade, label=say(f"map.{name}"))
    for power in range(-6, 2):
        axes.plot(desks, 10.0**power / desks, ":", color=GREY, lw=0.6, zorder=1)
        words = _rate(power, page.narrow)
        axes.text(10.0**power / LOW, LOW, words, color=GREY, fontsize=6, clip_on=True)
    strong = cloud["kappa"] >= cloud["needed_beside"]
    for part, look in ((~strong, "none"), (strong, BLUE)):
        shown = cloud["desk"][part].between(*ACROSS) & cloud["share"][part].between(*UP)
        words = say(
            f"map.{'strong' if look == BLUE else 'draws'}",
            draws=int(part.sum()),
            outside=int((~shown).sum()),
        )
        axes.plot(
            cloud["desk"][part],
            cloud["share"][part],
            "o",
            mfc=look,
            mec=BLUE,
            ms=4,
            ls="",
            label=words,
        )
    start = _place(today)
    axes.plot(*start, "o", color="black", ms=7, zorder=5, label=say("map.today"))
    packages = [name for name in places["world"].unique() if name != TODAY]
    for mark, colour, name in zip(MARKS, SERIES, packages, strict=False):
        middle, end = (_place(own[name, form]) for form in FORMS)
        begin = start if name in PACKAGES else middle
        for width, ends in zip(WIDTHS, ((begin, middle), (middle, end)), strict=True):
            desk, share = zip(*ends, strict=True)
            axes.plot(desk, share, color=colour, lw=width, zorder=3)
        form, group = ("package", "policy") if name in PACKAGES else ("world", "experiment")
        words = say(f"map.{form}", name=named(group, name))
        axes.plot(*end, mark, color=colour, ms=6, zorder=4, label=words)
    laws = as_table(read_counts()).dropna(subset=["desk", "share"])
    for place, (provision, rows) in enumerate(laws.groupby("provision", sort=False)):
        axes.plot(rows["desk"], rows["share"], "+", color=OLIVE, ms=7, mew=1.4, zorder=4)
        last, side = _place(rows.iloc[-1]), SIDES[place % len(SIDES)]
        axes.annotate(
            named("law", str(provision)),
            last,
            side,
            textcoords="offset points",
            ha="right" if side[0] < 0 else "left",
            fontsize=6.5,
            color=DEAD,
        )
    axes.plot([], [], "+", color=OLIVE, ms=7, mew=1.4, label=say("map.laws"))
    axes.set(
        xscale="log",
        yscale="log",
        xlim=ACROSS,
        ylim=UP,
        xlabel=say("map.across"),
        ylabel=say("map.up"),
    )
    axes.grid(visible=False)
    page.legend(figure, loc="outside lower left", ncols=2)
    title = say(
        "map.title",
        years=number(1.0 / today["desk"], digits=2),
        draws=len(cloud),
        drawn_two=int(cloud["states"].notna().sum()),
    )
    page.title(figure, title)
    page.save(figure, "map", say("map.band"))
