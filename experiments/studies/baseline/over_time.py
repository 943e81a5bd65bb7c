"""286-1 against 287-2 among providers over time."""

from __future__ import annotations

from zombielaw.experiments.figures.style import COLOURS, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

EVENTS = ((2019 + 10 / 12, "interpretation"), (2020 + 9 / 12, "campaign"))
FLOOR = 0.01


def draw(tables: Finished, page: Page) -> None:
    """Draw charges per year as ``over_time``."""
    table = tables["over_time"]
    with house_style():
        figure = page.figure(3.0, PAGE * 0.8)
        axes = figure.subplots()
        for offence, rows in table.groupby("offence", sort=True):
            colour, year = COLOURS[str(offence)], rows["year"] + 0.5
            mean, low, high = (rows[f"expected{end}"].clip(lower=FLOOR) for end in ("", "_low", "_high"))
            axes.plot(year, mean, color=colour, label=page.say("over_time.expected", offence=offence))
            axes.fill_between(year, low, high, color=colour, alpha=0.2, linewidth=0)
            year = year + (-0.08 if offence == "286-1" else 0.08)
            some = rows["count"] > 0
            seen, none = rows[some], year[~some]
            axes.errorbar(
                year[some], seen["count"], yerr=[seen["count"] - seen["low"], seen["high"] - seen["count"]], fmt="o",
                color=colour, elinewidth=0.8, label=page.say("over_time.realised", offence=offence),
            )  # fmt: skip
            if len(none):
                axes.plot(none, [FLOOR * 1.3] * len(none), "v", color=colour, markerfacecolor="none",
                          label=page.say("over_time.none", offence=offence))  # fmt: skip
        axes.set_yscale("log")
        axes.set_ylim(FLOOR, None)
        years = [int(year) for year in table["year"]] or [2016]  # a run of months has no full year to show
        axes.set_xlim(min(years), max(years) + 1)
        axes.set_xticks(range(min(years), max(years) + 2, 2 if page.narrow else 1))
        for when, name in [event for event in EVENTS if min(years) <= event[0] <= max(years) + 1]:
            axes.axvline(when, color="0.4", linewidth=0.7, linestyle=":")
            axes.text(when + 0.05, 0.02, page.say(f"over_time.{name}"), fontsize=6.5, color="0.35", rotation=90,
                      va="bottom", transform=axes.get_xaxis_transform())  # fmt: skip
        axes.set_ylabel(page.say("over_time.up"))
        axes.set_title(page.say("over_time.title"))
        if len(table):
            page.legend(figure, loc="outside lower center", ncols=3)
        page.save(figure, "over_time", page.say("over_time.band"))
