"""Every coded case under every reading of concurrence and every policy package: the answer of the law and of officials.

On the facts as coded the law is mostly undetermined, for what decides is rarely reported. So each case is also given
the ways in which its unknown facts may have been, and the law is asked of each: the share of draws in which an offence
prevails. A package moves the law's answer only where it moves facts (sound orders) or the statute; a reading moves no
official. What law and officials gave to what happened is scored, beside the base rate of the other cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.scores import SPLIT, all_chances, drivers_of, scores_of, split_of, summary_of
from zombielaw.experiments.analysis.wording import table, written
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.cases import Case, cases_in, readings_of
from zombielaw.experiments.data.statistics import STATISTICS, own_statistics
from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.opinion.citations import places
from zombielaw.experiments.opinion.explain import ELEMENT_WORDS, asked
from zombielaw.experiments.opinion.pivotal_facts import pivots
from zombielaw.experiments.reducers.coded_case import ANSWERS
from zombielaw.experiments.studies import coded
from zombielaw.experiments.studies.base import Axes, Figure, Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.cases import score, views
from zombielaw.sim.law.assess import ELEMENTS_286_1, Assessment, assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import OFFENCES, RIVALS
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET

ACTS = tuple(f"{stage}_{offence}" for stage in ("charge", "verdict") for offence in OFFENCES)
LAW_RIVALS = [f"law_{offence}" for offence in RIVALS]
PUBLISHED = {
    "285-3": "vpn_seller_judgments_art285_3",
    "225": "vpn_seller_judgments_art225",
    "286-1": "vpn_seller_judgments_a286_1",
}
"""Series of the published judgments of sellers of VPNs, with their year."""
PUBLISHED_YEAR = 2020
CHARGES = ["charge_286-1", "charge_287-2"]
MOST = 3
"""Unknown facts that are named for each case: those that matter most."""
CODED = ("286-1", "287-2", "other", "prevails", "why")


def why(assessment: Assessment, facts: Facts, statute: Statute, reading: Reading) -> str:
    """The element of 286-1 that fails, or what the answer turns on."""
    if assessment.a_286_1 == NOT_MET:
        element = next(name for name in ELEMENTS_286_1 if getattr(assessment, name).truth == NOT_MET)
        return f"{ELEMENT_WORDS[element]} not met [{places(ROUTES[getattr(assessment, element).route])}]"
    if assessment.a_286_1 == MET:
        return "all elements met"
    turning = pivots(facts, statute, reading)
    if turning.ranked:
        return f"turns most on {'; '.join(asked(one.fact) for one in turning.ranked[:MOST])}"
    return "the law has no threshold for these facts" if turning.open else "another offence prevails in any case"


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


def cases_table(cases: dict[str, Case], law: pd.DataFrame, officials: pd.DataFrame, settings: Settings) -> pd.DataFrame:
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
    stated = pd.DataFrame(rows, columns=["case", "kind", "group", "in_fact", "reading", "package", *CODED])
    place = ["case", "reading", "package"]
    answers = law.pivot_table(index=place, columns="answer", values="share")[list(ANSWERS)].add_prefix("law_")
    officials = officials.assign(act=officials["stage"] + "_" + officials["outcome"])
    acts = officials.pivot_table(index=["case", "policy"], columns="act", values="expected_share")[list(ACTS)]
    return stated.merge(answers, on=place).merge(acts.rename_axis(index=["case", "package"]), on=["case", "package"])


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
    now, statistics = handled[handled["policy"] == next(iter(packages(settings)))], own_statistics(settings.statistics)
    scores = scores_of(cases, now)
    return {
        "cases": cases_table(cases, law, officials, settings),
        "law": law,
        "officials": officials,
        "scores": scores,
        "score_chances": all_chances(cases, now),
        "score_summary": summary_of(scores),
        "score_stages": drivers_of(cases, now),
        **views.tables_of(cases, settings.scenario.statute),
        "vpn_split": split_of(cases, now, [statistics.value(PUBLISHED[name], PUBLISHED_YEAR) for name in SPLIT]),
    }


def report(tables: Finished) -> str:
    """Answers of the law under each reading, and how packages move officials."""
    cases = tables["cases"]
    first, last = cases["package"].iloc[0], cases["package"].iloc[-1]
    now, acts = cases[cases["package"] == first], cases.drop_duplicates(["case", "package"])
    own = now.drop_duplicates("case")
    convicted = own[own["group"] == "A"]
    sellers = now[now["case"].isin(convicted.loc[convicted["kind"] == "tool_seller", "case"])]
    largest = own.loc[own["charge_287-2"].idxmax(), "case"]
    prevail = [
        ", ".join(f"{share:.1%} ({reading})" for reading, share in now.loc[now["case"] == largest, columns].to_numpy())
        for columns in (["reading", "law_286-1"], ["reading", "law_287-2"])
    ]
    means = acts.groupby("package", sort=False)[CHARGES].mean()
    both = means.join(acts[acts["case"] == largest].set_index("package")[CHARGES].add_suffix(largest))
    rows = [(name, *(f"{share:.1%}" for share in shares)) for name, *shares in both.itertuples(name=None)]
    head = ("package", "charged 286-1, mean", "charged 287-2, mean", f"286-1, {largest}", f"287-2, {largest}")
    gain = means["charge_286-1"] - means.loc[first, "charge_286-1"]
    readings = [_under(str(reading), rows) for reading, rows in now.groupby("reading", sort=False)]
    if len(convicted):
        readings.append(_convictions(convicted, sellers, first))
    scored = len(tables["scores"])
    return written(
        __file__,
        "report",
        number=len(own),
        s="" if len(own) == 1 else "s",
        first=first,
        last=last,
        own=means.loc[first, CHARGES[0]],
        rival=means.loc[first, CHARGES[1]],
        reading=now["reading"].iloc[0],
        law=own["law_286-1"].mean(),
        draws=tables.facts["draws"],
        readings="\n".join(readings),
        largest=largest,
        prevail=prevail,
        packages=table(head, rows, right=range(1, 5)),
        alone=gain.drop([first, last]).sum(),
        together=gain[last],
        views=views.report(tables),
        score=score.report(tables) if scored else "No case says how it ended, so there is nothing to score.",
    )


def _convictions(convicted: pd.DataFrame, sellers: pd.DataFrame, first: str) -> str:
    """Answers of the law to the coded convictions of 286-1, and how probable these are."""
    rivals = ""
    if len(sellers):
        share = _from_to(sellers[LAW_RIVALS].sum(axis=1), 0)
        rivals = f"In these another offence prevails in {share} of draws, over all readings. "
    return written(
        __file__,
        "convictions",
        convicted=len(convicted),
        sellers=sellers["case"].nunique(),
        rivals=rivals,
        first=first,
        share=_from_to(convicted["verdict_286-1"], 1),
        it="it" if len(convicted) == 1 else f"the {len(convicted)}",
    )


def _from_to(shares: pd.Series[float], digits: int) -> str:
    low, high = (f"{share:.{digits}%}" for share in (shares.min(), shares.max()))
    return low if low == high else f"{low} to {high}"


def _under(reading: str, now: pd.DataFrame) -> str:
    """Answers of the law to the cases under one reading."""
    count = now["286-1"].value_counts()
    fails = now[now["286-1"] == "not met"].groupby("why", sort=False)["case"].agg(", ".join)
    whys = "; ".join(f"{reason}: {names}" for reason, names in fails.items())
    of = "" if reading in READINGS else f" (named by {', '.join(now['case'])})"
    return written(
        __file__,
        "reading",
        reading=reading,
        of=of,
        met=count.get("met", 0),
        open=count.get("open", 0),
        not_met=count.get("not met", 0),
        why=f" ({whys})" if whys else "",
        alone=now["law_286-1"].mean(),
        either=(now["law_286-1"] + now["law_either"]).mean(),
    )


LAW: dict[str, tuple[tuple[str, ...], str]] = {
    "286-1": (("286-1", "either"), BLUE),
    "open": (("open",), "#9CCBE8"),
    "287-2": (("287-2",), ORANGE),
    "other": (tuple(RIVALS), "0.52"),
    "rest": (("rest",), "0.75"),
    "none": (("none",), "0.93"),
}
"""Parts of a bar for the answers of the law: the answers of the table that each puts together, and its colour."""
SHOWN = ("286-1", "287-2", "other")
"""Charges, a panel for each."""
FIRST, LAST = "today", "all"
"""Packages that are compared."""
ROW = 0.17
"""Height of a case, inches."""
LEAST = 0.05
"""Share above which a part of a bar has its number."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the answers of the law as ``cases``, the charges of officials as ``cases_officials``; see ``views``."""
    table = tables["cases"]
    number = table["case"].nunique()
    page = page.of(page.say("cases.world", number=number, draws=tables.facts["draws"]))
    reading = table["reading"].iloc[0]
    now = table[table["package"] == (FIRST if (table["package"] == FIRST).any() else table["package"].iloc[0])]
    _draw_law(now, str(reading), page)
    _draw_officials(table.drop_duplicates(["case", "package"]), page)
    views.draw(tables, page)


def _draw_law(table: pd.DataFrame, reading: str, page: Page) -> None:
    """Bars of the first reading, and beside them how far the readings differ over 286-1."""
    from zombielaw.experiments.figures import stacked
    from zombielaw.experiments.figures.style import wrapped

    rows = table[table["reading"] == reading]
    figure, (axes,) = _rows(rows, page)
    shares = rows[[f"law_{answer}" for answer in ANSWERS]].set_axis(list(ANSWERS), axis="columns")
    drawn = stacked.draw(axes, shares, LAW, page, 0.76, (2.0 if page.narrow else 1.0) * LEAST)
    looks = stacked.looks(LAW, drawn, page, "cases.law")
    own = table[["law_286-1", "law_either"]].sum(axis=1).groupby(table["case"], sort=False)
    for place, (low, high) in enumerate(zip(own.min(), own.max(), strict=True)):
        words = f"{100 * low:.0f}" if round(100 * low) == round(100 * high) else f"{100 * low:.0f}–{100 * high:.0f}"
        axes.text(1.03, place, words, fontsize=6.5, va="center", color="0.1")
    head = "\n".join(wrapped(page.say("cases.readings"), 10))
    axes.text(1.02, -0.62, head, fontsize=6.5, va="bottom", linespacing=1.1)
    axes.set_xlabel(page.say("cases.across"), loc="right")
    title = page.say("cases.title", number=len(rows), most=float(own.max().max()))
    page.title(figure, title, page.say("cases.place"))
    page.legend(figure, handles=looks, loc="outside lower left", ncols=3, handlelength=1.2, columnspacing=1.2)
    page.save(figure, "cases", page.say("cases.band", reading=page.named("reading", reading)))


def _draw_officials(table: pd.DataFrame, page: Page) -> None:
    """One dumbbell per case and charge: from the first package to the last."""
    packages = list(table["package"].unique())
    ends = [FIRST if FIRST in packages else packages[0], LAST if LAST in packages else packages[-1]]
    now, then = (_charges(table[table["package"] == one]) for one in ends)
    cases = table.drop_duplicates("case")
    titles = page.chosen("cases_officials", {name: page.say(f"cases.charge.{name}") for name in SHOWN})
    figure, panels = _rows(cases, page, len(titles))
    for axes, (name, title) in zip(panels, titles.items(), strict=True):
        before, after = now[name].to_numpy(), then[name].to_numpy()
        place = np.arange(len(cases))
        axes.hlines(place, before, after, color=BLUE, linewidth=2.2)
        axes.plot(before, place, "o", color=BLUE, markersize=4.2, markerfacecolor="white", label=page.say("cases.now"))
        axes.plot(after, place, "o", color=BLUE, markersize=4.2, label=page.say("cases.then"))
        axes.set(xlim=(-0.04, 1.04))
        axes.set_title(title, fontsize=8)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "" if page.narrow else "50", "100"])
        axes.set_xlabel(page.say("cases.charged"), fontsize=7)
    most = {name: float(of["286-1"].max()) for name, of in (("before", now), ("after", then))}
    title = page.say("cases.officials.title", number=len(cases), **most)
    page.title(figure, title, page.say("cases.place"))
    handles, words = panels[-1].get_legend_handles_labels()
    page.legend(figure, handles, words, loc="outside lower left", ncols=2)
    page.save(figure, "cases_officials", page.say("cases.officials.band"))


def _charges(table: pd.DataFrame) -> Mapping[str, pd.Series[float]]:
    rest = table[[f"charge_{one}" for one in RIVALS]].sum(axis=1)
    return {"286-1": table["charge_286-1"], "287-2": table["charge_287-2"], "other": rest}


def _rows(cases: pd.DataFrame, page: Page, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """A row per case with its name and, in brackets, what was applied in fact."""
    names = [
        page.say("cases.row", case=page.named("coded", case), fact=page.named("charge", _short(fact)))
        for case, fact in zip(cases["case"], cases["in_fact"], strict=True)
    ]
    if page.narrow:
        names = [re.sub(r" ?([(（][^(（]*)$", r"\n\1", name) for name in names]
    figure = page.figure(ROW * len(names) * (1.5 if page.narrow else 1.0) + 1.45)
    grid = figure.subplots(1, panels, sharey=True, squeeze=False)[0]
    grid[0].set_yticks(range(len(names)), names, fontsize=6.5)
    grid[0].set_ylim(len(names) - 0.4, -0.6)
    for axes in grid:
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    return figure, list(grid)


def _short(in_fact: str) -> str:
    """The article alone, where one was applied."""
    first = in_fact.split(" ", maxsplit=1)[0]
    return first if first[0].isdigit() else in_fact


STUDY = Study(
    question="Every coded case: what the law says under each reading, and what officials do, today and under each "
    "reform package.",
    keys={
        "draws": whole(400, 10, 100_000, "draws of chance and of the facts that the cases leave unknown"),
        "file": coded.FILE,
    },
    medians_only=coded.AT_GIVEN_NUMBERS,
    columns=[
        (table, column, unit, meaning.format(answers=", ".join(ANSWERS)))
        for table, column, unit, meaning in columns_beside(__file__)
    ],
    data=(STATISTICS,),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
