"""Compliance against the use of 286-1: every scenario less the command's own."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from zombielaw.experiments.analysis.wording import Row, rows_by
from zombielaw.experiments.designs.grids import BASE, POINT
from zombielaw.experiments.figures.colours import BLUE, GREY, MARK, ORANGE, WINE
from zombielaw.experiments.figures.style import PAGE, Page, house_style, wrapped
from zombielaw.experiments.studies.base import Finished

GROUPS = {
    "popularisation": (BLUE, "s"), "administrative_loss": (ORANGE, "D"), "criminal_loss": (WINE, "^"), "": (GREY, "o"),
}  # fmt: skip
"""Colour and marker of what alone is moved; of all that is moved together."""
BESIDE: dict[str, dict[str, Any]] = {
    "popularisation": {"xytext": (-4, -9), "ha": "right"}, "administrative_loss": {"xytext": (4, 4)},
    "criminal_loss": {"xytext": (6, -1)},
}  # fmt: skip
"""Where the words of a point stand, points from its middle."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the plane as ``deterrence``."""
    points = tables["points"]
    by = rows_by(points[points["outcome"].isin(["use", "compliance"])], POINT, "outcome")
    own = by[0, "use"]
    with house_style():
        figure = page.figure(3.5, PAGE * 0.75)
        axes = figure.subplots()
        axes.axhline(0.0, color="0.3", linewidth=0.8, zorder=1)
        axes.axvline(0.0, color="0.3", linewidth=0.8, zorder=1)
        for point in dict.fromkeys(points[POINT]):
            use, obeyed = by[point, "use"], by[point, "compliance"]
            if point:
                _point(axes, use, obeyed, _moved(use, own), page)
        axes.plot(0.0, 0.0, "*", color=MARK, markersize=11, zorder=6, label=page.named("scenario", tables.facts["own"]))
        for across, up, used, how in ((0.01, 0.99, "less", "better"), (0.99, 0.99, "more", "better"),
                                      (0.01, 0.01, "less", "worse"), (0.99, 0.01, "more", "worse")):  # fmt: skip
            words = page.say(f"deterrence.{used}.{how}")
            where: dict[str, Any] = {"ha": "left" if across < 0.5 else "right", "va": "top" if up > 0.5 else "bottom"}
            size = 6 if page.narrow else 7
            words = "\n".join(wrapped(words, 14)) if page.narrow else words
            axes.text(across, up, words, transform=axes.transAxes, fontsize=size, color="0.35", weight="bold", **where)
        axes.margins(x=0.06, y=0.3 if page.narrow else 0.14)
        axes.set_title(page.say("deterrence.title"))
        axes.set_xlabel(page.say("deterrence.across"))
        axes.set_ylabel(page.say("deterrence.up"))
        for name, (colour, mark) in GROUPS.items():
            axes.plot([], [], mark, color=colour, markersize=3.5 if name == "" else 5,
                      label=page.say(f"deterrence.moved.{name}"))  # fmt: skip
        page.legend(figure, loc="outside lower left", ncols=3)
        page.save(figure, "deterrence", page.say("deterrence.band"))


def _moved(row: Row, own: Row) -> str:
    """Key of :data:`GROUPS`: what alone differs from the command's own point."""
    alone = row["popularisation"] == own["popularisation"]
    if row["risk_learns"] != own["risk_learns"]:
        return ""
    if row["moved"] == BASE:
        return "popularisation"
    return row["moved"] if alone and row["moved"] in GROUPS else ""


def _point(axes: Axes, use: Row, obeyed: Row, moved: str, page: Page) -> None:
    colour, mark = GROUPS[moved]
    across, up = use["difference"], obeyed["difference"]
    look: dict[str, Any] = {"color": colour, "linewidth": 1.0 if moved else 0.5, "alpha": 1.0 if moved else 0.3}
    axes.hlines(up, use["difference_low"], use["difference_high"], zorder=2, **look)
    axes.vlines(across, obeyed["difference_low"], obeyed["difference_high"], zorder=2, **look)
    axes.plot(across, up, mark, color=colour, markersize=5.5 if moved else 2.8, zorder=4 if moved else 3)
    if moved and use["end"] != "low":
        axes.annotate(
            page.say(f"deterrence.point.{moved}", level=use["popularisation"]),
            (across, up),
            textcoords="offset points",
            fontsize=6.5,
            color="0.1",
            path_effects=[withStroke(linewidth=1.5, foreground="white")],
            **BESIDE[moved],
            zorder=7,
        )
