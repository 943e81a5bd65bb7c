"""Every coded case under every reading of concurrence and every policy package: what the law says, what officials do.

On the facts as coded the law is mostly open, for what decides is rarely reported. So each case is also given the ways
in which its unknown facts may have been, and the law is asked of each: the share of draws in which an offence prevails.
A package moves the law's answer only where it moves facts (sound orders) or the statute; a reading moves no official.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.config.options import Options, whole
from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.case_priors import Priors, read_priors, sample
from zombielaw.experiments.data.cases import Case, read_cases
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.experiments.studies.replay.study import institutions
from zombielaw.sim.law.assess import ELEMENTS_286_1, Assessment, assess, examine, read
from zombielaw.sim.law.concurrence import A_286_1, B_287_2, NONE, OTHER, READINGS, Reading
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.explain import ELEMENT_WORDS, FACT_WORDS, offences_in_words
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.pivotal_facts import hinges
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NAMES, NOT_MET
from zombielaw.sim.luck import Luck

ANSWERS = ("286-1", "either", "open", "287-2", "other", "rest", "none")
"""What prevails: 286-1; a tie of it with others; open, 286-1 among what may; 287-2; another offence; not 286-1, and
which of the rest is a tie or open; no offence. ``open`` on known facts is a law without a mark, as before 2019."""
OFFICIALS = tuple((stage, offence) for stage in ("charge", "verdict") for offence in ("286-1", "287-2", "other"))
COLUMNS = [
    ("case", "case", "id of the coded case"),
    ("case", "kind", "kind of provider"),
    ("case", "group", "A convicted of 286-1, B 286-1 considered, C handled under 287-2, D sanctioned, E comparators"),
    ("case", "in_fact", "what officials decided; no input"),
    ("case", "reading", "reading of concurrence"),
    ("case", "package", "policy package"),
    ("coded facts", "286-1", "is 286-1 made out on the facts as coded: met, open, not met"),
    ("coded facts", "287-2", "likewise 287-2"),
    ("coded facts", "other", "likewise another offence"),
    ("coded facts", "prevails", "offences that may prevail on the facts as coded"),
    ("coded facts", "why", "the element that fails, or the unknown facts on which the answer turns"),
    *[("drawn facts", f"law_{answer}", f"share of draws in which the law answers: {answer}") for answer in ANSWERS],
    *[
        ("officials", f"{stage}_{offence}", f"mean probability: {stage} of {offence}, whatever the reading")
        for stage, offence in OFFICIALS
    ],
]
"""Columns of ``cases.csv``: group, name, meaning."""

STUDY = Options(
    question=(
        "Every coded case: what the law says under each reading, and what officials do, today and under each "
        "reform package."
    ),
    keys={"draws": whole(400, 10, 100_000, "luck draws of the institutions")},
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""

    def make(settings: Settings, key: str) -> Made:
        cases = read_cases(DATA / "cases.yaml")
        law, officials = law_and_officials(cases, read_priors(), settings)
        grid = grid_of(cases, law, officials, settings)
        draws = settings.study_keys["draws"]

        def fill(folder: Path) -> None:
            from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
            from zombielaw.experiments.studies.cases import figure as cases_figure  # noqa: PLC0415 - drawn only when something was run

            store.write_csv(folder / "tables" / "cases.csv", grid)
            store.write_csv(folder / "tables" / "law.csv", law)
            store.write_csv(folder / "tables" / "officials.csv", officials)
            dictionary = pd.DataFrame(COLUMNS, columns=["table", "column", "meaning"])
            store.write_csv(folder / "data_dictionary.csv", dictionary)
            store.write_json(folder / "summary.json", summary_of(grid))
            band = f"{draws} draws of unknown facts"
            recipe = Recipe(key, settings.seed, 1, f"{len(cases)} coded cases", band)
            cases_figure.draw(grid, folder / "figures", recipe)

        return fill, {"seeds": [settings.seed], "runs": draws}

    return kept(settings, make, lambda folder: print_table(pd.read_csv(folder / "tables" / "cases.csv")))


def answer_of(found: Assessment) -> str:
    """One of :data:`ANSWERS`."""
    if found.open or found.prevailing not in _ALONE:
        undecided = "open" if found.open else "either"
        return undecided if found.prevailing & A_286_1 else "rest"
    return _ALONE[found.prevailing]


_ALONE = {A_286_1: "286-1", B_287_2: "287-2", OTHER: "other", NONE: "none"}


def why(found: Assessment, facts: Facts, statute: Statute, reading: Reading) -> str:
    """The element of 286-1 that fails, or what the answer turns on."""
    if found.a_286_1 == NOT_MET:
        element = next(name for name in ELEMENTS_286_1 if getattr(found, name).truth == NOT_MET)
        route = ROUTES[getattr(found, element).route]
        return f"{ELEMENT_WORDS[element]} not met [{route.citation}]"
    turning = [" and ".join(FACT_WORDS[name] for name in hinge.facts) for hinge in hinges(facts, statute, reading)]
    if turning:
        return f"turns on {'; '.join(turning)}"
    return "all elements met" if found.a_286_1 == MET else "the law has no mark for these facts"


def law_and_officials(
    cases: dict[str, Case], priors: Priors, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Shares of the law's answers over drawn facts, and of officials' acts, both long.

    Returns
    -------
    tuple of DataFrame
        ``case, reading, package, answer, count, draws, share, low, high``; and the shares of the study ``replay`` with
        a column ``case`` before them.
    """
    luck, draws = Luck(settings.seed, 0), settings.study_keys["draws"]
    rows, applied = [], []
    for case in cases.values():
        for package, policy in packages(settings).items():
            statute = settings.scenario.statute_at(policy)
            drawn = [sample(case, priors, policy, luck, draw) for draw in range(draws)]
            examined = [examine(facts, law_in_force(facts, statute)) for facts in drawn]
            for name, reading in READINGS.items():
                answers = [answer_of(read(found, reading)) for found in examined]
                for answer in ANSWERS:
                    count = answers.count(answer)
                    rows.append(
                        (case.id, name, package, answer, count, draws, count / draws, *wilson_interval(count, draws))
                    )
        shares, *_ = institutions(case, priors, settings)
        shares.insert(0, "case", case.id)
        applied.append(shares)
    columns = ["case", "reading", "package", "answer", "count", "draws", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns), pd.concat(applied, ignore_index=True)


def grid_of(cases: dict[str, Case], law: pd.DataFrame, officials: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """One row per case, reading and package: see :data:`COLUMNS`."""
    said = law.set_index(["case", "reading", "package", "answer"])["share"].to_dict()
    done = officials.set_index(["case", "policy", "stage", "outcome"])["expected_share"].to_dict()
    rows = []
    for case in cases.values():
        for name, reading in READINGS.items():
            known: dict[Statute, tuple[str, ...]] = {}
            for package, policy in packages(settings).items():
                statute = settings.scenario.statute_at(policy)
                if statute not in known:
                    known[statute] = _on_coded_facts(case, statute, reading)
                shares = [said[case.id, name, package, answer] for answer in ANSWERS]
                acts = [done[case.id, package, stage, offence] for stage, offence in OFFICIALS]
                what = (case.id, case.kind, case.group, in_fact(case), name, package)
                rows.append((*what, *known[statute], *shares, *acts))
    return pd.DataFrame(rows, columns=[name for _, name, _ in COLUMNS])


def _on_coded_facts(case: Case, statute: Statute, reading: Reading) -> tuple[str, ...]:
    found = assess(case.facts, statute, reading)
    truths = (NAMES[truth] for truth in (found.a_286_1, found.b_287_2, found.other.truth))
    return (*truths, offences_in_words(found.prevailing), why(found, case.facts, statute, reading))


def in_fact(case: Case) -> str:
    """What officials decided, in a word or two."""
    coded = case.outcome.get("charge_convicted")
    return str(coded[0]) if coded is not None else "no charge"


def summary_of(grid: pd.DataFrame) -> dict[str, float]:
    """Mean over cases, by package: the law's share of 286-1 under each reading, and officials' probabilities."""
    summary: dict[str, float] = {}
    for package, rows in grid.groupby("package", sort=False):
        for reading in READINGS:
            summary[f"{package}_law_286_1_{reading}"] = float(rows.loc[rows["reading"] == reading, "law_286-1"].mean())
        for column in ("charge_286-1", "charge_287-2", "verdict_286-1", "verdict_287-2"):
            summary[f"{package}_{column.replace('-', '_')}"] = float(rows[column].mean())
    return summary


def findings(folder: Path) -> str:
    """What the table says, in words."""
    grid = pd.read_csv(folder / "tables" / "cases.csv")
    first, last = grid["package"].iloc[0], grid["package"].iloc[-1]
    now = grid[grid["package"] == first]
    draws = int(pd.read_csv(folder / "tables" / "law.csv")["draws"].iloc[0])
    lines = [f"{now['case'].nunique()} coded cases, {draws} draws of the facts that are unknown."]
    for reading, rows in now.groupby("reading", sort=False):
        count = rows["286-1"].value_counts()
        fails = rows[rows["286-1"] == "not met"].groupby("why", sort=False)["case"].agg(", ".join)
        whys = "; ".join(f"{why}: {names}" for why, names in fails.items())
        lines.append(
            f"* Reading {reading}, facts as coded: 286-1 met in {count.get('met', 0)} cases, open in "
            f"{count.get('open', 0)}, not met in {count.get('not met', 0)}{f' ({whys})' if whys else ''}. Over the "
            f"draws 286-1 prevails in {rows['law_286-1'].mean():.1%}, alone or in a tie in "
            f"{(rows['law_286-1'] + rows['law_either']).mean():.1%}, mean over cases."
        )
    own = now.drop_duplicates("case")
    convicted = own[own["group"] == "A"]
    sellers = now[now["case"].isin(convicted.loc[convicted["kind"] == "tool_seller", "case"])]
    lines.append(
        f"* Coded convictions under 286-1: {len(convicted)}, of which {sellers['case'].nunique()} of tool sellers. In "
        f"these another offence prevails in {sellers['law_other'].min():.0%} to {sellers['law_other'].max():.0%} of "
        f"draws, over all readings; officials of {first} convict of 286-1 with probability "
        f"{convicted['verdict_286-1'].min():.1%} to {convicted['verdict_286-1'].max():.1%} in the {len(convicted)}."
    )
    means = grid.drop_duplicates(["case", "package"]).groupby("package", sort=False)
    charged = means[["charge_286-1", "charge_287-2"]].mean()
    largest = own.loc[own["charge_287-2"].idxmax(), "case"]
    one = grid[grid["case"] == largest].drop_duplicates("package").set_index("package")
    lines += [
        f"* In the case that officials charge with 287-2 most ({largest}) 286-1 prevails in "
        + ", ".join(f"{row['law_286-1']:.1%} ({row['reading']})" for _, row in now[now["case"] == largest].iterrows())
        + " of draws, and 287-2 in "
        + ", ".join(f"{row['law_287-2']:.1%} ({row['reading']})" for _, row in now[now["case"] == largest].iterrows())
        + ".",
        "",
        f"| package | charged 286-1, mean | charged 287-2, mean | 286-1, {largest} | 287-2, {largest} |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {package} | {charged.loc[package, 'charge_286-1']:.1%} | {charged.loc[package, 'charge_287-2']:.1%} "
        f"| {one.loc[package, 'charge_286-1']:.1%} | {one.loc[package, 'charge_287-2']:.1%} |"
        for package in charged.index
    ]
    alone = charged["charge_286-1"].drop([first, last]) - charged.loc[first, "charge_286-1"]
    together = charged.loc[last, "charge_286-1"] - charged.loc[first, "charge_286-1"]
    lines += [
        "",
        f"To the mean probability of a charge of 286-1 the packages alone, summed, add {alone.sum():.1%}; "
        f"`policy={last}` adds {together:.1%}.",
    ]
    return "\n".join(lines)


def print_table(grid: pd.DataFrame) -> None:
    """Show each case: 286-1 by the text, and what officials of the first and of the last package would charge."""
    console = Console(width=118)
    first, last = grid["package"].iloc[0], grid["package"].iloc[-1]
    console.print(
        "Each coded case: 286-1 by the text on the facts as coded; P(charged with 286-1) / P(charged with 287-2)"
    )
    console.print(f"{'case':24}{'in fact':34}{'286-1 in law':>14}{first:>20}{last:>20}", highlight=False)
    rows = [row for row in grid.to_dict("records") if row["reading"] == grid["reading"].iloc[0]]
    acts = {(row["case"], row["package"]): f"{row['charge_286-1']:.1%} / {row['charge_287-2']:.1%}" for row in rows}
    for row in rows:
        if row["package"] == first:
            line = f"{row['case']:24}{row['in_fact'][:32]:34}{row['286-1']:>14}"
            line += f"{acts[row['case'], first]:>20}{acts[row['case'], last]:>20}"
            console.print(line, highlight=False, markup=False)
