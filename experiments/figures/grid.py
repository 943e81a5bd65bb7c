"""One outcome over a grid of settings: lines with intervals over one of them, a map over two that are numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zombielaw.experiments.analysis.compared import COMPARED, EXPECTED
from zombielaw.experiments.analysis.outcomes import title_in_words
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import SHADES
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words import levers
from zombielaw.experiments.words.texts import language, named, say

LINES = 2
"""Lines at most of two settings that are both numbers; more levels are a map."""


def draw(points: pd.DataFrame, levels: Mapping[str, Sequence[object]], page: Page) -> None:
    """Draw convictions of 286-1 over the first two settings, each other at its first level, as ``grid``.

    ``points``: the table of the study. ``levels``: by setting, a column of it.
    """
    for key in [*levels][2:]:
        points = points[points[key] == levels[key][0]]
    figure = page.figure(3.2, 4.5)
    kind = panel(figure, points, dict([*levels.items()][:2]), f"{EXPECTED}convictions_286_1")
    page.save(figure, "grid", say(f"grid.{kind}"))


def panel(
    figure: Figure,
    points: pd.DataFrame,
    levels: Mapping[str, Sequence[object]],
    outcome: str,
) -> str:
    """Draw an outcome over one or two settings into a figure; return its kind, ``lines`` or ``map``.

    Raises InputError: more than two settings.
    """
    if len(levels) > 2:
        raise InputError(
            "{} settings have no plane to be drawn on; draw a grid of one or two.", len(levels)
        )
    x, y = [*levels, ""][:2]
    shown = points[points["outcome"] == outcome]
    shown = shown[
        shown[[*levels]].isin({key: [*one] for key, one in levels.items()}).all(axis="columns")
    ]
    axes, about = figure.subplots(), COMPARED[outcome]._replace(unit=shown["unit"].iloc[0])
    title, unit = title_in_words(outcome, about), named("unit", about.unit)
    axes.set_xlabel(levers.title(x.partition(".")[2], language()))
    numbers = [pd.api.types.is_any_real_numeric_dtype(shown[key]) for key in levels]
    if not y or not all(numbers) or shown[y].nunique() <= LINES:
        for level, rows in shown.groupby(y, sort=numbers[-1]) if y else [("", shown)]:
            _line(axes, rows, x, f"{level:g}" if isinstance(level, float) else str(level))
        axes.set_ylabel(unit)
        axes.set_title(title)
        if y:
            figure.legend(
                title=levers.title(y.partition(".")[2], language()), loc="outside right upper"
            )
        return "lines"
    cells = shown.pivot_table(index=y, columns=x, values="value", sort=True)
    drawn = axes.pcolormesh(
        range(cells.shape[1] + 1), range(cells.shape[0] + 1), cells.to_numpy(), cmap=SHADES
    )
    axes.set_xticks(
        [place + 0.5 for place in range(cells.shape[1])], [_level(level) for level in cells.columns]
    )
    axes.set_yticks(
        [place + 0.5 for place in range(cells.shape[0])], [_level(level) for level in cells.index]
    )
    axes.set_ylabel(levers.title(y.partition(".")[2], language()))
    axes.set_title(title)
    figure.colorbar(drawn, label=unit)
    return "map"


def _line(axes: Axes, rows: pd.DataFrame, x: str, label: str) -> None:
    rows = rows if rows[x].dtype == object else rows.sort_values(x)
    places = rows[x].map(_level) if not pd.api.types.is_numeric_dtype(rows[x]) else rows[x]
    (line,) = axes.plot(places, rows["value"], "o-", label=label)
    axes.fill_between(
        places, rows["low"], rows["high"], color=line.get_color(), alpha=0.2, linewidth=0
    )


def _level(level: object) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)
