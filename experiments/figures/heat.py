"""Heat maps over two settings, with numbers; today's point and cells of two kinds of runs are marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from zombielaw.experiments.figures.colours import MARK
from zombielaw.experiments.figures.style import COLUMN, PAGE, Page, house_style

Floats = npt.NDArray[np.float64]
Level = float | str
COLOURS = "viridis"
ACROSS = 3
"""Panels in a row at most."""
WRITTEN = 11
"""Levels of a side at most for values to be written into the cells."""
TICKS = 7
"""Levels of a side at most that are named one by one."""
TODAY: dict[str, Any] = {
    "marker": "o",
    "linestyle": "none",
    "markersize": 6,
    "markerfacecolor": "none",
    "markeredgecolor": MARK,
    "markeredgewidth": 1.6,
    "clip_on": False,
    "zorder": 5,
}
TWO_GROUPS: dict[str, Any] = {
    "marker": "x",
    "linestyle": "none",
    "markersize": 3.5,
    "color": "white",
    "markeredgewidth": 0.9,
    "path_effects": [withStroke(linewidth=1.8, foreground="0.2")],
}


@dataclass(frozen=True)
class Axis:
    """One side of a heat map.

    ``levels``: numbers, which are placed to scale, or words, at equal steps; in the order of the rows or columns of the
    values.
    """

    label: str  # what varies, with its unit
    levels: Sequence[Level]
    log: bool = False  # place numbers on a log scale

    @property
    def to_scale(self) -> bool:
        """True if the levels are numbers."""
        return all(isinstance(level, int | float) and not isinstance(level, bool) for level in self.levels)

    def places(self) -> Floats:
        """Positions of the levels on the axis."""
        return np.array(self.levels if self.to_scale else range(len(self.levels)), dtype=float)

    def place(self, value: Level) -> float:
        """Position of a value on the axis; NaN for a word that is no level."""
        if self.to_scale:
            return float(value)
        return float(list(self.levels).index(value)) if value in self.levels else np.nan


@dataclass(frozen=True)
class Panel:
    """One map.

    ``two_groups``: array of bool or None: cells whose runs fall into two groups, so that the value is an average
    typical of neither. ``least``: where the scale of colours begins, if no value is smaller: 0 shows small differences
    as small.
    """

    title: str
    label: str  # what the colour means, with its unit
    values: Floats  # (levels of y, levels of x) array: NaN is hatched
    two_groups: npt.NDArray[np.bool_] | None = None
    least: float = np.inf
    curves: Sequence[Curve] = ()  # lines over this map alone


@dataclass(frozen=True)
class Curve:
    """A line over a map, such as a boundary in closed form."""

    label: str
    x: Sequence[float]
    y: Sequence[float]


def draw(
    panels: Sequence[Panel],
    x: Axis,
    y: Axis,
    page: Page,
    name: str,
    band: str,
    *,
    today: tuple[Level, Level] | None = None,
    named: str = "today",
    shared: bool = False,
    numbers: bool = True,
    title: str,
    place: str = "",
) -> None:
    """Draw maps as ``<name>.png`` and ``<name>.pdf``: one in the width of a column, several in that of a page.

    ``x, y``: settings along and up. ``band``: what colours and lines are. ``today``: the point of today, or of the
    command, on x and y. ``named``: label of that point. ``shared``: one colour scale and one bar for all panels:
    those of the first. ``numbers``: write the values into the cells, if they are few. ``title, place``: what is seen,
    and in which world (see ``Page.title``).
    """
    titles = page.chosen(name, {str(place): panel.title for place, panel in enumerate(panels)})
    panels = [replace(panels[int(place)], title=title) for place, title in titles.items()]
    across = min(ACROSS, len(panels))
    usual = COLUMN if len(panels) == 1 else PAGE
    each = (usual - 0.5) / across
    with house_style():
        figure, grid = page.panels(len(panels), across, 0.8 * each + 0.95, usual, sharex=True, sharey=True)
        common = _norm(np.array([panel.values for panel in panels]), panels[0].least)
        for number, (axes, panel) in enumerate(zip(grid, panels, strict=True)):
            norm = common if shared else _norm(panel.values, panel.least)
            _map(axes, panel, x, y, numbers, norm, page.say("forest.two_groups"))
            if today is not None:
                axes.plot([x.place(today[0])], [y.place(today[1])], label=named, **TODAY)
            for curve in panel.curves:
                axes.plot(curve.x, curve.y, color="white", linewidth=2.4)
                axes.plot(curve.x, curve.y, color="black", linewidth=1.1, linestyle="--", label=curve.label)
            axes.set_title(panel.title)
            spec = axes.get_subplotspec()
            if spec is None or number + spec.get_gridspec().ncols >= len(panels):
                axes.set_xlabel(x.label)
            if spec is None or spec.is_first_col():
                axes.set_ylabel(y.label)
            if not shared:
                _bar(figure.colorbar(ScalarMappable(norm, COLOURS), ax=axes, location="bottom", aspect=28), panel.label)
        if shared:
            beside = {"location": "bottom", "aspect": 28} if page.narrow else {"shrink": 0.8}
            _bar(figure.colorbar(ScalarMappable(common, COLOURS), ax=grid, **beside), panels[0].label)
        looks = {text: handle for axes in grid for handle, text in zip(*axes.get_legend_handles_labels(), strict=True)}
        if looks:
            page.legend(
                figure, looks.values(), looks.keys(), loc="outside lower left", ncols=len(looks), borderaxespad=0.2
            )
        page.title(figure, title, place)
        page.save(figure, name, band)


def _norm(values: Floats, least: float) -> Normalize:
    """Colour scale of all finite values; of a single value, a scale from it up."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (1.0, 1.0)
    low = min(low, least)
    return Normalize(low, high if high > low else low + (abs(low) or 1.0))


def _bar(bar: Any, label: str) -> None:
    bar.set_label(label)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=2, labelsize=6.5)


def _edges(places: Floats, log: bool = False) -> Floats:
    """Borders of cells, halfway between the levels on their scale."""
    if log:
        edges: Floats = np.exp(_edges(np.log(places)))
        return edges
    if places.size == 1:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    between = (places[1:] + places[:-1]) / 2.0
    return np.concatenate([[2.0 * places[0] - between[0]], between, [2.0 * places[-1] - between[-1]]])


def _map(axes: Axes, panel: Panel, x: Axis, y: Axis, numbers: bool, norm: Normalize, two_groups: str) -> None:
    across, up = x.places(), y.places()
    shown = np.ma.masked_invalid(panel.values)
    axes.patch.set(hatch="////", edgecolor="0.7", facecolor="white")
    picture = axes.pcolormesh(_edges(across, x.log), _edges(up, y.log), shown, norm=norm, cmap=COLOURS, rasterized=True)
    axes.grid(visible=False)
    axes.tick_params(length=2)
    for axis, side, scale in ((axes.xaxis, x, axes.set_xscale), (axes.yaxis, y, axes.set_yscale)):
        if side.log:
            scale("log")
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_major_formatter("{x:g}")
            axis.set_minor_locator(NullLocator())
        elif side.to_scale and len(side.levels) > TICKS:
            axis.set_major_locator(MaxNLocator(6))
        else:
            axis.set_ticks(side.places(), [_short(level) for level in side.levels])
    if numbers and max(map(len, (x.levels, y.levels))) <= WRITTEN:
        for row, column in np.argwhere(np.isfinite(panel.values)):
            value, at = panel.values[row, column], (float(across[column]), float(up[row]))
            axes.text(
                *at,
                _short(float(f"{value:.2g}")),
                ha="center",
                va="center",
                fontsize=5.5,
                color=_ink(picture.to_rgba(value)),
            )
    if panel.two_groups is not None and panel.two_groups.any():
        rows, columns = np.nonzero(panel.two_groups)
        axes.plot(across[columns], up[rows], label=two_groups, **TWO_GROUPS)


def _ink(colour: Any) -> str:
    """Black or white, whichever reads on a colour."""
    red, green, blue, _ = colour
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"


def _short(level: Level) -> str:
    return str(level) if isinstance(level, str | bool) else f"{level:.3g}"
