"""Reforms: packages over time, and each proposal against today beside the sign that the paper expects."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from zombielaw.experiments.analysis.outcomes import OUTCOMES, year_from
from zombielaw.experiments.figures.style import GREY, Page, house_style
from zombielaw.experiments.studies.base import Finished

PANELS = ("expected_convictions_286_1", "share_of_convictions", "wrongful_share", "harm")
"""Outcomes that are drawn over time."""
COLUMNS = (*PANELS[:2], "application_rate", *PANELS[2:], "official_days")
"""Outcomes of which proposals are drawn."""
LOOKS = ("#000000", "#7A4B9A", "#B58900", "#CC79A7", "#4BA3C3", "#8B3A3A")
STYLES = ("-", "--", "-.", (0, (5, 1, 1, 1, 1, 1)), ":", "-")
VERDICTS = {
    "agree": ("#7A4B9A", "o", "as expected"),
    "contrary": ("#B58900", "s", "contrary to it"),
    "equivalent": ("#2B6CA3", "|", "smaller than of interest"),
    "depends": ("#B3402A", "^", "depends on a number without data"),
    "undecided": (GREY, "D", "undecided"),
    "": ("0.72", "o", "nothing expected"),
}
"""Colour, marker and words of each verdict."""
FLOOR = 1e-2


def draw(tables: Finished, page: Page) -> None:
    """Draw the packages over time as ``reforms``, and the paired effects of each proposal as ``proposals``."""
    draw_lines(tables["over_time"], tables.facts["start"], page)
    draw_proposals(tables["proposals"], tables.facts["years"], page)


def draw_lines(table: pd.DataFrame, start: int, page: Page) -> None:
    """Draw the packages over time; the past, which all share, as that of the first."""
    began = 2015 + (start + 10) / 12.0
    names = list(dict.fromkeys(table["name"]))
    with house_style():
        figure, grid = page.panels(2, 2, 4.6, sharex=True)
        for letter, axes, outcome in zip("abcd", grid.flat, PANELS, strict=True):
            log = outcome == PANELS[0]
            for name, colour, style in zip(names, LOOKS, STYLES, strict=False):
                rows = table[(table["name"] == name) & (table["outcome"] == outcome)]
                if name != names[0]:
                    rows = rows[rows["year"] >= year_from(start) - 1]
                year = rows["year"] + 0.5
                value, low, high = (rows[end].clip(lower=FLOOR if log else None) for end in ("value", "low", "high"))
                axes.fill_between(year, low, high, color=colour, alpha=0.13, linewidth=0)
                axes.plot(year, value, color=colour, linestyle=style, linewidth=1.2, label=name)
            axes.axvline(began, color="0.4", linewidth=0.7, linestyle=":")
            axes.set_yscale("log" if log else "linear")
            axes.set_ylim(bottom=FLOOR if log else 0.0)
            axes.set_ylabel(OUTCOMES[outcome].unit)
            axes.set_title(f"{letter}  {OUTCOMES[outcome].title}")
        grid[0, 0].text(
            began - 0.25, 0.97, "reforms start", transform=grid[0, 0].get_xaxis_transform(), fontsize=6, rotation=90,
            ha="right", va="top", color="0.35",
        )  # fmt: skip
        page.legend(figure, *grid[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=len(names))
        page.save(figure, "reforms", "bands: bootstrap 95 % intervals over runs; lines: three-year means")


def draw_proposals(table: pd.DataFrame, span: str, page: Page) -> None:
    """Draw each proposal's paired effects, read in the years ``span``; rows without an outcome are not run."""
    table = table.fillna({"verdict": ""})
    rows = table.drop_duplicates("reform")[::-1]
    place = {name: number for number, name in enumerate(rows["reform"])}
    with house_style():
        height = 0.17 * len(rows) + 1.3
        figure, panels = page.panels(1, len(COLUMNS), height, sharey=True)
        grid = panels[0]
        for axes, outcome in zip(grid, COLUMNS, strict=True):
            _effects(axes, table[table["outcome"] == outcome], place)
            axes.set_title(textwrap.fill(OUTCOMES[outcome].head, 17), fontsize=6.5, loc="center")
        for name in table.loc[table["outcome"].isna(), "reform"]:
            grid[0].text(0.03, place[name], "not modelled", transform=grid[0].get_yaxis_transform(), fontsize=5.5,
                         va="center", color="0.45", zorder=4,
                         bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip
        grid[0].set_yticks(range(len(rows)), rows["reform"] + "  " + rows["words"], fontsize=6)
        looks = [
            Line2D([], [], color=colour, marker=marker, markersize=3.4, linewidth=0.9, label=said)
            for verdict, (colour, marker, said) in VERDICTS.items()
            if (table["verdict"] == verdict).any()
        ]
        page.legend(figure, handles=looks, loc="outside upper left", ncols=3, fontsize=6.5,
                    title=f"Each proposal alone, less today ({span})",
                    title_fontsize=9, alignment="left")  # fmt: skip
        page.save(figure, "proposals", "lines: bootstrap 95 % intervals of paired differences over runs")


def _effects(axes: Axes, table: pd.DataFrame, place: dict[str, int]) -> None:
    axes.axvline(0.0, color="0.4", linewidth=0.7, zorder=1)
    for row in table.to_dict("records"):
        at, (colour, marker, _) = place[row["reform"]], VERDICTS[row["verdict"]]
        axes.hlines(at, row["difference_low"], row["difference_high"], color=colour, linewidth=1.0, zorder=2)
        axes.plot([row["difference"]], [at], marker, color=colour, markersize=3.2, zorder=3)
    axes.set_ylim(-0.7, len(place) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=5.5, length=2)
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.ticklabel_format(axis="x", style="sci", scilimits=(-2, 4))
    axes.xaxis.get_offset_text().set_fontsize(5.5)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", linewidth=0.4)
