"""Figures of the information in each statistic, of planted causes against diagnoses, and of the power of a pilot."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from zombielaw.experiments.figures.colours import BLUE, GREY, SHADES
from zombielaw.experiments.figures.style import Page, bare, on_left, wrapped
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.information import pilot
from zombielaw.experiments.studies.information.pilot import NOTHING, STATISTICS
from zombielaw.experiments.studies.information.worlds import DRAWN, KINDS
from zombielaw.sim.analysis.diagnosis import CAUSES, IN_USE, UNDECIDED

ANSWERS = (*CAUSES, UNDECIDED, IN_USE)
"""Answers of the diagnosis, the causes first: the right ones stand on the diagonal."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``information``, ``planted`` and ``power``."""
    _worth(tables["worth"], page)
    _confusion(tables["confusion"], page)
    _power(tables["power"], page)


def _worth(worth: pd.DataFrame, page: Page) -> None:
    """Draw a row for each statistic that is clear of chance in drawn worlds, and one for a number drawn at random.

    Planted causes are in the report. Information is adjusted for chance and may come out below zero, where no interval
    reaches: it is drawn at zero.
    """
    rows = worth[worth["answer"] == DRAWN].sort_values("bits", kind="stable")
    rows = rows.sort_values("statistic", key=lambda names: names != NOTHING, kind="stable", ignore_index=True)
    ends = ["bits", "low", "high", "floor"]
    rows[ends] = rows[ends].div(rows["entropy"], axis="index").clip(lower=0.0)
    every, best = len(rows), rows.iloc[-1]
    rows = rows.query("low > floor or statistic == @NOTHING")
    at, clear = np.arange(len(rows)), rows["low"] > rows["floor"]
    figure = page.figure(0.17 * len(rows) + 1.2)
    axes = figure.subplots()
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.barh(at, rows["floor"], height=0.7, color="0.85", label=page.say("information.floor"))
    axes.hlines(at, rows["low"], rows["high"], color=BLUE, linewidth=1.2)
    for here, fill, words in ((clear, BLUE, "clear"), (~clear, "white", "unclear")):
        axes.plot(rows["bits"][here], at[here], "o", color=BLUE, markerfacecolor=fill,
                  label=page.say(f"information.{words}"))  # fmt: skip
    names = [page.named("statistic", name) for name in rows["statistic"]]
    axes.set_yticks(at, [page.say("information.published", name=title) if STATISTICS[name].published else title
                         for name, title in zip(rows["statistic"], names, strict=True)])  # fmt: skip
    axes.set(xlim=(-0.01, None), ylim=(-0.6, len(rows) - 0.4))
    axes.axvline(0.0, color="0.3", linewidth=0.6)
    axes.set_xlabel(page.say("information.across"))
    fields = {"clear": len(rows) - 1, "all": every - 1, "share": best["bits"]}
    title = page.say("information.title", name=page.named("statistic", best["statistic"]), **fields)
    page.title(figure, title, page.say("drawn.place"))
    page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower left", ncols=3)
    page.save(figure, "information", page.say("information.band", left=every - len(rows)))


def _confusion(confusion: pd.DataFrame, page: Page) -> None:
    """A row for each cause that is planted, a column for each answer; the right answers are framed."""
    planted = confusion[confusion["kind"].isin(CAUSES)]
    cells = planted.assign(answer=planted["answer"].str.split(":").str[0]).pivot_table(
        index="kind", columns="answer", values="worlds", aggfunc="sum"
    )
    rows = [cause for cause in CAUSES if cause in cells.index]
    counts = cells.reindex(index=rows, columns=list(ANSWERS), fill_value=0).to_numpy()
    totals = counts.sum(axis=1)
    shares = counts / totals[:, None]
    figure = page.figure(0.3 * len(rows) + (2.4 if page.narrow else 1.4))
    axes = figure.subplots()
    axes.imshow(shares, cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        axes.text(column, row, f"{share:.0%}" if share else "", ha="center", va="center", fontsize=7,
                  color="white" if share > 0.6 else "black")  # fmt: skip
    for row, cause in enumerate(rows):
        axes.add_patch(Rectangle((ANSWERS.index(cause) - 0.5, row - 0.5), 1.0, 1.0, fill=False, linewidth=1.2))
    names = {name: page.named("diagnosis", name) for name in ANSWERS}
    heads = ["\n".join(wrapped(name, 30 if page.narrow else 11)) for name in names.values()]
    axes.set_xticks(range(len(ANSWERS)), heads, rotation=90 if page.narrow else 0)
    labels = page.rows(
        page.say("place.title", title=names[cause], place=total) for cause, total in zip(rows, totals, strict=True)
    )
    axes.set_yticks(range(len(rows)), labels)
    across = page.say("planted.across")
    axes.set(xlabel="\n".join(wrapped(across, 26)) if page.narrow else across, ylabel=page.say("planted.up"))
    right = sum(counts[row, ANSWERS.index(cause)] for row, cause in enumerate(rows))
    whole, none, alive = counts.sum(), *(counts[:, ANSWERS.index(name)].sum() for name in (UNDECIDED, IN_USE))
    fields = {"right": right / whole, "none": none / whole, "alive": alive / whole,
            "wrong": (whole - right - none - alive) / whole}  # fmt: skip
    page.title(figure, page.say("planted.title", **fields), page.say("planted.place"))
    bare(axes)
    page.save(figure, "planted", page.say("planted.band"))


def _power(power: pd.DataFrame, page: Page) -> None:
    """A panel for each count that is tested, a row for each kind of world: all provinces, and the fewest."""
    years = max(pilot.YEARS)
    known = power[power["years"] == years]
    kinds = [kind for kind in KINDS if kind in set(known["kind"])][::-1]
    at = np.arange(len(kinds))
    titles = page.chosen("power", {counted: page.named("counted", counted) for counted in pilot.TESTED})
    figure, grid = page.panels(len(titles), len(pilot.TESTED), 0.17 * len(kinds) + (1.2 if page.narrow else 0.9))
    for axes, (counted, title) in zip(grid, titles.items(), strict=True):
        _test(axes, known[known["counted"] == counted].set_index("kind"), kinds, page)
        axes.set_yticks(at, [page.named("diagnosis", kind) if on_left(axes) else "" for kind in kinds])
        axes.set_title("\n".join(wrapped(title, 20)) if page.narrow else title, fontsize=8)
        axes.set_xlabel(page.say("power.across"), fontsize=6.5)
    every = known[(known["kind"] == DRAWN) & (known["provinces"] == max(pilot.PROVINCES))]
    best = every.sort_values("power", kind="stable").iloc[-1]
    fields = {"counted": page.named("counted", best["counted"]), "power": best["power"]}
    title = page.say("power.title", provinces=max(pilot.PROVINCES), **fields)
    page.title(figure, title, page.say("drawn.place"))
    page.legend(figure, *grid[0].get_legend_handles_labels(), loc="outside lower left", ncols=3)
    page.save(figure, "power", page.say("power.band", level=f"{pilot.LEVEL:.0%}", years=years))


def _test(axes: Axes, power: pd.DataFrame, kinds: list[str], page: Page) -> None:
    at = np.arange(len(kinds))
    few, every = (power[power["provinces"] == end(pilot.PROVINCES)].loc[kinds] for end in (min, max))
    axes.hlines(at, every["low"], every["high"], color=BLUE, linewidth=1.2)
    for rows, size, fill in ((few, 6.0, "white"), (every, 3.2, BLUE)):
        axes.plot(rows["power"], at, "o", color=BLUE, markersize=size, markerfacecolor=fill,
                  label=page.say("power.provinces", provinces=rows["provinces"].iloc[0]))  # fmt: skip
    axes.axvline(pilot.LEVEL, color=GREY, linewidth=0.9, linestyle=":", label=page.say("power.level"))
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.6, len(kinds) - 0.4))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
