"""Scenarios on the plane of two outcomes: lines along which a setting moves, or differences in four quadrants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from zombielaw.experiments.analysis.wording import Row, rows_by
from zombielaw.experiments.figures.colours import BLUE, GREY, MARK, ORANGE, WINE
from zombielaw.experiments.figures.style import COLUMN, PAGE, Page, house_style, wrapped

SHADES = plt.get_cmap("viridis_r")
MARKS = "osD^vP"
GROUPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (BLUE, "s", {"xytext": (-4, -9), "ha": "right"}), (ORANGE, "D", {"xytext": (4, 4)}),
    (WINE, "^", {"xytext": (6, -1)}),
)  # fmt: skip
"""Colour and marker of each named group, and where the words of its points stand."""
CORNERS = (
    (0.01, 0.99, "less.better"),
    (0.99, 0.99, "more.better"),
    (0.01, 0.01, "less.worse"),
    (0.99, 0.01, "more.worse"),
)


@contextmanager
def _plane(page: Page, name: str, title: str, height: float, usual: float, **band: object) -> Iterator[Axes]:
    """Axes of a plane, labelled in the words ``<name>.across``, ``.up`` and ``.band``, and saved."""
    with house_style():
        figure = page.figure(height, usual)
        axes = figure.subplots()
        yield axes
        axes.set(xlabel=page.say(f"{name}.across"), ylabel=page.say(f"{name}.up"))
        page.title(figure, title)
        if axes.get_legend_handles_labels()[0]:
            page.legend(figure, loc="outside lower left", ncols=3)
        page.save(figure, name, page.say(f"{name}.band", **band))


def lines(
    points: pd.DataFrame, outcomes: tuple[str, str], by: str, along: str, page: Page, name: str, own: str, *,
    title: str, line: Callable[[float], str], step: Callable[[float], str], other: pd.DataFrame, called: str,
) -> None:  # fmt: skip
    """Draw one outcome against another as ``<name>``: a line for each level of ``by``.

    Another setting moves along it. The first point, with the intervals of its outcomes, is a star called ``own``;
    ``line`` and ``step`` are words of a level of either setting. ``other``: points of one more line, dashed, which is
    ``called`` so in the legend.
    """
    (x, y), base, levels = outcomes, points.iloc[0], sorted(points[by].unique())
    with _plane(page, name, title, COLUMN, PAGE * 0.7, own=own) as axes:
        for number, level in enumerate(levels):
            series = points[points[by] == level].sort_values(along)
            axes.plot(series[x], series[y], color=SHADES(0.15 + 0.8 * number / max(1, len(levels) - 1)), linewidth=1.4,
                      marker=MARKS[number % len(MARKS)], markersize=4, zorder=3)  # fmt: skip
            start = series.iloc[0]
            axes.annotate(
                line(level),
                (start[x], start[y]),
                (6, -4 if number == 0 else 2),
                textcoords="offset points",
                fontsize=7,
                va="center",
                color="0.1",
            )
        for row in series.iloc[:: max(1, len(series) // 4)].to_dict("records"):
            axes.annotate(
                step(row[along]),
                (row[x], row[y]),
                (-5, 2),
                textcoords="offset points",
                fontsize=6.5,
                color="0.25",
                ha="right",
            )
        more = other.sort_values(along)
        axes.plot(more[x], more[y], color="0.2", linestyle="--", marker="x", markersize=4, zorder=3, label=called)
        axes.vlines(base[x], base[f"{y}_low"], base[f"{y}_high"], color=MARK, linewidth=0.9, zorder=4)
        axes.hlines(base[y], base[f"{x}_low"], base[f"{x}_high"], color=MARK, linewidth=0.9, zorder=4)
        axes.plot(base[x], base[y], "*", color=MARK, markersize=11, zorder=6)
        axes.annotate(
            own,
            (base[x], base[y]),
            (-6, 7),  # on the other side are the words of lines
            textcoords="offset points",
            fontsize=7.5,
            color="0.1",
            weight="bold",
            ha="right",
            zorder=7,
        )
        left, right = axes.get_xlim()
        axes.set_xlim(
            min(0.0, left) - (0.35 if page.narrow else 0.18) * right,  # room for the words of steps
            right + (0.45 if page.narrow else 0.25) * (right - left),
        )
        axes.margins(y=0.1)
        axes.set_xticks([tick for tick in axes.get_xticks() if 0.0 <= tick <= axes.get_xlim()[1]])


def quadrants(
    points: pd.DataFrame, outcomes: tuple[str, str], page: Page, name: str, own: str, groups: tuple[str, ...],
    words: Callable[[Row], str], title: str,
) -> None:  # fmt: skip
    """Draw the differences of one outcome against those of another as ``<name>``, with their intervals.

    The first point is a star called ``own``. A point whose ``group`` is none of ``groups`` is pale, without ``words``.
    """
    looks = dict(zip(groups, GROUPS, strict=False))
    by = rows_by(points[points["outcome"].isin(outcomes)], "point", "outcome")
    with _plane(page, name, title, 3.5, PAGE * 0.75) as axes:
        axes.axhline(0.0, color="0.3", linewidth=0.8, zorder=1)
        axes.axvline(0.0, color="0.3", linewidth=0.8, zorder=1)
        for point in points["point"].unique()[1:]:
            x, y = (by[point, outcome] for outcome in outcomes)
            group, at = x["group"], (x["difference"], y["difference"])
            colour, mark, place = looks.get(group, (GREY, "o", {}))
            look: dict[str, Any] = {"color": colour, "linewidth": 1.0 if group else 0.5, "alpha": 1.0 if group else 0.3}
            axes.hlines(at[1], x["difference_low"], x["difference_high"], zorder=2, **look)
            axes.vlines(at[0], y["difference_low"], y["difference_high"], zorder=2, **look)
            axes.plot(*at, mark, color=colour, markersize=5.5 if group else 2.8, zorder=4 if group else 3)
            if group and (label := words(x)):
                axes.annotate(label, at, textcoords="offset points", fontsize=6.5, color="0.1", zorder=7, **place,
                              path_effects=[withStroke(linewidth=1.5, foreground="white")])  # fmt: skip
        axes.plot(0.0, 0.0, "*", color=MARK, markersize=11, zorder=6, label=own)
        for across, up, key in CORNERS:
            corner = page.say(f"{name}.{key}")
            axes.text(
                across, up, "\n".join(wrapped(corner, 14)) if page.narrow else corner, transform=axes.transAxes,
                fontsize=6 if page.narrow else 7, color="0.35", weight="bold",
                ha="left" if across < 0.5 else "right", va="top" if up > 0.5 else "bottom",
            )  # fmt: skip
        axes.margins(x=0.3 if page.narrow else 0.06, y=0.3 if page.narrow else 0.14)
        axes.locator_params(axis="x", nbins=5 if page.narrow else 9)
        for group, (colour, mark, _) in {**looks, "": (GREY, "o", {})}.items():
            axes.plot(
                [], [], mark, color=colour, markersize=5 if group else 3.5, label=page.say(f"{name}.moved.{group}")
            )
