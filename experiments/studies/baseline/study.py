"""The first number: how often 286-1 and 287-2 are applied to providers, and where 286-1 falls away."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from zombielaw.experiments.analysis.intervals import bootstrap_ratio, interval_of, poisson_interval
from zombielaw.experiments.analysis.quantities import written
from zombielaw.experiments.config.options import MONTHS, Options
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.statistics import Statistics, month_number, read_statistics
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.interrupts import interrupts_polled, warm_up
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.measures import MEASURES, Quotient, funnel, mischarge, quotients
from zombielaw.sim.record import dictionary
from zombielaw.sim.simulate import simulate

FIRST, LAST = 2016, 2022
"""Years of the funnel and of the short table: those for which published figures exist."""
SHARE_ON_WORLD = (0.03, 0.09, 1.0)
"""Share of police penalties that falls on licensed providers: low, default, high (totals cover all networked units)."""
PUBLISHED_YEARS = (month_number(2023, 4) - month_number(2015, 11)) / 12.0
"""Years in which four judgments under 286-1 were published (to 16 April 2023)."""
PUBLISHED = ("published_per_year", "licensees_at_most")
"""Columns of published figures."""

STUDY = Options(
    question="How often 286-1 and 287-2 are applied to providers, and where 286-1 falls away.", keys={"months": MONTHS}
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    return kept(settings, _make, lambda folder: print_table(pd.read_csv(folder / "tables" / "numbers.csv")))


def _make(settings: Settings, key: str) -> Made:
    ledgers, panels = [], []
    months = settings.scenario.months
    with interrupts_polled() as check, _progress() as progress:
        warm_up(settings.engine)
        check()
        task = progress.add_task("months", total=settings.replicates * months)

        for replicate in range(settings.replicates):

            def lived(done: int, before: int = replicate * months) -> None:
                check()
                progress.update(task, completed=before + done)

            record = simulate(settings.scenario, settings.seed, replicate, settings.engine, lived)
            ledgers.append(record.ledger)
            panels.append(record.panel)
    ledger, panel = pd.concat(ledgers, ignore_index=True), pd.concat(panels, ignore_index=True)
    statistics = read_statistics()
    parts = [quotients(*pair) for pair in zip(ledgers, panels, strict=True)]
    summary = pooled(parts)
    numbers = short_table(panel, settings, statistics)
    recipe_world = f"{settings.scenario.size.providers:,} providers, scaled by {settings.scale:.4g}"

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.baseline import funnel as funnel_figure  # noqa: PLC0415 - drawn only when something was run
        from zombielaw.experiments.studies.baseline import mischarge as mischarge_figure  # noqa: PLC0415
        from zombielaw.experiments.studies.baseline import over_time as over_time_figure  # noqa: PLC0415

        def recipe(band: str) -> Recipe:
            return Recipe(key, settings.seed, settings.replicates, recipe_world, band)

        store.write_parquet(folder / "ledger.parquet", ledger)
        store.write_parquet(folder / "panel.parquet", panel)
        store.write_json(
            folder / "summary.json", {"replicates": settings.replicates, "scale": settings.scale, **summary}
        )
        stages = funnel_table(ledger, panel, settings, statistics)
        yearly = yearly_table(panel, settings)
        matrix = mischarge(ledger)
        tables = folder / "tables"
        store.write_csv(tables / "numbers.csv", numbers)
        store.write_csv(tables / "funnel.csv", stages)
        store.write_csv(tables / "over_time.csv", yearly)
        store.write_csv(tables / "mischarge.csv", matrix.reset_index())
        store.write_csv(tables / "measures.csv", _long(parts))
        store.write_csv(folder / "data_dictionary.csv", data_dictionary())
        figures = folder / "figures"
        funnel_figure.draw(stages, figures, recipe("lines: 95 % intervals of the mean"), numbers["years"].iloc[0])
        over_time_figure.draw(yearly, figures, recipe("bars: exact, bands: bootstrap 95 % intervals of the mean"))
        mischarge_figure.draw(matrix, figures, recipe("counts of all runs"))

    return fill, {"engine": settings.engine, "seeds": [settings.seed], "runs": settings.replicates}


def pooled(parts: list[dict[str, Quotient]]) -> dict[str, float]:
    """Each measure over all replicates, with its interval as ``_low`` and ``_high``."""
    summary: dict[str, float] = {}
    for declaration in MEASURES:
        name = declaration.name
        over = np.array([part[name].numerator for part in parts])
        under = np.array([part[name].denominator for part in parts])
        known = np.isfinite(over)
        total, base = float(over[known].sum()), float(under[known].sum())
        summary[name] = total / base if base else math.nan
        summary[f"{name}_low"], summary[f"{name}_high"] = interval_of(declaration.unit, over, under)
    return summary


def _long(parts: list[dict[str, Quotient]]) -> pd.DataFrame:
    rows = [
        (replicate, name, quotient.numerator, quotient.denominator, quotient.value)
        for replicate, part in enumerate(parts)
        for name, quotient in part.items()
    ]
    return pd.DataFrame(rows, columns=["replicate", "measure", "numerator", "denominator", "value"])


def data_dictionary() -> pd.DataFrame:
    """Columns of both tables and all measures."""
    measures = pd.DataFrame(
        [("measure", m.name, m.unit, f"{m.numerator} / {m.denominator}", "") for m in MEASURES],
        columns=["table", "column", "unit", "meaning", "values"],
    )
    return pd.concat([dictionary(), measures], ignore_index=True)


def _with_years(panel: pd.DataFrame) -> pd.DataFrame:
    return panel.assign(year=2015 + (panel["month"].astype(int) + 10) // 12)


def _yearly(panel: pd.DataFrame, column: str, settings: Settings) -> tuple[float, float, float]:
    """Mean per year at the scale of the country, with its interval: exact for counts, bootstrap for sums."""
    by_replicate = panel.groupby("replicate")[column].sum().to_numpy(dtype=float)
    years = panel["year"].nunique()
    factor = settings.scale / years
    mean = float(by_replicate.mean()) * factor
    if column.startswith("expected_"):
        low, high = bootstrap_ratio(by_replicate, np.ones_like(by_replicate))
    else:
        low, high = poisson_interval(float(by_replicate.sum()), by_replicate.size)
    return mean, low * factor, high * factor


def published_convictions(statistics: Statistics) -> dict[str, tuple[float, float, float]]:
    """Published convictions under 286-1 per year with their exact interval: all, and those of licensees at most.

    Two concern unlicensed sellers of tools, so that of the licensees, of whom the world consists but for a hundredth,
    at most the others are convicted.
    """
    every = statistics.value("a286_1_published_convictions_cum", 2023)
    sellers = statistics.value("vpn_seller_judgments_a286_1", 2020)
    return {
        name: (count / PUBLISHED_YEARS, *poisson_interval(count, PUBLISHED_YEARS))
        for name, count in (("all", every), ("licensees", every - sellers))
    }


def short_table(panel: pd.DataFrame, settings: Settings, statistics: Statistics) -> pd.DataFrame:
    """Applications per year in the country, realised and expected, beside what was published."""
    within = _with_years(panel).query("@FIRST <= year <= @LAST")
    if within.empty:
        within = _with_years(panel)
    years = f"{within['year'].min()}-{within['year'].max()}"
    rates = published_convictions(statistics).items()
    published = {name: f"{value:.2f} ({low:.2f}-{high:.2f})" for name, (value, low, high) in rates}
    notes = {
        "charges_286_1": "no count of charges is published",
        "convictions_286_1": "judgments published to April 2023; two of them concern unlicensed sellers of tools",
        "charges_287_2": "persons under 287-2 are published (130,000 in 2022), providers among them are not",
        "convictions_287_2": "as above; card cases, about four in five, lie outside this model",
    }
    rows = []
    for column, note in notes.items():
        figures = published if column == "convictions_286_1" else {}
        stage, offence = column.split("_", 1)
        mean, mean_low, mean_high = _yearly(within, column, settings)
        expected, expected_low, expected_high = _yearly(within, f"expected_{column}", settings)
        rows.append(
            (offence.replace("_", "-"), stage, years, mean, mean_low, mean_high, expected, expected_low, expected_high,
             figures.get("all", ""), figures.get("licensees", ""), note)
        )  # fmt: skip
    columns = ["offence", "stage", "years", "per_year", "low", "high", "expected_per_year", "expected_low",
               "expected_high", "published_per_year", "licensees_at_most", "note"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def print_table(numbers: pd.DataFrame) -> None:
    """Show the short table on stdout."""
    console = Console(width=110)
    years = numbers["years"].iloc[0]
    console.print(
        f"Applied to network service providers, per year in the country ({years}; world scaled, 95 % intervals)"
    )
    head = f"{'published':>18} {'licensees at most':>18}"
    console.print(f"{'offence':8} {'stage':12} {'realised':>20} {'expected':>20} {head}")
    for row in numbers.to_dict("records"):
        realised = f"{row['per_year']:.2f} ({row['low']:.2f}-{row['high']:.2f})"
        expected = f"{row['expected_per_year']:.2f}"
        if math.isfinite(row["expected_low"]):  # one run has no spread
            expected += f" ({row['expected_low']:.2f}-{row['expected_high']:.2f})"
        figures = " ".join(f"{_said(row[name]) or '-':>18}" for name in PUBLISHED)
        console.print(f"{row['offence']:8} {row['stage']:12} {realised:>20} {expected:>20} {figures}", highlight=False)
    for note in _notes(numbers):
        console.print(note, highlight=False)


def _said(cell: object) -> str:
    """Text of a cell that may be empty."""
    return cell if isinstance(cell, str) else ""


def _notes(numbers: pd.DataFrame) -> list[str]:
    """What the published figures count, for the rows that have one."""
    known = numbers[numbers["published_per_year"].map(_said) != ""]
    return [f"Published {row['stage']} of {row['offence']}: {row['note']}." for row in known.to_dict("records")]


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    numbers = pd.read_csv(folder / "tables" / "numbers.csv")
    stages = pd.read_csv(folder / "tables" / "funnel.csv")
    stages = stages[~stages["side"]].reset_index(drop=True)
    lines = [markdown_table(numbers), "", "| stage | a year | passed on from the stage before | share of the fall |",
             "| --- | ---: | ---: | ---: |"]  # fmt: skip
    for row in stages.to_dict("records"):
        rest = f"{row['passed']:.1%} | {row['attrition']:.0%}" if math.isfinite(row["passed"]) else " | "
        lines.append(f"| {row['meaning']} | {written(row['per_year'])} | {rest} |")
    steepest = stages.sort_values("attrition", na_position="first").iloc[-1]
    matrix = pd.read_csv(folder / "tables" / "mischarge.csv").set_index("law")
    met = matrix.loc[["286-1", "286-1 and 287-2"]].sum()
    runs = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["replicates"]
    lines += [
        "",
        f"The largest step of the fall from findings to convictions of 286-1 (in logarithms) is to "
        f"*{steepest['meaning']}*. Of {int(met.sum())} files in {runs} runs in which 286-1 is made out (reading of "
        f"the statute, 2019 marks) and that reach a prosecutor, {int(met['286-1'])} are charged with it, "
        f"{int(met['287-2'])} with 287-2, {int(met['other'])} with another offence, {int(met['none'])} with none.",
    ]
    return "\n".join(lines)


def markdown_table(numbers: pd.DataFrame) -> str:
    """The short table for the README."""
    rows = [
        "| offence | stage | realised a year (95 %) | expected a year (95 %) | published a year | licensees at most |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in numbers.to_dict("records"):
        published = " | ".join(_said(row[name]).replace("-", "–") or "not published" for name in PUBLISHED)
        rows.append(
            f"| {row['offence']} | {row['stage']} | {row['per_year']:.2f} ({row['low']:.2f}–{row['high']:.2f}) "
            f"| {row['expected_per_year']:.2f} ({row['expected_low']:.2f}–{row['expected_high']:.2f}) "
            f"| {published} |"
        )
    years = numbers["years"].iloc[0].replace("-", "–")
    whole = [f"Provider cases per year in the country, {years} (world scaled):", "", *rows, "", *_notes(numbers)]
    return "\n".join(whole)


def funnel_table(ledger: pd.DataFrame, panel: pd.DataFrame, settings: Settings, statistics: Statistics) -> pd.DataFrame:
    """The funnel per year at the scale of the country, with observed bands beside it."""
    dated = _with_years(panel)
    within = dated.query("@FIRST <= year <= @LAST")
    if within.empty:
        within = dated
    years = within["year"].nunique()
    first, last = int(within["month"].min()), int(within["month"].max())
    filed = ledger["filed"]
    stages = funnel(ledger[(filed >= first) & (filed <= last)], within)
    factor = settings.scale / years / settings.replicates
    table = stages.assign(per_year=stages["count"] * factor, expected_per_year=stages["expected"] * factor, side=False)
    bounds = [poisson_interval(count, 1.0 / factor) for count in table["count"]]
    table["low"], table["high"] = [low for low, _ in bounds], [high for _, high in bounds]
    mean, low, high = _yearly(within, "sanctions", settings)
    penalties = [statistics.value("mps_admin_penalties_internet_units", year) for year in (2021, 2018)]
    side = pd.DataFrame([{
        "stage": "sanctions", "meaning": "(administrative sanctions)", "per_year": mean, "low": low, "high": high,
        "expected_per_year": math.nan, "side": True,
        "observed_low": SHARE_ON_WORLD[0] * penalties[0], "observed_high": SHARE_ON_WORLD[2] * penalties[1],
    }])  # fmt: skip
    convicted = table["stage"] == "convictions_286_1"
    for name, (_, low, high) in published_convictions(statistics).items():
        before = "observed" if name == "all" else name
        table[f"{before}_low"] = np.where(convicted, low, math.nan)
        table[f"{before}_high"] = np.where(convicted, high, math.nan)
    cut = int(np.flatnonzero(table["stage"] == "written_orders")[0]) + 1
    return pd.concat([table.iloc[:cut], side, table.iloc[cut:]], ignore_index=True)


def yearly_table(panel: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Charges per year and offence at the scale of the country."""
    dated = _with_years(panel)
    rows = []
    for year, within in dated.groupby("year"):
        if within["month"].nunique() < 12:  # a part of a year is no year
            continue
        for offence in ("286_1", "287_2"):
            count = _yearly(within, f"charges_{offence}", settings)
            expected = _yearly(within, f"expected_charges_{offence}", settings)
            rows.append((year, offence.replace("_", "-"), *count, *expected))
    columns = ["year", "offence", "count", "low", "high", "expected", "expected_low", "expected_high"]
    return pd.DataFrame(rows, columns=columns)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
