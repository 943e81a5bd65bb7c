"""Every coded case under every reading of concurrence and every policy package: what the law says, what officials do.

On the facts as coded the law is mostly undetermined, for what decides is rarely reported. So each case is also given
the ways in which its unknown facts may have been, and the law is asked of each: the share of draws in which an offence
prevails. A package moves the law's answer only where it moves facts (sound orders) or the statute; a reading moves no
official. What law and officials gave to what happened is scored, beside the base rate of the other cases.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.officials import handled_in, in_fact, officials_of
from zombielaw.experiments.analysis.scores import SPLIT, all_chances, drivers_of, scores_of, split_of, summary_of
from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.config.options import whole, word
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.case_priors import digest_of_cases, read_priors
from zombielaw.experiments.data.cases import Case, cases_in, readings_of
from zombielaw.experiments.data.statistics import STATISTICS, read_statistics
from zombielaw.experiments.designs.grids import LABEL
from zombielaw.experiments.designs.reforms import package_design
from zombielaw.experiments.opinion.citations import places
from zombielaw.experiments.opinion.explain import ELEMENT_WORDS, asked, offences_in_words
from zombielaw.experiments.opinion.pivotal_facts import pivots
from zombielaw.experiments.reducers.coded_case import ANSWERS, BLOCK, case_file, draws_of
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
from zombielaw.experiments.studies.cases import score
from zombielaw.sim.law.assess import ELEMENTS_286_1, Assessment, assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import OFFENCES, RIVALS, truth_of_any
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NAMES, NOT_MET

ACTS = tuple(f"{stage}_{offence}" for stage in ("charge", "verdict") for offence in OFFENCES)
LAW_RIVALS = [f"law_{offence}" for offence in RIVALS]
PUBLISHED = {
    "285-3": "vpn_seller_judgments_art285_3", "225": "vpn_seller_judgments_art225",
    "286-1": "vpn_seller_judgments_a286_1",
}  # fmt: skip
"""Series of the published judgments of sellers of VPNs, with their year."""
PUBLISHED_YEAR = 2020
CHARGES = ["charge_286-1", "charge_287-2"]
MOST = 3
"""Unknown facts that are named for each case: those that matter most."""
CODED = ("286-1", "287-2", "other", "prevails", "why")
GROUPS = "A convicted of 286-1, B 286-1 considered, C handled under 287-2, D sanctioned, E comparators"


def why(found: Assessment, facts: Facts, statute: Statute, reading: Reading) -> str:
    """The element of 286-1 that fails, or what the answer turns on."""
    if found.a_286_1 == NOT_MET:
        element = next(name for name in ELEMENTS_286_1 if getattr(found, name).truth == NOT_MET)
        return f"{ELEMENT_WORDS[element]} not met [{places(ROUTES[getattr(found, element).route])}]"
    if found.a_286_1 == MET:
        return "all elements met"
    turning = pivots(facts, statute, reading)
    if turning.ranked:
        return f"turns most on {'; '.join(asked(one.fact) for one in turning.ranked[:MOST])}"
    return "the law has no threshold for these facts" if turning.open else "another offence prevails in any case"


@cache
def on_coded_facts(facts: Facts, statute: Statute, reading: Reading) -> tuple[str, ...]:
    """What the law says of the facts as coded: :data:`CODED`."""
    found = assess(facts, statute, reading)
    truths = (NAMES[truth] for truth in (found.a_286_1, found.b_287_2, truth_of_any(found.rivals)))
    return (*truths, offences_in_words(found.prevailing), why(found, facts, statute, reading))


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
        (case.id, case.kind, case.group, in_fact(case), name, package,
         *on_coded_facts(case.facts, settings.scenario.statute_at(policy), reading))
        for case in cases.values()
        for name, reading in readings_of(case).items()
        for package, policy in packages(settings).items()
    ]  # fmt: skip
    coded = pd.DataFrame(rows, columns=["case", "kind", "group", "in_fact", "reading", "package", *CODED])
    place = ["case", "reading", "package"]
    answers = law.pivot_table(index=place, columns="answer", values="share")[list(ANSWERS)].add_prefix("law_")
    officials = officials.assign(act=officials["stage"] + "_" + officials["outcome"])
    acts = officials.pivot_table(index=["case", "policy"], columns="act", values="expected_share")[list(ACTS)]
    return coded.merge(answers, on=place).merge(acts.rename_axis(index=["case", "package"]), on=["case", "package"])


def check(settings: Settings) -> Settings:
    """Read the cases. The key of the study follows them, wherever their file lies."""
    cases = cases_in(settings.study_keys["file"]).values()
    return replace(settings, also={"study.file": digest_of_cases(cases, read_priors())})


def analyse(work: Work) -> Tables:
    """Every case under every package over draws of what is unknown, with the law's answers beside."""
    settings, priors = work.settings, read_priors()
    cases = cases_in(settings.study_keys["file"])
    draws, design = settings.study_keys["draws"], package_design(settings, cases)
    blocks = replace(settings, replicates=math.ceil(draws / BLOCK))
    subjects = [case_file(cases[name], priors) for name in design[f"{LABEL}case"]]
    handled = handled_in(work.run(design, world=blocks, play=draws_of, subjects=subjects), design, draws)
    law, officials = law_of(handled), officials_of(handled)
    work.manifest["file"] = Path(settings.study_keys["file"]).name
    work.facts |= {"draws": draws, "own_file": bool(settings.study_keys["file"])}
    now, statistics = handled[handled["policy"] == next(iter(packages(settings)))], read_statistics()
    scores = scores_of(cases, now)
    return {
        "cases": cases_table(cases, law, officials, settings),
        "law": law,
        "officials": officials,
        "scores": scores,
        "score_chances": all_chances(cases, now),
        "score_summary": summary_of(scores),
        "score_stages": drivers_of(cases, now),
        "vpn_split": split_of(cases, now, [statistics.value(PUBLISHED[name], PUBLISHED_YEAR) for name in SPLIT]),
    }


def report(tables: Finished) -> str:
    """What the law says of the cases under each reading, and how packages move officials."""
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
    return "\n".join(
        [
            f"In {len(own)} coded case{'' if len(own) == 1 else 's'} officials under *{first}* charge 286-1 with a "
            f"probability of {means.loc[first, CHARGES[0]]:.1%} and 287-2 with one of "
            f"{means.loc[first, CHARGES[1]]:.1%} (means), and by the law, reading *{now['reading'].iloc[0]}*, 286-1 "
            f"prevails in {own['law_286-1'].mean():.1%} of {tables.facts['draws']} draws of the unknown facts.\n",
            *(_under(str(reading), rows) for reading, rows in now.groupby("reading", sort=False)),
            *([_convictions(convicted, sellers, first)] if len(convicted) else []),
            f"* In the case that officials charge with 287-2 most ({largest}) 286-1 prevails in {prevail[0]} of draws, "
            f"and 287-2 in {prevail[1]}.\n",
            table(head, rows, right=range(1, 5)),
            f"\nTo the mean probability of a charge of 286-1 the packages alone, summed, add "
            f"{gain.drop([first, last]).sum():.1%}; `policy={last}` adds {gain[last]:.1%}.\n",
            score.report(tables)
            if len(tables["scores"])
            else "No case says how it ended, so there is nothing to score.",
        ]
    )


def _convictions(convicted: pd.DataFrame, sellers: pd.DataFrame, first: str) -> str:
    """What the law says of the coded convictions of 286-1, and how probable they are."""
    said = f"* Coded convictions under 286-1: {len(convicted)}, of which {sellers['case'].nunique()} of tool sellers. "
    if len(sellers):
        rivals = _from_to(sellers[LAW_RIVALS].sum(axis=1), 0)
        said += f"In these another offence prevails in {rivals} of draws, over all readings. "
    return (
        f"{said}Officials of {first} convict of 286-1 with probability {_from_to(convicted['verdict_286-1'], 1)} in "
        f"{'it' if len(convicted) == 1 else f'the {len(convicted)}'}."
    )


def _from_to(shares: pd.Series[float], digits: int) -> str:
    low, high = (f"{share:.{digits}%}" for share in (shares.min(), shares.max()))
    return low if low == high else f"{low} to {high}"


def _under(reading: str, now: pd.DataFrame) -> str:
    """What the law says of the cases under one reading."""
    count = now["286-1"].value_counts()
    fails = now[now["286-1"] == "not met"].groupby("why", sort=False)["case"].agg(", ".join)
    whys = "; ".join(f"{reason}: {names}" for reason, names in fails.items())
    of = "" if reading in READINGS else f" (named by {', '.join(now['case'])})"
    return (
        f"* Reading {reading}{of}, facts as coded: 286-1 met in {count.get('met', 0)} cases, open in "
        f"{count.get('open', 0)}, not met in {count.get('not met', 0)}{f' ({whys})' if whys else ''}. Over the draws "
        f"286-1 prevails in {now['law_286-1'].mean():.1%}, alone or in a tie in "
        f"{(now['law_286-1'] + now['law_either']).mean():.1%}, mean over cases."
    )


STUDY = Study(
    question="Every coded case: what the law says under each reading, and what officials do, today and under each "
    "reform package.",
    keys={
        "draws": whole(400, 10, 100_000, "draws of chance and of the facts that the cases leave unknown"),
        "file": word("", "a file of your own cases, such as my.yaml"),
    },
    medians_only="it draws the unknown facts of a case, and officials handle it at given numbers",
    columns=(
        ("cases", "kind, group", "", f"kind of provider; {GROUPS}"),
        ("cases", "in_fact", "", "what officials decided; no input"),
        ("cases", "286-1, 287-2, other", "", "elements of the offence on the facts as coded: met, open, not met"),
        ("cases", "prevails", "", "offences that may prevail on the facts as coded"),
        ("cases", "why", "", "the element that fails, or the unknown facts on which the answer turns"),
        ("cases", "law_*", "share of draws", f"the law's answer on drawn facts: {', '.join(ANSWERS)}"),
        ("cases", "charge_*, verdict_*", "probability", "mean over draws, whatever the reading"),
        ("law", "count, share, low, high", "draws", "draws with this answer; Wilson 95 % interval"),
        ("officials", "count, share, low, high", "draws", "draws with this outcome; Wilson 95 % interval"),
        ("officials", "expected_share", "share", "mean of the probabilities that officials acted on"),
        ("officials", "stage", "", "charge and verdict before the prosecutor; end from the start of the case"),
        ("scores", "by", "", "who gives the probability: the law under a reading, or officials of the first policy"),
        ("scores", "chance, brier", "", "of what happened: the share of draws or probability as it is; Brier score"),
        ("scores", "log", "", "logarithm; of what is counted in draws with one draw more, spread evenly"),
        ("scores", "at_floor", "", "was less given in all draws than that one draw adds? Then log tells their number"),
        ("scores", "base_*", "", "of the base rate: shares in the other cases, and one case more, spread evenly"),
        ("score_chances", "what, chance", "", "all that might happen, and the probability that is given to it"),
        ("score_summary", "brier_*", "", "mean Brier score below that of the base rate; bootstrap interval over cases"),
        ("score_summary", "gain, low, high", "", "mean log score above the base rate; bootstrap interval over cases"),
        ("score_summary", "at_floor, floor_share", "", "cases at the floor; their part of the sum of log scores"),
        ("score_summary", "better", "cases", "cases to which more was given than the base rate gives"),
        ("score_stages", "filed, charge, court", "share", "to the prosecutor; charged there; convicted per charge"),
        ("score_stages", "least", "", "the stage with the lowest of these"),
        ("vpn_split", "285-3, 225, 286-1", "share", "of convictions of the three, before the prosecutor"),
        ("vpn_split", "log, per_judgment", "", "multinomial log score of the published judgments, up to a constant"),
    ),
    data=(STATISTICS,),
    check=check,
    analyse=analyse,
    report=report,
)
