"""One coded case: the law's answer, its reasons and pivotal facts; and officials' answers, today and under reforms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.unknown_facts import DAY, LEAST, YES_NO, differences
from zombielaw.experiments.analysis.wording import Row, by_outcome, rows_by, table
from zombielaw.experiments.config.options import whole, word
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.case_priors import read_priors, samples
from zombielaw.experiments.data.cases import (
    CONVICTED,
    Case,
    cases_in,
    excludes,
    happened,
    readings_of,
)
from zombielaw.experiments.data.starts import chosen_for, starts_at
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.opinion.document import Memorandum
from zombielaw.experiments.opinion.explain import in_words, joined, listed, offences_in_words, offences_sentence
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.opinion.pivotal_facts import pivots_each
from zombielaw.experiments.opinion.words import say as words
from zombielaw.experiments.opinion.words import short_name
from zombielaw.experiments.reducers.coded_case import column
from zombielaw.experiments.studies import coded
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, Language, named, say
from zombielaw.sim.analysis.replay import BEFORE_COURT, STARTS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import VERSIONS, Statute, date_of
from zombielaw.sim.law.offences import OFFENCES, RIVALS
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
RARE = 0.01
"""Share below which, under every policy, a charge or verdict has no column."""


def case_of(settings: Settings) -> Case:
    """The case that a command names: by itself, or the only one of a user's file."""
    name, file = settings.study_keys["case"], settings.study_keys["file"]
    cases = cases_in(file)
    unnamed = name == UNNAMED and name not in cases
    if unnamed and file and len(cases) > 1:
        raise InputError("{} holds {} cases; name one: study.case={}.", file, len(cases), " or study.case=".join(cases))
    if unnamed:
        name = next(iter(cases)) if file else FIRST
    if name not in cases:
        where, there = (f"case of {file}", "There") if file else ("coded case", "Coded")
        raise InputError("study.case={} is not a {}{}. {}: {}.", name, where, nearest(name, cases), there, cases)
    stage = settings.study_keys["stage"]
    if stage and stage not in STARTS:
        raise InputError("study.stage={} is not known{}; allowed: {}.", stage, nearest(stage, STARTS), STARTS)
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
    """Refuse a case that is not coded."""
    case = case_of(settings)
    return coded.keyed(replace(settings, study_keys={**settings.study_keys, "case": case.id}), [case])


def law_tables(case: Case, statute: Statute) -> dict[str, pd.DataFrame]:
    """Answers of the law at the dates of a case and of each fixed version, under each reading; pivotal facts."""
    answers, elements, turning, sets = [], [], [], []
    for fixed in VERSIONS:
        version, dated = str(fixed) if fixed else "dated", statute._replace(version=fixed)
        readings = readings_of(case)
        turn = pivots_each(case.facts, dated, tuple(readings.values()))
        for (reading, rules), pivotal in zip(readings.items(), turn, strict=True):
            place, assessment = (version, reading), assess(case.facts, dated, rules)
            answers.append((*place, *coded.law_in_words(assessment), assessment.open))
            for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2)):
                for name in names:
                    element = getattr(assessment, name)
                    elements.append((*place, offence, name, NAMES[element.truth], element.route))
            turning += [(*place, rank, *weight) for rank, weight in enumerate(pivotal.ranked, start=1)]
            for way in pivotal.ways:
                demands = "; ".join(f"{one.fact}: {in_words(one.fact, one.within)}" for one in way.demands)
                sets.append((*place, offences_in_words(way.bits), len(way.demands), demands))
    return {
        "law": pd.DataFrame(answers, columns=["law", "reading", "286-1", "287-2", "other", "prevails", "open"]),
        "elements": pd.DataFrame(elements, columns=["law", "reading", "offence", "element", "truth", "route"]),
        "law_hinges": pd.DataFrame(turning, columns=["law", "reading", "rank", "fact", "removes", "sets", "instead"]),
        "law_sets": pd.DataFrame(sets, columns=["law", "reading", "prevails", "size", "demands"]),
    }


def analyse(work: Work) -> Tables:
    """The law's answers; officials of today and of each package over draws of what is unknown."""
    settings, case = work.settings, case_of(work.settings)
    draws, statute = settings.study_keys["draws"], settings.scenario.statute
    start, given = starts_at(case), settings.study_keys["stage"]
    stages = [] if given else [one for one in STARTS if one != start and not excludes(case.facts, one)]
    others = {f"{case.id}@{stage}": replace(case, stage=stage) for stage in stages}
    everywhere = coded.handled_in(work, {case.id: case}, others)
    handled = everywhere[everywhere["case"] == case.id]
    priors, luck, turning = read_priors(), Luck(settings.seed, 0), []
    chances = [f"p_verdict_{column(name)}" for name in VERDICTS]
    for name, policy in packages(settings).items():
        facts = samples(case, priors, policy, luck, range(draws))
        by_fact = differences(case.facts, facts, handled.loc[handled["policy"] == name, chances].to_numpy())
        by_fact.insert(0, "policy", name)
        turning.append(by_fact)
    work.large["ledger"] = handled.drop(columns=[POINT, "replicate"])
    work.facts |= {"case": case.id, "draws": draws, "start": start, "in_fact": coded.in_fact(case)}
    work.facts["chosen"] = "command" if given else chosen_for(case)
    legal = law_tables(case, statute)
    for lang, file in MEMORANDUM.items():
        opinion = opinion_on(case, statute, lang)
        work.texts |= {file: opinion.markdown(), Path(file).with_suffix(".html").name: opinion.html()}
    officials = coded.officials_of(handled).drop(columns="case")
    first = everywhere[everywhere["policy"] == next(iter(packages(settings)))]
    from_each = coded.officials_of(first.assign(case=first["start"])).rename(columns={"case": "start"})
    starts = from_each[from_each["stage"] == "end"].drop(columns=["policy", "stage"])
    return {**legal, "institutions": officials, "institution_hinges": pd.concat(turning), "starts": starts}


def opinion_on(case: Case, statute: Statute, lang: Language) -> Memorandum:
    """The case under each reading of the law in force, as a memorandum."""
    title = named("coded", case.id, lang)
    verdict = happened(case) if CONVICTED in case.outcome else ""
    return memorandum(case.facts, statute, readings_of(case), lang, title, verdict)


def report(tables: Finished) -> str:
    """The law under each reading, officials under each policy, and the unknown fact that moves them most."""
    law, officials, pivotal, facts = tables["law"], tables["institutions"], tables["institution_hinges"], tables.facts
    first, last, lang = officials["policy"].iloc[0], officials["policy"].iloc[-1], tables.lang
    answer = ["286-1", "287-2", "other", "prevails"]
    dated = law[law["law"] == "dated"].groupby(answer, sort=False, as_index=False).agg({"reading": list})
    answers = [
        say(
            "replay.reading",
            lang,
            reading=listed((_reading(name, lang) for name in row["reading"]), lang),
            own=_truth(row["286-1"], lang),
            rival=_truth(row["287-2"], lang),
            other=_truth(row["other"], lang),
            prevails=offences_sentence(row["prevails"], lang),
        )
        for row in dated.to_dict("records")
    ]
    moved = [_differing(row, lang) for row in pivotal[pivotal["policy"] == first].to_dict("records")]
    opinion = (tables.folder / MEMORANDUM[lang]).read_text(encoding="utf-8").strip()
    start = say(f"replay.stage.{facts['start']}", lang)
    return "\n\n".join(
        [
            _answer(law, officials[officials["policy"] == first], first, lang),
            say("replay.law", lang),
            "\n".join(answers),
            say("replay.officials", lang, draws=facts["draws"]),
            say("replay.start", lang, start=start, stage=facts["start"]),
            _by_end(officials[officials["stage"] == "end"], first, last, lang),
            *_other_starts(tables, lang),
            say("replay.before", lang),
            _before_the_prosecutor(officials, "charge", lang),
            _before_the_prosecutor(officials, "verdict", lang),
            say("replay.hinges", lang, policy=named("policy", first, lang), least=LEAST),
            "\n".join(moved) or say("replay.no_hinge", lang),
            say("replay.in_fact", lang, end=_end(facts["in_fact"], lang)),
            re.sub("^#", "##", opinion, flags=re.MULTILINE),
        ]
    )


def _other_starts(tables: Finished, lang: Language) -> list[str]:
    """Reason for the stage at which the replay starts, and results of the same facts from the other stages."""
    starts, facts = tables["starts"], tables.facts
    if facts["chosen"] == "command":
        return []
    reason = say(f"replay.chosen.{facts['chosen']}", lang)
    shares = starts.pivot_table(index="start", columns="outcome", values="share", sort=False)
    columns = (["286-1"], ["287-2"], list(RIVALS), [*BEFORE_COURT, "acquitted"])
    body = [
        (say(f"replay.at.{stage}", lang), *(f"{shares.loc[[stage], names].to_numpy().sum():.1%}" for names in columns))
        for stage in STARTS
        if stage in shares.index
    ]
    heads = [say(f"replay.head.{name}", lang) for name in ("stage", "286-1", "287-2", "other", "none")]
    chosen = say("replay.chosen", lang, stage=facts["start"], reason=reason)
    return [chosen, table(heads, body, right=range(1, 5))]


def _answer(law: pd.DataFrame, acts: pd.DataFrame, first: str, lang: Language) -> str:
    """Offence that may prevail by the statute, and how often officials convict of both offences, in a sentence."""
    own = law[law["law"] == "dated"].iloc[0]
    share = acts[acts["stage"] == "verdict"].set_index("outcome")["share"]
    return say(
        "replay.answer",
        lang,
        reading=_reading(own["reading"], lang),
        prevails=offences_sentence(own["prevails"], lang),
        policy=named("policy", first, lang),
        own=f"{share['286-1']:.1%}",
        rival=f"{share['287-2']:.1%}",
    )


def _differing(row: Row, lang: Language) -> str:
    """A fact, and the verdict that differs most with it."""
    split = date_of(int(row["split"])).isoformat() if row["kind"] == DAY else f"{row['split']:.4g}"
    return say(
        "replay.hinge",
        lang,
        fact=words(f"fact.{row['fact']}", lang),
        if_so=say(f"replay.hinge.{row['kind']}", lang, split=split),
        if_not=say("replay.hinge.not" if row["kind"] == YES_NO else "replay.hinge.else", lang),
        verdict=_verdict(row["verdict"], lang),
        above=f"{row['above']:.1%}",
        below=f"{row['below']:.1%}",
        many=row["draws_above"],
        few=row["draws_below"],
        own_above=f"{row['verdict_286_1_above']:.2%}",
        own_below=f"{row['verdict_286_1_below']:.2%}",
    )


def _reading(name: str, lang: Language) -> str:
    """A reading of the law: by its name in English, as in the tables; one of a user's own always so."""
    return words(f"reading.{name}", lang) if lang != LANGUAGES[0] and name in READINGS else f"Reading {name}"


def _truth(name: str, lang: Language) -> str:
    return words(f"truth.{name}", lang)


def _share(lang: Language) -> Callable[[Row], str]:
    def write(row: Row) -> str:
        ends = {name: f"{row[name]:.1%}" for name in ("low", "high")}
        return f"{row['share']:.1%}" + say("interval", lang, **ends)

    return write


def _verdict(name: str, lang: Language) -> str:
    if name in ("none", "acquitted"):
        return say("replay.no_verdict" if name == "none" else "replay.acquittal", lang)
    return say("replay.conviction", lang, offence=name)


def _by_end(rows: pd.DataFrame, first: str, last: str, lang: Language) -> str:
    """A row per end that occurs, a column for the first and the last policy."""
    rows = rows[rows["policy"].isin([first, last])]
    cells, write = rows_by(rows, "policy", "outcome"), _share(lang)
    most = rows.groupby("outcome", sort=False)["share"].max()
    body = [
        (_end(str(end), lang), *(write(cells[policy, end]) for policy in (first, last)))
        for end in most.index[most > 0.0]
    ]
    return table(
        [say("replay.head.end", lang), *(named("policy", name, lang) for name in (first, last))], body, right=(1, 2)
    )


def _end(name: str, lang: Language) -> str:
    """End of a matter in words; in Chinese an offence by its short name, in English by its number."""
    return short_name(name, lang) if lang != LANGUAGES[0] and name in OFFENCES else named("end", name, lang)


def _before_the_prosecutor(officials: pd.DataFrame, stage: str, lang: Language) -> str:
    """A row per policy, a column per offence that is frequent under any; the others that occur are named."""
    rows = officials[officials["stage"] == stage]
    most = rows.groupby("outcome", sort=False)["share"].max()
    words_of = {
        str(outcome): say(f"replay.none.{stage}", lang)
        if outcome == "none"
        else say(f"replay.{stage}", lang, offence=_end(str(outcome), lang))
        for outcome in most.index
    }
    heads = {outcome: label for outcome, label in words_of.items() if most[outcome] >= RARE}
    labels = {name: (named("policy", name, lang),) for name in rows["policy"].unique()}
    shares = by_outcome(rows, labels, (say("replay.head.policy", lang),), heads, _share(lang), "policy")
    rare = [
        label
        for outcome, label in words_of.items()
        if most[outcome] < RARE and (most[outcome] > 0.0 or outcome in ALWAYS)
    ]
    if not rare:
        return shares
    return f"{shares}\n\n{say('replay.rare', lang, outcomes=joined(rare, lang))}"


REGULATOR = BEFORE_COURT[:6]
"""Ends at the regulator's desk."""
PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "286-1": (("286-1",), BLUE),
    "287-2": (("287-2",), ORANGE),
    "other": (tuple(RIVALS), "0.52"),
    "no charge": ((*BEFORE_COURT[6:], "none", "acquitted"), "0.78"),
    "regulator": (REGULATOR, "0.92"),
}
"""Parts of a bar for the ends of a matter: the ends of the table that each puts together, and its colour."""
OUTCOMES = [outcome for outcomes, _ in PARTS.values() for outcome in outcomes]
PANELS = ("end", "charge", "verdict")
NUMBERED = 0.08
"""Share above which a part of a bar has its number; that of 286-1 stands beside each bar."""


def draw(tables: Finished, page: Page) -> None:
    """Draw stacked shares of all ends, of charges and of verdicts as ``verdicts``."""
    from zombielaw.experiments.figures import stacked
    from zombielaw.experiments.figures.style import on_left, wrapped

    table = tables["institutions"]
    policies = table["policy"].unique()[::-1]
    stages = [stage for stage in PANELS if (table["stage"] == stage).any()]
    case, start = page.named("coded", tables.facts["case"]), page.named("begins", tables.facts.get("start", "charge"))
    titles = page.chosen("verdicts", {stage: page.say(f"verdicts.{stage}", start=start) for stage in stages})
    figure, grid = page.panels(len(titles), len(stages), 0.25 * len(policies) + 1.0)
    occurring: set[str] = set()
    for axes, (stage, title) in zip(grid, titles.items(), strict=True):
        shares = table[table["stage"] == stage].pivot_table(index="policy", columns="outcome", values="share")
        shares = shares.reindex(index=policies, columns=OUTCOMES).fillna(0.0)
        occurring |= {*stacked.draw(axes, shares, PARTS, page, 0.72, NUMBERED)}
        for row, share in enumerate(shares["286-1"]):
            axes.text(1.02, row, f"{100 * share:.0f}", fontsize=6.5, color=BLUE, va="center")
        axes.text(1.02, len(policies) - 0.55, "286-1", fontsize=6.5, color=BLUE, weight="bold", va="bottom")
        axes.set_xlabel(page.say("verdicts.across"))
        axes.set_title("\n".join(wrapped(title, 19 if page.narrow else 27)), fontsize=7.5)
        axes.tick_params(axis="y", length=0)
        left = on_left(axes)
        axes.set_yticks(range(len(policies)), [page.named("scenario", one) if left else "" for one in policies])
    if looks := stacked.looks(PARTS, occurring, page, "verdicts.part"):
        page.legend(figure, handles=looks, loc="outside lower left", ncols=5, handlelength=1.2, columnspacing=1.2)
    verdicts = table[(table["stage"] == stages[-1]) & (table["outcome"] == "286-1")].set_index("policy")["share"]
    of = verdicts.reindex(policies[::-1]).fillna(0.0)
    fields = {"case": case, "today": of.iloc[0], "most": of.max(), "package": page.named("scenario", str(of.idxmax()))}
    page.title(figure, page.say(f"verdicts.{'title' if of.any() else 'none'}", **fields), page.say("verdicts.place"))
    page = page.of(page.say("verdicts.world", case=case, draws=tables.facts["draws"]))
    page.save(figure, "verdicts", page.say("verdicts.band"))


STUDY = Study(
    question="One coded case: what the law says under every reading and dated version, and what officials of today and "
    "of each reform package would do, from the regulator's desk or a later stage to the end.",
    keys={
        "case": word(UNNAMED, f"the name of a case, such as {FIRST}; {UNNAMED} is the only case of study.file"),
        "file": coded.FILE,
        "stage": word(
            "", f"where it starts: {', '.join(STARTS)}; empty: where the case says, else where its facts stand"
        ),
        "draws": whole(1000, 10, 100_000, "draws of chance and of the facts that the case leaves unknown"),
    },
    medians_only=coded.AT_GIVEN_NUMBERS,
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
