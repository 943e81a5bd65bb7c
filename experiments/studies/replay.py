"""One coded case: the law's answer, its reasons and pivotal facts; and officials' answers, today and under reforms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from markupsafe import Markup

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.intervals import LEVEL, Floats
from zombielaw.experiments.analysis.wording import Row, rendered, rows_by
from zombielaw.experiments.config.schema import word
from zombielaw.experiments.config.settings import Settings, packages
from zombielaw.experiments.data.cases import (
    CONVICTED,
    Case,
    cases_in,
    chosen_for,
    excludes,
    happened,
    read_priors,
    readings_of,
    samples,
    starts_at,
)
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.opinion.citations import short_name
from zombielaw.experiments.opinion.explain import in_words, offences_sentence
from zombielaw.experiments.opinion.memorandum import Memorandum, memorandum
from zombielaw.experiments.opinion.outcome import Matter
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.reducers.coded_case import column
from zombielaw.experiments.studies.base import Finished, Page, Tables, Work, columns_beside
from zombielaw.experiments.studies.coded import (
    handled_in,
    in_fact,
    keyed,
    law_in_words,
    officials_of,
    study_of_cases,
)
from zombielaw.experiments.words.texts import LANGUAGES, Language, language, named, say, speaking
from zombielaw.sim.analysis.replay import BEFORE_COURT, LIMITATION, NO_OFFENCE, STARTS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import GROUND_NAMES
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assessed
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import VERSIONS, Statute, date_of
from zombielaw.sim.law.facts import ANY_DAY, Facts, is_yes_no
from zombielaw.sim.law.offences import A_286_1, B_287_2, OFFENCES, RIVALS
from zombielaw.sim.law.truth import NAMES
from zombielaw.sim.luck import Luck

FIRST = "cheng_cong"
"""The coded case that is replayed if none is named."""
UNNAMED = "one"
"""Value of ``study.case`` if no case is named: the only one of a user's file, or :data:`FIRST`."""
MEMORANDUM: dict[Language, str] = {"en": "memorandum.md", "zh": "memorandum.zh.md"}
"""The file of the opinion in each language."""
ALWAYS = ("286-1", "287-2")
"""Charges and verdicts that the report names even if they never occur; all else where it occurs."""
SUPPORTED = ["best", "next"]
"""Outcomes that the file supports best, and next."""
Bools = npt.NDArray[np.bool_]
LEAST = 30
"""Least number of draws in a group."""
SHOWN = 6
"""Largest number of facts that are shown: those with the largest difference."""
DEALS = 400
"""Times that verdicts are dealt out anew."""
YES_NO, DAY, AMOUNT = "yes_no", "day", "amount"
"""Kinds of facts: whether it is so; the split is the first day of the later group; above the split, or not."""
ANSWER = ["286-1", "287-2", "other", "prevails"]
RARE = 0.01
"""Share below which, under every policy, a charge or verdict has no column."""


def case_of(settings: Settings) -> Case:
    """The case that a command names: by itself, or the only one of a user's file."""
    name, file = settings.study_keys["case"], settings.study_keys["file"]
    cases = cases_in(file)
    unnamed = name == UNNAMED and name not in cases
    if unnamed and file and len(cases) > 1:
        raise InputError(
            "{} holds {} cases; name one: study.case={}.",
            file,
            len(cases),
            " or study.case=".join(cases),
        )
    if unnamed:
        name = next(iter(cases)) if file else FIRST
    if name not in cases:
        where, there = (f"case of {file}", "There") if file else ("coded case", "Coded")
        raise InputError(
            "study.case={} is not a {}{}. {}: {}.", name, where, nearest(name, cases), there, cases
        )
    stage = settings.study_keys["stage"]
    if stage and stage not in STARTS:
        raise InputError(
            "study.stage={} is not known{}; allowed: {}.", stage, nearest(stage, STARTS), STARTS
        )
    case = cases[name]
    if against := excludes(case.facts, stage):
        raise InputError(
            "study.stage={} cannot be: in {} {} is {}; allowed: {}.",
            stage,
            name,
            against,
            in_words(against, getattr(case.facts, against)),
            [one for one in STARTS if not excludes(case.facts, one)],
        )
    return replace(case, stage=stage) if stage else case


def check(settings: Settings) -> Settings:
    """Refuse a case that is not"""
    case = case_of(settings)
    return keyed(replace(settings, study_keys={**settings.study_keys, "case": case.id}), [case])


@speaking("en")
def law_tables(case: Case, statute: Statute) -> dict[str, pd.DataFrame]:
    """Answers of the law at the dates of a case and of each fixed version, under each reading; facts that turn them."""
    answers, elements, turning = [], [], []
    for fixed in VERSIONS:
        version, dated = str(fixed) if fixed else "dated", statute._replace(version=fixed)
        for reading, rules in readings_of(case).items():
            place, assessment = (version, reading), assessed(case.facts, dated, rules)
            matter = Matter(case.facts, dated, rules, case.acts)
            answer = (*law_in_words(assessment), assessment.open, *matter.outcome[:2])
            answers.append((*place, *answer))
            for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2)):
                for name in names:
                    element = getattr(assessment, name)
                    elements.append((*place, offence, name, NAMES[element.truth], element.route))
            for rank, one in enumerate(matter.turns, start=1):
                value = in_words(one.fact, one.within)
                turning.append((*place, rank, one.fact, value, *one.outcome[:2]))
    return {
        "law": pd.DataFrame(
            answers,
            columns=["law", "reading", "286-1", "287-2", "other", "prevails", "open", *SUPPORTED],
        ),
        "elements": pd.DataFrame(
            elements, columns=["law", "reading", "offence", "element", "truth", "route"]
        ),
        "law_turning": pd.DataFrame(
            turning, columns=["law", "reading", "rank", "fact", "value", *SUPPORTED]
        ),
    }


def analyse(work: Work) -> Tables:
    """The law's answers; officials of today and of each package over draws of what is unknown."""
    settings, case = work.settings, case_of(work.settings)
    draws, statute = settings.study_keys["draws"], settings.scenario.statute
    start, given = starts_at(case), settings.study_keys["stage"]
    stages = (
        [] if given else [one for one in STARTS if one != start and not excludes(case.facts, one)]
    )
    others = {f"{case.id}@{stage}": replace(case, stage=stage) for stage in stages}
    everywhere = handled_in(work, {case.id: case}, others)
    handled = everywhere[everywhere["case"] == case.id]
    priors, luck, turning = read_priors(), Luck(settings.seed, 0), []
    chances = [f"p_verdict_{column(name)}" for name in VERDICTS]
    for name, policy in packages(settings).items():
        facts = samples(case, priors, policy, luck, range(draws))
        by_fact = differences(
            case.facts, facts, handled.loc[handled["policy"] == name, chances].to_numpy()
        )
        by_fact.insert(0, "policy", name)
        turning.append(by_fact)
    work.large["ledger"] = handled.drop(columns=[POINT, "replicate"])
    work.facts |= {"case": case.id, "draws": draws, "start": start, "in_fact": in_fact(case)}
    work.facts["chosen"] = "command" if given else chosen_for(case)
    legal = law_tables(case, statute)
    for lang, file in MEMORANDUM.items():
        opinion = opinion_on(case, statute, lang)
        work.texts |= {
            file: opinion.markdown(),
            Path(file).with_suffix(".html").name: opinion.html(),
        }
    officials = officials_of(handled).drop(columns="case")
    first = everywhere[everywhere["policy"] == next(iter(packages(settings)))]
    from_each = officials_of(first.assign(case=first["start"])).rename(columns={"case": "start"})
    grounds = shares_of(
        handled[handled["charge"] == "none"],
        ["policy"],
        "ground",
        [*GROUND_NAMES, LIMITATION, NO_OFFENCE],
        of="not_charged",
    )
    starts = from_each[from_each["stage"] == "end"].drop(columns=["policy", "stage"])
    return {
        **legal,
        "institutions": officials,
        "institution_hinges": pd.concat(turning),
        "starts": starts,
        "grounds": grounds,
    }


def opinion_on(case: Case, statute: Statute, lang: Language) -> Memorandum:
    """The case under each reading of the law in force, as a memorandum."""
    title = named("coded", case.id, lang)
    verdict = happened(case) if CONVICTED in case.outcome else ""
    return memorandum(case.facts, statute, readings_of(case), lang, title, verdict, case.acts)


def report(tables: Finished) -> str:
    """The law under each reading, officials under each policy, and the unknown facts that move them most."""
    law, officials, facts = tables["law"], tables["institutions"], tables.facts
    policies = officials["policy"].unique()
    first, last = policies[0], policies[-1]
    dated = law[law["law"] == "dated"].assign(
        reading=lambda rows: [_reading(name) for name in rows["reading"]]
    )
    ends = officials[(officials["stage"] == "end") & officials["policy"].isin([first, last])]
    from_each = tables["starts"].pivot_table(
        index="start", columns="outcome", values="share", sort=False
    )
    answers = (["286-1"], ["287-2"], list(RIVALS), [*BEFORE_COURT, "acquitted"])
    hinges = tables["institution_hinges"]
    opinion = (tables.folder / MEMORANDUM[language()]).read_text(encoding="utf-8").strip()
    return rendered(
        __file__,
        facts=facts,
        first=first,
        last=last,
        policies=policies,
        law=dated.groupby(ANSWER, sort=False, as_index=False)
        .agg(dict.fromkeys(("reading", *SUPPORTED), list))
        .to_dict("records"),
        truth=lambda name: law_text(f"truth.{name}"),
        prevails=lambda row: offences_sentence(
            row["prevails"], {"none", *row["best"], *row["next"]}
        ),
        end=_end,
        cells=rows_by(officials, "policy", "stage", "outcome"),
        ends=[name for name, of in ends.groupby("outcome", sort=False) if of["share"].any()],
        starts=[
            (stage, [from_each.loc[stage].reindex(names).sum() for names in answers])
            for stage in STARTS
            if stage in from_each.index
        ],
        before={
            stage: _by_frequency(officials[officials["stage"] == stage]) for stage in PANELS[1:]
        },
        grounds=tables["grounds"].query("policy == @first and count > 0").to_dict("records"),
        hinges=hinges[hinges["policy"] == first].to_dict("records"),
        least=LEAST,
        fact=lambda name: law_text(f"fact.{name}"),
        split=_split,
        opinion=Markup(re.sub("^#", "##", opinion, flags=re.MULTILINE)),
    )


def _split(row: Row) -> str:
    """The value at which a fact parts the draws: a day, or an amount."""
    return date_of(int(row["split"])).isoformat() if row["kind"] == DAY else f"{row['split']:.4g}"


def _by_frequency(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Outcomes of a stage that are frequent under any policy, and the others that occur, or are always told."""
    most = rows.groupby("outcome", sort=False)["share"].max()
    rare = most[(most < RARE) & ((most > 0.0) | most.index.isin(ALWAYS))]
    return [*most.index[most >= RARE]], [*rare.index]


def _reading(name: str) -> str:
    """A reading of the law: by its name in English, as in the tables; one of a user's own always so."""
    if language() != LANGUAGES[0] and name in READINGS:
        return law_text(f"reading.{name}")
    return f"Reading {name}"


def _end(name: str) -> str:
    """End of a matter in words; in Chinese an offence by its short name, in English by its number."""
    if language() != LANGUAGES[0] and name in OFFENCES:
        return short_name(name)
    return named("end", name)


# ---- unknown facts with which verdicts differ: two groups of draws are compared for each fact


def differences(known: Facts, drawn: Sequence[Facts], verdicts: Floats) -> pd.DataFrame:
    """Unknown facts with which the mean probability of a verdict differs, the largest difference first.

    A fact is shown where neither group is small, and where chance could not make the difference: where verdicts are
    dealt out anew among the draws, the largest difference of all facts and verdicts, in standard errors, stays below it
    in 95 % of the deals. Probabilities are mostly near none or near one, so no normal distribution is assumed.

    ``known``: what the case says. ``drawn``: the facts of each draw. ``verdicts``, (draws, verdicts) array: probability
    of each of ``VERDICTS`` in each draw.
    Returns ``fact, kind, split, draws_above, draws_below, verdict_286_1_above, ..., verdict, above, below, difference,
    low, high``: the groups above the split and below it (if so and if not), the probabilities of 286-1 and 287-2 in
    both, and of the verdict that differs most; the interval of that difference, for all facts and verdicts at once.
    """
    rows, groups = [], []
    for name in Facts._fields:
        fact = getattr(known, name)
        if fact.low == fact.high:
            continue
        values = np.array([getattr(one, name).low for one in drawn])
        kind = (
            YES_NO if is_yes_no(name) else DAY if Facts._field_defaults[name] == ANY_DAY else AMOUNT
        )
        split = 0.5 if kind == YES_NO else float(np.median(values))
        above = values >= split if kind == DAY else values > split
        if min(above.sum(), (~above).sum()) >= LEAST:
            rows.append((name, kind, split, above.sum(), (~above).sum()))
            groups.append(above)
    table = pd.DataFrame(rows, columns=["fact", "kind", "split", "draws_above", "draws_below"])
    sides = np.array(groups, dtype=bool).reshape(len(groups), len(drawn))
    high, low = (
        np.array([verdicts[one].mean(axis=0) for one in side]).reshape(-1, len(VERDICTS))
        for side in (sides, ~sides)
    )
    most = np.abs(high - low).argmax(axis=1)
    place = np.arange(len(most)), most
    errors = verdicts.std(axis=0, ddof=1) * np.sqrt(
        1.0 / sides.sum(axis=1, keepdims=True) + 1.0 / (~sides).sum(axis=1, keepdims=True)
    )
    gap, width = (high - low)[place], _largest_by_chance(sides, errors, verdicts) * errors[place]
    table = table.assign(
        verdict_286_1_above=high[:, A_286_1],
        verdict_286_1_below=low[:, A_286_1],
        verdict_287_2_above=high[:, B_287_2],
        verdict_287_2_below=low[:, B_287_2],
        verdict=np.array(VERDICTS)[most],
        above=high[place],
        below=low[place],
        difference=gap,
        low=gap - width,
        high=gap + width,
    )
    beyond: pd.DataFrame = table[np.abs(gap) > width]
    return beyond.sort_values("difference", key=np.abs, ascending=False, kind="stable").head(SHOWN)


def _largest_by_chance(sides: Bools, errors: Floats, verdicts: Floats) -> float:
    """The largest difference of all facts and verdicts, in standard errors, that chance leaves out at the level.

    ``sides``, (facts, draws) array: draws above the split. ``errors``, (facts, verdicts) array.
    """
    if not errors.any():
        return 0.0
    weights = np.array([above / above.sum() - ~above / (~above).sum() for above in sides])
    deal, largest = np.random.default_rng(0), []
    for _ in range(DEALS):
        gaps = np.abs(weights @ deal.permutation(verdicts))
        largest.append(np.divide(gaps, errors, out=np.zeros_like(gaps), where=errors > 0.0).max())
    return float(np.quantile(largest, LEVEL))


# ---- the figure


REGULATOR = BEFORE_COURT[:6]
"""Ends at the regulator's desk."""
PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "286-1": (("286-1",), BLUE),
    "287-2": (("287-2",), ORANGE),
    "other": (tuple(RIVALS), "0.52"),
    "no charge": ((*BEFORE_COURT[6:], "none", "acquitted"), "0.7"),
    "regulator": (REGULATOR, "0.92"),
}
"""Parts of a bar for the ends of a matter: the ends of the table that each puts together, and its colour."""
OUTCOMES = [outcome for outcomes, _ in PARTS.values() for outcome in outcomes]
PANELS = ("end", "charge", "verdict")
NUMBERED = 0.08
"""Share above which a part of a bar has its number; that of 286-1 stands beside each bar."""


def draw(tables: Finished, page: Page) -> None:
    """Draw stacked shares of all ends, of charges and of verdicts as ``verdicts``."""
    from zombielaw.experiments.figures import plots

    table = tables["institutions"]
    policies = table["policy"].unique()[::-1]
    stages = [stage for stage in PANELS if (table["stage"] == stage).any()]
    case, start = (
        named("coded", tables.facts["case"]),
        named("begins", tables.facts.get("start", "charge")),
    )
    panels = {
        say(f"verdicts.{stage}", start=start): table[table["stage"] == stage]
        .pivot_table(index="policy", columns="outcome", values="share")
        .reindex(index=policies, columns=OUTCOMES)
        .fillna(0.0)
        for stage in stages
    }
    figure = plots.stacked_bars(
        page,
        panels,
        [named("scenario", one) for one in policies],
        PARTS,
        height=0.25 * len(policies) + 1.0,
        least=NUMBERED,
        words="verdicts.part",
        across=say("verdicts.across"),
        beside={
            title: ([f"{100 * share:.0f}" for share in shares["286-1"]], BLUE)
            for title, shares in panels.items()
        },
        apart="286-1",
    )
    wide = table.pivot_table("share", "outcome", ["stage", "policy"], sort=False).fillna(0.0)
    own = wide.reindex(["286-1"], fill_value=0.0).iloc[0]
    first, last = own[stages[0]], own[stages[-1]]
    now = wide[stages[-1], policies[-1]].sort_values(ascending=False)
    rival = str(now.drop("286-1", errors="ignore").index[0])
    title = say(
        "verdicts.title" if last.any() else "verdicts.none",
        case=case,
        today=last.iloc[0],
        most=last.max(),
        package=named("scenario", str(last.idxmax())),
        rival=named("verdicts.part", rival),
        share=now[rival],
    )
    if stages[0] == PANELS[0] and first.any():
        title += say("verdicts.whole", start=start, today=first.iloc[0], most=first.max())
    page.title(figure, title)
    page = page.of(say("verdicts.world", case=case, draws=tables.facts["draws"]))
    page.save(figure, "verdicts", say("verdicts.band"))


STUDY = study_of_cases(
    question="One coded case: what the law says under every reading and dated version, and what officials of today and "
    "of each reform package would do, from the regulator's desk or a later stage to the end.",
    keys={
        "case": word(
            UNNAMED,
            f"the name of a case, such as {FIRST}; {UNNAMED} is the only case of study.file",
        ),
        "stage": word(
            "",
            f"where it starts: {', '.join(STARTS)}; empty: where the case says, else where its facts stand",
        ),
    },
    draws=1000,
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
