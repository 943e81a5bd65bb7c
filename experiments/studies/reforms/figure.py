"""Reforms: packages over time, and each proposal against today beside the sign that the paper expects."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.outcomes import OUTCOMES, year_from
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.colours import GREY
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished

PANELS = ("expected_convictions_286_1", "share_of_convictions", "wrongful_share", "harm")
"""Outcomes that are drawn over time."""
COLUMNS = (*PANELS[:2], "application_rate", *PANELS[2:], "official_days")
"""Outcomes of which proposals are drawn."""
LOOKS = ("#000000", "#7A4B9A", "#B58900", "#CC79A7", "#4BA3C3", "#8B3A3A")
STYLES = ("-", "--", "-.", (0, (5, 1, 1, 1, 1, 1)), ":", "-")
NARROW = (PANELS[0], *PANELS[2:])
"""Of these, those that a column of text has room for."""
VERDICTS = {
    "agree": ("#7A4B9A", "o"), "contrary": ("#B58900", "s"), "equivalent": ("#2B6CA3", "P"),
    "depends": ("#B3402A", "^"), "undecided": (GREY, "D"), "": ("0.15", "."),
}  # fmt: skip
"""Colour and marker of each verdict on what the paper leads one to expect."""
FLOOR = 1e-2


def draw(tables: Finished, page: Page) -> None:
    """Draw the packages over time as ``reforms``, and the paired effects of each proposal as ``proposals``."""
    draw_lines(tables["over_time"], tables.facts["start"], page)
    draw_proposals(tables["proposals"], tables.facts["years"], page)


def draw_lines(table: pd.DataFrame, start: int, page: Page) -> None:
    """Draw the packages over time; the past, which all share, as that of the first."""
    began = 2015 + (start + 10) / 12.0
    packages = list(dict.fromkeys(table["name"]))
    with house_style():
        figure, grid = page.panels(2, 2, 4.3, sharex=True)
        for letter, axes, outcome in zip("abcd", grid.flat, PANELS, strict=True):
            log = outcome == PANELS[0]
            for name, colour, style in zip(packages, LOOKS, STYLES, strict=False):
                rows = table[(table["name"] == name) & (table["outcome"] == outcome)]
                if name != packages[0]:
                    rows = rows[rows["year"] >= year_from(start) - 1]
                year = rows["year"] + 0.5
                value, low, high = (rows[end].clip(lower=FLOOR if log else None) for end in ("value", "low", "high"))
                axes.fill_between(year, low, high, color=colour, alpha=0.13, linewidth=0)
                axes.plot(year, value, color=colour, linestyle=style, linewidth=1.2, label=page.named("scenario", name))
            axes.axvline(began, color="0.4", linewidth=0.7, linestyle=":")
            axes.set_yscale("log" if log else "linear")
            axes.set_ylim(bottom=FLOOR if log else 0.0)
            axes.set_ylabel(names.unit(OUTCOMES[outcome], page))
            axes.set_title(f"{letter}  {names.outcome(outcome, OUTCOMES[outcome], page)}")
        grid[0, 0].text(
            began - 0.25, 0.97, page.say("reforms.start"), transform=grid[0, 0].get_xaxis_transform(), fontsize=6,
            rotation=90, ha="right", va="top", color="0.35",
        )  # fmt: skip
        page.legend(figure, *grid[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=len(packages))
        page.save(figure, "reforms", page.say("reforms.band"))


def draw_proposals(table: pd.DataFrame, span: str, page: Page) -> None:
    """Draw each proposal's paired effects, read in the years ``span``; what is not modelled has no row."""
    table = table.fillna({"verdict": ""}).dropna(subset="outcome")
    columns = NARROW if page.narrow else COLUMNS
    table = table.assign(
        output=table["outcome"], side=table["verdict"], two_groups=table["two_groups"].astype(bool),
        row=[f"{one['reform']}  {page.named('proposal', one['reform'])}"
             for one in table.to_dict("records")],
    )  # fmt: skip
    outputs = [
        forest.Output(
            name, names.outcome(name, OUTCOMES[name], page),
            page.say("effects.change", unit=names.unit(OUTCOMES[name], page)),
        )
        for name in columns
    ]  # fmt: skip
    words = {verdict: page.say(f"proposals.{verdict or 'nothing'}") for verdict in VERDICTS}
    forest.draw(
        table[table["outcome"].isin(columns)], outputs, page, "proposals", page.say("proposals.band"), sides=words,
        title=page.say("proposals.title", years=span), looks=VERDICTS,
    )  # fmt: skip
