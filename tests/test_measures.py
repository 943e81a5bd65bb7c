"""Measures on small ledgers made by hand, whose answers are known; and on whole runs, against other ways to count."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from shared import run, scenario

from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.measures import MEASURES, Quotient, funnel, gini, measure, mischarge, quotients
from zombielaw.sim.record import dictionary

MET, OPEN, NOT = 2, 1, 0
TAIL = "statute_thresholds2019"


def files(*rows: dict) -> pd.DataFrame:
    """A ledger with these files; what a row leaves out did not happen."""
    columns = dictionary().query("table == 'ledger'")["column"]
    ledger = pd.DataFrame({name: [row.get(name) for row in rows] for name in columns})
    for name in columns:
        if name.startswith("met_"):
            ledger[name] = ledger[name].fillna(NOT).astype(np.int8)
        elif name.startswith("law_"):
            ledger[name] = ledger[name].fillna("none").astype(object)
    for name in ("opened", "order", "referred", "filed", "charged", "judged", "plea"):
        ledger[name] = ledger[name].astype("Int16")
    for name in ("charge", "verdict"):
        ledger[name] = ledger[name].fillna("none").astype(object)
    ledger["began"] = ledger["began"].fillna("inspection")
    return ledger


def law(a: int = NOT, b: int = NOT, other: int = NOT, prevails: str = "none") -> dict:
    """The same answer under both laws and all readings."""
    answer = {}
    for reading in READINGS:
        for suffix in ("", "_thresholds2019"):
            tail = f"{reading}{suffix}"
            answer |= {
                f"met_286_1_{tail}": a,
                f"met_287_2_{tail}": b,
                f"met_other_{tail}": other,
                f"law_{tail}": prevails,
            }
    answer |= {f"met_{name}": other for name in RIVAL_NAMES}
    return answer


def tried(charge: str, verdict: str, **law_of_it) -> dict:
    """A file that went all the way."""
    return {
        "referred": 3, "filed": 4, "charged": 6, "judged": 8, "order": 2, "plea": 1, "charge": charge,
        "verdict": verdict, "end": "convicted", **law(**law_of_it),
    }  # fmt: skip


def panel(**totals: float) -> pd.DataFrame:
    """A panel of one province and month."""
    columns = dictionary().query("table == 'panel'")["column"]
    row = {
        **dict.fromkeys(columns, 0.0),
        "replicate": 0,
        "month": 0,
        "province": 0,
        "providers": 120.0,
        **totals,
    }
    return pd.DataFrame([row])


def test_nothing_divided_is_not_a_number():
    assert math.isnan(Quotient(0.0, 0.0).value)
    assert Quotient(0.0, 3.0).value == 0.0
    values = measure(files(), panel())
    for name in (
        "share_286_1_convictions",
        f"application_rate_{TAIL}",
        f"wrongful_{TAIL}",
        "acquittal_rate",
        "plea_rate",
    ):
        assert math.isnan(values[name]), name


def test_what_is_not_asked_for_is_not_read():
    """A study pays for its own measures only: no other column is looked at."""
    record = run(scenario("experiment=lively", "world.providers=1000", "study.months=100"))
    read = set()

    class Watched:
        def __init__(self, columns):
            self.columns = columns

        def __getitem__(self, name):
            read.add(name)
            return self.columns[name]

    asked = ("refusal_rate", "share_286_1_charges")
    selected = quotients(Watched(record.files), Watched(record.months), asked)
    assert read == {"answers", "refusals", "charges_286_1", "charges_287_2"}
    everything = quotients(record.files, record.months)
    assert selected == {name: everything[name] for name in asked}
    of_tables = quotients(record.ledger, record.panel)
    assert list(of_tables) == list(everything)
    np.testing.assert_allclose(list(of_tables.values()), list(everything.values()), rtol=1e-12)


def test_life_and_zombification():
    ledger = files(
        tried("286-1", "286-1", a=MET, prevails="286-1"),
        tried("287-2", "287-2", a=MET, b=MET, prevails="either: 286-1 or 287-2"),
        {"end": "fined", **law(a=MET, prevails="286-1")},
        {"end": "complied", **law()},
    )
    values = measure(ledger, panel(undetected_286_1=2, convictions_286_1=1, convictions_287_2=1))
    assert values[f"eligible_286_1_{TAIL}"] == 3
    assert values[f"application_rate_detected_{TAIL}"] == pytest.approx(1 / 3)
    assert values[f"application_rate_{TAIL}"] == pytest.approx(1 / 5)  # two more, never detected
    assert values["application_rate_pan_xiong"] == pytest.approx(
        1 / 3
    )  # undetected spells are assessed under one law and reading
    assert values[f"application_rate_referred_{TAIL}"] == pytest.approx(1 / 2)
    for suffix in ("", "_thresholds2019"):
        name = f"statute{suffix}"
        assert values[f"zombification_{name}"] == pytest.approx(
            1.0 - values[f"application_rate_referred_{name}"]
        )
    assert values[f"substitution_{TAIL}"] == pytest.approx(1 / 2)
    assert values[f"impunity_{TAIL}"] == pytest.approx(1 / 3)
    assert values["share_286_1_convictions"] == pytest.approx(1 / 2)
    assert values["plea_rate"] == 1.0


def test_wrongful_is_not_mislabelled():
    ledger = files(
        tried("286-1", "286-1", a=MET, prevails="286-1"),  # right
        tried("286-1", "286-1"),  # nothing satisfied: wrongful
        # only the other satisfied: mislabelled, and pocket
        tried("287-2", "287-2", a=MET, prevails="286-1"),
        tried("287-2", "287-2", b=OPEN, prevails="open"),  # open: neither
    )
    values = measure(ledger, panel(convictions_286_1=2, convictions_287_2=2))
    assert values[f"wrongful_{TAIL}"] == pytest.approx(1 / 4)
    assert values[f"mislabelled_{TAIL}"] == pytest.approx(1 / 4)
    assert values[f"pocket_{TAIL}"] == pytest.approx(1 / 2)


def test_open_is_counted_apart():
    ledger = files(
        tried("286-1", "286-1", a=OPEN, prevails="open"),
        tried("286-1", "286-1", a=MET, prevails="286-1"),
        {"end": "fined", **law(a=OPEN, prevails="open")},
    )
    values = measure(ledger, panel(convictions_286_1=2))
    assert values[f"eligible_286_1_{TAIL}"] == 1
    assert values[f"open_286_1_{TAIL}"] == 2
    assert values[f"application_rate_detected_{TAIL}"] == 1.0
    assert values[f"wrongful_{TAIL}"] == 0.0
    assert values[f"mislabelled_{TAIL}"] == 0.0


def test_impunity_asks_for_an_offence_that_is_made_out():
    ledger = files(
        {"end": "dropped", **law(other=MET, prevails="363-1")},
        {"end": "dropped", **law(a=OPEN, prevails="open")},
        tried("363-1", "363-1", other=MET, prevails="363-1"),
    )
    assert measure(ledger, panel(convictions_other=1))[f"impunity_{TAIL}"] == pytest.approx(1 / 2)


def test_rates_of_the_panel():
    totals = panel(
        answers=50, refusals=5, responses=103, orders_chosen=41, written_orders=44, non_compliant=30,
        touched=12, not_charged=1, acquittals=1, convictions_286_1=3, convictions_other=1, harm=600,
    )  # fmt: skip
    ledger = files(
        {"end": "vanished"},
        {"end": "vanished"},
        {"charged": 3},
        {"charged": 4},
        {"charged": 5},
        {"charged": 5},
    )
    values = measure(ledger, totals)
    assert values["refusal_rate"] == pytest.approx(0.1)
    assert values["compliance_after_order"] == pytest.approx(43 / 50)
    assert values["order_rate"] == pytest.approx(41 / 103)
    assert values["non_compliant_share"] == pytest.approx(0.25)
    assert values["activity"] == pytest.approx(0.1)
    assert values["nonprosecution_rate"] == pytest.approx(1 / 4)
    assert values["acquittal_rate"] == pytest.approx(1 / 5)
    assert values["harm_per_provider_year"] == pytest.approx(60.0)


def test_days_from_order_to_judgment():
    ledger = files(
        {"order": 2, "judged": 4, "plea": 0},
        {"order": 0, "judged": 10, "plea": 1},
        {"order": 1, "judged": 5, "plea": 1},
        {"order": 1},
    )  # fmt: skip
    values = measure(ledger, panel())
    assert values["days_order_to_judgment_median"] == pytest.approx(4 * 30.436875)
    assert values["plea_rate"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("values", "index"),
    [([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([1, 3], 0.25), ([0, 1, 2, 3], 10 / 24)],
)
def test_gini(values, index):
    assert gini(np.array(values)) == pytest.approx(index)
    assert gini(np.array(values) * 7.0) == pytest.approx(index)


def test_gini_of_nothing():
    assert math.isnan(gini(np.zeros(3)))


def test_the_funnel_shares_out_the_whole_fall():
    totals = panel(
        findings=1000, written_orders=500, refusals=50, referrals=10,
        expected_charges_286_1=2.0, charges_286_1=3, expected_convictions_286_1=1.0, convictions_286_1=1,
    )  # fmt: skip
    ledger = files(*[{"filed": 4} for _ in range(5)], {"filed": 4, "began": "police"})
    table = funnel(ledger, totals).set_index("stage")
    assert table["count"].tolist() == [1000, 500, 50, 10, 5, 3, 1]
    assert table["passed"].iloc[1:].tolist() == pytest.approx([0.5, 0.1, 0.2, 0.5, 0.4, 0.5])
    assert table["attrition"].sum() == pytest.approx(1.0)
    assert table.loc["refusals", "attrition"] == pytest.approx(math.log(0.1) / math.log(1 / 1000))
    assert table["attrition"].iloc[1:].gt(0).all()
    assert not np.isinf(funnel(ledger[:0], totals)["passed"]).any(), "a share of nothing is none"


def test_the_mischarge_matrix():
    ledger = files(
        tried("286-1", "286-1", a=MET, prevails="286-1"),
        tried("287-2", "287-2", a=MET, prevails="286-1"),
        tried("287-2", "287-2", a=MET, b=MET, prevails="either: 286-1 or 287-2"),
        tried("287-2", "287-2", b=MET, prevails="287-2"),
        tried("225", "225", other=MET, prevails="225"),
        {"charged": 5, **law(a=OPEN, prevails="open")},
        {"charged": 5, **law()},
        {"end": "fined", **law(a=MET, prevails="286-1")},  # never came to a charging decision
    )
    table = mischarge(ledger)
    assert table.to_numpy().sum() == 7
    assert table.columns.tolist() == ["286-1", "287-2", "other", "none"]
    assert table.loc["286-1"].tolist() == [1, 1, 0, 0]
    assert table.loc["286-1 and 287-2"].tolist() == [0, 1, 0, 0]
    assert table.loc["287-2"].tolist() == [0, 1, 0, 0]
    assert table.loc["other only"].tolist() == [0, 0, 1, 0]
    assert table.loc["open"].tolist() == [0, 0, 0, 1]
    assert table.loc["none"].tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize(
    "words",
    [
        (
            "policy.corrective_order_rate=0.943", "policy.charge_preference=0.638", "policy.identity_clarity=0.291",
            "policy.order_review=0.027", "policy.transfer_rate=0.791", "policy.order_element_required=false",
            "policy.pooling=0.59", "policy.concurrence=statute",
        ),
        ("world.forgiveness=0", "world.partial=0.4"),
        ("world.refusal=0.5", "policy.corrective_order_rate=1"),
        ("experiment=lively",),
    ],
    ids=["orders repeated", "partial answers", "refusals", "lively"],
)  # fmt: skip
def test_the_numerator_of_a_share_is_a_part_of_its_denominator(words):
    """In the first scenario more orders were written than the denominator once counted."""
    record = run(scenario("world=classroom", *words), 76089)
    within = record.panel["month"] < 60
    parts = [
        (record.ledger, record.panel),
        (record.ledger[record.ledger["closed"] < 60], record.panel[within]),
    ]
    for ledger, months in parts:
        values = quotients(ledger, months)
        for declaration in MEASURES:
            over, under = values[declaration.name]
            if declaration.unit == "share" and not math.isnan(over):
                assert 0.0 <= over <= under, declaration.name
