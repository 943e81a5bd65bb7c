"""Every coded case under every reading of concurrence and every policy package: the answer of the law and of officials.

On the facts as coded the law is mostly undetermined, for what decides is rarely reported. So each case is also given
the ways in which its unknown facts may have been, and the law is asked of each: the share of draws in which an offence
prevails. A package moves the law's answer only where it moves facts (sound orders) or the statute; a reading moves no
official. What law and officials gave to what happened is scored, beside the base rate of the other cases.
"""

from __future__ import annotations

import math
from functools import cache

import pandas as pd

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.scores import LAW as LAW_BY
from zombielaw.experiments.analysis.scores import (
    PROSECUTOR,
    WAY,
    all_chances,
    drivers_of,
    scores_of,
    summary_of,
)
from zombielaw.experiments.analysis.wording import rendered
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.cases import Case, cases_in, readings_of
from zombielaw.experiments.figures.colours import BLUE, ORANGE, SERIES
from zombielaw.experiments.opinion.citations import places
from zombielaw.experiments.opinion.explain import ELEMENT_WORDS, asked
from zombielaw.experiments.opinion.outcome import turns
from zombielaw.experiments.reducers.coded_case import ANSWERS
from zombielaw.experiments.studies import coded
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import named, say, speaking
from zombielaw.sim.law.assess import ELEMENTS_286_1, Assessment, assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import OFFENCES, RIVALS
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET

ACTS = tuple(f"{stage}_{offence}" for stage in ("charge", "verdict") for offence in OFFENCES)
CHARGES = ["charge_286-1", "charge_287-2"]
MOST = 3
"""Unknown facts that are named for each case: those that matter most."""
CODED = ("286-1", "287-2", "other", "prevails", "why")


@speaking("en")
def why(assessment: Assessment, facts: Facts, statute: Statute, reading: Reading) -> str:
    """The element of 286-1 that fails, or what the answer turns on."""
    if assessment.a_286_1 == NOT_MET:
        element = next(
            name for name in ELEMENTS_286_1 if getattr(assessment, name).truth == NOT_MET
        )
        return f"{ELEMENT_WORDS[element]} not met [{places(ROUTES[getattr(assessment, element).route])}]"
    if assessment.a_286_1 == MET:
        return "all elements met"
    turning = [asked(one.fact) for one in turns(facts, statute, reading)[:MOST]]
    if not turning:
        return "no single unknown fact turns what the file supports best"
    return f"turns most on {'; '.join(turning)}"


@cache
def on_coded_facts(facts: Facts, statute: Statute, reading: Reading) -> tuple[str, ...]:
    """Answer of the law to the facts as coded: :data:`CODED`."""
    assessment = assess(facts, statute, reading)
    return (*coded.law_in_words(assessment), why(assessment, facts, statute, reading))


def law_of(handled: pd.DataFrame) -> pd.DataFrame:
    """Shares of the law's answers over drawn facts: ``reading, case, package, answer, count, draws, share, ...``.

    A reading of a case's own is asked of that case alone.
    """
    shares = {
        column.removeprefix("law_"): shares_of(
            handled[handled[column].notna()], ["case", "policy"], column, ANSWERS, of="draws"
        ).rename(columns={"policy": "package", column: "answer"})
        for column in handled.columns
        if column.startswith("law_")
    }
    return pd.concat(shares, names=["reading", ""]).reset_index("reading")


def cases_table(
    cases: dict[str, Case], law: pd.DataFrame, officials: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """One row per case, reading and package: the law on coded and on drawn facts, and officials."""
    rows = [
        (
            case.id,
            case.kind,
            case.group,
            coded.in_fact(case),
            name,
            package,
            *on_coded_facts(case.facts, settings.scenario.statute_at(policy), reading),
        )
        for case in cases.values()
        for name, reading in readings_of(case).items()
        for package, policy in packages(settings).items()
    ]
    stated = pd.DataFrame(
        rows, columns=["case", "kind", "group", "in_fact", "reading", "package", *CODED]
    )
    place = ["case", "reading", "package"]
    answers = law.pivot_table(index=place, columns="answer", values="share")[
        list(ANSWERS)
    ].add_prefix("law_")
    officials = officials.assign(act=officials["stage"] + "_" + officials["outcome"])
    acts = officials.pivot_table(index=["case", "policy"], columns="act", values="expected_share")[
        list(ACTS)
    ]
    return stated.merge(answers, on=place).merge(
        acts.rename_axis(index=["case", "package"]), on=["case", "package"]
    )


def check(settings: Settings) -> Settings:
    """Read the cases."""
    return coded.keyed(settings, cases_in(settings.study_keys["file"]).values())


def analyse(work: Work) -> Tables:
    """Every case under every package over draws of what is unknown, with the law's answers beside."""
    settings, keys = work.settings, work.settings.study_keys
    cases = cases_in(keys["file"])
    handled = coded.handled_in(work, cases)
    law, officials = law_of(handled), coded.officials_of(handled)
    work.facts |= {"draws": keys["draws"], "own_file": bool(keys["file"])}
    now = handled[handled["policy"] == next(iter(packages(settings)))]
    scores = scores_of(cases, now)
    return {
        "cases": cases_table(cases, law, officials, settings),
        "law": law,
        "officials": officials,
        "scores": scores,
        "score_chances": all_chances(cases, now),
        "score_summary": summary_of(scores),
        "score_stages": drivers_of(cases, now),
    }


def report(tables: Finished) -> str:
    """Answers of the law under each reading, how packages move officials, and the score."""
    cases, scores = tables["cases"], tables["scores"]
    first, last = cases["package"].iloc[0], cases["package"].iloc[-1]
    now, acts = cases[cases["package"] == first], cases.drop_duplicates(["case", "package"])
    own = now.drop_duplicates("case")
    largest = own.loc[own["charge_287-2"].idxmax(), "case"]
    means = acts.groupby("package", sort=False)[CHARGES].mean()
    return rendered(
        __file__,
        tables=tables,
        facts=tables.facts,
        infinity=math.inf,
        first=first,
        last=last,
        own=own,
        readings=[*now.groupby("reading", sort=False)],
        known=READINGS,
        largest=largest,
        means=means,
        of_largest=acts[acts["case"] == largest].set_index("package")[CHARGES],
        gain=means[CHARGES[0]] - means.loc[first, CHARGES[0]],
        by=(f"{LAW_BY}{next(iter(READINGS))}", PROSECUTOR, WAY),
        chance=scores.set_index(["case", "by"])["chance"].to_dict(),
        base=dict(zip(scores["case"], scores["base_chance"], strict=True)),
    )


LAW: dict[str, tuple[tuple[str, ...], str]] = {
    "286-1": (("286-1", "either"), BLUE),
    "open": (("open",), SERIES[6]),
    "287-2": (("287-2",), ORANGE),
    "other": (tuple(RIVALS), "0.52"),
    "rest": (("rest",), "0.75"),
    "none": (("none",), "0.93"),
}
"""Parts of a bar for the answers of the law: the answers of the table that each puts together, and its colour."""
SHOWN = ("286-1", "other", "none")
"""Charges, a panel for each: of another offence, and of nothing."""
FIRST, LAST = "today", "all"
"""Packages that are compared."""
ROW = 0.17
"""Height of a case, inches."""
LEAST = 0.05
"""Share above which a part of a bar has its number."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the answers of the law as ``cases``, the charges of officials as ``cases_officials``."""
    table = tables["cases"]
    number = table["case"].nunique()
    page = page.of(say("cases.world", number=number, draws=tables.facts["draws"]))
    reading = table["reading"].iloc[0]
    now = table[
        table["package"]
        == (FIRST if (table["package"] == FIRST).any() else table["package"].iloc[0])
    ]
    _draw_law(now, str(reading), page)
    _draw_officials(table.drop_duplicates(["case", "package"]), page)


def _draw_law(table: pd.DataFrame, reading: str, page: Page) -> None:
    """Bars of the first reading, and beside them how far the readings differ over 286-1."""
    from zombielaw.experiments.figures import stacked
    from zombielaw.experiments.figures.style import wrapped

    rows = table[table["reading"] == reading]
    figure = page.figure(ROW * len(rows) * (1.5 if page.narrow else 1.0) + 1.45)
    axes = figure.subplots()
    axes.set_yticks(range(len(rows)), page.rows(_names(rows, page)), fontsize=6.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    shares = rows[[f"law_{answer}" for answer in ANSWERS]].set_axis(list(ANSWERS), axis="columns")
    drawn = stacked.draw(axes, shares, LAW, page, 0.76, (2.0 if page.narrow else 1.0) * LEAST)
    looks = stacked.looks(LAW, drawn, page, "cases.law")
    own = table[["law_286-1", "law_either"]].sum(axis=1).groupby(table["case"], sort=False)
    for place, (low, high) in enumerate(zip(own.min(), own.max(), strict=True)):
        words = (
            f"{100 * low:.0f}"
            if round(100 * low) == round(100 * high)
            else f"{100 * low:.0f}–{100 * high:.0f}"
        )
        axes.text(1.03, place, words, fontsize=6.5, va="center", color="0.1")
    head = "\n".join(wrapped(say("cases.readings"), 12))
    axes.text(1.02, -0.62, head, fontsize=6.5, va="bottom", linespacing=1.1)
    axes.set_xlabel(say("cases.across"), loc="right")
    statute = shares[["286-1", "either"]].sum(axis=1)
    title = say("cases.title", number=len(rows), own=statute.max(), most=own.max().max())
    if (applied := (rows["in_fact"].map(_short) == "286-1").to_numpy()).any():
        seldom = (statute[applied] < LEAST).sum()
        title += say("cases.applied", all=applied.sum(), seldom=seldom, least=LEAST)
    page.title(figure, title)
    page.legend(
        figure,
        handles=looks,
        loc="outside lower left",
        ncols=3,
        handlelength=1.2,
        columnspacing=1.2,
    )
    page.save(figure, "cases", say("cases.band", reading=named("reading", reading)))


def _draw_officials(table: pd.DataFrame, page: Page) -> None:
    """One dumbbell per case and charge: from the first package to the last."""
    from zombielaw.experiments.figures import rows
    from zombielaw.experiments.figures.rows import Marks, Panel

    packages = list(table["package"].unique())
    ends = {
        "before": FIRST if FIRST in packages else packages[0],
        "after": LAST if LAST in packages else packages[-1],
    }
    charged = [f"charge_{one}" for one in OFFENCES]
    table = table.assign(
        charge_other=table[charged[1:]].sum(axis=1), charge_none=1.0 - table[charged].sum(axis=1)
    )
    wide = table.pivot_table([f"charge_{name}" for name in SHOWN], "case", "package", sort=False)[
        ::-1
    ]
    wide.columns = wide.columns.map(" ".join)
    own = wide[f"charge_286-1 {ends['after']}"].sort_values(ascending=False)
    panels = {}
    for name in SHOWN:
        before, after = (f"charge_{name} {of}" for of in ends.values())
        panels[name] = Panel(
            [
                Marks(ends=(before, after), width=2.2),
                Marks(before, hollow=True, label=say("cases.now"), shift=rows.APART),
                Marks(after, label=say("cases.then"), shift=-rows.APART),
            ],
            say(f"cases.charge.{name}"),
            say("cases.charged"),
            ticks={0.0: "0", 0.5: "" if page.narrow else "50", 1.0: "100"},
            how={"xlim": (-0.04, 1.04)},
        )
    rows.draw(
        wide,
        _names(table.drop_duplicates("case"), page)[::-1],
        panels,
        page,
        "cases_officials",
        say("cases.officials.band"),
        title=say(
            "cases.officials.title",
            number=len(wide),
            before=wide[f"charge_286-1 {ends['before']}"].max(),
            case=named("coded", str(own.index[0])),
            after=own.iloc[0],
            rest=max(own.iloc[1:], default=0.0),
        ),
        columns=2,
    )


def _names(cases: pd.DataFrame, page: Page) -> list[str]:
    """Name of each case and, in brackets, what was applied in fact."""
    return [
        say("cases.row", case=named("coded", case), fact=named("charge", _short(fact)))
        for case, fact in zip(cases["case"], cases["in_fact"], strict=True)
    ]


def _short(in_fact: str) -> str:
    """The article alone, where one was applied."""
    first = in_fact.split(" ", maxsplit=1)[0]
    return first if first[0].isdigit() else in_fact


STUDY = Study(
    question="Every coded case: what the law says under each reading, and what officials do, today and under each "
    "reform package.",
    keys={
        "draws": whole(
            400, 10, 100_000, "draws of chance and of the facts that the cases leave unknown"
        ),
        "file": coded.FILE,
    },
    runs="study.draws",
    medians_only=coded.AT_GIVEN_NUMBERS,
    columns=[
        (table, column, unit, meaning.format(answers=", ".join(ANSWERS)))
        for table, column, unit, meaning in columns_beside(__file__)
    ],
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
