"""The coded judgments: which are set aside, how far the coders agree, and what a silence means."""

from __future__ import annotations

from hashlib import sha256

import pandas as pd
import yaml

from benchmarks.judgments import ASIDE, FILE, alleged, scores
from zombielaw.experiments.data.cases import NOT_ALLEGED, interval_from, read_cases
from zombielaw.experiments.paths import DOCS
from zombielaw.sim.law.facts import ANY_DAY, NO, Facts, Interval

WRITTEN = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CASES = read_cases(FILE, own=True)
CODED = {name: alleged(case) for name, case in CASES.items()}
DIFFERENCES = pd.read_csv(FILE.with_name("codings.csv"), dtype=str)


def test_every_second_judgment_of_an_offence_is_set_aside_by_the_hash_of_its_docket():
    def place(row):
        docket = row["text"]["docket"].encode()
        return row["outcome"]["charge_convicted"][0], sha256(docket).hexdigest()

    ordered = sorted(WRITTEN["cases"], key=place)
    assert [row["text"]["half"] == ASIDE for row in ordered] == [
        bool(number % 2) for number in range(len(ordered))
    ]


def test_what_a_judgment_leaves_out_is_nil_unless_an_account_may_be_silent_on_it():
    amounts = {name for name, default in Facts._field_defaults.items() if default != ANY_DAY}
    for row in WRITTEN["cases"]:
        case = CASES[row["id"]]
        nil = {name for name, coding in case.codings.items() if coding.source == NOT_ALLEGED}
        assert nil == amounts.difference(row["facts"], WRITTEN["unknown_if_left_out"])


def test_each_difference_of_the_coders_is_on_file_as_it_was_settled():
    for row in DIFFERENCES.itertuples():
        given = [
            interval_from(row.fact, yaml.safe_load(one))
            for one in (row.first, row.second)
            if isinstance(one, str)
        ]
        low = 0.0 if row.settled == "open" else min(one.low for one in given)
        settled = Interval(low, max(one.high for one in given))
        expected = Facts._field_defaults[row.fact] if row.settled == "left out" else settled
        assert getattr(CODED[row.judgment], row.fact) == expected, row


def agreement():
    """Agreement of the coders as the page tells it: of the facts that either alleges the share on which both agree,
    their number, and Cohen's kappa of alleged or not.
    """
    told = DIFFERENCES.set_index(["judgment", "fact"])
    rows = []
    for name, facts in CODED.items():
        for fact in Facts._fields:
            if (name, fact) in told.index:
                row = told.loc[(name, fact)]
                given = [*row[["first", "second"]].notna(), row["settled"] == "both"]
            else:
                coded = getattr(facts, fact) not in (NO, Facts._field_defaults[fact])
                day = fact == "judgment_day" or fact not in CASES[name].codings
                given = [coded and not day] * 3
            rows.append((fact, *given))
    table = pd.DataFrame(rows, columns=["fact", "first", "second", "same"])
    either = table["first"] | table["second"]
    asked = table[table["fact"].isin(table.loc[either, "fact"])]
    first, second = asked["first"].mean(), asked["second"].mean()
    by_chance = first * second + (1.0 - first) * (1.0 - second)
    kappa = 1.0 - (asked["first"] != asked["second"]).mean() / (1.0 - by_chance)
    same = table.loc[either, "same"].mean()
    return f"Of the {either.sum()} facts that either alleges, both allege the same in {same:.0%} (kappa {kappa:.2f})."


def test_the_page_has_the_agreement_of_the_coders():
    assert agreement() in (DOCS / "validation.md").read_text(encoding="utf-8"), agreement()


def test_an_answer_is_right_if_it_is_any_offence_of_the_conviction():
    rows = [(["266", "287-1"], "287-1", "none", "266", 0.5), (["225"], "open", "225", "266", 0.25)]
    answers = pd.DataFrame(rows, columns=["convicted", "best", "next", "charged", "chance"])
    row = next(line for line in scores(answers, "225").splitlines() if "right: opinion" in line)
    assert [cell.strip() for cell in row.split("|")[2:-1]] == [
        "0",
        "1",
        "1 (9% to 91%)",
        "0 (0% to 79%)",
    ]
