"""One coded case: what the law says, why, on what it turns; and what officials would do, today and under reforms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.officials import handled_in, in_fact, officials_of
from zombielaw.experiments.analysis.wording import by_outcome
from zombielaw.experiments.config.options import whole, word
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.case_priors import digest_of_cases, read_priors, sample
from zombielaw.experiments.data.cases import Case, cases_in
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.packages import package_design
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.reducers.coded_case import BLOCK, case_file, draws_of
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.law.explain import FACT_WORDS, explain, offences_in_words
from zombielaw.sim.law.facts import ANY_DAY, Facts
from zombielaw.sim.law.pivotal_facts import hinges
from zombielaw.sim.law.truth import NAMES
from zombielaw.sim.luck import Luck

FIRST = "cheng_cong"
"""The coded case that is replayed if none is named."""
UNNAMED = "one"
"""What ``study.case`` says if no case is named: the only one of a user's file, or :data:`FIRST`."""
MOST = 6
"""Unknown facts that are shown for each policy: those that move the outcome most."""
SHOWN = {f"{stage} {offence}": f"{done} {offence}" for stage, done in (("charge", "charged"), ("verdict", "convicted"))
         for offence in ("286-1", "287-2")}  # fmt: skip
"""What the report shows of officials."""


def case_of(settings: Settings) -> Case:
    """The case that a command names: by itself, or the only one of a user's file."""
    name, file = settings.study_keys["case"], settings.study_keys["file"]
    cases = cases_in(file)
    unnamed = name == UNNAMED and name not in cases
    if unnamed and file and len(cases) > 1:
        raise InputError(f"{file} holds {len(cases)} cases; name one: study.case={' or study.case='.join(cases)}.")
    if unnamed:
        name = next(iter(cases)) if file else FIRST
    if name not in cases:
        where, there = (f"case of {file}", "There") if file else ("coded case", "Coded")
        raise InputError(f"study.case={name} is not a {where}{nearest(name, cases)}. {there}: {', '.join(cases)}.")
    return cases[name]


def check(settings: Settings) -> Settings:
    """Refuse a case that is not coded. The key of the study follows the case, wherever its file lies."""
    case = case_of(settings)
    keys = {**settings.study_keys, "case": case.id}
    return replace(settings, study_keys=keys, also={"study.file": digest_of_cases([case], read_priors())})


def law_tables(case: Case, statute: Statute) -> dict[str, pd.DataFrame]:
    """What the law by the dates of a case and each fixed version say under each reading, and on what that turns."""
    answers, elements, turning = [], [], []
    for fixed in VERSIONS:
        version, dated = str(fixed) if fixed else "dated", statute._replace(version=fixed)
        for reading, rules in READINGS.items():
            place, found = (version, reading), assess(case.facts, dated, rules)
            truths = (NAMES[truth] for truth in (found.a_286_1, found.b_287_2, found.other.truth))
            answers.append((*place, *truths, offences_in_words(found.prevailing), found.open))
            for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2)):
                for name in names:
                    element = getattr(found, name)
                    elements.append((*place, offence, name, NAMES[element.truth], element.route))
            for pivotal in hinges(case.facts, dated, rules):
                outcomes = "; ".join(f"{values} -> {offences_in_words(bits)}" for values, *_, bits in pivotal.outcomes)
                turning.append((*place, " and ".join(pivotal.facts), pivotal.narrows, outcomes))
    return {
        "law": pd.DataFrame(answers, columns=["law", "reading", "286-1", "287-2", "other", "prevails", "open"]),
        "elements": pd.DataFrame(elements, columns=["law", "reading", "offence", "element", "truth", "route"]),
        "law_hinges": pd.DataFrame(turning, columns=["law", "reading", "facts", "changes_what_prevails", "outcomes"]),
    }


def pivotal_facts(case: Case, policy: str, facts: list[Facts], handled: pd.DataFrame) -> pd.DataFrame:
    """Unknown facts by how much the chance of a conviction differs above and below their middle."""
    verdicts, rows = handled[["p_verdict_286_1", "p_verdict_287_2"]].to_numpy(), []
    for name in Facts._fields:
        known = getattr(case.facts, name)
        if known.low == known.high:
            continue
        values = np.array([getattr(one, name).low for one in facts])
        split = 0.5 if set(np.unique(values)) <= {0.0, 1.0} else float(np.median(values))
        above = values > split if Facts._field_defaults[name] != ANY_DAY else values >= split
        if not above.all() and above.any():
            high, low = verdicts[above].mean(axis=0), verdicts[~above].mean(axis=0)
            rows.append((policy, name, split, high[0], low[0], high[1], low[1], np.abs(high - low).max()))
    sides = [f"verdict_{offence}_{side}" for offence in ("286_1", "287_2") for side in ("above", "below")]
    table = pd.DataFrame(rows, columns=["policy", "fact", "split", *sides, "most"])
    return table.sort_values("most", ascending=False, kind="stable").head(MOST).drop(columns="most")


def analyse(work: Work) -> Tables:
    """The law's answers; officials of today and of each package over draws of what is unknown."""
    settings, case, priors = work.settings, case_of(work.settings), read_priors()
    draws, statute = settings.study_keys["draws"], settings.scenario.statute
    design = package_design(settings, [case.id])
    blocks = replace(settings, replicates=math.ceil(draws / BLOCK))
    results = work.run(design, world=blocks, play=draws_of, subjects=[case_file(case, priors)] * len(design))
    handled, luck, turning = handled_in(results, design, draws), Luck(settings.seed, 0), []
    for name, policy in packages(settings).items():
        facts = [sample(case, priors, policy, luck, draw) for draw in range(draws)]
        turning.append(pivotal_facts(case, name, facts, handled[handled["policy"] == name]))
    work.large["ledger"] = handled.drop(columns=[POINT, "replicate"])
    work.manifest |= {"file": settings.study_keys["file"]}
    work.facts |= {"case": case.id, "draws": draws, "in_fact": in_fact(case)}
    legal = law_tables(case, statute)
    work.texts["explanation.txt"] = legal_page(case, statute, legal["law"])
    officials = officials_of(handled).drop(columns="case")
    return {**legal, "institutions": officials, "institution_hinges": pd.concat(turning)}


def legal_page(case: Case, statute: Statute, law: pd.DataFrame) -> str:
    """The case under each reading of the law in force, with the trace, and the facts on which the answer turns."""
    lines = [f"CASE {case.id}: what the law says", "=" * 118]
    for reading, rules in READINGS.items():
        turning = [pivotal for pivotal in hinges(case.facts, statute, rules) if pivotal.narrows]
        words = "; ".join(" and ".join(FACT_WORDS[name] for name in pivotal.facts) for pivotal in turning)
        lines += [
            explain(assess(case.facts, statute, rules), case.facts, statute, rules),
            f"\nUnder {reading} the answer turns on: {words or 'nothing that is unknown'}.\n{'-' * 118}",
        ]
    lines.append("Under fixed versions of the law (dates of the case ignored):")
    for row in law[law["law"] != "dated"].to_dict("records"):
        lines.append(f"  {row['law']}  {row['reading']:14} {'open: ' if row['open'] else ''}{row['prevails']}")
    return "\n".join(lines) + "\n"


def report(tables: Finished) -> str:
    """The law under each reading, officials under each policy, and the unknown fact that moves them most."""
    law, officials, pivotal, facts = tables["law"], tables["institutions"], tables["institution_hinges"], tables.facts
    first = officials["policy"].iloc[0]
    acts = officials.assign(outcome=officials["stage"] + " " + officials["outcome"])
    labels = {name: (name,) for name in officials["policy"].unique()}
    answers = [
        f"* Reading {row['reading']}: 286-1 {row['286-1']}, 287-2 {row['287-2']}, another offence {row['other']}; what "
        f"may prevail: {row['prevails']}."
        for row in law[law["law"] == "dated"].to_dict("records")
    ]
    moved = [
        f"* {FACT_WORDS[row['fact']]}: above {row['split']:.4g} {row['verdict_286_1_above']:.2%}, "
        f"{row['verdict_287_2_above']:.1%}; else {row['verdict_286_1_below']:.2%}, {row['verdict_287_2_below']:.1%}."
        for row in pivotal[pivotal["policy"] == first].to_dict("records")
    ]
    trace = (tables.folder / "explanation.txt").read_text(encoding="utf-8").strip()
    return "\n\n".join(
        [
            "What the law says of the facts as coded, in force at the time:",
            "\n".join(answers),
            f"What officials would do: share of {facts['draws']} draws of chance and of the unknown facts, 95 % "
            "interval. Unknown facts are drawn from declared priors (data/case_priors.yaml). The outcome of the case "
            "is no input.",
            by_outcome(acts, labels, ("policy",), SHOWN, "{share:.1%} ({low:.1%} to {high:.1%})".format_map, "policy"),
            f"The unknown facts that move officials of {first} most (mean probability convicted of 286-1, of 287-2):",
            "\n".join(moved),
            f"In fact (no input): {facts['in_fact']}.",
            f"## The law step by step\n\n```text\n{trace}\n```",
        ]
    )


STUDY = Study(
    question="One coded case: what the law says under every reading and dated version, and what officials of today and "
    "of each reform package would do.",
    keys={
        "case": word(UNNAMED, f"the name of a case, such as {FIRST}; {UNNAMED} is the only case of study.file"),
        "file": word("", "a file of your own cases, such as my.yaml"),
        "draws": whole(1000, 10, 100_000, "draws of chance and of the facts that the case leaves unknown"),
    },
    columns=(
        ("law", "286-1, 287-2, other", "", "elements of the offence on the facts as coded: met, open, not met"),
        ("law", "prevails, open", "", "offences that may prevail; whether that is undetermined"),
        ("elements", "truth, route", "", "truth of each element, and the number of the rule that decided it"),
        ("law_hinges", "facts, outcomes", "", "unknown facts on which the answer turns, and what follows from each"),
        ("institutions", "count, share, low, high", "draws", "draws with this outcome; Wilson 95 % interval"),
        ("institutions", "expected_share", "share", "mean of the probabilities that officials acted on"),
        ("institution_hinges", "split", "", "middle of an unknown fact, above and below which means are compared"),
        ("ledger", "day", "days since 1 November 2015", "day of judgment, as drawn"),
        ("ledger", "law_*", "", "what the law answers under each reading on the drawn facts"),
        ("ledger", "p_charge_*, p_verdict_*", "probability", "what officials acted on; verdicts over all charges"),
    ),
    check=check,
    analyse=analyse,
    report=report,
)
