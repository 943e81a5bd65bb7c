"""Rows of a table as points, bars, lines and cells: panels beside each other that share their rows, the last on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator

from zombielaw.experiments.figures.colours import BLUE, SHADES
from zombielaw.experiments.figures.style import Page, house_style, on_left, wrapped

ROW, LINE, ROOM = 0.19, 0.125, 1.2
"""Inches of a row, of each line of the longest label, and of what is above and below the rows."""
APART = 0.17
"""Rows between two marks that share a row, each on its side of it."""
DARKEST = 0.6
"""Part of the scale of colours that cells use: on all of it words can be read."""


@dataclass(frozen=True)
class Marks:
    """Marks of one kind: at a column of the rows, with a line between two others."""

    value: str = ""  # column of the point or bar; without one, the line alone
    ends: tuple[str, ...] = ()  # columns of the ends of the line
    look: str = "o"  # marker; or ``bar``, from zero
    colour: str = BLUE
    label: str = ""  # in the legend
    where: str = ""  # query for the rows that have it; by default all
    hollow: bool = False
    width: float = 1.2  # of the line, points
    shift: float = 0.0  # rows above the own one
    text: str = ""  # column of words in place of a point, or in a cell
    shade: str = ""  # column of shares: how dark the cell around it is


@dataclass(frozen=True)
class Panel:
    """A panel: its marks, one above the other, and its axis."""

    marks: Sequence[Marks]
    title: str = ""
    across: str = ""
    lines: Sequence[float] = ()  # places of upright lines
    bands: Sequence[tuple[float, float, str, str]] = ()  # ends, colour and words of shaded parts
    form: Callable[[float], str] | None = None  # writes the numbers of the axis
    ticks: Mapping[float, str] = field(default_factory=dict)  # in place of numbers
    how: Mapping[str, Any] = field(default_factory=dict)  # for ``Axes.set``


def percent(share: float) -> str:
    """A share on an axis."""
    return f"{100.0 * share:.3g}%"


def short(tick: float) -> str:
    """A difference on a crowded axis, with its sign: thousands as ``k``."""
    size = abs(tick)
    text = (
        f"{tick / 1000.0:+.3g}k"
        if size >= 10_000.0
        else f"{tick:+,.0f}"
        if size >= 1000.0
        else f"{tick:+.3g}"
    )
    return "0" if float(f"{tick:.3g}") == 0.0 else text.replace("-", "\N{MINUS SIGN}")


def draw(
    table: pd.DataFrame,
    labels: Iterable[str],
    panels: Mapping[str, Panel],
    page: Page,
    name: str,
    band: str,
    *,
    title: str,
    columns: int = 3,
    room: int = 0,
    height: float = ROW,
    groups: Iterable[str] = (),
) -> None:
    """Draw a table as ``<name>``: a row for each of its labels, from below; rows of the table with one label share it.

    ``band``: what the lines are. ``title``: what is seen. ``columns``: of the legend. ``room``: letters of a line of a
    label; by default labels are broken on a narrow page alone. ``height``: of a row at least, inches. ``groups``: the
    name over each label, if there is one.
    """
    each, usual = [*labels], 40 if len(panels) == 1 else 24
    own = [*zip([*groups] or [""] * len(each), each, strict=True)]
    places: dict[tuple[str, str], int] = {}
    for group, under in groupby(own, key=itemgetter(0)):
        for line in under:
            places.setdefault(line, len(places))
        if group:
            places[group, ""] = len(places)
    table, words = (
        table.set_axis([places[line] for line in own]),
        [label or head for head, label in places],
    )
    rows = ["\n".join(wrapped(label, room)) for label in words] if room else page.rows(words, usual)
    titles = page.lettered({key: panel.title for key, panel in panels.items()})
    ticks = 3 if page.narrow or len(panels) > 4 else 4 if len(panels) > 2 else 6
    lines = max(label.count("\n") + 1 for label in rows)
    with house_style():
        figure, grid = page.panels(
            len(titles), len(panels), max(height, LINE * lines) * len(rows) + ROOM
        )
        for axes, (key, head) in zip(grid, titles.items(), strict=True):
            _fill(axes, table, panels[key], ticks)
            axes.set_title(head, fontsize=8)
            axes.set_yticks(
                range(len(rows)), rows if on_left(axes) else [""] * len(rows), fontsize=6.5
            )
            for tick, (_, label) in zip(axes.get_yticklabels(), places, strict=True):
                tick.set_fontweight("normal" if label else "bold")
            axes.set_ylim(-0.7, len(rows) - 0.3)
        looks = {
            word: look
            for axes in grid
            for look, word in zip(*axes.get_legend_handles_labels(), strict=True)
        }
        page.title(figure, title)
        if looks:
            page.legend(
                figure, [*looks.values()], [*looks], loc="outside lower left", ncols=columns
            )
        page.save(figure, name, band)


def _fill(axes: Axes, table: pd.DataFrame, panel: Panel, most: int) -> None:
    for begin, end, shade, words in panel.bands:
        axes.axvspan(begin, end, color=shade, alpha=0.25, linewidth=0, label=words)
    for one in panel.marks:
        rows = table.query(one.where) if one.where else table
        if rows.empty:
            continue
        at = rows.index.to_numpy() + one.shift
        if one.ends:
            low, high = (rows[column] for column in one.ends)
            colour = "black" if one.look == "bar" else one.colour
            label = "" if one.value else one.label
            axes.hlines(at, low, high, color=colour, linewidth=one.width, zorder=2, label=label)
        if one.shade:
            cells = mpl.colormaps[SHADES](DARKEST * rows[one.shade])
            axes.barh(at, 1.0, 1.0, rows[one.value] - 0.5, color=cells, edgecolor="white")
        if one.text:
            look: dict[str, Any] = (
                {"ha": "center", "color": "0.1"} if one.shade else {"color": "0.4"}
            )
            for here, value, word in zip(at, rows[one.value], rows[one.text], strict=True):
                axes.text(value, here, word, va="center", fontsize=6.5, **look)
        elif one.look == "bar" and one.value:
            axes.barh(at, rows[one.value], height=0.6, color=one.colour, label=one.label)
        elif one.value:
            fill = "white" if one.hollow else one.colour
            axes.plot(
                rows[one.value],
                at,
                one.look,
                color=one.colour,
                markerfacecolor=fill,
                label=one.label,
                linestyle="none",
            )
    for line in panel.lines:
        axes.axvline(line, color="0.4", linewidth=0.7, zorder=1)
    axes.set(**{"xlabel": panel.across, **panel.how})
    if panel.ticks:
        heads = ["\n".join(wrapped(word, 14)) for word in panel.ticks.values()]
        axes.set_xticks([*panel.ticks], heads, rotation=90 if len(heads) > most else 0)
    if form := panel.form:
        left, right = axes.get_xlim()
        if axes.get_xscale() == "log" and right < 10.0 ** (most / 2.0) * left:
            axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        elif axes.get_xscale() == "linear":
            axes.locator_params(axis="x", nbins=most)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: form(tick)))
        axes.xaxis.set_minor_formatter(FuncFormatter(lambda *_: ""))
