"""Coded cases before law and officials: every one under every reading of concurrence and every policy package.

On the facts as coded the law is mostly undetermined, for what decides is rarely reported. So the law is asked of each
way in which the unknown facts may have been: the share of draws in which an offence prevails. A package moves the law's
answer only where it moves facts (sound orders) or the statute; a reading moves no official.

What law and officials gave to what happened is scored, beside the base rate of the other cases. The Brier score takes
shares of draws and probabilities as they are. So does the log score where officials give probabilities, before the
prosecutor. What is counted in draws, the law and the way to the prosecutor, gets one draw more there, spread evenly
over all that might have happened, or a count of none would be worth minus infinity. A term to which the draws gave less
than that one adds is *at the floor*: it tells how many draws there were. A base rate gets one case more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio
from zombielaw.experiments.analysis.wording import rendered
from zombielaw.experiments.config.settings import Settings, packages
from zombielaw.experiments.data.cases import Case, cases_in, happened, readings_of
from zombielaw.experiments.figures.colours import BLUE, ORANGE, SERIES
from zombielaw.experiments.opinion.citations import places
from zombielaw.experiments.opinion.explain import ELEMENT_WORDS, asked
from zombielaw.experiments.opinion.outcome import Matter
from zombielaw.experiments.reducers.coded_case import (
    ANSWERS,
    PREVAILING,
    column,
)
from zombielaw.experiments.studies.base import Finished, Page, Tables, Work, columns_beside
from zombielaw.experiments.studies.coded import (
    handled_in,
    in_fact,
    keyed,
    law_in_words,
    officials_of,
    study_of_cases,
)
from zombielaw.experiments.words.texts import named, say, speaking
from zombielaw.sim.analysis.replay import ENDS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.law.assess import ELEMENTS_286_1, Assessment, assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import OFFENCES, RIVALS
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET

ACTS = tuple(f"{stage}_{offence}" for stage in ("charge", "verdict") for offence in OFFENCES)
CHARGED = ["charge_286-1", "charge_287-2"]
MOST = 3
"""Unknown facts that are named for each case."""
CODED = ("286-1", "287-2", "other", "prevails", "why")
LAW, BITS = "law, ", "bits_"
"""Beginning of the name of the law under a reading as a forecaster, and of its column of what may prevail."""
PROSECUTOR, WAY = "officials, before the prosecutor", "officials, from the start"


# ---- every case


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
    turning = [asked(one.fact) for one in Matter(facts, statute, reading).turns[:MOST]]
    if not turning:
        return "no single unknown fact turns what the file supports best"
    return f"turns most on {'; '.join(turning)}"


@cache
def on_coded_facts(facts: Facts, statute: Statute, reading: Reading) -> tuple[str, ...]:
    """Answer of the law to the facts as coded: :data:`CODED`."""
    assessment = assess(facts, statute, reading)
    return (*law_in_words(assessment), why(assessment, facts, statute, reading))


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
            in_fact(case),
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


# ---- scores


def log_score(chance: float) -> float:
    """Logarithm of the probability of what happened: 0 is certain, lower is worse."""
    return math.log(chance) if chance > 0.0 else -math.inf


def brier_score(chances: Floats, place: int) -> float:
    """Sum of squared errors over all that might have happened: 0 is certain and right, 2 certain and wrong."""
    return float(np.sum((chances - np.eye(len(chances))[place]) ** 2))


def with_one_more(sums: Floats, number: float) -> Floats:
    """Shares of sums over a number of draws or cases, and over one more that is spread evenly."""
    done: Floats = (sums + 1.0 / len(sums)) / (number + 1.0)
    return done


def base_rate(ends: Sequence[str], left_out: int, names: Sequence[str]) -> Floats:
    """Shares of what happened in the other cases: leave one out."""
    others = [end for number, end in enumerate(ends) if number != left_out]
    return with_one_more(np.array([float(others.count(name)) for name in names]), len(others))


def law_sums(bits: pd.Series[int]) -> Floats:
    """Draws in which each of ``PREVAILING`` prevails; what a tie or an open answer leaves is shared evenly."""
    answers = bits.to_numpy(dtype=np.int64)[:, None] >> np.arange(len(PREVAILING)) & 1
    sums: Floats = (answers / answers.sum(axis=1, keepdims=True)).sum(axis=0)
    return sums


def forecasters(draws: pd.DataFrame) -> list[str]:
    """Forecasters of these draws: the law under each reading that they have, and officials twice."""
    asked = draws.columns[draws.notna().any()]
    return [
        *(LAW + name.removeprefix(BITS) for name in asked if name.startswith(BITS)),
        PROSECUTOR,
        WAY,
    ]


def sums_of(draws: pd.DataFrame, by: str) -> tuple[Sequence[str], Floats]:
    """Ends that a forecaster holds possible in a case, and the draws of each: counted, or the sum of probabilities."""
    if by.startswith(LAW):
        return PREVAILING, law_sums(draws[BITS + by.removeprefix(LAW)])
    stage, names = ("verdict", VERDICTS) if by == PROSECUTOR else ("end", ENDS)
    return names, draws[[f"p_{stage}_{column(name)}" for name in names]].sum().to_numpy()


def scores_of(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """Probability that each forecaster gave to the end of each case, and its scores.

    ``draws``: ``case`` and the columns of ``draws_of``, under one policy.
    Returns ``case, happened, by, draws, chance, brier, log, at_floor, base_chance, base_brier, base_log``. A case that
    ended without a conviction is scored from its start alone, where its end can be told apart; the law under a reading
    of a case's own in that case alone.
    """
    end_of = {name: happened(case) for name, case in cases.items()}
    convicted = [name for name, end in end_of.items() if end in OFFENCES]
    ended = [name for name, end in end_of.items() if end in ENDS]
    rows = []
    for by in forecasters(draws):
        scored, wide = (ended, ENDS) if by == WAY else (convicted, VERDICTS)
        ends = [end_of[name] for name in scored]
        for number, name in enumerate(scored):
            own = draws[draws["case"] == name]
            if by not in forecasters(own):
                continue
            names, sums = sums_of(own, by)
            shares, place = sums / len(own), names.index(end_of[name])
            counted = shares if by == PROSECUTOR else with_one_more(sums, len(own))
            at_floor = by != PROSECUTOR and bool(sums[place] < 1.0 / len(sums))
            base, at = base_rate(ends, number, wide), wide.index(end_of[name])
            rows.append(
                (
                    name,
                    end_of[name],
                    by,
                    len(own),
                    shares[place],
                    brier_score(shares, place),
                    log_score(counted[place]),
                    at_floor,
                    base[at],
                    brier_score(base, at),
                    log_score(base[at]),
                )
            )
    columns = [
        "case",
        "happened",
        "by",
        "draws",
        "chance",
        "brier",
        "log",
        "at_floor",
        "base_chance",
        "base_brier",
        "base_log",
    ]
    return pd.DataFrame(rows, columns=columns)


def all_chances(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """Probability that each forecaster gives to each possible end of a case, unchanged: ``case, by, what, chance``."""
    rows = []
    for name in cases:
        own = draws[draws["case"] == name]
        for by in forecasters(own):
            names, sums = sums_of(own, by)
            rows += [
                (name, by, what, given / len(own)) for what, given in zip(names, sums, strict=True)
            ]
    return pd.DataFrame(rows, columns=["case", "by", "what", "chance"])


def summary_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean scores of each forecaster, the Brier score first: it needs no floor.

    Returns ``by, cases, brier, base_brier, brier_gain, brier_low, brier_high, log, base_log, gain, low, high, at_floor,
    floor_share, better``. ``brier_gain`` is how far the mean Brier score lies below that of the base rate, ``gain`` how
    far the mean log score lies above, both with the bootstrap interval over the cases; ``at_floor`` counts the cases at
    the floor, ``floor_share`` is their part of the sum of the log scores; ``better`` counts the cases to which the
    forecaster gave more than the base rate.
    """
    rows = []
    for by, own in scores.groupby("by", sort=False):
        sharper, gain = own["base_brier"] - own["brier"], own["log"] - own["base_log"]
        means = own[["brier", "base_brier", "log", "base_log"]].mean()
        total = own["log"].sum()
        floor_share = (
            own.loc[own["at_floor"], "log"].sum() / total
            if total and math.isfinite(total)
            else math.nan
        )
        rows.append(
            (
                by,
                len(own),
                means["brier"],
                means["base_brier"],
                sharper.mean(),
                *_over_cases(sharper),
                means["log"],
                means["base_log"],
                gain.mean(),
                *_over_cases(gain),
                int(own["at_floor"].sum()),
                floor_share,
                int((own["chance"] > own["base_chance"]).sum()),
            )
        )
    columns = [
        "by",
        "cases",
        "brier",
        "base_brier",
        "brier_gain",
        "brier_low",
        "brier_high",
        "log",
        "base_log",
        "gain",
        "low",
        "high",
        "at_floor",
        "floor_share",
        "better",
    ]
    return pd.DataFrame(rows, columns=columns)


def _over_cases(gains: pd.Series[float]) -> tuple[float, float]:
    """Bootstrap interval of a mean over the cases; none if a case is minus infinity."""
    values: Floats = np.asarray(gains, dtype=np.float64)
    if not np.isfinite(values).all():
        return math.nan, math.nan
    low, high = bootstrap_ratio(values, np.ones(len(values)))
    return low, high


def drivers_of(cases: Mapping[str, Case], draws: pd.DataFrame) -> pd.DataFrame:
    """Stages that make the score of officials from the start, on the way to the end of each case.

    Returns ``case, happened, start, filed, charge, court, least``: the share of draws in which a matter comes to the
    prosecutor, the probability that it is charged there with the offence of the conviction, and the convictions of it
    per charge; and the stage that gives least. For an end without conviction its probability stands as ``filed``.
    """
    rows = []
    for name, case in cases.items():
        own, end = draws[draws["case"] == name], happened(case)
        if end not in ENDS:
            continue
        start = own["start"].iloc[0]
        if end in OFFENCES:
            charge, verdict = (
                own[f"p_{stage}_{column(end)}"].mean() for stage in ("charge", "verdict")
            )
            stages = {
                "the way to the prosecutor": 1.0 if start == "charge" else own["filed"].mean(),
                "the charge": charge,
                "the court": verdict / charge if charge > 0.0 else math.nan,
            }
        else:
            stages = {"the end": own[f"p_end_{column(end)}"].mean()}
        shares = [*stages.values(), math.nan, math.nan][:3]
        rows.append((name, end, start, *shares, min(stages, key=lambda one: stages[one])))
    return pd.DataFrame(
        rows, columns=["case", "happened", "start", "filed", "charge", "court", "least"]
    )


# ---- the study


def check(settings: Settings) -> Settings:
    """Read the cases."""
    return keyed(settings, cases_in(settings.study_keys["file"]).values())


def analyse(work: Work) -> Tables:
    """Every case under every package over draws of what is unknown, with the law's answers beside."""
    settings, keys = work.settings, work.settings.study_keys
    cases = cases_in(keys["file"])
    handled = handled_in(work, cases)
    law, officials = law_of(handled), officials_of(handled)
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
    means = acts.groupby("package", sort=False)[CHARGED].mean()
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
        of_largest=acts[acts["case"] == largest].set_index("package")[CHARGED],
        gain=means[CHARGED[0]] - means.loc[first, CHARGED[0]],
        by=(f"{LAW}{next(iter(READINGS))}", PROSECUTOR, WAY),
        chance=scores.set_index(["case", "by"])["chance"].to_dict(),
        base=dict(zip(scores["case"], scores["base_chance"], strict=True)),
    )


PARTS: dict[str, tuple[tuple[str, ...], str]] = {
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
    _draw_officials(tables["cases"].drop_duplicates(["case", "package"]), page)


def _draw_law(table: pd.DataFrame, reading: str, page: Page) -> None:
    """Bars of the first reading, and beside them how far the readings differ over 286-1."""
    from zombielaw.experiments.figures import plots
    from zombielaw.experiments.figures.style import wrapped

    rows = table[table["reading"] == reading].iloc[::-1]
    shares = rows[[f"law_{answer}" for answer in ANSWERS]].set_axis(list(ANSWERS), axis="columns")
    own = table[["law_286-1", "law_either"]].sum(axis=1).groupby(table["case"]).agg(["min", "max"])
    ends = (100.0 * own.loc[rows["case"]]).to_numpy()
    figure = plots.stacked_bars(
        page,
        {"": shares},
        page.rows(_names(rows, page)),
        PARTS,
        height=ROW * len(rows) * (1.5 if page.narrow else 1.0) + 1.45,
        least=(2.0 if page.narrow else 1.0) * LEAST,
        words="cases.law",
        across=say("cases.across"),
        beside={
            "": (["–".join(dict.fromkeys(f"{end:.0f}" for end in both)) for both in ends], "0.1")
        },
    )
    (axes,) = figure.axes
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", labelsize=6.5)
    head = "\n".join(wrapped(say("cases.readings"), 12))
    axes.text(1.02, len(rows) - 0.4, head, fontsize=6.5, va="bottom", linespacing=1.1)
    statute = shares[["286-1", "either"]].sum(axis=1)
    title = say("cases.title", number=len(rows), own=statute.max(), most=own["max"].max())
    if (applied := (rows["in_fact"].map(_short) == "286-1").to_numpy()).any():
        seldom = (statute[applied] < LEAST).sum()
        title += say("cases.applied", all=applied.sum(), seldom=seldom, least=LEAST)
    page.title(figure, title)
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
    rows.draw_rows(
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


STUDY = study_of_cases(
    question="Every coded case: what the law says under each reading, and what officials do, today and under each "
    "reform package.",
    keys={},
    draws=400,
    columns=[
        (table, column, unit, meaning.format(answers=", ".join(ANSWERS)))
        for table, column, unit, meaning in columns_beside(__file__)
    ],
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
