"""What becomes of worlds drawn from the priors: shares of each answer, over time, and what tells them apart."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.designs.prior_worlds import WITH
from zombielaw.experiments.figures.style import ALIVE, DEAD, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.analysis.diagnosis import CAUSES

LOOKS = {
    "alive": ("alive", ALIVE),
    "undecided: neither alive nor dead": ("neither alive nor dead", "#BFE3D5"),
    "starved": ("starved", "#B58900"),
    "excluded": ("excluded", "#8B3A3A"),
    "trapped": ("trapped", "#CC79A7"),
    "deterred": ("deterred", "#4BA3C3"),
    "displaced": ("displaced", "#7A4B9A"),
    "undecided: several causes": ("several causes", DEAD),
    "undecided: revived, signs do not fit": ("one probe revives, signs do not fit", DEAD),
    "undecided: revived by all together": ("only all probes together revive", DEAD),
    "undecided: not even by all together": ("not even together", DEAD),
    "undecided: too few files": ("too few files to tell", DEAD),
}
"""Answers in the order of the rows: words and colour."""
BANDS = (
    ("alive", ALIVE), ("unclear", "#BFE3D5"), ("starved", "#B58900"), ("excluded", "#8B3A3A"), ("trapped", "#CC79A7"),
    ("deterred", "#4BA3C3"), ("displaced", "#7A4B9A"), ("dead, no one cause found", DEAD),
    ("no eligible file", "white"),
)  # fmt: skip
"""Bands over time, from below."""
MARKS = ("o", "s")
"""Marker of today's practice and of any levers; filled with feedback."""
PRACTICES = {"today": "today's practice", "any": "any levers"}
SHOWN = 2
"""Settings shown for each answer."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``emergence``."""
    shares, over_time, tests = tables["shares"], tables["over_time"], tables["rank_tests"]
    settings = tests[tests["found"] != "undecided"].groupby(["practice", "found"], sort=False).head(SHOWN)
    below = 0.15 * max(4, len(settings)) + 0.3 if len(settings) else 0.0
    with house_style():
        figure = page.figure(5.4 + below)
        heights = [3.0, 1.5, *([below] if below else [])]
        rows = figure.add_gridspec(len(heights), 1, height_ratios=heights)
        _shares(figure.add_subplot(rows[0]), shares)
        parts = rows[1].subgridspec(1, 2)
        for place, (practice, words) in enumerate(PRACTICES.items()):
            axes = figure.add_subplot(parts[place])
            _areas(axes, over_time, practice)
            axes.set_title(f"{'bc'[place]}  Over time, {words}, with feedback", fontsize=8)
            axes.set_ylabel("share of worlds" if place == 0 else "")
        if len(settings):
            _strip(figure.add_subplot(rows[2]), settings)
        handles = [Patch(edgecolor="0.5", linewidth=0.4, facecolor=colour, label=words) for words, colour in BANDS]
        page.legend(figure, handles=handles, loc="outside upper left", ncols=5, fontsize=6.5, columnspacing=1.2,
                    handlelength=1.3)  # fmt: skip
        band = f"{tables.facts['worlds']} worlds of the declared priors; bars: Wilson 95 % intervals over worlds"
        page.of(f"{tables.facts['providers']:,} providers a world").save(figure, "emergence", band)


def _shares(axes: Axes, shares: pd.DataFrame) -> None:
    by = rows_by(shares, "practice", "feedback", "answer")
    families = list(dict.fromkeys(key[:2] for key in by))
    for number, (practice, feedback) in enumerate(families):
        mark, aside = MARKS[list(PRACTICES).index(practice)], 0.19 * (number - (len(families) - 1) / 2)
        for place, (answer, (_, colour)) in enumerate(LOOKS.items()):
            row, fill = by[practice, feedback, answer], colour if feedback == WITH else "white"
            axes.hlines(place + aside, row["low"], row["high"], color=colour, linewidth=1.0)
            axes.plot(row["share"], place + aside, mark, color=colour, markersize=3.2, markerfacecolor=fill)
        axes.plot([], [], mark, color="0.3", markersize=3.2, markerfacecolor="0.3" if feedback == WITH else "white",
                  label=f"{PRACTICES[practice]}, {feedback}")  # fmt: skip
    axes.legend(loc="lower right", fontsize=6.5)
    axes.set_yticks(range(len(LOOKS)), [words for words, _ in LOOKS.values()], fontsize=6.5)
    axes.set_ylim(len(LOOKS) - 0.5, -0.5)
    axes.set_xlim(-0.01, 1.0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.set_xlabel("worlds (%, with Wilson 95 % interval)", labelpad=1)
    worlds = int(shares["of"].max())
    axes.set_title(
        f"a  What becomes of 286-1 in {worlds} worlds of the declared priors, from a neutral start", fontsize=8
    )


def _areas(axes: Axes, over_time: pd.DataFrame, practice: str) -> None:
    now = over_time[(over_time["practice"] == practice) & (over_time["feedback"] == WITH)]
    causes = now["found"].where(now["found"].isin(CAUSES), "dead, no one cause found")
    band = now["state"].where(now["state"] != "dead", causes)
    worlds = now.pivot_table(index="at", columns=band, values="worlds", aggfunc="sum", fill_value=0)
    heights = worlds.reindex(columns=[name for name, _ in BANDS], fill_value=0) / now["of"].max()
    years = 2015 + (heights.index.to_numpy() + 10) / 12.0
    axes.stackplot(years, heights.T, colors=[colour for _, colour in BANDS], edgecolor="0.5", linewidth=0.3)
    axes.set_xlim(years[0], max(years[-1], years[0] + 1e-6))
    axes.set_ylim(0.0, 1.0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("end of the five years that are read", labelpad=1)
    axes.grid(visible=False)


def _strip(axes: Axes, settings: pd.DataFrame) -> None:
    names = []
    for place, row in enumerate(settings.to_dict("records")):
        colour = LOOKS[row["found"]][1]
        fill = colour if row["p_holm"] < 0.05 else "white"
        axes.hlines(place, row["low"], row["high"], color=colour, linewidth=1.4)
        axes.plot(row["auc"], place, "o", color=colour, markerfacecolor=fill, markersize=4.5)
        setting = row["setting"].split(".", 1)[1].replace("_", " ")
        names.append(f"{row['found']}, {PRACTICES[row['practice']]}: {setting}")
    axes.axvline(0.5, color="0.3", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(names)), names, fontsize=6)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("chance that such a world has the larger value than another world (95 % interval)", labelpad=1)
    axes.set_title("d  Which settings tell the answers apart (filled: p < 0.05 after Holm), with feedback", fontsize=8)
