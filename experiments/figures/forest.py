"""Forest plot: effects of many changes on several outputs, with intervals; one order of rows for all panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zombielaw.experiments.figures.colours import BLUE, PALE, WINE
from zombielaw.experiments.figures.style import (
    FOOT,
    LINE,
    TALLEST,
    TITLE,
    Page,
    house_style,
    letters,
    wrapped,
)

SIDES: dict[str, tuple[str, str]] = {
    "down": (BLUE, "v"),
    "up": (WINE, "^"),
    "other": ("0.15", "o"),
    "first": (BLUE, "o"),
    "second": (WINE, "s"),
}
"""Colour and marker of a change to a lower value, to a higher one, to what is neither; of two kinds of worlds."""
SHIFTS = {"down": 0.17, "up": -0.17, "first": -0.17, "second": 0.17}
"""Place beside the line of a row that two sides share."""
ROW = 0.15
"""Height of a row of one line, inches."""
MOST, NARROW = 3, 2
"""Most panels side by side in a column of text; panels in a row where there are more."""
LETTER = 0.062
"""Width of a letter of a row's words, inches."""


@dataclass(frozen=True)
class Output:
    """One panel."""

    name: str  # value of the column ``output``
    title: str
    label: str  # what the effect is a difference of, with its unit
    signed: bool = True  # write a plus before what is above zero


def draw(
    table: pd.DataFrame,
    outputs: Sequence[Output],
    page: Page,
    name: str,
    band: str,
    *,
    sides: Mapping[str, str],
    title: str,
    place: str = "",
    pale: str = "forest.pale",
    looks: Mapping[str, tuple[str, str]] = SIDES,
) -> None:
    """Draw one panel per output, side by side on a page, in rows of two in a column: there, as many as have room.

    ``table``: columns ``output, row, side, difference, difference_low, difference_high, two_groups``: rows of one
    ``row`` share a line, in the order in which they first stand; ``side`` is a key of :data:`SIDES`. A difference that
    is NaN is left out, an interval that is NaN is not drawn; one that covers zero is pale and hollow. Rows of one
    ``group``, if there is such a column, stand under its name. ``band``: what the lines are. ``sides``: words of the
    legend for the sides that are there, if they are more than one. ``title, place``: what is seen, and in which world
    (see ``Page.title``). ``looks``: colour and marker of each side. ``pale``: key of the text on pale points.
    """
    lines = _lines(table, 22 if page.narrow else 36)
    each = ROW * max(lines[-1][2] + 1.5, 4.0)  # inches of a panel, without its words
    with house_style():
        handles = [
            Line2D(
                [],
                [],
                color=looks[side][0],
                marker=looks[side][1],
                markersize=3.5,
                linewidth=1.0,
                label=word,
            )
            for side, word in sides.items()
            if len(sides) > 1 and (table["side"] == side).any()
        ]
        if _covers(table).any():
            hollow: dict[str, Any] = {
                "color": PALE,
                "marker": "o",
                "markerfacecolor": "white",
                "markersize": 3.5,
            }
            handles.append(Line2D([], [], linewidth=1.0, label=page.say(pale), **hollow))
        if table["two_groups"].any():
            label = page.say("forest.two_groups")
            handles.append(
                Line2D(
                    [], [], color="0.15", marker="X", markersize=4.0, linestyle="none", label=label
                )
            )
        if same := len({output.label for output in outputs}) == 1 and len(outputs) > 1:
            handles.append(
                Line2D(
                    [],
                    [],
                    linestyle="none",
                    label=page.say("forest.across", label=outputs[0].label),
                )
            )
        below = -(-len(handles) // (1 if page.narrow else 4))
        high = TALLEST - FOOT - 0.15 * below - LINE * letters(title) / (page.width() * TITLE)
        fit = NARROW * max(1, int(high / (each + (0.75 if same else 1.0))))
        many = page.narrow and len(outputs) > MOST
        titles = page.chosen(name, {one.name: one.title for one in outputs}, fit if many else None)
        outputs = [one for one in outputs if one.name in titles]
        across = NARROW if page.narrow and len(outputs) > MOST else len(outputs)
        down = -(-len(outputs) // across)
        named = max(letters(line) for text, _, _ in lines for line in text.split("\n")) * LETTER
        room = int((page.width() - named) / across / 0.072)
        heads = [wrapped(titles[output.name], room) for output in outputs]
        feet = [[] if same else wrapped(output.label, room + 3) for output in outputs]
        words = 0.125 * max(map(len, heads)) + 0.11 * max(map(len, feet))
        figure = page.figure(down * (each + words + 0.35) + 0.15 * (below + 1))
        grid = figure.subplots(down, across, squeeze=False, sharey=True).ravel()
        ticks = 2 if page.narrow or len(outputs) > 4 else 3
        for axes, output, head, foot in zip(grid, outputs, heads, feet, strict=False):
            _panel(axes, table[table["output"] == output.name], lines, output, looks, ticks)
            axes.set_title("\n".join(head), fontsize=8)
            axes.set_xlabel("\n".join(foot), fontsize=7)
        for axes in grid[len(outputs) :]:
            axes.set_axis_off()
        page.title(figure, title, place)
        if handles:
            page.legend(
                figure,
                handles=handles,
                loc="outside lower left",
                ncols=min(4, len(handles)),
                borderaxespad=0.2,
            )
        page.save(figure, name, band)


def _covers(table: pd.DataFrame) -> pd.Series[bool]:
    """True for rows whose interval covers zero."""
    return (table["difference_low"] <= 0.0) & (table["difference_high"] >= 0.0)


def _lines(table: pd.DataFrame, room: int) -> list[tuple[str, str, float]]:
    """Words, row (empty for the name of a group) and place of each line, from above."""
    lines: list[tuple[str, str, float]] = []
    last, at = None, 0.0
    for row in table.drop_duplicates("row").to_dict("records"):
        group = row.get("group", "")
        if group != last and group:
            at += 0.3 if lines else 0.0
            lines.append((str(group), "", at))
            at += 1.0
        last = group
        text = "\n".join(wrapped(str(row["row"]), room))
        extra = 0.36 * text.count("\n")
        lines.append((text, str(row["row"]), at + extra))
        at += 1.0 + 2.0 * extra
    return lines


def _panel(
    axes: Axes,
    table: pd.DataFrame,
    lines: Sequence[tuple[str, str, float]],
    output: Output,
    looks: Mapping[str, tuple[str, str]] = SIDES,
    ticks: int = 3,
) -> None:
    place = {row: at for _, row, at in lines if row}
    axes.axvline(0.0, color="0.3", linewidth=0.8, zorder=1)
    shift = SHIFTS if table.groupby("row")["side"].nunique().max() > 1 else {}
    for row in table[table["difference"].notna()].assign(covers=_covers).to_dict("records"):
        colour, marker = looks[row["side"]]
        colour = PALE if row["covers"] else colour
        at = place[row["row"]] + shift.get(row["side"], 0.0)
        axes.hlines(
            at, row["difference_low"], row["difference_high"], color=colour, linewidth=1.0, zorder=2
        )
        axes.plot(
            [row["difference"]],
            [at],
            "X" if row["two_groups"] else marker,
            color=colour,
            markersize=4.2,
            markeredgewidth=0.7,
            zorder=3,
            markerfacecolor="white" if row["covers"] else colour,
        )
    axes.set_ylim(max(at for _, _, at in lines) + 0.7, -0.7)
    axes.set_yticks([at for _, _, at in lines], [text for text, _, _ in lines])
    for tick, (_, named, _) in zip(axes.yaxis.get_major_ticks(), lines, strict=True):
        tick.label1.set_fontweight("normal" if named else "bold")
    axes.tick_params(axis="y", labelsize=6.5, length=0, pad=2)
    axes.tick_params(axis="x", labelsize=6.5, length=2)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", linewidth=0.4)
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: short(tick, output.signed)))


def short(tick: float, signed: bool = True) -> str:
    """A number on a crowded axis, with its sign: thousands as ``k``."""
    size = abs(tick)
    text = (
        f"{tick / 1000.0:+.3g}k"
        if size >= 10_000.0
        else f"{tick:+,.0f}"
        if size >= 1000.0
        else f"{tick:+.3g}"
    )
    text = text if signed else text.removeprefix("+")
    return "0" if float(f"{tick:.3g}") == 0.0 else text.replace("-", "\N{MINUS SIGN}")
