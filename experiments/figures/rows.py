"""Rows of a table as points, bars, lines and cells: panels beside each other that share their rows, the last on top.

Forest plots, changes by declared rates beside the model's, and scores of predictions are such rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator

from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.outcomes import title_in_words
from zombielaw.experiments.analysis.wording import number, within_sentence
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE, PALE, SHADES, WINE
from zombielaw.experiments.figures.style import Page, house_style, on_left, wrapped
from zombielaw.experiments.words.names import lever_words, title
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.measures import Ratio

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


def draw_rows(
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


SIDES = {"down": (BLUE, "v", -APART), "up": (WINE, "^", APART), "other": ("0.15", "o", 0.0)}
"""Colour and marker of a change to a lower value, to a higher one, to what is neither; and its place on its row."""
ENDS = ("difference_low", "difference_high")


@dataclass(frozen=True)
class Output:
    """One panel."""

    name: str  # value of the column ``output``
    title: str
    label: str  # what the effect is a difference of, with its unit


def draw_forest(
    table: pd.DataFrame,
    outputs: Sequence[Output],
    page: Page,
    name: str,
    band: str,
    *,
    sides: Mapping[str, str],
    title: str,
) -> None:
    """Draw one panel per output.

    ``table``: columns ``output, row, side, difference, difference_low, difference_high, two_groups``: rows of one
    ``row`` share a line, in the order in which they first stand; ``side`` is a key of :data:`SIDES`. A difference that
    is NaN is left out, an interval that is NaN is not drawn; one that covers zero is pale and hollow. Rows of one
    ``group``, if there is such a column, stand under its name. ``band``: what the lines are. ``sides``: words of the
    legend for the sides that are there, if they are more than one. ``title``: what is seen.
    """
    table = table[::-1].assign(
        covers=(table[ENDS[0]] <= 0.0) & (table[ENDS[1]] >= 0.0),
        two_groups=table["two_groups"].astype(bool),
    )
    pale, groups = say("forest.pale"), say("forest.two_groups")

    def marks(output: str) -> list[Marks]:
        drawn = []
        for covers in ("not covers", "covers"):
            for side, word in sides.items():
                colour, look, shift = SIDES[side]
                where = f"output == '{output}' and side == '{side}' and {covers}"
                one = Marks(
                    "difference",
                    ENDS,
                    look,
                    colour,
                    word if len(sides) > 1 else "",
                    where,
                    shift=shift,
                )
                if covers == "covers":
                    one = replace(one, colour=PALE, label=pale, hollow=True)
                drawn += [
                    one,
                    replace(one, ends=(), look="X", label=groups, where=f"{where} and two_groups"),
                ]
        return drawn

    draw_rows(
        table,
        table["row"],
        {
            output.name: Panel(
                marks(output.name), output.title, output.label, lines=[0.0], form=short
            )
            for output in outputs
        },
        page,
        name,
        band,
        title=title,
        columns=4,
        groups=table.get("group", ()),
    )


PANELS = 3
"""Outcomes that are drawn, from the first on; the tables have all."""
MOST_ROWS = 11
"""Rows that are drawn: those that move most."""


def effects(
    points: pd.DataFrame,
    cells: pd.DataFrame,
    outcomes: Mapping[str, Ratio],
    page: Page,
    name: str,
    own: str,
) -> None:
    """Draw the differences of the rows that move most, as ``<name>``, with their intervals.

    ``points``: estimates of all points; those that say the ``lever`` that they move, and the ``side`` to which, stand
    under the name of their group. ``cells``: what each point is, in words, for all others. ``outcomes``: those that are
    told, of which the first are drawn. ``own``: the first point in words.
    """
    drawn = {one: outcomes[one] for one in [*outcomes][:PANELS]}
    every = points[points["point"].isin(cells.index)]
    rows = _levers(every) if "lever" in every else _scenarios(every, cells)
    moved = rows[rows["outcome"].isin(drawn)]
    clear = moved[clear_side(moved) != 0].assign(size=lambda some: some["difference"].abs())
    largest = clear.sort_values("size", kind="stable").groupby("outcome").tail(1)
    most = largest.set_index("outcome").to_dict("index")
    listed = say("contrast.and").join(
        say(
            "contrast.most",
            row=row["row"]
            if row["side"] == "other"
            else say("place.title", title=row["row"], place=say(f"contrast.{row['side']}")),
            outcome=within_sentence(title_in_words(one, about)),
            change=short(row["difference"]),
        )
        for one, about in drawn.items()
        if one in most
        for row in [most[one]]
    )
    outputs = [
        Output(
            one,
            title_in_words(one, about),
            say("effects.change", unit=named("unit", about.unit)),
        )
        for one, about in drawn.items()
    ]
    draw_forest(
        moved[moved["row"].isin(_largest(clear, moved))].assign(
            output=lambda rows: rows["outcome"]
        ),
        outputs,
        page,
        name,
        say("contrast.band"),
        sides={side: say(f"contrast.{side}") for side in SIDES if (moved["side"] == side).any()},
        title=say("contrast.title" if listed else "contrast.none", own=own, listed=listed),
    )


def _scenarios(points: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Points with their cells as the name, under the heads of these."""
    row = points["point"].map(cells.agg(", ".join, axis="columns"))
    return points.assign(row=row, group=", ".join(map(str, cells)), side="other")


def _levers(points: pd.DataFrame) -> pd.DataFrame:
    """Points with name, group and side of the lever that they move, in the order of the procedure."""
    groups = {lever: group for group, inside in lever_words().items() for lever in inside}
    place = [*groups]
    switched = points["to"].astype(str).isin(["True", "False"])
    points = points.assign(side=points["side"].mask(switched, "other"))
    return points.assign(
        row=[
            title(row["lever"])
            + (f": {named('option', str(row['to']).lower())}" if row["side"] == "other" else "")
            for row in points.to_dict("records")
        ],
        group=[named("group", groups.get(lever, "law")) for lever in points["lever"]],
        order=[place.index(lever) if lever in groups else len(place) for lever in points["lever"]],
    ).sort_values("order", kind="stable")


def _largest(clear: pd.DataFrame, moved: pd.DataFrame) -> list[str]:
    """Rows of the largest effects clear of zero, each outcome measured by its own largest; all where none is clear."""
    size = clear["size"] / clear.groupby("outcome")["size"].transform("max")
    by: pd.Series[float] = size.groupby(clear["row"]).max()
    return by.nlargest(MOST_ROWS).index.tolist() or moved["row"].unique().tolist()


FUNNEL_LOOKS = {
    "more": (WINE, "s", "beyond_low > 1.0"),
    "less": (BLUE, "o", "beyond_high < 1.0"),
    "same": (GREY, "D", "not (beyond_low > 1.0) and not (beyond_high < 1.0)"),
}
"""Colour and marker of a change that is more or less than the funnel's, or not told apart from it; and which it is."""


def draw_beyond(table: pd.DataFrame, page: Page, group: Callable[[str], str]) -> None:
    """Draw the table *beyond* as ``beyond``, but for what is not positive: a row for each change, the largest above.

    ``group``: of a name, that under which its words stand; the first of the alphabet is below.
    """
    table = table[(table["funnel"] > 0.0) & (table["model"] > 0.0)]
    if table.empty:
        return
    table = table.assign(group=table["name"].map(group)).sort_values(["group", "model"])
    labels = [*map(named, table["group"], table["name"])]
    marks = [
        Marks(ends=("funnel", "model"), colour="0.8", width=2.2),
        Marks("funnel", colour="0.2", hollow=True, label=say("beyond.funnel"), shift=APART),
    ]
    for look, (colour, mark, where) in FUNNEL_LOOKS.items():
        marks.append(
            Marks(
                "model",
                ("low", "high"),
                look=mark,
                colour=colour,
                label=say(f"beyond.{look}"),
                where=where,
                shift=-APART,
            )
        )
    top = {name: number(float(f"{table[name].iloc[-1]:.2g}")) for name in ("funnel", "model")}
    counts = {look: len(table.query(FUNNEL_LOOKS[look][2])) for look in ("more", "less")}
    draw_rows(
        table,
        labels,
        {
            "": Panel(
                marks,
                across=say("beyond.across"),
                lines=[1.0],
                form=lambda tick: f"×{number(tick)}",
                how={"xscale": "log"},
            )
        },
        page,
        "beyond",
        say("beyond.band"),
        title=say("beyond.title", name=labels[-1], all=len(table), **top, **counts),
        columns=2,
        groups=[say(f"beyond.{name}") for name in table["group"]],
    )


THEORY_LOOKS = ((BLUE, "o"), (ORANGE, "s"), (WINE, "^"), (GREY, "D"), ("0.15", "v"))
MIDDLE_90 = ("q05", "q95")
HIGH = 0.32
"""Rows above the middle of its own at which an outcome stands; below it the theories, to as far under the middle."""


def draw_scores(
    scores: pd.DataFrame, theories: Sequence[str], names: Mapping[str, str], page: Page
) -> None:
    """Draw ``scores``: a row for each outcome: its bounds, and medians with 5 % to 95 % of each theory.

    ``theories``: those that are drawn, of which the title says the first. ``names``: of all.
    """
    scores = scores[::-1].assign(high=scores["high"].clip(upper=10.0 * scores["q95"].max()))
    first = scores[scores["theory"] == theories[0]]
    above, below = (first["low"] > first["q95"]).sum(), (first["high"] < first["q05"]).sum()
    seen = f"theory == '{theories[0]}'"
    marks = [
        Marks("low", ("low", "high"), "|", "black", say("score.observed"), seen, shift=HIGH),
        Marks("high", look="|", colour="black", where=seen, shift=HIGH),
    ]
    places = np.linspace(HIGH, -HIGH, len(theories) + 1)[1:]
    marks += [
        Marks("q50", MIDDLE_90, mark, colour, names[theory], f"theory == '{theory}'", shift=shift)
        for theory, (colour, mark), shift in zip(
            theories, THEORY_LOOKS, places.tolist(), strict=False
        )
    ]
    draw_rows(
        scores,
        scores["outcome"],
        {"": Panel(marks, across=say("score.axis"), how={"xscale": "symlog"})},
        page,
        "scores",
        say("score.band"),
        title=say(
            "score.title",
            all=len(first),
            inside=len(first) - above - below,
            above=above,
            below=below,
            theory=names[theories[0]],
        ),
        columns=2,
        room=40,
        height=0.5,
    )
