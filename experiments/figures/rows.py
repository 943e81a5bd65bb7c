"""Rows of a table as points, bars and lines: panels beside each other that share their rows, the last row on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator

from zombielaw.experiments.figures.colours import BLUE
from zombielaw.experiments.figures.style import Page, fold, house_style, on_left, wrapped

ROW, LINE, ROOM = 0.19, 0.11, 1.2
"""Inches of a row, of each further line of its label, and of what is above and below the rows."""


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
    text: str = ""  # in place of a point


@dataclass(frozen=True)
class Panel:
    """A panel: its marks, one above the other, and its axis."""

    marks: Sequence[Marks]
    title: str = ""
    across: str = ""
    lines: Sequence[float] = ()  # places of upright lines
    bands: Sequence[tuple[float, float, str]] = ()  # ends and colour of shaded parts
    form: Callable[[float], str] | None = None  # writes the numbers of the axis
    ticks: Mapping[float, str] = field(default_factory=dict)  # in place of numbers
    how: Mapping[str, Any] = field(default_factory=dict)  # for ``Axes.set``


def percent(share: float) -> str:
    """A share on an axis."""
    return f"{100.0 * share:.3g}%"


def draw(
    table: pd.DataFrame,
    labels: Iterable[str],
    panels: Mapping[str, Panel],
    page: Page,
    name: str,
    band: str,
    *,
    title: str,
    place: str = "",
    columns: int = 3,
    room: int = 0,
) -> None:
    """Draw a table as ``<name>``: a row for each of its rows, with its label, from below.

    ``band``: what the lines are. ``title, place``: what is seen, and in which world. ``columns``: of the legend.
    ``room``: letters of a line of a label; by default labels are broken on a narrow page alone.
    """
    table, usual = table.reset_index(drop=True), 32 if len(panels) == 1 else 24
    rows = (
        ["\n".join(wrapped(label, room)) for label in labels] if room else page.rows(labels, usual)
    )
    heads = {key: panel.title for key, panel in panels.items()}
    titles = page.chosen(name, heads) if len(panels) > 1 else heads
    lines = sum(label.count("\n") for label in rows)
    with house_style():
        figure, grid = page.panels(len(titles), len(panels), ROW * len(rows) + LINE * lines + ROOM)
        for axes, (key, head) in zip(grid, titles.items(), strict=True):
            _fill(axes, table, panels[key])
            axes.set_title(head, fontsize=8)
            axes.set_yticks(
                range(len(rows)), rows if on_left(axes) else [""] * len(rows), fontsize=6.5
            )
            axes.set_ylim(-0.7, len(rows) - 0.3)
        looks = {
            word: look
            for axes in grid
            for look, word in zip(*axes.get_legend_handles_labels(), strict=True)
        }
        page.title(figure, title, place)
        if looks:
            page.legend(
                figure, [*looks.values()], [*looks], loc="outside lower left", ncols=columns
            )
        if not page.look.width:  # saving folds the others
            fold(figure)
        page.save(figure, name, band)


def _fill(axes: Axes, table: pd.DataFrame, panel: Panel) -> None:
    for begin, end, shade in panel.bands:
        axes.axvspan(begin, end, color=shade, alpha=0.25, linewidth=0)
    for one in panel.marks:
        rows = table.query(one.where) if one.where else table
        at = rows.index.to_numpy()
        if one.ends:
            low, high = (rows[column] for column in one.ends)
            colour = "black" if one.look == "bar" else one.colour
            label = "" if one.value else one.label
            axes.hlines(at, low, high, color=colour, linewidth=one.width, zorder=2, label=label)
        if one.text:
            for here, value in zip(at, rows[one.value], strict=True):
                axes.text(value, here, one.text, va="center", fontsize=6.5, color="0.4")
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
        axes.set_xticks(
            [*panel.ticks], ["\n".join(wrapped(word, 14)) for word in panel.ticks.values()]
        )
    if form := panel.form:
        left, right = axes.get_xlim()
        if axes.get_xscale() == "log" and right < 1000.0 * left:
            axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: form(tick)))
        axes.xaxis.set_minor_formatter(FuncFormatter(lambda *_: ""))
