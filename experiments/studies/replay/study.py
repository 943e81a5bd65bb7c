"""One coded case: what the law says, why, on what it turns; and what officials would do, today and under reforms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.officials import STAGES, officials_of
from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.config.options import whole, word
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.case_priors import read_priors, sample
from zombielaw.experiments.data.cases import Case, read_cases
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.designs.packages import package_design
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.reducers.coded_case import BLOCK, TABLE, case_file, draws_of
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
from zombielaw.sim.analysis.replay import ordinary_office
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.law.explain import FACT_WORDS, explain, offences_in_words
from zombielaw.sim.law.facts import ANY_DAY, Facts
from zombielaw.sim.law.pivotal_facts import hinges
from zombielaw.sim.law.truth import NAMES
from zombielaw.sim.luck import Luck

MOST = 6
"""Unknown facts that are shown for each policy: those that move the outcome most."""
LINE = "=" * 118
ENDS = tuple((stage, offence) for stage in STAGES for offence in ("286-1", "287-2"))
ENDS_IN_WORDS = ("charged 286-1", "charged 287-2", "convicted 286-1", "convicted 287-2")


def case_of(settings: Settings) -> Case:
    """The case that a command names."""
    return read_cases(DATA / "cases.yaml")[settings.study_keys["case"]]


def check(settings: Settings) -> Settings:
    """Refuse a case that is not coded."""
    cases, name = read_cases(DATA / "cases.yaml"), settings.study_keys["case"]
    read_priors()
    if name not in cases:
        raise InputError(f"study.case={name} is not a coded case{nearest(name, cases)}. Coded: {', '.join(cases)}.")
    return settings


def statutes(statute: Statute) -> dict[str, Statute]:
    """The law by the dates of the case, then each fixed version."""
    return {("dated" if not version else str(version)): statute._replace(version=version) for version in VERSIONS}


def law_tables(case: Case, statute: Statute) -> dict[str, pd.DataFrame]:
    """What every dated law and reading says of a case: ``law``, ``elements``, and ``law_hinges``, on what it turns."""
    answers, elements, turning = [], [], []
    for version, dated in statutes(statute).items():
        for reading, rules in READINGS.items():
            place = (version, reading)
            found = assess(case.facts, dated, rules)
            truths = (NAMES[truth] for truth in (found.a_286_1, found.b_287_2, found.other.truth))
            answers.append((*place, *truths, offences_in_words(found.prevailing), found.open))
            for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2)):
                findings = [(name, getattr(found, name)) for name in names]
                elements += [(*place, offence, name, NAMES[one.truth], one.route) for name, one in findings]
            for pivotal in hinges(case.facts, dated, rules):
                outcomes = "; ".join(f"{values} -> {offences_in_words(bits)}" for values, *_, bits in pivotal.outcomes)
                turning.append((*place, " and ".join(pivotal.facts), pivotal.narrows, outcomes))
    return {
        "law": pd.DataFrame(answers, columns=["law", "reading", "286-1", "287-2", "other", "prevails", "open"]),
        "elements": pd.DataFrame(elements, columns=["law", "reading", "offence", "element", "truth", "route"]),
        "law_hinges": pd.DataFrame(turning, columns=["law", "reading", "facts", "changes_what_prevails", "outcomes"]),
    }


def pivotal_facts(case: Case, policy: str, facts: list[Facts], handled: pd.DataFrame) -> list[tuple[str | float, ...]]:
    """Unknown facts by how much the chance of a conviction differs above and below their middle."""
    a, b = (handled[f"p_verdict_{offence}"].to_numpy() for offence in ("286_1", "287_2"))
    rows: list[tuple[str, str, float, float, float, float, float]] = []
    for name in Facts._fields:
        known = getattr(case.facts, name)
        if known.low == known.high:
            continue
        values = np.array([getattr(one, name).low for one in facts])
        split = 0.5 if set(np.unique(values)) <= {0.0, 1.0} else float(np.median(values))
        above = values > split if Facts._field_defaults[name] != ANY_DAY else values >= split
        if not above.all() and above.any():
            rows.append((policy, name, split, a[above].mean(), a[~above].mean(), b[above].mean(), b[~above].mean()))
    return sorted(rows, key=lambda row: -max(abs(row[3] - row[4]), abs(row[5] - row[6])))[:MOST]  # type: ignore[return-value]


def analyse(work: Work) -> Tables:
    """The law's answers; officials of today and of each package over draws of what is unknown."""
    settings, case, priors = work.settings, case_of(work.settings), read_priors()
    draws, statute = settings.study_keys["draws"], settings.scenario.statute
    design = package_design(settings, [case.id])
    blocks = replace(settings, replicates=math.ceil(draws / BLOCK))
    results = work.run(design, world=blocks, play=draws_of, subjects=[case_file(case, priors)] * len(design))
    handled = results.table(TABLE).query("draw < @draws").merge(design[[POINT, f"{LABEL}policy"]], on=POINT)
    handled = handled.rename(columns={f"{LABEL}policy": "policy"}).assign(case=case.id)
    luck, offices, turning = Luck(settings.seed, 0), [], []
    for name, policy in packages(settings).items():
        office = ordinary_office(settings.scenario.under(policy))
        offices.append((name, office.familiarity_286_1, office.familiarity_287_2, *office.clarity, office.load))
        facts = [sample(case, priors, policy, luck, draw) for draw in range(draws)]
        turning += pivotal_facts(case, name, facts, handled[handled["policy"] == name])
    sides = [f"verdict_{offence}_{side}" for offence in ("286_1", "287_2") for side in ("above", "below")]
    tables = {
        **law_tables(case, statute), "institutions": officials_of(handled).drop(columns="case"),
        "institution_hinges": pd.DataFrame(turning, columns=["policy", "fact", "split", *sides]),
    }  # fmt: skip
    work.large["ledger"] = handled.drop(columns=[POINT, "replicate"])
    columns = ["policy", "familiarity_286_1", "familiarity_287_2", "identity_clarity", "obligation_clarity", "load"]
    work.large["panel"] = pd.DataFrame(offices, columns=columns)
    work.facts |= {"case": case.id, "draws": draws, "in_fact": in_fact(case)}
    work.texts["explanation.txt"] = legal_page(case, statute)
    return tables


def in_fact(case: Case) -> str:
    """What officials decided, if it is known: a figure to compare with, no input."""
    coded = case.outcome.get("charge_convicted")
    return "" if coded is None else str(coded[0] if isinstance(coded, list) else coded)


def legal_page(case: Case, statute: Statute) -> str:
    """The case under each reading of the law in force, with the trace, and the facts on which the answer turns."""
    lines = [f"CASE {case.id}: what the law says", LINE]
    for reading, rules in READINGS.items():
        lines += [explain(assess(case.facts, statute, rules), case.facts, statute, rules), ""]
        turning = [pivotal for pivotal in hinges(case.facts, statute, rules) if pivotal.narrows]
        words = [" and ".join(FACT_WORDS[name] for name in pivotal.facts) for pivotal in turning]
        lines += [f"Under {reading} the answer turns on: {'; '.join(words) or 'nothing that is unknown'}.", "-" * 118]
    lines.append("Under fixed versions of the law (dates of the case ignored):")
    for version, dated in statutes(statute).items():
        for reading, rules in READINGS.items() if dated.version else ():
            found = assess(case.facts, dated, rules)
            state = "open: " if found.open else ""
            lines.append(f"  {version}  {reading:14} {state}{offences_in_words(found.prevailing)}")
    return "\n".join(lines) + "\n"


def report(tables: Finished) -> str:
    """The law under each reading, officials under each policy, and the unknown fact that moves them most."""
    law, officials, facts = tables["law"], tables["institutions"], tables.facts
    cells = {(row["policy"], row["stage"], row["outcome"]): row for row in officials.to_dict("records")}
    rows = [
        (policy, *("{share:.1%} ({low:.1%} to {high:.1%})".format_map(cells[policy, *end]) for end in ENDS))
        for policy in dict.fromkeys(officials["policy"])
    ]
    lines = ["What the law says of the facts as coded, in force at the time:", ""]
    lines += [
        f"* Reading {row['reading']}: 286-1 {row['286-1']}, 287-2 {row['287-2']}, another offence {row['other']}; what "
        f"may prevail: {row['prevails']}."
        for row in law[law["law"] == "dated"].to_dict("records")
    ]
    lines += [
        "",
        f"What officials would do: share of {facts['draws']} draws of chance and of the unknown facts, 95 % interval. "
        "Unknown facts are drawn from declared priors (data/case_priors.yaml). The outcome of the case is no input.",
        "",
        table(("policy", *ENDS_IN_WORDS), rows),
        "",
    ]
    pivotal = tables["institution_hinges"]
    lines += [
        f"The unknown facts that move officials of {rows[0][0]} most (mean probability convicted of 286-1, of 287-2):",
        "",
    ]
    lines += [
        f"* {FACT_WORDS[row['fact']]}: above {row['split']:.4g} {row['verdict_286_1_above']:.2%}, "
        f"{row['verdict_287_2_above']:.1%}; else {row['verdict_286_1_below']:.2%}, {row['verdict_287_2_below']:.1%}."
        for row in pivotal[pivotal["policy"] == rows[0][0]].to_dict("records")
    ]
    if facts["in_fact"]:
        lines += ["", f"In fact (no input): {facts['in_fact']}."]
    trace = (tables.folder / "explanation.txt").read_text(encoding="utf-8")
    return "\n".join([*lines, "", "## The law step by step", "", "```text", trace.strip(), "```"])


STUDY = Study(
    question="One coded case: what the law says under every reading and dated version, and what officials of today and "
    "of each reform package would do.",
    keys={
        "case": word("cheng_cong", "the name of a coded case, such as cheng_cong"),
        "draws": whole(1000, 10, 100_000, "draws of chance and of the facts that the case leaves unknown"),
    },
    columns=(
        ("law", "286-1, 287-2, other", "", "elements of the offence on the facts as coded: met, open, not met"),
        ("law", "prevails, open", "", "offences that may prevail; whether that is undetermined"),
        ("elements", "truth, route", "", "truth of each element, and the number of the rule that decided it"),
        (
            "law_hinges",
            "facts, outcomes",
            "",
            "unknown facts on which the answer turns, and what follows from each",
        ),
        ("institutions", "count, share, low, high", "draws", "draws with this outcome; Wilson 95 % interval"),
        ("institutions", "expected_share", "share", "mean of the probabilities that officials acted on"),
        ("institution_hinges", "split", "", "middle of an unknown fact, above and below which means are compared"),
        ("ledger", "day", "days since 1 November 2015", "day of judgment, as drawn"),
        ("ledger", "law_*", "", "what the law answers under each reading on the drawn facts"),
        (
            "ledger",
            "p_charge_*, p_verdict_*",
            "probability",
            "what officials acted on; verdicts over all charges",
        ),
        ("panel", "familiarity_*, *_clarity, load", "", "state of an ordinary office under the policy"),
    ),
    check=check,
    analyse=analyse,
    report=report,
)
