"""The first number: how often 286-1 and 287-2 are applied to providers, and where 286-1 falls away."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import beyond, windows
from zombielaw.experiments.analysis.compared import COMPARED, months_for, title_of
from zombielaw.experiments.analysis.estimates import RANGE, by_draw, draw_of, estimate
from zombielaw.experiments.analysis.expected import (
    HOW,
    OUTCOMES,
    OWN,
    STORED,
    charged_table,
    learning_table,
    middle_rows,
    of_draws,
    stored,
    until,
)
from zombielaw.experiments.analysis.intervals import level_of, poisson_interval
from zombielaw.experiments.analysis.outcomes import YEARLY, outcomes_in, read_of
from zombielaw.experiments.analysis.windows import published_convictions
from zombielaw.experiments.analysis.wording import Row, interval, number, rendered, rows_by
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
from zombielaw.experiments.reducers.filed_record import LEDGER, PANEL, filed_record
from zombielaw.experiments.reducers.same_files import CHARGES, SATISFIED
from zombielaw.experiments.reducers.same_files import TABLE as CHARGED
from zombielaw.experiments.runs.run_design import DECLARED, Results, run_design
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, named, note, say
from zombielaw.sim.analysis import funnel as product
from zombielaw.sim.decisions.prosecutor import GROUND_NAMES
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import MEASURES, UNDETECTED_UNDER, funnel, mischarge
from zombielaw.sim.months import year_of
from zombielaw.sim.record import dictionary
from zombielaw.sim.simulate import compiled_before

PART = "posterior"
FIRST = 20
"""Draws of the first number."""


def doubt_table(
    settings: Settings,
    drawn: Mapping[str, pd.DataFrame],
    panel: pd.DataFrame,
    years: Collection[int],
) -> pd.DataFrame:
    """Estimate outcomes over the draws of the posterior, over half as many of the prior, and at the medians.

    ``drawn``: expected values by where the draws are from, the posterior or own priors first. ``panel``: of the runs at
    the medians, with ``replicate, year``. ``years``: calendar years that are counted.
    Returns the columns of ``expected.middle_rows``; the median and the middle 90 % of the prior (``prior_median,
    prior_low, prior_high``), unless it is the user's own, which the draws are from; ``value, low, high``: the mean of
    the runs at the medians with its 95 % interval.
    """
    rows, *before = map(middle_rows, drawn.values())
    for prior in before:
        ends = prior[["median", "draw_low", "draw_high"]]
        rows[["prior_median", "prior_low", "prior_high"]] = ends
    counted = outcomes_in(
        panel.assign(point=0), {"years": years}, settings.scale, OUTCOMES, COMPARED
    )
    medians = rows_by(estimate(counted), "outcome")
    return rows.assign(
        **{end: [medians[name][end] for name in OUTCOMES] for end in ("value", "low", "high")}
    )


def drawn_settings(settings: Settings, years: Collection[int]) -> dict[str, Settings]:
    """Settings of the command over draws, cut after the last year: by part, over the posterior and over the prior."""
    drawn = in_draws(settings, settings.study_keys["posterior_draws"], years)
    if drawn.posterior is None:
        return {PART: drawn}
    return {PART: drawn, "prior": replace(drawn, posterior=None, draws=(drawn.draws + 1) // 2)}


def expected_in_draws(work: Work, years: Collection[int]) -> dict[str, pd.DataFrame]:
    """Expected values of the command's own scenario in each draw, by part: stored ones, or of one run of each."""
    drawn = drawn_settings(work.settings, years)
    work.facts["doubts_from"] = drawn[PART].drawn_from

    def of(part: str, own: Settings) -> pd.DataFrame:
        known = stored(own)
        if known is not None:
            return known
        return of_draws(work.run(OWN, part, own, **HOW), years, own)

    return {part: of(part, own) for part, own in drawn.items()}


def first_number(settings: Settings, years: Collection[int]) -> str:
    """Answer for who waits for the compiler: that of stored values, or a provisional one over :data:`FIRST` draws."""
    window, known = f"{min(years)}-{max(years)}", stored(drawn_settings(settings, years)[PART])
    if known is not None:
        return doubt_answer(middle_rows(known), window)
    drawn = in_draws(settings, FIRST, years)
    values = of_draws(run_design(drawn, OWN, measures=(), **HOW), years, drawn)
    return say("baseline.provisional", answer=doubt_answer(middle_rows(values), window))


def in_draws(settings: Settings, draws: int, years: Collection[int]) -> Settings:
    """Settings with one run in each draw in place of the medians, cut after the last year."""
    drawn = over_posterior(settings, draws, replicates=1)
    return replace(drawn, scenario=until(drawn.scenario, max(years)))


def doubt_answer(doubts: pd.DataFrame, years: str) -> str:
    """Convictions of both offences in a sentence, with the middle 90 % of the draws."""
    rows = rows_by(doubts, "outcome")
    own, rival = (
        interval(rows[name], "median", ends=("draw_low", "draw_high")) for name in OUTCOMES[:2]
    )
    first = rows[OUTCOMES[0]]
    ends = {end: number(first[f"median_{end}"]) for end in ("low", "high")}
    return say(
        "doubt.answer",
        own=own,
        rival=rival,
        share=f"{RANGE:.0%}",
        draws=doubts["draws"].min(),
        years=years,
        luck=say("doubt.runs" if first["runs"] > 1 else "doubt.one_run", runs=int(first["runs"])),
        error=say("doubt.error", **ends) if math.isfinite(first["median_low"]) else "",
    )


def same_files_answer(charged: pd.DataFrame) -> str:
    """Charges of the files that satisfy both articles, and of those that satisfy 286-1 alone, in a sentence."""
    cells = rows_by(charged, "law", "charge")
    parts = {
        f"{name}_{charge}": share_in_words(cells[law, offence])
        for name, law in zip(("both", "own"), SATISFIED, strict=True)
        for charge, offence in (("own", "286-1"), ("rival", "287-2"))
    }
    return say("same_files.answer", share=f"{RANGE:.0%}", **parts)


def learning_answer(learning: pd.DataFrame) -> str:
    """How far the draws are from a trap, in a sentence."""
    row = learning.to_dict("records")[0]
    counts = {name: int(row[name]) for name in ("draws", "strong", "none")}
    short = {name: number(row[name]) for name in ("median", "low")}
    return say("learning.told", share=f"{(1.0 + RANGE) / 2.0:.0%}", **short, **counts)


def share_in_words(cell: Row) -> str:
    """A share of files in per cent, median and middle of the draws; a dash where no draw has such a file."""
    if not cell["draws"]:
        return "–"
    median, low, high = (f"{cell[name]:.0%}" for name in ("median", "low", "high"))
    return f"{median}{say('interval', low=low, high=high)}"


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


def beyond_table(
    panel: pd.DataFrame, stages: pd.DataFrame, loops_off: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Each stage a year in the country by a product of declared rates, by agents without loops, and by the model.

    ``panel, stages``: of the model. ``loops_off``: by year, of agents without loops. See ``analysis.beyond``.
    """
    counts, months = product.expected(settings.scenario), panel["month"].unique()
    factor, rows = settings.scale / panel["year"].nunique(), stages.set_index("stage")
    model = [
        (name, *yearly_mean(panel, f"expected_{name}" if name in COUNTED else name, settings.scale))
        if name in panel
        else (name, *rows.loc[name, ["per_year", "low", "high"]])
        for name in STAGES
    ]
    rows = beyond.beside(
        {name: factor * float(counts[name][months].sum()) for name in STAGES},
        pd.DataFrame(model, columns=["name", "model", "low", "high"]),
    )
    within = loops_off[loops_off["year"].isin(panel["year"])]
    scale = settings.scale / within["year"].nunique() / within["replicate"].nunique()
    sums = within.rename(columns={f"expected_{name}": name for name in COUNTED}).sum() * scale
    return rows.assign(loops_off=rows["name"].map(sums))


def without_loops(work: Work, panel: pd.DataFrame) -> pd.DataFrame:
    """Columns of the stages by year, of agents who learn and fear nothing; ``panel``: of the model."""
    design = table_of([{f"{LABEL}name": "loops off", **beyond.LOOPS_OFF}])
    stages = [f"expected_{name}" if name in COUNTED else name for name in STAGES]
    columns = tuple(name for name in stages if name in panel)
    return work.run(design, "loops_off", yearly=columns).years()


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
    doubts = {}
    if over_both(settings):
        counted = sorted(set(published["year"]))
        drawn = expected_in_draws(work, counted)
        doubts = {
            "doubts": doubt_table(settings, drawn, published, counted),
            CHARGED: charged_table(drawn[PART]),
            "learning": learning_table(drawn[PART]),
        }
    stages = funnel_table(ledger, published, scale, statistics)
    return {
        "numbers": numbers,
        **doubts,
        beyond.TABLE: beyond_table(published, stages, without_loops(work, published), settings),
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
        same_files=same_files_answer(tables[CHARGED]) if CHARGED in tables else "",
        cells=rows_by(tables[CHARGED], "law", "charge") if CHARGED in tables else {},
        laws=SATISFIED,
        CHARGES=[*CHARGES],
        share_of=share_in_words,
        share=f"{RANGE:.0%}",
        learning=learning_answer(tables["learning"]) if "learning" in tables else "",
    )


FLOOR = 0.01
UNDER = -0.42
"""Place of published figures, in rows from the middle of a bar."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``funnel``: the numbers left at each stage, with published figures under their bars; ``same_files``: the
    charge of files that satisfy both articles, or 286-1 alone.
    """
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows, percent

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
        title=_title(tables, page),
        columns=1,
        height=0.36,
    )
    if CHARGED in tables and tables[CHARGED]["draws"].all():
        cells = rows_by(tables[CHARGED], "law", "charge")
        wide = pd.DataFrame(
            {
                f"{end} {law}": [cells[law, charge][end] for charge in CHARGES]
                for law in SATISFIED
                for end in ("median", "low", "high")
            }
        )[::-1]
        draw_rows(
            wide,
            [named("charge", charge) for charge in CHARGES][::-1],
            {
                law: Panel(
                    [Marks(f"median {law}", (f"low {law}", f"high {law}"))],
                    say("same_files.satisfied", law=named("law", law)),
                    say("same_files.across"),
                    form=percent,
                    how={"xlim": (0.0, 1.0)},
                )
                for law in SATISFIED
            },
            page,
            CHARGED,
            say("same_files.band"),
            title=say(
                "same_files.title",
                **{
                    f"{name}_{charge}": f"{cells[law, offence]['median']:.0%}"
                    for name, law in zip(("both", "own"), SATISFIED, strict=True)
                    for charge, offence in (("own", "286-1"), ("rival", "287-2"))
                },
            ),
        )


def _title(tables: Finished, page: Page) -> str:
    """The first number, where the command ran over draws, before what is seen at the defaults."""
    falls = _falls(tables["funnel"], page)
    if "doubts" not in tables:
        return falls
    row = rows_by(tables["doubts"], "outcome")[OUTCOMES[0]]
    drawn = interval(row, "median", ends=("draw_low", "draw_high"))
    return say("funnel.drawn", drawn=drawn, title=falls[0].lower() + falls[1:])


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
    data=(STATISTICS, STORED),
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
