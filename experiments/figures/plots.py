"""A run at a glance, an outcome over a grid, scenarios less the first over time, and stacked bars of shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from zombielaw.experiments.analysis.compared import (
    COMPARED,
    EXPECTED,
    MANY,
    SHOWN,
    WHOLE,
    others,
    over_time,
    per,
)
from zombielaw.experiments.analysis.comparison import called
from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.outcomes import title_in_words
from zombielaw.experiments.errors import InputError, is_folder
from zombielaw.experiments.figures.colours import BLUE, COLOURS, SERIES, SHADES
from zombielaw.experiments.figures.style import (
    FORMATS,
    NARROWEST,
    PAGE,
    WIDEST,
    Look,
    Page,
    fold,
    house_style,
    on_left,
    wrapped,
)
from zombielaw.experiments.words import names
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.months import year_of
from zombielaw.sim.parameters import written

__all__ = ["Figure", "Look", "draw_run", "finish"]


def draw_run(
    stages: pd.DataFrame,
    panel: pd.DataFrame,
    path: str | Path | None = None,
    look: Look | None = None,
) -> Figure:
    """Draw the funnel of a run, and its charges by year; write the figure, if a path is given.

    ``stages``: as of ``measures.funnel``. ``panel``: of a record. ``look``: width and language; its formats are
    those of the path.
    Raises InputError: a width, a kind of file or a folder that there is not.
    """
    look = look or Look()
    narrow = (look.width or PAGE) < 0.7 * PAGE
    years = (
        panel.groupby(year_of(panel["month"].astype(int))).sum(numeric_only=True).clip(lower=0.0)
    )

    def fill(figure: Figure) -> None:
        left, right = figure.subplots(*((2, 1) if narrow else (1, 2)))
        place = np.arange(len(stages))[::-1]
        left.barh(place, stages["count"], color=BLUE, height=0.6, label=say("run.happened"))
        left.plot(
            stages["expected"],
            place,
            "D",
            color="white",
            markeredgecolor="black",
            label=say("run.expected"),
        )
        left.set_xscale("symlog", linthresh=1.0)
        left.set_yticks(place, [named("stage", stage) for stage in stages["stage"]])
        left.set(title=say("run.funnel"), xlabel=say("run.across"))
        left.legend(loc="lower right")
        for offence, part, line, mark in (
            ("286-1", "286_1", "-", "o"),
            ("287-2", "287_2", "--", "s"),
        ):
            for column, form, what in (
                (f"expected_charges_{part}", line, "expected"),
                (f"charges_{part}", mark, "happened"),
            ):
                words = say(f"run.offence_{what}", offence=offence)
                right.plot(years.index, years[column], form, color=COLOURS[offence], label=words)
        right.set(title=say("run.years"), ylabel=say("run.up"))
        right.legend()

    return finish(fill, path, look, 5.2 if narrow else 2.6)


def finish(
    fill: Callable[[Figure], object], path: str | Path | None, look: Look, height: float
) -> Figure:
    """A figure of so many inches that a function fills, in a look; written, if a path is given.

    Raises InputError: as :func:`draw`, before anything is drawn.
    """
    _check(path, look.width)
    with house_style():
        figure = Figure(figsize=(look.width or PAGE, height), layout="constrained")
        fill(figure)
        if look.width:
            fold(figure)
        if path is not None:
            try:
                figure.savefig(path)
            except (
                OSError,
                ValueError,
            ) as error:  # a folder of that name, no right to write, a null character
                why = getattr(error, "strerror", None) or error
                raise InputError("{!r} cannot be written: {}.", str(path), why) from None
    return figure


def _check(path: str | Path | None, width: float | None) -> None:
    """Refuse what cannot be drawn before anything is."""
    if width is not None and not NARROWEST <= width <= WIDEST:
        raise InputError(
            "width={} is no width of a figure; allowed: {:g} to {:g} inches.",
            written(width),
            NARROWEST,
            WIDEST,
        )
    if path is None:
        return
    place = Path(path).absolute()
    if place.suffix.lstrip(".") not in FORMATS:
        raise InputError("{} does not end in a format of a figure; allowed: {}.", path, FORMATS)
    if not is_folder(place.parent):
        raise InputError("{}: there is no folder {}; make it first.", path, place.parent)


LINES = 2
"""Lines at most of two settings that are both numbers; more levels are a map."""


def draw_grid(points: pd.DataFrame, levels: Mapping[str, Sequence[object]], page: Page) -> None:
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
    axes.set_xlabel(names.title(x.partition(".")[2]))
    numbers = [pd.api.types.is_any_real_numeric_dtype(shown[key]) for key in levels]
    if not y or not all(numbers) or shown[y].nunique() <= LINES:
        for level, rows in shown.groupby(y, sort=numbers[-1]) if y else [("", shown)]:
            _line(axes, rows, x, f"{level:g}" if isinstance(level, float) else str(level))
        axes.set_ylabel(unit)
        axes.set_title(title)
        if y:
            figure.legend(title=names.title(y.partition(".")[2]), loc="outside right upper")
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
    axes.set_ylabel(names.title(y.partition(".")[2]))
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


LOOKS = tuple(zip(SERIES, 2 * ("-", "--", "-.", ":"), "os^DvPX<", strict=True))
"""Colour, line and marker of each scenario."""
ACROSS = 3


def draw_compared(tables: Mapping[str, pd.DataFrame], page: Page) -> None:
    """Draw the differences as ``compared``, if there are few scenarios."""
    if WHOLE not in tables or not 1 <= len(others(tables[WHOLE])) <= MANY:
        return
    rows = in_time(tables)
    first, scenarios = rows["scenario"].iloc[0], list(others(tables[WHOLE]))
    titles = page.lettered({one: title_in_words(one, COMPARED[one]) for one in SHOWN})
    with house_style():
        figure, grid = page.panels(len(titles), ACROSS, 1.9)
        for axes, (outcome, title) in zip(grid, titles.items(), strict=True):
            for name, look in zip(scenarios, LOOKS, strict=False):
                _lines(
                    axes,
                    rows[rows["scenario"] == name],
                    outcome,
                    called(tables, name),
                    look,
                )
            axes.axhline(0.0, color="0.4", linewidth=0.7)
            axes.set_title("\n".join(wrapped(title, 24)) if page.narrow else title)
            axes.set_ylabel(
                say("compared.up_harm" if outcome == "harm" else f"compared.up{per(rows)}")
            )
            axes.xaxis.set_major_locator(MaxNLocator(3 if page.narrow else 4, integer=True))
        shown = rows[rows["outcome"].isin(titles) & rows["scenario"].isin(scenarios)]
        handles, labels = grid[0].get_legend_handles_labels()
        page.legend(figure, handles, labels, loc="outside lower center", ncols=2)
        page.title(
            figure,
            say(
                "compared.title",
                first=called(tables, first),
                clear=int((clear_side(shown) != 0).sum()),
                all=len(shown),
            ),
        )
        page.save(figure, "compared", say("compared.band"))


def in_time(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows that are drawn, by ``year``: single years, or spans of years at their middle."""
    rows = tables[over_time(tables)]
    if "year" in rows:
        return rows
    ends = rows["span"].str.split("-", expand=True).astype(float)
    return rows.assign(year=(ends[0] + ends[1]) / 2.0)


def _lines(
    axes: Axes, rows: pd.DataFrame, outcome: str, name: str, look: tuple[str, str, str]
) -> None:
    colour, line, mark = look
    series = rows[rows["outcome"] == outcome]
    axes.plot(series["year"], series["difference"], line, color=colour, label=name)
    axes.fill_between(
        series["year"],
        series["difference_low"],
        series["difference_high"],
        color=colour,
        alpha=0.18,
        linewidth=0,
    )
    if outcome.startswith(EXPECTED):
        drawn = rows[rows["outcome"] == outcome.removeprefix(EXPECTED)]
        axes.plot(
            drawn["year"],
            drawn["difference"],
            mark,
            color=colour,
            markersize=2.5,
            markerfacecolor="none",
        )


OTHER_PART = "other"
DARK = ("286-1", "287-2", OTHER_PART)
"""Parts of a bar on which a number is white."""
HEIGHT = 0.74
"""Height of a bar, in rows."""
NAMED, MOSTLY = 4.0, 0.9
"""Times the least share with a number from which on another offence is named; its part of them all."""


Parts = Mapping[str, tuple[tuple[str, ...], str]]
"""Parts of a bar: the columns that each puts together, and its colour."""


def stacked_bars(
    page: Page,
    panels: Mapping[str, pd.DataFrame],
    labels: Sequence[str],
    parts: Parts,
    *,
    height: float,
    least: float,
    words: str,
    across: str,
    beside: Mapping[str, tuple[Sequence[str], str]],
    apart: str = "",
) -> Figure:
    """A figure of panels beside each other, with a stacked bar for each row of shares, and the legend of the parts.

    ``panels``: shares, by title; all have the same rows, from the lowest up, and ``labels`` name them. ``height``: of
    the figure, inches. ``least``: share from which on a part has its number. ``words``: beginning of the keys of the
    words of the parts. ``across``: words below the axis. ``beside``: words on the right of each row, and their colour.
    ``apart``: the part whose numbers stand there.
    """
    figure, grid = page.panels(len(panels), len(panels), height)
    occurring: set[str] = set()
    titles = page.lettered({title: title for title in panels})
    for axes, (title, shares) in zip(grid, panels.items(), strict=True):
        occurring |= {*_stack(axes, shares, parts, least, apart)}
        texts, colour = beside[title]
        for row, text in enumerate(texts):
            axes.text(1.02, row, text, fontsize=6.5, va="center", color=colour)
        axes.set_xlabel(across)
        axes.set_title("\n".join(wrapped(titles[title], 19 if page.narrow else 27)), fontsize=7.5)
        axes.tick_params(axis="y", length=0)
        axes.set_yticks(range(len(labels)), labels if on_left(axes) else [""] * len(labels))
    looks = [
        Patch(color=colour, linewidth=0, label=say(f"{words}.{part}"))
        for part, (_, colour) in parts.items()
        if part in occurring
    ]
    if looks:
        page.legend(
            figure,
            handles=looks,
            loc="outside lower left",
            ncols=5,
            handlelength=1.2,
            columnspacing=1.2,
        )
    return figure


def _stack(axes: Axes, shares: pd.DataFrame, parts: Parts, least: float, apart: str) -> list[str]:
    """Draw a bar for each row of shares; return the parts that occur.

    A larger part of other offences says which, if nearly all of it is one.
    """
    left, occurring = np.zeros(len(shares)), []
    for part, (columns, colour) in parts.items():
        share = shares[list(columns)].sum(axis=1).to_numpy(dtype=float)
        if share.any():
            occurring.append(part)
        axes.barh(
            range(len(shares)),
            share,
            left=left,
            height=HEIGHT,
            color=colour,
            edgecolor="white",
            linewidth=0.4,
        )
        for row in np.flatnonzero((share >= least) & (part != apart)).tolist():
            number, inside = f"{100 * share[row]:.0f}", shares[list(columns)].iloc[row]
            one = (
                part == OTHER_PART
                and share[row] >= NAMED * least
                and inside.max() >= MOSTLY * share[row]
            )
            axes.text(
                left[row] + share[row] / 2.0,
                row,
                f"{inside.idxmax()}: {number}" if one else number,
                fontsize=6.5,
                ha="center",
                va="center",
                color="white" if part in DARK else "0.1",
            )
        left = left + share
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.5, 1.0], ["0", "50", "100"])
    axes.grid(visible=False)
    return occurring
