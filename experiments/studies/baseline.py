"""The first number: how often 286-1 and 287-2 are applied to providers, and where 286-1 falls away."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import beyond, windows
from zombielaw.experiments.analysis.compared import COMPARED, months_for, title_of
from zombielaw.experiments.analysis.estimates import RANGE, by_draw, draw_of, estimate, middle_of
from zombielaw.experiments.analysis.intervals import level_of, poisson_interval
from zombielaw.experiments.analysis.outcomes import YEARLY, outcomes_in, read_of
from zombielaw.experiments.analysis.windows import published_convictions
from zombielaw.experiments.analysis.wording import interval, number, rendered, rows_by
from zombielaw.experiments.config.schema import MONTHS, posterior_draws
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.statistics import (
    STATISTICS,
    Statistics,
    own_statistics,
    quoted,
    read_statistics,
)
from zombielaw.experiments.designs.draws import over_posterior
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.figures.colours import BLUE, GREY, OLIVE
from zombielaw.experiments.reducers.by_place import TABLE, by_place
from zombielaw.experiments.reducers.filed_record import LEDGER, PANEL, filed_record
from zombielaw.experiments.runs.run_design import DECLARED, Results, run_design
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, named, note, say
from zombielaw.sim.analysis import funnel as product
from zombielaw.sim.decisions.prosecutor import GROUND_NAMES
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import MEASURES, UNDETECTED_UNDER, funnel, mischarge
from zombielaw.sim.months import year_of
from zombielaw.sim.record import dictionary
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import compiled_before

PART = "posterior"
OWN = table_of([{f"{LABEL}name": "own"}])
FIRST = 20
"""Draws of the first number."""
OUTCOMES = (
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "harm",
    "official_days",
)


def doubt_table(work: Work, panel: pd.DataFrame, years: Collection[int]) -> pd.DataFrame:
    """Run the command's own scenario once in each draw of the posterior, and in half as many of the prior; estimate
    outcomes there and at the medians.

    ``panel``: of the runs at the medians, with ``replicate, year``. ``years``: calendar years that are counted.
    Returns ``outcome, draws, median, draw_low, draw_high``: of the draws, with their middle 90 %; the same of the prior
    (``prior_median, prior_low, prior_high``), unless it is the user's own, which the draws are from; ``value, low,
    high``: the mean of the runs at the medians with its 95 % interval.
    """
    scale = work.settings.scale
    drawn = _in_draws(work.settings, work.settings.study_keys["posterior_draws"], years)
    work.facts["doubts_from"] = drawn.drawn_from
    rows = _rows(work.run(OWN, PART, drawn, reduce=by_place), years, scale)
    if drawn.posterior is not None:
        widest = replace(drawn, posterior=None, draws=(drawn.draws + 1) // 2)
        before = work.run(OWN, "prior", widest, reduce=by_place)
        prior = _rows(before, years, scale)[["median", "draw_low", "draw_high"]]
        rows[["prior_median", "prior_low", "prior_high"]] = prior
    medians = rows_by(estimate(_counted(panel.assign(point=0), years, scale)), "outcome")
    return rows.assign(
        **{end: [medians[name][end] for name in OUTCOMES] for end in ("value", "low", "high")}
    )


def first_number(settings: Settings, years: Collection[int]) -> str:
    """Provisional answer over :data:`FIRST` draws alone, shown as soon as the rules are compiled."""
    drawn = _in_draws(settings, FIRST, years)
    rows = _rows(run_design(drawn, OWN, measures=(), reduce=by_place), years, settings.scale)
    sentence = doubt_answer(rows, f"{min(years)}-{max(years)}")
    return say("baseline.provisional", answer=sentence)


def _in_draws(settings: Settings, draws: int, years: Collection[int]) -> Settings:
    drawn = over_posterior(settings, draws, replicates=1)
    return replace(drawn, scenario=until(drawn.scenario, max(years)))


def _counted(panel: pd.DataFrame, years: Collection[int], scale: float) -> pd.DataFrame:
    return outcomes_in(panel, {"years": years}, scale, OUTCOMES, COMPARED)


def _rows(results: Results, years: Collection[int], scale: float) -> pd.DataFrame:
    """``outcome, draws, median, draw_low, draw_high`` of runs in draws."""
    by_year = (
        results.table(TABLE)
        .groupby(["point", "replicate", "year"], as_index=False)
        .sum(numeric_only=True)
    )
    counted = _counted(by_year, years, scale)
    values = (counted["numerator"] / counted["denominator"]).groupby(counted["outcome"])
    middles = [(name, *middle_of(values.get_group(name).to_numpy())) for name in OUTCOMES]
    rows = pd.DataFrame(middles, columns=["outcome", "draws", "median", "draw_low", "draw_high"])
    # a single run may expect less than nothing; no number of these can be so (docs/method.md, Intervals)
    rows[rows.columns[2:]] = rows[rows.columns[2:]].clip(lower=0.0)
    return rows


def until(scenario: Scenario, year: int) -> Scenario:
    """The scenario cut at the end of a calendar year, or at its last change: later months are not read."""
    ends = [change.start + 1 if change.end is None else change.end for change in scenario.changes]
    return replace(
        scenario, months=min(scenario.months, max([months_for(range(year, year + 1)), *ends]))
    )


def doubt_answer(doubts: pd.DataFrame, years: str) -> str:
    """Convictions of both offences in a sentence, with the middle 90 % of the draws."""
    rows = rows_by(doubts, "outcome")
    own, rival = (
        interval(rows[name], "median", ends=("draw_low", "draw_high")) for name in OUTCOMES[:2]
    )
    return say(
        "doubt.answer",
        own=own,
        rival=rival,
        share=f"{RANGE:.0%}",
        draws=doubts["draws"].min(),
        years=years,
    )


SHARE_ON_WORLD = (0.03, 1.0)
"""Share of police penalties that falls on licensed providers, low and high (totals cover all networked units)."""
COUNTED = ("charges_286_1", "convictions_286_1", "charges_287_2", "convictions_287_2")
STAGES = product.COUNTED[1:]
"""Stages reported of the product of declared rates: all that it counts except the providers themselves."""
PERSONS = ("persons_convicted_286_1", "persons_convicted_287_2", "units_fined")
FIGURES = ("published_per_year", "licensees_at_most")


def yearly_mean(panel: pd.DataFrame, column: str, scale: float) -> tuple[float, float, float]:
    """Mean per year in the country with its interval: exact for counts of files, else bootstrap."""
    by_run = panel.groupby("replicate")[column].sum()
    factor = scale / panel["year"].nunique()
    unit = "" if column.startswith(("expected_", "persons_")) else "files"
    mean, low, high = mean_of(by_run, unit)
    return mean * factor, low * factor, high * factor


def mean_of(by_run: pd.Series[float], unit: str) -> tuple[float, float, float]:
    """Mean over runs with its interval: exact for files at the medians; over draws, these are resampled whole."""
    counts = np.asarray(by_run, dtype=np.float64)
    runs = by_draw(draw_of(by_run.index), counts, np.ones_like(counts))
    if unit == "files" and len(runs[0]) == len(by_run):
        return float(by_run.mean()), *poisson_interval(float(by_run.sum()), len(by_run))
    mean, low, high = level_of(unit, *runs)
    return float(mean), float(low), float(high)


def numbers_table(panel: pd.DataFrame, scale: float, statistics: Statistics) -> pd.DataFrame:
    """Charges and convictions per year in the country, realised and expected, beside what was published."""
    years = f"{panel['year'].min()}-{panel['year'].max()}"
    convicted = [
        "{:.2f} ({:.2f}-{:.2f})".format(*figures)
        for figures in published_convictions(statistics).values()
    ]
    persons = statistics.value("a286_1_and_287_1_persons_prosecuted_jan_sep", 2023) * 12.0 / 9.0
    known = {"convictions_286_1": convicted, "charges_286_1": [f"< {persons:,.0f}", ""]}
    rows = [
        (
            column[-5:].replace("_", "-"),
            column[:-6],
            years,
            *yearly_mean(panel, column, scale),
            *yearly_mean(panel, f"expected_{column}", scale),
            *known.get(column, ["", ""]),
        )
        for column in COUNTED
    ]
    columns = [
        "offence",
        "stage",
        "years",
        "per_year",
        "low",
        "high",
        "expected_per_year",
        "expected_low",
        "expected_high",
        *FIGURES,
    ]
    return pd.DataFrame(rows, columns=columns)


def funnel_table(
    ledger: pd.DataFrame, panel: pd.DataFrame, scale: float, statistics: Statistics
) -> pd.DataFrame:
    """The funnel per year in the country, with published figures as bands beside it."""
    ledger = ledger[ledger["filed"].between(panel["month"].min(), panel["month"].max())]
    stages, runs = funnel(ledger, panel), panel["replicate"].unique()
    factor = scale / panel["year"].nunique() / len(runs)
    stages = stages.assign(
        per_year=stages["count"] * factor, expected_per_year=stages["expected"] * factor, side=False
    )
    expected = ["expected", "passed", "expected_per_year"]
    stages[expected] = stages[expected].clip(lower=0.0)
    stages[["low", "high"]] = [poisson_interval(count, 1.0 / factor) for count in stages["count"]]
    if len(set(draw_of(runs))) > 1:
        by_run = [
            funnel(*(part[part["replicate"] == run] for part in (ledger, panel)))["count"]
            for run in runs
        ]
        counts = pd.DataFrame(by_run, index=runs)
        stages[["low", "high"]] = [
            [factor * len(runs) * end for end in mean_of(counts[at], "files")[1:]] for at in counts
        ]
    convicted = stages["stage"] == "convictions_286_1"
    for name, (_, low, high) in published_convictions(statistics).items():
        stages[f"{name}_low"], stages[f"{name}_high"] = (
            np.where(convicted, end, math.nan) for end in (low, high)
        )
    mean, low, high = yearly_mean(panel, "sanctions", scale)
    penalties = [
        statistics.value("mps_admin_penalties_internet_units", year) for year in (2021, 2018)
    ]
    side = pd.DataFrame(
        [
            {
                "stage": "sanctions",
                "meaning": "(administrative sanctions)",
                "per_year": mean,
                "low": low,
                "high": high,
                "expected_per_year": math.nan,
                "side": True,
                "observed_low": SHARE_ON_WORLD[0] * penalties[0],
                "observed_high": SHARE_ON_WORLD[1] * penalties[1],
            }
        ]
    )
    cut = int(np.flatnonzero(stages["stage"] == "written_orders")[0]) + 1
    return pd.concat([stages.iloc[:cut], side, stages.iloc[cut:]], ignore_index=True)


def beyond_table(panel: pd.DataFrame, stages: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Each stage a year in the country by a product of declared rates, and by the model: see ``analysis.beyond``."""
    counts, months = product.expected(settings.scenario), panel["month"].unique()
    factor, rows = settings.scale / panel["year"].nunique(), stages.set_index("stage")
    model = [
        (name, *yearly_mean(panel, f"expected_{name}" if name in COUNTED else name, settings.scale))
        if name in panel
        else (name, *rows.loc[name, ["per_year", "low", "high"]])
        for name in STAGES
    ]
    return beyond.beside(
        {name: factor * float(counts[name][months].sum()) for name in STAGES},
        pd.DataFrame(model, columns=["name", "model", "low", "high"]),
    )


def grounds_table(ledger: pd.DataFrame) -> pd.DataFrame:
    """Files in which 286-1 is satisfied and that reach a prosecutor, by the ground on which they ended."""
    reached = ledger[ledger["charged"].notna() & (ledger[f"met_286_1_{UNDETECTED_UNDER}"] == MET)]
    files = [int((reached["ground"] == name).sum()) for name in GROUND_NAMES]
    share = [count / len(reached) if len(reached) else math.nan for count in files]
    return pd.DataFrame({"ground": GROUND_NAMES, "files": files, "share": share})


def persons_table(panel: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Persons convicted of each offence, and units fined, per year in the country."""
    rows = [(column, *yearly_mean(panel, column, scale)) for column in PERSONS]
    return pd.DataFrame(rows, columns=["persons", "per_year", "low", "high"])


def over_time_table(panel: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Charges by calendar year that is read and offence, per year in the country."""
    full = read_of(panel.assign(months=panel.groupby("year")["month"].transform("nunique")))
    rows = [
        (
            year,
            column[-5:].replace("_", "-"),
            *yearly_mean(within, column, scale),
            *yearly_mean(within, f"expected_{column}", scale),
        )
        for year, within in full.groupby("year")
        for column in ("charges_286_1", "charges_287_2")
    ]
    columns = [
        "year",
        "offence",
        "count",
        "low",
        "high",
        "expected",
        "expected_low",
        "expected_high",
    ]
    return pd.DataFrame(rows, columns=columns)


def years_of(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The panel of all runs with its calendar years, and of it the years with published figures, if it has any."""
    panel = results.table(PANEL).drop(columns="point")
    dated = panel.assign(year=year_of(panel["month"].astype(int)))
    published = dated[dated["year"].isin(windows.WINDOWS["published"])]
    return dated, dated if published.empty else published


def analyse(work: Work) -> Tables:
    """Run the command's own scenario, keep what is counted, and count."""
    settings, scale, statistics = (
        work.settings,
        work.settings.scale,
        own_statistics(work.settings.statistics),
    )

    years = [
        year
        for year in windows.PUBLISHED
        if months_for(range(year, year + 1)) <= settings.scenario.months
    ]
    if over_both(settings) and years and settings.engine != "mesa" and not compiled_before():
        note(first_number(settings, years))
    results = work.run(OWN, measures=DECLARED, yearly=YEARLY, reduce=filed_record)
    dated, published = years_of(results)
    ledger, panel = results.table(LEDGER).drop(columns="point"), dated.drop(columns="year")
    work.large |= {"ledger": ledger, "panel": panel}
    numbers = numbers_table(published, scale, statistics)
    measures = results.runs()
    work.facts |= {
        "years": numbers["years"].iloc[0],
        "all_runs": panel["replicate"].nunique(),
        **({"quoted": quoted(statistics)} if settings.statistics else {}),
    }
    doubts = (
        {"doubts": doubt_table(work, published, sorted(set(published["year"])))}
        if over_both(settings)
        else {}
    )
    stages = funnel_table(ledger, published, scale, statistics)
    return {
        "numbers": numbers,
        **doubts,
        beyond.TABLE: beyond_table(published, stages, settings),
        "today": windows.today(read_of(results.years()), scale),
        "funnel": stages,
        "over_time": over_time_table(dated, scale),
        "mischarge": mischarge(ledger).reset_index(),
        "grounds": grounds_table(ledger),
        "persons": persons_table(published, scale),
        "measures": measures.assign(value=measures["numerator"] / measures["denominator"]).drop(
            columns="point"
        ),
        "estimates": estimate(measures.rename(columns={"measure": "outcome"})).drop(
            columns="point"
        ),
    }


def over_both(settings: Settings) -> bool:
    """True if the scenario is run over the posterior too, beside its runs at the medians."""
    return not settings.draws and settings.study_keys["posterior_draws"] > 0


def check(settings: Settings) -> Settings:
    """The key of the study follows the posterior that it draws from."""
    drawn = over_posterior(settings, 1, 1).with_contents if over_both(settings) else settings
    return replace(settings, also=drawn.also)


def answer(numbers: pd.DataFrame) -> str:
    """Expected convictions of 286-1 in a sentence, with those of 287-2."""
    rows = rows_by(numbers[numbers["stage"] == "convictions"], "offence")
    own, rival = (
        interval(rows[name], "expected_per_year", "", ("expected_low", "expected_high"))
        for name in ("286-1", "287-2")
    )
    return say("baseline.answer", own=own, rival=rival, years=numbers["years"].iloc[0])


def report(tables: Finished) -> str:
    """The number, the same as otherwise counted, the stages, and the largest step of the fall."""
    facts, numbers = tables.facts, tables["numbers"]
    years, doubts = numbers["years"].iloc[0], tables.get("doubts")
    falls = tables["funnel"].query("not side").set_index("stage")[["passed", "attrition"]]
    fall = falls["attrition"].dropna()
    stages = tables[beyond.TABLE].rename(columns={"name": "stage"}).join(falls, on="stage")
    return rendered(
        __file__,
        facts=facts,
        years=years,
        answer=answer(numbers),
        numbers=rows_by(numbers, "offence", "stage"),
        doubts=doubts,
        drawn="" if doubts is None else doubt_answer(doubts, years),
        title=title_of,
        published=facts.get("quoted") or quoted(read_statistics()),
        persons=tables["persons"].head(2).to_dict("records"),
        today=tables["today"],
        stages=rows_by(stages, "stage"),
        worst="" if fall.empty else str(fall.idxmax()),
        charged=(charged := tables["mischarge"].set_index("law")),
        met=charged.loc[["286-1", "286-1 and 287-2"]].sum(),
        grounds=tables["grounds"],
    )


FLOOR = 0.01
UNDER = -0.42
"""Place of published figures, in rows from the middle of a bar."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``funnel``: the numbers left at each stage, with published figures under their bars."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows

    table = tables["funnel"][::-1]
    counts = table.filter(regex="per_year|low|high").clip(lower=FLOOR)
    words = [f"  {count:,.0f}" if count >= 10 else f"  {count:.2g}" for count in table["per_year"]]
    marks = [
        Marks("per_year", look="bar", colour=colour, where=f"side == {side}")
        for side, colour in ((False, BLUE), (True, GREY))
    ]
    marks += [
        Marks(ends=("low", "high"), colour="black", width=0.9),
        Marks(
            "expected_per_year",
            look="D",
            colour="black",
            hollow=True,
            label=say("funnel.expected"),
        ),
        Marks("per_year", text="words", shift=-UNDER),
    ]
    for name, colour, width in (("observed", OLIVE, 4.0), ("licensees", "0.2", 1.5)):
        ends, words_of = (f"{name}_low", f"{name}_high"), say(f"funnel.{name}")
        marks.append(
            Marks(
                ends=ends,
                colour=colour,
                width=width,
                label=words_of,
                where=f"{ends[1]} > 0",
                shift=UNDER,
            )
        )
    draw_rows(
        table.assign(**counts, words=words),
        [named("stage", stage) for stage in table["stage"]],
        {
            "": Panel(
                marks,
                across=say("funnel.across", years=tables.facts["years"]),
                how={"xscale": "log", "xlim": (FLOOR, 5.0 * counts["per_year"].max())},
            )
        },
        page,
        "funnel",
        say("funnel.band"),
        title=_falls(table[::-1], page),
        columns=1,
        height=0.36,
    )


def _falls(table: pd.DataFrame, page: Page) -> str:
    """Say how many of the first stage come to the last, and which step is the steepest; of steps to zero, none is."""
    main = table[~table["side"].astype(bool)]
    count = main["per_year"]
    ends = {
        "start": f"{float(f'{count.iloc[0]:.3g}'):,.0f}",
        "end": number(float(f"{count.iloc[-1]:.2g}")),
    }
    steps = (count / count.shift()).to_numpy()
    steps = np.where(steps > 0.0, steps, np.inf)  # the first has none
    at = int(steps.argmin())
    if not np.isfinite(steps[at]):
        return say("funnel.ends", **ends)
    lost = say(f"funnel.lost.{main['stage'].iloc[at]}", lost=f"{100.0 * (1.0 - steps[at]):.3g}")
    return say("funnel.title", **ends, lost=lost)


STUDY = Study(
    question="How often are Arts. 286-1 and 287-2 applied to network service providers, and where does 286-1 fall "
    "away?",
    keys={
        "months": MONTHS,
        "posterior_draws": posterior_draws(100),
    },
    data=(STATISTICS,),
    columns=(
        *dictionary()[["table", "column", "unit", "meaning"]].itertuples(index=False, name=None),
        *(("measures", measure.name, measure.unit, measure.meaning) for measure in MEASURES),
        *columns_beside(__file__),
        *beyond.COLUMNS,
        *windows.COLUMNS,
    ),
    analyse=analyse,
    report=report,
    check=check,
    languages=LANGUAGES,
    draw=draw,
)
