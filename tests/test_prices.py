"""Levers without a price: what a reform costs is told where the model counts it, and called unpriced where not."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest
from shared import run, scenario

from zombielaw.experiments.analysis.compared import COMPARED
from zombielaw.experiments.analysis.comparison import _price, doubts
from zombielaw.experiments.analysis.prices import (
    BOOKED,
    PRICES,
    further,
    unpriced,
    with_prices,
    yuan_of,
)
from zombielaw.experiments.config.schema import PER_DRAW
from zombielaw.experiments.config.settings import SINGLE
from zombielaw.experiments.config.values import joined
from zombielaw.experiments.designs.draws import draws_of
from zombielaw.experiments.reducers.by_place import PANEL
from zombielaw.experiments.studies.compare import STUDY, facts_of, years_of
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.words.texts import speaking
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.prosecutor import days_287_2
from zombielaw.sim.parameters import Policy, declared

LEVERS = {lever.name: lever.about for lever in declared(Policy)}
LIVELY = ("experiment=lively", "world.providers=600", "world.procuratorates=8", "study.months=98")
FREE = [
    f"policy.{name}={LEVERS[name].high}"
    for name in unpriced(LEVERS)
    if LEVERS[name].unit not in ("choice", "yes/no")
]


@pytest.mark.parametrize(
    "moved", [[], FREE], ids=["today", "every lever without a price at its end"]
)
def test_working_days_are_those_of_acts_so_no_lever_without_a_price_adds_any(moved):
    given = scenario(*LIVELY, *moved)
    record, world = run(given), given.world
    ledger, panel = record.ledger, record.panel.sum(numeric_only=True)
    looked_at = panel["filings"] + ledger["end"].isin(["lost", "not filed"]).sum()
    assert panel["official_days"] == pytest.approx(
        learning.CHECK_DAYS * panel["checks"] + learning.ORDER_DAYS * panel["written_orders"]
        + learning.FOLLOW_UP_DAYS * panel["follow_ups"] + learning.REFERRAL_DAYS * panel["referrals"]
        + learning.FILING_DAYS * looked_at + world.days_286_1 * panel["charges_286_1"]
        + days_287_2(given.policy, world) * panel["charges_287_2"] + world.days_other * panel["charges_other"]
        + learning.TRIAL_DAYS * ledger["judged"].notna().sum() + learning.SCRUTINY_DAYS * ledger["scrutiny"].eq(1).sum()
    )  # fmt: skip
    assert (
        min(panel["charges_286_1"], panel["charges_287_2"], panel["referrals"], panel["checks"]) > 0
    )


def test_levers_with_a_price_are_rates_of_acts_that_take_days():
    assert {*BOOKED} <= {*LEVERS}
    assert {*PRICES} - {"yuan"} <= {*LEVERS} - {*BOOKED}, "no work is counted twice"
    for name in ("training", "guiding_cases", "pooling", "transfer_supervision", "popularisation", "prosecutor_staff",
                 "identity_clarity", "obligation_clarity", "mandate_clarity"):  # fmt: skip
        assert unpriced([name, "inspection_rate"]) == [name]
    counts = {name: (len(unpriced(levers := joined([name]))), len(levers)) for name in SINGLE}
    assert counts == {
        "legislature": (4, 4),
        "judiciary": (9, 10),
        "regulators": (4, 7),
        "popularisation": (1, 1),
    }


class Answer(dict[str, pd.DataFrame]):
    """Tables of a comparison with the facts beside them."""

    facts: dict[str, object]


def doubts_of(reforms: str, lang: str) -> str:
    """What a comparison calls doubtful, of numbers that are the same everywhere."""
    settings = composed(
        "study=compare", "world=classroom", "study.months=62", f"study.reforms='{reforms}'"
    )
    settings = STUDY.check(settings)
    rows = [
        {"point": point, "scenario": str(point), "outcome": name, "years": "2018", "runs": 40, "upper_share": None,
         **dict.fromkeys(("base", "value", "low", "high"), 1.0),
         **dict.fromkeys(("difference", "difference_low", "difference_high"), 0.0)}
        for point in (0, 1) for name in COMPARED
    ]  # fmt: skip
    answer = Answer(compared=pd.DataFrame(rows))
    answer.facts = facts_of(settings)
    with speaking(lang):
        return "\n".join(doubts(answer))


@pytest.mark.parametrize(
    ("lang", "says"),
    [("en", "*Unpriced*, in no number, is what these levers take themselves: Preference for 287-2, Presumed knowing."),
     ("zh", "下列手段自身的投入未计价，不在任何数字之内：罪名偏好、明知推定。")],
)  # fmt: skip
def test_the_report_of_a_comparison_names_the_levers_without_a_price(lang, says):
    levers = "policy.charge_preference=0.5 policy.training=0.05 policy.inspection_rate=2"
    assert says in doubts_of(f"{levers} start=2018-01 or policy.knowing_standard=0.2", lang)
    assert says[:8] not in doubts_of("policy.inspection_rate=2 start=2018-01", lang)


@pytest.mark.parametrize("worst", [2.8, -1.0])
def test_over_draws_a_price_is_a_ratio_of_their_means_or_cannot_be_told(worst):
    settings = composed(
        "study=compare", "world=classroom", "study.months=62", "parameters=prior", "draws=3",
        "study.reforms='policy.order_quality=95% start=2018'",
    )  # fmt: skip
    settings = STUDY.check(settings)
    design, years = settings.design, years_of(settings)
    places = [
        {"point": point, "replicate": PER_DRAW * draw + run, "year": year, "province": 0,
         **dict.fromkeys(PANEL, 7.0), "expected_convictions_286_1": point * more, "findings": point * found}
        for draw, (more, found) in enumerate([(worst, 3.0), (2.9, 8.0), (3.0, 30.0)])
        for point in (0, 1) for run in (0, 1) for year in years
    ]  # fmt: skip
    ran = SimpleNamespace(design=design.table, table=lambda _: pd.DataFrame(places))
    known = further(ran, years, settings, design.scenarios)["further"]
    ends = known.set_index("outcome")[["low", "high"]]
    known = known.set_index("outcome")["value"]
    ratio = 41.0 / 8.7 if worst > 0.0 else math.nan
    assert known["findings"] == pytest.approx(ratio, nan_ok=True)
    today = draws_of(settings)["policy.order_quality"]
    own = settings.scale * 7.0 * 2.0 * (today.clip(lower=0.95) - today)
    assert known["own_days"] == pytest.approx(own.mean())
    assert known[["low", "high"]].tolist() == pytest.approx([own.mean() / 4, own.mean() * 4])
    assert ends.loc["further_days", "low"] <= known["low"]
    assert ends.loc["further_days", "high"] >= known["high"], "the doubt of prices is carried on"


def test_a_price_that_is_given_is_known():
    settings = composed("study=compare", "study.price_yuan=400")
    assert yuan_of(settings) == (400.0, 400.0, 400.0)
    assert yuan_of(composed("study=compare")) == (480.0, 300.0, 1000.0)


NUMBERS = ("value", "low", "high", "base", "difference", "difference_low", "difference_high")


def priced(point: int, outcome: str, *numbers: float) -> dict[str, object]:
    own = {"point": point, "scenario": ("today", "mine")[point], "outcome": outcome}
    return {**own, "years": "2018", "runs": 9} | dict(zip(NUMBERS, numbers, strict=False))


def test_days_stand_in_two_rows_and_the_second_reaches_over_the_prices():
    whole = pd.DataFrame(
        [
            priced(0, "official_days", 100, 90, 110, 100, 0, 0, 0),
            priced(1, "official_days", 90, 80, 100, 100, -10, -12, -8),
        ]
    )
    cells = [
        priced(1, "own_days", 40, 40, 40),
        priced(1, "low", 10, 10, 10),
        priced(1, "high", 160, 160, 160),
        priced(1, "further_days", 30, -2, 152),
    ]
    table = with_prices(whole, pd.DataFrame(cells)).set_index(["outcome", "point"])
    assert table.loc["priced_days", "value"].tolist() == [100.0, 130.0]
    row = table.loc[("priced_days", 1)]
    assert row[["low", "high"]].tolist() == [90.0, 260.0]
    assert row[["difference", "difference_low", "difference_high"]].tolist() == [30.0, -2.0, 152.0]


def test_a_price_is_told_in_two_digits_and_fewer_cases_are_not_a_negative_number_of_further_ones():
    whole = pd.DataFrame([priced(point, "official_days", 1, 1, 1, 1, 0, 0, 0) for point in (0, 1)])
    cells = [
        priced(1, "further_days", 12345, 10234, 20345),
        priced(1, "days_per_conviction", 4567, 1234, 9876),
        priced(1, "days_per_wrongful_avoided", math.nan, math.nan, math.nan),
        priced(1, "written_orders", -321, -400, -200),
        priced(1, "referrals", 1, -2, 3),
    ]
    answer = Answer(compared=whole, further=pd.DataFrame(cells))
    answer.facts = {"yuan": (480.0, 300.0, 1000.0)}
    text = _price(answer)
    assert "12,000 (10,000 to 20,000) further working days a year" in text
    assert "4,600 (1,200 to 9,900) days, or 2,200,000 (370,000 to 9,900,000) yuan" in text
    assert "320 fewer: Written orders; no clear change: Referrals" in text
    assert " -" not in text
