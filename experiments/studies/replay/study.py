"""One coded case: what the law says, why, on what it turns; and what officials would do, today and under reforms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import track

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.config.options import Options, whole, word
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.case_priors import Priors, read_priors, sample
from zombielaw.experiments.data.cases import Case, read_cases
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.analysis.replay import Handling, handle, ordinary_office
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.law.explain import FACT_WORDS, explain, offences_in_words
from zombielaw.sim.law.facts import ANY_DAY, Facts
from zombielaw.sim.law.pivotal_facts import hinges
from zombielaw.sim.law.truth import NAMES
from zombielaw.sim.luck import Luck

TURNING = 6
"""Unknown facts shown per policy, those that move the outcome most."""


_CHANCE = "probability that officials acted on: "
COLUMNS = [
    ("ledger", "replicate", "draw of luck and of the unknown facts"),
    ("ledger", "file", "case and draw"),
    ("ledger", "province", "province of the case, as coded"),
    ("ledger", "policy", "policy of the officials"),
    ("ledger", "opened", "day of judgment since 1 November 2015, as drawn"),
    ("ledger", "charge", ", ".join(CHARGES)),
    ("ledger", "verdict", ", ".join(VERDICTS)),
    *[("ledger", f"p_charge_{name.replace('-', '_')}", f"{_CHANCE}charge {name}") for name in CHARGES],
    *[
        ("ledger", f"p_verdict_{name.replace('-', '_')}", f"{_CHANCE}verdict {name}, over all charges")
        for name in VERDICTS
    ],
    ("panel", "policy", "policy of the officials"),
    ("panel", "familiarity_286_1", "familiarity of an ordinary office with 286-1, 0-1"),
    ("panel", "familiarity_287_2", "familiarity of an ordinary office with 287-2, 0-1"),
    ("panel", "identity_clarity", "clarity of who is a provider, 0-1"),
    ("panel", "obligation_clarity", "clarity of which duty binds, 0-1"),
    ("panel", "load", "load of the office"),
]
"""Columns of the replay's ledger (one row per draw and policy) and panel (one row per policy)."""

STUDY = Options(
    question="One coded case: every reading and dated law, then officials of today and of each reform package.",
    keys={
        "case": word("cheng_cong", "the name of a coded case"),
        "draws": whole(1000, 10, 100_000, "luck draws of the institutions"),
    },
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    cases = read_cases(DATA / "cases.yaml")
    name = settings.study_keys["case"]
    if name not in cases:
        raise InputError(f"study.case={name} is not a coded case{nearest(name, cases)}. Coded: {', '.join(cases)}.")
    priors = read_priors()

    def make(settings: Settings, key: str) -> Made:
        return _make(settings, key, cases[name], priors)

    return kept(settings, make, _show)


def _show(folder: Path) -> None:
    text = (folder / "explanation.txt").read_text(encoding="utf-8").rstrip("\n")
    Console(width=120).print(text, highlight=False, markup=False)


def _make(settings: Settings, key: str, case: Case, priors: Priors) -> Made:
    law, elements = law_tables(case, settings.scenario.statute)
    turning = hinge_table(case, settings.scenario.statute)
    applied, moved, matters, offices = institutions(case, priors, settings)
    page = "\n".join([legal_page(case, settings.scenario.statute), "", institutional_page(case, applied, moved)])

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.replay import figure as verdicts_figure  # noqa: PLC0415 - drawn only when something was run

        tables = folder / "tables"
        store.write_csv(tables / "law.csv", law)
        store.write_csv(tables / "elements.csv", elements)
        store.write_csv(tables / "law_hinges.csv", turning)
        store.write_csv(tables / "institutions.csv", applied)
        store.write_csv(tables / "institution_hinges.csv", moved)
        store.write_parquet(folder / "ledger.parquet", matters)
        store.write_parquet(folder / "panel.parquet", offices)
        store.write_csv(folder / "data_dictionary.csv", pd.DataFrame(COLUMNS, columns=["table", "column", "meaning"]))
        (folder / "explanation.txt").write_text(page + "\n", encoding="utf-8")
        store.write_json(folder / "summary.json", summary_of(applied))
        draws = settings.study_keys["draws"]
        recipe = Recipe(key, settings.seed, 1, f"case {case.id}", f"{draws} draws of luck and of unknown facts")
        verdicts_figure.draw(applied, folder / "figures", recipe)

    return fill, {"seeds": [settings.seed], "runs": settings.study_keys["draws"]}


def _versions(statute: Statute) -> dict[str, Statute]:
    return {("dated" if not version else str(version)): statute._replace(version=version) for version in VERSIONS}


def law_tables(case: Case, statute: Statute) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What every dated law and reading says of a case: one row each, and one row per element."""
    answers, elements = [], []
    for version, dated in _versions(statute).items():
        for reading, rules in READINGS.items():
            found = assess(case.facts, dated, rules)
            answers.append(
                (version, reading, NAMES[found.a_286_1], NAMES[found.b_287_2], NAMES[found.other.truth],
                 offences_in_words(found.prevailing), found.open)
            )  # fmt: skip
            for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2)):
                for element in names:
                    finding = getattr(found, element)
                    elements.append((version, reading, offence, element, NAMES[finding.truth], finding.route))
    return (
        pd.DataFrame(answers, columns=["law", "reading", "286-1", "287-2", "other", "prevails", "open"]),
        pd.DataFrame(elements, columns=["law", "reading", "offence", "element", "truth", "route"]),
    )


def hinge_table(case: Case, statute: Statute) -> pd.DataFrame:
    """Unknown facts on which the law's answer turns, under every dated law and reading."""
    rows = [
        (version, reading, " and ".join(hinge.facts), hinge.narrows,
         "; ".join(f"{values} -> {offences_in_words(bits)}" for values, *_, bits in hinge.outcomes))
        for version, dated in _versions(statute).items()
        for reading, rules in READINGS.items()
        for hinge in hinges(case.facts, dated, rules)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["law", "reading", "facts", "changes_what_prevails", "outcomes"])


def legal_page(case: Case, statute: Statute) -> str:
    """The case under each reading of the law in force, with the trace, and the facts on which the answer turns."""
    lines = [f"CASE {case.id}: what the law says", "=" * 118]
    for reading, rules in READINGS.items():
        lines += [explain(assess(case.facts, statute, rules), case.facts, statute, rules), ""]
        turning = [hinge for hinge in hinges(case.facts, statute, rules) if hinge.narrows]
        words = [" and ".join(FACT_WORDS[name] for name in hinge.facts) for hinge in turning]
        lines += [f"Under {reading} the answer turns on: {'; '.join(words) or 'nothing that is unknown'}.", "-" * 118]
    lines.append("Under fixed versions of the law (dates of the case ignored):")
    for version, dated in _versions(statute).items():
        if dated.version:
            for reading, rules in READINGS.items():
                found = assess(case.facts, dated, rules)
                state = "open: " if found.open else ""
                lines.append(f"  {version}  {reading:14} {state}{offences_in_words(found.prevailing)}")
    return "\n".join(lines)


def institutions(
    case: Case, priors: Priors, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What officials do with the case under today's policy and each package, over draws of luck and unknown facts.

    Returns
    -------
    tuple of DataFrame
        Shares of outcomes, the facts that move them most, every draw (ledger), and the ordinary offices (panel).
    """
    luck, draws = Luck(settings.seed, 0), settings.study_keys["draws"]
    rows, moved, matters, offices = [], [], [], []
    for policy_name, policy in track(
        packages(settings).items(), "policies", transient=True, console=Console(stderr=True)
    ):
        scenario = settings.scenario.under(policy)
        office = ordinary_office(scenario)
        sampled = [sample(case, priors, policy, luck, draw) for draw in range(draws)]
        handled = [handle(facts, scenario, office, luck, draw) for draw, facts in enumerate(sampled)]
        for stage, names, codes, chances in (
            ("charge", CHARGES, [h.charge for h in handled], [h.charge_chances for h in handled]),
            ("verdict", VERDICTS, [h.verdict for h in handled], [h.verdict_chances for h in handled]),
        ):
            for code, outcome in enumerate(names):
                count = codes.count(code)
                low, high = wilson_interval(count, draws)
                expected = float(np.mean([chance[code] for chance in chances]))
                rows.append((policy_name, stage, outcome, count, draws, count / draws, low, high, expected))
        offices.append((policy_name, office.familiarity_286_1, office.familiarity_287_2, *office.clarity, office.load))
        matters += [
            (draw, f"{case.id}-{draw:05d}", case.province, policy_name, int(facts.judgment_day.low), CHARGES[h.charge],
             VERDICTS[h.verdict], *h.charge_chances, *h.verdict_chances)
            for draw, (facts, h) in enumerate(zip(sampled, handled, strict=True))
        ]  # fmt: skip
        moved += [(policy_name, *row) for row in _turning(case, sampled, handled)]
    shares = ["policy", "stage", "outcome", "count", "draws", "share", "low", "high", "expected_share"]
    sides = [f"verdict_{offence}_{side}" for offence in ("286_1", "287_2") for side in ("above", "below")]
    return (
        pd.DataFrame(rows, columns=shares),
        pd.DataFrame(moved, columns=["policy", "fact", "split", *sides]),
        pd.DataFrame(matters, columns=[name for table, name, _ in COLUMNS if table == "ledger"]),
        pd.DataFrame(offices, columns=[name for table, name, _ in COLUMNS if table == "panel"]),
    )


def _turning(
    case: Case, sampled: list[Facts], handled: list[Handling]
) -> list[tuple[str, float, float, float, float, float]]:
    """Unknown facts by how much the chance of a conviction differs above and below their middle."""
    a = np.array([h.verdict_chances.a for h in handled])
    b = np.array([h.verdict_chances.b for h in handled])
    rows = []
    for name in Facts._fields:
        known = getattr(case.facts, name)
        if known.low == known.high:
            continue
        values = np.array([getattr(facts, name).low for facts in sampled])
        split = 0.5 if set(np.unique(values)) <= {0.0, 1.0} else float(np.median(values))
        above = values > split if Facts._field_defaults[name] != ANY_DAY else values >= split
        if above.all() or not above.any():
            continue
        rows.append((name, split, a[above].mean(), a[~above].mean(), b[above].mean(), b[~above].mean()))
    rows.sort(key=lambda row: -max(abs(row[2] - row[3]), abs(row[4] - row[5])))
    return rows[:TURNING]


def institutional_page(case: Case, applied: pd.DataFrame, moved: pd.DataFrame) -> str:
    """How often officials apply which offence, in words and numbers."""
    draws = int(applied["draws"].iloc[0])
    lines = [
        f"CASE {case.id}: what officials would do ({draws} draws of luck and of the facts that are unknown)",
        "=" * 118,
        "Share of draws with 95 % interval. Unknown facts are drawn from declared priors (data/case_priors.yaml), not",
        "from the outcome of the case; the outcome is no input.",
        f"{'policy':16}{'charged 286-1':>22}{'charged 287-2':>22}{'convicted 286-1':>22}{'convicted 287-2':>22}",
    ]
    found = {(row["policy"], row["stage"], row["outcome"]): row for row in applied.to_dict("records")}
    for policy in dict.fromkeys(applied["policy"]):
        cells = [
            "{share:.1%} ({low:.1%}-{high:.1%})".format_map(found[policy, stage, offence])
            for stage in ("charge", "verdict")
            for offence in ("286-1", "287-2")
        ]
        lines.append(f"{policy:16}" + "".join(f"{cell:>22}" for cell in cells))
    first = applied["policy"].iloc[0]
    lines += [
        "",
        f"Unknown facts that move it most, officials of {first}: expected shares convicted of 286-1 and of 287-2,",
        "which are means of probabilities and steadier than the draws above:",
    ]
    for fact in moved[moved["policy"] == first].to_dict("records"):
        lines.append(
            f"  {FACT_WORDS[fact['fact']]:52} above {fact['split']:.4g}: {fact['verdict_286_1_above']:.1%},"
            f" {fact['verdict_287_2_above']:.1%};"
            f" else {fact['verdict_286_1_below']:.1%}, {fact['verdict_287_2_below']:.1%}"
        )
    said = case.outcome.get("charge_convicted")
    if said is not None:
        lines += ["", f"In fact (not an input): {said[0] if isinstance(said, list) else said}."]
    return "\n".join(lines)


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    law, applied, moved = (
        pd.read_csv(folder / "tables" / f"{name}.csv") for name in ("law", "institutions", "institution_hinges")
    )
    lines = [
        f"* Facts as coded, law in force at the time, reading {row['reading']}: 286-1 {row['286-1']}, 287-2 "
        f"{row['287-2']}, another offence {row['other']}; what may prevail: {row['prevails']}."
        for row in law[law["law"] == "dated"].to_dict("records")
    ]
    found = {(row["policy"], row["stage"], row["outcome"]): row for row in applied.to_dict("records")}
    ends = [(stage, offence) for stage in ("charge", "verdict") for offence in ("286-1", "287-2")]
    lines += [
        "",
        f"Officials, share of {int(applied['draws'].iloc[0])} draws of luck and of the unknown facts:",
        "",
        "| policy | charged 286-1 | charged 287-2 | convicted 286-1 | convicted 287-2 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for policy in dict.fromkeys(applied["policy"]):
        told = ["{share:.1%} ({low:.1%} to {high:.1%})".format_map(found[policy, *end]) for end in ends]
        lines.append(f"| {policy} | {' | '.join(told)} |")
    first = moved[moved["policy"] == applied["policy"].iloc[0]]
    if not first.empty:
        top = first.iloc[0]
        lines += [
            "",
            f"The unknown fact that moves officials of {top['policy']} most: {FACT_WORDS[top['fact']]} (above "
            f"{top['split']:.4g}: expected share convicted of 286-1 {top['verdict_286_1_above']:.2%}, of 287-2 "
            f"{top['verdict_287_2_above']:.1%}; else {top['verdict_286_1_below']:.2%} and "
            f"{top['verdict_287_2_below']:.1%}). Expected shares are mean probabilities; the table has what was drawn.",
        ]
    return "\n".join(lines)


def summary_of(applied: pd.DataFrame) -> dict[str, float]:
    summary: dict[str, float] = {}
    for row in applied.to_dict("records"):
        name = f"{row['policy']}_{row['stage']}_{row['outcome'].replace('-', '_')}"
        summary |= {name: row["share"], f"{name}_low": row["low"], f"{name}_high": row["high"]}
    return summary
